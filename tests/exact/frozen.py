"""What is frozen of a tiny Case, read off its arrays without the models."""

from __future__ import annotations

import numpy as np

from models.case import Case


def flights(case: Case, v: int, b: int) -> list[tuple[int, tuple[tuple[int, int, int, int], ...]]]:
    """(drop, cargo) of every single frozen flight of a vehicle in a period."""
    found = []
    for w, cargo in enumerate(case.frozen_cargo):
        if (case.frozen_vehicle[w], case.frozen_period[w]) == (v, b):
            found += [(int(case.frozen_drop[w]), cargo)] * int(case.frozen_flights[w])
    return found


def satellites(case: Case) -> dict[tuple[int, int, int, int, int], int]:
    """(d, v, s, b, l) -> satellites."""
    total: dict[tuple[int, int, int, int, int], int] = {}
    for v in range(len(case.vehicles)):
        for b in range(case.frozen_periods):
            for _, cargo in flights(case, v, b):
                for d, s, life, n in cargo:
                    total[d, v, s, b, life] = total.get((d, v, s, b, life), 0) + n
    return total


def packed(case: Case, kinds, v: int, b: int) -> dict[tuple, tuple]:
    """The one load of a frozen period, and its flights as (drop, load)."""
    singles = []
    for o, cargo in flights(case, v, b):
        singles.append((o, tuple(sum(n for d, s, _, n in cargo if (d, s) == kind) for kind in kinds)))
    total = tuple(sum(load[i] for _, load in singles) for i in range(len(kinds)))
    return {total: tuple(singles)}


def counts(case: Case, v: int, b: int, column: dict, width: int) -> np.ndarray:
    """The frozen satellites of a vehicle and period as counts by cohort."""
    row = np.zeros(width)
    for cohort, n in satellites(case).items():
        if (cohort[1], cohort[3]) == (v, b):
            row[column[cohort]] = n
    return row
