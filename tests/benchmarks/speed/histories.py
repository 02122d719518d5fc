"""What the history of a search says: when which gap was proven, when the first good plan was there.

A history is a list of steps (seconds, CPU seconds, best, bound), in the objective's unit, in order; best or
bound is None before there is one. With sign = 1 for what is minimised, -1 for what is maximised (npv):

    gap = sign (best - bound) / |best|

as the planner reports it; a step without plan or bound has an infinite gap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

Step = Sequence[float | None]
"""(seconds, CPU seconds, best, bound)."""

ROUNDING = 1e-9  # a gap of just what was asked is reached


def sign_of(objective: str) -> float:
    """-1 for an objective that is maximised, 1 for the others."""
    return -1.0 if objective == "npv" else 1.0


def gap_of(best: float | None, bound: float | None, sign: float = 1.0) -> float:
    """The gap that a plan's value and a bound prove."""
    if best is None or bound is None:
        return math.inf
    if best == bound:
        return 0.0
    return sign * (best - bound) / abs(best) if best else math.inf


def seconds_to(history: Sequence[Step], gap: float, sign: float = 1.0) -> float | None:
    """Seconds after which a gap was proven; None if it never was."""
    for seconds, _, best, bound in history:
        if gap_of(best, bound, sign) <= gap + ROUNDING:
            return seconds
    return None


def seconds_to_plan(history: Sequence[Step], within: float = 0.02) -> float | None:
    """Seconds after which a plan was there that is as good as the last one but for a share `within` of it;
    None without any plan.
    """
    plans = [(seconds, best) for seconds, _, best, _ in history if best is not None]
    if not plans:
        return None
    last = plans[-1][1]
    return next(seconds for seconds, best in plans if abs(best - last) <= within * abs(last) + ROUNDING)


def standstill(history: Sequence[Step], end: float) -> float:
    """Seconds at the end of a search in which its bound did not move: a bound that stands still while there
    is time is a fault. All of them if there never was a bound.
    """
    moved, before = 0.0, None
    for seconds, _, _, bound in history:
        if bound is not None and bound != before:
            moved, before = float(seconds or 0.0), bound
    return max(0.0, end - moved)


def middle(values: Sequence[float | None]) -> float | None:
    """The median, where a value that is missing (never reached) is later than every other; None if it is the
    median. Of an even number the upper one of the two in the middle, if one of them is missing.
    """
    if not values:
        return None
    found = median([math.inf if value is None else value for value in values])
    return found if math.isfinite(found) else None
