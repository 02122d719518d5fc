"""The plan's own tables as sheets, and the sheet `columns` that says what each column is."""

from __future__ import annotations

import pandas as pd

from planner.exporting.formats import number_format
from planner.exporting.sheets import Sheet
from planner.plan.plan import Plan
from planner.tables.schema import SCHEMA, Column

UNDECLARED = Column("", "string", "not of the planner")
HEADS = ("table", "column", "type", "unit", "meaning", "key")


def write(sheet: Sheet, plan: Plan, name: str) -> None:
    """One table: its columns as in the CSV file, whose names hold the units."""
    frame = getattr(plan, name)
    sheet.require_room(len(frame) + 1, f"{name}.csv")
    sheet.header(0, [str(column) for column in frame.columns])
    for column, title in enumerate(frame.columns):
        _column(sheet, column, declared(name, str(title)), frame[title])
    sheet.page.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    sheet.page.freeze_panes(1, 0)
    sheet.finish()


def declared(name: str, column: str) -> Column:
    """What the schema says of a column; nothing of one that somebody added."""
    try:
        return SCHEMA[name].column(column)
    except KeyError:
        return UNDECLARED


def _column(sheet: Sheet, column: int, kind: Column, cells: pd.Series) -> None:
    number = number_format(kind.type, kind.unit)
    if pd.api.types.is_datetime64_any_dtype(cells):
        for row, day in enumerate(cells, 1):
            sheet.day(row, column, day.date())
    elif pd.api.types.is_numeric_dtype(cells):
        shown = number if kind is not UNDECLARED else "General"
        for row, value in enumerate(cells.tolist(), 1):
            sheet.number(row, column, value, shown)
    else:
        for row, text in enumerate(cells.tolist(), 1):
            sheet.text(row, column, str(text))


def meanings(sheet: Sheet, plan: Plan) -> None:
    """The sheet `columns`: every column of every table that the workbook holds."""
    sheet.header(0, HEADS)
    row = 1
    for name, frame in plan.written_tables().items():
        for column in map(str, frame.columns):
            kind = declared(name, column)
            key = "yes" if column in SCHEMA[name].key else ""
            for at, text in enumerate((name, column, kind.type, kind.unit, kind.meaning, key)):
                sheet.text(row, at, text, "wrapped" if at == 4 else "")
            row += 1
    sheet.page.autofilter(0, 0, row - 1, len(HEADS) - 1)
    sheet.page.freeze_panes(1, 0)
    sheet.finish()
