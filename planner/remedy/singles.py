"""One lever at a time: of every place the least amount in one year, and the least in every year.

What the relaxation needs of each is known first where a question is small enough: levers that help by no
amount fall away, and those of which little is needed are searched first. Of a large question each lever is
tried at its largest amount; those that the search named as limits come first (planner/solver/missing.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.remedy.capital import by_period
from planner.remedy.lever import Lever
from planner.remedy.looking import Looking
from planner.remedy.searching import from_above, least_number

CAPITAL_SHARE = 0.6
ELASTIC_SHARE = 0.4
"""Of the time left: so much may go to capital, and to what the relaxation needs of the others."""

NAMED = {
    "flights": ("flights", "pads"), "power": ("grid",), "factories": ("factory",),
    "stage gates": ("satellites_max", "satellites_min", "months", "ramp_per_year"),
    "least orders": ("minimum_flights",), "milestones": ("share", "date"),
}  # fmt: skip
"""Limits of the search's own words (planner/errors/no_plan.py), and the levers that move them."""


@dataclass(frozen=True)
class Need:
    """A lever that may help, and the number at which its search begins; 0: not known."""

    lever: Lever
    first: int

    @property
    def share(self) -> float:
        """The least change that it can be, relative to what there is."""
        return self.lever.share(self.lever.amounts.amount(self.first)) if self.first else float("inf")


def singles(looking: Looking, limits: tuple[str, ...]) -> None:
    """Every lever that may help alone; what is found stands in `looking`. limits: what the search named."""
    capital = [lever for lever in looking.levers if lever.kind == "capital"]
    with looking.within(CAPITAL_SHARE):
        for moves in by_period(looking, capital):
            looking.take(moves)
    named = {"demand"} | {kind for limit in limits for kind in NAMED.get(limit, (limit,))}
    groups = in_groups(looking, named)
    for done, group in enumerate(groups):
        looking.tell(done, len(groups))
        if looking.is_over:
            return
        best = best_of(looking, group)
        if best is not None:
            looking.take([best])
    looking.tell(len(groups), len(groups))


def in_groups(looking: Looking, named: set[str]) -> list[list[Need]]:
    """Levers that may help, those of one place together, in one year and in every year apart; the group of
    which least is needed comes first.
    """
    groups: dict[tuple[str, str, bool], list[Need]] = defaultdict(list)
    hopeless: set[tuple[str, str]] = set()
    clock = looking.clock.part(ELASTIC_SHARE)
    others = [lever for lever in looking.levers if lever.kind != "capital"]
    for lever in sorted(others, key=lambda lever: (lever.kind not in named, not lever.is_wide)):
        if not lever.is_wide and lever.place in hopeless:
            continue
        needed = looking.needs([lever], clock)
        if needed is not None:
            groups[*lever.place, lever.is_wide].append(Need(lever, needed[0]))
        elif lever.is_wide and lever.kind != "demand":  # what does not help in every year helps in none
            hopeless.add(lever.place)
    for group in groups.values():
        group.sort(key=lambda need: need.share)
    return sorted(groups.values(), key=lambda group: group[0].share)


def best_of(looking: Looking, group: list[Need]) -> tuple[Lever, int] | None:
    """The least change of a group: of equal ones the latest."""
    best: tuple[Lever, int] | None = None
    least = float("inf")
    for need in group:
        lever = need.lever
        if looking.clock.left() <= 0 or (need.first and need.share > least):
            break
        last, number = lever.amounts.last, None

        def works(number: int, lever: Lever = lever) -> bool:
            return looking.works([(lever, number)])

        if looking.program is not None:
            number = least_number(works, need.first, last)
        elif works(last):
            number = from_above(works, last)
        if number is not None and lever.share(lever.amounts.amount(number)) <= least:
            best, least = (lever, number), lever.share(lever.amounts.amount(number))
    return best
