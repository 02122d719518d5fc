"""Sizes along which generated questions grow, one at a time, from a middle point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MIDDLE = {"periods": 40, "shells": 6, "vehicles": 3, "designs": 500, "flights": 400, "seed": 1}

AXES: dict[str, tuple[int, ...]] = {
    "periods": (20, 40, 80, 160),
    "shells": (3, 6, 12, 24, 48),
    "designs": (50, 150, 500, 1500, 5000),
    "flights": (20, 90, 400, 2800, 20000),
}
"""Argument of `planner generate` -> its sizes; the middle point is one of each."""

GAP = 0.01
SECONDS = 120.0
MEMORY_GB = 8.0
"""What each point is asked for, its time limit, and the memory beyond which it is stopped."""


@dataclass(frozen=True)
class Point:
    """One generated question: `size` along `axis`, everything else as in the middle."""

    axis: str
    size: int

    @property
    def name(self) -> str:
        """Of its record; the middle point is the same on every axis."""
        return "middle" if self.size == MIDDLE[self.axis] else f"{self.axis} {self.size}"

    @property
    def sizes(self) -> dict[str, int]:
        """Arguments of `planner generate`."""
        return {**MIDDLE, self.axis: self.size}


def points() -> Iterator[Point]:
    """All of them, axis by axis."""
    for axis, sizes in AXES.items():
        for size in sizes:
            yield Point(axis, size)
