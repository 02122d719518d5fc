"""What is measured: the lines of the table of targets, with the gap, the time and the memory that each is to
keep on two cores.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GAPS = (0.05, 0.02, 0.01, 0.005, 0.001)
"""Seconds to each of these gaps are told."""

FURTHEST = GAPS[-1]
"""The gap that is asked for when seconds to all gaps are measured."""

THREADS = 1
"""`solve.threads` of every measured solve, and the threads of every peer."""

FIRST_WITHIN = 0.02
"""So near the final plan a first plan is good enough to work with."""

PRICE_CHANGE = 1.05
"""Times: of the price of the vehicle that flies most, when a question is solved again."""

AGAIN_SHARE = 1 / 3
"""Of the time from nothing: what solving again may take."""


@dataclass(frozen=True)
class Line:
    """A question with what it is to keep.

    shipped     name of an instance in instances/
    values      key path -> value: what is changed of it
    generated   arguments of `planner generate`, instead
    gap         to be proven
    seconds     until then, and the time limit of the measured solves
    memory_gb   peak of the process
    first_s     seconds to a first plan within FIRST_WITHIN of the final one; None if nothing is asked
    """

    name: str
    gap: float
    seconds: float
    memory_gb: float
    shipped: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    generated: dict[str, int] = field(default_factory=dict)
    first_s: float | None = None
    about: str = ""

    @property
    def made(self) -> str:
        """How the instance is made, for the reader."""
        if self.generated:
            return "`planner generate " + " ".join(f"--{k} {v}" for k, v in self.generated.items()) + "`"
        changes = "".join(f" --set {path}={value}" for path, value in self.values.items())
        return f"`instances/{self.shipped}.toml{changes}`"


LINES = (
    Line("starter", gap=0.001, seconds=10, memory_gb=0.5, shipped="starter"),
    Line("pilot", gap=0.005, seconds=60, memory_gb=1, shipped="pilot", about="two dozen flights"),
    Line(
        "hard small",
        gap=0.01,
        seconds=120,
        memory_gb=1,
        generated={"periods": 20, "shells": 3, "vehicles": 3, "designs": 8, "flights": 28, "seed": 1},
        about="20 quarters, 3 shells, 8 designs, about 28 flights",
    ),
    Line(
        "reference",
        gap=0.005,
        seconds=120,
        memory_gb=2,
        shipped="reference",
        first_s=25,
        about="hundreds of flights",
    ),
    Line("ipo", gap=0.003, seconds=60, memory_gb=2, shipped="ipo", about="all elements"),
    Line(
        "wide",
        gap=0.005,
        seconds=300,
        memory_gb=4,
        generated={"periods": 40, "shells": 20, "vehicles": 5, "designs": 5000, "flights": 400, "seed": 1},
        about="40 quarters, 20 shells, 5,000 candidates",
    ),
    Line("million", gap=0.001, seconds=60, memory_gb=2, shipped="million", about="ten thousands of flights"),
    Line(
        "monthly",
        gap=0.01,
        seconds=300,
        memory_gb=4,
        shipped="reference",
        # The demand's CSV holds rates by date, limits are by year: months take both without another word.
        values={"study.period_months": 1, "study.launch_periods": 96},
        about="reference in 96 months",
    ),
)
"""The table of targets."""

SMALL = Line("small operator", gap=0.01, seconds=120, memory_gb=1, shipped="small_operator")
"""Measured beside peers alone."""

PEERED = (LINES[0], SMALL, *LINES[1:])
"""Questions that are put to peers; where the whole question does not fit, the page says why."""

PEER_GAP = 0.01
PEER_SECONDS = 300.0
"""What peers and the planner are asked for side by side, and their time limit."""
