"""The answer as a dot on a line: what the plan costs, what is proven, and another plan beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    CONFIG,
    FAINT,
    LABEL_SIZE,
    PAPER,
    SHAPES,
    SMALL_SIZE,
    TEXT_COLOURS,
    WIDTH,
    Scale,
    chart_of,
    labelled,
    log_ticks,
    text_width,
    tint,
)
from planner.report.figures.words import a_token_price, measure, span
from planner.report.plan.sheet import few_ticks, wide_or_narrow

EDGE = 22  # pixels left and right of the line
ROOM = 15  # pixels a line of text takes
LINE = ROOM + 12  # pixels from the upper edge to the line
LOG_FROM = 12.0
VALUES = {"levelized_cost": "levelized cost", "cost": "discounted cost", "npv": "net present value"}


@dataclass(frozen=True)
class Answer:
    """What is drawn of a plan: its name, value and bound (NaN where there is none), and its side."""

    name: str
    value: float
    bound: float
    side: str

    @property
    def low(self) -> float:
        """The lower end of what is proven; the value where nothing is."""
        return self.value if math.isnan(self.bound) else min(self.value, self.bound)

    @property
    def high(self) -> float:
        """The upper end."""
        return self.value if math.isnan(self.bound) else max(self.value, self.bound)

    def label(self, unit: str) -> str:
        """The value with what is proven."""
        if math.isnan(self.bound):
            return f"{measure(self.value, unit)}, nothing proven"
        if measure(self.low, unit, 4) == measure(self.high, unit, 4):
            return f"{measure(self.value, unit)}, proven best"
        if measure(self.low, unit) == measure(self.high, unit) and self.value:
            gap = max(100 * (self.high - self.low) / abs(self.value), 0.01)
            return f"{measure(self.value, unit)}, proven within {measure(gap, '%', 2)}"
        return f"{measure(self.value, unit)}, proven {span(self.low, self.high, unit, 'to')}"


def answer_line(plan: Plan, against: Plan | None = None, width: int = WIDTH) -> Figure | None:
    """The plan's ratio (or cost, or value) as a dot on a line with the proven interval as a band, and those
    of another plan of the same question; None where nothing is served, so that there is no ratio.

    The other plan is left out where it has none; its bound where the two seek something else.
    """
    unit = plan.record.unit
    answers = [answer for answer in (answer_of(plan, unit), other(plan, against)) if answer is not None]
    if math.isnan(answers[0].value):
        return None
    answers = [answer for answer in answers if not math.isnan(answer.value)]
    short = "$" if unit == "$/Mtoken" else unit
    pixels = width - 2 * EDGE
    across = scale_for([end for answer in answers for end in (answer.low, answer.high)], pixels)
    ticks = (
        log_ticks(across.low, across.high)
        if across.is_log
        else few_ticks(across, wide_or_narrow(width, 6, 4))
    )
    x = alt.X(
        "value:Q", scale=across.altair(), title=None,
        axis=labelled(ticks, [measure(tick, short) for tick in ticks], grid=False, labelFlush=False,
                      labelFontSize=SMALL_SIZE),
    )  # fmt: skip
    rows = placed(answers, across, short)
    chart = drawn(rows, x, across).properties(width=pixels, height=LINE + 16 + (ROOM + 4) * (len(rows) - 1))
    config = CONFIG | {"padding": {"left": EDGE, "right": EDGE, "top": 4, "bottom": 2}}
    title = f"{answers[0].name}: {answers[0].label(unit)}"
    spoken = " ".join(row["says"] for row in rows)
    chart = chart.configure(**config).properties(description=spoken)
    return Figure(chart, table(answers, unit), title, SUBTITLE.format(what=VALUES[plan.objective]), spoken)


SUBTITLE = (
    "Dot: {what} of the best plan; band: from there to what is proven that no plan can beat; a narrow band "
    "is a tight proof."
)


def answer_of(plan: Plan, unit: str, is_same: bool = True) -> Answer:
    """What is drawn of a plan in a unit: its value, or its ratio where it seeks something else."""
    value = plan.value if plan.record.unit == unit else plan.ratio if unit == "$/Mtoken" else math.nan
    bound = plan.bound if is_same and plan.record.unit == unit and plan.bound is not None else math.nan
    return Answer(plan.name, value, bound, side_of(plan))


def other(plan: Plan, against: Plan | None) -> Answer | None:
    """The plan beside it."""
    if against is None:
        return None
    return answer_of(against, plan.record.unit, against.objective == plan.objective)


def side_of(plan: Plan) -> str:
    """orbit or ground where one side serves everything, otherwise both."""
    sides = plan.record.sides
    served = [side for side in ("orbit", "ground") if getattr(sides, side).tokens_tt > 0]
    return served[0] if len(served) == 1 else "both"


def scale_for(values: list[float], pixels: float) -> Scale:
    """From zero; log where the values lie far apart; below zero where one is negative."""
    low, high = min(values), max(values)
    if low > 0 and high > LOG_FROM * low:
        return Scale(low / 1.5, high * 1.5, pixels, True)
    low, high = min(low, 0.0) * 1.15, max(high, 0.0) * 1.15
    return Scale(low, high if high > low else low + 1.0, pixels)


def placed(answers: list[Answer], across: Scale, unit: str) -> list[dict[str, Any]]:
    """Dots, bands and labels, kept inside the picture; a second plan of the same colour is grey."""
    rows: list[dict[str, Any]] = []
    for place, answer in enumerate(answers):
        ends, room = answer.label(unit), across.pixels + 2 * EDGE
        text = f"{answer.name}: {ends}"
        if text_width(text, LABEL_SIZE) > room:
            text = fitted(answer.name, measure(answer.value, unit), room)
        half = text_width(text, LABEL_SIZE) / 2
        middle = min(max(across.position(answer.value), half - EDGE), across.pixels + EDGE - half)
        side = "rest" if place and answer.side == answers[0].side else answer.side
        price = a_token_price(answer.value) if unit == "$" else measure(answer.value, unit)
        rows.append({
            "value": answer.value, "low": answer.low, "high": answer.high, "text": text, "middle": middle,
            "colour": COLOURS[side], "ink": TEXT_COLOURS[side], "shape": SHAPES[answer.side],
            "has_band": across.position(answer.high) > across.position(answer.low),
            "says": f"{answer.name}: {price}; {ends.partition(', ')[2]}.",
        })  # fmt: skip
    return rows


def fitted(name: str, value: str, pixels: float) -> str:
    """The name, cut where it is too long, and the value."""
    while len(name) > 1 and text_width(f"{name}…: {value}", LABEL_SIZE) > pixels:
        name = name[:-1]
    return f"{name}…: {value}"


def drawn(rows: list[dict[str, Any]], x: alt.X, across: Scale) -> Any:
    """The line, and on it bands and dots; the plan's label above it, that of the other plan below."""
    at = alt.value(LINE)
    ground = chart_of([{"value": across.low, "high": across.high}])
    layers = [
        ground.mark_rule(color=FAINT, strokeWidth=4, strokeCap="round", aria=False).encode(
            x=x, x2="high:Q", y=at
        )
    ]
    bands = [row for row in rows if row["has_band"]]
    if bands:
        band = chart_of(bands).mark_rule(strokeWidth=16, opacity=BAND, aria=False)
        layers.append(band.encode(x=alt.X("low:Q", scale=across.altair()), x2="high:Q", y=at, color=tint()))
    mark = chart_of(rows[::-1]).mark_point(filled=True, size=90, opacity=1, stroke=PAPER, strokeWidth=1.5)
    shape = alt.Shape("shape:N", scale=None)
    layers.append(mark.encode(x=x, y=at, color=tint(), shape=shape, description="says:N"))
    for row, height, baseline in zip(rows, (LINE - 12, LINE + 11), ("bottom", "top")):
        look: dict[str, Any] = {"fontSize": LABEL_SIZE, "fontWeight": "bold", "baseline": baseline}
        words = chart_of([row]).mark_text(**look, aria=False, color=row["ink"])
        layers.append(words.encode(x=alt.X("middle:Q", scale=None), y=alt.value(height), text="text:N"))
    return alt.layer(*layers)


def table(answers: list[Answer], unit: str) -> pd.DataFrame:
    """A row a plan, the unit in the columns."""
    ending = {"$/Mtoken": "usd_per_mtoken", "M$": "musd"}.get(unit, "")
    return pd.DataFrame(
        [(a.name, a.side, a.value, a.bound) for a in answers],
        columns=["plan", "served_by", f"value_{ending}", f"bound_{ending}"],
    )
