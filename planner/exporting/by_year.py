"""The sheets `fleet by year` and `cost by year`."""

from __future__ import annotations

import pandas as pd

from models.spending import COSTS
from planner.exporting.sheets import Sheet, cell
from planner.exporting.years import Block, Grid, Line, at_end, last_periods, summed, years_of
from planner.plan.plan import Plan
from planner.plan.record import Annuity
from planner.text.items import in_words

FLEET_NOTE = (
    "A period counts in the calendar year in which it starts. Satellites in service, working and racks: in "
    "the last period of the year."
)
COST_NOTE = (
    "As spent, not discounted, signed: what comes in is positive, what goes out is negative. A period counts "
    "in the calendar year in which it starts. Discounted sums at the bottom."
)
ANNUITY_NOTE = (
    " The horizon is annuity: assets that outlive the plan are charged in part, so that sums of years are "
    "what is charged, not money in the bank."
)
FLOWS = (
    ("Flights", "launches", "vehicle", "flights", "flights", "all vehicles"),
    ("Satellites launched, by design", "cohorts", "design", "satellites", "satellites", "all designs"),
    ("Satellites whose service ends, by shell", "replacements", "shell", "satellites_retired", "satellites",
     "all shells"),
    ("Rack accelerators bought, by site", "sites", "site", "accelerators_built", "accelerators", "all sites"),
    ("Tokens served, by provider", "tokens", "source_kind", "tokens_tt", "Tt", "all tokens served"),
    ("Tokens committed, by workload", "demand", "workload", "committed_tt", "Tt", "all committed"),
    ("Committed tokens not served, by workload", "demand", "workload", "shortfall_tt", "Tt",
     "all not served"),
)  # fmt: skip
STOCKS = (
    ("In service at the end of the year, by shell, as launched", "fleet", "shell", "satellites", "satellites",
     "all shells"),
    ("In service at the end of the year, by design, as launched", "fleet", "design", "satellites",
     "satellites", "all designs"),
    ("Expected to work at the end of the year, by design", "fleet", "design", "expected_working",
     "satellites", "all designs"),
    ("Slots held at the end of the year, dead satellites included", "shells", "shell", "slots_held", "slots",
     "all shells"),
    ("Rack accelerators that stand at the end of the year, by site", "sites", "site",
     "accelerators_standing", "accelerators", "all sites"),
    ("Facility power at the end of the year, by site", "sites", "site", "power_mw", "MW", "all sites"),
)  # fmt: skip
"""Sections of the fleet: title, table, rows by, column, unit, name of the sum."""

ORDER = (0, 1, 2, "0", "1", "2", "3", 3, "4", "5", 4, 5, 6)
"""Of the sections: numbers are FLOWS, texts are STOCKS."""

KINDS = (
    ("cost", "Cost", "all costs"),
    ("revenue", "Revenue", "all revenue"),
    ("financing", "Financing", "all financing"),
)


def fleet(sheet: Sheet, plan: Plan) -> None:
    """What flies, works, stands and serves, by year."""
    grid = Grid(sheet, years_of(plan))
    grid.heading(FLEET_NOTE, "what")
    for block in fleet_blocks(plan):
        grid.block(block)
    sheet.finish()


def fleet_blocks(plan: Plan) -> list[Block]:
    """The sections of the sheet that hold anything but zeros."""
    last = last_periods(plan)
    blocks = []
    for which in ORDER:
        is_stock = isinstance(which, str)
        title, table, by, of, unit, total = (STOCKS if is_stock else FLOWS)[int(which)]
        frame = getattr(plan, table)
        if table == "cohorts":
            frame = frame.assign(date=frame.launch_date)
        groups = at_end(frame, last, by, of) if is_stock else summed(frame, by, of)
        is_count = pd.api.types.is_integer_dtype(frame[of])
        lines = [
            Line(group, unit, values, adds_up=not is_stock, is_count=is_count)
            for group, values in groups.items()
            if any(values.values())
        ]
        blocks += [Block(title, lines, total)] if lines else []
    return blocks


def cost(sheet: Sheet, plan: Plan) -> None:
    """Money by year, kind and item, with the net flow, and discounted."""
    grid = Grid(sheet, years_of(plan))
    is_annuity = isinstance(plan.record.horizon, Annuity)
    grid.heading(COST_NOTE + ANNUITY_NOTE * is_annuity, "item")
    cash = plan.cash
    years = grid.years
    net = _net(plan, "musd")
    for kind, title, total in KINDS:
        grid.block(
            Block(title, _lines(_worded(summed(cash[cash.kind == kind], "item", "musd")), "M$"), total)
        )
    titles = [title for _, title, _ in KINDS]
    if is_annuity:
        grid.sum_of("net, assets charged in part", "M$", titles, net)
    else:
        grid.sum_of("net cash flow", "M$", titles, net)
        grid.running("net cash flow, cumulative", "M$", grid.row - 1, net)
    grid.row += 1
    for kind, title, total in KINDS:
        held = _lines(_worded(summed(cash[cash.kind == kind], "item", "discounted_musd")), "M$")
        grid.block(Block(f"{title}, discounted to the start of the study", held, f"{total}, discounted"))
    row = grid.sums.get("Cost, discounted to the start of the study")
    if row is not None and plan.tokens_tt and years:
        _ratio(grid, plan, row)
    sheet.finish()


def _ratio(grid: Grid, plan: Plan, row: int) -> None:
    """Discounted tokens and the ratio that follows."""
    sheet, column = grid.sheet, grid.total
    sheet.text(grid.row, 0, "tokens, discounted and weighted")
    sheet.text(grid.row, 1, "Tt")
    sheet.number(grid.row, column, plan.tokens_tt, "#,##0.000")
    sheet.text(grid.row + 1, 0, "levelized cost", "label")
    sheet.text(grid.row + 1, 1, "$/Mtoken", "label")
    formula = f"=-{cell(row, column)}/{cell(grid.row, column)}"
    spent = -float(plan.cash[plan.cash.kind == "cost"].discounted_musd.sum())
    sheet.formula(grid.row + 1, column, formula, spent / plan.tokens_tt, "#,##0.0000", "label")
    grid.row += 2


def _net(plan: Plan, column: str) -> dict[int, float]:
    """Year -> the sum of all money."""
    sums = plan.cash.groupby(plan.cash["date"].dt.year)[column].sum()
    return {int(year): float(value) for year, value in sums.items()}


def _lines(groups: dict[str, dict[int, float]], unit: str) -> list[Line]:
    """A line a group, its years added up."""
    return [Line(group, unit, values) for group, values in groups.items()]


def _worded(groups: dict[str, dict[int, float]]) -> dict[str, dict[int, float]]:
    """Items as people write them, costs in the order of models/spending.py."""
    order = {item: number for number, item in enumerate(COSTS)}
    ordered = sorted(groups, key=lambda item: order.get(item, len(order)))
    return {in_words(item): groups[item] for item in ordered}
