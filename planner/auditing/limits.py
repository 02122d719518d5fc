"""What a limit is to the audit: a name, a function that finds where a plan breaks it, one tolerance for all of them.

A row holds if it holds within RELATIVE of its larger side plus ABSOLUTE, in the row's own unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

RELATIVE = 1e-6  # what rounding to 10 digits and a solver's feasibility tolerance may leave
ABSOLUTE = 1e-7  # for rows whose sides are all but zero

Finding = tuple[str, str]  # where, message
Limit = Callable[[Any], Iterator[Finding]]  # of a Ledger


@dataclass(frozen=True)
class Violation:
    """One broken limit: its name, the place in the plan, and a message that holds both numbers."""

    limit: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.limit}[{self.where}]: {self.message}"


class Limits(dict[str, Limit]):
    """The limits of one subject by name, in the order of the report. `@LIMITS("payload")` adds the function below it."""

    def __call__(self, name: str) -> Callable[[Limit], Limit]:
        def add(function: Limit) -> Limit:
            self[name] = function
            return function

        return add


def exceeds(left, right) -> np.ndarray:
    """Where `left` is above `right` beyond the tolerance; true for what is not a number."""
    return ~(left - right <= RELATIVE * np.maximum(np.abs(left), np.abs(right)) + ABSOLUTE)


def differs(left, right) -> np.ndarray:
    """Where two arrays are not the same number within the tolerance; true for what is not a number."""
    return ~(np.abs(left - right) <= RELATIVE * np.maximum(np.abs(left), np.abs(right)) + ABSOLUTE)


def above(left, right, where: Callable[..., str], unit: str) -> Iterator[Finding]:
    """`104.0 t on 100.0 t` wherever left > right; `where` names the place from the indices of the row."""
    left, right = np.broadcast_arrays(np.asarray(left), np.asarray(right))
    for i in np.argwhere(exceeds(left, right)):
        first, second = texts(left[tuple(i)], right[tuple(i)])
        yield where(*i), f"{first} {unit} on {second} {unit}"


def unequal(plan, derived, where: Callable[..., str], what: str) -> Iterator[Finding]:
    """`slots 12.0, derived 11.0` wherever the plan's number is not the derived one."""
    plan, derived = np.broadcast_arrays(np.asarray(plan), np.asarray(derived))
    for i in np.argwhere(differs(plan, derived)):
        first, second = texts(plan[tuple(i)], derived[tuple(i)])
        yield where(*i), f"{what} {first}, derived {second}"


def texts(first, second) -> tuple[str, str]:
    """Two numbers in as few digits as tell them apart, counts without a decimal point."""
    for digits in (4, 6, 8, 10, 12, 15):
        pair = text(first, digits), text(second, digits)
        if pair[0] != pair[1]:
            break
    return pair


def text(value, digits: int) -> str:
    if np.asarray(value).dtype.kind in "iu":
        return str(value)
    short = f"{value:.{digits}g}"
    return short if set(short) & set(".en") else f"{short}.0"
