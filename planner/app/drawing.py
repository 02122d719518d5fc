"""The sentences and small pictures of the answer, as HTML and SVG; every text from outside is escaped.

Colours are classes of look.css, so that a dark page draws them its own way. Pictures stretch with the page:
what is drawn in percent of the width keeps its size of type.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from planner.app.solving import Work
from planner.app.state import Answer
from planner.app.worker import Shown
from planner.explain.answer import a_million, in_unit
from planner.instance.numbers import counted, dollars, figures, percent
from planner.report.figures.words import measure

PHASES = {
    "enumerate": "listing what could fly",
    "build": "building the model",
    "start": "starting",
    "linear relaxation": "bound from the linear relaxation",
    "integer search": "searching whole flights and racks",
    "stopping": "stopping with the best plan so far",
}
NUMBER = ' class="number"'
SERVES = {"both": "Orbit and ground", "orbit": "Orbit alone", "ground": "The ground alone"}


def amount(plan: Any, value: float | None) -> str:
    """A value of the objective with its unit, as people write it."""
    if value is None or not math.isfinite(value):
        return "none"
    return in_unit(value, plan.record.unit)


def row_of(plan: Any) -> dict[str, Any]:
    """The one row of a plan's summary."""
    return plan.summary().iloc[0].to_dict()


def interval(answer: Answer, last: Answer | None) -> str:
    """The value as a dot, what the proof leaves open as a band, the last plan as a hollow dot above it."""
    plan = answer.plan
    if not math.isfinite(plan.value):
        return ""
    known = [plan.value, plan.bound]
    beside = last.plan if last and last.plan.objective == plan.objective else None
    if beside is not None and math.isfinite(beside.value):
        known += [beside.value, beside.bound]
    ends = [0.0, *(value for value in known if value is not None)]
    low, high = min(ends), max(ends)
    room = (high - low) or 1.0

    def at(value: float) -> float:
        return round(3 + 88 * (value - low) / room, 2)

    here = at(plan.value)
    unit = f"$ {a_million(plan)}" if plan.objective == "levelized_cost" else "M$"
    parts = ['<line class="axis" x1="3%" x2="97%" y1="40" y2="40"/>']
    parts += [f'<text class="quiet" x="3%" y="60">{escape(amount(plan, 0.0))}</text>'] if low == 0 else []
    if plan.bound is not None:
        bound = at(plan.bound)
        left, width = min(bound, here), abs(here - bound)
        parts.append(f'<rect class="band" x="{left}%" y="32" width="{width}%" height="16" rx="2"/>')
        side = "above" if plan.objective == "npv" else "below"
        parts.append(label(bound, 62, f"no plan {side} {amount(plan, plan.bound)}", "quiet"))
    if beside is not None and math.isfinite(beside.value):
        there = at(beside.value)
        if beside.bound is not None:
            left, width = min(at(beside.bound), there), abs(there - at(beside.bound))
            parts.append(f'<rect class="band" x="{left}%" y="82" width="{width}%" height="6" rx="2"/>')
        parts.append('<line class="axis" x1="3%" x2="97%" y1="85" y2="85"/>')
        parts.append(f'<circle class="hollow" cx="{there}%" cy="85" r="5"/>')
        parts.append(label(there, 105, f"last plan {amount(beside, beside.value)}", "quiet"))
    parts.append(f'<circle class="dot" cx="{here}%" cy="40" r="7"/>')
    parts.append(label(here, 20, amount(plan, plan.value), "strong"))
    says = f"{amount(plan, plan.value)} ({unit})" + (
        f"; proven bound {amount(plan, plan.bound)}" if plan.bound is not None else ""
    )
    height = 112 if beside is not None else 70
    return svg(height, says, parts)


