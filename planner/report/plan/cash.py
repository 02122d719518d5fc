"""Money in and out by year and kind, and what it adds up to; the cash held where the instance limits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from planner.instance.numbers import a_sum, sums
from planner.plan.plan import Plan
from planner.report.colours import GROUND, ORANGE, ORBIT, PURPLE, REST, YELLOW
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    INK,
    LABEL_SIZE,
    PAPER,
    WIDTH,
    Scale,
    chart_of,
    mixed,
    scale_of,
    text_width,
    tint,
)
from planner.report.plan.findings.cash import cash_finding
from planner.report.plan.sheet import BAR, Sheet, amount_axis, beside, wide_or_narrow, year_of, years_across
from planner.tables.earning import NEITHER, SIDES

COLOURS = {
    "revenue": REST, "capital": ORANGE, "debt": PURPLE, "interest": YELLOW,
    "orbit": ORBIT, "ground": GROUND, "penalties": mixed(PURPLE, INK, 0.5), "spent": mixed(INK, PAPER, 0.35),
    "repaid": mixed(PURPLE, PAPER, 0.5),
}  # fmt: skip
LINES = {"cash": "Cash held at the end of the year", "flow": "Sum since the start"}
SAYS = {
    "revenue": "of revenue come in", "capital": "of capital come in", "debt": "of debt are drawn",
    "interest": "of interest", "orbit": "are paid for orbit", "ground": "are paid for the ground",
    "penalties": "are penalties for tokens not served", "spent": "are spent",
    "repaid": "of debt are paid back",
}  # fmt: skip


def cash_by_year(plan: Plan, width: int = WIDTH) -> Figure | None:
    """Cash by year and kind with the cumulative line, not discounted; None where no money moves."""
    data = cash_table(plan)
    if data.empty:
        return None
    line = line_of(data)
    kinds = [kind for kind in COLOURS if kind in set(data.kind)]
    bars = stacked(data[data.kind.isin(kinds)])
    is_held = bool((data.kind == "cash").any())
    up = scale_of(
        [0.0, *(value for bar in bars for value in (bar["foot"], bar["top"]))],
        wide_or_narrow(width, 200, 180), from_zero=True, log_from=float("inf"),
    )  # fmt: skip
    labels = ends(bars, kinds)
    longest = max(text_width(label["text"], LABEL_SIZE) for label in labels)
    sheet = Sheet(width, 62, wide_or_narrow(width, 30 + longest, 8))
    x = years_across(sorted(set(data.year)), sheet.plot)
    axis = amount_axis(up, ticks_say(up))
    y = alt.Y("foot:Q", scale=up.altair(), title=None, axis=axis)
    marks = chart_of(bars).mark_rect(stroke=PAPER, strokeWidth=0.5)
    layers = [marks.encode(x=x, x2="high:Q", y=y, y2="top:Q", color=tint(), description="says:N")]
    if not sheet.is_narrow:
        layers += beside(labels, up, sheet.plot)
    upper = alt.layer(*layers).properties(width=sheet.plot, height=up.pixels)
    lower = cumulative(line, x, sheet, LINES["cash" if is_held else "flow"])
    parts = [sheet.key(labels), upper, lower] if sheet.is_narrow else [upper, lower]
    body = alt.vconcat(*parts, spacing=12)
    return sheet.figure(
        plan, body, data, title=cash_finding(data), subtitle=subtitle(is_held), reading=reading(data),
        notes=[annuity(plan, is_held)],
    )  # fmt: skip


def cash_table(plan: Plan) -> pd.DataFrame:
    """A row a year and kind: M$ in (positive) or out (negative), not discounted; and the line.

    Where the instance limits cash, from balance.csv: capital, debt, revenue, interest, spent, repaid, and the
    cash held at the end of the year. Otherwise from cash.csv: revenue, costs of orbit, of the ground,
    penalties, financing, and flow, the sum of all since the start.
    """
    found = from_balance(plan) if len(plan.balance) else from_cash(plan)
    kept = found[(found.musd != 0) | found.kind.isin(["cash", "flow"])]
    if not kept.kind.isin(COLOURS).any():
        return kept.iloc[:0]
    return kept.reset_index(drop=True)


def from_balance(plan: Plan) -> pd.DataFrame:
    """Of a plan whose cash is limited."""
    table, year = plan.balance, year_of(plan.balance)
    signs = {"revenue": 1, "capital": 1, "debt": 1, "interest": 1, "spend": -1, "repayment": -1}
    names = {"spend": "spent", "repayment": "repaid"}
    rows = [
        (int(str(when)), names.get(kind, kind), sign * float(musd))
        for kind, sign in signs.items()
        for when, musd in table.groupby(year)[f"{kind}_musd"].sum().items()
    ]
    rows += [
        (int(str(when)), "cash", float(musd)) for when, musd in table.groupby(year).cash_musd.last().items()
    ]
    return pd.DataFrame(rows, columns=["year", "kind", "musd"])


def from_cash(plan: Plan) -> pd.DataFrame:
    """Of any other plan."""
    groups = {item: side for side, items in SIDES.items() for item in items}
    groups |= {item: "penalties" for item in NEITHER} | {"repayment": "repaid"}
    kind = plan.cash.item.map(lambda item: groups.get(item, item)).rename("kind")
    sums = plan.cash.groupby([year_of(plan.cash), kind]).musd.sum()
    rows = [(int(when), str(kind), float(musd)) for (when, kind), musd in sums.items()]
    total = 0.0
    years = sorted({when for when, _, _ in rows})
    for when in range(years[0], years[-1] + 1) if years else ():
        total += sum(musd for at, _, musd in rows if at == when)
        rows.append((when, "flow", total))
    return pd.DataFrame(rows, columns=["year", "kind", "musd"])


def line_of(data: pd.DataFrame) -> list[dict[str, Any]]:
    """The cumulative line, a row a year."""
    kept = data[data.kind.isin(LINES)].sort_values("year")
    return [
        {
            "low": row.year, "at": row.musd,
            "says": f"At the end of {row.year} "
            + (f"{a_sum(row.musd)} of cash are held." if row.kind == "cash"
               else f"all that came in and went out since the start adds up to {a_sum(row.musd)}."),
        }
        for row in kept.itertuples()
    ]  # fmt: skip


def stacked(data: pd.DataFrame) -> list[dict[str, Any]]:
    """The bars: what comes in from zero up, what goes out from zero down."""
    rows = []
    held = {(row.year, row.kind): row.musd for row in data.itertuples()}
    for year in sorted(set(data.year)):
        above = below = 0.0
        for kind in COLOURS:
            musd = held.get((year, kind), 0.0)
            if not musd:
                continue
            foot = above if musd > 0 else below
            above, below = (above + musd, below) if musd > 0 else (above, below + musd)
            what = "come back for orbit, credits counted" if kind == "orbit" and musd > 0 else SAYS[kind]
            if kind == "interest":
                what = f"of interest {'come in' if musd > 0 else 'are paid'}"
            rows.append({
                "year": year, "kind": kind, "low": year - BAR, "high": year + BAR, "foot": foot,
                "top": foot + musd, "colour": COLOURS[kind], "says": f"In {year} {a_sum(abs(musd))} {what}.",
            })  # fmt: skip
    return rows


def ends(bars: list[dict[str, Any]], kinds: list[str]) -> list[dict[str, Any]]:
    """Names beside the plot, each at the height at which the kind is largest in a late year."""
    last = max(bar["year"] for bar in bars)
    rows = []
    for kind in kinds:
        own = [bar for bar in bars if bar["kind"] == kind]
        part = next((bar for bar in own if bar["year"] == last), own[-1])
        rows.append({"text": kind, "value": (part["foot"] + part["top"]) / 2, "colour": COLOURS[kind]})
    return sorted(rows, key=lambda row: float(str(row["value"])))


def cumulative(line: list[dict[str, Any]], x: alt.X, sheet: Sheet, name: str) -> Any:
    """The line with a dot a year, in a panel below the bars, on its own scale."""
    up = scale_of([0.0, *(row["at"] for row in line)], 90, from_zero=True, log_from=float("inf"))
    y = alt.Y("at:Q", scale=up.altair(), title=None, axis=amount_axis(up, ticks_say(up), 4))
    drawn = chart_of(line).mark_line(color=INK, strokeWidth=2, aria=False)
    dots = chart_of(line).mark_point(filled=True, size=45, opacity=1, color=INK, stroke=PAPER, strokeWidth=1)
    heading = alt.TitleParams(name, fontSize=LABEL_SIZE, color=INK, dx=-sheet.left, offset=6)
    layers = alt.layer(drawn.encode(x=x, y=y), dots.encode(x=x, y=y, description="says:N"))
    return layers.properties(width=sheet.plot, height=up.pixels, title=heading)


def ticks_say(up: Scale) -> Callable[[float], str]:
    """How the ticks of an axis of M$ are written: all in one unit."""
    most = max(abs(up.low), abs(up.high))
    return lambda musd: a_sum(musd, most=most) if musd else "0"


def subtitle(is_held: bool) -> str:
    """Metric, unit, and how to read it."""
    line = "the cash held at the end of each year" if is_held else "what all adds up to since the start"
    return (
        "Cash by year and kind, not discounted: what comes in above zero, what goes out below; "
        f"under it {line}, on its own scale."
    )


def reading(data: pd.DataFrame) -> str:
    """The sums by kind in words."""
    paid = data[data.kind.isin(COLOURS)].groupby("kind", sort=False).musd.sum()
    told = zip(paid.index, sums(*paid), strict=True)
    return f"Over all years: {', '.join(f'{kind} {musd}' for kind, musd in told)}."


def annuity(plan: Plan, is_held: bool) -> str:
    """What the bars leave out."""
    if is_held:
        return "Every cost counts in full when it is paid."
    if plan.record.horizon.kind == "annuity":
        return "Of assets that outlive the study only the share used in it is charged."
    return ""
