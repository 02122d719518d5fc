r"""What flies: satellites and accelerators as stocks that cohorts enter once and leave once; slots, openings.

A cohort (d, v, s, b, l) of x satellites is in service for a <= t < a + life, a = b + lag_s. With p =
success_v, L the bus's hazard, Lk the accelerator's, D the period, abar the mean over a period
(models/survival.py):

    working       S[h,s,t]     = S[h,s,t-1] e^(-L D)
                                 + abar(L) p ( sum_{a=t} x - e^(-L D life) sum_{a+life=t} x )
    accelerators  A[k,h,e,s,t] = A[k,h,e,s,t-1] e^(-z D)
                                 + abar(z) p share[d,s,k] m[d,k] ( the same with z = L + Lk for L )
    usable        G[k,1,s,t]   = sum_{h,e} duty[e,s,t] A[k,h,e,s,t]
                  G[k,th,s,t]  = sum_x duty[e,s,t] p share[d,s,k] profile[m, th][t - a] x           for th > 1
    steady        C[s,t]       = C[s,t-1] + p (steps of the slot profile) x
    delayed       E[h,s,t]     = E[h,s,t-1] e^(-L D) + p (steps of the delayed slot profile) x
    slots         C[s,t] + sum_h E[h,s,t] <= slots[s,t] opened[s,t]
    in_use        sum_h S[h,s,t] / abar(L_h) <= slots[s,t] inuse[s,t]
                  the sum counts survivors at the start of t: there are none without the shell
    openings      inuse[s,t] <= opened[s,t],  opened[s,t-1] <= opened[s,t]
    visits        sum_{p with s} n[v,p,b] <= cadence[v,b] opened[s,b+lag]
                  no flight to a shell that is not opened; tighter than slots

    S  [satellites]   A  [accelerators]   G  [accelerators, times the share of time that compute runs]
    C, E  [slots]     opened, inuse  binary

`opened` is constant once nothing can arrive any more (t >= B + lag). Existing cohorts add constants to these
rows (models/existing.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from models import existing
from models.algebra import pyo
from models.case import Case, Floats
from models.departing import FLOWN, Amounts
from models.families import CohortSteps, Decision, Family, Step, by_cohort, by_visit, named
from models.members import Cohort, lift_t
from models.rows import Row, Term, add_rows, variables
from models.survival import mean_factor, slot_events, usable_profile

Events = list[tuple[int, float]]  # (t, what enters then)


def stocks(m) -> None:
    """Variables of the fleet, over the stocks that the members' offers need."""
    case, T = m.case, m.case.periods
    first = {s: int(case.shell_from[s] + case.shell_lag[s]) for s in range(len(case.shells))}
    first |= {s: min(first[s], t) for s, t in existing.first_service(case).items()}
    offers = sorted({*m.members.offers, *existing.offers(case)})
    pairs = [(int(case.design_bus[d]), s) for d, s in offers]
    m.fleets = sorted(set(pairs))
    m.shells_used = sorted({s for _, s in m.fleets if first[s] < T})
    m.first = first
    kinds, groups = set(), set()
    for d, s in offers:
        for k in map(int, np.flatnonzero((case.design_counts[d] > 0) & (case.share[d, s] > 0))):
            for theta in case.groups(k):
                if theta == 1:
                    kinds.add((k, int(case.design_bus[d]), int(case.design_operation[d]), s))
                groups.add((k, theta, s))
    m.kinds, m.usable_groups = sorted(kinds), sorted(groups)

    def over(heads):
        return [(*head, t) for head in heads for t in range(first[head[-1]], T)]

    most = {(s, t): case.slots[s, t] for s in m.shells_used for t in range(T)}
    variables(m, "S", over(m.fleets))
    variables(m, "E", over(m.fleets))
    variables(m, "C", over((s,) for s in m.shells_used), domain=pyo.Reals)
    variables(m, "A", over(m.kinds))
    variables(m, "G", over(m.usable_groups))
    variables(m, "inuse", [st for st in over((s,) for s in m.shells_used) if most[st] > 0], domain=pyo.Binary)
    m.opened_until = {s: min(T - 1, case.launch_periods - 1 + int(case.shell_lag[s])) for s in m.shells_used}
    variables(
        m,
        "opened",
        [(s, t) for s in m.shells_used for t in range(first[s], m.opened_until[s] + 1)],
        domain=pyo.Binary,
    )


def stock_rows(m, name: str, stock, heads, keep, steps: CohortSteps, amounts: Amounts | None = None) -> None:
    """Rows  stock[head,t] - keep(head) stock[head,t-1] - what enters with cohorts = what enters by itself.

    steps, amounts: what a satellite of a cohort, and an existing cohort, adds to a row and to its right-hand
    side.
    """
    joining: dict[tuple, list[Term]] = defaultdict(list)
    for index, leaving in (FLOWN.terms(m, amounts) if amounts else {}).items():
        joining[index] += [(-amount, variable) for amount, variable in leaving]
    for index, terms in by_cohort(m, steps).items():
        joining[index] += terms
    own = FLOWN.constants(m.case, amounts) if amounts else {}
    rows: list[Row] = []
    for head in heads:
        first = m.first[head[-1]]
        for t in range(first, m.case.periods):
            index = (*head, t)
            before = [(-keep(head), stock[(*head, t - 1)])] if t > first else []
            entering = float(own.get(index, 0.0))
            rows.append((index, [(1.0, stock[index]), *before, *joining[index]], entering, entering))
    add_rows(m, name, rows)