def label(at: float, y: int, text: str, style: str) -> str:
    """A text at a place in percent, turned inwards near the ends."""
    anchor = "start" if at < 15 else "end" if at > 75 else "middle"
    return f'<text class="{style}" x="{at}%" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def svg(height: int, says: str, parts: Sequence[str]) -> str:
    """A picture as wide as its place."""
    return (
        f'<svg class="small-picture" role="img" aria-label="{escape(says, quote=True)}" width="100%" '
        f'height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def course(work: Work, unit: str, seconds: float | None = None) -> str:
    """Best plan and bound over time, as steps; the band between them is what is not proven."""
    points = list(work.course)
    if not points:
        return ""
    end = max(seconds or work.seconds, points[-1][0], 0.1)
    values = [value for _, *both in points for value in both if value is not None]
    low, high = min(values), max(values)
    room = (high - low) or abs(high) or 1.0
    low, high = low - 0.08 * room, high + 0.08 * room

    start = points[0][0]

    def x(second: float) -> float:
        return round(100 * (second - start) / max(end - start, 0.1), 2)

    def y(value: float) -> float:
        return round(100 * (high - value) / (high - low), 2)

    lines = []
    for which, style in ((1, "best"), (2, "bound")):
        steps = [(point[0], value) for point in points if (value := point[which]) is not None]
        if steps:
            path = f"M{x(steps[0][0])},{y(steps[0][1])}"
            path += "".join(f"H{x(second)}V{y(value)}" for second, value in steps[1:]) + "H100"
            lines.append(f'<path class="{style}" d="{path}" vector-effect="non-scaling-stroke"/>')
    inner = (
        '<svg x="0" y="8" width="100%" height="116" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(lines)}</svg>"
    )
    most, least = max(values), min(values)
    foot = [
        f'<text class="quiet" x="0" y="{20 + 1.16 * y(most):.0f}">{escape(said(most, unit))}</text>',
        f'<text class="quiet" x="0" y="{4 + 1.16 * y(least):.0f}">{escape(said(least, unit))}</text>',
        '<line class="axis" x1="0" x2="100%" y1="134" y2="134"/>',
        f'<text class="quiet" x="0" y="150">{escape(measure(start, "s", 2))}</text>',
        f'<text class="quiet" x="100%" y="150" text-anchor="end">{escape(measure(end, "s", 2))}</text>',
    ]
    return svg(154, "Best plan and proven bound over time", [inner, *foot])


def said(value: float, unit: str) -> str:
    """A value of a search."""
    return in_unit(value, unit, 4)


def short(work: Work, unit: str) -> str:
    """The same for the bar below the controls."""
    news = work.news
    parts = [f"{work.seconds:.0f} s"]
    if news and news.best is not None and math.isfinite(news.best):
        parts.append(f"best {said(news.best, unit)}")
    if news and news.gap is not None and math.isfinite(news.gap):
        parts.append(f"gap {percent(news.gap)}")
    return " · ".join(parts)


def going(work: Work, unit: str) -> str:
    """How a search goes, in a line of HTML; best plan and bound in the colours of their lines."""
    news = work.news
    phase = PHASES.get(news.phase, news.phase) if news else "starting: physics and sizing"
    if work.state == "stopping":
        phase = PHASES["stopping"]
    parts = [f'<span class="clock">{work.seconds:.0f} s</span>', escape(phase)]
    if news and news.best is not None and math.isfinite(news.best):
        parts.append(f'<span class="key best">best plan {escape(said(news.best, unit))}</span>')
    if news and news.bound is not None and math.isfinite(news.bound):
        parts.append(f'<span class="key bound">bound {escape(said(news.bound, unit))}</span>')
    if news and news.gap is not None and math.isfinite(news.gap):
        parts.append(f"gap {escape(percent(news.gap))}")
    return f"<p>{' · '.join(parts)}</p>"


LEAST_TOLD = 1e-4  # shares below it have no digits, and a figure that moves by less is the same
LEAST_SHARE = 0.0005  # what changes less is the same to a reader
COMPARED = (
    ("value", "objective", "objective"),
    ("bound", "proven bound", "objective"),
    ("gap", "gap", "share"),
    ("cost_musd", "discounted cost", "M$"),
    ("orbit_share", "share from orbit", "share"),
    ("served_tt", "tokens served", "Tt"),
    ("shortfall_tt", "committed tokens not served", "Tt"),
    ("flights", "flights", "count"),
    ("satellites", "satellites", "count"),
    ("accelerators_orbit", "accelerators in orbit", "count"),
    ("accelerators_ground", "accelerators on the ground", "count"),
    ("seconds", "seconds of search", "s"),
)


def comparison(last: Answer, now: Answer) -> pd.DataFrame:
    """The last plan beside this one: what, last, now, change, as texts."""
    old, new = row_of(last.plan), row_of(now.plan)
    rows = []
    for key, name, kind in COMPARED:
        before, after = old[key], new[key]
        unit = kind
        if kind == "objective":
            if last.plan.objective != now.plan.objective:
                continue
            unit = now.plan.record.unit
            if unit == "$/Mtoken":
                name = "a million tokens" if key == "value" else "a million tokens, proven bound"
        rows.append((name, written(before, unit), written(after, unit), change(before, after, unit)))
    return pd.DataFrame(rows, columns=["what", "last", "now", "change"])


def written(value: float, unit: str) -> str:
    """A figure of the comparison."""
    if value is None or not math.isfinite(value):
        return "-"
    if unit == "share":
        return percent(value) if not 0 < value < LEAST_TOLD else f"under {percent(LEAST_TOLD)}"
    if unit == "count":
        return f"{value:,.0f}"
    return dollars(value) if unit == "$/Mtoken" else measure(value, unit)


def change(before: float, after: float, unit: str) -> str:
    """What became of a figure."""
    if any(value is None or not math.isfinite(value) for value in (before, after)):
        return ""
    moved = after - before
    if moved == 0 or (before and abs(moved) < LEAST_TOLD * abs(before)):
        return "same"
    sign = "+" if moved > 0 else "−"
    if unit == "share":
        return f"{sign}{figures(100 * abs(moved), 2)} points" if abs(moved) >= LEAST_SHARE else "same"
    if unit == "count":
        return f"{sign}{abs(moved):,.0f}"
    if before and unit != "s":
        return f"{sign}{percent(abs(moved / before))}"
    return f"{sign}{written(abs(moved), unit)}"


def figure(one: Shown) -> str:
    """A figure of the report: its finding, its drawings for wide and narrow pages, the table behind it."""
    found = one.picture
    heads = "".join(
        f'<th scope="col"{NUMBER if column.is_number else ""}>{escape(column.heading)}</th>'
        for column in found.table.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{NUMBER if column.is_number else ''}>{escape(cell)}</td>"
            for column, cell in zip(found.table.columns, row, strict=True)
        )
        + "</tr>"
        for row in found.table.rows
    )
    more = f"<p>{counted(found.table.more, 'more row')} in the CSV.</p>" if found.table.more else ""
    href, file = escape(found.table.link, quote=True), escape(found.table.file, quote=True)
    return (
        f"<style>@media (prefers-color-scheme: dark) {{ {one.dark} }}</style>"
        f'<figure class="picture"><h3>{escape(found.title)}</h3><p class="quiet">{escape(found.subtitle)}</p>'
        f"{found.wide}{found.narrow}"
        f'<details><summary>Table</summary><p><a href="{href}" download="{file}">CSV</a></p>'
        f'<div class="wide-table"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}</details></figure>"
    )


def table(frame: pd.DataFrame, heads: Sequence[str], caption: str) -> str:
    """A table of texts; the first column names the row."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(str(first))}</th>'
        + "".join(f"<td>{escape(str(text))}</td>" for text in rest)
        + "</tr>"
        for first, *rest in frame.itertuples(index=False)
    )
    return (
        f'<div class="wide-table"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
