"""Who serves the tokens: by year and provider, beside what is committed."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from planner.instance.numbers import percent
from planner.plan.plan import Plan
from planner.report.colours import MOST, PURPLE, REST, of_shells, of_sites
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    INK,
    LABEL_SIZE,
    PAPER,
    WIDTH,
    Scale,
    chart_of,
    scale_of,
    text_width,
    tint,
)
from planner.report.figures.words import figures
from planner.report.plan.findings.service import tokens_finding
from planner.report.plan.sheet import (
    BAR,
    Amount,
    Sheet,
    amount_axis,
    beside,
    tokens_in,
    wide_or_narrow,
    year_of,
    years_across,
)

NOT_SERVED, COMMITTED = "committed, not served", "committed"
HOMES = {"orbit": "from orbit", "ground": "on the ground"}


def tokens_by_year(plan: Plan, width: int = WIDTH) -> Figure | None:
    """Tokens by year and provider, with committed demand as a line; None where none are asked for."""
    data = service_table(plan)
    if data.empty:
        return None
    colours = colours_of(plan, data)
    years = asked_by_year(data)
    unit = tokens_in(max(years.committed_tt.max(), years.all_tt.max()))
    most = unit.of(max(years.committed_tt.max(), years.all_tt.max()))
    up = scale_of([0.0, most], wide_or_narrow(width, 250, 210), from_zero=True, log_from=float("inf"))
    bars = stacked(data, colours, unit)
    labels = ends(bars, years, unit, seen(colours, bars, up))
    longest = max(text_width(label["text"], LABEL_SIZE) for label in labels)
    sheet = Sheet(width, 52, wide_or_narrow(width, 30 + longest, 8))
    x = years_across(sorted(years.index), sheet.plot)
    y = alt.Y("foot:Q", scale=up.altair(), title=None, axis=amount_axis(up, figures))
    layers = [
        chart_of(bars)
        .mark_rect(stroke=PAPER, strokeWidth=0.5)
        .encode(x=x, x2="high:Q", y=y, y2="top:Q", color=tint(), description="says:N"),
        *demand(years, unit, x, up),
    ]
    if not sheet.is_narrow:
        layers += beside(labels, up, sheet.plot)
    body: Any = alt.layer(*layers).properties(width=sheet.plot, height=up.pixels)
    if sheet.is_narrow:
        body = alt.vconcat(sheet.key(labels), body, spacing=8)
    return sheet.figure(
        plan, body, data, title=tokens_finding(data), subtitle=subtitle(unit, data),
        reading=reading(data, unit), notes=[unserved(data), rest_says(data, colours)],
    )  # fmt: skip


def service_table(plan: Plan) -> pd.DataFrame:
    """A row a year and provider: tokens served there; and of each year what is committed and not served.

    kind: orbit, ground, committed (the year's commitment), not served (what of it is not)
    """
    rows = []
    served = plan.tokens.groupby([year_of(plan.tokens), "source_kind", "source"]).tokens_tt.sum()
    for (year, kind, source), tokens in served.items():
        rows.append((int(year), kind, str(source), float(tokens)))
    asked = plan.demand.groupby(year_of(plan.demand))[["committed_tt", "shortfall_tt"]].sum()
    for year, row in asked.iterrows():
        rows.append((int(str(year)), COMMITTED, "", float(row.committed_tt)))
        if row.shortfall_tt > 0:
            rows.append((int(str(year)), "not served", "", float(row.shortfall_tt)))
    frame = pd.DataFrame(rows, columns=["year", "kind", "provider", "tokens_tt"])
    order = {"ground": 0, "orbit": 1, "not served": 2, COMMITTED: 3}
    return frame.sort_values(
        ["year", "kind"], key=lambda c: c.map(order) if c.name == "kind" else c
    ).reset_index(drop=True)


def asked_by_year(data: pd.DataFrame) -> pd.DataFrame:
    """committed_tt and all_tt (served and short) by year, from the first year in which there is any to the
    last.
    """
    committed = data[data.kind == COMMITTED].groupby("year").tokens_tt.sum()
    every = data[data.kind != COMMITTED].groupby("year").tokens_tt.sum()
    years = pd.DataFrame({"committed_tt": committed, "all_tt": every}).fillna(0.0).sort_index()
    busy = years.index[years.any(axis=1)]
    return years.loc[busy[0] : busy[-1]] if len(busy) else years


def colours_of(plan: Plan, data: pd.DataFrame) -> dict[str, str]:
    """provider -> colour, from the foot of the stack up: sites and shells in the order of the instance, then
    what nobody serves; beyond the seventh, the least first, grey.
    """
    known = of_sites(plan) | of_shells(plan)
    served = data[data.kind.isin(["ground", "orbit"])].groupby("provider").tokens_tt.sum()
    told = set(served.sort_values(ascending=False, kind="stable").index[:MOST])
    colours = {name: colour if name in told else REST for name, colour in known.items() if name in served}
    colours |= {name: REST for name in served.index if name not in known}
    return colours | ({NOT_SERVED: PURPLE} if (data.kind == "not served").any() else {})


def stacked(data: pd.DataFrame, colours: dict[str, str], unit: Amount) -> list[dict[str, Any]]:
    """The bars: each provider of a year on top of those before it."""
    rows = []
    for year, group in data[data.kind != COMMITTED].groupby("year"):
        foot, total = 0.0, float(group.tokens_tt.sum())
        held = {row.provider or NOT_SERVED: (row.kind, row.tokens_tt) for row in group.itertuples()}
        for name in colours:
            if name not in held:
                continue
            kind, tokens = held[name]
            says = (
                f"In {year} {name} serves {unit.says(tokens)}, {percent(tokens / total)} of what is served."
            )
            if name == NOT_SERVED:
                says = f"In {year} {unit.says(tokens)} of the committed tokens are not served."
            top = foot + unit.of(tokens)
            rows.append({
                "year": year, "name": name, "low": year - BAR, "high": year + BAR, "foot": round(foot, 9),
                "top": round(top, 9), "colour": colours[name], "says": says,
            })  # fmt: skip
            foot = top
    return rows


def demand(years: pd.DataFrame, unit: Amount, x: alt.X, up: Scale) -> list[alt.Chart]:
    """The committed tokens: a line across each year, on a halo of paper."""
    rows = [
        {
            "low": year - 0.5, "high": year + 0.5, "foot": unit.of(row.committed_tt),
            "says": f"In {year} {unit.says(row.committed_tt)} are committed.",
        }
        for year, row in years.iterrows()
        if row.committed_tt > 0
    ]  # fmt: skip
    if not rows:
        return []
    y = alt.Y("foot:Q", scale=up.altair())
    halo = chart_of(rows).mark_rule(color=PAPER, strokeWidth=4, aria=False)
    line = chart_of(rows).mark_rule(color=INK, strokeWidth=2)
    return [halo.encode(x=x, x2="high:Q", y=y), line.encode(x=x, x2="high:Q", y=y, description="says:N")]


def seen(colours: dict[str, str], bars: list[dict[str, Any]], up: Scale) -> dict[str, str]:
    """The colours without that of tokens not served where they are too few to be seen."""
    short = [up.position(row["top"]) - up.position(row["foot"]) for row in bars if row["name"] == NOT_SERVED]
    return {name: colour for name, colour in colours.items() if name != NOT_SERVED or max(short) >= 1}


def ends(
    bars: list[dict[str, Any]], years: pd.DataFrame, unit: Amount, colours: dict[str, str]
) -> list[dict[str, Any]]:
    """Names beside the last bar, each at the middle of its part; who has none in it at its place in the
    stack.
    """
    last = max(years.index)
    parts = {row["name"]: row for row in bars if row["year"] == last}
    rows, at = [], 0.0
    for name in colours:
        part = parts.get(name)
        middle = (part["foot"] + part["top"]) / 2 if part else at
        at = part["top"] if part else at
        rows.append({"text": name, "value": middle, "colour": colours[name]})
    if years.committed_tt.any():
        at = unit.of(years.committed_tt[years.committed_tt > 0].iloc[-1])
        rows.append({"text": COMMITTED, "value": at, "colour": INK, "shape": "stroke"})
    return rows


def subtitle(unit: Amount, data: pd.DataFrame) -> str:
    """Metric, unit, and how to read it, of what is there."""
    kinds = set(data[data.tokens_tt > 0].kind)
    hues = {"orbit": "shells in orbit blue", "ground": "sites on the ground orange"}
    seen = ", ".join(hue for kind, hue in hues.items() if kind in kinds)
    line = " The black line is what is committed." if COMMITTED in kinds else ""
    head = f"Output tokens by year and provider, {unit.unit} (1 Tt is 10¹² tokens)"
    return f"{head}{f': {seen}' if seen else ''}.{line}"


def reading(data: pd.DataFrame, unit: Amount) -> str:
    """First and last year in words."""
    kept = data[data.kind.isin(["orbit", "ground"])]
    if kept.empty:
        return ""
    said = []
    for year in dict.fromkeys((kept.year.min(), kept.year.max())):
        sums = kept[kept.year == year].groupby("kind").tokens_tt.sum()
        parts = [f"{unit.says(tokens)} {HOMES[str(kind)]}" for kind, tokens in sums.items()]
        said.append(f"In {year} {' and '.join(parts)}.")
    return " ".join(said)


def unserved(data: pd.DataFrame) -> str:
    """What of the commitments is not served, and when."""
    short = data[data.kind == "not served"]
    if short.empty:
        return ""
    share = short.tokens_tt.sum() / data[data.kind == COMMITTED].tokens_tt.sum()
    years = sorted(short.year.unique())
    when = f"in {years[0]}" if len(years) == 1 else f"between {years[0]} and {years[-1]}"
    return f"Of the committed tokens {percent(share)} are not served, {when}."


def rest_says(data: pd.DataFrame, colours: dict[str, str]) -> str:
    """How many providers are grey."""
    count = sum(colour == REST for colour in colours.values())
    return f"Grey: the {count} smallest of {len(colours)} providers." if count else ""
