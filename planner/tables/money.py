"""What a plan costs, as one table: who is paid what, when, and what that is worth today.

Costs of launch periods (satellites, launches, insurance, NRE, shell openings, racks) are discounted at the
start of the period in which they are paid (satellites and launches may be paid ahead of launch), running
costs and revenue at its middle (models/case.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from models.case import Case
from models.members import lift_t
from planner.solver.solution import Solution
from planner.tables.columns import negligible
from planner.tables.days import days_of
from planner.tables.orbit import Cohort, Fleet, Load, periods_in_use
from planner.tables.service import Ground, own_mw, served

AT_START = (
    "satellites",
    "launch",
    "contracts",
    "launch_credit",
    "insurance",
    "nre",
    "shell_opening",
    "racks",
)
RUNNING = (
    "shell_yearly", "operations", "gateways", "rack_upkeep", "rack_replacement", "buildings", "energy", "onsite_energy", "shortfall",
)  # fmt: skip
COSTS = AT_START + RUNNING  # N is the discounted sum of these
REVENUE = "revenue"
CAPITAL, DEBT, REPAYMENT, INTEREST = FINANCING = "capital", "debt", "repayment", "interest"

Ledger = defaultdict[tuple[int, str, str], float]  # (t, item, what) -> M$, positive in the item's direction


def kind_of(item: str) -> str:
    """cost, revenue or financing: the kind of an item of the cash table."""
    if item in FINANCING:
        return "financing"
    return "revenue" if item == REVENUE else "cost"


def is_paid(item: str) -> bool:
    """Whether an item's money goes out, so that the cash table lists it with a minus."""
    return item in COSTS or item == REPAYMENT


def cash_rows(
    case: Case,
    solution: Solution,
    cohorts: Sequence[Cohort],
    loads: Sequence[Load],
    fleet: Fleet,
    ground: Ground,
    price_musd: np.ndarray,
) -> Iterator[tuple]:
    """cash: costs and revenue. price_musd[v,b]: paid for a flight."""
    yield from rows_of(case, ledger_of(case, solution, cohorts, loads, fleet, ground, price_musd))


def rows_of(case: Case, ledger: Ledger) -> Iterator[tuple]:
    """cash: a ledger period by period, costs, revenue, then financing; rows that are not zero.

    Costs and repayments are listed with a minus. Discounted at the start of the period: AT_START and
    financing.
    """
    rank = {item: n for n, item in enumerate((*COSTS, REVENUE, *FINANCING))}
    least = negligible(ledger.values())
    for t, item, what in sorted(ledger, key=lambda key: (key[0], rank[key[1]], key[2])):
        musd = -ledger[t, item, what] if is_paid(item) else ledger[t, item, what]
        if abs(musd) > least:
            at_start = item in AT_START or item in FINANCING
            factor = case.discount_start[t] if at_start else case.discount_mid[t]
            yield t, *days_of(case, t), kind_of(item), item, what, musd, musd * factor


def ledger_of(
    case: Case,
    solution: Solution,
    cohorts: Sequence[Cohort],
    loads: Sequence[Load],
    fleet: Fleet,
    ground: Ground,
    price_musd: np.ndarray,
) -> Ledger:
    """Costs and revenue of a solution by period, item and id."""
    ledger: Ledger = defaultdict(float)
    launching(case, ledger, cohorts, loads, price_musd)
    honouring(case, ledger, loads)
    developing(case, ledger, cohorts)
    flying(case, ledger, fleet)
    on_the_ground(case, ledger, solution, ground)
    serving(case, ledger, solution)
    return ledger


def launching(
    case: Case, ledger: Ledger, cohorts: Sequence[Cohort], loads: Sequence[Load], price_musd: np.ndarray
) -> None:
    """Satellites and flights where they are paid, insurance at launch.

    satellites     x * unit cost * share charged           insurance   (premium - expected payout) * (launch price + cargo)
    launch         flights * price + x * mass * price per tonne
    launch_credit  -(1 - share charged) * (launch price / payload + price per tonne) * mass * x         under `annuity`
    """
    for x in loads:
        price = x.flights * float(price_musd[x.v, x.b])
        ledger[ahead(x.b, case.prepay_launch[x.v]), "launch", case.vehicles[x.v]] += price
        ledger[x.b, "insurance", case.vehicles[x.v]] += float(case.insured[x.v]) * price
    for c in cohorts:
        cost = hardware = c.satellites * float(case.design_cost_musd[c.d, c.b])
        for k in np.flatnonzero(case.design_counts[c.d]):
            part = float(c.satellites * case.design_counts[c.d, k] * case.accelerator_cost_musd[k, c.b])
            hardware -= part
            at = ahead(c.b, case.prepay_accelerator[k])
            ledger[at, "satellites", case.designs[c.d]] += part * c.cost_share
        at = ahead(c.b, case.prepay_bus[case.design_bus[c.d]])
        ledger[at, "satellites", case.designs[c.d]] += hardware * c.cost_share
        mass = c.satellites * float(case.design_mass_t[c.d])
        by_mass = mass * float(case.price_musd_per_t[c.v, c.b])
        carried = mass * float(price_musd[c.v, c.b]) / lift_t(case, c.v, c.s) + by_mass
        ledger[c.b, "insurance", case.vehicles[c.v]] += float(case.insured[c.v]) * (cost + by_mass)
        at = ahead(c.b, case.prepay_launch[c.v])
        ledger[at, "launch", case.vehicles[c.v]] += by_mass
        ledger[at, "launch_credit", case.vehicles[c.v]] -= carried * (1 - c.cost_share)


