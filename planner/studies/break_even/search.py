"""The value of a figure at which two cases have the same ratio, as an interval that the proven gaps justify.

At a value p the search proves an interval of each ratio: A's optimum lies in [b_A, v_A], bound and value of
its plan, and B's in [b_B, v_B]. A is proven cheaper where v_A < b_B, dearer where b_A > v_B, and the value is
undecided otherwise (planner/studies/break_even/compared.py).

A range is searched in rounds of a few values, so that several cores have work: evenly spaced ones first, then
those between neighbours of which one is proven cheaper and the other dearer (bracketing.py).
Undecided values are solved again at half the gap, a quarter, ... down to a sixteenth or the time limit of a
run. What is left between the last value proven on one side and the first proven on the other is the interval
of the break-even.

Where it is known that a ratio never falls (or never rises) as p rises (monotone.py), proofs
carry over: b_A at p holds at every larger value, v_A at p at every smaller one (sides.py).
Then between neighbours p < q A lies in [b_A(p), v_A(q)], and "no break-even" is proven of the whole range
once that interval keeps clear of B's between every two neighbours; with B constant, one end of the range
proves it alone. Where the direction is not known, nothing is said of values that were not tried, and every
change of the verdict is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from planner.errors import InstanceError
from planner.instance.arguments import a_number
from planner.instance.reading import Instance
from planner.plan.plan import Plan
from planner.studies.asked.parameter import Parameter, parameter_of
from planner.studies.asked.runs import Run
from planner.studies.break_even.bracketing import Tried, next_values, scale_of
from planner.studies.break_even.compared import Proven, Verdict, is_missing, multiple, verdict
from planner.studies.break_even.monotone import is_monotone
from planner.studies.break_even.sides import FINEST, Side
from planner.studies.break_even.turns import Found, Turn, turns_of
from planner.studies.running.runner import Runner

GROUND = "the ground"
FIRST_VALUES = 5
BATCH = 2  # new values by which a lone change is split: one for each of two cores
MOST_VALUES = 60  # after which the search takes what it has

Request = tuple[Side, float, int]


@dataclass(frozen=True)
class BreakEven:
    """Where two cases have the same ratio.

    low, high   the interval in which they do; None unless exactly one was found
    turns       every change of the verdict, in rising order
    doubts      ranges in which a change is neither proven nor excluded
    is_proven   nothing depends on values that were not tried: there is just this change, or none
    is_settled  the search ended by itself, with no doubt left
    verdict     the sentence that says it
    curve       one row for each value and case: ratio, bound (its own, or that of another value, which holds
                here too: bound_from), gap, status, and the verdict on the first case
    """

    parameter: str
    between: tuple[float, float]
    case: str
    against: str
    low: float | None
    high: float | None
    turns: tuple[Turn, ...]
    doubts: tuple[Turn, ...]
    is_proven: bool
    is_settled: bool
    verdict: str
    curve: pd.DataFrame = field(repr=False)


class Search:
    """A search that goes on: what is asked, and what is known so far."""

    def __init__(self, instance: Instance, parameter: Parameter, sides: tuple[Side, Side], runner: Runner):
        self.instance, self.parameter, self.sides, self.runner = instance, parameter, sides, runner
        self.gap = instance.data.solve.gap
        self.values: list[float] = []
        self.knows = all(side.direction is not None for side in sides)

    def solve(self, requests: Iterable[Request]) -> None:
        """Solve sides at values, each at a gap halved so often; what is asked twice is solved once."""
        wanted = {(id(side), side.key(value)): (side, value, level) for side, value, level in requests}
        runs = [self.run(*request) for request in wanted.values()]
        for (side, value, level), row in zip(wanted.values(), self.runner.rows(runs)):
            if not is_missing(row):
                side.keep(value, level, row)

    def run(self, side: Side, value: float, level: int) -> Run:
        """One question. A side that does not see the figure is asked at the instance's own value."""
        gap = self.gap / 2**level
        labels = {self.parameter.path: self.parameter.plain(value), "case": side.name, "solve.gap": gap}
        moved = {} if side.direction == 0 else self.parameter.changes(value)
        return Run(labels, self.instance.with_values({"solve.gap": gap, **moved}), side.case)

    def go_on(self, finer: Iterable[float], fresh: Iterable[float]) -> None:
        """One round: values solved again at a finer gap, and new ones."""
        again = [
            (side, value, level)
            for value in finer
            for side in self.sides
            if (level := side.finer(value, self.gap)) is not None
        ]
        first = [
            (side, value, self.first_level(side, value))
            for value in fresh
            for side in self.sides
            if not side.is_known(value)
        ]
        self.solve([*again, *first])
        known = [value for value in fresh if all(side.is_known(value) for side in self.sides)]
        self.values = sorted({*self.values, *known})

    def first_level(self, side: Side, value: float) -> int:
        """How often the gap is halved at once at a new value: as often as at the coarser of its
        neighbours.
        """
        below = [side.levels.get(side.key(known), 0) for known in self.values if known < value]
        above = [side.levels.get(side.key(known), 0) for known in self.values if known > value]
        return min(below[-1], above[0]) if below and above else 0

    def verdict_at(self, value: float) -> Verdict:
        """The verdict on the first side."""
        return verdict(*(side.at(value, self.values) for side in self.sides))

    def between(self, low: float, high: float) -> tuple[Proven, Proven]:
        """What is proven of both sides at every value of a range."""
        a, b = (side.between(low, high, self.values) for side in self.sides)
        return a, b

    def tried(self) -> list[Tried]:
        """The values so far, in rising order."""
        found = []
        for value, after in zip(self.values, [*self.values[1:], None]):
            own = self.verdict_at(value)
            is_open = self.knows and after is not None and verdict(*self.between(value, after)) != own
            is_final = all(side.finer(value, self.gap) is None for side in self.sides)
            found.append(Tried(value, own, is_final, is_open))
        return found

    def is_cut(self) -> bool:
        """Whether Ctrl-C or the limit of values ends it."""
        return self.runner.is_interrupted or len(self.values) > MOST_VALUES

    def multiples(self) -> tuple[float, float]:
        """How many times B's ratio that of A is, least and most: over the whole range where the directions
        are known, else at the values tried.
        """
        ends = zip(self.values, self.values[1:] if self.knows else self.values)
        found = [multiple(*self.between(*pair)) if self.knows else self.multiple_at(pair[0]) for pair in ends]
        if not found or any(math.isnan(end) for pair in found for end in pair):
            return math.nan, math.nan
        return min(low for low, _ in found), max(high for _, high in found)

    def multiple_at(self, value: float) -> tuple[float, float]:
        """The same at a value."""
        return multiple(*(side.at(value, self.values) for side in self.sides))

    def most_saved(self, doubts: Iterable[Turn]) -> float:
        """By which share A may be cheaper than B at the values of ranges without proof, at most; infinite
        where nothing is proven.
        """
        lows = [
            self.multiple_at(value)[0]
            for value in self.values
            if any(turn.low <= value <= turn.high for turn in doubts)
            and self.verdict_at(value) == "undecided"
        ]
        return max((math.inf if math.isnan(low) else 1 - low for low in lows), default=0.0)

    def curve(self) -> pd.DataFrame:
        """The table of BreakEven."""
        path, (first, _) = self.parameter.path, self.sides
        return pd.DataFrame(
            [
                {
                    path: self.parameter.plain(value),
                    **side.row_at(value, self.values),
                    "verdict": self.verdict_at(value) if side is first else "",
                }
                for value in self.values
                for side in self.sides
            ]
        )


