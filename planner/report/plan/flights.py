"""Flights by launch period and vehicle, under what each vehicle may fly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from planner.coefficients.paths import from_first, paths
from planner.coefficients.timeline import Timeline
from planner.instance.numbers import joined
from planner.plan.plan import Plan
from planner.report.colours import REST
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import INK, LABEL_SIZE, Scale
from planner.report.figures.words import counted, figures
from planner.report.plan.calendar import Calendar, months_of, noun, period_name
from planner.report.plan.canvas import GREY, WIDE, Canvas, amounts, hovers, steps
from planner.report.plan.findings import flights as findings
from planner.report.plan.names import called
from planner.report.plan.source import source_of

MOST_PANELS = 8
PANEL, HEAD, GAP, FOOT = 64, 22, 14, 26
LEFT = 46
WIDEST = 60  # pixels of a bar
COLUMNS = ["period", "date", "last_date", "vehicle", "flights", "flights_allowed", "mass_t"]


def flights_by_quarter(plan: Plan, width: int = WIDE) -> Figure | None:
    """A panel a vehicle: bars are flights, the line above them is what it may fly. None without flights."""
    table = flights_of(plan)
    if table.empty:
        return None
    months = months_of(plan)
    used = by_flights(table)
    shown, rest = used[:MOST_PANELS], used[MOST_PANELS:]
    across = float(width)
    height = len(shown) * (HEAD + PANEL + GAP) - GAP + FOOT
    canvas = Canvas(across, height)
    ends = [*table.date, table.last_date.max() + pd.Timedelta(days=1)]
    calendar = Calendar.over(ends, LEFT, across)
    for number, vehicle in enumerate(shown):
        top = number * (HEAD + PANEL + GAP)
        calendar.draw(canvas, top + HEAD, top + HEAD + PANEL, vehicle == shown[-1])
        panel(canvas, table[table.vehicle == vehicle], calendar, top, months)
    title = findings.title(table, noun(months))
    idle = [called(v) for v in plan.resolved.data.vehicles if v not in used]
    return canvas.figure(
        table,
        title=title,
        subtitle=f"Flights in each {noun(months)}, black where the limit is reached; line: the limit"
        + ". Each vehicle has its own scale" * (len(shown) > 1),
        reading=reading(table),
        notes=[
            f"Not drawn, few flights: {joined([called(v) for v in rest])}." if rest else "",
            f"Not used: {joined(idle)}." if idle else "",
            "Pads that several vehicles share may allow fewer." if plan.resolved.data.pads else "",
        ],
        source=source_of(plan),
    )


def flights_of(plan: Plan) -> pd.DataFrame:
    """A row for each vehicle that flies and each launch period: flights, flights allowed, mass launched.

    flights_allowed: by the vehicle's cadence; NaN where nothing limits it.
    """
    if plan.launches.empty:
        return pd.DataFrame(columns=COLUMNS)
    flown = plan.launches.groupby(["vehicle", "period"])[["flights", "mass_t"]].sum()
    limits = cadence(plan)
    calendar = timeline_of(plan)
    rows = []
    for vehicle in [v for v in limits if v in set(plan.launches.vehicle)]:
        for period, allowed in enumerate(limits[vehicle]):
            found: Any = flown.loc[(vehicle, period)] if (vehicle, period) in flown.index else None
            rows.append(
                {
                    "period": period,
                    "date": pd.Timestamp(calendar.day(period)),
                    "last_date": pd.Timestamp(calendar.day(period + 1)) - pd.Timedelta(days=1),
                    "vehicle": vehicle,
                    "flights": 0 if found is None else int(found.flights),
                    "flights_allowed": allowed if math.isfinite(allowed) else math.nan,
                    "mass_t": 0.0 if found is None else float(found.mass_t),
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def timeline_of(plan: Plan) -> Timeline:
    """The calendar of the plan's instance."""
    study = plan.resolved.data.study
    return Timeline(study.start, study.period_months, study.launch_periods, study.discount_rate)


