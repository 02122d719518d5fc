"""What a limit is to the audit: a name, a function that finds where a plan breaks it, one tolerance for all
of them.

A row holds if it holds within RELATIVE of its larger side plus ABSOLUTE, in the row's own unit; of money and
tokens what counts as one in the question (models/units.py). `counting(case)` says so while its limits are
gone through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.case import Case
from models.units import UNSCALED, Scale

RELATIVE = 1e-6  # what rounding to 10 digits and a solver's feasibility tolerance may leave
ABSOLUTE = 1e-7  # for rows whose sides are all but zero
REPEATED = 1e-12  # for figures that are repeated from the Case

_ones: ContextVar[Scale] = ContextVar("what counts as one", default=UNSCALED)

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
    """The limits of one subject by name, in the order of the report. `@LIMITS("payload")` adds the function
    below it.
    """

    def __call__(self, name: str) -> Callable[[Limit], Limit]:
        def add(function: Limit) -> Limit:
            self[name] = function
            return function

        return add


@contextmanager
def counting(case: Case) -> Iterator[None]:
    """While it is open, ABSOLUTE is of what counts as one M$ and one Tt in this question."""
    before = _ones.set(Scale.of(case))
    try:
        yield
    finally:
        _ones.reset(before)


def absolute(unit: str) -> float:
    """ABSOLUTE in a unit, or for a column by its name."""
    ones = _ones.get()
    if unit == "$/Mtoken":
        return ABSOLUTE * ones.value("levelized_cost")
    if unit.startswith("M$") or unit.endswith("musd"):
        return ABSOLUTE * ones.musd
    if unit.startswith(("Tt", "tokens")) or unit.endswith("_tt"):
        return ABSOLUTE * ones.tt
    return ABSOLUTE


def exceeds(left, right, unit: str = "") -> np.ndarray:
    """Where `left` is above `right` beyond the tolerance; true for what is not a number."""
    return ~(left - right <= RELATIVE * np.maximum(np.abs(left), np.abs(right)) + absolute(unit))


def differs(left, right, unit: str = "", room: float | np.ndarray | None = None) -> np.ndarray:
    """Where two arrays are not the same number within the tolerance; true for what is not a number.

    room: what may differ beside RELATIVE, where it is not ABSOLUTE in the unit.
    """
    least = absolute(unit) if room is None else room
    return ~(np.abs(left - right) <= RELATIVE * np.maximum(np.abs(left), np.abs(right)) + least)


def above(left, right, where: Callable[..., str], unit: str) -> Iterator[Finding]:
    """`104.0 t on 100.0 t` wherever left > right; `where` names the place from the indices of the row."""
    left, right = np.broadcast_arrays(np.asarray(left), np.asarray(right))
    for i in np.argwhere(exceeds(left, right, unit)):
        first, second = texts(left[tuple(i)], right[tuple(i)])
        yield where(*i), f"{first} {unit} on {second} {unit}"


def unequal(
    plan, derived, where: Callable[..., str], what: str, room: float | np.ndarray | None = None
) -> Iterator[Finding]:
    """`slots 12.0, derived 11.0` wherever the plan's number is not the derived one."""
    plan, derived = np.broadcast_arrays(np.asarray(plan), np.asarray(derived))
    for i in np.argwhere(differs(plan, derived, what, room)):
        first, second = texts(plan[tuple(i)], derived[tuple(i)])
        yield where(*i), f"{what} {first}, derived {second}"


def texts(first, second) -> tuple[str, str]:
    """Two numbers in as few digits as tell them apart, counts without a decimal point."""
    for digits in (4, 6, 8, 10, 12, 15):
        pair = text(first, digits), text(second, digits)
        if pair[0] != pair[1]:
            break
    return pair


def said(value: Any) -> str:
    """A cell in a message, as its file shows it: a text in quotes, never the notation of a library."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, str):
        return repr(value)
    if value is None or value != value:
        return "empty"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def row_of(index: int | np.integer) -> str:
    """`row 7`, as a spreadsheet counts the rows of a file under its header."""
    return f"row {index + 2}"


def text(value, digits: int) -> str:
    if np.asarray(value).dtype.kind in "iu":
        return str(value)
    short = f"{value:.{digits}g}"
    return short if set(short) & set(".en") else f"{short}.0"
