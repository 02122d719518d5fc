"""Existing satellites that may retire early: every way in which they may, and the Case with that way chosen, without the models."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from models.case import Case

Leave = dict[tuple[int, int], int]  # (f, q) -> satellites as launched


def ways(case: Case) -> Iterator[Leave]:
    """Every way to spread the satellites of each cohort with a choice over the periods in which they may leave."""
    every: list[list[Leave]] = []
    for f in np.flatnonzero(case.flown_may_retire).tolist():
        begins, leaves = max(0, int(case.flown_arrives[f])), int(case.flown_leaves[f])
        if begins < leaves:
            periods = [*range(begins, min(leaves, case.periods)), leaves]
            spreads = product(range(int(case.flown_satellites[f]) + 1), repeat=len(periods))
            every.append(
                [
                    {(f, q): n for q, n in zip(periods, counts) if n}
                    for counts in spreads
                    if sum(counts) == case.flown_satellites[f]
                ]
            )
    for chosen in product(*every):
        yield {key: n for leave in chosen for key, n in leave.items()}


def as_chosen(case: Case, leave: Leave) -> Case:
    """Each cohort with a choice replaced by one for each period in which some of it leave: the same satellites, with ends of their own."""
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
