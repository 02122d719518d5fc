r"""Satellites that fly when the study starts, as constants of the rows that cohorts join; and flights that
were bought before.

An existing cohort f of W = flown_working satellites, g = flown_age_years old at the start of period a =
max(0, flown_arrives), is in service for a <= t < leaves. It enters the stocks once and leaves them once, as a
cohort does (models/fleet.py):

    working       + abar(L) W                                              at t = a
                  - abar(L) W e^(-L D (leaves - a))                        at t = leaves
    accelerators  + abar(z) share m W e^(-Lk g)                            at t = a
                  - abar(z) share m W e^(-Lk g) e^(-z D (leaves - a))      at t = leaves, z = L + Lk
    usable        + duty[e,s,t] share W usable[m, th, from age g][t - a]   for th > 1
    slots held    + W e^(-L max(-history, (t - a - decay) D))              for a <= t < leaves + decay
                  - W e^(-L D (leaves - a))                                for leaves <= t < leaves + decay
                  + dead                                                   for a <= t < a + decay

The shell of an existing cohort is open from then on. Racks that stand: models/installed.py.

Of a cohort that may retire early, N = flown_satellites as launched, the plan chooses how many leave in which
period tau, a <= tau <= leaves:

    leaving       sum_tau leave[f,tau]  =  N          leave [satellites as launched], integer

A satellite that leaves is as likely to work as any other of its cohort. Each constant above is then the sum
over tau of leave[f,tau] / N times what it is for leaves = tau. With the choice made, a Case in which a part
of the cohort leaves at each tau says the same (`settled`).

contracts     sum_p n[v,p,b] + unflown[v,b]  >=  contracted[v,b]             0 <= unflown <= contracted
    cost      + owed[v,b] + price[v,b] (unflown[v,b] - contracted[v,b])
              Flights beyond the contract are paid in full. All of it falls due where a flight of b is paid
              (models/payments.py).
    unflown   flights bought before that are not flown; at the optimum max(0, contracted - flights)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyomo.environ as pyo

from models.case import Case, Ints
from models.families import Family, Step, by_flight, named
from models.payments import ahead
from models.rows import Term, add_rows, variables
from models.survival import mean_factor, usable_profile

Index = tuple
Part = tuple[int, int, int]  # (f, tau, satellites as launched that leave in tau)
Amounts = Callable[[Case, int], Iterator[tuple[Index, float]]]  # of one cohort f: (row or place, amount)


def offers(case: Case) -> set[tuple[int, int]]:
    """The (design, shell) pairs of existing cohorts: stocks exist for them whatever is launched."""
    return {(int(d), int(s)) for d, s in zip(case.flown_design, case.flown_shell)}


def arrival(case: Case, f: int) -> int:
    """a: the first period of the study in which the cohort is in service, if its life is not over by then."""
    return max(0, int(case.flown_arrives[f]))


def first_service(case: Case) -> dict[int, int]:
    """Shell -> the first period in which an existing cohort is there, alive or dead."""
    first: dict[int, int] = {}
    for f, s in enumerate(case.flown_shell.tolist()):
        first[s] = min(first.get(s, case.periods), arrival(case, f))
    return first


def in_service(case: Case) -> set[tuple[int, int]]:
    """(s, t) with an existing cohort planned in service."""
    return {
        (int(case.flown_shell[f]), t)
        for f in range(len(case.flown))
        for t in range(arrival(case, f), min(case.periods, int(case.flown_leaves[f])))
    }


def served_periods(case: Case, f: int) -> int:
    """Periods from a on in which the cohort is in service; 0 or less if its life was over before."""
    return int(case.flown_leaves[f]) - arrival(case, f)


def choices(case: Case, f: int) -> list[int]:
    """tau: the periods in which satellites of a cohort may leave, the planned one last; nothing where there
    is no choice.
    """
    a, leaves = arrival(case, f), int(case.flown_leaves[f])
    return [*range(a, min(leaves, case.periods)), leaves] if case.flown_may_retire[f] and a < leaves else []


def divided(case: Case, parts: Sequence[Part]) -> Case:
    """The Case whose existing cohorts are these parts of its own: each with its share of what works and of
    the dead, and no choice left.
    """
    f, tau, n = (
        (np.array(column, dtype=int) for column in zip(*parts, strict=True))
        if parts
        else [np.zeros(0, int)] * 3
    )
    share = n / case.flown_satellites[f]
    names = ("design", "shell", "age_years", "history_years", "arrives")
    return case.replaced(
        **{f"flown_{name}": getattr(case, f"flown_{name}")[f] for name in names},
        flown=tuple(case.flown[i] for i in f),
        flown_satellites=n,
        flown_working=case.flown_working[f] * share,
        flown_dead=case.flown_dead[f] * share,
        flown_leaves=tau,
        flown_may_retire=np.zeros(len(f), dtype=bool),
    )


def settled(case: Case, leave: Mapping[tuple[int, int], int]) -> Case:
    """The Case in which satellites leave as chosen: leave[f,tau] as launched; a cohort of which nothing valid
    is said leaves as planned.
    """
    if not case.flown_may_retire.any():
        return case
    parts: list[Part] = []
    chosen = complete(case, leave)
    for f in range(len(case.flown)):
        own = [(f, tau, chosen[f, tau]) for tau in choices(case, f) if chosen.get((f, tau), 0)]
        parts += own or [(f, int(case.flown_leaves[f]), int(case.flown_satellites[f]))]
    return divided(case, parts)


def complete(case: Case, leave: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """(f, tau) -> satellites that leave, of every cohort with a choice: as said where that is a choice,
    otherwise all as planned.
    """
    return completed([choices(case, f) for f in range(len(case.flown))], case.flown_satellites, leave)


def completed(
    offered: Sequence[Sequence[int]], counts: Ints, said: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    """(i, tau) -> how many of counts[i] leave in tau, one of offered[i]: as said where those are all of them,
    otherwise all in the last one.
    """
    whole: dict[tuple[int, int], int] = {}
    for i, periods in enumerate(offered):
        own = {tau: int(n) for (g, tau), n in said.items() if g == i and n}
        if periods and set(own) <= set(periods) and sum(own.values()) == counts[i]:
            whole |= {(i, tau): n for tau, n in sorted(own.items())}
        elif periods:
            whole[i, periods[-1]] = int(counts[i])
    return whole


def with_the_rest(
    counts: Ints, leaves: Ints, early: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    """(i, tau) -> how many leave, given who leaves early: the rest of those cohorts stays to the planned
    end.
    """
    leave = dict(early)
    for i in sorted({i for i, _ in early}):
        stay = int(counts[i]) - sum(n for (g, _), n in early.items() if g == i)
        leave[i, int(leaves[i])] = max(stay, 0)
    return leave


def constants(case: Case, amounts: Amounts) -> dict[Index, float]:
    """Amounts of the cohorts that leave as planned, added up."""
    total: dict[Index, float] = defaultdict(float)
    for f in range(len(case.flown)):
        if not choices(case, f):
            for index, amount in amounts(case, f):
                total[index] += amount
    return total


def terms(m, amounts: Amounts) -> dict[Index, list[Term]]:
    """The same of those with a choice: terms of leave, by row or place."""
    found: dict[Index, list[Term]] = defaultdict(list)
    for i, f_tau in enumerate(m.leave):
        for index, amount in amounts(m.leaving_one_by_one, i):
            found[index].append((amount, m.leave[f_tau]))
    return found


def departures(m) -> None:
    """Variable leave, and the Case of one satellite for each of its members."""
    case = m.case
    chosen = [(f, tau) for f in range(len(case.flown)) for tau in choices(case, f)]
    domain = pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals
    most = {f_tau: float(case.flown_satellites[f_tau[0]]) for f_tau in chosen}
    variables(m, "leave", chosen, domain=domain, upper=most)
    m.leaving_one_by_one = divided(case, [(f, tau, 1) for f, tau in chosen]) if chosen else case


def leaving(m) -> None:
    """sum_tau leave[f,tau] = flown_satellites[f]."""
    case = m.case
    whole: dict[int, list[Term]] = defaultdict(list)
    for f, tau in m.leave:
        whole[f].append((1.0, m.leave[f, tau]))
    every = ((f, row, float(case.flown_satellites[f])) for f, row in whole.items())
    add_rows(m, "leaving", ((f, row, count, count) for f, row, count in every))


def working(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((h, s, t), what enters S by itself)."""
    d, s = int(case.flown_design[f]), int(case.flown_shell[f])
    h, a, n = int(case.design_bus[d]), arrival(case, f), served_periods(case, f)
    loss = float(case.bus_loss_per_year[h])
    amount = float(case.flown_working[f]) * mean_factor(loss, case.period_years)
    if n > 0:
        yield (h, s, a), amount
        yield (h, s, a + n), -amount * np.exp(-loss * case.period_years * n)