def cadence(plan: Plan) -> dict[str, list[float]]:
    """vehicle -> whole flights that it may fly in each launch period; infinite without a limit."""
    timeline = timeline_of(plan)
    vehicles = plan.resolved.data.vehicles
    edges = timeline.edges(timeline.launch_periods)
    per_year = paths([vehicle.flights_per_year for vehicle in vehicles.values()], edges)
    first = np.array([timeline.count(v, "available_from") for v in vehicles.values()], dtype=int)
    return dict(zip(vehicles, timeline.whole_counts(from_first(per_year, first)).tolist(), strict=True))


def by_flights(table: pd.DataFrame) -> list[str]:
    """The vehicles in the order in which they first fly; of more than there is room for, those with the most
    flights come first.
    """
    totals = table.groupby("vehicle", sort=False).flights.sum().sort_values(ascending=False, kind="stable")
    first = table[table.flights > 0].groupby("vehicle").period.min()
    leading = sorted(totals.index[:MOST_PANELS], key=lambda v: (first[v], list(totals.index).index(v)))
    return [*leading, *totals.index[MOST_PANELS:]]


def panel(canvas: Canvas, rows: pd.DataFrame, calendar: Calendar, top: float, months: int) -> None:
    """One vehicle: its name, its flights as bars, what it may fly as a line of steps."""
    vehicle, flights = rows.vehicle.iloc[0], int(rows.flights.sum())
    most = max(rows.flights.max(), rows.flights_allowed.max(skipna=True) or 0, 1)
    scale = Scale(0, float(most) * 1.04, PANEL)
    bottom = top + HEAD + PANEL
    ticks = [0.0, *[t for t in scale.ticks()[1:] if t == int(t)][-1:]]
    amounts(canvas, [(bottom - scale.position(t), figures(t)) for t in ticks], LEFT)
    edges = [
        (calendar.at(first), calendar.at(last + pd.Timedelta(days=1)))
        for first, last in zip(rows.date, rows.last_date, strict=True)
    ]
    bars, says = [], []
    for (left, right), row in zip(edges, rows.itertuples(), strict=True):
        gap = min(1.5, (right - left) / 6)
        spoken = sentence_of(row, months)
        says.append({"x": left, "x2": right, "y": top + HEAD, "y2": bottom, "says": spoken})
        if row.flights:
            is_full = row.flights >= row.flights_allowed
            height = scale.position(row.flights)
            gap = max(min(1.5, (right - left) / 6), (right - left - WIDEST) / 2)
            bars.append(
                {
                    "x": left + gap,
                    "x2": right - gap,
                    "y": bottom - height,
                    "y2": bottom,
                    "colour": INK if is_full else REST,
                }
            )
    canvas.boxes(bars)
    drawn = [
        (edge, bottom - scale.position(allowed))
        for edge, allowed in zip(edges, rows.flights_allowed, strict=True)
        if not math.isnan(allowed)
    ]
    canvas.outline(steps([edge for edge, _ in drawn], [y for _, y in drawn]), GREY, strokeWidth=1.5)
    hovers(canvas, says)
    allowed = rows.flights_allowed.sum() if not rows.flights_allowed.isna().any() else math.nan
    told = counted(flights, "flight") + ("" if math.isnan(allowed) else f" of {allowed:,.0f} allowed")
    canvas.texts([{"x": 0, "y": top + 8, "text": called(vehicle)}], INK, LABEL_SIZE + 1, fontWeight="bold")
    canvas.texts([{"x": canvas.width, "y": top + 8, "text": told}], align="right")


def sentence_of(row: Any, months: int) -> str:
    """What a vehicle flies in a period."""
    when = period_name(row.date, months)
    allowed = "no limit" if math.isnan(row.flights_allowed) else f"{row.flights_allowed:,.0f} allowed"
    lifted = f", {figures(row.mass_t)} t of satellites" if row.flights else ""
    return f"{called(row.vehicle)}, {when}: {counted(row.flights, 'flight')}{lifted}; {allowed}."


def reading(table: pd.DataFrame) -> str:
    """Flights of each vehicle, for those who do not see the picture."""
    totals = table.groupby("vehicle", sort=False).flights.sum()
    said = [f"{called(v)} {counted(int(n), 'flight')}" for v, n in totals.items()]
    return f"Flights over the plan: {', '.join(said)}."
