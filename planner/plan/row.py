"""A plan as one tidy row, so that the plans of a study stack into one table: `pd.concat(plan.summary() for
plan in plans)`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from planner.plan.record import PlanRecord, RunRecord


def plan_row(record: PlanRecord, run: RunRecord, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row of a plan's record, run and tables; the unit of a column stands in its name, that of value and
    bound in `unit`. NaN where there is no figure.

    value, bound, gap     the objective in `unit`, what no plan beats, and |value - bound| / |value|
    cost_musd, tokens_tt  discounted cost, discounted and weighted tokens: their ratio is ratio_usd_per_mtoken
    net_present_value_musd  revenue less cost, discounted; debt_left_musd: instalments after the last period
    *_orbit, *_ground     ratio, cost per accelerator-hour and value of what is served from there
                          (planner/tables/earning.py)
    served_tt             output tokens over all periods, neither discounted nor weighted; orbit_share of them
                          come from orbit
    shortfall_tt          committed tokens that are not served
    accelerators_*        bought over the plan
    seconds               of the whole run
    """
    served = tables["tokens"].groupby("source_kind").tokens_tt.sum()
    total = float(served.sum())
    bought = record.accelerators
    row = {
        "name": record.name,
        "objective": record.objective,
        "case": record.options.case,
        "status": record.status,
        "audit": record.audit,
        "value": figure(record.value),
        "unit": record.unit,
        "bound": figure(record.bound),
        "gap": figure(record.gap),
        "ratio_usd_per_mtoken": figure(record.ratio_usd_per_mtoken),
        "cost_musd": float(record.cost_musd),
        "revenue_musd": figure(record.revenue_musd),
        "net_present_value_musd": figure(record.net_present_value_musd),
        "debt_left_musd": figure(record.debt_left_musd),
        **{
            f"{column}_{side}": figure(getattr(getattr(record.sides, side), column))
            for column in ("ratio_usd_per_mtoken", "usd_per_accelerator_hour", "net_present_value_musd")
            for side in ("orbit", "ground")
        },
        "tokens_tt": float(record.tokens_tt),
        "served_tt": total,
        "orbit_share": float(served.get("orbit", 0.0)) / total if total else math.nan,
        "shortfall_tt": float(tables["demand"].shortfall_tt.sum()),
        "flights": int(tables["launches"].flights.sum()),
        "satellites": int(tables["cohorts"].satellites.sum()),
        "accelerators_orbit": sum(bought.orbit.values()),
        "accelerators_ground": sum(bought.ground.values()),
        "seconds": figure(run.seconds.get("total")),
    }
    return pd.DataFrame([row])


def figure(value: float | None) -> float:
    """A number of a record, NaN for none."""
    return math.nan if value is None else float(value)
