"""A plan as one tidy row, so that the plans of a study stack into one table: `pd.concat(plan.summary() for
plan in plans)`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def plan_row(plan: Plan) -> pd.DataFrame:
    """One row; the unit of a column stands in its name, that of value and bound in `unit`. NaN where there is
    no figure.

    value, bound, gap     the objective in `unit`, what no plan beats, and |value - bound| / |value|
    cost_musd, tokens_tt  discounted cost, discounted and weighted tokens: their ratio is ratio_usd_per_mtoken
    net_present_value_musd  revenue less cost, discounted; debt_left_musd: instalments after the last period
    *_orbit, *_ground     ratio, cost per accelerator-hour and value of what is served from there (planner/tables/earning.py)
    served_tt             output tokens over all periods, neither discounted nor weighted; orbit_share of them
                          come from orbit
    shortfall_tt          committed tokens that are not served
    accelerators_*        bought over the plan
    seconds               of the whole run
    """
    served = plan.tokens.groupby("source_kind").tokens_tt.sum()
    total = float(served.sum())
    bought = plan.record["accelerators"]
    row = {
        "name": plan.name,
        "objective": plan.objective,
        "case": plan.record["options"]["case"],
        "status": plan.status,
        "audit": plan.record["audit"],
        "value": plan.value,
        "unit": plan.record["unit"],
        "bound": figure(plan.bound),
        "gap": figure(plan.gap),
        "ratio_usd_per_mtoken": plan.ratio,
        "cost_musd": float(plan.cost_musd),
        "revenue_musd": figure(plan.record["revenue_musd"]),
        "net_present_value_musd": figure(plan.record["net_present_value_musd"]),
        "debt_left_musd": figure(plan.record["debt_left_musd"]),
        **{
            f"{column}_{side}": figure(plan.record["sides"].get(side, {}).get(column))
            for column in ("ratio_usd_per_mtoken", "usd_per_accelerator_hour", "net_present_value_musd")
            for side in ("orbit", "ground")
        },
        "tokens_tt": float(plan.tokens_tt),
        "served_tt": total,
        "orbit_share": float(served.get("orbit", 0.0)) / total if total else math.nan,
        "shortfall_tt": float(plan.demand.shortfall_tt.sum()),
        "flights": int(plan.launches.flights.sum()),
        "satellites": int(plan.cohorts.satellites.sum()),
        "accelerators_orbit": sum(bought["orbit"].values()),
        "accelerators_ground": sum(bought["ground"].values()),
        "seconds": figure(plan.run.get("seconds", {}).get("total")),
    }
    return pd.DataFrame([row])


def figure(value: float | None) -> float:
    """A number of a record, NaN for none."""
    return math.nan if value is None else float(value)
