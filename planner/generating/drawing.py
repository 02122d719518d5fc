"""Numbers that are drawn: the same for the same seed and subject on every machine."""

from __future__ import annotations

from random import Random
from typing import Any

from planner.instance.records import load


class Draw:
    """A stream of numbers of its own for each subject, so that one more shell moves no vehicle's price.

    Python promises the same numbers of `random()` for the same text as seed in every version.
    """

    def __init__(self, seed: int, subject: str):
        self._random = Random(f"{seed}/{subject}")

    def between(self, low: float, high: float) -> float:
        """A number between two ends, all alike likely."""
        return low + (high - low) * self._random.random()

    def about(self, value: float, share: float) -> float:
        """A number within a share of a value."""
        return value * self.between(1 - share, 1 + share)


def catalogued(section: str, record: str, key: str) -> float:
    """The value of a figure of the catalog; `key` may be a path such as tokens_per_s.batch."""
    found: Any = load(section)[record]
    for part in key.split("."):
        found = found[part]
    return float(found["value"] if isinstance(found, dict) else found)
