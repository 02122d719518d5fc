"""How every figure looks: colours, type, axes, title, subtitle and source line.

Colours are those of Okabe and Ito, which people who lack one cone type can tell apart; one a technology on
every figure: orbit blue, ground vermilion, both together black, the rest grey. Text in a technology's colour
is a darker shade of it, at 4.5:1 or better on white. Shapes repeat what colours say, for grey print.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from planner.report.figures.words import Quantity, is_number

COLOURS = {"orbit": "#0072B2", "ground": "#D55E00", "both": "#000000", "rest": "#8C8C8C"}
TEXT_COLOURS = {"orbit": "#005F94", "ground": "#A84A00", "both": "#000000", "rest": "#595959"}
SHAPES = {"orbit": "circle", "ground": "square", "both": "diamond"}
LABELS = {"orbit": "Orbit", "ground": "Ground", "both": "Together"}
BAND = 0.25  # opacity of a proven interval
SHADE = 0.07  # opacity of ink where nothing is decided
PAPER, INK, FAINT = "#FFFFFF", "#1A1A1A", "#E6E6E6"
ON_MARKS = ("#010101", "#FEFEFE")  # text on a mark; on a dark page it stays as it is, unlike ink

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE, SMALL_SIZE = 18, 13, 12, 11
WIDTH, HEIGHT = 620, 340
MANY_TICKS = 8
TOGETHER = re.compile(
    r"\s+(?!(?:%|M\$|bn|tn|MW|Tt|s)(?:[\s.,;:)]|$))"
)  # where a line may end: not before a unit
NARROW, WIDE = set("ijlIft.,:;'|!()[]/- "), set("mwMW%@—")

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "padding": 16,
    "view": {"stroke": None},
    "concat": {"spacing": 24},
    "axis": {
        "domain": False, "ticks": False, "grid": True, "gridColor": FAINT, "gridWidth": 1,
        "labelColor": TEXT_COLOURS["rest"], "labelFontSize": LABEL_SIZE, "labelPadding": 8,
        "titleColor": TEXT_COLOURS["rest"], "titleFontSize": LABEL_SIZE, "titleFontWeight": "normal",
        "titlePadding": 8,
    },
    "title": {
        "fontSize": TITLE_SIZE, "fontWeight": "bold", "color": INK, "lineHeight": 23, "offset": 18,
        "subtitleFontSize": SUBTITLE_SIZE, "subtitleColor": TEXT_COLOURS["rest"], "subtitleLineHeight": 18,
        "subtitlePadding": 6, "anchor": "start", "frame": "group",
    },
}  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """The colour that lies `part` of the way from one to the other."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + part * (b - a)):02X}" for a, b in pairs)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour: never below 4.5:1."""
    return max(ON_MARKS, key=lambda ink: contrast(ink, colour))


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels; rather too wide than too narrow."""
    wide = sum(
        0.33 if c in NARROW else 0.92 if c in WIDE else 0.72 if c.isupper() or ord(c) > 0x2000 else 0.58
        for c in text
    )
    return size * wide


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than `width` pixels; a word that is wider is broken."""
    lines, line = [], ""
    for word in TOGETHER.split(text.strip()):
        tried = f"{line} {word}".strip()
        if text_width(tried, size) <= width:
            line = tried
            continue
        lines += [line] if line else []
        while text_width(word, size) > width and len(word) > 1:
            fit = next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n], size) <= width)
            seams = [n + 1 for n in range(fit // 2, fit - 1) if word[n] in "-_./"]
            cut = seams[-1] if seams else fit
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines or [""]


def balanced(text: str, width: float, size: float) -> list[str]:
    """The text in as few lines as `wrapped`, of about one length: no last line of a single word."""
    lines = wrapped(text, width, size)
    narrower = width
    while len(lines) > 1 and narrower > width / 2:
        narrower -= 8
        tried = wrapped(text, narrower, size)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


@dataclass(frozen=True)
class Scale:
    """An axis' scale: from low to high on `pixels`; positions grow with the values."""

    low: float
    high: float
    pixels: float
    is_log: bool = False

    def position(self, value: float) -> float:
        """Pixels from the low end."""
        if self.is_log:
            return self.pixels * math.log(value / self.low) / math.log(self.high / self.low)
        return self.pixels * (value - self.low) / (self.high - self.low)

    def value(self, position: float) -> float:
        """The value at a position, which may lie beyond the ends."""
        if self.is_log:
            return self.low * (self.high / self.low) ** (position / self.pixels)
        return self.low + position / self.pixels * (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values along it."""
        if self.is_log:
            return log_ticks(self.low, self.high)
        step = nice_step(self.high - self.low)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [float(f"{n * step:.12g}") for n in range(first, last + 1)]

    def altair(self) -> alt.Scale:
        """The same for a channel."""
        return alt.Scale(
            type="log" if self.is_log else "linear", domain=[self.low, self.high], nice=False, zero=False
        )


def nice_step(length: float) -> float:
    """1, 2 or 5 times a power of ten, of which four to eight make the length."""
    power = 10.0 ** math.floor(math.log10(length / 4))
    return power * max(step for step in (1, 2, 5) if step * power <= length / 4 * 1.000001)


def log_ticks(low: float, high: float) -> list[float]:
    """Round values on a log scale: 1, 2 and 5 of each decade, of many decades the powers of ten alone."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        found = [step * 10.0**decade for decade in decades for step in steps]
        found = [float(f"{tick:.6g}") for tick in found if low * 0.999999 <= tick <= high * 1.000001]
        if len(found) <= MANY_TICKS + 1:
            return found
    return found[:: math.ceil(len(found) / MANY_TICKS)]


def scale_of(
    values: Iterable[float], pixels: float, *, from_zero: bool = False, log_from: float = 10
) -> Scale:
    """The scale that shows all values: log where all are positive and the largest is `log_from` times the
    least, from zero where amounts ask for it. Any values do, also none or one.
    """
    kept = [value for value in values if is_number(value)] or [0.0, 1.0]
    low, high = min(kept), max(kept)
    if low > 0 and high / low >= log_from:
        room = (high / low) ** 0.02
        return Scale(low / (room if from_zero else 1), high * (room if from_zero else 1), pixels, True)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0) * 1.06
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = 0.1 * abs(low) or 1.0
        low, high = (low, high + room) if from_zero else (low - room, high + room)
    return Scale(low, high, pixels)


