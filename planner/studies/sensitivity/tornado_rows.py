"""One figure of a tornado: what is guessed and found at its ends, and its row of the table
(planner/studies/sensitivity/tornado.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.choices import Side
from planner.instance.reading import Instance
from planner.studies.break_even.compared import Proven, verdict
from planner.studies.results.row import NO_PLAN, Row
from planner.studies.sensitivity.ends import Moved
from planner.studies.sensitivity.guess import Guess

ENDS = ("low", "high")


@dataclass(frozen=True)
class Interval:
    """The ratio of a plan that was found, and what no plan beats [$/Mtoken]; NaN where there is none."""

    ratio: float = math.nan
    bound: float = math.nan
    reason: str = ""

    @staticmethod
    def of(row: Row) -> Interval:
        """That of a run."""
        ratio, bound = (row.get(name) for name in ("ratio_usd_per_mtoken", "bound"))
        return Interval(
            math.nan if ratio is None else float(ratio),
            math.nan if bound is None else float(bound),
            str(row.get("reason") or ""),
        )

    @property
    def proven(self) -> Proven:
        """The same for a comparison: open where there is none."""
        return Proven(
            -math.inf if math.isnan(self.bound) else self.bound,
            math.inf if math.isnan(self.ratio) else self.ratio,
        )


@dataclass
class Turn:
    """One figure on its way into the table."""

    figure: Moved
    instances: tuple[Instance, Instance]
    guesses: dict[tuple[Side, str], Guess] = field(default_factory=dict)
    found: dict[tuple[Side, str], Interval] = field(default_factory=dict)

    def swing(self, case: Side, against: bool) -> float:
        """The largest relative change of the ratio between base and ends that is guessed; infinite where no
        guess is possible though the question is one. Against the ground that of orbit over ground counts too.
        """
        swings = [0.0]
        for end in ENDS:
            own, ground = self.guesses[case, end], self.guesses.get(("ground", end))
            if own.refused:
                continue
            if own.factor is None:
                return math.inf
            swings.append(abs(own.factor - 1))
            if against and ground is not None and ground.factor:
                swings.append(abs(own.factor / ground.factor - 1))
        return max(swings)


def row_of(turn: Turn, sides: tuple[Side, ...], base: Mapping[Side, Interval]) -> dict[str, Any]:
    """The row of a figure."""
    figure, side = turn.figure, sides[0]
    found = {end: turn.found.get((side, end), Interval()) for end in ENDS}
    guess = {end: guessed_ratio(turn.guesses[side, end], base[side]) for end in ENDS}
    ends = [end for end in ENDS if not turn.guesses[side, end].refused]
    row: dict[str, Any] = {
        "figure": figure.path,
        "low": figure.low,
        "high": figure.high,
        "base": figure.base,
        "guess_low": guess["low"],
        "guess_high": guess["high"],
        "ratio_low": found["low"].ratio,
        "bound_low": found["low"].bound,
        "ratio_high": found["high"].ratio,
        "bound_high": found["high"].bound,
        "elasticity": elasticity(figure, base[side].ratio, guess["low"], guess["high"]),
        **elasticities(figure, base[side], found),
        "is_solved": bool(ends) and all((side, end) in turn.found for end in ends),
    }
    if len(sides) > 1:
        ground = {end: turn.found.get(("ground", end), Interval()) for end in ENDS}
        for end in ENDS:
            row |= {f"ground_{end}": ground[end].ratio, f"ground_bound_{end}": ground[end].bound}
        row["flips"] = flips(base, [(found[end], ground[end]) for end in ENDS]) if row["is_solved"] else ""
    return row | {"quality": figure.quality, "source": figure.source, "reason": reason(turn, side)}


def guessed_ratio(guess: Guess, base: Interval) -> float:
    """The ratio that is guessed; NaN for none."""
    return math.nan if guess.factor is None else guess.factor * base.ratio


def elasticity(figure: Moved, base: float, low: float, high: float) -> float:
    """Percent of ratio per percent of figure between its ends, from the ratios there; where one end has none
    the base stands in for it.
    """
    has_low, has_high = not math.isnan(low), not math.isnan(high)
    span = (figure.high if has_high else figure.base) - (figure.low if has_low else figure.base)
    if not span or not base:
        return math.nan
    change = (high if has_high else base) - (low if has_low else base)
    return change / base / (span / figure.base) if figure.base else math.nan


def elasticities(figure: Moved, base: Interval, found: Mapping[str, Interval]) -> dict[str, float]:
    """The elasticity between the solved ends, and the least and the most that their intervals allow."""
    low, high = found["low"], found["high"]
    if math.isnan(low.ratio) and math.isnan(high.ratio):
        return dict.fromkeys(("elasticity_solved", "elasticity_least", "elasticity_most"), math.nan)
    low, high = (base if math.isnan(one.ratio) else one for one in (low, high))
    ends = [
        elasticity(figure, base.ratio, *pair) for pair in ((low.ratio, high.bound), (low.bound, high.ratio))
    ]
    solved = elasticity(figure, base.ratio, low.ratio, high.ratio)
    return {"elasticity_solved": solved, "elasticity_least": min(ends), "elasticity_most": max(ends)}


def flips(base: Mapping[Side, Interval], ends: list[tuple[Interval, Interval]]) -> str:
    """Whether orbit and ground change places between the base and an end: proven, no, or undecided."""
    sides = [cheaper(base["orbit"], base["ground"]), *(cheaper(orbit, ground) for orbit, ground in ends)]
    if sides[0] and any(side and side != sides[0] for side in sides[1:]):
        return "proven"
    return "no" if all(sides) else "undecided"


def cheaper(orbit: Interval, ground: Interval) -> str:
    """The side that is proven to be cheaper; empty where the intervals overlap or one has no plan."""
    return {"cheaper": "orbit", "dearer": "ground", "undecided": ""}[verdict(orbit.proven, ground.proven)]


def reason(turn: Turn, side: Side) -> str:
    """Why an end has no ratio, or no guess."""
    said = []
    for end in ENDS:
        guess, found = turn.guesses[side, end], turn.found.get((side, end))
        if guess.refused:
            said.append(f"{end}: refused, {guess.refused}")
        elif found is not None and found.reason:
            said.append(f"{end}: {NO_PLAN}, {found.reason}")
        elif guess.factor is None:
            said.append(f"{end}: no guess, the flights of the base cannot meet the question there")
    return "; ".join(said)
