"""Ladder: orbit against ground as levers move one after another, each rung with its proven intervals.

From top to bottom; a dot or square is the best plan found, the band beside it reaches to what is proven. On
the right orbit's cost as a multiple of the ground's, with the ends that the intervals allow.
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
    LABELS,
    SHAPES,
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
from planner.report.figures.intervals import GROUND, ORBIT, numbers, verdict
from planner.report.figures.words import DOLLARS, a_token_price, counted, dollars, sentence, times

PLOT, NAMES, MULTIPLES = 400, 230, 110
LINE, SMALL_LINE, LEAST_ROW, BAR = 16, 14, 46, 10
FIRST = "as planned"
SUBTITLE = "$ a million tokens as each lever moves, the earlier ones staying moved; right: orbit / ground"


def ladder(frame: pd.DataFrame, *, source: str = "") -> Figure:
    """What would have to be true: orbit and ground rung by rung.

    frame: rung (their order), lever (its name; empty for the plan before any moves), change (text),
    ratio_orbit, bound_orbit, ratio_ground, bound_ground in $ a million tokens; NaN: no plan
    """
    data = behind(frame)
    drawn = Drawing(data)
    title = findings.ladder(data)
    subtitle = SUBTITLE + "; log scale" * drawn.across.is_log
    missing = int(data[["ratio_orbit", "ratio_ground"]].isna().sum().sum())
    notes = [
        "Dot: best plan found, band: down to what is proven.",
        f"No plan in {missing} of {counted(2 * len(data), 'run')}." if missing else "",
        largest_step(data),
    ]
    spoken = f"{title}. {reading(data)}"
    chart = dressed(
        drawn.chart(),
        title=title,
        subtitle=subtitle,
        notes=notes,
        source=source,
        alt_text=spoken,
        left=drawn.left,
        width=drawn.left + PLOT + MULTIPLES,
    )
    return Figure(chart, data.drop(columns="step"), title, subtitle, spoken)


def behind(frame: pd.DataFrame) -> pd.DataFrame:
    """The data of the figure: by rung, with the multiple, its proven ends and which is proven cheaper."""
    rows = frame.sort_values("rung", kind="stable") if "rung" in frame else frame
    rows = rows.reset_index(drop=True)
    data = pd.DataFrame({"rung": rows["rung"] if "rung" in rows else range(len(rows))})
    for column in ("lever", "change"):
        texts = rows[column] if column in rows else [""] * len(rows)
        data[column] = ["" if pd.isna(text) else str(text) for text in texts]
    for side in (ORBIT, GROUND):
        best, bound = numbers(rows, f"ratio_{side}"), numbers(rows, f"bound_{side}")
        data[f"ratio_{side}"] = best
        data[f"bound_{side}"] = bound.where(~(bound > best), best)
    data["multiple"] = data.ratio_orbit / data.ratio_ground.where(data.ratio_ground > 0)
    data["multiple_low"] = data.bound_orbit / data.ratio_ground.where(data.ratio_ground > 0)
    data["multiple_high"] = data.ratio_orbit / data.bound_ground.where(data.bound_ground > 0)
    at = zip(data.ratio_orbit, data.bound_orbit, data.ratio_ground, data.bound_ground)
    data["verdict"] = pd.Series([verdict(*values) or "" for values in at], data.index, dtype=object)
    data["step"] = range(len(data))
    return data


def largest_step(data: pd.DataFrame) -> str:
    """Which lever takes the largest part off orbit's cost."""
    parts = data.ratio_orbit / data.ratio_orbit.shift(1)
    if not (parts < 1).any():
        return ""
    k = int(parts.idxmin())
    name = str(data.lever[k]) or f"rung {data.rung[k]}"
    return f"The largest step is {name}: it takes {100 * (1 - parts[k]):.0f} % off orbit's cost."


def reading(data: pd.DataFrame) -> str:
    """The rungs in words."""
    said = [
        f"{row.lever or FIRST}: {times(row.multiple)}"
        for row in data.itertuples()
        if not math.isnan(row.multiple)
    ]
    return f"Orbit as a multiple of the ground: {'; '.join(said)}." if said else "No multiples."


