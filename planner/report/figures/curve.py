"""Cost against one axis, orbit beside ground: where one beats the other, and small multiples of that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from planner.report.figures import findings
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    HEIGHT,
    INK,
    LABEL_SIZE,
    LABELS,
    WIDTH,
    Scale,
    dressed,
    scale_of,
    text_width,
    wrapped,
)
from planner.report.figures.intervals import by_value, cases_of, crossings, numbers, stretches
from planner.report.figures.panel import Panel
from planner.report.figures.words import Quantity, counted, dollars, measure, quantity

SUBTITLE = "$ a million tokens; line: best plan found, band: down to what is proven"
LOG = "; log scale"
COLUMNS_OF_PANELS = {1: 1, 2: 2, 3: 3, 4: 2}
PANEL_HEIGHT = 170


def break_even_curve(
    frame: pd.DataFrame,
    x: str,
    *,
    x_title: str = "",
    source: str = "",
    is_monotone: bool = False,
) -> Figure:
    """Cost of orbit and ground along x: where they change places, proven.

    frame: columns x, case ("orbit", "ground", "both"), ratio_usd_per_mtoken (NaN: no plan), bound
    is_monotone: both costs only rise or only fall along x, as along a price; then the title may speak of the
    values between those that were solved
    """
    table = by_value(frame, x)
    axis = quantity(x, x_title, table.x)
    across, up = scale_of(table.x, WIDTH), up_scale([table], HEIGHT)
    title = findings.break_even(table, axis, is_log=across.is_log, is_monotone=is_monotone)
    subtitle = SUBTITLE + LOG * up.is_log
    left = left_of(up)
    right = 10 + max([text_width(f"{LABELS[c]} $0.0000", LABEL_SIZE) for c in cases_of(table)], default=0)
    notes = [best_cross([table], axis), without_plan(frame), without_value(frame, x)]
    spoken = f"{title}. {reading(table, axis)}"
    chart = dressed(
        Panel(table, axis, across, up).chart(),
        title=title,
        subtitle=subtitle,
        notes=notes,
        source=source,
        alt_text=spoken,
        left=left,
        width=left + WIDTH + right,
    )
    return Figure(chart, in_columns(table, x), title, subtitle, spoken)


def small_multiples(
    frame: pd.DataFrame,
    x: str,
    by: str,
    *,
    x_title: str = "",
    source: str = "",
    by_title: str = "",
) -> Figure:
    """As break_even_curve, one panel for each value of `by`, all on the same scales."""
    names = list(dict.fromkeys(frame[by])) if by in frame else []
    group = quantity(by, by_title, names)
    tables = [(named(name, group), by_value(frame[same(frame[by], name)], x)) for name in names]
    tables = tables or [("", by_value(frame, x))]
    every = pd.concat([table.x for _, table in tables])
    axis = quantity(x, x_title, every)
    columns = COLUMNS_OF_PANELS.get(len(tables), 3 if len(tables) <= 9 else 4)
    up = up_scale([table for _, table in tables], PANEL_HEIGHT)
    subtitle = SUBTITLE + LOG * up.is_log
    left = left_of(up)
    right = 10 + max(text_width(f"{LABELS[c]} $0.000", LABEL_SIZE) for c in LABELS)
    across = scale_of(every, max(190, (WIDTH + 300) / columns - left - right))
    title = findings.panels(tables, axis, across.is_log, noun_of(by))
    panels = [panel(name, table, axis, across, up, left) for name, table in tables]
    body = alt.concat(*panels, columns=columns, spacing=20)
    spoken = f"{title}. " + " ".join(
        f"{name}: {findings.break_even(table, axis, is_log=across.is_log)}." for name, table in tables
    )
    chart = dressed(
        body,
        title=title,
        subtitle=subtitle,
        notes=[
            strip_says([table for _, table in tables]),
            best_cross([table for _, table in tables], axis),
            without_plan(frame),
            without_value(frame, x),
        ],
        source=source,
        alt_text=spoken,
        left=left,
        width=min(columns, len(panels)) * (left + across.pixels + right),
    )
    data = pd.concat([in_columns(table, x).assign(**{by: name}) for name, table in tables], ignore_index=True)
    return Figure(chart, data[[by, *(c for c in data if c != by)]], title, subtitle, spoken)


def panel(name: str, table: pd.DataFrame, axis: Quantity, across: Scale, up: Scale, left: float) -> Any:
    """One of small multiples, with its name above."""
    heading = alt.TitleParams(
        wrapped(name, across.pixels + left, LABEL_SIZE + 1),
        fontSize=LABEL_SIZE + 1,
        lineHeight=LABEL_SIZE + 4,
        color=INK,
        dx=-left,
        offset=10,
    )
    return Panel(table, axis, across, up).chart().properties(title=heading)


def named(name: Any, group: Quantity) -> str:
    """The name of a panel: its value, with what it counts where it is a number."""
    return f"{group.name} {group.value(name)}" if isinstance(name, int | float) else str(name)


def same(column: pd.Series, name: Any) -> pd.Series:
    """Where a column has a value; what is missing equals what is missing."""
    return column.isna() if pd.isna(name) else column == name


def noun_of(by: str) -> str:
    """What one panel is called."""
    return "scenario" if by == "scenario" else "panel"


def up_scale(tables: list[pd.DataFrame], height: float) -> Scale:
    """The scale of cost for all tables."""
    costs = [table[case] for table in tables for case in cases_of(table)]
    bounds = [table[f"{case}_proven"] for table in tables for case in cases_of(table)]
    scale = scale_of([value for column in [*costs, *bounds] for value in column], height, from_zero=True)
    if scale.is_log and any(column.isna().any() for column in costs):  # the crosses' row below the lines
        return replace(scale, low=scale.value(-30))
    return scale


def left_of(up: Scale) -> float:
    """Pixels that the labels of the cost axis take."""
    return 10 + max(text_width(measure(tick, "$"), LABEL_SIZE) for tick in up.ticks() or [0.0])


def strip_says(tables: list[pd.DataFrame]) -> str:
    """What the strip above each panel means."""
    if not any(stretches(table) for table in tables):
        return ""
    return "Strip above: blue, orbit is proven cheaper; orange, the ground is; grey, not decided."


def best_cross(tables: list[pd.DataFrame], axis: Quantity) -> str:
    """What the dashed line means."""
    has_line = axis.unit != "year" and any(crossings(table) for table in tables)
    return "Dashed line: where the best plans of orbit and ground cost the same." if has_line else ""


def without_plan(frame: pd.DataFrame) -> str:
    """How many runs gave no plan."""
    count = int(numbers(frame, "ratio_usd_per_mtoken").isna().sum())
    return f"Crosses: no plan, {count:,} of {counted(len(frame), 'run')}." if count else ""


def without_value(frame: pd.DataFrame, x: str) -> str:
    """How many runs have no number for x."""
    count = int(numbers(frame, x).isna().sum())
    return f"{counted(count, 'run')} without a number for the axis not shown." if count else ""


def reading(table: pd.DataFrame, axis: Quantity) -> str:
    """The two ends of each case, for those who do not see them."""
    said = []
    for case in cases_of(table):
        kept = table[table[case].notna()]
        if len(kept):
            first, last = kept.iloc[0], kept.iloc[-1]
            said.append(f"{LABELS[case]}: {dollars(first[case])} at {axis.value(first.x)}")
            if len(kept) > 1:
                said[-1] += f", {dollars(last[case])} at {axis.value(last.x)}"
    return f"$ a million tokens. {'; '.join(said)}." if said else "No costs."


def in_columns(table: pd.DataFrame, x: str) -> pd.DataFrame:
    """The table with the name of its axis and units in its columns."""
    names = {case: f"{case}_usd_per_mtoken" for case in cases_of(table)}
    bounds = {f"{case}_proven": f"{case}_bound_usd_per_mtoken" for case in cases_of(table)}
    told = table.rename(columns=names | bounds)
    return told.assign(verdict=told.verdict.fillna("")).rename(columns={"x": x, "verdict": "proven_cheaper"})
