"""Flights in whole numbers, as decisions of the branching tree: the rows that count them are held above or
below a fraction.

fleet    all flights of a vehicle               cadence  those of one period
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from models.case import Case
from planner.solver.branching.decisions import Key, Split
from planner.solver.highs import INF, Array

COUNTED = ("fleet", "cadence", "z")


def counts(case: Case, pool: list, flights: Array) -> Array:
    """[v,b] flights of a point of the master; pool holds (v, o, b, cargo)."""
    flown = np.zeros(case.cadence.shape)
    for at in np.flatnonzero(flights > 1e-9):
        flown[pool[at][0], pool[at][2]] += flights[at]
    return flown


def fractional(
    case: Case, column: Mapping[tuple[str, Any], int], values: Array, flown: Array, least: float
) -> tuple[Key, int] | None:
    """(row or column, whole number below) of the fraction that costs most to round, all flights of a vehicle
    first; None if none is larger than `least`.

    values: of the master's columns; flown[v,b].
    """
    price = case.price_musd.max(axis=1, initial=0.0)
    price = price + (case.price_musd_per_t * case.payload_t.max(axis=1, initial=0.0)[:, None]).max(axis=1)
    fleets: dict[Key, tuple[float, float]] = {
        ("fleet", v): (n, float(price[v])) for v, n in enumerate(flown.sum(axis=1).tolist())
    }
    parts: dict[Key, tuple[float, float]] = {
        ("cadence", (v, b)): (float(flown[v, b]), float(price[v])) for v, b in np.argwhere(flown > 0).tolist()
    }
    parts |= {
        key: (float(values[at]), float(case.rack_cost_musd[key[1]]))
        for key, at in column.items()
        if key[0] == "z"
    }
    for numbers in (fleets, parts):
        lost = {key: min(n % 1, -n % 1) * (musd + 1e-6) for key, (n, musd) in numbers.items()}
        most = max(lost, key=lambda key: lost[key], default=None)
        if most is not None and min(numbers[most][0] % 1, -numbers[most][0] % 1) > least:
            return most, int(numbers[most][0])
    return None


def rows_held(
    row: Mapping[tuple[str, Any], int], upper: Array, splits: Iterable[Split]
) -> dict[int, tuple[float, float]]:
    """Row -> (lower, upper) of every row that counts flights, under the decisions; `upper` are their own
    upper sides.
    """
    lowest = {"fleet": 0.0, "cadence": -INF}
    ends = {at: (lowest[key[0]], float(upper[at])) for key, at in row.items() if key[0] in lowest}
    return narrowed(ends, row, splits)


def columns_held(
    column: Mapping[tuple[str, Any], int], upper: Array, splits: Iterable[Split]
) -> dict[int, tuple[float, float]]:
    """Column -> (lower, upper) of every column of racks, likewise."""
    ends = {at: (0.0, float(upper[at])) for key, at in column.items() if key[0] == "z"}
    return narrowed(ends, column, splits)


def narrowed(
    ends: dict[int, tuple[float, float]], number: Mapping[tuple[str, Any], int], splits: Iterable[Split]
) -> dict[int, tuple[float, float]]:
    """The ends under those decisions that are about them."""
    for split in splits:
        at = number.get((split.family, split.head))
        if split.family in COUNTED and at in ends:
            low, high = ends[at]
            ends[at] = (max(low, split.at + 1.0), high) if split.up else (low, min(high, float(split.at)))
    return ends
