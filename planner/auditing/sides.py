"""What each side of a plan costs, serves and earns, derived afresh from the decisions: no table of money is
read.

Every item of cost belongs to orbit or to the ground by the asset that it pays for; penalties, and what is
paid for tokens not served, belong to neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from planner.auditing import funding, money
from planner.auditing.ledger import Ledger
from planner.auditing.limits import differs
from planner.auditing.statement import CHECKS, Finding, Statement
from planner.plan.typed import untyped

GROUND = ("racks", "rack_upkeep", "rack_replacement", "buildings", "energy", "onsite_energy")
NEITHER = ("shortfall",)
HOURS = 365.25 * 24  # of a year


def derived(p: Ledger) -> dict[str, Any]:
    """net_present_value_musd, debt_left_musd and sides; None for a ratio of nothing."""
    cost = {
        name: float((function(p) * money.factor(p.case, name)).sum())
        for name, function in money.ITEMS.items()
        if name not in money.NOT_A_COST
    }
    income = float((money.revenue(p) * p.case.discount_mid).sum())
    sides: dict[str, Any] = {}
    for side, sent in (("orbit", p.tokens_orbit.sum(axis=(2, 3))), ("ground", p.tokens_ground.sum(axis=2))):
        spent = sum(
            m for name, m in cost.items() if name not in NEITHER and (name in GROUND) == (side == "ground")
        )
        tokens = float(np.einsum("crt,ct,t->", sent, p.case.token_weight, p.case.discount_mid))
        years = float(np.einsum("kcit,t->", p.compute(side, "accelerator_years"), p.case.discount_mid))
        earned = float(np.einsum("crt,crt,t->", sent, p.case.token_price_musd, p.case.discount_mid))
        sides[side] = {
            "cost_musd": spent,
            "tokens_tt": tokens,
            "ratio_usd_per_mtoken": spent / tokens if tokens > 0 else None,
            "accelerator_years": years,
            "usd_per_accelerator_hour": 1e6 * spent / years / HOURS if years > 0 else None,
            "revenue_musd": earned,
            "net_present_value_musd": earned - spent,
        }
    kept = np.einsum(
        "cr,crt,crt,t->", p.case.take_or_pay, p.shortfall, p.case.token_price_musd, p.case.discount_mid
    )
    sides["neither"] = {"cost_musd": sum(cost[name] for name in NEITHER), "revenue_musd": float(kept)}
    return {
        "net_present_value_musd": income - sum(cost.values()),
        "debt_left_musd": debt_left(p),
        "sides": sides,
    }


def debt_left(p: Ledger) -> float:
    """Instalments after the last period."""
    paid = np.minimum(p.case.debt_periods, p.case.periods - 1 - p.case.debt_period)
    return float(((p.case.debt_periods - paid) * p.case.debt_instalment * funding.drawn(p)).sum())


@CHECKS.derived("net_present_value_musd", "debt_left_musd", "sides")
def sides(s: Statement) -> Iterator[Finding]:
    """Value, debt left, and what orbit and ground cost, serve and earn."""
    if s.ledger is not None:
        yield from claims(s.ledger, untyped(s.record))


def claims(p: Ledger, claimed: Mapping[str, Any]) -> Iterator[Finding]:
    """(key, message) for each figure that a plan states and that is not the derived one."""
    own = derived(p)
    scale = max(abs(own["sides"][side]["cost_musd"]) for side in ("orbit", "ground", "neither"))
    scale = max(scale, *(abs(own["sides"][side]["revenue_musd"]) for side in ("orbit", "ground", "neither")))
    for key, said, true in flat({key: claimed[key] for key in own if key in claimed}, own):
        if (said is None) != (true is None) or (said is not None and far(said, true, key, scale)):
            yield key, f"{_shown(said)}, derived {_shown(true)}"


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def far(said: float, true: float, key: str, scale: float) -> bool:
    """Whether two figures are not the same; a difference of sums is known as well as the sums are."""
    if "net_present_value" in key or key.endswith("neither.revenue_musd"):
        return not abs(said - true) <= 1e-6 * scale
    return bool(differs(said, true, room=0.0))


def flat(said: Any, true: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every leaf of two nested tables by its path, None where one is missing."""
    if isinstance(said, Mapping) and isinstance(true, Mapping):
        for key in dict.fromkeys((*said, *true) if at else said):
            yield from flat(said.get(key), true.get(key), f"{at}.{key}" if at else key)
    elif isinstance(true, Mapping) or isinstance(said, Mapping):
        yield at, None, "a table"
    else:
        yield at, said, true
