"""What pictures of a plan share: the room on a wide page and on a phone, years, keys of colours, amounts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    FAINT,
    INK,
    LABEL_SIZE,
    Scale,
    apart,
    chart_of,
    dressed,
    labelled,
    nice_step,
    text_width,
)
from planner.report.figures.words import measure
from planner.report.plan.source import source_of

PHONE = 480  # pixels of a figure below which it is laid out for a phone
SWATCH = 10
LINE = 17  # pixels from one line of a key to the next
FEW_YEARS = 4
BAR = 0.4  # half the width of a year's bar


@dataclass(frozen=True)
class Sheet:
    """The width of a figure, and what of it lies left and right of the plot."""

    width: float
    left: float
    right: float

    @property
    def plot(self) -> float:
        """Pixels across the plot."""
        return max(40.0, self.width - self.left - self.right)

    @property
    def is_narrow(self) -> bool:
        """Whether the figure is for a phone."""
        return is_narrow(self.width)

    def figure(
        self,
        plan: Plan,
        body: Any,
        data: pd.DataFrame,
        *,
        title: str,
        subtitle: str,
        reading: str = "",
        notes: Sequence[str] = (),
    ) -> Figure:
        """The body with its words; what is read aloud is the finding, the reading and the notes."""
        spoken = " ".join(part for part in (f"{title}.", subtitle, reading, *notes) if part)
        chart = dressed(
            body, title=title, subtitle=subtitle, notes=notes, source=source_of(plan), alt_text=spoken,
            left=self.left, width=self.width,
        )  # fmt: skip
        return Figure(chart, data, title, subtitle, spoken)

    def key(self, entries: Iterable[Mapping[str, Any]]) -> Any:
        """Swatches with names in as many lines as the sheet's width asks for.

        entries: text and colour each, shape where it is no square
        """
        rows: list[dict[str, Any]] = []
        across, line = 0.0, 0
        for entry in entries:
            length = SWATCH + 5 + text_width(entry["text"], LABEL_SIZE) + 14
            if across and across + length > self.width:
                across, line = 0.0, line + 1
            rows.append({"shape": "square", **entry, "x": across - self.left, "y": 8 + LINE * line})
            across += length
        x, y = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
        base = chart_of(rows)
        squares = swatches(base, xOffset=5)
        words = base.mark_text(align="left", fontSize=LABEL_SIZE, color=INK, dx=SWATCH + 5)
        parts = [squares.encode(x=x, y=y), words.encode(x=x, y=y, text="text:N")]
        return alt.layer(*parts).properties(width=self.plot, height=8 + LINE * line + 8)


def is_narrow(width: float) -> bool:
    """Whether a figure of so many pixels is for a phone."""
    return width < PHONE


def wide_or_narrow(width: float, wide: Any, narrow: Any) -> Any:
    """One of two, by the width of the figure."""
    return narrow if is_narrow(width) else wide


def years_across(years: Sequence[int], pixels: float) -> alt.X:
    """The axis of years in which each year has a bar; as many labels as stand apart."""
    first, last = min(years), max(years)
    every = max(1, math.ceil((last - first + 1) * 36 / pixels))
    ticks = [year for year in range(first, last + 1) if (year - first) % every == 0]
    axis = labelled(ticks, [str(year) for year in ticks], grid=False, labelOverlap=False, labelFlush=False)
    room = 0.5 + max(0, FEW_YEARS - (last - first + 1)) / 2  # a bar of a plan of one year is no wall
    domain = [first - room, last + room]
    return alt.X("low:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis, title=None)


def amount_axis(scale: Scale, text: Any, most: int = 6) -> alt.Axis:
    """The axis of amounts: few round ticks, each as `text` writes it; zero is drawn in ink."""
    ticks = few_ticks(scale, most)
    colour = alt.condition("datum.value == 0", alt.value("#8C8C8C"), alt.value(FAINT))
    return labelled(ticks, [text(tick) for tick in ticks], gridColor=colour)


def few_ticks(scale: Scale, most: int) -> list[float]:
    """The scale's ticks, thinned so that zero stays."""
    step = nice_step(scale.high - scale.low)
    while (scale.high - scale.low) / step > most:
        step *= 2
    low, high = math.ceil(scale.low / step - 1e-9), math.floor(scale.high / step + 1e-9)
    return [float(f"{n * step:.12g}") for n in range(low, high + 1)]


def beside(
    labels: Sequence[Mapping[str, Any]], scale: Scale, pixels: float, least: float = 15
) -> list[alt.Chart]:
    """Names right of the plot, at the heights (`value`) of what they name, moved apart, a swatch before each.

    labels: text, value and colour each
    """
    if not labels:
        return []
    downwards = labels[::-1]  # of names at one height the first stands lowest, as in the stack
    heights = apart(
        [scale.pixels - scale.position(row["value"]) for row in downwards], least, 6, scale.pixels - 4
    )
    rows = [{"shape": "square", **row, "at": height} for row, height in zip(downwards, heights)]
    y = alt.Y("at:Q", scale=None, axis=None)
    words = chart_of(rows).mark_text(align="left", fontSize=LABEL_SIZE, color=INK, aria=False)
    return [
        swatches(chart_of(rows)).encode(x=alt.value(pixels + 12), y=y),
        words.encode(x=alt.value(pixels + 22), y=y, text="text:N"),
    ]


def swatches(base: alt.Chart, **look: Any) -> alt.Chart:
    """A small square, or another shape, of each row's colour."""
    mark = base.mark_point(size=SWATCH**2 * 0.64, strokeWidth=2, opacity=1, aria=False, **look)
    fill, stroke = alt.Fill("colour:N", scale=None), alt.Stroke("colour:N", scale=None)
    return mark.encode(fill=fill, stroke=stroke, shape=alt.Shape("shape:N", scale=None))


@dataclass(frozen=True)
class Amount:
    """A unit of amounts, and how many of the tables' unit make one."""

    unit: str
    size: float

    def of(self, value: float) -> float:
        """The value in this unit."""
        return value / self.size

    def says(self, value: float) -> str:
        """The value with this unit."""
        return measure(value / self.size, self.unit)


def tokens_in(most: float) -> Amount:
    """The unit in which tokens [Tt] are best written."""
    size, name = scaled(most)
    return Amount(f"{name} Tt".strip(), size)


def scaled(most: float) -> tuple[float, str]:
    """A power of a thousand, and its name, in which amounts up to `most` have few digits."""
    if most >= 2e6:
        return 1e6, "million"
    return (1e3, "thousand") if most >= 2e4 else (1.0, "")


def year_of(frame: pd.DataFrame) -> pd.Series:
    """The year in which each row's period begins."""
    return frame.date.dt.year.rename("year")
