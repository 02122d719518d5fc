"""Cells of text files: numbers in the ways in which spreadsheets of many languages write them, and times."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.errors import InstanceError

_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d*\.\d+|\d{1,3}(,\d{3}){2,}|\d+\.\d*)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d*,\d+|\d{1,3}(\.\d{3}){2,}|\d+,\d*)([eE][+-]?\d+)?")
_OPEN = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")  # 1,234 or 1.234: thousands, or three decimals
_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(\D|$))")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Marks:
    """How a file writes its numbers."""

    decimal: str = "."

    def cell(self, text: str) -> str | float | None:
        """A number where the text is one, else the text; None for an empty one."""
        text = text.strip()
        if not text:
            return None
        number = self.number(text)
        return text if number is None else number

    def number(self, text: str) -> float | None:
        """The number that a text writes, or None."""
        text = _BLANKS.sub("", text.strip())
        thousands = "," if self.decimal == "." else "."
        if thousands in text:
            if not re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})+(\{self.decimal}\d*)?", text):
                return None
            text = text.replace(thousands, "")
        text = text.replace(self.decimal, ".")
        if not _PLAIN.fullmatch(text):
            return None
        value = float(text)
        return value if math.isfinite(value) else None


def marks_of(place: str, cells: Sequence[str], decimal: str | None, *, is_comma_separated: bool) -> Marks:
    """The decimal mark of a file's cells: what `decimal` says, or what they show. Raises InstanceError where
    they show both, or leave it open.
    """
    if decimal is not None:
        return Marks(decimal)
    plain = [_BLANKS.sub("", one) for one in cells]
    are_open = [one for one in plain if _OPEN.fullmatch(one)]
    points = [one for one in plain if _POINT.fullmatch(one) and one not in are_open]
    commas = [one for one in plain if _COMMA.fullmatch(one) and one not in are_open]
    if points and commas:
        say = (
            f"decimals are written both ways, as {points[0]!r} and as {commas[0]!r}: say which with --decimal"
        )
        raise InstanceError(place, [("", say)])
    if commas:
        return Marks(",")
    if points:
        return Marks(".")
    if is_comma_separated and not any("," in one for one in are_open):
        return Marks(".")
    if are_open:
        say = f"{are_open[0]!r} may have thousands or three decimals: say with --decimal . or --decimal ,"
        raise InstanceError(place, [("", say)])
    return Marks(".")


_QUARTER = re.compile(r"(?:(\d{4})[ \-/]?Q([1-4])|Q([1-4])[ \-/]?(\d{4}))", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(?:CY ?)?(\d{4})", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Time:
    """From when on a value holds; months: how long what names it lasts, None for a date."""

    day: date
    months: int | None


def time_of(cell: str | float | date | None) -> Time | None:
    """The time that a cell names: a date, a year, 2028Q1, 2028-04; None for anything else."""
    if isinstance(cell, date):
        return Time(cell, None)
    if isinstance(cell, float):
        return (
            Time(date(int(cell), 1, 1), 12) if cell.is_integer() and FIRST_YEAR <= cell <= LAST_YEAR else None
        )
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}( 00:00(:00)?)?", text):
            return Time(date.fromisoformat(text[:10]), None)
        if found := _QUARTER.fullmatch(text):
            year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
            return Time(date(year, 3 * quarter - 2, 1), 3)
        if found := _MONTH.fullmatch(text):
            return Time(date(int(found[1]), int(found[2]), 1), 1)
    except ValueError:
        return None
    found = _YEAR.fullmatch(text)
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return Time(date(int(found[1]), 1, 1), 12)
    return None
