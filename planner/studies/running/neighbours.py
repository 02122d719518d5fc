"""Which runs a run starts from, of those that are solved before it: the same whatever the machine.

    nearest   its plan is likely good here too
    ends      two runs between which it lies in one number, all else being equal, the closest such pair: where
              that number is a price, the chord of their bounds is a bound here (models/carrying.py)

The distance of two runs is the sum over their labels of

    |difference| / range    of numbers; of their logarithms where they are positive and over a decade apart
    0 or 2                  of anything else

A chain of neighbours would leave all cores but one without work. So runs are solved coarsely first: the next
one is always the one farthest from all before it. The tree then doubles with every step, most runs lie
between two near neighbours, and of a line of numbers the ends come first.
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


def tree_of(labels: Sequence[Mapping[str, Any]]) -> tuple[list[int], list[tuple[int, ...]]]:
    """The order in which runs are solved, and the runs that each starts from, the nearest first; none for one
    that starts cold.
    """
    places = places_of(labels)
    count = len(labels)
    parents: list[tuple[int, ...]] = [()] * count
    if not count:
        return [], parents
    order, nearest = [0], distances(places, 0)
    owner = np.zeros(count, dtype=np.int64)
    taken = np.zeros(count, dtype=bool)
    taken[0] = True
    while len(order) < min(count, COARSE):
        one = int(np.argmax(np.where(taken, -1.0, nearest)))
        if len(order) >= ROOTS:
            parents[one] = family(places, one, int(owner[one]), order)
        taken[one] = True
        order.append(one)
        fresh = distances(places, one)
        closer = fresh < nearest
        nearest[closer], owner[closer] = fresh[closer], one
    coarse = list(order)
    for one in np.flatnonzero(~taken).tolist():
        parents[one] = family(places, one, int(owner[one]), coarse)
        order.append(one)
    return order, parents


def nearest_to(labels: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """The numbers of the other runs that one starts from, the nearest first."""
    if not others:
        return ()
    places, one = places_of([*others, labels]), len(others)
    nearest = int(np.argmin(distances(places, one)[:-1]))
    return family(places, one, nearest, list(range(one)))


def family(places: list[Floats], one: int, nearest: int, earlier: Sequence[int]) -> tuple[int, ...]:
    """The nearest run, then the two ends between which a run lies most closely in one number alone."""
    there = np.array(earlier)
    moved = np.array([column[there] - column[one] for column in places])  # [label, earlier run]
    ends: list[int] = []
    closest = np.inf
    for number, steps in enumerate(moved):
        alone = (np.delete(moved, number, axis=0) == 0).all(axis=0) & (np.abs(steps) <= 1)
        below, above = (np.flatnonzero(alone & is_there) for is_there in (steps < 0, steps > 0))
        if len(below) and len(above):
            low, high = below[np.argmax(steps[below])], above[np.argmin(steps[above])]
            if steps[high] - steps[low] < closest:
                closest, ends = float(steps[high] - steps[low]), [int(there[low]), int(there[high])]
    return tuple(dict.fromkeys([nearest, *ends]))


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
