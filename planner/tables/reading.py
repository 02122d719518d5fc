"""The CSV tables of a plan read as strictly as an instance: every cell has the type of its column, or is
named.

A table is UTF-8 text with commas and decimal points. A byte order mark, either kind of line ends, the quotes
of a spreadsheet, and the empty cells that it leaves below and beside a table are read alike; a whole number
may be written as `3.0`. Everything else that a spreadsheet may do to a file is refused with its row (the
header is row 1, as a spreadsheet counts), its column, the value, and what is allowed there.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from planner.instance.words import did_you_mean, shown
from planner.tables.columns import COLUMNS, table
from planner.tables.schema import SCHEMA, Column

FURTHER: dict[str, frozenset[str]] = {
    name: frozenset(column.name for column in declared.further)
    for name, declared in SCHEMA.items()
    if declared.further
}  # columns beyond the interface, numbers all of them: the breakdown of the sizing
MOST = 5  # problems of one table that are told
LARGEST = 2.0**53  # whole numbers up to this are exact
ROUNDING = 1e-6  # by which a solver's zero may miss it
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

Refuse = Callable[[str], None]


def read_table(name: str, content: bytes, refuse: Refuse) -> pd.DataFrame | None:
    """Table `name` of a file's bytes, or None with every reason told to `refuse` (the first MOST of them, and
    how many more).
    """
    reasons: list[str] = []
    rows = _rows(content, reasons.append)
    frame = None if rows is None else _frame(name, rows, reasons.append)
    for reason in reasons[:MOST]:
        refuse(reason)
    if len(reasons) > MOST:
        refuse(f"and {len(reasons) - MOST:,} more problems")
    return None if reasons else frame


def _rows(content: bytes, refuse: Refuse) -> list[list[str]] | None:
    """Every row of the text, empty ones too: a spreadsheet counts them. Without the empty cells that stand
    right of the header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        refuse(f"row {row}: is not UTF-8 text (byte 0x{content[error.start]:02x}); save it as CSV UTF-8")
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        refuse(f"line {reader.line_num}: is not CSV: {error}")
        return None
    width = max(
        (place for place, cell in enumerate(rows[0] if rows else [], start=1) if cell.strip()), default=0
    )
    return [row[:width] if not "".join(row[width:]).strip() else row for row in rows]


def _frame(name: str, rows: list[list[str]], refuse: Refuse) -> pd.DataFrame | None:
    """The rows as a table of typed columns."""
    columns = COLUMNS[name]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not any(header):
        refuse("row 1: is empty; the names of the columns belong there")
        return None
    if not _is_header(name, header, refuse):
        return None
    body = [(number, row) for number, row in enumerate(rows[1:], start=2) if "".join(row).strip()]
    for number, row in body:
        if len(row) != len(header):
            refuse(f"row {number}: has {len(row)} cells under a header of {len(header)}")
    body = [(number, row) for number, row in body if len(row) == len(header)]
    found: dict[str, list] = {}
    for place, column in enumerate(header):
        read = reader_of(SCHEMA[name].column(column))
        found[column] = [
            value for number, row in body for value in _value(read, column, number, row[place], refuse)
        ]
    if len({len(values) for values in found.values()}) > 1:
        return None  # a cell is refused
    kinds = {column: columns.get(column, "float64") for column in header}
    frame = pd.DataFrame({column: pd.Series(values, dtype=kinds[column]) for column, values in found.items()})
    return table(name, frame)


def _is_header(name: str, header: list[str], refuse: Refuse) -> bool:
    """Whether the columns are those of the table; a separator that is no comma is named instead of every
    column.
    """
    known = [*COLUMNS[name], *sorted(FURTHER.get(name, ()))]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if any(mark in cell for cell in header):
            refuse(
                f"row 1: is separated by {word}; a plan's tables are separated by commas, "
                "their decimals by points"
            )
            return False
    missing = [column for column in COLUMNS[name] if column not in header]
    if missing:
        refuse(
            f"row 1: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing among the columns"
        )
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            refuse(f"row 1: names the column {shown(column)} {header.count(column)} times")
        if column not in known:
            refuse(f"row 1: {shown(column)} is no column of this table{did_you_mean(column, known)}")
    return not missing and set(header) <= set(known) and len(set(header)) == len(header)


def _value(read: Callable[[str], Any], column: str, row: int, cell: str, refuse: Refuse) -> Iterator[Any]:
    """The value of a cell, or nothing and the reason."""
    try:
        yield read(cell)
    except ValueError as error:
        text = "is empty" if not cell.strip() else f"is {shown(cell)}"
        refuse(f"row {row}, {column}: {text}; allowed: {error}")


def reader_of(column: Column) -> Callable[[str], Any]:
    """How a cell of a column is read: a function that raises ValueError with what is allowed."""
    if column.one_of:
        return _one_of(column.one_of)
    if column.type == "integer":
        return _signed_count if column.signed else partial(_count, least=column.least)
    if column.type == "number":
        return _signed_amount if column.signed else _amount
    if column.type == "date":
        return _day
    return partial(_text, may_be_empty=column.may_be_empty)


def _number(cell: str, allowed: str) -> float:
    cell = cell.strip()
    value = float(cell) if _NUMBER.fullmatch(cell) else math.nan
    if not math.isfinite(value):
        comma = re.fullmatch(r"[+-]?\d+,\d+", cell)
        raise ValueError(allowed + (", its decimals behind a point" if comma else ""))
    return value


def _signed_count(cell: str, allowed: str = "a whole number") -> int:
    value = _number(cell, allowed)
    if value != int(value) or abs(value) > LARGEST:
        raise ValueError(allowed)
    return int(value)


def _count(cell: str, least: int) -> int:
    allowed = f"a whole number from {least} on"
    value = _signed_count(cell, allowed)
    if value < least:
        raise ValueError(allowed)
    return value


def _signed_amount(cell: str) -> float:
    return _number(cell, "a number")


def _amount(cell: str) -> float:
    allowed = "a number from 0 on"
    value = _number(cell, allowed)
    if value < -ROUNDING:
        raise ValueError(allowed)
    return value


def _day(cell: str) -> str:
    try:
        if len(cell.strip()) != 10:
            raise ValueError
        return date.fromisoformat(cell.strip()).isoformat()
    except ValueError:
        raise ValueError("a date such as 2028-01-01") from None


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"{', '.join(known[:-1])} or {known[-1]}")
        return cell

    return read


def _text(cell: str, may_be_empty: bool) -> str:
    if not cell and not may_be_empty:
        raise ValueError("text")
    if not cell.isprintable():
        raise ValueError("text without control characters")
    return cell
