"""What a plan costs, as one table: who is paid what, when, and what that is worth today.

It is the list of models/spending.py with the numbers of the plan, and what finances it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from types import SimpleNamespace

import numpy as np

from models import tiers
from models.case import Case
from models.members import Cohort, Flight, Members
from models.spending import COSTS, REVENUE, discount, earning, spending
from planner.solver.solution import Solution
from planner.tables.columns import negligible
from planner.tables.days import days_of
from planner.tables.orbit import Fleet, periods_in_use
from planner.tables.service import Ground, own_mw, served

CAPITAL, DEBT, REPAYMENT, INTEREST = FINANCING = "capital", "debt", "repayment", "interest"

Index = tuple[int, int, int]
Ledger = defaultdict[tuple[int, str, str], float]  # (t, item, what) -> M$, positive in the item's direction


def kind_of(item: str) -> str:
    """cost, revenue or financing: the kind of an item of the cash table."""
    if item in FINANCING:
        return "financing"
    return "revenue" if item == REVENUE else "cost"


def is_paid(item: str) -> bool:
    """Whether an item's money goes out, so that the cash table lists it with a minus."""
    return item in COSTS or item == REPAYMENT


def amounts_of(case: Case, solution: Solution, fleet: Fleet, ground: Ground) -> SimpleNamespace:
    """What a plan has of everything that models/spending.py lists: the values of the model's variables, under
    their names and indices.
    """
    x, flights = solution.satellites, Counter[Flight]()
    for f in solution.flights:
        flights[f.v, f.o, f.b, f.cargo] += f.flights
    members, flown = Members.of(x, flights), tiers.flights_by_period(flights)
    working: dict[Index, float] = defaultdict(float)
    for (t, s, d), stock in fleet.items():
        working[int(case.design_bus[d]), s, t] += stock.working
    inuse = {(s, t): 1 for t, s in sorted(periods_in_use(fleet))}
    paid, credited = in_tiers(case, flown, x)
    return SimpleNamespace(
        case=case,
        members=members,
        x=x,
        n={i: flights[flight] for i, flight in enumerate(members.flights)},
        paid=paid,
        credited=credited,
        one={0: 1},
        unflown={
            (v, b): max(0, int(case.contracted[v, b]) - flown.get((v, b), 0))
            for v, b in np.argwhere(case.contracted).tolist()
        },
        usedbus=from_the_first(((int(case.design_bus[d]), b) for d, _, _, b, _ in x), case.launch_periods),
        useddesign=from_the_first(((d, b) for d, _, _, b, _ in x), case.launch_periods),
        opened=from_the_first(inuse, case.periods),
        inuse=inuse,
        S=working,
        z=solution.racks,
        K={(j, k, t): blocks for (t, j, k), blocks in ground.standing.items()},
        R={(j, k, t): blocks for (t, j, k), blocks in ground.running.items() if case.idle_power_share[j] < 1},
        own={(j, t): own_mw(solution, ground, j, t) for t, j in ground.site_mw},
        y=solution.gateway_gbps,
        served=served(solution),
        short={crt: tokens for crt, tokens in solution.shortfall.items() if tokens},
    )


def in_tiers(
    case: Case, flown: dict[tuple[int, int], int], satellites: dict[Cohort, int]
) -> tuple[dict[Index, int], dict[Index, float]]:
    """paid and credited [v,i,b] of flights whose price the plan decides: all in the tier that it reaches."""
    if not case.tiers:
        return {}, {}
    tier = tiers.tiers_reached(case, *tiers.flown_and_launched(case, flown, satellites))
    paid = {(v, int(tier[v, b]), b): n for (v, b), n in flown.items() if tiers.decided(case, v, b)}
    credited: dict[Index, float] = defaultdict(float)
    for cohort, count in satellites.items():
        _, v, _, b, _ = cohort
        if tiers.decided(case, v, b):
            credited[v, int(tier[v, b]), b] += count * tiers.credited(case, cohort)
    return paid, credited


def from_the_first(used: Iterable[tuple[int, int]], periods: int) -> dict[tuple[int, int], int]:
    """1 for (i, t) from the first t with a use of i on."""
    first: dict[int, int] = {}
    for i, t in used:
        first[i] = min(t, first.get(i, t))
    return {(i, t): 1 for i in sorted(first) for t in range(first[i], periods)}


def ledger_of(amounts: SimpleNamespace, full: bool = False) -> Ledger:
    """Costs and revenue of a plan by period, item and id; full: every cost in full."""
    ledger: Ledger = defaultdict(float)
    for t, item, what, musd, units in (*spending(amounts, full), *earning(amounts)):
        ledger[t, item, what] += float(musd * sum(count * amount for count, amount in units))
    return ledger


def rows_of(case: Case, ledger: Ledger) -> Iterator[tuple]:
    """cash: a ledger period by period, costs, revenue, then financing; rows that are not zero.

    Costs and repayments are listed with a minus.
    """
    rank = {item: n for n, item in enumerate((*COSTS, REVENUE, *FINANCING))}
    least = negligible(ledger.values())
    for t, item, what in sorted(ledger, key=lambda key: (key[0], rank[key[1]], key[2])):
        musd = -ledger[t, item, what] if is_paid(item) else ledger[t, item, what]
        if abs(musd) > least:
            yield t, *days_of(case, t), kind_of(item), item, what, musd, musd * discount(case, item)[t]
