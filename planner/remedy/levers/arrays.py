"""What may be changed in a Case: the limits that a planner can buy more of (planner/explain/limits.py), moved
in its arrays, and what is committed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.units import Scale
from planner.explain import limits
from planner.remedy.amounts import Amounts, Digits, Steps, tidy
from planner.remedy.lever import Lever
from planner.remedy.levers.demand import NEARLY_ALL, PERCENT, cut

KINDS: dict[str, tuple[str, str, str]] = {
    "flight": ("flights", "flight of {}", "flights of {}"),
    "flight from a pad": ("pads", "flight from {}", "flights from {}"),
    "satellite": ("factory", "satellite of {} from the factory", "satellites of {} from the factory"),
    "slot": ("slots", "satellite allowed in {}", "satellites allowed in {}"),
    "accelerator": ("supply", "{} to be bought", "{} to be bought"),
    "MW": ("grid", "MW of grid at {}", "MW of grid at {}"),
    "Gbit/s": ("links", "Gbit/s at {}", "Gbit/s at {}"),
    "M$ of capital": ("capital", "M$ of capital", "M$ of capital"),
}
"""What a limit is, and one and many of it in words."""

WHOLE = ("flights", "pads", "factory", "slots", "supply")
MOST_TIMES = 50
MOST_PRICES = 1000
LEAST = 1e-4


def levers_of_case(case: Case) -> list[Lever]:
    """Every lever of a Case."""
    found: list[Lever] = []
    by_place: dict[tuple[str, str], list[limits.Limit]] = defaultdict(list)
    for limit in limits.limits_of(case):
        is_hard = True
        if limit.what == "Tt committed":
            c, r = np.argwhere(limit.share.any(axis=2))[0]
            is_hard = bool(np.isinf(case.shortfall_musd[c, r]))
        if is_hard:
            by_place[limit.what, limit.where].append(limit)
    for (what, where), periods in by_place.items():
        for several in [[one] for one in periods] + ([periods] if len(periods) > 1 else []):
            if what == "Tt committed":
                found.append(of_demand(where, several))
            elif what != "M$ of capital" or len(several) == 1:
                found.append(of_limits(case, several))
    demanded = [one for (what, _), periods in by_place.items() if what == "Tt committed" for one in periods]
    if len({one.where for one in demanded}) > 1:
        found.append(of_demand("all workloads", demanded))
    return [*found, *least_tokens(case)]


def of_limits(case: Case, several: list[limits.Limit]) -> Lever:
    """More of a limit, in one period or in each of several."""
    first = several[0]
    kind, one, many = KINDS[first.what]
    now = float(np.mean([limit.amount for limit in several]))
    most = MOST_TIMES * now
    if kind == "capital":
        most = max(most, MOST_PRICES * Scale.of(case).musd)
    amounts: Amounts = Steps(round(max(most, 10))) if kind in WHOLE else Digits.between(LEAST * now, most)
    when = "every period" if len(several) > 1 else first.when
    during = f"in the period from {when}" if len(several) == 1 else "in every period"

    def moved(case: Case, amount: float) -> Case:
        for limit in several:
            case = limit.moved(case, amount)
        return case

    def says(amount: float) -> str:
        what = (one if amount == 1 else many).format(first.where)
        return f"{amount:g} more {what} {'' if when == 'always' else during}".rstrip()

    is_wide = len(several) > 1 or when == "always"
    return Lever(kind, first.where, when, first.unit, now, amounts, moved, says, is_wide)


def of_demand(where: str, years: list[limits.Limit]) -> Lever:
    """Less committed, in percent, in one year or in all of them."""
    when = "every year" if len(years) > 1 else years[0].when[:4]

    def moved(case: Case, percent: float) -> Case:
        for year in years:
            case = year.moved(case, -year.amount * percent / 100)
        return case

    return Lever(
        "demand", where, when, "%", 100.0, NEARLY_ALL if len(years) > 1 else PERCENT, moved,
        lambda percent: f"committed {where} in {when}: {cut(percent)}", len(years) > 1,
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
