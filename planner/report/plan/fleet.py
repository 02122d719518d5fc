"""The fleet in orbit by period: accelerators that work, by generation, and those that are lost below zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from planner.plan.plan import Plan
from planner.report.colours import MOST, ORBIT, REST, generations, of_accelerators
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import INK, LABEL_SIZE, Scale, apart, nice_step, text_width
from planner.report.figures.words import counted
from planner.report.plan.calendar import Calendar, months_of, noun, period_name
from planner.report.plan.canvas import GREY, PHONE, WIDE, Canvas, amounts, hovers, steps
from planner.report.plan.findings import fleet as findings
from planner.report.plan.names import called, expected, many
from planner.report.plan.source import source_of

LEFT, HEAD, FOOT, BETWEEN = 66, 20, 26, 34
OTHERS = "other accelerators"
COLUMNS = ["period", "date", "last_date", "accelerator", "in_service", "working", "lost"]
PERIOD = ["date", "last_date"]


def fleet_by_quarter(plan: Plan, width: int = WIDE) -> Figure | None:
    """Accelerators at work in orbit, stacked by generation, oldest at the bottom; the lost below zero; under
    it the satellites. None where no satellite serves.
    """
    table = fleet_of(plan)
    if table.empty:
        return None
    months = months_of(plan)
    colours = of_accelerators(plan)
    names = [name for name in generations(plan) if name in set(table.accelerator)]
    told = names[:MOST] if len(names) > MOST else names
    is_phone = width < PHONE
    labels = {name: called(name) for name in told} | ({OTHERS: OTHERS} if len(names) > MOST else {})
    right = 8 if is_phone else 24 + max(text_width(t, LABEL_SIZE) for t in [*labels.values(), "lost"])
    key_lines = key(labels, width) if is_phone else []
    top = HEAD + (18 * (key_lines[-1]["line"] + 1) if is_phone else 0)
    upper, lower = (200, 50) if is_phone else (240, 60)
    canvas = Canvas(width, top + upper + BETWEEN + lower + FOOT)
    calendar = Calendar.over(
        [table.date.min(), table.last_date.max() + pd.Timedelta(days=1)], LEFT, width - right
    )
    satellites = satellites_of(plan, table)
    stacks = stacked(table, list(labels), satellites)
    ends = draw_stacks(canvas, stacks, calendar, colours, top, upper)
    if is_phone:
        draw_key(canvas, key_lines, colours)
    else:
        beside(canvas, ends, labels, colours, top + upper)
    calendar.draw(canvas, top + upper + BETWEEN, top + upper + BETWEEN + lower)
    draw_satellites(canvas, satellites, calendar, top + upper + BETWEEN, lower)
    said = spoken(table, satellites, calendar, months)
    hovers(canvas, [{**row, "y": top, "y2": canvas.height - FOOT} for row in said])
    return canvas.figure(
        table,
        title=findings.title(table),
        subtitle=f"Accelerators in orbit, mean of each {noun(months)}: above zero those expected to work, "
        "below it those lost to failures before their planned end",
        reading=reading(table, satellites, months),
        source=source_of(plan),
    )


def fleet_of(plan: Plan) -> pd.DataFrame:
    """A row for each period and accelerator in orbit.

    in_service: on satellites planned in service, as launched; working: of them expected to work, mean over
    the period; lost: the others.
    """
    fleet = plan.fleet[plan.fleet.satellites > 0].merge(plan.mixes, on="design")
    if fleet.empty:
        return pd.DataFrame(columns=COLUMNS)
    fleet = fleet.assign(
        in_service=fleet.satellites * fleet["count"], working=fleet.expected_working * fleet["count"]
    )
    sums = fleet.groupby(["period", *PERIOD, "accelerator"])[["in_service", "working"]].sum()
    table = sums.reset_index()
    return table.assign(lost=(table.in_service - table.working).clip(lower=0.0))[COLUMNS]


def satellites_of(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Satellites expected to work in each period from the first of the table to the last, also those in which
    there are none.
    """
    periods = plan.shells[PERIOD].drop_duplicates()
    periods = periods[(periods.date >= table.date.min()) & (periods.date <= table.date.max())]
    working = plan.fleet.groupby("date").expected_working.sum()
    return periods.assign(satellites=periods.date.map(working).fillna(0.0)).reset_index(drop=True)


def stacked(table: pd.DataFrame, names: Sequence[str], periods: pd.DataFrame) -> pd.DataFrame:
    """Per period the working accelerators of each name, those that are not named together, and all lost."""
    named = table.assign(name=[name if name in names else OTHERS for name in table.accelerator])
    wide = named.pivot_table(index="date", columns="name", values="working", aggfunc="sum")
    wide = wide.reindex(index=periods.date, columns=list(names)).fillna(0.0)
    lost = table.groupby("date").lost.sum().reindex(periods.date).fillna(0.0)
    return periods[PERIOD].join(wide.assign(lost=lost), on="date")


