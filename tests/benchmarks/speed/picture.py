"""Bound and best plan over time, a small panel a line, in percent of the final plan's value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    CONFIG,
    INK,
    LABEL_SIZE,
    SMALL_SIZE,
    TEXT_COLOURS,
    chart_of,
)
from speed.histories import Step
from speed.lines import FURTHEST, Line
from speed.records import Record
from speed.target_tables import in_the_middle, measured_lines, results, sign

MOST = 6.0  # percent: what is further off is drawn at the edge
LEAST_MOVE = 0.02  # percent: smaller moves are not drawn
FIRST_S = 1.0  # where the axis of time begins
WIDTH, HEIGHT, COLUMNS = 190, 130, 4
TITLE = "Bound and best plan over time"


def figure(records: Sequence[Record]) -> Figure | None:
    """All lines; None where nothing was measured."""
    panels, rows = [], []
    for line in measured_lines(records):
        runs = [run for run in results(records, line, "further") if "failed" not in run]
        if not runs:
            continue
        drawn = steps(in_the_middle(runs))
        rows += [{"line": line.name, **row} for row in drawn]
        panels.append(panel(line, drawn, in_the_middle(runs)["wall_s"]))
    if not panels:
        return None
    subtitle = (
        f"Best plan (black) and bound (blue) in percent of the final plan's value, {100 * FURTHEST:g} % "
        "asked for; time in seconds, logarithmic; dashed: the target's gap"
    )
    alt_text = f"{TITLE}: {', '.join(sorted({row['line'] for row in rows}))}. {subtitle}."
    chart = alt.concat(*panels, columns=COLUMNS, spacing=26).properties(
        title=alt.TitleParams(TITLE, subtitle=subtitle), config=alt.Config(**CONFIG), description=alt_text
    )
    return Figure(chart, pd.DataFrame(rows), TITLE, subtitle, alt_text)


def steps(run: dict[str, Any]) -> list[dict[str, float | None]]:
    """Rows (seconds, best, bound) in percent of the final plan, above it positive and below it negative;
    steps of less than LEAST_MOVE are left out.
    """
    history: list[Step] = run["history"]
    final = history[-1][2]
    if final is None:
        return []

    def percent(value: float | None) -> float | None:
        if value is None:
            return None
        apart = 100 * sign(run) * (value - final) / abs(final) if final else 0.0
        return max(-MOST, min(MOST, apart))

    rows: list[dict[str, float | None]] = []
    for seconds, _, best, bound in [*history, (run["wall_s"], None, *history[-1][2:])]:
        row = {"seconds": max(FIRST_S, float(seconds or 0.0)), "best": percent(best), "bound": percent(bound)}
        is_last = seconds == run["wall_s"]
        if is_last or not rows or any(moved(row[key], rows[-1][key]) for key in ("best", "bound")):
            rows.append(row)
    return rows


def moved(one: float | None, other: float | None) -> bool:
    """Whether a step shows."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) >= LEAST_MOVE


def panel(line: Line, rows: Sequence[dict[str, float | None]], end: float) -> Any:
    """One line."""
    across = alt.Scale(type="log", domain=[FIRST_S, max(end, 10 * FIRST_S)], nice=False)
    up = alt.Scale(domain=[-MOST, MOST], nice=False)
    x = alt.X(
        "seconds:Q",
        scale=across,
        title=None,
        axis=alt.Axis(values=[1, 3, 10, 30, 100, 300], format="~g", grid=False, labelFontSize=SMALL_SIZE),
    )
    axis = alt.Axis(
        values=[-5, -2, 0, 2, 5], labelExpr="(datum.value > 0 ? '+' : '') + datum.value + ' %'",
        labelFontSize=SMALL_SIZE,
    )  # fmt: skip
    step = "step-after"
    both = [row for row in rows if row["best"] is not None and row["bound"] is not None]
    target = [{"at": -100 * line.gap}]
    layers = [
        chart_of(both)
        .mark_area(interpolate=step, opacity=BAND, color=COLOURS["orbit"])
        .encode(x=x, y=alt.Y("bound:Q", scale=up, title=None, axis=axis), y2="best:Q"),
        chart_of(target)
        .mark_rule(strokeDash=[3, 3], color=COLOURS["rest"])
        .encode(y=alt.Y("at:Q", scale=up)),
    ]
    for key, colour in (("bound", COLOURS["orbit"]), ("best", INK)):
        known = [row for row in rows if row[key] is not None]
        layers.append(
            chart_of(known)
            .mark_line(interpolate=step, strokeWidth=1.6, color=colour)
            .encode(x=x, y=alt.Y(f"{key}:Q", scale=up, title=None, axis=axis))
        )
    title = alt.TitleParams(
        f"{line.name}", fontSize=LABEL_SIZE, color=TEXT_COLOURS["both"], offset=6, frame="group"
    )
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title)
