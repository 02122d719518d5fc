"""Existing satellites and racks that may leave early: every way in which they may, and the Case with it
chosen, without the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from models.case import Case

Leave = dict[tuple[int, int], int]  # (f, q) -> satellites as launched, or (x, q) -> blocks


def ways(case: Case) -> Iterator[tuple[Leave, Leave]]:
    """Every way to spread the satellites, and the blocks, of all that have a choice over the periods in which
    they may leave.
    """
    satellites = spreads(
        case, case.flown_may_retire, case.flown_arrives, case.flown_leaves, case.flown_satellites
    )
    racks = spreads(
        case, case.installed_may_retire, case.installed_arrives, case.installed_leaves, case.installed_blocks
    )
    yield from product(satellites, list(racks))


def spreads(case: Case, may, arrives, leaves, counts) -> Iterator[Leave]:
    """Of one kind."""
    every: list[list[Leave]] = []
    for i in np.flatnonzero(may).tolist():
        begins, end = max(0, int(arrives[i])), int(leaves[i])
        if begins < end:
            periods = [*range(begins, min(end, case.periods)), end]
            every.append(
                [
                    {(i, q): n for q, n in zip(periods, spread) if n}
                    for spread in product(range(int(counts[i]) + 1), repeat=len(periods))
                    if sum(spread) == counts[i]
                ]
            )
    for chosen in product(*every):
        yield {key: n for leave in chosen for key, n in leave.items()}


def as_chosen(case: Case, leave: Leave, removed: Leave | None = None) -> Case:
    """All with a choice replaced by one for each period in which some of it leave: the same satellites and
    blocks, with ends of their own.
    """
    return without_choice_of_racks(without_choice_of_satellites(case, leave), removed or {})


def without_choice_of_racks(case: Case, removed: Leave) -> Case:
    """Of racks."""
    rows = []
    for x, (blocks, leaves) in enumerate(zip(case.installed_blocks, case.installed_leaves)):
        own = [(x, q, n) for (y, q), n in sorted(removed.items()) if y == x]
        rows += own or [(x, int(leaves), int(blocks))]
    x = np.array([row[0] for row in rows], dtype=int)
    return case.replaced(
        installed=tuple(f"{case.installed[i]}-until-{q}" for i, q, _ in rows),
        installed_blocks=np.array([row[2] for row in rows], dtype=int),
        installed_leaves=np.array([row[1] for row in rows], dtype=int),
        installed_may_retire=np.zeros(len(rows), bool),
        **{
            f"installed_{name}": getattr(case, f"installed_{name}")[x]
            for name in ("site", "accelerator", "age_years", "arrives")
        },
    )


def without_choice_of_satellites(case: Case, leave: Leave) -> Case:
    """Of satellites."""
    if not case.flown_may_retire.any():
        return case
    rows = []
    for f in range(len(case.flown)):
        mine = [(q, n) for (g, q), n in sorted(leave.items()) if g == f]
        for q, n in mine or [(int(case.flown_leaves[f]), int(case.flown_satellites[f]))]:
            rows.append((f, q, n, n / case.flown_satellites[f]))
    f = np.array([row[0] for row in rows])
    share = np.array([row[3] for row in rows])
    kept = ("design", "shell", "age_years", "history_years", "arrives")
    return case.replaced(
        flown=tuple(f"{case.flown[i]}-until-{q}" for i, q, _, _ in rows),
        flown_leaves=np.array([row[1] for row in rows]),
        flown_satellites=np.array([row[2] for row in rows]),
        flown_working=case.flown_working[f] * share,
        flown_dead=case.flown_dead[f] * share,
        flown_may_retire=np.zeros(len(rows), bool),
        **{f"flown_{name}": getattr(case, f"flown_{name}")[f] for name in kept},
    )
