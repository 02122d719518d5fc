"""An end for every static column of the master: its own bound, or what no useful plan exceeds."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.milestones import asked
from models.rollout import SIZES
from models.sizes import Sizes
from planner.errors import PlannerBug
from planner.solver.highs import Array, Compiled

LEAST = 1e-6  # an end is no smaller


def implied_bounds(case: Case, model: Compiled) -> Array:
    """[column] a size that no useful plan exceeds. Raises PlannerBug for a column that has neither a bound
    nor a size.
    """
    known = Sizes(case)
    sizes = SIZES | {"artificial": lambda sizes, _: artificial(sizes)}
    ends = np.ones(len(model.col_lower))
    for (family, index), i in model.column.items():
        if family in sizes:
            ends[i] = max(float(sizes[family](known, index)), LEAST)
        elif not np.isfinite(model.col_upper[i]):
            raise PlannerBug(f"models/ says no size of the variable {family}, which has no bound")
    return np.where(np.isfinite(model.col_upper), np.maximum(ends, model.col_upper), ends)


def artificial(sizes: Sizes) -> float:
    """What can be missing of any row, of whatever unit."""
    case = sizes.case
    due = [i for i in range(len(case.milestone_shell)) if case.milestone_period[i] < case.periods]
    margin = float((sizes.reserved / np.where(sizes.busy > 0, sizes.busy, 1.0)).max(initial=1.0))
    return max(
        float(sizes.wanted.max(initial=0.0)) * margin,
        case.min_tokens_tt,
        float(sizes.accelerators.max(initial=0.0)) * case.period_years,
        sizes.cash,
        *(asked(case, i) for i in due),
        float(case.gate_min.max(initial=0)),
        float(case.minimum_flights.max(initial=0)),
        1.0,
    )
