"""Why a plan is as it is: which limits bind and what one more of each is worth, where tokens fall short, which
designs do not fly; as tables and in sentences.

The worths are of the linear program at the plan's decisions (planner/explain/at_plan.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case
from planner.coefficients import Built
from planner.explain import binding, left_out, unmet
from planner.explain.at_plan import program_at
from planner.explain.binding import COMMITTED
from planner.explain.saying import many_of, musd, one_of, period_word, tokens
from planner.explain.shadow_prices import MOST_STEP
from planner.explain.use import Use, stretches, use_of
from planner.instance.numbers import counted, dollars, figures, joined, percent
from planner.plan.plan import Plan
from planner.solver.solution import Solution

HOW = (
    "Worth is discounted M$ at the plan's price of a token, with the shells, engineering and orders of the plan "
    "as they are and flights, satellites and racks in parts: a guide to what to ask for, not a new plan."
)
"""What the worths are, for those who read them."""

MOST_SAID = 6
"""Limits, and designs left out, that the sentences name."""

LEAST_SAID = 1e-4
"""Of the plan's cost: a limit that is worth less is in the table, and in no sentence."""


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why a plan is as it is.

    limits      what binds, worth most first: planner/explain/binding.py
    left_out    designs that do not fly and what they lack: planner/explain/left_out.py
    refused     designs that can fly in no plan, by reason
    unmet       where committed tokens fall short, and why: planner/explain/unmet.py
    sentences   the same in words, what matters most first
    """

    limits: pd.DataFrame
    left_out: pd.DataFrame
    refused: pd.DataFrame
    unmet: pd.DataFrame
    sentences: tuple[str, ...]

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {
            "limits": self.limits, "unmet": self.unmet, "left_out": self.left_out, "refused": self.refused,
        }  # fmt: skip


def reasons(
    plan: Plan, built: Built, decided: Solution, *, progress: Callable[[int, int], None] | None = None
) -> Reasons:
    """The reasons of a plan, with its question and its decisions in that question's indices.

    progress: called with (limits done, limits).
    """
    case = built.case
    program = program_at(case, decided, plan.ratio if case.is_ratio else None)
    is_solved = program.run.status == "optimal" and program.run.values is not None
    found = binding.worths(program, progress) if is_solved else []
    used = use_of(plan, case)
    limits = binding.table(case, program, found, used)
    short = unmet.table(plan, case, program, found)
    out, refused = left_out.table(plan, built), left_out.refused(built)
    said = [
        *short_in_words(plan, short),
        *(limits_in_words(plan, case, limits, used) if is_solved else [NOT_KNOWN]),
        *left_out_in_words(plan, case, out, refused),
    ]
    return Reasons(limits, out, refused, short, tuple(said))


NOT_KNOWN = "What one more of a limit is worth is not known: the program at the plan's decisions was not solved."


def why(found: Reasons) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """The section "why" of a report: sentences, and two small tables in words, limits and designs left out."""
    limits = found.limits[(found.limits.what != COMMITTED) & (found.limits.worth_musd > 0)].head(12)
    small = pd.DataFrame(
        {
            "one more": [one_of(row.what, row.where) for row in limits.itertuples()],
            "in": limits.when.to_numpy(),
            "is worth [M$]": limits.worth_musd.to_numpy(),
            "the same for up to": limits.holds_for.to_numpy(),
            "used": [f"{figures(row.used)} of {figures(row.limit)}" for row in limits.itertuples()],
        }
    )
    out = found.left_out.rename(
        columns={"lacks_musd": "lacks [M$ a satellite]", "share_of_cost": "of its cost [-]", "why": "in words"}
    )
    return list(found.sentences), small, out[["design", "lacks [M$ a satellite]", "of its cost [-]", "in words"]]


def short_in_words(plan: Plan, short: pd.DataFrame) -> Iterator[str]:
    """What is missing in all, then where and why, the dearest first; equal reasons once."""
    if short.empty:
        if plan.demand.committed_tt.sum() > 0:
            yield "All committed tokens are served."
        return
    cost = float(short.penalty_musd.sum())
    share = f", {percent(cost / plan.cost_musd)} of the plan's cost" if plan.cost_musd else ""
    missing, asked = float(short.shortfall_tt.sum()), float(plan.demand.committed_tt.sum())
    yield f"{tokens(missing)} of {tokens(asked)} committed are not served: {musd(cost)} of penalties{share}."
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
    least = LEAST_SAID * abs(plan.cost_musd)
    supply = limits[limits.what != COMMITTED]
    worth = supply[supply.worth_musd > least]
    groups = list(worth.groupby(["what", "where"], sort=False))
    for (what, where), group in groups[:MOST_SAID]:
        yield one_limit(case, what, where, group, used[what, where])
    if len(groups) > MOST_SAID:
        yield f"{counted(len(groups) - MOST_SAID, 'limit')} more, worth less, in the table."
    if not groups:
        yield "No limit binds: one more flight, slot, MW or accelerator would be worth next to nothing."
    idle = supply[(supply.worth_musd <= least) & (supply.periods_full > 0)]
    named = {many_of(row.what, row.where) for row in idle.itertuples()}
    named -= {many_of(what, where) for (what, where), _ in groups}
    if named:
        yield f"Used up at times, though more would be worth next to nothing: {joined(sorted(named))}."
    yield from demand_in_words(plan, limits[limits.what == COMMITTED], least)


def one_limit(case: Case, what: str, where: str, group: pd.DataFrame, used: Use) -> str:
    """ "flights of starship are used up in every quarter from 2031 to 2033; one more in 2032 is worth 14 M$, and
    each the same for up to 3 more."
    """
    best = group.iloc[0]
    runs = stretches(what, used)
    if runs:
        say = f"{many_of(what, where)}: used up {when_of(case, runs)}"
    else:
        inside = "" if best.when == "always" else f" in {best.when}"
        say = (
            f"{many_of(what, where)}: {figures(best.used)} of {figures(best.limit)} {best.unit} used{inside}; "
            "in parts of a flight or a satellite all would be"
        )
    return f"{say[:1].upper()}{say[1:]}. {worth_of(group)}."


def worth_of(group: pd.DataFrame) -> str:
    """ "One more is worth 14 M$ in 2032 (...); each is worth the same up to 3 more"."""
    best = group.iloc[0]
    shown = list(group.sort_values("when").itertuples()) if len(group) <= 3 else [best]
    told = [musd(row.worth_musd) + ("" if row.when == "always" else f" in {row.when}") for row in shown]
    most = "at most " if len(group) > 3 else ""
    per_token = ""
    if np.isfinite(best.worth_usd_per_mtoken) and len(told) == 1:
        per_token = f" ({dollars(best.worth_usd_per_mtoken)} a million tokens)"
    holds = "a second one is worth less"
    if best.holds_for > 1:
        least = " at least" if best.holds_for >= MOST_STEP else ""
        inside = "" if len(told) == 1 else f" in {best.when}"
        holds = f"each is worth the same for up to {figures(best.holds_for)} more{least}{inside}"
    return f"One more is worth {most}{joined(told)}{per_token}; {holds}"


def when_of(case: Case, runs: list[tuple[int, int]]) -> str:
    """ "in every quarter from 2031-01 to 2033-12", "in 8 of the 20 quarters from 2030-01 to 2034-12"."""
    word, (first, last) = period_word(case.period_years), (runs[0][0], runs[-1][1])
    if len(runs) > 2:
        full = sum(b - a + 1 for a, b in runs)
        return f"in {full} of the {last - first + 1} {word}s from {month(case, first)} to {month(case, last, 1)}"
    return "in " + joined([span_of(case, run, word) for run in runs])


def span_of(case: Case, run: tuple[int, int], word: str) -> str:
    """ "every quarter from 2031-01 to 2033-12", "the quarter from 2031-04", "2031"."""
    first, last = run
    if word == "year" and case.dates[0][5:7] == "01":
        years = case.dates[first][:4], case.dates[last][:4]
        return years[0] if first == last else f"every year from {years[0]} to {years[1]}"
    if first == last:
        return f"the {word} from {month(case, first)}"
    return f"every {word} from {month(case, first)} to {month(case, last, 1)}"


def month(case: Case, t: int, end: int = 0) -> str:
    """The month in which a period starts; with `end` its last."""
    year, number = int(case.dates[t][:4]), int(case.dates[t][5:7]) - 1
    months = 12 * year + number + end * (round(12 * case.period_years) - 1)
    return f"{months // 12}-{months % 12 + 1:02d}"


def demand_in_words(plan: Plan, committed: pd.DataFrame, least: float) -> Iterator[str]:
    """Which commitments cost more than they are worth, and where more demand would pay."""
    dear = committed[committed.worth_musd < -least].sort_values("worth_musd")
    if len(dear):
        worst, others = dear.iloc[0], dear["where"].nunique() - 1
        also = f" Likewise for {counted(others, 'other commitment')}." if others else ""
        yield (
            f"Committed {worst['where'].replace(', ', ' for ')}: the last tokens cost more than the plan's price; one "
            f"Tt less in {worst.when} would save {musd(-worst.worth_musd)}.{also}"
        )
    pays = committed[committed.worth_musd > least].sort_values("worth_musd", ascending=False)
    if len(pays):
        best = pays.iloc[0]
        yield (
            f"Demand is a limit too: one Tt more of {best['where'].replace(', ', ' for ')} in {best.when} would be "
            f"worth {musd(best.worth_musd)}."
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
        said = [f"{row.designs:,} ({left_out.MEANING.get(row.reason, row.reason)})" for row in kept.itertuples()]
        yield f"Designs that can fly in no plan: {joined(said)}; planner show --refused lists them."
