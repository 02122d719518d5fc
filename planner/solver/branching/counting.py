"""Whole numbers as decisions of the branching tree: columns that count are held above or below a fraction.

fleet    flights of a vehicle until a period (planner/solver/column_generation/artificials.py)
z        blocks of racks

All flights of all periods are whole where every `fleet` is. Demand that grows asks for so many flights until
a period, so that a fraction of a flight there is what the relaxation lacks; a fraction in one period alone
moves to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from models.case import Case
from planner.solver.branching.decisions import Key, Split
from planner.solver.highs import Array

COUNTED = ("fleet", "z")


def fractions(
    case: Case, column: Mapping[tuple[str, Any], int], values: Array, family: str, least: float
) -> list[tuple[float, tuple[Key, int]]]:
    """(discounted M$ that rounding it moves, (column, whole number below)) of every column of a counted
    family whose fraction is larger than `least`, the dearest first.

    values: of the master's columns.
    """
    flight = case.price_musd.max(axis=1, initial=0.0)
    flight = flight + (case.price_musd_per_t * case.payload_t.max(axis=1, initial=0.0)[:, None]).max(axis=1)
    found = []
    for key, at in column.items():
        if key[0] == family:
            number = float(values[at])
            part = min(number % 1, -number % 1)
            if part > least:
                musd = flight[key[1][0]] if family == "fleet" else case.rack_cost_musd[key[1]]
                found.append((part * (float(musd) + 1e-6), (key, int(np.floor(number)))))
    return sorted(found, key=lambda entry: -entry[0])


def columns_held(
    column: Mapping[tuple[str, Any], int], upper: Array, splits: Iterable[Split]
) -> dict[int, tuple[float, float]]:
    """Column -> (lower, upper) of every counted column under the decisions; `upper` are their own ends."""
    ends = {at: (0.0, float(upper[at])) for key, at in column.items() if key[0] in COUNTED}
    for split in splits:
        at = column.get((split.family, split.head))
        if split.family in COUNTED and at in ends:
            low, high = ends[at]
            ends[at] = (max(low, split.at + 1.0), high) if split.up else (low, min(high, float(split.at)))
    return ends
