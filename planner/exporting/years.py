"""Sheets with years in columns: labelled rows of numbers, sections, sums and totals as formulas.

A period counts in the calendar year in which it starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from planner.exporting.formats import number_format
from planner.exporting.sheets import Sheet, cell, span
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Line:
    """A row: label, unit, a value a year. adds_up: its total over the years means something."""

    label: str
    unit: str
    values: Mapping[int, float]
    adds_up: bool = True
    is_count: bool = False

    @property
    def number(self) -> str:
        """Its number format."""
        return number_format("integer" if self.is_count else "number", self.unit)


@dataclass(frozen=True)
class Block:
    """Rows under a heading; total: the label of a row with their sums, none without one."""

    title: str
    lines: Sequence[Line]
    total: str = ""
    note: str = ""


@dataclass
class Grid:
    """A sheet in the making: years from the third column on, totals behind the last."""

    sheet: Sheet
    years: Sequence[int]
    row: int = 0
    sums: dict[str, int] = field(default_factory=dict)  # title of a block -> the row of its total
    first_year = 2

    @property
    def total(self) -> int:
        """The column of totals."""
        return self.first_year + len(self.years)

    def heading(self, note: str, what: str) -> None:
        """The note and the row of heads, frozen."""
        self.sheet.text(0, 0, note, "note", measured=False)
        self.sheet.header(1, [what, "unit", *map(str, self.years), "total"])
        for column, year in enumerate(self.years, self.first_year):
            self.sheet.page.write_number(1, column, year, self.sheet.styles.of("header", "0", right=True))
        self.sheet.text(1, self.total, "total", "header")
        self.sheet.page.freeze_panes(2, self.first_year)
        self.row = 2

    def block(self, block: Block) -> None:
        """A section with its rows and their sums; nothing where there are none."""
        if not block.lines:
            return
        self._section(block)
        first = self.row
        for line in block.lines:
            self._line(line)
        if block.total:
            self._sums(block, first)
        self.row += 1

    def sum_of(self, label: str, unit: str, titles: Sequence[str], values: Mapping[int, float]) -> None:
        """A row that adds up the totals of blocks: `values` is what they are now."""
        rows = [self.sums[title] for title in titles if title in self.sums]
        number = number_format("number", unit)
        self.sheet.text(self.row, 0, label, "total")
        self.sheet.text(self.row, 1, unit, "total")
        for column, value in self._columns(values):
            parts = "+".join(cell(row, column) for row in rows) or "0"
            self.sheet.formula(self.row, column, f"={parts}", value, number)
        self.row += 1

    def running(self, label: str, unit: str, above: int, values: Mapping[int, float]) -> None:
        """A row that cumulates the row `above` over the years."""
        number = number_format("number", unit)
        self.sheet.text(self.row, 0, label)
        self.sheet.text(self.row, 1, unit)
        so_far = 0.0
        for column, year in enumerate(self.years, self.first_year):
            so_far += values.get(year, 0.0)
            block = f"${cell(above, self.first_year)}:{cell(above, column)}"
            self.sheet.formula(self.row, column, f"=SUM({block})", so_far, number, "")
        self.row += 1

    def _section(self, block: Block) -> None:
        for column in range(self.total + 1):
            self.sheet.text(self.row, column, block.title if not column else "", "section")
        if block.note:
            self.sheet.text(self.row, 1, block.note, "section", measured=False)
        self.row += 1

    def _line(self, line: Line) -> None:
        self.sheet.text(self.row, 0, line.label)
        self.sheet.text(self.row, 1, line.unit)
        for column, year in enumerate(self.years, self.first_year):
            self.sheet.number(self.row, column, float(line.values.get(year, 0.0)), line.number)
        if line.adds_up:
            block = span((self.row, self.first_year), (self.row, self.total - 1))
            total = sum(float(line.values.get(year, 0.0)) for year in self.years)
            self.sheet.formula(self.row, self.total, f"=SUM({block})", total, line.number, "")
        self.row += 1

    def _sums(self, block: Block, first: int) -> None:
        line = block.lines[0]
        sums = {year: sum(float(one.values.get(year, 0.0)) for one in block.lines) for year in self.years}
        self.sheet.text(self.row, 0, block.total, "total")
        self.sheet.text(self.row, 1, line.unit, "total")
        for column, value in self._columns(sums):
            if column < self.total or line.adds_up:
                over = span((first, column), (self.row - 1, column))
                self.sheet.formula(self.row, column, f"=SUM({over})", value, line.number)
            else:
                self.sheet.text(self.row, column, "", "total")
        self.sums[block.title] = self.row
        self.row += 1

    def _columns(self, values: Mapping[int, float]) -> list[tuple[int, float]]:
        """(column, value) of the years and of their total."""
        by_year = [float(values.get(year, 0.0)) for year in self.years]
        return list(enumerate([*by_year, sum(by_year)], self.first_year))


def years_of(plan: Plan) -> list[int]:
    """The calendar years in which periods with money, satellites or tokens start, without holes."""
    held = [
        frame["date"].dt.year
        for name, frame in ((name, getattr(plan, name)) for name in plan.written_tables())
        if "date" in frame and len(frame)
    ]
    if not held:
        return []
    every = pd.concat(held)
    return list(range(int(every.min()), int(every.max()) + 1))


def summed(frame: pd.DataFrame, by: str, of: str) -> dict[str, dict[int, float]]:
    """Group -> year -> sum of a column, groups in the order in which they first come."""
    sums = frame.groupby([by, frame["date"].dt.year], sort=False)[of].sum()
    found: dict[str, dict[int, float]] = {}
    for (group, year), value in sums.items():
        found.setdefault(str(group), {})[int(year)] = float(value)
    return found


def last_periods(plan: Plan) -> set[int]:
    """The last period of each calendar year, by all tables: one table may have no row in it."""
    last: dict[int, int] = {}
    for name in plan.written_tables():
        frame = getattr(plan, name)
        if "date" in frame and "period" in frame:
            for year, period in frame.groupby(frame["date"].dt.year)["period"].max().items():
                last[int(year)] = max(last.get(int(year), 0), int(period))
    return set(last.values())


def at_end(frame: pd.DataFrame, last: set[int], by: str, of: str) -> dict[str, dict[int, float]]:
    """Group -> year -> sum of a column in the last period of the year."""
    return summed(frame[frame["period"].isin(last)], by, of)
