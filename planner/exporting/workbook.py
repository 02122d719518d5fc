"""A plan as one workbook (XlsxWriter): the same plan gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime

from planner.exporting import by_year, overview, schedule, tables
from planner.exporting.formats import Styles
from planner.exporting.sheets import Sheet
from planner.instance.words import printable
from planner.plan.plan import Plan
from planner.tables.schema import SCHEMA

CREATED = datetime(2000, 1, 1)
"""What every workbook says of the day on which it was made: the plan decides the bytes, not the clock."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
FIRST = {
    "schedule": "a row a flight: dates, vehicle, cargo, mass and volume, price",
    "fleet by year": "flights, satellites, racks, power and tokens by year",
    "cost by year": "money by year, kind and item, as spent and discounted",
}
COLUMNS = "columns"


def workbook(plan: Plan) -> bytes:
    """The workbook of a plan whose tables hold together (planner/exporting/sound.py)."""
    import xlsxwriter

    room = io.BytesIO()
    with xlsxwriter.Workbook(room, OPTIONS) as book:
        book.set_properties(
            {"title": printable(plan.name), "comments": "A plan of orbital-planner", "created": CREATED}
        )
        book.set_calc_mode("auto")
        styles = Styles(book)
        names = list(plan.written_tables())
        holds = FIRST | {name: SCHEMA[name].meaning for name in names}
        holds[COLUMNS] = "every column of the tables: type, unit, meaning"
        overview.write(Sheet(book, "summary", styles), plan, holds)
        schedule.write(Sheet(book, "schedule", styles), plan)
        by_year.fleet(Sheet(book, "fleet by year", styles), plan)
        by_year.cost(Sheet(book, "cost by year", styles), plan)
        for name in names:
            tables.write(Sheet(book, name, styles), plan, name)
        tables.meanings(Sheet(book, COLUMNS, styles), plan)
    return room.getvalue()
