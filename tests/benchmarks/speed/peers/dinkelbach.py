"""Dinkelbach's outer loop around any solver of mixed-integer programs.

With F(q) = min N - q D, and a dual bound LB <= F(q), every plan no worse than the best one has

    r* >= q + LB / D_max    for LB >= 0        r* >= q + LB / D_min    for LB < 0

The first q is the least ratio of the linear relaxation, the same for every peer; each later one is the ratio
of the best plan. A program is solved to a relative gap `share * gap` of N - q D + q D0, where D0 are the
tokens of the relaxation: so that its objective is near N, and never near zero, where relative gaps are worth
nothing. An optimum that proves too little halves the share. A question whose objective is a sum takes one
program.

The clock counts the seconds inside the solver alone: handing over the arrays is the interface's, not its.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from speed.peers.arrays import Question

SHARE = 0.9  # of the gap: what one program leaves open, so that the loop ends with the next
LEAST_SHARE = 1e-3
RISE = 1.25  # of q, while serving nothing is best
LATE = 1.05  # times the time limit: what ends later came too late (not every solver keeps its limit)
PASSED = 1e-6  # relative: what tolerances leave between a bound and the value that it passes


@dataclass(frozen=True)
class Answer:
    """What a solver found in one program: a point or None, and a bound (-inf where none was proven); in how
    many seconds; whether it ended by itself.
    """

    values: np.ndarray | None
    bound: float
    seconds: float
    is_done: bool


Solve = Callable[[Question, np.ndarray, float, float, float, np.ndarray | None], Answer]
"""(question, cost of each column, constant of the objective, relative gap, seconds, a point to begin with).

"""


@dataclass
class Found:
    """How far a peer came: the best value and bound, seconds, whether the gap was reached; `history` as in
    speed/histories.py, without CPU seconds.
    """

    value: float
    bound: float
    seconds: float
    is_reached: bool
    programs: int
    history: list[tuple[float, None, float | None, float | None]]

    @property
    def gap(self) -> float:
        """(value - bound) / |value|."""
        if not (math.isfinite(self.value) and math.isfinite(self.bound)):
            return math.inf
        return (self.value - self.bound) / abs(self.value) if self.value else math.inf


def dinkelbach(question: Question, solve: Solve, *, gap: float, seconds: float) -> Found:
    """The best plan of a question and its bound, to a gap or until the time is over."""
    found = Found(math.inf, -math.inf, 0.0, False, 0, [])
    q, share = question.q, SHARE
    point: np.ndarray | None = None
    while found.seconds < seconds and found.gap > gap and share >= LEAST_SHARE:
        offset = q * question.tokens
        cost = question.N - q * question.D
        answer = solve(question, cost, offset, share * gap, seconds - found.seconds, point)
        found.seconds += answer.seconds
        found.programs += 1
        before = found.value
        if answer.values is not None:
            value = _value(question, answer.values)
            if value < found.value:
                found.value, point = value, answer.values
        if answer.bound > -math.inf:
            proven = answer.bound - offset
            if question.is_ratio:
                proven = transferred(q, proven, *question.span(found.value))
            found.bound = max(found.bound, proven)
        found.history.append((found.seconds, None, _known(found.value), _known(found.bound)))
        if not answer.is_done:
            break
        if not math.isfinite(found.value):
            if answer.values is None or not question.is_ratio:
                break  # no plan at all
            q *= RISE
            continue
        if found.value >= before or not question.is_ratio:
            share /= 2
        q = found.value if question.is_ratio else 0.0
    found.is_reached = found.gap <= gap and found.seconds <= LATE * seconds
    return found


def transferred(q: float, lower: float, low: float, high: float) -> float:
    """The bound on the ratio that a dual bound at q proves."""
    if lower >= 0:
        return q + (lower / high if 0 < high < math.inf else 0.0)
    return q + lower / low if low > 0 else -math.inf


def _value(question: Question, values: np.ndarray) -> float:
    """N / D of a point, or N; inf where it serves nothing."""
    cost, tokens = float(question.N @ values), float(question.D @ values)
    if not question.is_ratio:
        return cost
    return cost / tokens if tokens > 1e-9 else math.inf


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
