"""What may be changed in a Case: the limits that a planner can buy more of (planner/explain/limits.py), moved
in its arrays, and what is committed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from models.case import Case
from planner.explain import limits
from planner.remedy.amounts import Amounts, Digits, Steps, tidy
from planner.remedy.lever import Lever
from planner.remedy.levers.demand import NEARLY_ALL, PERCENT, cut

KINDS = {
    "flight": "flights", "slot": "slots", "accelerator": "supply", "MW": "grid", "Gbit/s": "links",
    "M$ of capital": "capital",
}  # fmt: skip
MOST_TIMES = 50
LEAST = 1e-4


def levers_of_case(case: Case) -> list[Lever]:
    """Every lever of a Case."""
    hard = np.isinf(case.shortfall_musd)
    found = [of_limit(limit) for limit in limits.limits_of(case) if limit.what != "Tt committed"]
    by_place: dict[str, list[limits.Limit]] = defaultdict(list)
    for limit in limits.demand(case):
        c, r = np.argwhere(limit.share.any(axis=2))[0]
        if hard[c, r]:
            by_place[limit.where].append(limit)
    for where, years in by_place.items():
        found += [of_demand(where, year.when[:4], [year]) for year in years]
        if len(years) > 1:
            found.append(of_demand(where, "every year", years))
    every = [year for years in by_place.values() for year in years]
    if len(by_place) > 1:
        found.append(of_demand("all workloads", "every year", every))
    return [*found, *least_tokens(case)]


def of_limit(limit: limits.Limit) -> Lever:
    """More of a limit."""
    kind, now = KINDS[limit.what], limit.amount
    is_whole = kind in ("flights", "slots", "supply")
    amounts: Amounts = Digits.between(LEAST * now, MOST_TIMES * now)
    if is_whole:
        amounts = Steps(round(max(MOST_TIMES * now, 10)))
    at = f" at {limit.where}" if limit.where else ""
    when = "" if limit.when == "always" else f" in the period from {limit.when}"
    return Lever(
        kind, limit.where, limit.when, limit.unit, now, amounts, limit.moved,
        lambda amount: f"{amount:g} more {limit.unit}{at}{when}", limit.when == "always",
    )  # fmt: skip


def of_demand(where: str, when: str, years: Iterable[limits.Limit]) -> Lever:
    """Less committed, in percent."""
    years = list(years)

    def moved(case: Case, percent: float) -> Case:
        for year in years:
            case = year.moved(case, -year.amount * percent / 100)
        return case

    return Lever(
        "demand", where, when, "%", 100.0, NEARLY_ALL if len(years) > 1 else PERCENT, moved,
        lambda percent: f"committed {where} in {when}: {cut(percent)}", when == "every year",
    )  # fmt: skip


def least_tokens(case: Case) -> Iterator[Lever]:
    """A smaller least output."""

    def moved(case: Case, percent: float) -> Case:
        return case.replaced(min_tokens_tt=tidy(case.min_tokens_tt * (1 - percent / 100)))

    if case.min_tokens_tt > 0:
        yield Lever(
            "demand", "min_tokens_tt", "all periods", "%", 100.0, PERCENT, moved,
            lambda percent: f"min_tokens_tt: {percent:g} % less", True,
        )  # fmt: skip
