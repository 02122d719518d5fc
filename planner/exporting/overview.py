"""The sheet `summary`: the answer, its proof, and the sums that carry it, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.explain.answer import answer
from planner.exporting.formats import number_format
from planner.exporting.sheets import Sheet, span
from planner.instance.words import printable
from planner.plan.plan import Plan
from planner.text import summary
from planner.text.meanings import SUMMARY

Row = tuple[str, Any, str]  # what, value, unit

UNITS = {
    "_musd": "M$", "usd_per_mtoken": "$/Mtoken", "ratio_usd_per_mtoken": "$/Mtoken", "_tt": "Tt", "_t": "t",
    "usd_per_accelerator_hour": "$/h", "share": "1", "mass_fill": "1", "percent_per_percent": "percent",
}  # fmt: skip
"""Ends of names of columns, and their units."""

HEADS = {
    "cost_musd": "cost (M$)", "revenue_musd": "revenue (M$)",
    "net_present_value_musd": "net present value (M$)",
    "ratio_usd_per_mtoken": "$/Mtoken", "usd_per_accelerator_hour": "$/accelerator-hour", "musd": "M$",
    "usd_per_mtoken": "$/Mtoken", "tokens_tt": "tokens (Tt)", "committed_tt": "committed (Tt)",
    "optional_tt": "optional (Tt)", "served_tt": "served (Tt)", "shortfall_tt": "not served (Tt)",
    "mass_t": "mass (t)", "mass_fill": "mass filled", "percent_per_percent": "% more at 1 % more",
    "lacks_musd": "lacks (M$ a satellite)", "what": "whose",
}  # fmt: skip
"""Columns of the summary as people read them."""

DEMAND = "Demand [Tt over all periods]"


def write(sheet: Sheet, plan: Plan, sheets: Mapping[str, str]) -> None:
    """The sheet; sheets: name -> what each of the other sheets holds."""
    sheet.text(0, 0, printable(plan.name), "title", measured=False)
    sheet.text(1, 0, answer(plan), "label", measured=False)
    row = 3
    for what, value, unit in headline(plan):
        sheet.text(row, 0, what, "label")
        kind = "integer" if isinstance(value, int) else "number"
        sheet.value(row, 1, value, number_format(kind, unit))
        sheet.text(row, 2, "" if unit == "1" else unit)
        row += 1
    for title, frame in sections(plan).items():
        if len(frame):
            row = _table(sheet, row + 1, title, frame)
    row += 1
    for title, lines in (
        ("What to know", plan.record.notes),
        ("The audit rejects this plan", plan.violations),
    ):
        if lines:
            sheet.text(row, 0, title, "label", measured=False)
            for line in lines:
                row += 1
                sheet.text(row, 0, line, measured=False)
            row += 2
    sheet.text(row, 0, "Sheets of this workbook", "label", measured=False)
    for name, holds in sheets.items():
        row += 1
        sheet.page.write_url(row, 0, f"internal:'{name}'!A1", sheet.styles.of(), name)
        sheet.text(row, 1, holds, measured=False)
    sheet.page.freeze_panes(3, 0)
    sheet.finish()


def headline(plan: Plan) -> list[Row]:
    """What a reader asks first."""
    found = plan.summary().iloc[0]
    unit = plan.record.unit
    study = plan.resolved.data.study
    rows: list[Row] = [
        (summary.OBJECTIVES[plan.objective], float(found["value"]), unit),
        (
            "proven: no plan is " + ("above" if plan.objective == "npv" else "below"),
            float(found["bound"]),
            unit,
        ),
        ("gap between plan and bound", float(found["gap"]), "1"),
        ("how the search ended", plan.status, ""),
        ("audit", plan.record.audit, ""),
        ("sides that may serve", plan.record.options.case, ""),
        ("costs that count", plan.record.options.boundary, ""),
        ("discounted cost", plan.cost_musd, "M$"),
        ("discounted and weighted tokens", plan.tokens_tt, "Tt"),
        ("levelized cost", plan.ratio, "$/Mtoken"),
    ]
    if plan.record.revenue_musd or plan.objective == "npv":
        rows.append(("discounted revenue", plan.record.revenue_musd, "M$"))
        rows.append(("net present value", plan.record.net_present_value_musd, "M$"))
    if plan.record.debt_left_musd:
        rows.append(("instalments after the last period", plan.record.debt_left_musd, "M$"))
    rows += [
        ("tokens served", float(found["served_tt"]), "Tt"),
        ("of them from orbit", float(found["orbit_share"]), "1"),
        ("committed tokens not served", float(found["shortfall_tt"]), "Tt"),
        ("flights", int(found["flights"]), "flights"),
        ("satellites launched", int(found["satellites"]), "satellites"),
        ("accelerators bought for orbit", int(found["accelerators_orbit"]), "accelerators"),
        ("accelerators bought for the ground", int(found["accelerators_ground"]), "accelerators"),
        ("money in dollars of", str(study.price_year), ""),
        ("discounted to the first day", study.start, ""),
        ("discount rate a year", study.discount_rate, "1"),
        ("planner", plan.run.versions.get("planner", "of an unknown version"), ""),
        ("instance", plan.record.instance, ""),
    ]
    if plan.objective == "levelized_cost":
        rows = [row for row in rows if row[0] != "levelized cost" or row is rows[0]]
    return rows


def sections(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables under the headline; shares are numbers."""
    costs = summary.costs(plan)
    costs["share"] = costs.musd / plan.cost_musd if plan.cost_musd else 0.0
    flights = summary.flights(plan)
    lifted = plan.launches.groupby("vehicle", sort=False).payload_t.sum().to_numpy()
    flights["mass_fill"] = flights.mass_t / lifted
    return {
        "Orbit and ground, discounted": summary.sides(plan),
        "Cost by item, discounted": costs,
        "Flights": flights,
        "Satellites launched": summary.satellites(plan),
        "Accelerators bought": summary.bought(plan),
        DEMAND: summary.demand(plan),
        "What moves the ratio": summary.moving(plan),
        "Best left out": summary.left_out(plan),
    }


def _table(sheet: Sheet, row: int, title: str, frame: pd.DataFrame) -> int:
    """A titled table; the first free row below it. Money by item gets its sum."""
    sheet.text(row, 0, title, "label", measured=False)
    sheet.text(row + 1, 0, said_of(title), "note", measured=False)
    names = [str(name) for name in frame.columns]
    for column, name in enumerate(names):
        sheet.text(row + 2, column, HEADS.get(name, name), "header")
    first = row + 3
    for at, record in enumerate(frame.itertuples(index=False), first):
        for column, value in enumerate(record):
            kind = "number" if pd.api.types.is_float_dtype(frame.iloc[:, column]) else "integer"
            sheet.value(at, column, value, number_format(kind, unit_of(names[column])))
    end = first + len(frame)
    if title.startswith("Cost"):
        sheet.text(end, 0, "all items", "total")
        for column, name in enumerate(names[1:], 1):
            over = span((first, column), (end - 1, column))
            sums = float(frame[name].sum())
            sheet.formula(end, column, f"=SUM({over})", sums, number_format("number", unit_of(name)))
        end += 1
    return end


def said_of(title: str) -> str:
    """What a table shows, its columns named as here."""
    said = SUMMARY[title]
    for name in ("mass_fill", "lacks_musd"):
        said = said.replace(name, HEADS[name])
    return said


def unit_of(name: str) -> str:
    """The unit that a column of the summary ends in."""
    if name == "musd":
        return "M$"
    return next((unit for end, unit in UNITS.items() if name.endswith(end)), "")
