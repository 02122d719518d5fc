r"""The elastic program: how little of a change the linear relaxation needs.

A lever at its largest amount gives a second question. Where both have the same rows, the right-hand sides
move from one to the other by a share e:

    min e      lower + e (lower' - lower)  <=  A' x  <=  upper + e (upper' - upper)        0 <= e <= 1

A' are the coefficients of the changed question, in which more is allowed: they make e smaller, if anything.
So e times the largest amount is where a search for the least amount begins, and no e means that the lever
helps by no amount. Several levers have a share each, and the sum of what they change relative to what there
is is least.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from models.case import Case
from models.units import Scale
from planner.remedy.trying import Program, Watch
from planner.solver.highs import Array, Compiled, Solver

RIDGE = 1e-6
"""Share that a search begins below the relaxation's own: solver tolerances, and whole counts of a series."""


def least_shares(base: Case, moved: Sequence[Case], weights: Sequence[float], clock: Watch) -> Array | None:
    """The shares of the largest moves of some levers that the relaxation needs, least by weight; zeros where
    it is not known; None where it has no point even with all of them.

    moved: the question with the first lever at its largest amount, then with the first two, and so on.
    """
    scale = Scale.of(base)
    programs = [Program.of(case, scale) for case in (base, *moved)]
    whole = [program for program in programs if program is not None]
    if len(whole) < len(programs):
        return np.zeros(len(moved))
    last = whole[-1]
    run = last.solver(clock, integer=False).run()
    if run.status == "infeasible":
        return None
    if not all(program.model.row.keys() == last.model.row.keys() for program in whole):
        return np.zeros(len(moved))
    steps = [change(one.model, two.model) for one, two in zip(whole, whole[1:], strict=False)]
    if any(step is None for step in steps):
        return np.zeros(len(moved))
    return solved(whole[0].model, last, np.array(steps), np.array(weights, dtype=float), clock)


def change(before: Compiled, after: Compiled) -> Array | None:
    """[row] by how much the sides of the rows move; None where a row's two sides do so differently."""
    if len(before.row_lower) != len(after.row_lower):
        return None
    with np.errstate(invalid="ignore"):
        low, high = after.row_lower - before.row_lower, after.row_upper - before.row_upper
    low, high = (np.where(np.isfinite(side), side, np.nan) for side in (low, high))
    both = np.isfinite(low) & np.isfinite(high)
    if (np.abs(low - high)[both] > 1e-12).any():
        return None
    return np.where(np.isfinite(low), low, np.where(np.isfinite(high), high, 0.0))


def solved(base: Compiled, last: Program, steps: Array, weights: Array, clock: Watch) -> Array:
    """The least shares; zeros where they are not found. steps[lever, row]."""
    model, n = last.model, len(steps)
    elastic = Compiled(
        matrix=sparse.csc_array(sparse.hstack([model.matrix, sparse.csc_array(-steps.T)])),
        row_lower=base.row_lower,
        row_upper=base.row_upper,
        col_lower=np.concatenate([model.col_lower, np.zeros(n)]),
        col_upper=np.concatenate([model.col_upper, np.ones(n)]),
        integer=np.concatenate([model.integer, np.zeros(n, dtype=bool)]),
        objectives={},
        column=model.column,
        row=base.row,
    )
    solver = Solver(clock=clock)
    solver.load(elastic, np.concatenate([np.zeros(len(model.col_lower)), weights]), integer=False)
    run = solver.run()
    if run.status != "optimal" or run.values is None:
        return np.zeros(n)
    return np.clip(run.values[len(model.col_lower) :], 0.0, 1.0)
