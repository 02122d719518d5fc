r"""Orders of flights: least orders, and prices in tiers (discounts for many flights, prices that fall with
the mass delivered).

    minimum   sum_p n[v,p,b] <= cadence[v,b] ordered[v],   sum_{p,b} n[v,p,b] >= minimum_flights[v] ordered[v]
    laden     sum_p n[v,p,b] <= sum_{d,s,l} x[d,v,s,b,l]
              where flights are counted: each carries a satellite at least
    tiers     sum_i paid[v,i,b]      =  sum_p n[v,p,b]
              sum_i credited[v,i,b]  =  sum x[d,v,s,b,l] (1 - share[s,b,l]) mass_d / payload[v,o]
              sum_i tier[v,i,tau]      =  1
              paid[v,i,b]            <= cadence[v,b] tier[v,i,tau]
              credited[v,i,b]        <= paid[v,i,b]
              sum_{i' >= i} tier[v,i',b-1]  <=  sum_{i' >= i} tier[v,i',b]     where prices learn
    reached   sum_i (from[v,i] - from[v,i0]) tier[v,i,tau]  <=  amount[v,tau] - from[v,i0]

    ordered, tier  binary
    amount         sum_{p,b} n[v,p,b]; where prices learn
                   delivered_t[v,tau] + success_v sum_{b < tau} mass_d x[d,v,s,b,l]
    paid           flights in a tier, each at price_musd * tier_factor with its insurance
    credited       flights of a tier that annuity credits, of each the part of the payload that its satellites
                   take; no more than fly
    tau              the period b where prices learn, 0 otherwise: one tier for the whole plan
    i              the tiers that may be reached (case.reachable); i0 is the first of them, which is reached
                   whatever the plan does

Only prices that the plan decides have these rows; where one tier alone is within reach its price stands on n.
Fewer than the highest tier reached may be taken, never more; it is never better. An assignment of satellites
to flights that leaves none empty exists wherever `laden` holds, for any part of a flight's cargo may fly on a
flight of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.algebra import pyo
from models.case import Case, Floats, Ints
from models.families import Decision, Family, Step, by_cohort, by_flight, named
from models.members import Cohort, lift_t
from models.rows import Row, Term, add_rows, variables


def decided(case: Case, v: int, b: int) -> bool:
    """Whether the plan decides the price of a flight of v in b."""
    return bool(np.isnan(case.price_share[v, b]))


def counted(case: Case, v: int) -> bool:
    """Whether flights of v are counted, so that none may leave empty: least orders, and tiers by flights."""
    return bool(case.minimum_flights[v] > 0 or (not case.learns[v] and decided(case, v, 0)))


def when(case: Case, v: int, b: int) -> int:
    """tau: the period whose tier a flight of v in b is priced by."""
    return b if case.learns[v] else 0


def minimum_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """What one flight of v in b adds to the least order of v."""
    if case.minimum_flights[v] > 0:
        yield ("link", v, b), 1.0
        yield ("least", v, 0), 1.0


def split_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """One flight of v in b is paid in a tier."""
    if decided(case, v, b):
        yield ("split", v, 0, b), -1.0


def credit_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """What one satellite is credited in a tier."""
    _, v, s, b, l = cohort
    if decided(case, v, b) and case.cohort_share[s, b, l] < 1:
        yield ("credit", v, 0, b), -credited(case, cohort)


def counting_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """One flight counts for the tier of all, where flights count."""
    if decided(case, v, b) and not case.learns[v]:
        yield (v, 0), -1.0 / span(case, v, 0)


def learning_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """The mass of one satellite counts for the tiers of later periods, where prices learn."""
    d, v, _, b, _ = cohort
    if case.tiers and case.learns[v]:
        for tau in range(b + 1, case.launch_periods):
            if decided(case, v, tau):
                yield (v, tau), -float(case.success[v] * case.design_mass_t[d]) / span(case, v, tau)


def credited(case: Case, cohort: Cohort) -> float:
    """Share of a flight's price that `annuity` credits for one satellite."""
    d, v, s, b, l = cohort
    share = case.cohort_share[s, b, l]
    return float((1 - share) * case.design_mass_t[d] / lift_t(case, v, s)) if share < 1 else 0.0


def has_credit(case: Case, b: int) -> bool:
    """Whether `annuity` credits a part of the launches of b."""
    return bool((case.cohort_share[:, b] < 1).any())


def span(case: Case, v: int, tau: int) -> float:
    """What the row `reached` is divided by: its largest coefficient [flights or t]."""
    within = case.tier_from[v, case.reachable[v, :, tau]]
    return float(within[-1] - within[0])


def tiers_reached(case: Case, flown: Floats, launched_t: Floats) -> Ints:
    """[v,b] the tier by which a flight is priced, from flights flown [v,b] and the mass at launch [v,b] of
    what they carry.
    """
    before = np.cumsum(launched_t, axis=1) - launched_t
    learned = case.delivered_t + case.success[:, None] * before
    all_of_them = np.broadcast_to(flown.sum(axis=1)[:, None], flown.shape)
    return case.last_tier(np.where(case.learns[:, None], learned, all_of_them))


def prices_paid(case: Case, flights: dict[tuple[int, int], int], satellites: dict[Cohort, int]) -> Floats:
    """[v,b] M$ of one flight, given flights by (v, b) and satellites by cohort."""
    if not case.tiers:
        return case.price_musd
    tier = tiers_reached(case, *flown_and_launched(case, flights, satellites))
    return case.price_musd * np.take_along_axis(case.tier_factor, tier, axis=1)


