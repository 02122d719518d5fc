r"""Racks that stand when the study starts, as constants of the rows that racks bought by the plan join
(models/ground.py).

N = installed_blocks[x] blocks stand for a <= t < leaves, a = max(0, installed_arrives), their accelerators g
= installed_age_years old at the start of a:

    blocks standing   + N                                        at t = a
                      - N                                        at t = leaves
    usable            + N usable[block, th, from age g][t - a]   for a <= t < leaves, where failed
                                                                 accelerators are lost

Of blocks that may leave early the plan chooses how many leave in which period tau, a <= tau <= leaves:

    removing          sum_tau removed[x,tau]  =  N          removed [blocks], integer

Each constant above is then the sum over tau of removed[x,tau] times what it is for one block with leaves =
tau. With the choice made, a Case in which a part of the blocks leaves at each tau says the same (`settled`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyomo.environ as pyo

from models.case import Case, Ints
from models.existing import completed
from models.families import Family, named
from models.rows import Term, add_rows, variables
from models.survival import rack_profile

Index = tuple
Part = tuple[int, int, int]  # (x, tau, blocks that leave in tau)
Amounts = Callable[[Case, int], Iterator[tuple[Index, float]]]  # of racks x: (row, amount)


def arrival(case: Case, x: int) -> int:
    """a: the first period of the study in which the blocks stand, if their life is not over by then."""
    return max(0, int(case.installed_arrives[x]))


def choices(case: Case, x: int) -> list[int]:
    """tau: the periods in which blocks may leave, the planned one last; nothing where there is no choice."""
    a, leaves = arrival(case, x), int(case.installed_leaves[x])
    free = case.installed_may_retire[x] and a < leaves
    return [*range(a, min(leaves, case.periods)), leaves] if free else []


def divided(case: Case, parts: Sequence[Part]) -> Case:
    """The Case whose existing racks are these parts of its own, with no choice left."""
    x, tau, n = np.array(parts, dtype=int).reshape(-1, 3).T
    names = ("site", "accelerator", "age_years", "arrives")
    return case.replaced(
        **{f"installed_{name}": getattr(case, f"installed_{name}")[x] for name in names},
        installed=tuple(case.installed[i] for i in x),
        installed_blocks=n,
        installed_leaves=tau,
        installed_may_retire=np.zeros(len(x), dtype=bool),
    )


def complete(case: Case, removed: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """(x, tau) -> blocks that leave, of all racks with a choice: as said where that is a choice, otherwise
    all as planned.
    """
    return completed([choices(case, x) for x in range(len(case.installed))], case.installed_blocks, removed)


def settled(case: Case, removed: Mapping[tuple[int, int], int]) -> Case:
    """The Case in which blocks leave as chosen: removed[x,tau]; racks of which nothing valid is said leave as
    planned.
    """
    if not case.installed_may_retire.any():
        return case
    parts: list[Part] = []
    chosen = complete(case, removed)
    for x in range(len(case.installed)):
        own = [(x, tau, chosen[x, tau]) for tau in choices(case, x) if chosen.get((x, tau), 0)]
        parts += own or [(x, int(case.installed_leaves[x]), int(case.installed_blocks[x]))]
    return divided(case, parts)


def first(case: Case) -> dict[tuple[int, int], int]:
    """(j, k) -> the first period in which blocks that stood before stand."""
    stands = case.rack_installed > 0
    return {
        (int(j), int(k)): int(np.flatnonzero(stands[j, k])[0]) for j, k in np.argwhere(stands.any(axis=2))
    }


def surely_standing(case: Case) -> Ints:
    """[j,k,t] blocks that stand even if all leave at once that may."""
    gone = {(x, tau): int(n) for x, n in enumerate(case.installed_blocks) for tau in choices(case, x)[:1]}
    return settled(case, gone).rack_installed


def departures(m) -> None:
    """Variable removed, and the Case of one block for each of its members."""
    case = m.case
    chosen = [(x, tau) for x in range(len(case.installed)) for tau in choices(case, x)]
    domain = pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals
    variables(
        m,
        "removed",
        chosen,
        domain=domain,
        upper={x_tau: float(case.installed_blocks[x_tau[0]]) for x_tau in chosen},
    )
    m.removed_one_by_one = divided(case, [(x, tau, 1) for x, tau in chosen])


def removing(m) -> None:
    """sum_tau removed[x,tau] = installed_blocks[x]."""
    whole: dict[int, list[Term]] = defaultdict(list)
    for x, tau in m.removed:
        whole[x].append((1.0, m.removed[x, tau]))
    counts = {x: float(m.case.installed_blocks[x]) for x in whole}
    add_rows(m, "removing", ((x, row, counts[x], counts[x]) for x, row in whole.items()))


def constants(case: Case, amounts: Amounts) -> dict[Index, float]:
    """Amounts of the racks that leave as planned, added up."""
    total: dict[Index, float] = defaultdict(float)
    for x in range(len(case.installed)):
        if not choices(case, x):
            for index, amount in amounts(case, x):
                total[index] += amount
    return total


def terms(m, amounts: Amounts) -> dict[Index, list[Term]]:
    """The same of those with a choice: terms of removed, by row."""
    found: dict[Index, list[Term]] = defaultdict(list)
    for i, x_tau in enumerate(m.removed):
        for index, amount in amounts(m.removed_one_by_one, i):
            found[index].append((amount, m.removed[x_tau]))
    return found


def steps(case: Case, x: int) -> Iterator[tuple[Index, float]]:
    """((j, k, t), blocks that come less blocks that go)."""
    j, k = int(case.installed_site[x]), int(case.installed_accelerator[x])
    a, leaves, blocks = arrival(case, x), int(case.installed_leaves[x]), float(case.installed_blocks[x])
    if a < leaves:
        yield (j, k, a), blocks
        yield (j, k, leaves), -blocks


def usable(case: Case, x: int) -> Iterator[tuple[Index, float]]:
    """((j, k, theta, t), accelerators of the blocks in H), where failed ones are lost."""
    j, k = int(case.installed_site[x]), int(case.installed_accelerator[x])
    a, leaves = arrival(case, x), min(case.periods, int(case.installed_leaves[x]))
    for theta in case.groups(k) if case.rack_loss_per_year[j, k] > 0 and a < leaves else ():
        profile = rack_profile(case, j, k, theta, leaves - a, float(case.installed_age_years[x]))
        for t, each in enumerate(profile, a):
            yield (j, k, theta, t), float(case.installed_blocks[x] * each)


FAMILIES = named(Family(removing))
