"""What a plan earns, and what each of its sides costs: orbit and ground beside each other inside one plan.

Every cost belongs to the side whose asset it pays for, nothing is shared out:

    orbit     satellites, launch, contracts, launch_credit, insurance, nre, shell_opening, shell_yearly,
              operations, gateways
    ground    racks, rack_upkeep, rack_replacement, buildings, energy, onsite_energy
    neither   shortfall: what is not served is served by neither; and revenue of take-or-pay, paid for such
              tokens

A side's ratio is its discounted cost over the discounted and weighted tokens that it serves. The plan's own
ratio is their mean, weighted by tokens, and the penalties on top. Its cost per accelerator-hour is its
discounted cost over the discounted time of accelerators that is given to workloads: idle time, failures and
reserves are in the price of the hours that serve.
"""

from __future__ import annotations

from typing import Any

from models.case import Case
from models.spending import REVENUE
from planner.coefficients.timeline import HOURS_PER_YEAR
from planner.tables.columns import Tables
from planner.tables.money import DEBT
from planner.tables.service import weights

SIDES = {
    "orbit": (
        "satellites", "launch", "contracts", "launch_credit", "insurance", "nre", "shell_opening",
        "shell_yearly", "operations", "gateways",
    ),
    "ground": ("racks", "rack_upkeep", "rack_replacement", "buildings", "energy", "onsite_energy"),
}  # fmt: skip
NEITHER = ("shortfall",)


def earnings(case: Case, tables: Tables) -> dict[str, Any]:
    """net_present_value_musd, debt_left_musd and sides, as plan.json holds them; a ratio without tokens or
    hours is None.

    Money, tokens and accelerator-years of sides are discounted; debt_left_musd is not.
    """
    paid = 0.0 - tables.cash.groupby("item").discounted_musd.sum()
    sides: dict[str, Any] = {side: side_of(case, tables, side, items, paid) for side, items in SIDES.items()}
    revenue = -float(paid.get(REVENUE, 0.0))
    earned = sum(side["revenue_musd"] for side in sides.values())
    unserved = revenue - earned if case.take_or_pay.any() else 0.0
    sides["neither"] = {"cost_musd": of(paid, NEITHER), "revenue_musd": unserved}
    cost = sum(side["cost_musd"] for side in sides.values())
    return {
        "net_present_value_musd": revenue - cost,
        "debt_left_musd": debt_left_musd(case, tables),
        "sides": sides,
    }


def side_of(
    case: Case, tables: Tables, side: str, items: tuple[str, ...], paid: Any
) -> dict[str, float | None]:
    """One side. paid: discounted M$ by item, positive where money goes out."""
    served = tables.tokens[tables.tokens.source_kind == side]
    used = tables.compute[tables.compute.source_kind == side]
    tokens = float((served.tokens_tt * weights(case, served) * case.discount_mid[served.period]).sum())
    years = float((used.accelerator_years * case.discount_mid[used.period]).sum())
    workload = served.workload.map(case.workloads.index).to_numpy(dtype=int)
    region = served.region.map(case.regions.index).to_numpy(dtype=int)
    price = case.token_price_musd[workload, region, served.period.to_numpy()]
    revenue = float((served.tokens_tt * price * case.discount_mid[served.period]).sum())
    cost = of(paid, items)
    return {
        "cost_musd": cost,
        "tokens_tt": tokens,
        "ratio_usd_per_mtoken": cost / tokens if tokens else None,
        "accelerator_years": years,
        "usd_per_accelerator_hour": cost * 1e6 / (years * HOURS_PER_YEAR) if years else None,
        "revenue_musd": revenue,
        "net_present_value_musd": revenue - cost,
    }


def of(paid: Any, items: tuple[str, ...]) -> float:
    """Sum over some items."""
    return float(sum(paid.get(item, 0.0) for item in items))


def debt_left_musd(case: Case, tables: Tables) -> float:
    """Instalments of drawn debts, interest included, that are due after the last period [M$]."""
    drawn = tables.cash[tables.cash.item == DEBT].groupby("what").musd.sum()
    left = 0.0
    for n, name in enumerate(case.debts):
        due = int(case.debt_periods[n]) - (case.periods - 1 - int(case.debt_period[n]))
        left += max(0, due) * float(case.debt_instalment[n]) * float(drawn.get(name, 0.0))
    return left
