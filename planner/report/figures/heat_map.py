"""Heat map of two axes: orbit's cost as a multiple of the ground's, with the line of parity.

Blue where orbit is cheaper, vermilion where the ground is, near white at parity; each cell says its multiple.
A cell whose proven interval holds 1 is hatched. The line of parity runs by the best plans found, between the
middles of the cells.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from planner.report.figures import findings
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    COLOURS,
    FAINT,
    INK,
    LABEL_SIZE,
    SMALL_SIZE,
    TEXT_COLOURS,
    chart_of,
    dressed,
    ink_on,
    labelled,
    mixed,
    text_width,
    tint,
    wrapped,
)
from planner.report.figures.intervals import contour, numbers
from planner.report.figures.words import Quantity, counted, is_number, quantity, span, times

PARITY = "#F7F7F7"
STRONGEST = 0.9  # part of the way from parity's colour to a technology's
LEAST_RANGE = 2.0  # a multiple this far from 1 has the strongest colour, where none is farther
MOST_TEXTS = 24  # cells across up to which each says its multiple
SIDE = 620  # pixels that the cells share, within their limits
NARROWEST, WIDEST, LOWEST, TALLEST = 8, 96, 8, 44
FEW = 12  # columns up to which each has its name below it, in several lines where it is long
LONGEST = 190  # pixels of a name beside a row
HATCHES = 3
SUBTITLE = "Orbit's cost a token as a multiple of the ground's; blue: orbit cheaper, orange: ground cheaper"


def heat_map(
    frame: pd.DataFrame, x: str, y: str, *, x_title: str = "", y_title: str = "", source: str = ""
) -> Figure:
    """Where orbit beats the ground, over two axes.

    frame: columns x, y, multiple (ratio of orbit / ratio of ground by the best plans; NaN: no plan), low and
    high (the ends that are proven); of two runs at one place the later counts
    """
    cells = cells_of(frame, x, y)
    across, up = places(cells.x), places(cells.y)
    drawn = Drawing(cells, across, up, quantity(x, x_title, across), quantity(y, y_title, up))
    title = findings.heat_map(cells)
    gaps = int(cells.multiple.isna().sum())
    notes = [
        "Hatched: not proven which is cheaper, the interval holds parity." if drawn.is_open.any() else "",
        f"No plan for both in {counted(gaps, 'cell')}, left grey." if gaps else "",
        "" if drawn.has_texts else "Too many cells to write the multiple of each; they are in the table.",
    ]
    told = cells[cells.multiple.notna()]
    spoken = f"{title}."
    if len(told):
        spoken += f" The multiple runs from {times(told.multiple.min())} to {times(told.multiple.max())}."
    chart = dressed(
        drawn.chart(),
        title=title,
        subtitle=SUBTITLE,
        notes=notes,
        source=source,
        alt_text=spoken,
        left=drawn.left,
        width=max(drawn.left + drawn.width + 50, 600),
    )
    return Figure(chart, cells.rename(columns={"x": x, "y": y}), title, SUBTITLE, spoken)


def cells_of(frame: pd.DataFrame, x: str, y: str) -> pd.DataFrame:
    """The cells: x, y, multiple, low, high; an end that is missing is open."""
    cells = pd.DataFrame({"x": list(frame.get(x, [])), "y": list(frame.get(y, []))}, dtype=object)
    rows = frame.reset_index(drop=True)
    for column in ("multiple", "low", "high"):
        cells[column] = numbers(rows, column)
    cells = cells[cells.x.notna() & cells.y.notna()]
    return cells.drop_duplicates(["x", "y"], keep="last", ignore_index=True)


def places(values: pd.Series) -> list[Any]:
    """The different values of an axis: numbers ascending, texts in their order."""
    found = list(dict.fromkeys(values))
    return sorted(found) if all(map(is_number, found)) else found


class Drawing:
    """The marks of a heat map: cell (i, j) is the square about (i, j)."""

    def __init__(
        self, cells: pd.DataFrame, across: list[Any], up: list[Any], x_axis: Quantity, y_axis: Quantity
    ):
        self.cells, self.across, self.up, self.x_axis, self.y_axis = cells, across, up, x_axis, y_axis
        self.columns, self.rows = max(len(across), 1), max(len(up), 1)
        self.has_texts = self.columns <= MOST_TEXTS
        step = max(SIDE / self.columns, NARROWEST)
        if self.columns <= FEW:
            texts = [x_axis.tick(value) for value in across]
            step = min(
                max(step, 10 + max((text_width(text, LABEL_SIZE) for text in texts), default=0.0)), WIDEST
            )
        self.width = step * self.columns
        self.names_x = [
            self.name(x_axis.tick(value), step - 6 if self.columns <= FEW else SIDE) for value in across
        ]
        self.names_y = [self.name(y_axis.tick(value), LONGEST) for value in up]
        lines = [name.split("\n") for name in self.names_y]
        self.has_long_names = any(len(name) > 1 for name in lines)
        least = max(
            [24 if self.has_texts else LOWEST, *(15 * len(name) + 6 for name in lines if len(name) > 1)]
        )
        self.height = max(min(400 / self.rows, TALLEST), least) * self.rows
        self.left = 46 + max((text_width(line, LABEL_SIZE) for name in lines for line in name), default=0.0)
        is_decided = (cells.high < 1) | (cells.low > 1)
        self.is_open = cells.multiple.notna() & ~is_decided
        told = [abs(math.log(value)) for value in cells.multiple if value > 0]
        self.range = max([math.log(LEAST_RANGE), *told])

    @staticmethod
    def name(text: str, width: float) -> str:
        """What stands at a row or column, in lines of some width."""
        return "\n".join(wrapped(text, width, LABEL_SIZE))

    def colour(self, multiple: float) -> str:
        """The colour of a multiple: by its logarithm, so that twice and half are equally strong."""
        if math.isnan(multiple):
            return FAINT
        if multiple <= 0:
            return mixed(PARITY, COLOURS["orbit"], STRONGEST)
        part = math.log(multiple) / self.range
        return mixed(PARITY, COLOURS["ground" if part > 0 else "orbit"], STRONGEST * min(1.0, abs(part)))

    def x(self, field: str, axis: alt.Axis | None = None) -> alt.X:
        """The channel across."""
        domain = alt.Scale(domain=[-0.5, self.columns - 0.5], nice=False, zero=False)
        made = alt.X(f"{field}:Q", scale=domain, title=self.x_axis.title)
        return made if axis is None else made.axis(axis)

    def y(self, field: str, axis: alt.Axis | None = None) -> alt.Y:
        """The channel up."""
        domain = alt.Scale(domain=[-0.5, self.rows - 0.5], nice=False, zero=False)
        title = wrapped(self.y_axis.title, max(self.height, 120), LABEL_SIZE)
        made = alt.Y(f"{field}:Q", scale=domain, title=title)
        return made if axis is None else made.axis(axis)

    def chart(self) -> Any:
        """All layers, from the back."""
        rows = self.squares()
        layers = [self.frame()]
        if rows:
            box = chart_of(rows).mark_rect()
            y = self.y("bottom")
            layers.append(
                box.encode(x=self.x("left"), x2="right:Q", y=y, y2="top:Q", color=tint(), tooltip="says:N")
            )
        layers += [*self.long_names(), *self.hatches(rows), *self.parity(), *self.texts(rows)]
        return alt.layer(*layers).properties(width=self.width, height=self.height)

    def frame(self) -> alt.Chart:
        """Both axes."""
        look: dict[str, Any] = {"grid": False, "labelOverlap": "greedy", "labelLimit": 0}
        beside = {"labels": False, "titlePadding": self.left - 30} if self.has_long_names else {}
        x = labelled(list(range(len(self.across))), self.names_x, **look)
        y = labelled(list(range(len(self.up))), self.names_y, **look, **beside)
        return chart_of([{"x": 0, "y": 0}]).mark_point(opacity=0).encode(x=self.x("x", x), y=self.y("y", y))

    def squares(self) -> list[dict[str, Any]]:
        """A row a cell, a hair of paper between neighbours that are large enough."""
        gap = 0.75 if self.has_texts else 0.0
        gap_x, gap_y = 0.5 - gap / self.width * self.columns, 0.5 - gap / self.height * self.rows
        spots = (
            {value: i for i, value in enumerate(self.across)},
            {value: j for j, value in enumerate(self.up)},
        )
        found = []
        for x, y, multiple, low, high, is_open in zip(
            self.cells.x, self.cells.y, self.cells.multiple, self.cells.low, self.cells.high, self.is_open
        ):
            i, j, colour = spots[0][x], spots[1][y], self.colour(multiple)
            where = f"At {self.x_axis.value(x)} and {self.y_axis.value(y)}"
            says = f"{where}: no plan for both."
            if is_number(multiple):
                says = f"{where} orbit costs {times(multiple)} times the ground{self.ends(low, high)}."
            found.append(
                {
                    "i": i, "j": j, "left": i - gap_x, "right": i + gap_x, "bottom": j - gap_y,
                    "top": j + gap_y, "colour": colour, "ink": ink_on(colour), "open": bool(is_open),
                    "says": says,
                    "text": times(multiple) if is_number(multiple) else "",
                }
            )  # fmt: skip
        return found

    @staticmethod
    def ends(low: float, high: float) -> str:
        """The proven ends of a multiple in words."""
        if not (is_number(low) and is_number(high)):
            return ", not proven"
        return f", proven between {span(low, high, '')}"

    def long_names(self) -> list[alt.Chart]:
        """Names of several lines beside their rows, about the middle of each."""
        if not self.has_long_names:
            return []
        line = 15 * self.rows / self.height
        rows = []
        for j, name in enumerate(self.names_y):
            lines = name.split("\n")
            rows += [
                {"text": text, "y": j + line * ((len(lines) - 1) / 2 - n)} for n, text in enumerate(lines)
            ]
        words = chart_of(rows).mark_text(align="right", fontSize=LABEL_SIZE, color=TEXT_COLOURS["rest"])
        return [words.encode(x=alt.value(-8), y=self.y("y"), text="text:N")]

    def hatches(self, rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
        """Slanted lines over the cells that are not decided."""
        lines = []
        for row in (row for row in rows if row["open"]):
            wide, high = row["right"] - row["left"], row["top"] - row["bottom"]
            for k in range(1, 2 * HATCHES):
                part = k / HATCHES  # the line u + v = part in the unit square
                u0, u1 = max(0.0, part - 1), min(1.0, part)
                lines.append(
                    {
                        "x": row["left"] + u0 * wide, "y": row["bottom"] + (part - u0) * high,
                        "x2": row["left"] + u1 * wide, "y2": row["bottom"] + (part - u1) * high,
                    }
                )  # fmt: skip
        if not lines:
            return []
        rule = chart_of(lines).mark_rule(color=INK, opacity=0.3, strokeWidth=1)
        return [rule.encode(x=self.x("x"), y=self.y("y"), x2="x2:Q", y2="y2:Q")]

    def texts(self, rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
        """The multiple of each cell, on a halo of the cell's colour."""
        if not rows or not self.has_texts:
            return []
        step = self.width / self.columns
        gap = "no plan" if step > 50 else "–"
        shown = [row | {"text": row["text"] or gap} for row in rows]
        widest = max(text_width(row["text"], 1) for row in shown)
        size = max(7.0, min(LABEL_SIZE + 1.0, (step - 4) / widest))
        halo = chart_of(shown).mark_text(fontSize=size, strokeWidth=4, strokeJoin="round")
        words = chart_of(shown).mark_text(fontSize=size)
        x, y, text = self.x("i"), self.y("j"), "text:N"
        stroke = alt.Stroke("colour:N", scale=None)
        return [
            halo.encode(x=x, y=y, text=text, color=tint(), stroke=stroke),
            words.encode(x=x, y=y, text=text, color=tint("ink")),
        ]

    def parity(self) -> list[alt.Chart]:
        """The contour of 1, with its name where it leaves the map."""
        grid = np.full((self.rows, self.columns), math.nan)
        for x, y, multiple in zip(self.cells.x, self.cells.y, self.cells.multiple):
            if multiple > 0:
                grid[self.up.index(y), self.across.index(x)] = math.log(multiple)
        lines = [dict(zip(("x", "y", "x2", "y2"), segment)) for segment in contour(grid)]
        if not lines:
            return []
        rule = chart_of(lines).mark_rule(color=INK, strokeWidth=2.5, strokeCap="round")
        parts = [rule.encode(x=self.x("x"), y=self.y("y"), x2="x2:Q", y2="y2:Q")]
        tips = list(itertools.chain.from_iterable(((s["x"], s["y"]), (s["x2"], s["y2"])) for s in lines))
        right = [tip for tip in tips if tip[0] >= self.columns - 0.5 - 1e-9]
        above = [tip for tip in tips if tip[1] >= self.rows - 0.5 - 1e-9]
        look: dict[str, Any]
        place, look = (
            (right, {"align": "left", "dx": 6}) if right else (above, {"baseline": "bottom", "dy": -4})
        )
        if place:
            name = chart_of([{"x": place[0][0], "y": place[0][1], "text": "parity"}]).mark_text(
                color=INK, fontSize=SMALL_SIZE + 1, fontWeight="bold", **look
            )
            parts.append(name.encode(x=self.x("x"), y=self.y("y"), text="text:N"))
        return parts
