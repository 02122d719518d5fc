"""A canvas in pixels: what a picture of a plan puts where, for a wide page and for a phone.

Every coordinate is pixels from the left and from the top. A mark that says something on hover has `says`, a
whole sentence; all others are silent to those who listen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    FAINT,
    FONT,
    INK,
    LABEL_SIZE,
    PAPER,
    TEXT_COLOURS,
    chart_of,
    dressed,
    on_paper,
)

WIDE, NARROW = 620, 340
"""Pixels of a whole figure on a wide page and on a phone."""
PHONE = 480
"""Figures below this width are laid out for a phone."""
GREY = TEXT_COLOURS["rest"]
Row = Mapping[str, Any]


def place(channel: type, name: str) -> Any:
    """A channel of positions in pixels."""
    return channel(f"{name}:Q", scale=None, axis=None)


@dataclass
class Canvas:
    """Marks on a field of so many pixels, drawn in the order in which they are put on it."""

    width: float
    height: float
    layers: list[alt.Chart] = field(default_factory=list)

    def boxes(self, rows: Iterable[Row], **look: Any) -> None:
        """Rectangles: x, x2, y, y2, colour, and says where they speak."""
        self._put(rows, "rect", look, x2="x2", y2="y2")

    def lines(self, rows: Iterable[Row], colour: str = FAINT, **look: Any) -> None:
        """Straight lines: x, y, x2, y2."""
        self._put(rows, "rule", {"color": colour, **look}, x2="x2", y2="y2")

    def dots(self, rows: Iterable[Row], **look: Any) -> None:
        """Points: x, y, shape, size (square pixels), colour, and says."""
        self._put(rows, "point", look)

    def outline(self, points: Sequence[tuple[float, float]], colour: str = INK, **look: Any) -> None:
        """A line through points."""
        rows = [{"x": x, "y": y, "order": n} for n, (x, y) in enumerate(points)]
        self._put(rows, "line", {"color": colour, "strokeJoin": "round", **look}, order=alt.Order("order:Q"))

    def band(self, points: Sequence[tuple[float, float, float]], colour: str, says: str = "") -> None:
        """What lies between two heights, (x, y, y2) from left to right, filled."""
        rows = [{"x": x, "y": y, "y2": y2, "says": says} for x, y, y2 in points]
        self._put(rows if says else [drop(row, "says") for row in rows], "area", {"color": colour}, y2="y2")

    def texts(self, rows: Iterable[Row], colour: str = GREY, size: float = LABEL_SIZE, **look: Any) -> None:
        """Texts: x, y, text, and colour where each has its own; the left end stands at x unless `align` says
        otherwise, the middle at y.
        """
        kept = [rounded(row) for row in rows]
        if not kept:
            return
        plain = {"align": "left", "baseline": "middle", "fontSize": size, "font": FONT, "aria": False, **look}
        tinted = "colour" in kept[0]
        on_halo = plain.pop("halo", False)
        channels: dict[str, Any] = {"x": place(alt.X, "x"), "y": place(alt.Y, "y")}
        channels["color"] = alt.Color("colour:N", scale=None) if tinted else alt.value(colour)
        if on_halo:
            self.layers += on_paper(kept, plain, **channels)
        else:
            self.layers.append(chart_of(kept).mark_text(**plain).encode(text="text:N", **channels))

    def _put(self, rows: Iterable[Row], mark: str, look: Mapping[str, Any], **more: Any) -> None:
        """One layer of marks; none where there are no rows."""
        kept = [rounded(row) for row in rows]
        if not kept:
            return
        channels: dict[str, Any] = {"x": place(alt.X, "x"), "y": place(alt.Y, "y"), **more}
        if "colour" in kept[0]:
            channels["color"] = alt.Color("colour:N", scale=None)
        if "shape" in kept[0]:
            channels["shape"] = alt.Shape("shape:N", scale=None)
        if "size" in kept[0]:
            channels["size"] = alt.Size("size:Q", scale=None)
        speaks = "says" in kept[0]
        if speaks:
            channels["description"] = alt.Description("says:N")
        drawn = getattr(chart_of(kept), f"mark_{mark}")(**{"aria": speaks, **look})
        self.layers.append(drawn.encode(**channels))

    def figure(
        self,
        data: pd.DataFrame,
        *,
        title: str,
        subtitle: str,
        reading: str,
        source: str,
        notes: Sequence[str] = (),
    ) -> Figure:
        """The canvas with its texts around it."""
        body = alt.layer(*self.layers).properties(width=self.width, height=self.height)
        spoken = f"{title}. {reading}"
        chart = dressed(
            body,
            title=title,
            subtitle=subtitle,
            notes=notes,
            source=source,
            alt_text=spoken,
            left=0,
            width=self.width,
        )
        return Figure(chart, data.reset_index(drop=True), title, subtitle, spoken)


def hovers(canvas: Canvas, rows: Iterable[Row]) -> None:
    """Fields that cannot be seen and say what stands there."""
    canvas.boxes([{**row, "colour": PAPER} for row in rows], fillOpacity=0)


def drop(row: Row, key: str) -> dict[str, Any]:
    """A row without a key."""
    return {name: value for name, value in row.items() if name != key}


def rounded(row: Row) -> dict[str, Any]:
    """A row with positions to a tenth of a pixel."""
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in row.items()}


def steps(edges: Sequence[tuple[float, float]], values: Sequence[float]) -> list[tuple[float, float]]:
    """The corners of a line of steps: (left, right) and the value of each."""
    corners = []
    for (left, right), value in zip(edges, values, strict=True):
        corners += [(left, value), (right, value)]
    return corners


def amounts(
    canvas: Canvas, labels: Sequence[tuple[float, str]], left: float, right: float | None = None
) -> None:
    """Faint lines across the canvas at an axis of amounts, (height, label) each, the label at the left."""
    across = canvas.width if right is None else right
    canvas.lines([{"x": left, "x2": across, "y": y, "y2": y} for y, _ in labels])
    canvas.texts([{"x": left - 8, "y": y, "text": text} for y, text in labels], align="right")
