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

Cohorts that may retire early: models/departing.py.

contracts     sum_p n[v,p,b] + unflown[v,b]  >=  contracted[v,b]             0 <= unflown <= contracted
    cost      + owed[v,b] + price[v,b] (unflown[v,b] - contracted[v,b])
              Flights beyond the contract are paid in full. All of it falls due where a flight of b is paid
              (models/payments.py).
    unflown   flights bought before that are not flown; at the optimum max(0, contracted - flights)
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.departing import FLOWN, Index
from models.families import Family, Step, by_flight, named
from models.payments import ahead
from models.rows import add_rows, variables
from models.survival import mean_factor, usable_profile


def offers(case: Case) -> set[tuple[int, int]]:
    """The (design, shell) pairs of existing cohorts: stocks exist for them whatever is launched."""
    return {(int(d), int(s)) for d, s in zip(case.flown_design, case.flown_shell)}


def first_service(case: Case) -> dict[int, int]:
    """Shell -> the first period in which an existing cohort is there, alive or dead."""
    first: dict[int, int] = {}
    for f, s in enumerate(case.flown_shell.tolist()):
        first[s] = min(first.get(s, case.periods), FLOWN.arrival(case, f))
    return first


def in_service(case: Case) -> set[tuple[int, int]]:
    """(s, t) with an existing cohort planned in service."""
    return {
        (int(case.flown_shell[f]), t)
        for f in range(len(case.flown))
        for t in range(FLOWN.arrival(case, f), min(case.periods, int(case.flown_leaves[f])))
    }


def served_periods(case: Case, f: int) -> int:
    """Periods from a on in which the cohort is in service; 0 or less if its life was over before."""
    return int(case.flown_leaves[f]) - FLOWN.arrival(case, f)


def leaving(m) -> None:
    """sum_tau leave[f,tau] = flown_satellites[f]."""
    FLOWN.all_leave(m, "leaving")


def working(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((h, s, t), what enters S by itself)."""
    d, s = int(case.flown_design[f]), int(case.flown_shell[f])
    h, a, n = int(case.design_bus[d]), FLOWN.arrival(case, f), served_periods(case, f)
    loss = float(case.bus_loss_per_year[h])
    amount = float(case.flown_working[f]) * mean_factor(loss, case.period_years)
    if n > 0:
        yield (h, s, a), amount
        yield (h, s, a + n), -amount * np.exp(-loss * case.period_years * n)


def accelerators(case: Case, f: int) -> Iterator[tuple[Index, float]]:
    """((k, h, e, s, t), what enters A by itself), for kinds that serve one by one."""
    d, s = int(case.flown_design[f]), int(case.flown_shell[f])
    h, e = int(case.design_bus[d]), int(case.design_operation[d])
    a, n = FLOWN.arrival(case, f), served_periods(case, f)
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
    h, e, a = int(case.design_bus[d]), int(case.design_operation[d]), FLOWN.arrival(case, f)
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
    n, leaves = t - FLOWN.arrival(case, f), int(case.flown_leaves[f])
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
