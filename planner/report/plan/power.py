"""Where the power of each site comes from, beside what the grid gives."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from planner.coefficients.ground import connected
from planner.coefficients.paths import from_first, paths
from planner.coefficients.timeline import Timeline
from planner.instance.schema import InstanceFile
from planner.plan.plan import Plan
from planner.report.colours import MOST, REST, of_sites
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    INK,
    LABEL_SIZE,
    PAPER,
    WIDTH,
    Scale,
    chart_of,
    labelled,
    mixed,
    scale_of,
    tint,
)
from planner.report.figures.words import figures, measure
from planner.report.plan.findings.power import power_finding
from planner.report.plan.sheet import Sheet, few_ticks, wide_or_narrow

MANY = 60  # periods beyond which a mark is a year
LEFT, GAP = 52, 34
LIGHT = 0.55  # of own generation, towards paper


def megawatts(plan: Plan, width: int = WIDTH) -> Figure | None:
    """MW by site and source over time, a panel a site, with the grid's limit; None where nothing is drawn."""
    data = power_table(plan)
    if data.empty:
        return None
    marks = by_year(data) if data.period.nunique() > MANY else data
    colours = of_sites(plan)
    peak = (
        (data.grid_mw + data.onsite_mw).groupby(data.site).max().sort_values(ascending=False, kind="stable")
    )
    told = set(peak.index[:MOST])
    sites = [site for site in dict.fromkeys(data.site) if site in told]
    sheet = Sheet(width, LEFT, 10)
    span = (float(marks.first_year.min()), float(marks.end_year.max()))
    across = Scale(*span, sheet.plot)
    height = max(46.0, wide_or_narrow(width, 270, 240) / len(sites) - GAP / 2)
    panels = [
        panel(site, marks[marks.site == site], across, height, colours.get(site, REST), site == sites[-1])
        for site in sites
    ]
    entries = [
        {"text": "from the grid", "colour": REST},
        {"text": "own generation", "colour": mixed(REST, PAPER, LIGHT)},
        {"text": "most that the grid gives", "colour": INK, "shape": "stroke"},
    ]
    has_own = bool(data.onsite_mw.any())
    body = alt.vconcat(sheet.key(entries if has_own else entries[::2]), *panels, spacing=8)
    return sheet.figure(
        plan, body, data.drop(columns=["first_year", "end_year"]), title=power_finding(data),
        subtitle=SUBTITLE.format(
            own=", own generation lighter" if has_own else "",
            scales=" Each site has its own scale." if len(sites) > 1 else "",
        ), reading=reading(data),
        notes=[left_out(data, sites)],
    )  # fmt: skip


SUBTITLE = (
    "Mean power drawn in each period by site, MW, cooling and losses included{own}. The line is the "
    "grid's limit.{scales}"
)


def power_table(plan: Plan) -> pd.DataFrame:
    """A row a period and site with power: MW from the grid and of own generation, and the grid's limit.

    first_year and end_year: where the period begins and ends, in years.
    """
    drawn = plan.power[(plan.power.grid_mw > 0) | (plan.power.onsite_mw > 0)]
    if drawn.empty:
        return drawn.assign(limit_mw=[], first_year=[], end_year=[])
    data = plan.resolved.data
    study = data.study
    limit = grid_limits(data, int(drawn.period.max()) + 1)
    months = study.period_months
    start = study.start.year + (study.start.month - 1) / 12
    first = start + drawn.period * months / 12
    order = {site: place for place, site in enumerate(data.sites)}
    found = drawn.assign(
        limit_mw=[limit[site][t] for site, t in zip(drawn.site, drawn.period)],
        first_year=first, end_year=first + months / 12,
    )  # fmt: skip
    return found.sort_values(["site", "period"], key=lambda c: c.map(order) if c.name == "site" else c)


def grid_limits(data: InstanceFile, periods: int) -> dict[str, np.ndarray]:
    """site -> most that the grid gives in each period [MW], as the model takes it from the instance."""
    study, sites = data.study, list(data.sites.values())
    timeline = Timeline(study.start, study.period_months, study.launch_periods, study.discount_rate)
    given = paths([site.grid_mw for site in sites], timeline.edges(periods))
    return dict(zip(data.sites, from_first(given, connected(sites, timeline))))


def by_year(data: pd.DataFrame) -> pd.DataFrame:
    """Means over the periods of each year, for studies of many periods."""
    year = np.floor(data.first_year + 1e-9)
    kept = data.groupby(["site", year], sort=False)
    found = kept[["grid_mw", "onsite_mw", "limit_mw"]].mean()
    found["first_year"], found["end_year"] = kept.first_year.min(), kept.end_year.max()
    found["date"], found["last_date"] = kept.date.min(), kept.last_date.max()
    return found.reset_index(level=0).reset_index(drop=True)


