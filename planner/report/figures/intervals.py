"""What proven intervals decide: at each value of an axis the least cost of a case lies in [bound, best].

best: ratio of the best plan found; proven: the bound that no plan beats; both in $ a million tokens. Orbit is
proven cheaper where its best lies below the ground's bound, dearer where its bound lies above the ground's
best; where the intervals overlap nothing is decided. Between two values that were solved something is
decided only where both costs are known to be monotone: then each lies between its values at the two ends.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planner.report.figures.words import is_number, rounded

CASES = ("orbit", "ground", "both")
ORBIT, GROUND, UNDECIDED = "orbit", "ground", "undecided"
NARROW = 2.0


def number(value: Any) -> float:
    """The value as a number; NaN for what is none or is infinite."""
    return float(value) if is_number(value) else math.nan


def is_true(value: Any) -> bool:
    """Whether a cell holds true; a missing one does not."""
    return not pd.isna(value) and bool(value)


def numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    """A column as numbers; NaN where there are none, and throughout where the frame lacks it."""
    if column not in frame:
        return pd.Series(math.nan, frame.index, dtype="float64")
    return pd.Series([number(value) for value in frame[column]], frame.index, dtype="float64")


def verdict(best: float, proven: float, best_ground: float, proven_ground: float) -> str | None:
    """Which is proven cheaper: "orbit", "ground", or "undecided"; None where one of them has no plan."""
    if math.isnan(best) or math.isnan(best_ground):
        return None
    if best < proven_ground:
        return ORBIT
    return GROUND if best_ground < proven else UNDECIDED


def by_value(frame: pd.DataFrame, x: str) -> pd.DataFrame:
    """One row for each value of x, ascending: x, and best and proven of each case ("orbit", "orbit_proven").

    NaN where a case has no plan or no bound there; the column of a case of which there is no run is missing.
    Of two runs of one question the better plan and the better bound count. Last the column `verdict`.
    """
    tidy = pd.DataFrame(
        {
            "x": numbers(frame, x),
            "case": frame["case"] if "case" in frame else "both",
            "best": numbers(frame, "ratio_usd_per_mtoken"),
            "proven": numbers(frame, "bound"),
        }
    )
    tidy["proven"] = tidy.proven.where(~(tidy.proven > tidy.best), tidy.best)
    table = pd.DataFrame({"x": np.unique(tidy.x.dropna())})
    for case in CASES:
        rows = tidy[(tidy.case == case) & tidy.x.notna()]
        if len(rows):
            grouped = rows.groupby("x")
            table[case] = table.x.map(grouped.best.min())
            table[f"{case}_proven"] = table.x.map(grouped.proven.max())
    if {ORBIT, GROUND} <= set(table):
        at = zip(table.orbit, table.orbit_proven, table.ground, table.ground_proven)
        table["verdict"] = pd.Series([verdict(*values) for values in at], table.index, dtype=object)
    else:
        table["verdict"] = pd.Series([None] * len(table), table.index, dtype=object)
    return table


def cases_of(table: pd.DataFrame) -> list[str]:
    """The cases of which there are runs."""
    return [case for case in CASES if case in table]


@dataclass(frozen=True)
class Stretch:
    """Neighbouring values with one verdict; first and last: their rows."""

    verdict: str
    low: float
    high: float
    first: int
    last: int


def stretches(table: pd.DataFrame) -> list[Stretch]:
    """The verdicts along the axis; a value without one ends a stretch."""
    found = []
    told = enumerate(zip(table.x, table.verdict))
    for said, group in itertools.groupby(told, key=lambda row: row[1][1]):
        rows = [(number, x) for number, (x, _) in group]
        if isinstance(said, str):
            found.append(Stretch(said, rows[0][1], rows[-1][1], rows[0][0], rows[-1][0]))
    return found


@dataclass(frozen=True)
class Crossing:
    """Where orbit and ground change places: proven to lie in [low, high]; `at` by the best plans found.

    orbit_below: whether orbit is the cheaper one below it
    """

    low: float
    high: float
    at: float
    orbit_below: bool

    @property
    def is_narrow(self) -> bool:
        """Whether the proof is narrow enough to name one value: no end more than twice the other."""
        return self.low > 0 and self.high <= NARROW * self.low

    @property
    def estimate(self) -> float:
        """`at` with as few digits, two at least, as stay inside what is proven."""
        tried = [rounded(self.at, digits) for digits in (2, 3, 4, 5)]
        return next((value for value in tried if self.low <= value <= self.high), self.at)


def crossings(table: pd.DataFrame, is_log: bool = False) -> list[Crossing]:
    """The changes between proven verdicts, ascending."""
    decided = [stretch for stretch in stretches(table) if stretch.verdict != UNDECIDED]
    return [
        Crossing(
            first.high, last.low, where_equal(table, first.high, last.low, is_log), first.verdict == ORBIT
        )
        for first, last in itertools.pairwise(decided)
        if first.verdict != last.verdict
    ]


def where_equal(table: pd.DataFrame, low: float, high: float, is_log: bool) -> float:
    """Where the lines through the best plans cross first between two values whose verdicts differ."""
    kept = table[(table.x >= low) & (table.x <= high)].dropna(subset=[ORBIT, GROUND])
    points = zip(kept.x, kept.orbit - kept.ground)
    for (x0, d0), (x1, d1) in itertools.pairwise(points):
        if d0 * d1 <= 0 and d0 != d1:
            part = d0 / (d0 - d1)
            return x0 * (x1 / x0) ** part if is_log else x0 + part * (x1 - x0)
    return (low + high) / 2  # not reached: the difference changes its sign between the two


def covers_between(table: pd.DataFrame, said: str) -> bool:
    """Whether one verdict holds at every value between the first and the last, both costs being monotone."""
    kept = table[table.verdict.notna()]
    if len(kept) < len(table):
        return False
    rows = list(zip(kept.orbit, kept.orbit_proven, kept.ground, kept.ground_proven))
    return all(
        verdict(max(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), min(a[3], b[3])) == said
        for a, b in itertools.pairwise(rows)
    )


def contour(values: np.ndarray, level: float = 0.0) -> list[tuple[float, float, float, float]]:
    """Segments (x, y, x2, y2) on which the bilinear surface through a grid is at a level: marching squares.

    values[j, i] stands at (i, j). The outer cells reach half a step beyond their centres, where the surface
    is as at the centre. Squares with a corner of NaN have none.
    """
    rows, columns = values.shape
    padded = np.pad(values - level, 1, mode="edge")
    across = [-0.5, *range(columns), columns - 0.5]
    up = [-0.5, *range(rows), rows - 0.5]
    segments = []
    for j, i in itertools.product(range(len(up) - 1), range(len(across) - 1)):
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        heights = [float(padded[b, a]) for a, b in corners]
        if any(map(math.isnan, heights)):
            continue
        points = []
        for k in range(4):
            h0, h1 = heights[k], heights[(k + 1) % 4]
            if (h0 > 0) != (h1 > 0):
                (a0, b0), (a1, b1), part = corners[k], corners[(k + 1) % 4], h0 / (h0 - h1)
                points.append(
                    (across[a0] + part * (across[a1] - across[a0]), up[b0] + part * (up[b1] - up[b0]))
                )
        if len(points) == 4 and (sum(heights) > 0) == (heights[0] > 0):  # a saddle: by its middle
            points = [*points[1:], points[0]]
        segments += [(*points[k], *points[k + 1]) for k in range(0, len(points), 2)]
    return segments
