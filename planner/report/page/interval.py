"""The answer drawn: a dot on a line for each plan, a band from it to what is proven, ticks below.

One plan alone is drawn on a scale that shows its band; two on one scale from zero, where both lie above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from planner.report.figures.grammar import COLOURS, FAINT, INK, TEXT_COLOURS, Scale, text_width
from planner.report.figures.words import dollars, figures
from planner.report.page.answer import Standing

ROW, TOP, AXIS = 58, 20, 30  # pixels: of a plan, above its line, of the ticks
EDGE = 10
DOT, BAND_HEIGHT = 7, 16
BAND_OPACITY = 0.3
ROOM = 0.9  # of the band's width, left free on either side of it
LEAST_ROOM = 0.02  # of the value, where nothing is open
SMALL, LABEL = 12, 13


def drawn(plans: Sequence[Standing], colours: Sequence[str], width: int, name: str) -> str:
    """An SVG of the plans that have a value, the first one first. colours: of each plan's mark."""
    kept = [(plan, colour) for plan, colour in zip(plans, colours, strict=True) if plan.value is not None]
    if not kept:
        return ""
    scale = scale_for([plan for plan, _ in kept], width - 2 * EDGE)
    height = ROW * len(kept) + AXIS
    parts = [part for n, (plan, colour) in enumerate(kept) for part in row(plan, colour, scale, n * ROW + TOP)]
    parts += ticks(scale, ROW * len(kept) - 8, kept[0][0].unit)
    alt = escape(" ".join(reading(plan) for plan, _ in kept), quote=True)
    return (
        f'<svg class="{name}" role="img" aria-label="{alt}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><g transform="translate({EDGE},0)">{"".join(parts)}</g></svg>'
    )


def scale_for(plans: Sequence[Standing], pixels: float) -> Scale:
    """The scale that shows every dot and band."""
    values = [value for plan in plans for value in (plan.value, plan.bound) if value is not None]
    low, high = min(values), max(values)
    if len(plans) > 1 and low > 0:
        return Scale(0.0, high * 1.08, pixels)
    room = max(ROOM * (high - low), LEAST_ROOM * max(abs(high), abs(low)) * (low == high)) or 1.0
    return Scale(low - room, high + room, pixels)


def row(plan: Standing, colour: str, scale: Scale, top: float) -> list[str]:
    """One plan: its words above the line, the line, the band and the dot."""
    assert plan.value is not None
    y = top + 14
    at = scale.position(plan.value)
    parts = [text(0, top, said(plan), size=LABEL, colour=INK)]
    parts.append(f'<line x1="0" x2="{scale.pixels:g}" y1="{y}" y2="{y}" stroke="{FAINT}" stroke-width="3"/>')
    if plan.bound is not None:
        proven = scale.position(plan.bound)
        left, right = min(at, proven), max(at, proven)
        parts.append(
            f'<rect x="{left:.1f}" y="{y - BAND_HEIGHT / 2:g}" width="{max(right - left, 1):.1f}" '
            f'height="{BAND_HEIGHT}" fill="{colour}" fill-opacity="{BAND_OPACITY}"/>'
        )
        parts.append(
            f'<line x1="{proven:.1f}" x2="{proven:.1f}" y1="{y - 11}" y2="{y + 11}" stroke="{colour}" '
            f'stroke-width="2"/>'
        )
    parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="{DOT}" fill="{colour}" aria-label="{escape(reading(plan))}"/>')
    return parts


def said(plan: Standing) -> str:
    """The words of a row."""
    value, bound = told_apart(plan)
    if not bound:
        return f"{plan.name}: {value}, nothing proven"
    return f"{plan.name}: {value}; no plan {'above' if plan.is_more_better else 'below'} {bound}"


def told_apart(plan: Standing) -> tuple[str, str]:
    """Value and bound in as many digits as tell them apart; no bound: an empty text."""
    assert plan.value is not None
    if plan.bound is None:
        return plan.said(plan.value), ""
    for digits in range(3, 8):
        value, bound = plan.said(plan.value, digits), plan.said(plan.bound, digits)
        if value != bound:
            break
    return value, bound


def reading(plan: Standing) -> str:
    """What a row shows, as a sentence."""
    assert plan.value is not None
    value, bound = told_apart(plan)
    unit = " a million tokens" if plan.unit != "M$" else ""
    if not bound:
        return f"{plan.name}: {value}{unit}; nothing is proven."
    beyond = "more" if plan.is_more_better else "less"
    return f"{plan.name}: {value}{unit}; proven: no plan reaches {beyond} than {bound}."


def ticks(scale: Scale, top: float, unit: str) -> list[str]:
    """Round values below the lines, as many as have room."""
    values = scale.ticks()
    texts = {value: written(value, unit) for value in values}
    widest = max((text_width(label, SMALL) for label in texts.values()), default=1) + 18
    while len(values) > 1 and scale.pixels / len(values) < widest:
        values = values[::2]
    parts = []
    for value in values:
        at = scale.position(value)
        if not widest / 2 - EDGE <= at <= scale.pixels - widest / 2 + EDGE + 8:
            continue
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{top + 5}" stroke="{TEXT_COLOURS["rest"]}"/>')
        parts.append(text(at, top + 20, texts[value], anchor="middle", colour=TEXT_COLOURS["rest"]))
    return parts


def written(value: float, unit: str) -> str:
    """A value at the axis."""
    return f"{figures(value, 6)} M$" if unit == "M$" else dollars(value, 6)


def text(x: float, y: float, words: str, *, size: int = SMALL, anchor: str = "start", colour: str) -> str:
    """A line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def colour_of(share: float) -> str:
    """The colour of a plan's mark: that of the side that serves alone, else of both together."""
    return COLOURS["orbit"] if share == 1 else COLOURS["ground"] if share == 0 else COLOURS["both"]