def breakeven(
    instance: Instance,
    parameter: str,
    between: tuple[float, float],
    *,
    runner: Runner,
    against: Plan | Literal["ground"] = "ground",
    case: Literal["orbit", "both"] = "orbit",
    tolerance: float = 0.01,
    note: Callable[[str], None] | None = None,
) -> BreakEven:
    """Search the break-even of a case of an instance with the ground or with a plan, as a figure varies.

    note: is told what setting the figure does beside exchanging a number

    Raises InstanceError, before anything is solved, for a figure or a range that cannot be varied, and for an
    objective other than the ratio.
    """
    low, high = between
    figure = parameter_of(instance, parameter, low, high)
    require_ratios(instance, against)
    if note is not None:
        for line in figure.notes:
            note(line)
    other = (
        Side("ground", "ground", is_monotone(instance, parameter, "ground"))
        if against == "ground"
        else Side("plan", "both", 0, Proven(against.bound or 0.0, against.ratio))
    )
    search = Search(
        instance, figure, (Side(case, case, is_monotone(instance, parameter, case)), other), runner
    )
    scale = scale_of(low, high, tolerance, figure.is_whole)
    finer: list[float] = []
    fresh = [low, *scale.between(low, high, FIRST_VALUES - 2), high]
    while (finer or fresh) and not search.is_cut():
        search.go_on(finer, fresh)
        finer, fresh = next_values(search.tried(), scale, BATCH)
    named = GROUND if against == "ground" else f"the plan {against.place}"
    return concluded(search, (low, high), named)