def flights_by_period(flights: dict[tuple, int]) -> dict[tuple[int, int], int]:
    """(v, b) -> flights, of flights by (v, o, b, cargo)."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for (v, _, b, _), count in flights.items():
        found[v, b] += count
    return dict(found)


def flown_and_launched(
    case: Case, flights: dict[tuple[int, int], int], satellites: dict[Cohort, int]
) -> tuple[Floats, Floats]:
    """[v,b] flights, and [v,b] mass at launch of the satellites [t]."""
    flown, launched_t = np.zeros(case.cadence.shape), np.zeros(case.cadence.shape)
    for (v, b), count in flights.items():
        flown[v, b] += count
    for (d, v, _, b, _), count in satellites.items():
        launched_t[v, b] += count * case.design_mass_t[d]
    return flown, launched_t


def orders(m) -> None:
    """Variables ordered, tier, paid, credited."""
    case = m.case
    flying = [(int(v), int(b)) for v, b in np.argwhere(case.cadence > 0)]
    variables(m, "ordered", np.flatnonzero(case.minimum_flights).tolist(), domain=pyo.Binary)
    m.priced = [(v, b) for v, b in flying if decided(case, v, b)]
    m.tiered = sorted({(v, when(case, v, b)) for v, b in m.priced})
    paid = [(v, i, b) for v, b in m.priced for i in case.reachable_tiers(v, b)]
    variables(m, "tier", sorted({(v, i, when(case, v, b)) for v, i, b in paid}), domain=pyo.Binary)
    most = {(v, i, b): float(case.cadence[v, b]) for v, i, b in paid}
    variables(m, "paid", paid, upper=most)
    most = {vib: flights for vib, flights in most.items() if has_credit(case, vib[2])}
    variables(m, "credited", list(most), upper=most)


def minimum(m) -> None:
    """n <= cadence ordered, sum n >= minimum_flights ordered."""
    case, terms = m.case, by_flight(m, minimum_steps)
    rows: list[Row] = []
    for v in m.ordered:
        for b in np.flatnonzero(case.cadence[v]).tolist():
            row = ("link", v, b)
            rows.append((row, [*terms[row], (-float(case.cadence[v, b]), m.ordered[v])], None, 0.0))
        least = ("least", v, 0)
        rows.append((least, [*terms[least], (-float(case.minimum_flights[v]), m.ordered[v])], 0.0, None))
    add_rows(m, "minimum", rows)


def laden(m) -> None:
    """sum n <= sum x, per vehicle and period, where flights are counted."""
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for n, (v, _, b, _) in enumerate(m.members.flights):
        terms[v, b].append((1.0, m.n[n]))
    for cohort in m.members.cohorts:
        terms[cohort[1], cohort[3]].append((-1.0, m.x[cohort]))
    add_rows(m, "laden", ((vb, terms[vb], None, 0.0) for vb in sorted(terms) if counted(m.case, vb[0])))


def tiers(m) -> None:
    """Every flight is paid in the one tier of its period, and credited in it."""
    case, paid, terms = m.case, by_flight(m, split_steps), by_cohort(m, credit_steps)
    rows: list[Row] = []
    for v, b in m.priced:
        tau, within = when(case, v, b), case.reachable_tiers(v, b)
        split = ("split", v, 0, b)
        rows.append((split, [*((1.0, m.paid[v, i, b]) for i in within), *paid[split]], 0.0, 0.0))
        most = float(case.cadence[v, b])
        rows += [
            (("link", v, i, b), [(1.0, m.paid[v, i, b]), (-most, m.tier[v, i, tau])], None, 0.0)
            for i in within
        ]
        if has_credit(case, b):
            credit = ("credit", v, 0, b)
            rows.append((credit, [*((1.0, m.credited[v, i, b]) for i in within), *terms[credit]], 0.0, 0.0))
            rows += [
                (("within", v, i, b), [(1.0, m.credited[v, i, b]), (-1.0, m.paid[v, i, b])], None, 0.0)
                for i in within
            ]
    for v, tau in m.tiered:
        within = case.reachable_tiers(v, tau)
        rows.append((("one", v, 0, tau), [(1.0, m.tier[v, i, tau]) for i in within], 1.0, 1.0))
        for i in within:
            above = [(1.0, m.tier[v, j, tau - 1]) for j in range(i, case.tiers) if (v, j, tau - 1) in m.tier]
            if above and i > within[0]:
                kept = [(-1.0, m.tier[v, j, tau]) for j in within if j >= i]
                rows.append((("rises", v, i, tau), [*above, *kept], None, 0.0))
    add_rows(m, "tiers", rows)


def reached(m) -> None:
    """A tier is taken only where its flights or tonnes are reached."""
    case, terms, mass = m.case, by_flight(m, counting_steps), by_cohort(m, learning_steps)
    rows: list[Row] = []
    for v, tau in m.tiered:
        within = case.reachable_tiers(v, tau)
        low, scale = float(case.tier_from[v, within[0]]), span(case, v, tau)
        wanted = [((float(case.tier_from[v, i]) - low) / scale, m.tier[v, i, tau]) for i in within]
        given = float(case.delivered_t[v, tau]) - low if case.learns[v] else 0.0
        rows.append(((v, tau), [*wanted, *terms[v, tau], *mass[v, tau]], None, given / scale))
    add_rows(m, "reached", rows)


FAMILIES = named(
    Family(minimum, flight=minimum_steps, limit="least orders"),
    Family(laden, is_loading=True),
    Family(tiers, cohort=credit_steps, flight=split_steps),
    Family(reached, cohort=learning_steps, flight=counting_steps, is_partial=True),
)
DECISIONS = (Decision("ordered", "once"), Decision("tier", "tier"))