def within(case: Case, head: tuple, events: Iterable[tuple[int, float]]) -> Iterator[Step]:
    """The steps that fall within the plan, of what enters a stock at (t, amount)."""
    for t, amount in events:
        if t < case.periods:
            yield (*head, t), -amount


def working_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """How one satellite of a cohort enters and leaves S."""
    d, v, s, b, l = cohort
    h, life, a = int(case.design_bus[d]), case.lives[l], b + int(case.shell_lag[s])
    loss = float(case.bus_loss_per_year[h])
    arriving = float(case.success[v]) * mean_factor(loss, case.period_years)
    leaving = -arriving * np.exp(-loss * case.period_years * life)
    yield from within(case, (h, s), ((a, arriving), (a + life, leaving)))


def accelerator_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """How the accelerators of one satellite enter and leave A, for kinds that serve one by one."""
    d, v, s, b, l = cohort
    h, e, life = int(case.design_bus[d]), int(case.design_operation[d]), case.lives[l]
    a = b + int(case.shell_lag[s])
    for k in map(int, np.flatnonzero(case.design_counts[d] * case.share[d, s])):
        if 1 in case.groups(k):
            z = float(case.bus_loss_per_year[h] + case.accelerator_loss_per_year[k])
            arriving = (
                float(case.success[v] * case.share[d, s, k])
                * int(case.design_counts[d, k])
                * mean_factor(z, case.period_years)
            )
            leaving = -arriving * np.exp(-z * case.period_years * life)
            yield from within(case, (k, h, e, s), ((a, arriving), (a + life, leaving)))


def usable_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """Accelerators of one satellite usable in groups of theta > 1, times the share of time in use."""
    d, v, s, b, l = cohort
    h, e, a = int(case.design_bus[d]), int(case.design_operation[d]), b + int(case.shell_lag[s])
    for k in map(int, np.flatnonzero(case.design_counts[d] * case.share[d, s])):
        for theta in case.groups(k):
            if theta > 1:
                ages = profile(case, int(case.design_counts[d, k]), theta, k, h)
                for t in range(a, min(case.periods, a + case.lives[l])):
                    share = case.duty[e, s, t] * case.success[v] * case.share[d, s, k]
                    yield (k, theta, s, t), -float(share * ages[t - a])


def profile(case: Case, m: int, theta: int, k: int, h: int) -> Floats:
    """[n] usable_profile of m accelerators k on a bus h, over the longest life."""
    return usable_profile(
        m=m,
        theta=theta,
        accelerator_loss=float(case.accelerator_loss_per_year[k]),
        bus_loss=float(case.bus_loss_per_year[h]),
        period_years=case.period_years,
        periods=max(case.lives, default=0),
    )


def steady_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """How one satellite of a cohort enters and leaves C."""
    head, events, _ = slot_steps(case, cohort)
    yield from within(case, head[1:], events)


def delayed_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """How one satellite of a cohort enters and leaves E."""
    head, _, events = slot_steps(case, cohort)
    yield from within(case, head, events)


def slot_steps(case: Case, cohort: Cohort) -> tuple[tuple[int, int], Events, Events]:
    """((h, s), steady, delayed): how one satellite of a cohort enters and leaves C and E, each as (t,
    amount).
    """
    d, v, s, b, l = cohort
    h, a, p = int(case.design_bus[d]), b + int(case.shell_lag[s]), float(case.success[v])
    both = slot_events(
        bus_loss=float(case.bus_loss_per_year[h]),
        period_years=case.period_years,
        life=case.lives[l],
        decay=int(case.decay_periods[h, s]),
    )
    steady, delayed = ([(a + n, p * amount) for n, amount in events] for events in both)
    return (h, s), steady, delayed


def working(m) -> None:
    """S: expected satellites working, by bus and shell (formula in the module docstring)."""
    keep = np.exp(-m.case.bus_loss_per_year * m.case.period_years)
    stock_rows(m, "working", m.S, m.fleets, lambda head: keep[head[0]], working_steps, existing.working)


def accelerators(m) -> None:
    """A: expected accelerators working, by kind, bus, eclipse operation and shell (formula in the module
    docstring).
    """
    case = m.case
    loss = case.bus_loss_per_year[None, :] + case.accelerator_loss_per_year[:, None]
    keep = np.exp(-loss * case.period_years)
    stock_rows(
        m, "accelerators", m.A, m.kinds, lambda head: keep[head[:2]], accelerator_steps, existing.accelerators
    )


