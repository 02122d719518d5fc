"""What the tables of reasons say, in sentences: what is missing and why, what binds, what does not fly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case, Floats
from planner.explain.binding import COMMITTED
from planner.explain.left_out import MEANING
from planner.explain.saying import many_of, period_word, tokens
from planner.explain.shadow_prices import MOST_STEP
from planner.explain.use import Use, stretches
from planner.instance.numbers import a_sum, counted, dollars, figures, joined, percent, sums
from planner.plan.plan import Plan

MOST_SAID = 6
"""Limits and shortfalls that the sentences name; of designs left out half as many."""

LEAST_SAID = 0.01
"""Of the worth of the best limit: one that is worth less is in the table, and in no sentence."""

LEAST_TOKENS = 1e-5
"""Of the plan's cost: where one Tt more or less moves less, demand is in no sentence."""

NOT_KNOWN = "What more of a limit is worth is not known: the program at the plan's decisions was not solved."


@dataclass(frozen=True, eq=False)
class Found:
    """The tables of reasons, and what they were made from: see planner/explain/reasons.py."""

    limits: pd.DataFrame
    left_out: pd.DataFrame
    refused: pd.DataFrame
    unmet: pd.DataFrame
    used: dict[tuple[str, str], Use]
    is_solved: bool


def of(plan: Plan, case: Case, found: Found) -> tuple[str, ...]:
    """All of them, what matters most first."""
    return (
        *short_in_words(plan, found.unmet),
        *(limits_in_words(plan, case, found.limits, found.used) if found.is_solved else (NOT_KNOWN,)),
        *left_out_in_words(plan, case, found.left_out, found.refused),
    )


def short_in_words(plan: Plan, short: pd.DataFrame) -> Iterator[str]:
    """What is missing in all, then where and why, the dearest first; equal reasons once."""
    if short.empty:
        if plan.demand.committed_tt.sum() > 0:
            yield "All committed tokens are served."
        return
    cost = float(short.penalty_musd.sum())
    share = f", {percent(cost / plan.cost_musd)} of the plan's cost" if plan.cost_musd else ""
    missing, asked = float(short.shortfall_tt.sum()), float(plan.demand.committed_tt.sum())
    yield f"{tokens(missing)} of {tokens(asked)} committed are not served: {a_sum(cost)} of penalties{share}."
    groups = short.groupby(["workload", "region", "why"], sort=False)
    for (workload, region, words), group in list(groups)[:MOST_SAID]:
        years = joined(sorted(group.year))
        yield f"{workload} for {region} in {years}, {tokens(float(group.shortfall_tt.sum()))} short: {words}."
    if len(groups) > MOST_SAID:
        yield f"{counted(len(groups) - MOST_SAID, 'shortfall')} more in the table."


def limits_in_words(
    plan: Plan, case: Case, limits: pd.DataFrame, used: dict[tuple[str, str], Use]
) -> Iterator[str]:
    """Each limit that is worth something, with when it binds; then those used up for nothing; then demand."""
    supply = limits[limits.what != COMMITTED]
    least = LEAST_SAID * float(supply.worth_musd.max()) if len(supply) else 0.0
    worth = supply[supply.worth_musd > least]
    groups = list(worth.groupby(["what", "where"], sort=False))
    for (what, where), group in groups[:MOST_SAID]:
        yield one_limit(case, what, where, group, used[what, where])
    if len(groups) > MOST_SAID:
        yield f"{counted(len(groups) - MOST_SAID, 'limit')} more, worth less, in the table."
    if not groups:
        yield "No limit binds: one more flight, slot, MW or accelerator would be worth nothing."
    idle = supply[(supply.worth_musd <= least) & (supply.periods_full > 0)]
    named = {many_of(row.what, row.where) for row in idle.itertuples()}
    named -= {many_of(what, where) for (what, where), _ in groups}
    if named:
        yield f"Used up at times, though more would be worth next to nothing: {joined(sorted(named))}."
    committed = limits[limits.what == COMMITTED]
    yield from demand_in_words(committed, LEAST_TOKENS * abs(plan.cost_musd))


def one_limit(case: Case, what: str, where: str, group: pd.DataFrame, used: Use) -> str:
    """ "Flights of starship: used up in every quarter from 2031-01 to 2033-12. One more is worth 14 M$ in
    2032; each is worth the same for up to 3 more."
    """
    best = group.iloc[0]
    runs = stretches(what, used)
    if runs:
        say = f"{many_of(what, where)}: used up {when_of(case, runs, used[1])}"
    else:
        inside = "" if best.when == "always" else f" in {best.when}"
        why = "in parts of a flight, a satellite or a rack all would be"
        if what == "M$ of capital":
            why = "cash is short in that year or later"
        use = f"{figures(best.used)} of {figures(best.limit)} {best.unit} used{inside}"
        say = f"{many_of(what, where)}: {use}; {why}"
    return f"{say[:1].upper()}{say[1:]}. {worth_of(group)}."