def accelerators(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((k, h, e, s, t), what enters A by itself), for kinds that serve one by one."""
    d, s = int(case.flown_design[f]), int(case.flown_shell[f])
    h, e = int(case.design_bus[d]), int(case.design_operation[d])
    a, n = arrival(case, f), served_periods(case, f)
    for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]).tolist():
        if n > 0 and 1 in case.groups(k):
            lost = float(case.accelerator_loss_per_year[k])
            z = float(case.bus_loss_per_year[h]) + lost
            amount = float(
                case.flown_working[f] * case.share[d, s, k] * case.design_counts[d, k]
            ) * mean_factor(z, case.period_years)
            amount *= np.exp(-lost * case.flown_age_years[f])
            yield (k, h, e, s, a), amount
            yield (k, h, e, s, a + n), -amount * np.exp(-z * case.period_years * n)


def usable(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((k, theta, s, t), accelerators of the cohort in G), for theta > 1."""
    d, s = int(case.flown_design[f]), int(case.flown_shell[f])
    h, e, a = int(case.design_bus[d]), int(case.design_operation[d]), arrival(case, f)
    for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]).tolist():
        for theta in (theta for theta in case.groups(k) if theta > 1):
            profile = usable_profile(
                m=int(case.design_counts[d, k]),
                theta=theta,
                accelerator_loss=float(case.accelerator_loss_per_year[k]),
                bus_loss=float(case.bus_loss_per_year[h]),
                period_years=case.period_years,
                periods=max(0, served_periods(case, f)),
                age_years=float(case.flown_age_years[f]),
            )
            for t, amount in zip(range(a, case.periods), profile):
                yield (
                    (k, theta, s, t),
                    float(case.duty[e, s, t] * case.flown_working[f] * case.share[d, s, k] * amount),
                )


