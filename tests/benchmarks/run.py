"""Measures how fast the planner is and writes tests/benchmarks/results.md and results.svg (make bench).

    python tests/benchmarks/run.py                       everything: hours
    python tests/benchmarks/run.py targets --only pilot --repeats 1
    python tests/benchmarks/run.py peers --only starter
    python tests/benchmarks/run.py growth --only shells
    python tests/benchmarks/run.py page                  only the page, of the records that are there

Records are kept in .bench/; what was measured for the code as it is, is not measured again without --fresh.
"""

from __future__ import annotations

import argparse

from speed.growth import AXES, points
from speed.lines import LINES, PEERED
from speed.measuring import Measuring
from speed.page import write
from speed.records import kept

PARTS = ("targets", "peers", "growth")


def main() -> None:
    """Measure the parts that are asked for, and write the page after each."""
    parser = argparse.ArgumentParser(
        description="Measure how fast the planner is, and write tests/benchmarks/results.md."
    )
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}, or page; by default all")
    parser.add_argument(
        "--only", action="append", default=[], help="a line, an axis or a point; may be repeated"
    )
    parser.add_argument(
        "--repeats", type=int, default=3, help="runs of every line, of which medians are told"
    )
    parser.add_argument("--fresh", action="store_true", help="measure again what is there")
    parser.add_argument("--limit", type=float, metavar="SECONDS", help="a lower time limit, for trying out")
    asked = parser.parse_args()
    names = {line.name for line in (*LINES, *PEERED)} | set(AXES) | {point.name for point in points()}
    for part in asked.part:
        if part not in (*PARTS, "page"):
            parser.error(f"{part!r} is no part: {', '.join(PARTS)}, page")
    for name in asked.only:
        if name not in names:
            parser.error(f"--only {name!r} is none of {', '.join(sorted(names))}")
    if asked.repeats < 1:
        parser.error(f"--repeats must be 1 or more, not {asked.repeats}")
    if asked.limit is not None and not asked.limit > 0:
        parser.error(f"--limit must be above 0 seconds, not {asked.limit:g}")
    measuring = Measuring(asked.repeats, asked.only, asked.fresh, asked.limit)
    for part in asked.part or PARTS:
        if part != "page":
            getattr(measuring, part)()
        written = write(kept())
    print("\n".join(map(str, written)))


if __name__ == "__main__":
    main()
