"""Which run starts from which: each from the nearest that is solved before it, the same whatever the machine.

The distance of two runs is the sum over their labels of

    |difference| / range    of numbers; of their logarithms where they are positive and over a decade apart
    0 or 2                  of anything else

A chain of neighbours would leave all cores but one without work. So runs are solved coarsely first: the next
one is always the one farthest from all before it, and its parent the nearest of those. The tree then doubles
with every step, and most runs are leaves beside a near neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOTS = 2  # runs that start cold, so that two cores have work at once
COARSE = 1500  # runs that are spread out before the others; these start from the nearest of them
DECADE = 10.0
APART = 2.0  # distance of two words: more than that of any two numbers

Floats = NDArray[np.float64]


def tree_of(labels: Sequence[Mapping[str, Any]]) -> tuple[list[int], list[int | None]]:
    """The order in which runs are solved, and the parent of each run; None for one that starts cold."""
    places = places_of(labels)
    count = len(labels)
    parents: list[int | None] = [None] * count
    if not count:
        return [], parents
    order, nearest = [0], distances(places, 0)
    owner = np.zeros(count, dtype=np.int64)
    taken = np.zeros(count, dtype=bool)
    taken[0] = True
    while len(order) < min(count, COARSE):
        one = int(np.argmax(np.where(taken, -1.0, nearest)))
        parents[one] = int(owner[one]) if len(order) >= ROOTS else None
        taken[one] = True
        order.append(one)
        fresh = distances(places, one)
        closer = fresh < nearest
        nearest[closer], owner[closer] = fresh[closer], one
    for one in np.flatnonzero(~taken).tolist():
        parents[one] = int(owner[one])
        order.append(one)
    return order, parents


def nearest_to(labels: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> int | None:
    """The number of the nearest of other runs, the first of several; None where there is none."""
    if not others:
        return None
    return int(np.argmin(distances(places_of([*others, labels]), len(others))[:-1]))


def distances(places: list[Floats], one: int) -> Floats:
    """The distance of every run to one of them."""
    total = np.zeros(len(places[0]) if places else 0)
    for column in places:
        total += np.minimum(np.abs(column - column[one]), APART)
    return total


def places_of(labels: Sequence[Mapping[str, Any]]) -> list[Floats]:
    """Where runs lie, a column for each label in which they differ: numbers in 0..1, words APART or more."""
    names = dict.fromkeys(name for own in labels for name in own)
    columns = [column_of([own.get(name) for own in labels]) for name in names]
    return [column for column in columns if np.ptp(column) > 0] or [np.zeros(len(labels))]


def column_of(values: list[Any]) -> Floats:
    """One label of all runs."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        numbers = np.array(values, dtype=float)
        if not np.isfinite(numbers).all():
            return np.zeros(len(values))
        low, high = float(numbers.min()), float(numbers.max())
        if low > 0 and math.log(high / low) >= math.log(DECADE):
            numbers, low, high = np.log(numbers), math.log(low), math.log(high)
        return (numbers - low) / (high - low) if high > low else np.zeros(len(values))
    known: dict[str, int] = {}
    return APART * np.array([known.setdefault(repr(value), len(known)) for value in values], dtype=float)