class Drawing:
    """The marks of a ladder and where they stand."""

    def __init__(self, data: pd.DataFrame):
        self.data = data
        self.rungs: list[Mapping[str, Any]] = data.to_dict("records")
        self.names = [
            wrapped(sentence(row["lever"] or FIRST), NAMES, LABEL_SIZE * 1.06) for row in self.rungs
        ]
        self.changes = [
            wrapped(row["change"], NAMES, SMALL_SIZE) if row["change"] else [] for row in self.rungs
        ]
        lines = [(line, LABEL_SIZE * 1.06) for names in self.names for line in names]
        lines += [(line, SMALL_SIZE) for changes in self.changes for line in changes]
        self.left = 24 + max((text_width(text, size) for text, size in lines), default=0.0)
        self.tops, self.height = [], 0.0
        for names, changes in zip(self.names, self.changes):
            self.tops.append(self.height)
            self.height += max(LEAST_ROW, LINE * len(names) + SMALL_LINE * len(changes) + 16)
        self.height = max(self.height, LEAST_ROW)
        costs = data[[f"{kind}_{side}" for kind in ("ratio", "bound") for side in (ORBIT, GROUND)]]
        tight = scale_of(costs.to_numpy().ravel(), PLOT, from_zero=True)
        inner = Scale(tight.low, tight.high, PLOT - (110 if tight.is_log else 56), tight.is_log)
        self.across = Scale(
            inner.value(-54) if tight.is_log else tight.low,
            inner.value(inner.pixels + 56),
            PLOT,
            tight.is_log,
        )

    def middle(self, number: int) -> float:
        """The middle of a rung, in pixels from the top."""
        below = self.tops[number + 1] if number + 1 < len(self.tops) else self.height
        return (self.tops[number] + below) / 2

    def x(self, field: str, axis: alt.Axis | None = None) -> alt.X:
        """The channel across."""
        made = alt.X(f"{field}:Q", scale=self.across.altair(), title=None)
        return made if axis is None else made.axis(axis)

    def y(self, field: str) -> alt.Y:
        """The channel down, in pixels."""
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, self.height], reverse=True), axis=None)

    def marks(self) -> list[dict[str, Any]]:
        """A row for each side of each rung; the ground's first, so that orbit stands in front."""
        found = []
        for side, other in ((GROUND, ORBIT), (ORBIT, GROUND)):
            for k, row in enumerate(self.rungs):
                best, rival = row[f"ratio_{side}"], row[f"ratio_{other}"]
                is_right = side == ORBIT if math.isnan(best - rival) else best >= rival
                cost = f"{LABELS[side]} {dollars(best)}" if k == 0 else dollars(best) if best == best else ""
                says = f"{sentence(row['lever'] or FIRST)}, {LABELS[side].lower()}: no plan."
                if best == best:
                    says = says.replace("no plan", a_token_price(best))
                found.append(
                    {
                        "side": side, "best": best, "bound": row[f"bound_{side}"], "y": self.middle(k),
                        "top": self.middle(k) - BAR / 2, "foot": self.middle(k) + BAR / 2,
                        "colour": COLOURS[side], "ink": TEXT_COLOURS[side], "shape": SHAPES[side],
                        "text": cost, "is_right": is_right, "says": says,
                        "end": best if is_right or math.isnan(row[f"bound_{side}"]) else row[f"bound_{side}"],
                    }
                )  # fmt: skip
        return found

    def chart(self) -> Any:
        """All layers, from the back."""
        empty = not self.data[["ratio_orbit", "ratio_ground"]].notna().any(axis=None)
        axis = axis_of([] if empty else self.across.ticks(), DOLLARS, labelFlush=False, labelOverlap=True)
        frame = chart_of([{"x": self.across.low, "y": 0}]).mark_point(opacity=0)
        marks = self.marks()
        layers = [frame.encode(x=self.x("x", axis), y=self.y("y")), *self.parity()]
        planned = [row for row in marks if row["best"] == row["best"]]
        if planned:
            path = chart_of(marks).mark_line(strokeWidth=1.5, opacity=0.6)
            order = alt.Order("y:Q")
            layers.append(path.encode(x=self.x("best"), y=self.y("y"), color=tint(), order=order))
            bands = [row for row in planned if row["bound"] == row["bound"]]
            if bands:
                box = chart_of(bands).mark_rect(opacity=1.4 * BAND)
                y = self.y("top")
                layers.append(box.encode(x=self.x("bound"), x2="best:Q", y=y, y2="foot:Q", color=tint()))
            dot = chart_of(planned).mark_point(filled=True, size=70, opacity=1)
            shape = alt.Shape("shape:N", scale=None)
            layers.append(
                dot.encode(x=self.x("best"), y=self.y("y"), color=tint(), shape=shape, tooltip="says:N")
            )
            for wanted in (True, False):
                layers += self.costs([row for row in planned if row["is_right"] == wanted], wanted)
        layers += [*self.labels(), *self.multiples()]
        return alt.layer(*layers).properties(width=PLOT, height=self.height)

    def costs(self, rows: list[dict[str, Any]], is_right: bool) -> list[alt.Chart]:
        """What the plans cost, beside their marks, away from the other side's, on a halo of paper."""
        if not rows:
            return []
        align = "left" if is_right else "right"
        look = {"align": align, "dx": 9 if is_right else -9, "fontSize": SMALL_SIZE}
        return on_paper(rows, look, x=self.x("end"), y=self.y("y"), color=tint("ink"))

    def labels(self) -> list[alt.Chart]:
        """On the left the levers, and under each what changes."""
        names, changes = [], []
        for k, (lines, more) in enumerate(zip(self.names, self.changes)):
            y = self.middle(k) - (LINE * len(lines) + SMALL_LINE * len(more)) / 2 + LINE / 2
            names += [{"text": text, "y": y + LINE * n} for n, text in enumerate(lines)]
            y += LINE * len(lines) - (LINE - SMALL_LINE) / 2
            changes += [{"text": text, "y": y + SMALL_LINE * n} for n, text in enumerate(more)]
        bold: dict[str, Any] = {"fontWeight": "bold", "fontSize": LABEL_SIZE, "color": INK}
        plain: dict[str, Any] = {"fontSize": SMALL_SIZE, "color": TEXT_COLOURS["rest"]}
        return [
            chart_of(rows)
            .mark_text(align="left", **look)
            .encode(x=alt.value(-self.left), y=self.y("y"), text="text:N")
            for rows, look in ((names, bold), (changes, plain))
            if rows
        ]

    def multiples(self) -> list[alt.Chart]:
        """On the right the multiple of each rung, and under it its proven ends."""
        large, small = [], []
        for k, row in enumerate(self.rungs):
            ends = row["multiple_low"], row["multiple_high"]
            has_ends = not any(map(math.isnan, ends))
            shift = 7 if has_ends else 0
            known = row["multiple"] == row["multiple"]
            ink = TEXT_COLOURS[row["verdict"]] if row["verdict"] in {ORBIT, GROUND} else TEXT_COLOURS["rest"]
            text = f"{times(row['multiple'])} times" if known else "no plan"
            large.append({"text": text, "y": self.middle(k) - shift, "ink": ink})
            if has_ends:
                told = f"{times(ends[0])} to {times(ends[1])}"
                small.append({"text": told, "y": self.middle(k) + shift + 1})
        at = alt.value(PLOT + 14)
        parts = []
        if large:
            words = chart_of(large).mark_text(align="left", fontSize=LABEL_SIZE + 1, fontWeight="bold")
            parts.append(words.encode(x=at, y=self.y("y"), text="text:N", color=tint("ink")))
        if small:
            words = chart_of(small).mark_text(align="left", fontSize=SMALL_SIZE, color=TEXT_COLOURS["rest"])
            parts.append(words.encode(x=at, y=self.y("y"), text="text:N"))
        return parts

    def parity(self) -> list[alt.Chart]:
        """A line above the first rung on which orbit is not dearer, by the best plans found."""
        reached = [k for k, row in enumerate(self.rungs) if row["multiple"] <= 1]
        if not reached:
            return []
        row = [{"y": self.tops[reached[0]], "text": "parity"}]
        rule = chart_of(row).mark_rule(color=INK, strokeDash=[4, 3])
        words = chart_of(row).mark_text(
            align="right", baseline="bottom", color=INK, fontSize=SMALL_SIZE, dy=-3
        )
        return [
            rule.encode(x=alt.value(-self.left), x2=alt.value(PLOT + MULTIPLES), y=self.y("y")),
            words.encode(x=alt.value(PLOT + MULTIPLES), y=self.y("y"), text="text:N"),
        ]
