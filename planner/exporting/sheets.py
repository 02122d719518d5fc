"""A sheet of the workbook: cells that are what they are, columns wide enough, and its limits.

Text is written as text whatever it begins with: nothing in a plan becomes a formula but the totals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from planner.errors import InstanceError
from planner.exporting.formats import DATE, Styles

MOST_ROWS, MOST_COLUMNS, LONGEST_NAME, LONGEST_TEXT = 1_048_576, 16_384, 31, 32_767
"""What Excel holds: rows and columns of a sheet, characters of its name and of a cell."""

NARROWEST, WIDEST = 8, 60  # characters
LIKE_FORMULAS = ("=", "+", "-", "@")
CUT = " ... (cut: a cell holds 32,767 characters)"


class Sheet:
    """A sheet that is written cell by cell, counted from 0."""

    def __init__(self, workbook: Any, name: str, styles: Styles):
        if len(name) > LONGEST_NAME:
            raise InstanceError("--xlsx", [(name, f"a sheet's name has at most {LONGEST_NAME} characters")])
        self.page = workbook.add_worksheet(name)
        self.name = name
        self.styles = styles
        self.widths: dict[int, int] = {}

    def text(self, row: int, column: int, text: str, look: str = "", *, measured: bool = True) -> None:
        """A text as it stands; one that begins as a formula does is marked as text for whoever edits it."""
        text = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
        style = self.styles.of(look, quoted=text.startswith(LIKE_FORMULAS))
        if text:
            self.page.write_string(row, column, text, style)
        else:
            self.page.write_blank(row, column, None, style)
        if measured:
            self._widen(column, max(map(len, text.split("\n"))))

    def number(self, row: int, column: int, value: float, number: str, look: str = "") -> None:
        """A number; an empty cell where there is none."""
        style = self.styles.of(look, number)
        if math.isfinite(value):
            self.page.write_number(row, column, value, style)
            self._widen(column, len(f"{value:,.2f}"))
        else:
            self.page.write_blank(row, column, None, style)

    def day(self, row: int, column: int, value: date, look: str = "") -> None:
        """A date."""
        self.page.write_datetime(
            row, column, datetime(value.year, value.month, value.day), self.styles.of(look, DATE)
        )
        self._widen(column, 10)

    def formula(
        self, row: int, column: int, formula: str, value: float, number: str, look: str = "total"
    ) -> None:
        """A formula of ours with the value that it has now."""
        self.page.write_formula(row, column, formula, self.styles.of(look, number), value)
        self._widen(column, len(f"{value:,.2f}") + 1)

    def value(self, row: int, column: int, value: Any, number: str = "General", look: str = "") -> None:
        """A cell by the type of its value."""
        if isinstance(value, str):
            self.text(row, column, value, look)
        elif value is None or value != value:
            self.page.write_blank(row, column, None, self.styles.of(look, number))
        elif isinstance(value, date):
            self.day(row, column, value, look)
        elif isinstance(value, bool | np.bool_):
            self.text(row, column, "yes" if value else "no", look)
        else:
            self.number(row, column, float(value), number, look)

    def header(self, row: int, names: Sequence[str]) -> None:
        """A row of column heads."""
        for column, name in enumerate(names):
            self.text(row, column, name, "header", measured=False)
            self._widen(column, max(map(len, name.split("\n"))) + 3)  # room for the filter's button
        if any("\n" in name for name in names):
            self.page.set_row(row, 32)

    def require_room(self, rows: int, what: str) -> None:
        """Raise InstanceError where a sheet cannot hold so many rows."""
        if rows > MOST_ROWS:
            say = f"{rows:,} rows of {what}; a sheet of a workbook holds {MOST_ROWS:,}: export --parquet DIR"
            raise InstanceError("--xlsx", [(self.name, say)])

    def finish(self) -> None:
        """Set the widths of the columns by what they hold; on paper a sheet is one page wide."""
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        for column, width in sorted(self.widths.items()):
            self.page.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))

    def _widen(self, column: int, width: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)


def cell(row: int, column: int) -> str:
    """The name of a cell counted from 0: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def span(first: tuple[int, int], last: tuple[int, int]) -> str:
    """The name of a block of cells."""
    return f"{cell(*first)}:{cell(*last)}"
