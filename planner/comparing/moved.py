"""What moved between plans: costs, satellites and accelerators, flights, sites, service, side by side.

A table has a row for each thing that any of the plans has, and columns

    a_UNIT, b_UNIT, ...   its amount in each plan, 0 where a plan has none of it
    change_UNIT           of two plans: the second less the first

so that the sum of a column is the plan's own total. Money is discounted and in dollars of one year
(planner/comparing/question.py), years are calendar years, the year of a period that of its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from planner.comparing.inputs import letters
from planner.comparing.question import Question

CHANGE = "change"
PERCENT = 100
LEAST = 1e-9  # relative to the largest amount of a table: what is left where two sums are the same

Measure = Callable[[Question], pd.DataFrame]
"""Amounts of one plan: columns of amounts, named by their units, over an index of what they are of."""


def side_by_side(questions: Sequence[Question], measure: Measure) -> pd.DataFrame:
    """The amounts of several plans as one table."""
    frames = [measure(question) for question in questions]
    keys = list(frames[0].index.names)
    index = frames[0].index
    for frame in frames[1:]:
        index = index.union(frame.index, sort=False)
    columns: dict[str, pd.Series] = {}
    for unit in frames[0].columns:
        held = [frame[unit].reindex(index, fill_value=0) for frame in frames]
        columns |= {f"{letter}_{unit}": one for letter, one in zip(letters(len(held)), held, strict=True)}
        if len(held) == 2:
            columns[f"{CHANGE}_{unit}"] = clean(held[1] - held[0], max(one.abs().max() for one in held))
    table = pd.DataFrame(columns, index=index).reset_index()
    if "year" in keys:  # a later plan's years stand among those of the first
        table = table.sort_values(keys, kind="stable", ignore_index=True)
    return table.astype({key: "int64" for key in keys if key == "year"})


def clean(change: pd.Series, largest: float) -> pd.Series:
    """Changes without what sums of the same amounts leave."""
    return change.where(change.abs() > LEAST * largest, 0) if len(change) else change


def costs(question: Question) -> pd.DataFrame:
    """Discounted cost by item, and over the plan's tokens; NaN where nothing is served."""
    items = pd.Series(question.plan.cost_by_item, dtype=float).rename_axis("item") * question.dollars
    tokens = question.plan.tokens_tt or float("nan")
    return pd.DataFrame({"musd": items, "usd_per_mtoken": items / tokens})


def fleet(question: Question) -> pd.DataFrame:
    """Accelerators launched, by kind and shell."""
    aboard = question.plan.mixes.merge(question.plan.cohorts[["design", "shell", "satellites"]], on="design")
    aboard["accelerators"] = aboard["count"] * aboard.satellites
    return aboard.groupby(["accelerator", "shell"])[["accelerators"]].sum()


def satellites(question: Question) -> pd.DataFrame:
    """Satellites launched, by shell."""
    return question.plan.cohorts.groupby("shell")[["satellites"]].sum()


def flights(question: Question) -> pd.DataFrame:
    """Flights by vehicle and year."""
    return by_year(question.plan.launches, ["vehicle"], "flights", "flights")


def sites(question: Question) -> pd.DataFrame:
    """Accelerators bought at sites, by kind."""
    built = question.plan.sites.groupby(["site", "accelerator"])[["accelerators_built"]].sum()
    return built.rename(columns={"accelerators_built": "accelerators"})


def power(question: Question) -> pd.DataFrame:
    """The greatest power that each site draws in a period."""
    drawn = question.plan.sites.groupby(["site", "period"]).power_mw.sum()
    return drawn.groupby("site").max().to_frame("peak_mw")


def service(question: Question) -> pd.DataFrame:
    """Output tokens served, by where they come from and year; neither discounted nor weighted."""
    return by_year(question.plan.tokens, ["source_kind", "source"], "tokens_tt", "tt")


def shortfall(question: Question) -> pd.DataFrame:
    """Committed output tokens that are not served, by workload, region and year."""
    demand = question.plan.demand
    return by_year(demand[demand.shortfall_tt > 0], ["workload", "region"], "shortfall_tt", "tt")


def by_year(frame: pd.DataFrame, keys: list[str], amount: str, unit: str) -> pd.DataFrame:
    """An amount by keys and calendar year."""
    dated = frame.assign(year=frame.date.dt.year)
    return dated.groupby([*keys, "year"])[[amount]].sum().rename(columns={amount: unit})


TABLES: dict[str, Measure] = {
    "costs": costs,
    "fleet": fleet,
    "satellites": satellites,
    "flights": flights,
    "sites": sites,
    "power": power,
    "service": service,
    "shortfall": shortfall,
}
"""The tables of a comparison by name."""


def totals(questions: Sequence[Question]) -> pd.DataFrame:
    """What each plan comes to: a row a figure, its unit in a column of its own."""
    rows = []
    summaries = [question.plan.summary().iloc[0] for question in questions]
    for name, column, unit, is_money in FIGURES:
        values = [
            float(row[column]) * (question.dollars if is_money else PERCENT if unit == "%" else 1)
            for row, question in zip(summaries, questions, strict=True)
        ]
        told = {"figure": name, **dict(zip(letters(len(values)), values, strict=True))}
        if len(values) == 2:
            a, b = values
            told[CHANGE] = 0.0 if abs(b - a) <= LEAST * max(abs(a), abs(b)) else b - a
        rows.append(told | {"unit": unit})
    table = pd.DataFrame(rows)
    amounts = table[letters(len(questions))]
    return table[(amounts.notna() & (amounts != 0)).any(axis=1)].reset_index(drop=True)


FIGURES = (
    ("levelized cost", "ratio_usd_per_mtoken", "$/Mtoken", True),
    ("levelized cost from orbit", "ratio_usd_per_mtoken_orbit", "$/Mtoken", True),
    ("levelized cost from the ground", "ratio_usd_per_mtoken_ground", "$/Mtoken", True),
    ("cost, discounted", "cost_musd", "M$", True),
    ("revenue, discounted", "revenue_musd", "M$", True),
    ("net present value", "net_present_value_musd", "M$", True),
    ("tokens served", "served_tt", "Tt", False),
    ("share from orbit", "orbit_share", "%", False),
    ("committed tokens not served", "shortfall_tt", "Tt", False),
    ("flights", "flights", "", False),
    ("satellites launched", "satellites", "", False),
    ("accelerators launched", "accelerators_orbit", "", False),
    ("accelerators on the ground", "accelerators_ground", "", False),
)
"""Figure, column of Plan.summary(), unit, and whether it is money."""
