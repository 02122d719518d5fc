"""Tornado: how far each figure moves the ratio between its low and its high end, the widest on top.

A bar runs from the ratio as planned to that at each end; its pale tip is the proven interval of the end.
Filled bars were solved again, hollow ones are guessed from shadow prices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from planner.report.figures import findings
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    INK,
    LABEL_SIZE,
    PAPER,
    SMALL_SIZE,
    TEXT_COLOURS,
    Scale,
    axis_of,
    chart_of,
    dressed,
    on_paper,
    scale_of,
    text_width,
    wrapped,
)
from planner.report.figures.intervals import is_true, number, numbers
from planner.report.figures.words import (
    DOLLARS,
    a_token_price,
    counted,
    dollars,
    is_number,
    measure,
    name_of_key,
    sentence,
    unit_of_key,
)

MOST = 20  # figures in one picture
PLOT, NAMES, FLIPS = 440, 210, 44
LINE, ROW, BAR = 15, 30, 14
ENDS = ("low", "high")


def tornado(
    frame: pd.DataFrame, *, base: float, source: str = "", case: str = "both", most: int = MOST
) -> Figure:
    """The figures that move the ratio of a case most.

    frame: figure (path), low, high (its values), ratio_low, ratio_high, bound_low, bound_high, is_solved,
    flips (whether it makes orbit and ground change places); `value`, the figure as planned, where it has it
    base: ratio as planned
    """
    data = behind(frame, number(base))
    shown = data.head(most)
    drawn = Drawing(shown, number(base), case)
    title = findings.tornado(data)
    subtitle = f"{sentence(NAMED[case])}, $ a million tokens, at the low and the high end of each assumption"
    tally = f"{len(shown)} of {counted(len(data), 'assumption')} shown." if len(shown) < len(data) else ""
    spoken = f"{title}. {reading(shown)}"
    chart = dressed(
        drawn.chart(),
        title=title,
        subtitle=subtitle,
        notes=[how_to_read(shown), tally],
        source=source,
        alt_text=spoken,
        left=drawn.left,
        width=drawn.left + PLOT + FLIPS,
    )
    return Figure(chart, data, title, subtitle, spoken)


NAMED = {"both": "orbit and ground together", "orbit": "orbit alone", "ground": "the ground alone"}


def behind(frame: pd.DataFrame, base: float) -> pd.DataFrame:
    """The data of the figure: numbers as numbers, a name for each figure, sorted by what it moves."""
    data = pd.DataFrame({"figure": [str(figure) for figure in frame["figure"]] if "figure" in frame else []})
    rows = frame.reset_index(drop=True)
    data["name"] = [name_of_key(figure) for figure in data.figure]
    for column in ("low", "high", "value"):
        data[column] = rows[column].astype(object) if column in rows else None
    for column in ("ratio_low", "ratio_high", "bound_low", "bound_high"):
        data[column] = numbers(rows, column)
    for column in ("is_solved", "flips"):
        data[column] = [is_true(value) for value in rows[column]] if column in rows else False
    data["base"] = base
    ratios = data[["ratio_low", "ratio_high", "base"]]
    data["swing"] = ratios.max(axis=1) - ratios.min(axis=1)
    data.loc[data[["ratio_low", "ratio_high"]].isna().all(axis=1), "swing"] = math.nan
    return data.sort_values("swing", ascending=False, na_position="last", kind="stable", ignore_index=True)


def how_to_read(data: pd.DataFrame) -> str:
    """What the marks mean, of those that are there."""
    said = []
    if data.is_solved.any():
        said.append("filled: solved again, pale tip: proven interval")
    if not data.is_solved.all():
        said.append("hollow: guessed from shadow prices")
    if data.flips.any():
        said.append("flips: orbit and ground change places")
    return sentence("; ".join(said)) + "." if said else ""


def reading(data: pd.DataFrame) -> str:
    """The bars in words, the widest first."""
    said = [
        f"{row['name']}: {dollars(row.ratio_low)} to {dollars(row.ratio_high)}"
        for _, row in data.head(5).iterrows()
        if is_number(row.ratio_low) and is_number(row.ratio_high)
    ]
    return f"$ a million tokens at the low and high ends: {'; '.join(said)}." if said else "No bars."


class Drawing:
    """The marks of a tornado and where they stand: across by ratio, down by rows of unequal height."""

    def __init__(self, data: pd.DataFrame, base: float, case: str):
        self.data, self.base, self.case = data, base, case
        self.names = [wrapped(self.name(row), NAMES, LABEL_SIZE) for row in self.rows()]
        widths = [text_width(line, LABEL_SIZE) for lines in self.names for line in lines]
        self.left = 16 + max(widths, default=0.0)
        self.tops, self.height = [], 0.0
        for lines in self.names:
            self.tops.append(self.height)
            self.height += max(ROW, LINE * len(lines) + 10)
        self.height = max(self.height, ROW)
        self.across = self.scale()

    def rows(self) -> list[Mapping[str, Any]]:
        """One mapping a figure."""
        return [dict(zip(self.data.columns, row)) for row in self.data.itertuples(index=False, name=None)]

    @staticmethod
    def name(row: Mapping[str, Any]) -> str:
        """The figure's name, with its value as planned where it is known."""
        value = f", {measure(row['value'], unit_of_key(row['figure']))}" if is_number(row["value"]) else ""
        return f"{sentence(row['name'])}{value}"

    def scale(self) -> Scale:
        """Across: all ratios, and as much room on both sides as the texts at the ends need."""
        ratios = self.data[["ratio_low", "ratio_high", "bound_low", "bound_high"]].to_numpy().ravel()
        tight = scale_of([*ratios, self.base], PLOT, log_from=math.inf)
        spare = {-1: 10.0, 1: 10.0}
        for _ in range(5):
            inner = Scale(tight.low, tight.high, max(PLOT - spare[-1] - spare[1], PLOT / 3))
            lacking = {-1: 0.0, 1: 0.0}
            for bar in self.bars():
                tip = inner.position(bar["tip"]) if is_number(bar["tip"]) else inner.pixels / 2
                room = spare[-1] + tip if bar["side"] < 0 else spare[1] + inner.pixels - tip
                need = 12 + text_width(bar["text"], SMALL_SIZE) - room
                lacking[bar["side"]] = max(lacking[bar["side"]], need)
            spare = {side: min(PLOT / 3, spare[side] + lacking[side]) for side in spare}
        inner = Scale(tight.low, tight.high, PLOT - spare[-1] - spare[1])
        return Scale(inner.value(-spare[-1]), inner.value(inner.pixels + spare[1]), PLOT)

    def end_text(self, row: Mapping[str, Any], end: str) -> str:
        """The value of the figure at an end."""
        text = measure(row[end], unit_of_key(row["figure"])) if not pd.isna(row[end]) else end
        return text if is_number(row[f"ratio_{end}"]) else f"{text}: no plan"

    def middle(self, number: int) -> float:
        """The middle of a row, in pixels from the top."""
        below = self.tops[number + 1] if number + 1 < len(self.tops) else self.height
        return (self.tops[number] + below) / 2

    def sides(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """On which side of the base the low and the high end stand: -1 left, 1 right.

        An end without a plan, or one that moves nothing, stands across from the other.
        """
        moves = [row[f"ratio_{end}"] - self.base for end in ENDS]
        low, high = (0 if math.isnan(move) else int(math.copysign(move != 0, move)) for move in moves)
        return (low or -high or -1, high or -low or 1)

    def bars(self) -> list[dict[str, Any]]:
        """A row a bar: from the base to one end; both ends on one side share the row's height."""
        found = []
        for k, row in enumerate(self.rows()):
            sides = self.sides(row)
            is_split = sides[0] == sides[1]
            pair = [self.bar(row, end, side) for end, side in zip(ENDS, sides)]
            left = min(self.base, *(bar["least"] for bar in pair))
            right = max(self.base, *(bar["ratio"] for bar in pair))
            for bar, shift in zip(pair, (-BAR / 2, BAR / 2)):
                y, depth = (self.middle(k) + shift, BAR / 2) if is_split else (self.middle(k), BAR)
                tip = (bar["least"], bar["ratio"]) if is_split else (left, right)
                bar |= {"y": y, "top": y - depth / 2, "foot": y + depth / 2, "tip": tip[bar["side"] > 0]}
                found.append(bar)
        return found

    def bar(self, row: Mapping[str, Any], end: str, side: int) -> dict[str, Any]:
        """One bar across: where its solid part and its pale tip begin and end."""
        ratio, bound = row[f"ratio_{end}"], row[f"bound_{end}"]
        there = not math.isnan(ratio)
        ratio = ratio if there else self.base
        least = min(bound, ratio) if there and row["is_solved"] and not math.isnan(bound) else ratio
        solid = (ratio, self.base) if side < 0 else (self.base, max(least, self.base))
        return {
            "is_solved": row["is_solved"], "there": there, "ratio": ratio, "least": least, "side": side,
            "solid_low": solid[0], "solid_high": solid[1], "base": self.base,
            "text": self.end_text(row, end), "says": self.says(row, end),
        }  # fmt: skip

    @staticmethod
    def says(row: Mapping[str, Any], end: str) -> str:
        """A bar in a sentence."""
        value = f"its {end} end" if pd.isna(row[end]) else measure(row[end], unit_of_key(row["figure"]))
        if not is_number(row[f"ratio_{end}"]):
            return f"With {row['name']} at {value} there is no plan."
        how = "solved again" if row["is_solved"] else "guessed from shadow prices"
        return f"With {row['name']} at {value}: {a_token_price(row[f'ratio_{end}'])}, {how}."

    def x(self, field: str, axis: alt.Axis | None = None) -> alt.X:
        """The channel across."""
        made = alt.X(f"{field}:Q", scale=self.across.altair(), title=None)
        return made if axis is None else made.axis(axis)

    def y(self, field: str) -> alt.Y:
        """The channel down, in pixels."""
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, self.height], reverse=True), axis=None)

    def chart(self) -> Any:
        """All layers, from the back."""
        bars = self.bars()
        layers = [self.frame(), *self.boxes([bar for bar in bars if bar["there"]])]
        for side in (-1, 1):
            layers += self.texts([bar for bar in bars if bar["side"] == side], side)
        layers += [*self.base_line(), *self.labels()]
        return alt.layer(*layers).properties(width=PLOT, height=self.height)

    def boxes(self, bars: list[dict[str, Any]]) -> list[alt.Chart]:
        """The bars: pale tip and solid rest where solved again, an outline where guessed."""
        colour = COLOURS["rest" if self.case == "both" else self.case]
        solved, guessed = ([bar for bar in bars if bar["is_solved"] == wanted] for wanted in (True, False))
        parts = []
        for rows, first, last, look in (
            (solved, "least", "ratio", {"color": colour, "opacity": 1.6 * BAND}),
            (solved, "solid_low", "solid_high", {"color": colour}),
            (guessed, "base", "ratio", {"fill": PAPER, "stroke": colour, "strokeWidth": 1.5}),
        ):
            if rows:
                box = chart_of(rows).mark_rect(**look)
                y = self.y("top")
                parts.append(box.encode(x=self.x(first), x2=f"{last}:Q", y=y, y2="foot:Q", tooltip="says:N"))
        return parts

    def texts(self, bars: list[dict[str, Any]], side: int) -> list[alt.Chart]:
        """The values of the figures at the ends of one side, on a halo of paper."""
        if not bars:
            return []
        align = "right" if side < 0 else "left"
        look = {"align": align, "dx": 6 * side, "fontSize": SMALL_SIZE, "color": TEXT_COLOURS["rest"]}
        return on_paper(bars, look, x=self.x("tip"), y=self.y("y"))

    def frame(self) -> alt.Chart:
        """The axis, also where there is nothing to draw."""
        empty = math.isnan(self.base) and not self.data[["ratio_low", "ratio_high"]].notna().any(axis=None)
        axis = axis_of([] if empty else self.across.ticks(), DOLLARS, labelFlush=False, labelOverlap=True)
        mark = chart_of([{"x": self.across.low, "y": 0}]).mark_point(opacity=0)
        return mark.encode(x=self.x("x", axis), y=self.y("y"))

    def base_line(self) -> list[alt.Chart]:
        """The ratio as planned."""
        if math.isnan(self.base):
            return []
        row = [{"x": self.base, "text": f"{dollars(self.base)} as planned"}]
        rule = chart_of(row).mark_rule(color=INK, strokeWidth=1.5)
        words = chart_of(row).mark_text(color=INK, fontSize=LABEL_SIZE, fontWeight="bold", baseline="bottom")
        return [
            rule.encode(x=self.x("x"), y=alt.value(-4), y2=alt.value(self.height)),
            words.encode(x=self.x("x"), y=alt.value(-7), text="text:N"),
        ]

    def labels(self) -> list[alt.Chart]:
        """Names on the left, what flips on the right."""
        names = [
            {"text": line, "y": self.middle(k) + LINE * (n - (len(lines) - 1) / 2)}
            for k, lines in enumerate(self.names)
            for n, line in enumerate(lines)
        ]
        parts = []
        if names:
            words = chart_of(names).mark_text(align="left", fontSize=LABEL_SIZE, color=INK)
            parts.append(words.encode(x=alt.value(-self.left), y=self.y("y"), text="text:N"))
        flips = [{"text": "flips", "y": self.middle(k)} for k, row in enumerate(self.rows()) if row["flips"]]
        if flips:
            words = chart_of(flips).mark_text(align="left", fontSize=LABEL_SIZE, fontWeight="bold", color=INK)
            parts.append(words.encode(x=alt.value(PLOT + 4), y=self.y("y"), text="text:N"))
        return parts
