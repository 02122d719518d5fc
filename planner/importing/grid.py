"""A spreadsheet as rows of plain cells: numbers, dates, text, or nothing; from .xlsx or from CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.exporting.sheets import cell as cell_name
from planner.importing.numbers import Marks, marks_of
from planner.instance.files import Unreadable, file_bytes, named

Cell = str | float | date | None

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 20_000_000, 200_000_000, 100_000, 1_000
SEPARATORS = (",", ";", "\t", "|")
ENDS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Grid:
    """Rows of cells, all of one width; empty rows are left out. numbers: the row of each in the file."""

    place: str
    rows: list[list[Cell]]
    numbers: list[int]
    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    marks: Marks = Marks()

    def where(self, row: int, column: int) -> str:
        """A cell as a spreadsheet names it."""
        return cell_name(self.numbers[row] - 1, column)


def read_grid(path: Path, sheet: str | None, decimal: str | None) -> Grid:
    """The cells of a file. Raises InstanceError with the reason for a file that cannot be used."""
    if path.suffix.lower() not in ENDS and named(path).exists():
        say = f"is no spreadsheet by its name: {', '.join(ENDS)} are read"
        raise InstanceError(
            str(path), [("", f"{say}; save an .xls or .ods file as .xlsx" if path.suffix else say)]
        )
    try:
        content = file_bytes(path, MOST_BYTES)
    except Unreadable as error:
        raise InstanceError(str(path), [("", str(error))]) from None
    if not content.strip():
        raise InstanceError(str(path), [("", "is empty")])
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _of_workbook(path, content, sheet)
    if sheet is not None:
        raise InstanceError(str(path), [("--sheet", "is for workbooks; a CSV file has no sheets")])
    return _of_text(path, content, decimal)


def _grid(place: str, rows: Sequence[Sequence[Cell]], first: int = 1, **told: Any) -> Grid:
    """A grid without empty rows and without empty columns on the right."""
    kept = [(number, list(row)) for number, row in enumerate(rows, first) if any(c is not None for c in row)]
    if not kept:
        raise InstanceError(place, [("", "holds no cell that is not empty")])
    width = max(max(i for i, c in enumerate(row) if c is not None) + 1 for _, row in kept)
    if len(kept) > MOST_ROWS or width > MOST_COLUMNS:
        say = f"{len(kept):,} rows and {width:,} columns; at most {MOST_ROWS:,} and {MOST_COLUMNS:,} are read"
        raise InstanceError(place, [("", say)])
    padded = [(row + [None] * width)[:width] for _, row in kept]
    return Grid(place, padded, [number for number, _ in kept], **told)


def _of_text(path: Path, content: bytes, decimal: str | None) -> Grid:
    """A CSV file: the separator is the one that gives most columns."""
    text = _decoded(path, content)
    counts = {mark: text.count(mark) for mark in SEPARATORS}
    separator = _separator(text, counts)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InstanceError(str(path), [("", f"is no CSV: {error}")]) from None
    cells = [one.strip() for line in lines for one in line if one.strip()]
    marks = marks_of(str(path), cells, decimal, is_comma_separated=separator == ",")
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    said = [
        f"cells are separated by {names[separator]}, decimals have a "
        f"{'comma' if marks.decimal == ',' else 'point'}"
    ]
    rows: list[list[Cell]] = [[marks.cell(one) for one in line] for line in lines]
    return _grid(str(path), rows, said=said, marks=marks)


def _decoded(path: Path, content: bytes) -> str:
    """The text of the bytes: UTF-8, or UTF-16 where it says so."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        say = f"is not UTF-8 text: byte 0x{content[error.start]:02x} in line {line}; save it as CSV UTF-8"
        raise InstanceError(str(path), [("", say)]) from None
    if "\0" in text:
        raise InstanceError(str(path), [("", "is not a text file: it holds zero bytes")])
    return text


def _separator(text: str, counts: dict[str, int]) -> str:
    """The mark that stands in most lines; of several, the one that is no decimal mark."""
    lines = [line for line in text.splitlines() if line.strip()][:200]
    often = {mark: sum(mark in line for line in lines) for mark in SEPARATORS}
    most = max(often.values(), default=0)
    for mark in (";", "\t", "|", ","):
        if often[mark] and often[mark] >= 0.8 * most:
            return mark
    return max(SEPARATORS, key=counts.__getitem__)


