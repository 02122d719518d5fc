"""Flights in whole numbers, as decisions of the certificate: the rows that count them are held above or below a fraction.

fleet    all flights of a vehicle               cadence  those of one period
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from models.case import Case
from planner.solver.highs import INF, Array
from planner.solver.switches import Key, Split

COUNTED = ("fleet", "cadence")
FRACTION = 0.01


def counts(case: Case, pool: list, flights: Array) -> Array:
    """[v,b] flights of a point of the master; pool holds (v, o, b, cargo)."""
    flown = np.zeros(case.cadence.shape)
    for at in np.flatnonzero(flights > 1e-9):
        flown[pool[at][0], pool[at][2]] += flights[at]
    return flown


def fractional(case: Case, flown: Array) -> tuple[Key, int] | None:
    """(row, whole number below) of the fraction of a flight that costs most to round, all flights of a vehicle first; None if there is none."""
    price = np.where(case.cadence > 0, case.price_musd, 0.0).max(axis=1, initial=0.0)
    price = price + (case.price_musd_per_t * case.payload_t.max(axis=1, initial=0.0)[:, None]).max(axis=1)
    in_all = flown.sum(axis=1)
    for family, numbers in (("fleet", in_all), ("cadence", flown)):
        part = np.minimum(numbers - np.floor(numbers), np.ceil(numbers) - numbers)
        lost = np.where(part > FRACTION, (part.T * price).T + 1e-9, 0.0)
        if lost.max(initial=0.0) > 0:
            at = np.unravel_index(int(lost.argmax()), lost.shape)
            head: Any = int(at[0]) if family == "fleet" else (int(at[0]), int(at[1]))
            return (family, head), int(np.floor(numbers[at]))
    return None


def rows_held(
    row: Mapping[tuple[str, Any], int], upper: Array, splits: Iterable[Split]
) -> dict[int, tuple[float, float]]:
    """Row -> (lower, upper) of every row that counts flights, under the decisions; `upper` are their own upper sides."""
    lowest = {"fleet": 0.0, "cadence": -INF}
    ends = {at: (lowest[key[0]], float(upper[at])) for key, at in row.items() if key[0] in COUNTED}
    for split in splits:
        if split.family in COUNTED:
            at = row[split.family, split.head]
            low, high = ends[at]
            ends[at] = (max(low, split.at + 1.0), high) if split.up else (low, min(high, float(split.at)))
    return ends
