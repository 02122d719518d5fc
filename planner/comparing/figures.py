"""Pictures of a comparison: what each changed input explains, and costs by item in pairs.

Each is a `Figure` at the width of a wide screen or of a phone; None where there is nothing to show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from planner.comparing.compared import Compared
from planner.comparing.saying import amount, bounds, by, direction, most_moved, musd
from planner.report.colours import ORANGE, SKY
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    INK,
    LABEL_SIZE,
    SMALL_SIZE,
    TEXT_COLOURS,
    Scale,
    axis_of,
    chart_of,
    dressed,
    on_paper,
    scale_of,
    text_width,
    tint,
    wrapped,
)
from planner.report.figures.words import Quantity, dollars, figures, measure
from planner.report.plan.source import source_of
from planner.text.items import in_words

WIDTH = 620
NARROW = 480  # below it labels stand above their rows
NAMES = 210  # pixels of labels beside rows
LINE, ROW, BAR = 15, 34, 14
MOST_ITEMS = 9
LESS, MORE = SKY, ORANGE
FIRST, SECOND = COLOURS["rest"], COLOURS["both"]
STEPS_SUBTITLE = (
    "Each input is changed after those above it. Bar: from the plan found before to the one found after; "
    "thin band: where the change is proven to end. The axis does not begin at zero"
)
COSTS_SUBTITLE = "Discounted cost by item, M$; the upper bar, grey, is {first}, the lower one is {second}"


@dataclass(frozen=True)
class Words:
    """What stands around a picture, and what is said to those who do not see it."""

    title: str
    subtitle: str
    alt: str
    source: str


def source_line(found: Compared) -> str:
    """The plans that a picture compares."""
    told = (f"{name} ({source_of(plan)})" for name, plan in zip(found.names, found.plans, strict=True))
    return f"Source: {'; '.join(told)}"


def waterfall(found: Compared, width: int = WIDTH) -> Figure | None:
    """From the first plan's objective to the second's, input by input; None where there are no steps."""
    if found.steps.empty or found.whole is None:
        return None
    rows = waterfall_rows(found)
    largest = found.steps.loc[found.steps.found.abs().idxmax()]
    size = f"{by(largest.found, found.unit)} {direction(largest.found)}"
    whole = f"{by(found.whole.found, found.unit)} {direction(found.whole.found)}"
    title = f"{largest.said}: {size}, of {whole} in all"
    spoken = f"{title}. " + " ".join(row["says"] for row in rows)
    unit = Quantity("", "$") if found.unit == "$/Mtoken" else Quantity("", found.unit)
    words = Words(title, f"{axis_title(found)}. {STEPS_SUBTITLE}", spoken, source_line(found))
    return Figure(drawn_waterfall(rows, unit, width, words), found.steps, title, words.subtitle, spoken)


def axis_title(found: Compared) -> str:
    """What the axis counts in."""
    return {
        "levelized_cost": "Levelized cost, $ a million tokens",
        "cost": "Discounted cost, M$",
        "npv": "Net present value, M$",
    }[found.objective]


def waterfall_rows(found: Compared) -> list[dict[str, Any]]:
    """A row for each plan and step, from top to bottom."""
    first, second = found.proven
    ends = [
        {
            "name": name, "from": one.value, "to": one.value, "low": one.low, "high": one.high,
            "is_plan": True, "text": at_mark(one.value, found.unit),
            "says": f"{name}: {amount(one.value, found.unit)}; "
            f"proven {bounds(one.low, one.high, found.unit)}.",
        }
        for name, one in zip(found.names, (first, second), strict=True)
    ]  # fmt: skip
    steps = [
        {
            "name": row.said, "from": row.value_before, "to": row.value_after, "is_plan": False,
            "low": row.value_before + row.low, "high": row.value_before + row.high,
            "text": f"{'+' if row.found > 0 else '-' if row.found < 0 else ''}{by(row.found, found.unit)}",
            "says": f"{row.said}: {by(row.found, found.unit)} {direction(row.found)} by the plans found.",
        }
        for row in found.steps.itertuples()
    ]  # fmt: skip
    return [ends[0], *steps, ends[1]]


def at_mark(value: float, unit: str) -> str:
    """An amount at a mark."""
    return dollars(value) if unit == "$/Mtoken" else measure(value, unit)


class Layout:
    """Where the rows of a picture stand: labels beside the plot, or above each row where it is narrow."""

    def __init__(self, names: list[str], width: int, room: float):
        is_narrow = width < NARROW
        self.left = 0 if is_narrow else NAMES
        self.plot = width - self.left - 24
        self.lines = [
            wrapped(name, (self.plot if is_narrow else NAMES - 14), LABEL_SIZE)[:4] for name in names
        ]
        self.is_narrow = is_narrow
        self.middles: list[float] = []
        self.tops: list[float] = []
        top = 0.0
        for lines in self.lines:
            self.tops.append(top)
            tall = LINE * len(lines)
            if is_narrow:
                self.middles.append(top + tall + room / 2)
                top += tall + room + 12
            else:
                self.middles.append(top + max(tall, room) / 2 + 4)
                top += max(tall, room) + 8
        self.height = top

    def y(self, field: str) -> alt.Y:
        """The channel down, in pixels."""
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, self.height], reverse=True), axis=None)

    def labels(self) -> alt.Chart:
        """The names of the rows."""
        rows = []
        for lines, top, middle in zip(self.lines, self.tops, self.middles, strict=True):
            begin = top + LINE / 2 if self.is_narrow else middle - LINE * (len(lines) - 1) / 2
            rows += [{"text": text, "y": begin + LINE * n} for n, text in enumerate(lines)]
        mark = chart_of(rows).mark_text(align="left", fontSize=LABEL_SIZE, color=INK, aria=False)
        return mark.encode(x=alt.value(-self.left), y=self.y("y"), text="text:N")


def drawn_waterfall(rows: list[dict[str, Any]], unit: Quantity, width: int, words: Words) -> Any:
    """All layers of a waterfall, from the back."""
    layout = Layout([row["name"] for row in rows], width, ROW - 8)
    ends = [row[key] for row in rows for key in ("from", "to", "low", "high") if math.isfinite(row[key])]
    tight = scale_of(ends, layout.plot, log_from=math.inf)
    room = max(text_width(row["text"], SMALL_SIZE) for row in rows) + 14
    inner = Scale(tight.low, tight.high, layout.plot - 2 * room)
    across = Scale(inner.value(-room), inner.value(inner.pixels + room), layout.plot)
    bars, joins = [], []
    for number, (row, middle) in enumerate(zip(rows, layout.middles, strict=True)):
        low, high = max(row["low"], across.low), min(row["high"], across.high)
        end, fall = row["to"], row["to"] < row["from"]
        colour = INK if row["is_plan"] else LESS if fall else MORE
        edge = min(low, row["from"], end) if fall else max(high, row["from"], end)
        bars.append(
            row | {"low": low, "high": high, "y": middle, "top": middle - BAR / 2, "foot": middle + BAR / 2,
                   "under": middle + BAR / 2 + 2, "below": middle + BAR / 2 + 7, "colour": colour,
                   "edge": edge, "is_left": fall}
        )  # fmt: skip
        if number + 1 < len(rows):
            joins.append({"x": end, "y": middle, "y2": layout.middles[number + 1]})
    x = across_channel(across)
    axis = axis_of(across.ticks(), unit, labelOverlap=True, labelFlush=False)
    frame = chart_of([{"x": across.low, "y": 0}]).mark_point(opacity=0, aria=False)
    layers = [frame.encode(x=x("x", axis), y=layout.y("y"))]
    rule = chart_of(joins).mark_rule(color=TEXT_COLOURS["rest"], strokeDash=[2, 2], aria=False)
    layers.append(rule.encode(x=x("x"), y=layout.y("y"), y2="y2:Q"))
    band = chart_of(bars).mark_rect(opacity=2 * BAND, aria=False)
    layers.append(band.encode(x=x("low"), x2="high:Q", y=layout.y("under"), y2="below:Q", color=tint()))
    steps = [row for row in bars if not row["is_plan"]]
    box = chart_of(steps).mark_rect(stroke=INK, strokeWidth=0.5)
    layers.append(
        box.encode(x=x("from"), x2="to:Q", y=layout.y("top"), y2="foot:Q", color=tint(), description="says:N")
    )
    dot = chart_of([row for row in bars if row["is_plan"]]).mark_point(
        filled=True, size=80, shape="diamond", opacity=1, color=INK
    )
    layers.append(dot.encode(x=x("to"), y=layout.y("y"), description="says:N"))
    layers += beside(bars, layout, x)
    return finished([*layers, layout.labels()], layout, words)


def across_channel(across: Scale) -> Any:
    """A function that gives the channel across for a field."""

    def channel(field: str, axis: alt.Axis | None = None) -> alt.X:
        made = alt.X(f"{field}:Q", scale=across.altair(), title=None)
        return made if axis is None else made.axis(axis)

    return channel


def beside(rows: list[dict[str, Any]], layout: Layout, x: Any) -> list[alt.Chart]:
    """What the bars come to, beside them, on the side to which they go."""
    layers = []
    for is_left in (False, True):
        some = [row for row in rows if row["is_left"] == is_left]
        if some:
            look = {
                "align": "right" if is_left else "left", "dx": -7 if is_left else 7, "fontSize": SMALL_SIZE,
                "color": INK, "aria": False,
            }  # fmt: skip
            layers += on_paper(some, look, x=x("edge"), y=layout.y("y"))
    return layers


def finished(layers: list[Any], layout: Layout, words: Words) -> Any:
    """Layers as one picture, with its words."""
    body = alt.layer(*layers).properties(width=layout.plot, height=layout.height)
    return dressed(
        body, title=words.title, subtitle=words.subtitle, notes=[], source=words.source, alt_text=words.alt,
        left=layout.left, width=layout.left + layout.plot,
    )  # fmt: skip


def costs(found: Compared, width: int = WIDTH) -> Figure | None:
    """Of two plans: cost by item in pairs, what moves most first; None where neither costs anything."""
    if len(found.plans) != 2 or not found.costs[["a_musd", "b_musd"]].any(axis=None):
        return None
    table = most_moved(found.costs)
    kept, rest = table.head(MOST_ITEMS), table.iloc[MOST_ITEMS:]
    rows = [pair(in_words(row.item), row.a_musd, row.b_musd, found) for row in kept.itertuples()]
    if len(rest):
        rows.append(pair(f"{len(rest)} other items", rest.a_musd.sum(), rest.b_musd.sum(), found))
    top = kept.iloc[0]
    title = f"Cost moves most in {in_words(top['item'])}: {measure(top.a_musd, '')} to {musd(top.b_musd)}"
    title = title if top.moves else "No item of cost moves"
    subtitle = COSTS_SUBTITLE.format(first=found.names[0], second=found.names[1])
    spoken = f"{title}. " + " ".join(row["says"] for row in rows)
    words = Words(title, subtitle, spoken, source_line(found))
    return Figure(drawn_costs(rows, width, words), found.costs, title, subtitle, spoken)


def pair(name: str, first: float, second: float, found: Compared) -> dict[str, Any]:
    """One item in both plans."""
    a, b = found.names
    says = f"{name}: {musd(first)} in {a}, {musd(second)} in {b}."
    return {"name": name, "first": float(first), "second": float(second), "says": says}


def drawn_costs(rows: list[dict[str, Any]], width: int, words: Words) -> Any:
    """Two bars for each item."""
    thick = 10
    layout = Layout([row["name"] for row in rows], width, 2 * thick + 4)
    values = pd.Series([row[key] for row in rows for key in ("first", "second")])
    room = max(text_width(figures(value), SMALL_SIZE) for value in values) + 10
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max())) or 1.0
    inner = Scale(low, high, layout.plot - room * (2 if low < 0 else 1))
    across = Scale(inner.value(-room) if low < 0 else low, inner.value(inner.pixels + room), layout.plot)
    x = across_channel(across)
    bars = [
        {
            "from": 0.0, "to": row[key], "top": middle - thick + place * (thick + 1), "colour": colour,
            "foot": middle + place * (thick + 1), "y": middle - thick / 2 + place * (thick + 1),
            "edge": row[key], "is_left": row[key] < 0, "text": figures(row[key]), "says": row["says"],
        }
        for row, middle in zip(rows, layout.middles, strict=True)
        for place, (key, colour) in enumerate((("first", FIRST), ("second", SECOND)))
    ]  # fmt: skip
    axis = axis_of(across.ticks(), Quantity("", ""), labelOverlap=True)
    frame = chart_of([{"x": across.low, "y": 0}]).mark_point(opacity=0, aria=False)
    box = chart_of(bars).mark_rect()
    layers = [
        frame.encode(x=x("x", axis), y=layout.y("y")),
        box.encode(
            x=x("from"), x2="to:Q", y=layout.y("top"), y2="foot:Q", color=tint(), description="says:N"
        ),
    ]
    return finished([*layers, *beside(bars, layout, x), layout.labels()], layout, words)
