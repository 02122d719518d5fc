r"""The elastic program: how little of a change the linear relaxation needs.

A lever at its largest amount gives a second question. The right-hand sides move from one to the other by a
share e:

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
from planner.remedy.trying import Program, Watch
from planner.solver.highs import Array, Compiled, Solver

WEIGHT = 1e4
"""Of a share in whole numbers: a solver's absolute tolerances are far below what is looked for."""

NEAR = 2e-3
"""Relative gap to which a share in whole numbers is looked for: amounts have two digits."""


def least_shares(
    base: Program, moved: Sequence[Case], weights: Sequence[float], clock: Watch
) -> Array | None:
    """The shares of the largest moves of some levers that the relaxation needs, least by weight; zeros where
    it is not known; None where it has no point even with all of them.

    moved: the question with the first lever at its largest amount, then with the first two, and so on.
    """
    programs = [base, *(Program.of(case, base.scale) for case in moved)]
    whole = [program for program in programs if program is not None]
    if len(whole) < len(programs):
        return np.zeros(len(moved))
    last = whole[-1]
    run = last.solver(clock, integer=False).run()
    if run.status == "infeasible":
        return None
    sides = [sides_in(program.model, last.model) for program in whole]
    steps = []
    for (low, high), (lower, upper) in zip(sides, sides[1:], strict=False):
        step = change(lower, low, upper, high)
        if step is None:
            return np.zeros(len(moved))
        steps.append(step)
    return solved(sides[0], last, np.array(steps), np.array(weights, dtype=float), clock)


def sides_in(model: Compiled, last: Compiled) -> tuple[Array, Array]:
    """[row of last] the sides that the rows of a program have in another one of the same question.

    Nothing may fly or be bought where it lacks a row of flights or supply; of other rows that it lacks, and
    of lower sides of ranges, which have no key, the sides are those of the other program.
    """
    lower, upper = last.row_lower.copy(), last.row_upper.copy()
    for key, at in last.row.items():
        there = model.row.get(key)
        if there is not None:
            lower[at], upper[at] = model.row_lower[there], model.row_upper[there]
        elif key[0] in ("cadence", "supply"):
            upper[at] = 0.0
        if key[0] == "power" and there is not None and not np.isfinite(upper[at]):
            upper[at - 1] = model.row_upper[there - 1]
    return lower, upper


def change(lower: Array, low: Array, upper: Array, high: Array) -> Array | None:
    """[row] by how much sides move from low and high; None where a row's two sides do so differently."""
    with np.errstate(invalid="ignore"):
        below, above = lower - low, upper - high
    both = np.isfinite(below) & np.isfinite(above)
    if (np.abs(below - above)[both] > 1e-12).any():
        return None
    return np.where(np.isfinite(below), below, np.where(np.isfinite(above), above, 0.0))


def solved(sides: tuple[Array, Array], last: Program, steps: Array, weights: Array, clock: Watch) -> Array:
    """The least shares; zeros where they are not found. sides: lower and upper ones of the question as it is;
    steps[lever, row].
    """
    n = len(steps)
    elastic = with_shares(sides, last.model, steps)
    solver = Solver(clock=clock)
    solver.load(elastic, np.concatenate([np.zeros(len(last.model.col_lower)), weights]), integer=False)
    run = solver.run()
    if run.status != "optimal" or run.values is None:
        return np.zeros(n)
    return np.clip(run.values[-n:], 0.0, 1.0)


def whole_share(base: Program, moved: Case, clock: Watch) -> tuple[float, float] | None:
    """The share of the largest move of a lever below which there is no plan in whole numbers, and the least
    that was found; None where none was.
    """
    last = Program.of(moved, base.scale)
    if last is None:
        return None
    sides, (lower, upper) = sides_in(base.model, last.model), sides_in(last.model, last.model)
    step = change(lower, sides[0], upper, sides[1])
    if step is None or not step.any():
        return None
    solver = Solver(clock=clock)
    elastic = with_shares(sides, last.model, np.array([step]))
    solver.load(elastic, np.append(np.zeros(len(last.model.col_lower)), WEIGHT))
    solver.set(mip_rel_gap=NEAR, mip_abs_gap=0.0)
    run = solver.run()
    if run.values is None:
        return None
    return max(run.bound, 0.0) / WEIGHT, float(np.clip(run.values[-1], 0.0, 1.0))


def with_shares(sides: tuple[Array, Array], model: Compiled, steps: Array) -> Compiled:
    """The elastic program: the shares are its last columns."""
    n = len(steps)
    return Compiled(
        matrix=sparse.csc_array(sparse.hstack([model.matrix, sparse.csc_array(-steps.T)])),
        row_lower=sides[0],
        row_upper=sides[1],
        col_lower=np.concatenate([model.col_lower, np.zeros(n)]),
        col_upper=np.concatenate([model.col_upper, np.ones(n)]),
        integer=np.concatenate([model.integer, np.zeros(n, dtype=bool)]),
        objectives={},
        column=model.column,
        row=model.row,
    )
