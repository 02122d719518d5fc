"""Two proven ratios compared.

A search proves of a ratio an interval [low, high]: no plan beats `low`, the bound, and the plan found has
`high`. For two questions A and B

    A is cheaper     high_A < low_B      whatever the optima are inside their intervals
    A is dearer      low_A > high_B
    undecided        otherwise: the intervals overlap

and A's optimum is between low_A / high_B and high_A / low_B times that of B. A question without a plan has
the interval from minus to plus infinity: of it nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["cheaper", "dearer", "undecided"]


@dataclass(frozen=True)
class Proven:
    """What is proven of a ratio [$/Mtoken]: the optimum lies in low..high."""

    low: float = -math.inf
    high: float = math.inf

    def meet(self, other: Proven) -> Proven:
        """What both prove together."""
        return Proven(max(self.low, other.low), min(self.high, other.high))


def proven_by(row: Mapping[str, Any]) -> Proven:
    """What the row of a run proves. A plan that its audit rejects proves nothing from above."""
    high = number(row.get("ratio_usd_per_mtoken"))
    low = number(row.get("bound"))
    is_sound = row.get("audit") == "passed"
    return Proven(
        -math.inf if math.isnan(low) else low, high if is_sound and not math.isnan(high) else math.inf
    )


def is_missing(row: Mapping[str, Any]) -> bool:
    """Whether Ctrl-C came before anything was found for a row."""
    return row.get("status") == "interrupted" and math.isnan(number(row.get("ratio_usd_per_mtoken")))


def verdict(a: Proven, b: Proven) -> Verdict:
    """Whether A is proven cheaper or dearer than B."""
    if a.high < b.low:
        return "cheaper"
    return "dearer" if a.low > b.high else "undecided"


def multiple(a: Proven, b: Proven) -> tuple[float, float]:
    """How many times B's ratio that of A is, at least and at most; NaN where that is not known."""
    low = a.low / b.high if math.isfinite(a.low) and math.isfinite(b.high) and b.high > 0 else math.nan
    high = a.high / b.low if math.isfinite(a.high) and math.isfinite(b.low) and b.low > 0 else math.nan
    return low, high


def number(value: Any) -> float:
    """A figure of a row, NaN for none."""
    return math.nan if value is None else float(value)