def draw_stacks(
    canvas: Canvas, stacks: pd.DataFrame, calendar: Calendar, colours: dict[str, str], top: float, high: float
) -> dict[str, tuple[float, float]]:
    """The steps of each accelerator one on the other, the lost below zero; returns where each name's middle
    stands at its highest: (y, x).
    """
    names = [c for c in stacks.columns if c not in ("date", "last_date", "lost")]
    most, lost = stacks[names].sum(axis=1).max(), stacks.lost.max()
    scale = Scale(-lost, max(most, 1e-9) * 1.02, high)
    zero = top + high - scale.position(0)
    step = nice_step(scale.high)
    ticks = [n * step for n in range(int(scale.high / step) + 1)]
    while len(ticks) > 6:
        ticks = ticks[::2]
    ticks += [-ticks[1]] if len(ticks) > 1 and lost >= ticks[1] else []
    calendar.draw(canvas, top, top + high, is_named=False)
    amounts(canvas, [(zero - t * high / (scale.high - scale.low), many(abs(t))) for t in ticks], LEFT,
            right=calendar.right)  # fmt: skip
    edges = edges_of(stacks, calendar)
    per = high / (scale.high - scale.low)
    below = pd.Series(0.0, index=stacks.index)
    ends: dict[str, tuple[float, float]] = {}
    for name in names:
        above = below + stacks[name]
        low = steps(edges, [zero - per * v for v in below])
        up = steps(edges, [zero - per * v for v in above])
        canvas.band([(x, y, y2) for (x, y), (_, y2) in zip(up, low, strict=True)], colours.get(name, REST))
        peak = int(stacks[name].to_numpy().argmax())
        ends[name] = (zero - per * float(below[peak] + above[peak]) / 2, edges[peak][1])
        below = above
    if lost > 0:
        under = steps(edges, [zero + per * v for v in stacks.lost])
        canvas.band([(x, zero, y) for x, y in under], REST)
        ends["lost"] = (zero + per * float(stacks.lost.max()) / 2, 0.0)
    canvas.lines([{"x": LEFT, "x2": calendar.right, "y": zero, "y2": zero}], INK)
    return ends


def edges_of(rows: pd.DataFrame, calendar: Calendar) -> list[tuple[float, float]]:
    """Left and right end of each row's period."""
    return [
        (calendar.at(first), calendar.at(last + pd.Timedelta(days=1)))
        for first, last in zip(rows.date, rows.last_date, strict=True)
    ]


def beside(
    canvas: Canvas, ends: dict[str, tuple[float, float]], labels: dict[str, str], colours: dict[str, str],
    bottom: float,
) -> None:  # fmt: skip
    """Names right of the plot at the height of what they name, a swatch before each."""
    names = [*labels, *(["lost"] if "lost" in ends else [])]
    heights = apart([ends[name][0] for name in names], 17, HEAD, bottom)
    left = canvas.width - max(text_width(t, LABEL_SIZE) for t in [*labels.values(), "lost"]) - 16
    texts = [
        {"x": left + 15, "y": y, "text": labels.get(name, name)}
        for name, y in zip(names, heights, strict=True)
    ]
    canvas.texts(texts, INK)
    canvas.boxes(
        [
            {"x": left, "x2": left + 10, "y": y - 5, "y2": y + 5, "colour": colours.get(name, REST)}
            for name, y in zip(names, heights, strict=True)
        ]
    )


def key(labels: dict[str, str], width: float) -> list[dict[str, Any]]:
    """Where each name stands above the plot of a phone."""
    rows, across, line = [], 0.0, 0
    for name, text in [*labels.items(), ("lost", "lost")]:
        length = 30 + text_width(text, LABEL_SIZE)
        if across and across + length > width:
            across, line = 0.0, line + 1
        rows.append({"x": across, "y": 8.0 + 18 * line, "text": text, "name": name, "line": line})
        across += length
    return rows


def draw_key(canvas: Canvas, rows: list[dict[str, Any]], colours: dict[str, str]) -> None:
    """Names above the plot, a swatch before each."""
    canvas.boxes(
        [
            {
                "x": row["x"],
                "x2": row["x"] + 10,
                "y": row["y"] - 5,
                "y2": row["y"] + 5,
                "colour": colours.get(row["name"], REST),
            }
            for row in rows
        ]
    )
    canvas.texts([{**row, "x": row["x"] + 15} for row in rows], INK)


def draw_satellites(
    canvas: Canvas, satellites: pd.DataFrame, calendar: Calendar, top: float, high: float
) -> None:
    """Satellites expected to work, a line of steps from zero."""
    most = float(satellites.satellites.max())
    per = high / (most * 1.02 or 1)
    step = nice_step(most) if most >= 10 else 1.0 if most >= 1 else most
    tick = step * math.floor(most / step)
    ticks = [(top + high, "0"), (top + high - per * tick, many(tick))]
    amounts(canvas, ticks, LEFT, right=calendar.right)
    heights = [top + high - per * value for value in satellites.satellites]
    canvas.outline(steps(edges_of(satellites, calendar), heights), ORBIT, strokeWidth=2)
    canvas.texts([{"x": 0, "y": top - 14, "text": "Satellites expected to work"}], GREY)


def spoken(
    table: pd.DataFrame, satellites: pd.DataFrame, calendar: Calendar, months: int
) -> list[dict[str, Any]]:
    """What is said of each period, and from where to where it is."""
    rows = []
    for period, (left, right) in zip(satellites.itertuples(), edges_of(satellites, calendar), strict=True):
        now = table[table.date == period.date]
        kinds = [
            f"{expected(row.working)} {called(row.accelerator)}" for row in now.itertuples() if row.working
        ]
        says = (
            f"{period_name(period.date, months)}: {', '.join(kinds) or 'no accelerators'} at work on "
            f"{expected(period.satellites)} satellites; {expected(now.lost.sum())} lost."
        )
        rows.append({"x": left, "x2": right, "says": says})
    return rows


def reading(table: pd.DataFrame, satellites: pd.DataFrame, months: int) -> str:
    """The peak of the fleet, for those who do not see the picture."""
    sums = table.groupby("date")[["working", "lost"]].sum()
    day = sums.working.idxmax()
    peak = sums.loc[day]
    carriers = float(satellites[satellites.date == day].satellites.sum())
    return (
        f"At the peak, {period_name(day, months)}: {counted(round(peak.working), 'accelerator')} at work on "
        f"{counted(round(carriers), 'satellite')}, {round(peak.lost):,} lost."
    )
