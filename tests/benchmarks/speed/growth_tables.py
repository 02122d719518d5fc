"""How time and memory grow with each size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from planner.solver.params import DEFAULT
from speed import markdown as md
from speed.exponents import exponent
from speed.growth import AXES, GAP, Point, points
from speed.histories import seconds_to
from speed.records import Record, of

NEARLY = 0.85  # of its share of the time limit: a relaxation that took more was stopped


def runs(records: Sequence[Record]) -> list[tuple[Point, dict[str, Any]]]:
    """Measured points with what they said."""
    found = {record.line: record.result for record in of(records, "growth")}
    return [(point, found[point.name]) for point in points() if point.name in found]


def relaxation_s(run: dict[str, Any]) -> float | None:
    """Seconds of the linear relaxation; None where it was stopped, at its share of the time limit."""
    taken = run.get("stages", {}).get("linear relaxation")
    share = NEARLY * DEFAULT.relaxation_share * run.get("limit_s", math.inf)
    return taken if taken is None or taken < share else None


def reached_s(run: dict[str, Any]) -> float | None:
    """Seconds of the process to the gap."""
    return seconds_to(run.get("history", ()), GAP)


def by_size(records: Sequence[Record]) -> str:
    """A row a point."""
    rows = []
    for point, run in runs(records):
        says = run.get("failed") or run.get("status", "")
        rows.append(
            [
                f"{point.axis} {point.size:,}",
                f"{run['flights']:,}" if "flights" in run else "",
                md.seconds(relaxation_s(run)),
                md.seconds(reached_s(run)),
                md.percent(run.get("gap")),
                md.seconds(run.get("wall_s")),
                md.seconds(run.get("cpu_s")),
                md.gigabytes(run.get("peak_gb")),
                says,
            ]
        )
    head = ["", "flights of the plan", "relaxation, s", f"to {md.gap_asked(GAP)}, s"]
    return md.table([*head, "gap at the end", "s", "CPU s", "peak GB", "it says"], rows)


def exponents(records: Sequence[Record]) -> str:
    """A row an axis."""
    measured = runs(records)
    rows = []
    for axis in AXES:
        of_axis = [(point.size, run) for point, run in measured if point.axis == axis]
        if len(of_axis) < 2:
            continue
        sizes = [size for size, _ in of_axis]
        fits = [
            exponent([(size, read(run)) for size, run in of_axis])
            for read in (relaxation_s, reached_s, lambda run: run.get("peak_gb"))
        ]
        failed = [size for size, run in of_axis if "failed" in run]
        rows.append(
            [
                f"{axis}, {min(sizes):,} to {max(sizes):,}",
                *("" if fit is None else f"{fit:.2f}" for fit in fits),
                f"{min(failed):,}" if failed else "",
            ]
        )
    return md.table(
        ["", "time of the relaxation", f"time to {md.gap_asked(GAP)}", "memory", "breaks at"], rows
    )
