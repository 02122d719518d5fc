"""The chance that commitments are met, by year, with its interval: what the runs of a simulation say."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from planner.auditing.limits import RELATIVE
from planner.instance.numbers import percent
from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    BAND,
    COLOURS,
    INK,
    LABEL_SIZE,
    PAPER,
    WIDTH,
    chart_of,
    labelled,
)
from planner.report.plan.findings.chances import chance_finding
from planner.report.plan.sheet import Sheet, wide_or_narrow, year_of, years_across
from planner.simulation.simulation import Simulation

MOST = 7  # workloads with a panel
LEFT = 48


def chance_by_year(plan: Plan, simulation: Simulation, width: int = WIDTH) -> Figure | None:
    """Of each year and workload the commitment that is least likely met: its chance with the 95 % interval of
    the runs; None where nothing is committed.
    """
    data = chance_table(simulation)
    if data.empty:
        return None
    least = data.groupby("workload").met.min().sort_values(kind="stable")
    told = set(least.index[:MOST])
    workloads = [name for name in dict.fromkeys(data.workload) if name in told]
    sheet = Sheet(width, LEFT, 14)
    height = min(120.0, max(54.0, wide_or_narrow(width, 280, 260) / len(workloads) - 20))
    x = years_across(sorted(set(data.year)), sheet.plot)
    panels = [panel(name, data[data.workload == name], x, sheet, height) for name in workloads]
    return sheet.figure(
        plan, alt.vconcat(*panels, spacing=10), data, title=chance_finding(data, simulation.runs),
        subtitle=SUBTITLE, reading=reading(data),
        notes=[counted(simulation), never(simulation), left_out(least)],
    )  # fmt: skip


SUBTITLE = (
    "Share of simulated runs in which the year's least likely commitment of a workload is met; bars and "
    "band: the 95 % interval of that share."
)


def chance_table(simulation: Simulation) -> pd.DataFrame:
    """A row a year and workload: the commitment (region, first day of its period) with the least chance."""
    frame = simulation.commitments
    columns = ["year", "workload", "region", "date", "met", "met_low", "met_high", "runs"]
    if frame.empty:
        return pd.DataFrame(columns=columns)
    kept = frame.assign(year=year_of(frame), runs=simulation.runs)
    least = kept.loc[kept.groupby(["year", "workload"], sort=False).met.idxmin()]
    return least.sort_values(["workload", "year"], kind="stable")[columns].reset_index(drop=True)


def panel(name: str, data: pd.DataFrame, x: alt.X, sheet: Sheet, height: float) -> Any:
    """One workload."""
    rows = [
        {
            "low": row.year, "met": row.met, "met_low": row.met_low, "met_high": row.met_high,
            "says": f"{name} in {row.year}: {percent(row.met)} of the runs meet the least likely commitment "
            f"({row.region}, {row.date:%B}); the chance lies between {percent(row.met_low)} and "
            f"{percent(row.met_high)}.",
        }
        for row in data.itertuples()
    ]  # fmt: skip
    ticks = [0.0, 0.5, 1.0]
    y = alt.Y(
        "met:Q", scale=alt.Scale(domain=[-0.03, 1.03], nice=False), title=None,
        axis=labelled(ticks, [f"{100 * tick:.0f} %" for tick in ticks]),
    )  # fmt: skip
    low = y.copy()
    low.shorthand = "met_low:Q"
    base = chart_of(rows)
    band = base.mark_area(opacity=BAND / 2, color=INK, aria=False)
    line = base.mark_line(color=COLOURS["rest"], strokeWidth=1, aria=False)
    ends = base.mark_rule(color=INK, strokeWidth=2, aria=False)
    dots = base.mark_point(filled=True, size=50, opacity=1, color=INK, stroke=PAPER, strokeWidth=1)
    heading = alt.TitleParams(name, fontSize=LABEL_SIZE, color=INK, dx=-LEFT, offset=4)
    layers = [
        band.encode(x=x, y=low, y2="met_high:Q"), line.encode(x=x, y=y),
        ends.encode(x=x, y=low, y2="met_high:Q"), dots.encode(x=x, y=y, description="says:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=sheet.plot, height=height, title=heading)


def reading(data: pd.DataFrame) -> str:
    """The worst year of each workload in words."""
    said = []
    for name, rows in data.groupby("workload", sort=False):
        row = rows.loc[rows.met.idxmin()]
        said.append(f"{name}: least in {row.year}, {percent(row.met)}.")
    return " ".join(said[:MOST])


def counted(simulation: Simulation) -> str:
    """Runs, seed, and the chance of all together."""
    every = [f"{row.workload} {percent(row.met)}" for row in simulation.workloads.itertuples()][:MOST]
    said = f"{simulation.runs:,} runs, seed {simulation.seed}."
    return f"{said} Every commitment of every year met: {', '.join(every)}."


def never(simulation: Simulation) -> str:
    """Commitments that the plan itself does not meet."""
    short = int((simulation.commitments.planned_share < 1 - RELATIVE).sum())
    every = len(simulation.commitments)
    return f"{short:,} of {every:,} commitments are short in the plan itself: never met." if short else ""


def left_out(least: pd.Series) -> str:
    """The workloads without a panel."""
    rest = len(least) - MOST
    return (
        f"Not shown: {rest} workloads, none less likely met than {percent(least.iloc[MOST])}."
        if rest > 0
        else ""
    )