def _of_workbook(path: Path, content: bytes, sheet: str | None) -> Grid:
    import openpyxl

    try:
        unpacked = sum(one.file_size for one in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked > MOST_UNPACKED:
            say = f"holds {unpacked / 1e6:.0f} MB unpacked; at most {MOST_UNPACKED / 1e6:.0f} MB are read"
            raise InstanceError(str(path), [("", say)])
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        written = openpyxl.load_workbook(io.BytesIO(content))
    except InstanceError:
        raise
    except Exception as error:  # openpyxl raises what it meets: a broken file has many ways to be broken
        say = f"is no workbook that can be read ({type(error).__name__}); open and save it again as .xlsx"
        raise InstanceError(str(path), [("", say)]) from None
    pages = {page.title: page for page in values.worksheets}
    name = _chosen(path, pages, sheet)
    page, place = pages[name], f"{path} [{name}]"
    if page.max_row > 4 * MOST_ROWS or page.max_column > 4 * MOST_COLUMNS:
        held = f"{page.max_row:,} rows and {page.max_column:,} columns"
        say = f"has {held}; at most {MOST_ROWS:,} and {MOST_COLUMNS:,} are read"
        raise InstanceError(place, [("", say)])
    rows = [
        [_plain(value) for value in row] for row in page.iter_rows(min_row=1, min_col=1, values_only=True)
    ]
    _require_values(place, rows, written[name])
    said = [f"sheet {name!r}"]
    others = [title for title, one in pages.items() if title != name and _holds(one)]
    if others and sheet is None:
        said.append(f"other sheets are not read: {', '.join(map(repr, others[:8]))} (--sheet NAME)")
    warnings = _unmerged(page, rows) + _hidden(page)
    return _grid(place, rows, said=said, warnings=warnings)


def _chosen(path: Path, pages: dict[str, Any], sheet: str | None) -> str:
    """The sheet asked for, or the first visible one that holds something."""
    if sheet is not None:
        if sheet not in pages:
            raise InstanceError(
                str(path), [("--sheet", f"no sheet {sheet!r}; there are {', '.join(map(repr, pages))}")]
            )
        return sheet
    for name, page in pages.items():
        if page.sheet_state == "visible" and _holds(page):
            return name
    raise InstanceError(str(path), [("", "no visible sheet holds a cell")])


def _holds(page: Any) -> bool:
    rows = page.iter_rows(max_row=min(page.max_row, 200), values_only=True)
    return any(value is not None for row in rows for value in row)


def _plain(value: Any) -> Cell:
    """A cell's value as one of ours."""
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return text or None


def _require_values(place: str, rows: list[list[Cell]], written: Any) -> None:
    """Raise InstanceError for formulas whose values the file does not hold, and for errors in cells."""
    problems = []
    for row in written.iter_rows():
        for one in row:
            if one.data_type != "f":
                continue
            at = rows[one.row - 1][one.column - 1] if one.row <= len(rows) else None
            if at is None:
                say = "holds a formula without its value: open the file in a spreadsheet program and save it"
                problems.append((one.coordinate, say))
            elif isinstance(at, str) and at.startswith("#"):
                problems.append((one.coordinate, f"holds a formula that gives {at}"))
    if problems:
        raise InstanceError(place, problems[:5])


def _unmerged(page: Any, rows: list[list[Cell]]) -> list[str]:
    """Text of merged cells into each of them, as it is meant over columns or rows; what is said of
    numbers.
    """
    said = []
    for block in page.merged_cells.ranges:
        value = rows[block.min_row - 1][block.min_col - 1] if block.min_row <= len(rows) else None
        if isinstance(value, float) and not (value.is_integer() and 1900 <= value <= 2200):
            said.append(
                f"{block.coord}: merged cells hold the number {value:g}; it counts once, in the first of them"
            )
            continue
        for row in range(block.min_row - 1, min(block.max_row, len(rows))):
            for column in range(block.min_col - 1, block.max_col):
                if column < len(rows[row]):
                    rows[row][column] = value
    return said


def _hidden(page: Any) -> list[str]:
    """What is said of hidden rows and columns: they are read."""
    rows = [str(number) for number, one in page.row_dimensions.items() if one.hidden]
    columns = [letter for letter, one in page.column_dimensions.items() if one.hidden]
    said = []
    for what, held in (("rows", rows), ("columns", columns)):
        if held:
            said.append(f"hidden {what} are read like the others: {', '.join(held[:10])}")
    return said