def ahead(b: int, periods: int) -> int:
    """The period in which something is paid that is due so many periods ahead of launch b."""
    return max(0, b - int(periods))


def honouring(case: Case, ledger: Ledger, loads: Sequence[Load]) -> None:
    """contracts: what is still owed for flights bought before, less the price of those that are flown, where
    a flight is paid.
    """
    left = case.contracted.copy()
    for v, b in np.argwhere(case.contract_owed_musd).tolist():
        at = ahead(b, case.prepay_launch[v])
        ledger[at, "contracts", case.vehicles[v]] += float(case.contract_owed_musd[v, b])
    for x in loads:
        flown = min(x.flights, int(left[x.v, x.b]))
        left[x.v, x.b] -= flown
        at = ahead(x.b, case.prepay_launch[x.v])
        ledger[at, "contracts", case.vehicles[x.v]] -= flown * float(case.price_musd[x.v, x.b])


def developing(case: Case, ledger: Ledger, cohorts: Sequence[Cohort]) -> None:
    """Development of a bus and of a design, due with the first flight."""
    first_bus: dict[int, int] = {}
    first_design: dict[int, int] = {}
    for c in sorted(cohorts, key=lambda c: c.b):
        first_bus.setdefault(int(case.design_bus[c.d]), c.b)
        first_design.setdefault(c.d, c.b)
    for h, b in first_bus.items():
        ledger[b, "nre", case.buses[h]] += float(case.bus_nre_musd[h])
    for d, b in first_design.items():
        ledger[b, "nre", case.designs[d]] += float(case.design_nre_musd[d])


def flying(case: Case, ledger: Ledger, fleet: Fleet) -> None:
    """Shells: opening at first use, yearly cost while in use; operations per working satellite."""
    D = case.period_years
    opened: set[int] = set()
    for t, s in sorted(periods_in_use(fleet)):
        if s not in opened:
            opened.add(s)
            ledger[t, "shell_opening", case.shells[s]] += float(case.shell_opening_musd[s])
        ledger[t, "shell_yearly", case.shells[s]] += D * float(case.shell_yearly_musd[s])
    for (t, s, d), stock in fleet.items():
        ledger[t, "operations", case.shells[s]] += (
            D * stock.working * float(case.bus_operations_musd[case.design_bus[d]])
        )


def on_the_ground(case: Case, ledger: Ledger, solution: Solution, ground: Ground) -> None:
    """Racks when bought; upkeep, accelerators replaced and buildings by what stands; energy by what is
    drawn.
    """
    D = case.period_years
    for (j, k, b), blocks in solution.racks.items():
        ledger[b, "racks", case.sites[j]] += float(
            blocks * case.rack_cost_musd[j, k, b] * case.rack_share[j, b]
        )
    for (t, j, k), blocks in ground.standing.items():
        site, full_mw = case.sites[j], blocks * case.rack_mw[j, k, t]
        ledger[t, "rack_upkeep", site] += float(D * blocks * case.rack_upkeep_musd[j, k])
        ledger[t, "rack_replacement", site] += float(D * blocks * case.rack_replacement_musd[j, k, t])
        ledger[t, "buildings", site] += float(D * full_mw * case.building_musd[j])
    for (t, j), megawatts in ground.site_mw.items():
        onsite = own_mw(solution, ground, j, t)
        ledger[t, "energy", case.sites[j]] += float(D * (megawatts - onsite) * case.grid_musd[j, t])
        ledger[t, "onsite_energy", case.sites[j]] += float(D * onsite * case.onsite_musd[j, t])


def serving(case: Case, ledger: Ledger, solution: Solution) -> None:
    """Gateways by capacity bought, penalties by tokens short, revenue by tokens served and by those paid for
    though not served.
    """
    for (g, t), gbps in solution.gateway_gbps.items():
        ledger[t, "gateways", case.gateways[g]] += float(case.period_years * gbps * case.gateway_musd[g, t])
    for (c, r, t), tokens in solution.shortfall.items():
        ledger[t, "shortfall", case.workloads[c]] += (
            float(tokens * case.shortfall_musd[c, r]) if tokens else 0.0
        )
        ledger[t, REVENUE, case.workloads[c]] += float(
            tokens * case.take_or_pay[c, r] * case.token_price_musd[c, r, t]
        )
    for (c, r, t), tokens in served(solution).items():
        ledger[t, REVENUE, case.workloads[c]] += float(tokens * case.token_price_musd[c, r, t])