def worth_of(group: pd.DataFrame) -> str:
    """ "One more is worth 14 M$ in 2032 (...); each is worth the same up to 3 more"."""
    best = group.iloc[0]
    shown = list(group.sort_values("when").itertuples()) if len(group) <= 3 else [best]
    worths = sums(*(row.worth_musd for row in shown))
    told = [
        musd + ("" if row.when == "always" else f" in {row.when}")
        for row, musd in zip(shown, worths, strict=True)
    ]
    most = "at most " if len(group) > 3 else ""
    per_token = ""
    if np.isfinite(best.worth_usd_per_mtoken) and len(told) == 1:
        per_token = f" ({dollars(best.worth_usd_per_mtoken)} a million tokens)"
    amount = "One" if best.more == 1 else f"{figures(best.more)} {best.unit}"
    holds = f"{'a second one' if best.more == 1 else 'as much again'} is worth less"
    if best.holds_for > best.more:
        least = " at least" if best.holds_for >= MOST_STEP * best.more else ""
        inside = "" if len(told) == 1 else f" in {best.when}"
        unit = "" if best.more == 1 else f" {best.unit}"
        holds = f"each is worth the same for up to {figures(best.holds_for)}{unit} more{least}{inside}"
    return f"{amount} more is worth {most}{joined(told)}{per_token}; {holds}"


def when_of(case: Case, runs: list[tuple[int, int]], allowed: Floats) -> str:
    """ "in every quarter from 2031-01 to 2033-12", "in 8 of the 20 quarters from 2030-01 to 2034-12"."""
    word, (first, last) = period_word(case.period_years), (runs[0][0], runs[-1][1])
    if len(runs) > 2:
        there = allowed > 0
        full, every = sum(int(there[a : b + 1].sum()) for a, b in runs), int(there[first : last + 1].sum())
        return f"in {full} of the {every} {word}s from {month(case, first)} to {month(case, last, 1)}"
    return "in " + joined([span_of(case, run, word, allowed) for run in runs])


def span_of(case: Case, run: tuple[int, int], word: str, allowed: Floats) -> str:
    """ "every quarter from 2031-01 to 2033-12", "the quarter from 2031-04", "2031"."""
    first, last = run
    if word == "year" and case.dates[0][5:7] == "01":
        years = case.dates[first][:4], case.dates[last][:4]
        return years[0] if first == last else f"every year from {years[0]} to {years[1]}"
    if first == last:
        return f"the {word} from {month(case, first)}"
    which = word if (allowed[first : last + 1] > 0).all() else f"{word} that has any,"
    return f"every {which} from {month(case, first)} to {month(case, last, 1)}"


def month(case: Case, t: int, end: int = 0) -> str:
    """The month in which a period starts; with `end` its last."""
    year, number = int(case.dates[t][:4]), int(case.dates[t][5:7]) - 1
    months = 12 * year + number + end * (round(12 * case.period_years) - 1)
    return f"{months // 12}-{months % 12 + 1:02d}"


def demand_in_words(committed: pd.DataFrame, least: float) -> Iterator[str]:
    """Which commitments cost more than they are worth, and where more demand would pay."""
    dear = committed[committed.worth_musd < -least].sort_values("worth_musd")
    if len(dear):
        worst, others = dear.iloc[0], dear["where"].nunique() - 1
        also = f" Likewise for {counted(others, 'other commitment')}." if others else ""
        yield (
            f"Committed {worst['where'].replace(', ', ' for ')}: the last tokens cost more than the plan's "
            f"price; one Tt less in {worst.when} would save {a_sum(-worst.worth_musd)}.{also}"
        )
    pays = committed[committed.worth_musd > least].sort_values("worth_musd", ascending=False)
    if len(pays):
        best = pays.iloc[0]
        yield (
            f"Demand is a limit too: one Tt more of {best['where'].replace(', ', ' for ')} in {best.when} "
            f"would be worth {a_sum(best.worth_musd)}."
        )


def left_out_in_words(plan: Plan, case: Case, out: pd.DataFrame, refused: pd.DataFrame) -> Iterator[str]:
    """The best designs left out, then those that can fly in no plan."""
    found = plan.record.candidates
    if not len(case.designs):
        yield "There are no satellites to choose from."
    elif len(out):
        for row in list(out.itertuples())[: MOST_SAID // 2]:
            yield f"{row.design} does not fly: {row.why}."
    elif found.flown == found.offered:
        yield "Every design that is offered flies."
    else:
        yield "What the designs left out lack is not known: the search ended before it could tell."
    kept = refused[refused.reason != "dominated"]
    if len(kept):
        said = [f"{row.designs:,} ({MEANING.get(row.reason, row.reason)})" for row in kept.itertuples()]
        yield f"Designs that can fly in no plan: {joined(said)}; planner show --refused lists them."