def slots_held(case: Case, f: int, t: int) -> float:
    """Slots that an existing cohort holds at the start of period t (formula in the module docstring)."""
    h, s = int(case.design_bus[case.flown_design[f]]), int(case.flown_shell[f])
    loss, decay, D = float(case.bus_loss_per_year[h]), int(case.decay_periods[h, s]), case.period_years
    n, leaves = t - arrival(case, f), int(case.flown_leaves[f])
    held = float(case.flown_dead[f]) if 0 <= n < decay else 0.0
    if n >= 0 and t < leaves + decay:
        works = float(case.flown_working[f])
        held += works * np.exp(-loss * max(-float(case.flown_history_years[f]), (n - decay) * D))
        held -= works * np.exp(-loss * D * served_periods(case, f)) if t >= leaves else 0.0
    return float(held)


def slots(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((s, t), slots held by the cohort)."""
    for t in range(case.periods):
        yield (int(case.flown_shell[f]), t), slots_held(case, f, t)


def agreements(m) -> None:
    """Variables unflown, and one = 1, which carries what is owed in the objective."""
    case = m.case
    bought = [(int(v), int(b)) for v, b in np.argwhere(case.contracted > 0)]
    variables(m, "unflown", bought, upper={vb: case.contracted[vb] for vb in bought})
    variables(m, "one", [0] if bought or case.contract_owed_musd.any() else [])
    for i in m.one:
        m.one[i].setlb(1.0)
        m.one[i].setub(1.0)


def contract_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """One flight of v in b, where some were bought before."""
    if case.contracted[v, b] > 0:
        yield (v, b), 1.0


def contracts(m) -> None:
    """sum_p n[v,p,b] + unflown[v,b] >= contracted[v,b]."""
    flown = by_flight(m, contract_steps)
    add_rows(
        m,
        "contracts",
        ((vb, [*flown[vb], (1.0, m.unflown[vb])], float(m.case.contracted[vb]), None) for vb in m.unflown),
    )


def prepaid_musd(case: Case) -> float:
    """Discounted M$ by which a plan's flights may cost more than the plan: the price of every contracted
    flight less what is owed.
    """
    worth = case.price_musd * case.contracted - case.contract_owed_musd
    return float(np.sum(case.discount_start[ahead(case.prepay_launch, case.launch_periods)] * worth))


FAMILIES = named(Family(leaving), Family(contracts, flight=contract_steps))
