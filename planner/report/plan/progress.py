"""How the search went: the best plan and what is proven, over its seconds."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from planner.explain.answer import a_million
from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    INK,
    LABEL_SIZE,
    WIDTH,
    Scale,
    chart_of,
    labelled,
    log_ticks,
    text_width,
)
from planner.report.figures.words import figures, measure
from planner.report.plan.findings.progress import progress_finding, proven
from planner.report.plan.sheet import Sheet, beside, few_ticks, wide_or_narrow

LOG_FROM = 20.0  # last over first second from which time is drawn on a log scale
BELOW, ABOVE, LEAST = 0.5, 0.7, 0.02  # of the last value: what of the values is in the frame
EARLIEST_S = 0.01


def bound_and_plan(plan: Plan, width: int = WIDTH) -> Figure | None:
    """Best plan and bound over the seconds of the search; None where neither was recorded or moved."""
    data = progress_table(plan)
    if data.empty:
        return None
    unit = plan.record.unit
    if data.best.nunique() < 2 and data.bound.nunique() < 2:
        return None  # found and proven at one stroke: nothing moves
    ends = last_told(data, "$" if unit.startswith("$") else unit)
    right = 14 + max(text_width(text, LABEL_SIZE) for text in ends)
    sheet = Sheet(width, 60, wide_or_narrow(width, right, 12))
    low_s, high_s = float(data.seconds.iloc[0]), float(data.seconds.iloc[-1])
    is_log = high_s > LOG_FROM * low_s
    across = Scale(low_s, high_s if high_s > low_s else low_s * 1.1, sheet.plot, is_log)
    up = window(data, wide_or_narrow(width, 240, 210))
    ticks = log_ticks(across.low, across.high) if is_log else few_ticks(across, 6)
    ticks = ticks[:: max(1, math.ceil(len(ticks) * 52 / sheet.plot))]
    x = alt.X(
        "seconds:Q", scale=across.altair(), title="seconds of the search",
        axis=labelled(ticks, [figures(tick) for tick in ticks], grid=False, labelFlush=False),
    )  # fmt: skip
    marks = few_ticks(up, 6)
    y = alt.Y(
        "best:Q", scale=up.altair(), title=None,
        axis=labelled(marks, [short(mark, unit) for mark in marks]),
    )  # fmt: skip
    layers = lines(steps_of(data, plan), x, y, up)
    labels = names(data, ends, up)
    if not sheet.is_narrow:
        layers += beside(labels, up, sheet.plot)
    body: Any = alt.layer(*layers).properties(width=sheet.plot, height=up.pixels)
    if sheet.is_narrow:
        body = alt.vconcat(sheet.key(labels), body, spacing=8)
    return sheet.figure(
        plan, body, data, title=progress_finding(data, plan.objective, unit, plan.status),
        subtitle=subtitle(plan, is_log), reading=proven(data, plan.objective, unit),
        notes=["Values far from the last ones leave the frame."] if is_cut(data, up) else [],
    )  # fmt: skip


def progress_table(plan: Plan) -> pd.DataFrame:
    """A row a change: seconds, phase, best and bound (NaN where there is none yet)."""
    rows = [
        (max(float(step.seconds), EARLIEST_S), step.phase, number(step.best), number(step.bound))
        for step in plan.run.history
        if step.best is not None or step.bound is not None
    ]
    frame = pd.DataFrame(rows, columns=["seconds", "phase", "best", "bound"])
    if frame.empty:
        return frame
    known = frame[["best", "bound"]].fillna(math.inf)
    changed = (known != known.shift()).any(axis=1)
    changed.iloc[[0, -1]] = True
    return frame[changed].reset_index(drop=True)


def window(data: pd.DataFrame, pixels: float) -> Scale:
    """The scale of values: all of them, but for those far from the last ones."""
    ends = [value for value in (values_last(data.best), values_last(data.bound)) if value == value]
    size = max(max(map(abs, ends)), 1e-9)
    values = [value for value in [*data.best, *data.bound] if value == value]
    low = min(value for value in values if value >= min(ends) - BELOW * size)
    high = max(value for value in values if value <= max(ends) + ABOVE * size)
    room = 0.06 * (high - low) + max(0.0, LEAST * size - (high - low)) / 2
    return Scale(low - room, high + room, pixels)


def last_told(data: pd.DataFrame, unit: str) -> list[str]:
    """The last plan and bound, in as many digits as tell them apart, where there are such."""
    ends = [values_last(data.best), values_last(data.bound)]
    digits = next((n for n in range(3, 7) if len({measure(end, unit, n) for end in ends}) > 1), 3)
    best, bound = (measure(end, unit, digits) for end in ends)
    return [f"best plan {best}", f"bound {bound}"]


def is_cut(data: pd.DataFrame, up: Scale) -> bool:
    """Whether a value lies beyond the frame."""
    known = data[["best", "bound"]]
    return bool(((known < up.low) | (known > up.high)).any(axis=None))


def number(value: float | int | None) -> float:
    """The value; NaN for none."""
    return math.nan if value is None else float(value)


def values_last(column: pd.Series) -> float:
    """The last value that is one; NaN where there is none."""
    kept = column.dropna()
    return float(kept.iloc[-1]) if len(kept) else math.nan


def short(value: float, unit: str) -> str:
    """A tick: dollars where they are a price, otherwise with its unit."""
    return measure(value, "$") if unit.startswith("$") else measure(value, unit)


def steps_of(data: pd.DataFrame, plan: Plan) -> list[dict[str, Any]]:
    """The rows with what each says."""
    unit, rows = plan.record.unit, []
    for row in data.itertuples():
        best = "no plan yet" if row.best != row.best else f"best plan {measure(row.best, unit)}"
        bound = "nothing proven" if row.bound != row.bound else f"proven bound {measure(row.bound, unit)}"
        says = f"After {measure(row.seconds, 's')} ({row.phase}): {best}, {bound}."
        rows.append({"seconds": row.seconds, "best": row.best, "bound": row.bound, "says": says})
    return rows


def lines(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, up: Scale) -> list[alt.Chart]:
    """The band between bound and plan, both as steps, a dot a change."""
    both = [row for row in rows if row["best"] == row["best"] and row["bound"] == row["bound"]]
    layers = []
    if both:
        band = chart_of(both).mark_area(
            interpolate="step-after", opacity=BAND, color=COLOURS["rest"], aria=False, clip=True
        )
        layers.append(band.encode(x=x, y=y, y2="bound:Q"))
    for field, colour in (("bound", COLOURS["rest"]), ("best", INK)):
        kept = [row for row in rows if row[field] == row[field]]
        if not kept:
            continue
        at = y if field == "best" else alt.Y("bound:Q", scale=up.altair())
        line = chart_of(kept).mark_line(
            interpolate="step-after", strokeWidth=2, color=colour, aria=False, clip=True
        )
        dots = chart_of(changes(kept, field, up)).mark_point(
            filled=True, size=36 if field == "best" else 14, opacity=1, color=colour,
        )  # fmt: skip
        layers += [line.encode(x=x, y=at), dots.encode(x=x, y=at, description="says:N")]
    return layers


def changes(rows: list[dict[str, Any]], field: str, up: Scale) -> list[dict[str, Any]]:
    """The rows in which a value changes, and the last, of those in the frame."""
    changed = [
        row for i, row in enumerate(rows) if not i or row[field] != rows[i - 1][field] or row is rows[-1]
    ]
    return [row for row in changed if up.low <= row[field] <= up.high]


def names(data: pd.DataFrame, texts: list[str], up: Scale) -> list[dict[str, Any]]:
    """What each line is, with its last value."""
    rows = [
        {"text": text, "value": values_last(data[field]), "colour": ink, "shape": "stroke"}
        for text, field, ink in zip(texts, ("best", "bound"), (INK, COLOURS["rest"]))
        if values_last(data[field]) == values_last(data[field])
    ]
    return sorted(rows, key=lambda row: float(str(row["value"])))


def subtitle(plan: Plan, is_log: bool) -> str:
    """Metric, unit, and how to read it."""
    what = {"levelized_cost": "Levelized cost", "cost": "Discounted cost", "npv": "Net present value"}
    unit = f"$ {a_million(plan)}" if plan.record.unit == "$/Mtoken" else plan.record.unit
    return (
        f"{what[plan.objective]}, {unit}: black the best plan found by then, grey what no plan can beat; "
        f"between them everything is open.{' Time on a log scale.' if is_log else ''}"
    )
