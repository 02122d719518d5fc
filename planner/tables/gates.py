"""Stage gates as a table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.gates import has_gate, passed_by, running
from models.pilots import launched_before
from planner.solver.solution import Solution
from planner.tables.days import days_of


def gate_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """gates: every gate in every launch period, period by period."""
    gated = [h for h in range(len(case.buses)) if has_gate(case, h)]
    launched = np.zeros((len(case.buses), case.launch_periods), dtype=int)
    for (d, _, _, b, _), count in solution.satellites.items():
        launched[case.design_bus[d], b] += count
    before = np.array([sum(launched_before(case, h).values()) for h in range(len(case.buses))], dtype=int)
    total, ran = launched.cumsum(axis=1) + before[:, None], running(case, solution.satellites)
    passed = passed_by(case, solution.satellites)
    for b in range(case.launch_periods):
        for h in gated:
            yield (
                b, *days_of(case, b), case.gates[h], case.buses[h], int(total[h, b]), int(ran[h, b]),
                int((h, b) in passed),
            )  # fmt: skip
