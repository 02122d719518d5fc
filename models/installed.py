r"""Racks that stand when the study starts, as constants of the rows that racks bought by the plan join
(models/ground.py).

N = installed_blocks[x] blocks stand for a <= t < leaves, a = max(0, installed_arrives), their accelerators g
= installed_age_years old at the start of a:

    blocks standing   + N                                        at t = a
                      - N                                        at t = leaves
    usable            + N usable[block, th, from age g][t - a]   for a <= t < leaves, where failed
                                                                 accelerators are lost

Blocks that may leave early: models/departing.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case, Ints
from models.departing import INSTALLED, Index
from models.families import Family, named
from models.survival import rack_profile


def first(case: Case) -> dict[tuple[int, int], int]:
    """(j, k) -> the first period in which blocks that stood before stand."""
    stands = case.rack_installed > 0
    return {
        (int(j), int(k)): int(np.flatnonzero(stands[j, k])[0]) for j, k in np.argwhere(stands.any(axis=2))
    }


def surely_standing(case: Case) -> Ints:
    """[j,k,t] blocks that stand even if all leave at once that may."""
    return INSTALLED.left_at_once(case).rack_installed


def removing(m) -> None:
    """sum_tau removed[x,tau] = installed_blocks[x]."""
    INSTALLED.all_leave(m, "removing")


def steps(case: Case, x: int) -> Iterator[tuple[Index, float]]:
    """((j, k, t), blocks that come less blocks that go)."""
    j, k = int(case.installed_site[x]), int(case.installed_accelerator[x])
    blocks, leaves = float(case.installed_blocks[x]), int(case.installed_leaves[x])
    a = INSTALLED.arrival(case, x)
    if a < leaves:
        yield (j, k, a), blocks
        yield (j, k, leaves), -blocks


def usable(case: Case, x: int) -> Iterator[tuple[Index, float]]:
    """((j, k, theta, t), accelerators of the blocks in H), where failed ones are lost."""
    j, k = int(case.installed_site[x]), int(case.installed_accelerator[x])
    a, leaves = INSTALLED.arrival(case, x), min(case.periods, int(case.installed_leaves[x]))
    for theta in case.groups(k) if case.rack_loss_per_year[j, k] > 0 and a < leaves else ():
        profile = rack_profile(case, j, k, theta, leaves - a, float(case.installed_age_years[x]))
        for t, each in enumerate(profile, a):
            yield (j, k, theta, t), float(case.installed_blocks[x] * each)


FAMILIES = named(Family(removing))