class Rows(alt.InlineData):
    """Data that a chart holds itself, however many rows; copies of the chart share them, unchecked."""

    _class_is_valid_at_instantiation = False

    def __deepcopy__(self, memo: Any = None) -> Rows:
        return self


def chart_of(rows: Iterable[Mapping[str, Any]]) -> alt.Chart:
    """A chart of rows; a number that is none is null."""
    kept = [{key: None if value != value else value for key, value in row.items()} for row in rows]
    return alt.Chart(Rows(values=kept))


def tint(field: str = "colour") -> alt.Color:
    """The channel of colours that the rows name themselves."""
    return alt.Color(f"{field}:N", scale=None)


def on_paper(rows: Sequence[Mapping[str, Any]], look: Mapping[str, Any], **channels: Any) -> list[alt.Chart]:
    """The texts of rows on a halo of paper, so that no line runs through them."""
    at = {channel: value for channel, value in channels.items() if channel != "color"}
    halo: dict[str, Any] = {**look, "color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return [
        chart_of(rows).mark_text(**halo).encode(text="text:N", **at),
        chart_of(rows).mark_text(**look).encode(text="text:N", **channels),
    ]


def axis_of(ticks: Sequence[float], axis: Quantity, **options: Any) -> alt.Axis:
    """An axis with plain labels, units beside them."""
    return labelled(ticks, [axis.tick(tick) for tick in ticks], **options)


def labelled(ticks: Sequence[float], texts: Sequence[str], **options: Any) -> alt.Axis:
    """An axis with these labels, of one line or several, at these ticks."""
    written = json.dumps([text.split("\n") if "\n" in text else text for text in texts])
    chosen = f"{written}[indexof({json.dumps(list(ticks))}, datum.value)]"
    return alt.Axis(values=list(ticks), labelExpr=chosen, **options)


def apart(positions: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """The positions moved as little as it takes that neighbours stand `least` apart within [low, high]."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [positions[i] for i in order]
    for k in range(1, len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + least)
    if placed and placed[-1] > high:
        placed[-1] = high
        for k in range(len(placed) - 2, -1, -1):
            placed[k] = min(placed[k], placed[k + 1] - least)
    return [max(low, placed[order.index(i)]) for i in range(len(positions))]


def dressed(
    body: Any,
    *,
    title: str,
    subtitle: str,
    notes: Sequence[str],
    source: str,
    alt_text: str,
    left: float,
    width: float,
) -> alt.VConcatChart:
    """A chart with title and subtitle above and notes and source line below, all flush with its left edge.

    left: pixels from that edge to the plot; width: of the whole figure
    """
    lines = [line for note in notes if note for line in wrapped(note, width, SMALL_SIZE)]
    if source.strip():
        line = source.strip()
        line = line if line.lower().startswith("source") else f"Source: {line}"
        lines += wrapped(line, width, SMALL_SIZE)
    foot = [{"text": line, "y": 15 * number} for number, line in enumerate(lines)]
    footer = (
        chart_of(foot)
        .mark_text(align="left", baseline="top", fontSize=SMALL_SIZE, color=TEXT_COLOURS["rest"], aria=False)
        .encode(
            text="text:N",
            x=alt.value(-left),
            y=alt.Y("y:Q", scale=alt.Scale(domain=[0, max(15, 15 * len(lines))], reverse=True), axis=None),
        )
        .properties(width=max(width - left, 1), height=max(15, 15 * len(lines)))
    )
    heading = alt.TitleParams(
        balanced(title, width, TITLE_SIZE * 1.03),
        subtitle=balanced(subtitle, width, SUBTITLE_SIZE),
        dx=-left,
    )
    parts = [body, footer] if lines else [body]
    return alt.vconcat(*parts, title=heading, spacing=10, config=alt.Config(**CONFIG), description=alt_text)