def usable(m) -> None:
    """G: accelerators usable in groups of theta, times the share of time that compute runs (formula in the
    module docstring).
    """
    case = m.case
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for k, h, e, s in m.kinds:
        for t in range(m.first[s], case.periods):
            terms[k, 1, s, t].append((-case.duty[e, s, t], m.A[k, h, e, s, t]))
    for index, joining in by_cohort(m, usable_steps).items():
        terms[index] += joining
    for index, leaving in FLOWN.terms(m, existing.usable).items():
        terms[index] += [(-amount, variable) for amount, variable in leaving]
    own = FLOWN.constants(case, existing.usable)
    add_rows(m, "usable", ((i, [(1.0, m.G[i]), *terms[i]], own.get(i, 0.0), own.get(i, 0.0)) for i in m.G))


def steady(m) -> None:
    """C: slots held by satellites younger than the decay time, less retired survivors (formula in the module
    docstring).
    """
    stock_rows(m, "steady", m.C, [(s,) for s in m.shells_used], lambda head: 1.0, steady_steps)


def delayed(m) -> None:
    """E: slots held by satellites at least the decay time old, seen one decay time late (formula in the
    module docstring).
    """
    keep = np.exp(-m.case.bus_loss_per_year * m.case.period_years)
    stock_rows(m, "delayed", m.E, m.fleets, lambda head: keep[head[0]], delayed_steps)


def slots(m) -> None:
    """C[s,t] + sum_h E[h,s,t] <= slots[s,t] opened[s,t], less what existing cohorts hold."""
    rows, own, leaving = [], FLOWN.constants(m.case, existing.slots), FLOWN.terms(m, existing.slots)
    for s in m.shells_used:
        for t in range(m.first[s], m.case.periods):
            held = [
                (1.0, m.C[s, t]),
                *((1.0, m.E[h, shell, t]) for h, shell in m.fleets if shell == s),
                *leaving[s, t],
            ]
            limit = (-m.case.slots[s, t], m.opened[s, min(t, m.opened_until[s])])
            rows.append(((s, t), [*held, limit], None, -own.get((s, t), 0.0)))
    add_rows(m, "slots", rows)


def in_use(m) -> None:
    """sum_h S[h,s,t] / abar(L_h) <= slots[s,t] inuse[s,t]: a shell is in use while a cohort is in service
    there.
    """
    case, rows = m.case, []
    for s in m.shells_used:
        for t in range(m.first[s], case.periods):
            alive = [
                (1 / mean_factor(case.bus_loss_per_year[h], case.period_years), m.S[h, shell, t])
                for h, shell in m.fleets
                if shell == s
            ]
            limit = [(-case.slots[s, t], m.inuse[s, t])] if (s, t) in m.inuse else []
            rows.append(((s, t), [*alive, *limit], None, 0.0))
    add_rows(m, "in_use", rows)


def openings(m) -> None:
    """inuse[s,t] <= opened[s,t] and opened[s,t-1] <= opened[s,t]: a shell is opened once, before its first
    use.
    """
    rows: list[Row] = []
    for s, t in m.inuse:
        rows.append(
            (("use", s, t), [(1.0, m.inuse[s, t]), (-1.0, m.opened[s, min(t, m.opened_until[s])])], None, 0.0)
        )
    for s, t in m.opened:
        if (s, t - 1) in m.opened:
            rows.append((("stay", s, t), [(1.0, m.opened[s, t - 1]), (-1.0, m.opened[s, t])], None, 0.0))
    add_rows(m, "openings", rows)


def visit_steps(case: Case, v: int, s: int, b: int) -> Iterator[Step]:
    """One flight of v in b to shell s."""
    yield (v, s, b), 1.0


def visits(m) -> None:
    """sum_{p with s} n[v,p,b] <= cadence[v,b] opened[s,b+lag]: no flight to a shell that is not opened."""
    case, rows, terms = m.case, [], by_visit(m, visit_steps)
    for v, b in np.argwhere(case.cadence > 0).tolist():
        for s in m.shells_used:
            arrives = b + int(case.shell_lag[s])
            if (s, arrives) in m.opened and lift_t(case, v, s) > 0:
                limit = (-float(case.cadence[v, b]), m.opened[s, arrives])
                rows.append(((v, s, b), [*terms[v, s, b], limit], None, 0.0))
    add_rows(m, "visits", rows)


FAMILIES = named(
    Family(working, cohort=working_steps),
    Family(accelerators, cohort=accelerator_steps),
    Family(usable, cohort=usable_steps),
    Family(steady, cohort=steady_steps),
    Family(delayed, cohort=delayed_steps),
    Family(slots, limit="slots"),
    Family(in_use, role="payment"),
    Family(openings),
    Family(visits, visit=visit_steps, is_implied=True, role="payment"),
)
DECISIONS = (Decision("opened", "up", "shell_opening_musd"),)
SIZES = {
    "S": lambda sizes, i: sizes.case.slots[i[1], i[2]],
    "E": lambda sizes, i: sizes.satellites,
    "C": lambda sizes, i: sizes.satellites,
    "A": lambda sizes, i: sizes.accelerators[i[0]],
    "G": lambda sizes, i: sizes.accelerators[i[0]],
}