def panel(site: str, rows: pd.DataFrame, across: Scale, height: float, colour: str, is_last: bool) -> Any:
    """One site: steps of what it draws, grid below own generation, and the limit."""
    up = scale_of([0.0, *(rows.grid_mw + rows.onsite_mw), *seen_limits(rows)], height, from_zero=True,
                  log_from=float("inf"))  # fmt: skip
    years = [float(year) for year in range(int(np.ceil(across.low - 1e-9)), int(across.high) + 1)]
    every = max(1, int(np.ceil(len(years) * 44 / across.pixels)))
    kept = years[::every]
    time_axis = labelled(kept, [f"{year:.0f}" if is_last else "" for year in kept], labelFlush=False)
    x = alt.X("first_year:Q", scale=in_pixels(across), axis=time_axis, title=None)
    ticks = few_ticks(up, 4)
    y = alt.Y(
        "foot:Q", scale=in_pixels(up), axis=labelled(ticks, [figures(tick) for tick in ticks]), title=None
    )
    bars = chart_of(marks_of(site, rows, colour)).mark_rect(stroke=PAPER, strokeWidth=0.3)
    layers = [
        bars.encode(x=x, x2="end_year:Q", y=y, y2="top:Q", color=tint(), description="says:N"),
        *limit_line(rows, x, up),
    ]
    heading = alt.TitleParams(site, fontSize=LABEL_SIZE, color=INK, dx=-LEFT, offset=4)
    return alt.layer(*layers).properties(width=across.pixels, height=height, title=heading)


def in_pixels(scale: Scale) -> alt.Scale:
    """The scale, to whole pixels: many marks stay short in the picture's file."""
    return alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False, round=True)


def marks_of(site: str, rows: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    """A mark a period and source that gives something."""
    found = []
    for row in rows.itertuples():
        when = f"{row.date:%B %Y} to {row.last_date:%B %Y}"
        foot = 0.0
        for mw, source, shade in (
            (row.grid_mw, "from the grid", colour),
            (row.onsite_mw, "of own generation", mixed(colour, PAPER, LIGHT)),
        ):  # fmt: skip
            if mw > 0:
                of = f" of {measure(row.limit_mw, 'MW')} that it gives" if shade == colour else ""
                found.append({
                    "first_year": round(row.first_year, 4), "end_year": round(row.end_year, 4),
                    "foot": round(foot, 6), "top": round(foot + mw, 6), "colour": shade,
                    "says": f"{site}, {when}: {measure(mw, 'MW')} {source}{of}.",
                })  # fmt: skip
            foot += mw
    return found


def seen_limits(rows: pd.DataFrame) -> list[float]:
    """The limits that the panel shows: those not far above what is drawn."""
    peak = float((rows.grid_mw + rows.onsite_mw).max())
    return [limit for limit in rows.limit_mw if limit <= 2.5 * peak]


def limit_line(rows: pd.DataFrame, x: alt.X, up: Scale) -> list[alt.Chart]:
    """The grid's limit as steps, on a halo of paper; in words where it lies far above the panel."""
    shown = set(seen_limits(rows))
    y = alt.Y("foot:Q", scale=in_pixels(up))
    steps = [
        {"first_year": round(row.first_year, 4), "end_year": round(row.end_year, 4), "foot": row.limit_mw}
        for row in rows.itertuples()
        if row.limit_mw in shown
    ]
    joined: list[dict[str, Any]] = []
    for step in steps:
        if joined and joined[-1]["foot"] == step["foot"] and joined[-1]["end_year"] == step["first_year"]:
            joined[-1]["end_year"] = step["end_year"]
        else:
            joined.append(step)
    layers = []
    if joined:
        for colour, thick in ((PAPER, 5), (INK, 2)):  # own generation is as pale as ink on a dark page
            line = chart_of(joined).mark_rule(color=colour, strokeWidth=thick, aria=False)
            layers.append(line.encode(x=x, x2="end_year:Q", y=y))
    else:
        low, high = float(rows.limit_mw.min()), float(rows.limit_mw.max())
        text = measure(low, "MW") if low == high else f"{figures(low)} to {measure(high, 'MW')}"
        word = chart_of([{"text": f"the grid gives {text}, above this panel"}]).mark_text(
            align="left", baseline="bottom", fontSize=11, color=INK, aria=False
        )
        layers.append(word.encode(x=alt.value(70), y=alt.value(-5), text="text:N"))
    return layers


def reading(data: pd.DataFrame) -> str:
    """The peak of each site in words."""
    said = []
    for site, rows in data.groupby("site", sort=False):
        row = rows.loc[(rows.grid_mw + rows.onsite_mw).idxmax()]
        own = f" and {measure(row.onsite_mw, 'MW')} of own generation" if row.onsite_mw > 0 else ""
        said.append(f"{site} peaks in {row.date.year} with {measure(row.grid_mw, 'MW')} from the grid{own}.")
    return " ".join(said[:MOST])


def left_out(data: pd.DataFrame, sites: list[str]) -> str:
    """The sites that have no panel."""
    rest = [site for site in dict.fromkeys(data.site) if site not in sites]
    if not rest:
        return ""
    mw = data[data.site.isin(rest)].groupby("period")[["grid_mw", "onsite_mw"]].sum().sum(axis=1).max()
    return f"Not shown: {len(rest)} sites that draw less, at most {measure(mw, 'MW')} together."
