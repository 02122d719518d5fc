"""Which values to try next in search of the value at which a verdict changes.

The values tried so far stand in a row, each with its verdict. Between two neighbours

    both decided, otherwise      the change lies between them: split, until they are near each other
    both decided, the same       nothing to do; where no change is found yet and the known directions of both
                                 ratios do not exclude one between them (`is_open`), split
    one undecided                solve it at a finer gap, until that is final; then split, to see how far the
                                 decided side reaches
    both undecided               nothing: their neighbours come first; without any, solve all of them finer

Distances are of logarithms where `is_log`. Near each other: within `tolerance` of the larger one's size, or
no whole number between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.studies.break_even.compared import Verdict

DECADE = 10.0  # least ratio of the ends of a range that is searched by logarithms


@dataclass(frozen=True)
class Tried:
    """One value: its verdict, whether a finer gap could still decide it, whether a change between it and the
    next one is not excluded though both are decided alike.
    """

    value: float
    verdict: Verdict
    is_final: bool
    is_open: bool = False


@dataclass(frozen=True)
class Scale:
    """How values are spaced and when two are near each other."""

    is_log: bool
    is_whole: bool
    tolerance: float

    def between(self, a: float, b: float, count: int) -> list[float]:
        """`count` values evenly spaced inside a..b, fewer where whole numbers leave no room."""
        shares = [i / (count + 1) for i in range(1, count + 1)]
        if self.is_log:
            found = [math.exp((1 - s) * math.log(a) + s * math.log(b)) for s in shares]
        else:
            found = [(1 - s) * a + s * b for s in shares]
        if self.is_whole:
            found = [float(round(value)) for value in found]
        else:
            found = [rounded(value, abs(b - a)) for value in found]
        return sorted({value for value in found if a < value < b})

    def are_near(self, a: float, b: float) -> bool:
        """Whether nothing is left to find between two values."""
        if self.is_whole:
            return b - a <= 1
        return b - a <= self.tolerance * max(abs(a), abs(b))


def scale_of(low: float, high: float, tolerance: float, is_whole: bool) -> Scale:
    """Logarithms where the range spans a decade of positive values."""
    return Scale(low > 0 and high / low >= DECADE, is_whole, tolerance)


def rounded(value: float, span: float) -> float:
    """A value with as many digits as tell it apart inside a span of this width: 213.4, not 213.43871."""
    if not span:
        return value
    return round(value, 3 - math.floor(math.log10(span)))


def next_values(tried: Sequence[Tried], scale: Scale, batch: int) -> tuple[list[float], list[float]]:
    """Values to solve again at a finer gap, and new ones; both empty where nothing is left to do.

    tried: in rising order. batch: how many new values a lone change is split by.
    """
    finer: set[float] = set()
    splits: list[tuple[float, float]] = []
    if all(one.verdict == "undecided" for one in tried):
        return [one.value for one in tried if not one.is_final], []
    is_same = len({one.verdict for one in tried}) == 1
    for a, b in zip(tried, tried[1:]):
        unknown = [one for one in (a, b) if one.verdict == "undecided"]
        if len(unknown) == 2 or (not unknown and a.verdict == b.verdict and not (is_same and a.is_open)):
            continue
        waiting = [one.value for one in unknown if not one.is_final]
        if waiting:
            finer.update(waiting)
        elif not scale.are_near(a.value, b.value):
            splits.append((a.value, b.value))
    share = max(1, batch // max(len(splits), 1))
    fresh = {value for a, b in splits for value in scale.between(a, b, share)}
    return sorted(finer), sorted(fresh)
