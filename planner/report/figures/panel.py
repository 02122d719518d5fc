"""One panel of cost against an axis: a line through the best plans and a band down to what is proven, a case.

Above it a strip says where orbit or the ground is proven cheaper; where neither is, the plot is shaded.
A value without a plan is a gap, with a cross at the foot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    INK,
    LABEL_SIZE,
    LABELS,
    SHADE,
    SHAPES,
    SMALL_SIZE,
    TEXT_COLOURS,
    Scale,
    apart,
    axis_of,
    chart_of,
    text_width,
    tint,
)
from planner.report.figures.intervals import CASES, UNDECIDED, cases_of, crossings, stretches
from planner.report.figures.words import DOLLARS, Quantity, a_token_price, dollars

MANY_DOTS = 40  # values of a case up to which each is a dot
STRIP = 8  # pixels between the plot and the strip of verdicts
SAID = {"orbit": "orbit cheaper", "ground": "ground cheaper", "undecided": "not decided"}


@dataclass(frozen=True)
class Panel:
    """What one panel shows, and its scales."""

    table: pd.DataFrame  # intervals.by_value
    axis: Quantity
    across: Scale
    up: Scale

    def x(self, field: str = "x") -> alt.X:
        """The channel across; its axis is the frame's."""
        return alt.X(f"{field}:Q", scale=self.across.altair(), title=self.axis.title)

    def y(self, field: str = "best") -> alt.Y:
        """The channel up."""
        return alt.Y(f"{field}:Q", scale=self.up.altair(), title=None)

    def below(self, pixels: float) -> float:
        """The cost so many pixels below the upper edge."""
        return self.up.value(self.up.pixels - pixels)

    def chart(self) -> Any:
        """All layers, from the back."""
        layers = [*self.decided(), self.frame(), *self.costs(), *self.break_even(), *self.names()]
        return alt.layer(*layers).properties(width=self.across.pixels, height=self.up.pixels)

    def frame(self) -> alt.Chart:
        """Both axes, also where there is nothing to draw."""
        rows = [{"x": self.across.low, "best": self.up.low}]
        places = list(self.table.x) if len(self.table) <= 1 else self.across.ticks()
        has_costs = any(self.table[case].notna().any() for case in cases_of(self.table))
        x, y = self.x(), alt.Y("best:Q", scale=self.up.altair(), title=None)
        x = x.axis(axis_of(places, self.axis, grid=False, labelFlush=False, labelOverlap=True))
        y = y.axis(axis_of(self.up.ticks() if has_costs else [], DOLLARS))
        return chart_of(rows).mark_point(opacity=0).encode(x=x, y=y)

    def costs(self) -> list[alt.Chart]:
        """Bands, lines and dots of all cases, orbit in front; both together are dashed."""
        cases = cases_of(self.table)
        rows = [row for case in reversed(cases) for row in self.rows(case)]
        solid, dashed = (
            [row for row in rows if (row["case"] == "both") == wanted] for wanted in (False, True)
        )
        single = [row for case in cases for row in alone(self.rows(case))]
        planned = [row for row in rows if not math.isnan(row["best"])]
        dots = planned if len(planned) <= MANY_DOTS * len(cases) else single
        gaps = [row for row in rows if math.isnan(row["best"])]
        x, y, colour = self.x(), self.y(), tint()
        parts = [
            chart_of(rows)
            .mark_area()
            .encode(
                x=x,
                y=self.y("proven"),
                y2="best:Q",
                color=colour,
                opacity=alt.Opacity("band:Q", scale=None),
            ),
            chart_of(solid).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        ]
        if dashed:
            line = chart_of(dashed).mark_line(strokeWidth=2, strokeDash=[4, 4])
            parts.append(line.encode(x=x, y=y, color=colour))
        bars = [row for row in single if not math.isnan(row["proven"])]
        if bars:
            bar = chart_of(bars).mark_rule(opacity=BAND, strokeWidth=9)
            parts.append(bar.encode(x=x, y=self.y("proven"), y2="best:Q", color=colour))
        shape = alt.Shape("shape:N", scale=None)
        if dots:
            mark = chart_of(dots).mark_point(filled=True, size=40, opacity=1)
            parts.append(mark.encode(x=x, y=y, color=colour, shape=shape, tooltip="says:N"))
        if gaps:
            mark = chart_of(gaps).mark_point(shape="cross", angle=45, size=45, filled=True, opacity=1)
            parts.append(mark.encode(x=x, y=self.y("foot"), color=colour, tooltip="says:N"))
        return parts

    def rows(self, case: str) -> list[dict[str, Any]]:
        """What is known of a case, value by value."""
        rows = []
        foot = self.below(self.up.pixels - 7 - 10 * CASES.index(case))
        for x, best, proven in zip(self.table.x, self.table[case], self.table[f"{case}_proven"]):
            where = f"At {self.axis.value(x)} {LABELS[case].lower()}"
            says = f"{where}: no plan."
            if not math.isnan(best):
                least = "" if math.isnan(proven) else f", proven not below {dollars(proven)}"
                says = f"{where}: {a_token_price(best)}{least}."
            rows.append(
                {
                    "case": case, "x": x, "best": best, "proven": proven, "foot": foot, "says": says,
                    "colour": COLOURS[case], "shape": SHAPES[case],
                    "band": BAND / 2 if case == "both" else BAND,
                }
            )  # fmt: skip
        return rows

    def decided(self) -> list[alt.Chart]:
        """The strip of verdicts with its words where they fit, and the shade where nothing is decided."""
        bars = self.verdicts()
        if not bars:
            return []
        parts = []
        shade = [bar for bar in bars if bar["verdict"] == UNDECIDED]
        if shade:
            rect = chart_of(shade).mark_rect(color=INK, opacity=SHADE)
            foot = alt.value(self.up.pixels)
            parts.append(rect.encode(x=self.x("low"), x2="high:Q", y=alt.value(0), y2=foot))
        strip = chart_of(bars).mark_rule(strokeWidth=5)
        parts.append(strip.encode(x=self.x("low"), x2="high:Q", y=alt.value(-STRIP), color=tint()))
        texts = [bar for bar in bars if bar["text"]]
        if texts:
            words = chart_of(texts).mark_text(fontSize=SMALL_SIZE, baseline="bottom")
            above = alt.value(-STRIP - 5)
            parts.append(words.encode(x=self.x("middle"), y=above, text="text:N", color=tint("ink")))
        return parts

    def verdicts(self) -> list[dict[str, Any]]:
        """The verdicts along the axis; between two that differ nothing is decided, a gap stays open."""
        bars, last = [], None
        for stretch in stretches(self.table):
            if last is not None and stretch.first == last.last + 1:
                bars.append(self.bar(UNDECIDED, last.high, stretch.low))
            bars.append(self.bar(stretch.verdict, stretch.low, stretch.high))
            last = stretch
        joined: list[dict[str, Any]] = []
        for bar in (bar for bar in bars if bar["high"] > bar["low"]):
            if joined and (joined[-1]["verdict"], joined[-1]["high"]) == (bar["verdict"], bar["low"]):
                joined[-1] = self.bar(bar["verdict"], joined[-1]["low"], bar["high"])
            else:
                joined.append(bar)
        return joined

    def bar(self, verdict: str, low: float, high: float) -> dict[str, Any]:
        """One piece of the strip."""
        first, last = self.across.position(low), self.across.position(high)
        middle = math.sqrt(low * high) if self.across.is_log else (low + high) / 2
        said = [f"{SAID[verdict]}: proven", verdict] if verdict != UNDECIDED else [SAID[verdict], "?"]
        fitting = (text for text in said if text_width(text, SMALL_SIZE) <= last - first)
        text = next(fitting, "")
        return {
            "verdict": verdict, "low": low, "high": high, "middle": middle, "text": text,
            "colour": COLOURS.get(verdict, COLOURS["rest"]),
            "ink": TEXT_COLOURS.get(verdict, TEXT_COLOURS["rest"]),
        }  # fmt: skip

    def break_even(self) -> list[alt.Chart]:
        """Where the lines of orbit and ground cross; its value where the proof is narrow enough for one."""
        changes = crossings(self.table, self.across.is_log) if self.axis.unit != "year" else []
        if not changes:
            return []
        rows = []
        for change in changes:
            text = f"about {self.axis.value(change.estimate)}" if change.is_narrow else ""
            place = self.across.position(change.at)
            room = 14 + text_width(text, LABEL_SIZE)
            side = 1 if place + room < self.across.pixels else -1
            middle = self.across.value(place + side * room / 2)
            rows.append({"x": change.at, "middle": middle, "text": text})
        rule = chart_of(rows).mark_rule(color=INK, strokeDash=[3, 3])
        words = chart_of(rows).mark_text(color=INK, fontSize=LABEL_SIZE)
        return [
            rule.encode(x=self.x(), y=alt.value(0), y2=alt.value(self.up.pixels)),
            words.encode(x=self.x("middle"), y=alt.value(self.up.pixels - 12), text="text:N"),
        ]

    def names(self) -> list[alt.Chart]:
        """The name of each case at the end of its line, with the last cost."""
        ends = []
        for case in cases_of(self.table):
            kept = self.table[self.table[case].notna()]
            if len(kept):
                best, x = float(kept[case].iloc[-1]), float(kept.x.iloc[-1])
                text = f"{LABELS[case]} {dollars(best)}"
                ends.append((case, self.up.pixels - self.up.position(best), text, x))
        heights = apart([end[1] for end in ends], 15, 6, self.up.pixels - 6)
        rows = [
            {"text": text, "x": x, "y": self.below(height), "ink": TEXT_COLOURS[case]}
            for (case, _, text, x), height in zip(ends, heights)
        ]
        words = chart_of(rows).mark_text(align="left", dx=10, fontSize=LABEL_SIZE, fontWeight="bold")
        return [words.encode(x=self.x(), y=self.y("y"), text="text:N", color=tint("ink"))] if rows else []


def alone(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with a plan whose neighbours have none: no line shows them."""
    has = [False, *(not math.isnan(row["best"]) for row in rows), False]
    return [row for i, row in enumerate(rows, 1) if has[i] and not has[i - 1] and not has[i + 1]]
