r"""What exists when the study starts, as constants of the rows that cohorts and racks join; and flights that were bought before.

An existing cohort f of W = flown_working satellites, g = flown_age_years old at the start of period a = max(0, flown_arrives), is in
service for a <= t < leaves. It enters the stocks once and leaves them once, as a cohort does (models/fleet.py):

    working       + abar(L) W              at t = a        - abar(L) W e^(-L D (leaves - a))                      at t = leaves
    accelerators  + abar(z) share m W e^(-Lk g)  at a      - the same times e^(-z D (leaves - a))                 at leaves,  z = L + Lk
    usable        + duty[e,s,t] share W usable[m, th, from age g][t - a]                                            for th > 1
    slots held    W e^(-L max(-history, (t - a - decay) D)) - W e^(-L D (leaves - a)) [t >= leaves]   for a <= t < leaves + decay
                  + dead   for a <= t < a + decay

The shell of an existing cohort is open from then on. Racks that stand add their changes from period to period to the stock of racks.

contracts     sum_p n[v,p,b] + unflown[v,b]  >=  contracted[v,b]             0 <= unflown <= contracted
    cost      + owed[v,b] + price[v,b] (unflown[v,b] - contracted[v,b]):  flights beyond the contract are paid in full; all of it falls
              due where a flight of b is paid (models/payments.py)
    unflown   flights bought before that are not flown; at the optimum max(0, contracted - flights)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.payments import ahead
from models.rows import Term, add_rows, variables
from models.survival import mean_factor, usable_profile


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


def working(case: Case) -> dict[tuple, float]:
    """(h, s, t) -> what enters S by itself."""
    steps: dict[tuple, float] = defaultdict(float)
    for f, (d, s) in enumerate(zip(case.flown_design.tolist(), case.flown_shell.tolist())):
        h, a, n = int(case.design_bus[d]), arrival(case, f), served_periods(case, f)
        loss = float(case.bus_loss_per_year[h])
        amount = float(case.flown_working[f]) * mean_factor(loss, case.period_years)
        if n > 0:
            steps[h, s, a] += amount
            steps[h, s, a + n] -= amount * np.exp(-loss * case.period_years * n)
    return steps


def served_periods(case: Case, f: int) -> int:
    """Periods from a on in which the cohort is in service; 0 or less if its life was over before."""
    return int(case.flown_leaves[f]) - arrival(case, f)


def accelerators(case: Case) -> dict[tuple, float]:
    """(k, h, e, s, t) -> what enters A by itself, for kinds that serve one by one."""
    steps: dict[tuple, float] = defaultdict(float)
    for f, (d, s) in enumerate(zip(case.flown_design.tolist(), case.flown_shell.tolist())):
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
                steps[k, h, e, s, a] += amount
                steps[k, h, e, s, a + n] -= amount * np.exp(-z * case.period_years * n)
    return steps


def usable(case: Case) -> dict[tuple, float]:
    """(k, theta, s, t) -> accelerators of existing cohorts in G, for theta > 1."""
    held: dict[tuple, float] = defaultdict(float)
    for f, (d, s) in enumerate(zip(case.flown_design.tolist(), case.flown_shell.tolist())):
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
                    held[k, theta, s, t] += float(
                        case.duty[e, s, t] * case.flown_working[f] * case.share[d, s, k] * amount
                    )
    return held


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


def slots(case: Case) -> dict[tuple[int, int], float]:
    """(s, t) -> slots held by existing cohorts."""
    held: dict[tuple[int, int], float] = defaultdict(float)
    for f, s in enumerate(case.flown_shell.tolist()):
        for t in range(case.periods):
            held[s, t] += slots_held(case, f, t)
    return held


def racks(case: Case) -> dict[tuple[int, int, int], float]:
    """(j, k, t) -> blocks that begin less blocks that end to run, of those that stood before."""
    change = np.diff(case.rack_installed, axis=2, prepend=0)
    return {(int(j), int(k), int(t)): float(change[j, k, t]) for j, k, t in np.argwhere(change != 0)}


def first_racks(case: Case) -> dict[tuple[int, int], int]:
    """(j, k) -> the first period in which blocks that stood before run."""
    runs = case.rack_installed > 0
    return {(int(j), int(k)): int(np.flatnonzero(runs[j, k])[0]) for j, k in np.argwhere(runs.any(axis=2))}


def agreements(m) -> None:
    """Variables unflown, and one = 1, which carries what is owed in the objective."""
    case = m.case
    bought = [(int(v), int(b)) for v, b in np.argwhere(case.contracted > 0)]
    variables(m, "unflown", bought, upper={vb: case.contracted[vb] for vb in bought})
    variables(m, "one", [0] if bought or case.contract_owed_musd.any() else [])
    for i in m.one:
        m.one[i].setlb(1.0)
        m.one[i].setub(1.0)


def contracts(m) -> None:
    """sum_p n[v,p,b] + unflown[v,b] >= contracted[v,b]."""
    flown: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for i, (v, _, b, _) in enumerate(m.members.flights):
        flown[v, b].append((1.0, m.n[i]))
    add_rows(
        m,
        "contracts",
        ((vb, [*flown[vb], (1.0, m.unflown[vb])], float(m.case.contracted[vb]), None) for vb in m.unflown),
    )


def contract_payments(m) -> Iterator[tuple[int, float, object]]:
    """(period, M$ per unit of the variable, variable): owed + price (unflown - contracted), where a flight is paid."""
    case, due = m.case, ahead(m.case.prepay_launch, m.case.launch_periods)
    for v, b in m.unflown:
        price = float(case.price_musd[v, b])
        yield int(due[v, b]), price, m.unflown[v, b]
        yield int(due[v, b]), -price * float(case.contracted[v, b]), m.one[0]
    for v, b in np.argwhere(case.contract_owed_musd):
        yield int(due[v, b]), float(case.contract_owed_musd[v, b]), m.one[0]


def prepaid_musd(case: Case) -> float:
    """Discounted M$ by which a plan's flights may cost more than the plan: the price of every contracted flight less what is owed."""
    worth = case.price_musd * case.contracted - case.contract_owed_musd
    return float(np.sum(case.discount_start[ahead(case.prepay_launch, case.launch_periods)] * worth))


FAMILIES = {"contracts": contracts}
