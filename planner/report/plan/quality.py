"""How good the prices are on which the cost rests: measured, quoted, estimated, assumed, or not said."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from planner.instance.numbers import a_sum, percent
from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    COLOURS,
    FAINT,
    INK,
    LABEL_SIZE,
    PAPER,
    SMALL_SIZE,
    WIDTH,
    chart_of,
    ink_on,
    labelled,
    mixed,
    text_width,
    tint,
)
from planner.report.figures.words import sentence
from planner.report.plan.findings.quality import quality_finding
from planner.report.plan.sheet import Sheet
from planner.report.plan.tracing import NOT_SAID, NOT_TRACED, QUALITIES, name_of, traced

NAMES = {"all": "All costs", "orbit": "Orbit", "ground": "Ground", "neither": "Penalties"}
LIGHT = {"measured": 0.0, "quoted": 0.3, "estimated": 0.58, "assumed": 0.82}  # towards paper
ROW, THICK, MOST_NAMED = 38, 24, 3
SMALL = 0.01  # of the cost: penalties below it have no bar of their own


def cost_by_quality(plan: Plan, width: int = WIDTH) -> Figure | None:
    """Share of the discounted cost by quality of the prices behind it; None where nothing costs."""
    rests = traced(plan)
    data = quality_table(rests)
    if data.empty:
        return None
    sides = list(dict.fromkeys(data.side))
    left = 12 + max(text_width(NAMES[side], LABEL_SIZE) for side in sides)
    sheet = Sheet(width, left, 14)
    rows = bars(data, sides, sheet.plot)
    height = ROW * len(sides)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    x = alt.X(
        "from_share:Q", scale=alt.Scale(domain=[0, 1], nice=False), title=None,
        axis=labelled(ticks, [f"{100 * tick:.0f} %" for tick in ticks], labelFlush=False),
    )  # fmt: skip
    y = alt.Y("line:Q", scale=alt.Scale(domain=[-0.5, len(sides) - 0.5], reverse=True), axis=None)
    edge = alt.Stroke("edge:N", scale=None)
    marks = chart_of(rows).mark_bar(size=THICK, orient="horizontal", strokeWidth=1)
    words = chart_of([row for row in rows if row["text"]]).mark_text(fontSize=SMALL_SIZE, aria=False)
    names = chart_of([{"line": n, "text": NAMES[side]} for n, side in enumerate(sides)])
    layers = [
        marks.encode(x=x, x2="to_share:Q", y=y, color=tint(), stroke=edge, description="says:N"),
        words.encode(x=alt.X("middle:Q"), y=y, text="text:N", color=tint("ink")),
        names.mark_text(align="left", fontSize=LABEL_SIZE, color=INK, aria=False).encode(
            x=alt.value(-left), y=y, text="text:N"
        ),
    ]
    body = alt.layer(*layers).properties(width=sheet.plot, height=height)
    found = [quality for quality in QUALITIES if quality in set(data.quality)]
    key = [{"text": q, "colour": shade("all", q) if q != NOT_SAID else COLOURS["rest"],
            "shape": "square" if q != NOT_SAID else "stroke"} for q in found]  # fmt: skip
    return sheet.figure(
        plan, alt.vconcat(sheet.key(key), body, spacing=8), data, title=quality_finding(data),
        subtitle=SUBTITLE, reading=reading(data), notes=[most_rests_on(rests), not_drawn(rests)],
    )  # fmt: skip


SUBTITLE = (
    "Discounted cost by the quality of the price behind each dollar. Counted are prices alone: masses, "
    "powers, speeds and failure rates, which say how much is bought, are not."
)


def quality_table(rests: pd.DataFrame) -> pd.DataFrame:
    """A row a side and quality: M$ and share. Credits are taken off the price they give back; a price that
    gives back more than it costs does not count.

    side: all, and where both cost something orbit, ground and neither (penalties)
    """
    net = rests.groupby(["side", "figure", "quality"], as_index=False).cost_musd.sum()
    net = net[net.cost_musd > 0]
    parts = {side: net[net.side == side] for side in ("orbit", "ground", "neither")}
    if parts["neither"].cost_musd.sum() < SMALL * net.cost_musd.sum():
        del parts["neither"]
    every = [("all", net), *parts.items()]
    if net.side.nunique() < 2:
        every = every[:1]
    rows = []
    for side, part in every:
        sums = part.groupby("quality").cost_musd.sum()
        rows += [(side, q, float(sums[q]), float(sums[q] / sums.sum())) for q in QUALITIES if q in sums]
    return pd.DataFrame(rows, columns=["side", "quality", "cost_musd", "share"])


def shade(side: str, quality: str) -> str:
    """The colour of a quality on a side's bar: the better known the darker."""
    if quality == NOT_SAID:
        return PAPER
    if quality == NOT_TRACED:
        return FAINT
    hue = {"orbit": COLOURS["orbit"], "ground": COLOURS["ground"]}.get(side, INK)
    return mixed(hue, PAPER, LIGHT[quality])


def bars(data: pd.DataFrame, sides: list[str], pixels: float) -> list[dict[str, Any]]:
    """One bar a side, in parts by quality; a share where it fits."""
    rows = []
    for line, side in enumerate(sides):
        at = 0.0
        for row in data[data.side == side].itertuples():
            text, colour = percent(row.share), shade(side, row.quality)
            fits = text_width(text, SMALL_SIZE) + 6 <= row.share * pixels
            rows.append({
                "line": line, "from_share": round(at, 6), "to_share": round(at + row.share, 6),
                "middle": at + row.share / 2, "text": text if fits else "", "colour": colour,
                "ink": ink_on(colour), "edge": COLOURS["rest"] if row.quality == NOT_SAID else PAPER,
                "says": f"{NAMES[side]}: {text}, {a_sum(row.cost_musd)}, rests on prices that are "
                f"{said(row.quality)}.",
            })  # fmt: skip
            at += row.share
    return rows


def said(quality: str) -> str:
    """The quality as the end of a sentence."""
    return {NOT_SAID: "given without saying how well they are known"}.get(quality, quality)


def reading(data: pd.DataFrame) -> str:
    """All costs in words."""
    rows = data[data.side == "all"]
    return f"Of all costs {', '.join(f'{percent(row.share)} {row.quality}' for row in rows.itertuples())}."


def most_rests_on(rests: pd.DataFrame) -> str:
    """The prices that carry most of the cost."""
    net = (
        rests[rests.figure != ""].groupby(["figure", "quality"]).cost_musd.sum().sort_values(ascending=False)
    )
    total = float(rests.cost_musd.sum())
    if total <= 0 or net.empty:
        return ""
    named = [
        f"{name_of(str(path))} ({quality}) {percent(musd / total)}"
        for (path, quality), musd in net.head(MOST_NAMED).items()
        if musd > 0
    ]
    return sentence(f"most rests on {', '.join(named)}.") if named else ""


def not_drawn(rests: pd.DataFrame) -> str:
    """What gives back more than it costs, and so has no share."""
    net = rests.groupby(["side", "figure"]).cost_musd.sum()
    back = float(net[net < 0].sum())
    return (
        f"Credits of {a_sum(-back)} beyond the price that they give back are not drawn." if back < 0 else ""
    )
