"""The sheets `fleet by year` and `cost by year`."""

from __future__ import annotations

import pandas as pd

from planner.exporting.sheets import Sheet, cell
from planner.exporting.years import Block, Grid, Line, at_end, last_periods, summed, years_of
from planner.plan.plan import Plan

FLEET_NOTE = "A period counts in the calendar year in which it starts. Satellites in service, working and racks: in the last period of the year."
COST_NOTE = "As spent, not discounted, signed: what comes in is positive, what goes out is negative. A period counts in the calendar year in which it starts. Under the horizon annuity, assets that outlive the plan are charged in part. Discounted sums at the bottom."
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
    """The sections of the sheet."""
    launched = plan.cohorts.assign(date=plan.cohorts.launch_date)
    replaced, last = plan.replacements, last_periods(plan)
    blocks = [
        Block("Flights", _lines(summed(plan.launches, "vehicle", "flights"), "flights", is_count=True), "all vehicles"),
        Block("Satellites launched, by design", _lines(summed(launched, "design", "satellites"), "satellites", is_count=True), "all designs"),
        Block("Satellites whose service ends, by shell", _lines(summed(replaced, "shell", "satellites_retired"), "satellites", is_count=True), "all shells"),
        Block("In service at the end of the year, by shell, as launched", _stock(last, plan.fleet, "shell", "satellites", "satellites", is_count=True), "all shells"),
        Block("In service at the end of the year, by design, as launched", _stock(last, plan.fleet, "design", "satellites", "satellites", is_count=True), "all designs"),
        Block("Expected to work at the end of the year, by design", _stock(last, plan.fleet, "design", "expected_working", "satellites"), "all designs"),
        Block("Slots held at the end of the year, dead satellites included", _stock(last, plan.shells, "shell", "slots_held", "slots"), "all shells"),
        Block("Rack accelerators bought, by site", _lines(summed(plan.sites, "site", "accelerators_built"), "accelerators", is_count=True), "all sites"),
        Block("Rack accelerators that stand at the end of the year, by site", _stock(last, plan.sites, "site", "accelerators_standing", "accelerators", is_count=True), "all sites"),
        Block("Facility power at the end of the year, by site", _stock(last, plan.sites, "site", "power_mw", "MW"), "all sites"),
        Block("Tokens served, by provider", _lines(summed(plan.tokens, "source_kind", "tokens_tt"), "Tt"), "all tokens served"),
        Block("Tokens committed, by workload", _lines(summed(plan.demand, "workload", "committed_tt"), "Tt"), "all committed"),
        Block("Committed tokens not served, by workload", _lines(summed(plan.demand, "workload", "shortfall_tt"), "Tt"), "all not served"),
    ]  # fmt: skip
    return [block for block in blocks if any(value for line in block.lines for value in line.values.values())]


def cost(sheet: Sheet, plan: Plan) -> None:
    """Money by year, kind and item, with the net flow, and discounted."""
    grid = Grid(sheet, years_of(plan))
    grid.heading(COST_NOTE, "item")
    cash = plan.cash
    years = grid.years
    net = _net(plan, "musd")
    for kind, title, total in KINDS:
        grid.block(Block(title, _lines(_worded(summed(cash[cash.kind == kind], "item", "musd")), "M$"), total))
    grid.sum_of("net cash flow", "M$", [title for _, title, _ in KINDS], net)
    flow = grid.row - 1
    grid.running("net cash flow, cumulative", "M$", flow, net)
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


def _lines(groups: dict[str, dict[int, float]], unit: str, *, is_count: bool = False) -> list[Line]:
    """A line a group, its years added up."""
    return [Line(group, unit, values, is_count=is_count) for group, values in groups.items()]


def _stock(last: set[int], frame: pd.DataFrame, by: str, of: str, unit: str, *, is_count: bool = False) -> list[Line]:
    """A line a group of what is there at the end of each year."""
    groups = at_end(frame, last, by, of)
    return [Line(group, unit, values, adds_up=False, is_count=is_count) for group, values in groups.items() if any(values.values())]


def _worded(groups: dict[str, dict[int, float]]) -> dict[str, dict[int, float]]:
    """Items as people write them."""
    return {item.replace("_", " "): values for item, values in groups.items()}