def concluded(search: Search, between: tuple[float, float], against: str) -> BreakEven:
    """What a search that has ended says."""
    tried, path, case = search.tried(), search.parameter.path, search.sides[0].name
    changes, doubts = turns_of(tried)
    is_cut = search.is_cut() or not tried
    decided = [one.verdict for one in tried if one.verdict != "undecided"]
    hides = any(a.is_open and a.verdict == b.verdict for a, b in zip(tried, tried[1:]))
    is_settled = bool(decided) and not doubts and not is_cut
    is_proven = search.knows and is_settled and len(changes) <= 1 and not hides
    told = Found(
        parameter=path,
        case=case,
        against=against,
        low=between[0],
        high=between[1],
        values=len(tried),
        verdict=decided[0] if decided else "undecided",
        changes=changes,
        doubts=doubts,
        is_proven=is_proven,
        multiples=search.multiples(),
        at_most=search.most_saved(doubts),
        finest=search.gap / 2**FINEST,
        is_cut=is_cut,
    )
    (low, high) = (changes[0].low, changes[0].high) if len(changes) == 1 else (None, None)
    return BreakEven(
        path, between, case, against, low, high, changes, doubts, is_proven, is_settled, told.sentence(),
        search.curve(),
    )  # fmt: skip


def require_ratios(instance: Instance, against: Plan | Literal["ground"]) -> None:
    """Raise InstanceError unless both sides are asked for their ratio and B can be."""
    objectives = {str(instance.path): instance.data.objective}
    if isinstance(against, Plan):
        objectives[against.place] = against.objective
        if against.violations or math.isnan(against.ratio):
            say = "its audit failed" if against.violations else "serves nothing: it has no ratio"
            raise InstanceError(against.place, [("", say)])
    elif not instance.data.sites:
        say = "the instance has none: there is no ground to compare with; give --against a plan folder"
        raise InstanceError(str(instance.path), [("sites", say)])
    if not instance.data.designs and not instance.data.design_spaces:
        raise InstanceError(str(instance.path), [("designs", "the instance has none: nothing can fly")])
    for place, objective in objectives.items():
        if objective != "levelized_cost":
            say = f'a break-even compares ratios: it must be "levelized_cost", not "{objective}"'
            raise InstanceError(place, [("objective", say)])


def with_options(instance: Instance, gap: float | None, time_limit_s: float | None) -> Instance:
    """An instance with the gap and time limit of its runs, where they are given."""
    options = {"solve.gap": gap, "solve.time_limit_s": time_limit_s}
    given = {key: value for key, value in options.items() if value is not None}
    return instance.with_values(given) if given else instance


def a_range(between: Any) -> tuple[float, float]:
    """Least and greatest value as they are given. TypeError for anything but two numbers."""
    ends = list(between) if isinstance(between, Iterable) and not isinstance(between, str | bytes) else []
    if len(ends) != 2 or None in ends:
        raise TypeError(f"between must be two numbers, the least and the greatest value, not {between!r}")
    low, high = (a_number("between", end) for end in ends)
    assert low is not None and high is not None
    return low, high
