"""The forms in which a file gives a series: constant, list, growth, growth with saturation, CSV column, dates
with values.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.instance.files import Files, Unreadable
from planner.instance.series import Series, months_after
from planner.instance.words import did_you_mean, shown

FORMS = (
    {"value"},
    {"start", "growth_per_year"},
    {"start", "saturation", "growth_per_year"},
    {"csv", "column"},
    {"dates", "value"},
)
FORM_WORDS = (
    "{value = ...}, {start = ..., growth_per_year = ...}, "
    "{start = ..., saturation = ..., growth_per_year = ...}, "
    "{csv = ..., column = ...} or {dates = [...], value = [...]}"
)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
POINT = "decimals with a point (1.5, not 1,5)"
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
GROWTH = (-0.9, 10.0)  # allowed growth per year


@dataclass(frozen=True)
class Calendar:
    """The study's start and its number of study years with launches; `known` is False while the study itself
    is faulty.
    """

    start: date
    years: int
    known: bool = True

    def year_start(self, n: int) -> date:
        """First day of study year n."""
        return months_after(self.start, 12 * n)


Refuse = Callable[[str], None]


def series_of(body: Any, unit: str, calendar: Calendar, files: Files, refuse: Refuse) -> Series | None:
    """The series that `body` describes (a number, a list, or a table in one of FORMS), or None with the
    reason refused.
    """
    if isinstance(body, dict):
        if set(body) == {"start", "growth_per_year"}:
            return _growth(body["start"], body["growth_per_year"], calendar, refuse)
        if set(body) == {"start", "saturation", "growth_per_year"}:
            return _saturating(body["start"], body["saturation"], body["growth_per_year"], calendar, refuse)
        if set(body) == {"csv", "column"}:
            return _column(body["csv"], body["column"], unit, calendar, files, refuse)
        if set(body) == {"dates", "value"}:
            return _dated(body["dates"], body["value"], calendar, refuse)
        if set(body) != {"value"}:
            refuse(f"a series is a number, a list, {FORM_WORDS}")
            return None
        body = body["value"]
    if isinstance(body, list | tuple):
        return _yearly(body, calendar, refuse)
    if not _is_number(body):
        refuse(f"must be a series (a number, a list, {FORM_WORDS}), not {shown(body)}")
        return None
    return Series((calendar.start,), (float(body),))


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)
    except OverflowError:
        return False


def _numbers(values: Any, refuse: Refuse) -> tuple[float, ...] | None:
    if not isinstance(values, list | tuple) or not values:
        refuse(
            "is an empty series"
            if isinstance(values, list | tuple)
            else f"must be a list of numbers, not {shown(values)}"
        )
        return None
    wrong = [(i, value) for i, value in enumerate(values) if not _is_number(value)]
    if wrong:
        refuse("; ".join(f"value {i + 1} must be a number, not {shown(value)}" for i, value in wrong[:5]))
        return None
    return tuple(float(value) for value in values)


def _yearly(values: Any, calendar: Calendar, refuse: Refuse) -> Series | None:
    numbers = _numbers(values, refuse)
    if numbers is None:
        return None
    if calendar.known and len(numbers) < calendar.years:
        span = f"{calendar.start.year}..{calendar.year_start(calendar.years - 1).year}"
        refuse(
            f"has {len(numbers)} of the {calendar.years} values needed, "
            f"one per study year with launches ({span})"
        )
        return None
    return Series(tuple(calendar.year_start(n) for n in range(len(numbers))), numbers)


def _growth(start: Any, growth: Any, calendar: Calendar, refuse: Refuse) -> Series | None:
    """Value in study year n = start * (1 + growth)^n."""
    if not _is_growing(start, growth, refuse):
        return None
    return _by_year(calendar, lambda n: start * (1 + growth) ** n)


def _saturating(
    start: Any, saturation: Any, growth: Any, calendar: Calendar, refuse: Refuse
) -> Series | None:
    """The logistic path: value in study year n = saturation / (1 + (saturation / start - 1) exp(-growth
    n)).
    """
    if not _is_number(saturation):
        refuse(f"saturation must be a number, not {shown(saturation)}")
    elif _is_growing(start, growth, refuse):
        if start > 0 and saturation > 0:
            return _by_year(
                calendar, lambda n: saturation / (1 + (saturation / start - 1) * math.exp(-growth * n))
            )
        name, value = ("start", start) if start <= 0 else ("saturation", saturation)
        refuse(f"{name} {shown(value)} must be above 0 where growth saturates")
    return None


def _is_growing(start: Any, growth: Any, refuse: Refuse) -> bool:
    """Whether start and growth_per_year are what they must be; else the reason is refused."""
    if not _is_number(start):
        refuse(f"start must be a number, not {shown(start)}")
    elif not _is_number(growth):
        refuse(f"growth_per_year must be a number, not {shown(growth)}")
    elif not GROWTH[0] <= growth <= GROWTH[1]:
        hint = "; was it given in per cent?" if GROWTH[0] <= growth / 100 <= GROWTH[1] else ""
        refuse(f"growth_per_year {shown(growth)} is outside {GROWTH[0]:g}..{GROWTH[1]:g}{hint}")
    else:
        return True
    return False


def _by_year(calendar: Calendar, value: Callable[[int], float]) -> Series:
    """The series of a value by study year."""
    years = range(calendar.years)
    return Series(tuple(calendar.year_start(n) for n in years), tuple(float(value(n)) for n in years))


def _dated(dates: Any, values: Any, calendar: Calendar, refuse: Refuse) -> Series | None:
    numbers = _numbers(values, refuse)
    if numbers is None:
        return None
    if not isinstance(dates, list | tuple) or not all(
        isinstance(d, date) and not isinstance(d, datetime) for d in dates
    ):
        refuse("dates must be a list of dates such as 2028-01-01")
    elif len(dates) != len(numbers):
        refuse(f"has {len(dates)} dates for {len(numbers)} values")
    elif any(b <= a for a, b in zip(dates, dates[1:])):
        refuse("dates must rise")
    elif calendar.known and dates[0] > calendar.start:
        refuse(f"starts on {dates[0]}, after the study's start {calendar.start}")
    else:
        return Series(tuple(dates), numbers)
    return None


def _column(
    name: Any, column: Any, unit: str, calendar: Calendar, files: Files, refuse: Refuse
) -> Series | None:
    """A column of a CSV file: header `date,...` with units in the names, dates as 2028-01-01, rising."""
    if not isinstance(name, str) or not isinstance(column, str):
        refuse("csv and column must be texts: a file name and the name of one of its columns")
        return None
    if column != unit and not column.endswith(f"_{unit}"):
        refuse(f"column {column!r} does not name its unit: expected {unit} or a name that ends in _{unit}")
        return None
    try:
        lines = [(i, row) for i, row in _csv_lines(files.table(name)) if "".join(row).strip()]
    except (Unreadable, csv.Error) as error:
        refuse(f"{name}: {error}")
        return None
    if not lines:
        refuse(f"{name}: is empty")
        return None
    header = [cell.strip() for cell in lines[0][1]]
    if separator := _other_separator(header):
        refuse(f"{name}: its cells are separated by {separator}: separate them by commas, and write {POINT}")
        return None
    for needed in ("date", column):
        if header.count(needed) != 1:
            many = "more than one" if needed in header else "no"
            refuse(
                f"{name}: has {many} column "
                f"{needed!r}{'' if needed in header else did_you_mean(needed, header)}"
            )
            return None
    dates, numbers = _cells(lines[1:], header.index("date"), header.index(column), len(header), name, refuse)
    if not dates:
        return None
    if calendar.known and dates[0] > calendar.start:
        refuse(f"{name}: starts on {dates[0]}, after the study's start {calendar.start}")
        return None
    return Series(tuple(dates), tuple(numbers))


def _other_separator(header: list[str]) -> str:
    """What separates the cells of a header that has no comma, as spreadsheets of many languages write it;
    empty: nothing else does.
    """
    if len(header) > 1:
        return ""
    return next((words for mark, words in SEPARATORS.items() if mark in header[0]), "")


def _csv_lines(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [(reader.line_num, row) for row in reader]


def _cells(
    lines: list[tuple[int, list[str]]], date_at: int, value_at: int, width: int, name: str, refuse: Refuse
) -> tuple[list[date], list[float]]:
    """Dates and values of the rows; both empty, with the reasons refused, if any row is faulty."""
    dates: list[date] = []
    numbers: list[float] = []
    faults = []
    for line, row in lines:
        if len(row) != width:
            faults.append(f"line {line} has {len(row)} cells under a header of {width}")
            continue
        day, number = _date(row[date_at].strip()), _number(row[value_at].strip())
        if day is None:
            faults.append(f"line {line}: {row[date_at][:30]!r} is not a date such as 2028-01-01")
        elif dates and day <= dates[-1]:
            faults.append(f"line {line}: {day} does not come after {dates[-1]}; dates must rise")
        if number is None:
            hint = f": write {POINT}" if _DECIMAL_COMMA.fullmatch(row[value_at].strip()) else ""
            faults.append(f"line {line}: {row[value_at][:30]!r} is not a number{hint}")
        if day is not None and number is not None:
            dates.append(day)
            numbers.append(number)
    if not lines:
        faults.append("has a header but no rows")
    if faults:
        more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
        refuse(f"{name}: {'; '.join(faults[:5])}{more}")
        return [], []
    return dates, numbers


def _date(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None
