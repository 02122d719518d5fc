r"""What whole racks ask of a site's connection: rows of the convex hull of the blocks that it feeds.

    power      sum_k rack_mw[j,k,t] R[j,k,t]  <=  grid_mw[j,t] + onsite_mw[j,t]          R whole, one t
    hull       sum_k w_k R[j,k,t]             <=  1        for any w >= 0 with  w n <= 1  for every maximal n

n runs over the maximal whole numbers of blocks that keep the limit (what rests draws no less than nothing).
A connection for 24.4 blocks feeds 24; with two kinds of blocks the relaxation mixes them to use all of it,
which whole blocks hardly do. Every plan keeps the rows: what runs of it is whole, and keeps the limit. Where
every block that stands draws full power there is no R, and the same holds of K.

*Which rows.* Those that a point breaks most: the w that makes w R largest is found by a linear program of as
many columns as there are kinds. A row of one period holds in every other one with the same limit and blocks.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import sparse

from models.case import Case, Floats
from planner.solver.column_generation.extending import Rows
from planner.solver.highs import INF, Array, Compiled, Solver

ROUNDING = 1e-6  # of a block: by so much more than the limit may be kept within a solver's tolerance
BROKEN = 1e-4  # of the limit: by so much a point breaks a row that is worth adding
LEAST_WEIGHT = 1e-9
MOST_MIXES = 20_000
"""Maximal numbers of blocks of one site: where there are more, blocks are small beside the connection."""


def violated_hulls(case: Case, model: Compiled, values: Array, known: set[tuple]) -> Rows:
    """The rows of the module docstring that a point breaks, for all periods in which they hold; `known` are
    those that were found before, and learns the new ones.
    """
    rows = Rows()
    for j in range(len(case.rack_block)):
        at = running_columns(case, model, j)
        for t, columns in at.items():
            running = values[list(columns.values())]
            if np.abs(running - np.round(running)).max() < BROKEN:
                continue
            blocks, limit = drawn_mw(case, j, t, tuple(columns)), limit_mw(case, j, t)
            mixes = maximal_mixes(blocks, limit)
            weights = None if mixes is None else most_broken(mixes, running)
            if weights is None:
                continue
            share = dict(zip(columns, weights.tolist()))
            for other, there in at.items():
                is_alike = set(there) <= set(columns) and limit_mw(case, j, other) == limit
                if not is_alike or drawn_mw(case, j, other, tuple(columns)) != blocks:
                    continue
                entries = [(there[k], share[k]) for k in there if share[k] > LEAST_WEIGHT]
                name = tuple((column, round(weight, 6)) for column, weight in entries)
                if name not in known:
                    known.add(name)
                    rows.add(entries, -INF, 1.0)
    return rows


def running_columns(case: Case, model: Compiled, j: int) -> dict[int, dict[int, int]]:
    """Period -> kind -> the column of a site's blocks that draw full power."""
    family = "R" if case.idle_power_share[j] < 1 else "K"
    found: dict[int, dict[int, int]] = {}
    for (name, index), column in model.column.items():
        if name == family and index[0] == j:
            found.setdefault(index[2], {})[index[1]] = column
    return {t: dict(sorted(found[t].items())) for t in sorted(found)}


def drawn_mw(case: Case, j: int, t: int, kinds: tuple[int, ...]) -> tuple[float, ...]:
    """MW that a block of each kind draws at a site in a period."""
    return tuple(float(case.rack_mw[j, k, t]) for k in kinds)


def limit_mw(case: Case, j: int, t: int) -> float:
    """MW that a site can draw in a period, from the grid and from its own generation."""
    return float(case.grid_mw[j, t] + case.onsite_mw[j, t])


@cache
def maximal_mixes(blocks: tuple[float, ...], limit: float) -> Floats | None:
    """[n,k] all whole numbers of blocks of each kind that keep a limit and to which the last kind adds none;
    None where they are too many, or a block draws nothing.
    """
    if min(blocks) <= 0:
        return None
    left, mixes = np.array([limit]), np.zeros((1, 0))
    for mw in blocks[:-1]:
        times = np.floor(left / mw + ROUNDING).astype(int) + 1
        if times.sum() > MOST_MIXES:
            return None
        ends = np.cumsum(times)
        count = np.arange(ends[-1]) - np.repeat(ends - times, times)
        mixes = np.column_stack([np.repeat(mixes, times, axis=0), count])
        left = np.repeat(left, times) - mw * count
    return np.column_stack([mixes, np.floor(left / blocks[-1] + ROUNDING)])


def most_broken(mixes: Floats, running: Array) -> Floats | None:
    """[k] the weights of the row that `running` breaks most; None where it breaks none."""
    kinds = mixes.shape[1]
    model = Compiled(
        sparse.csc_array(mixes),
        np.full(len(mixes), -INF),
        np.ones(len(mixes)),
        np.zeros(kinds),
        np.full(kinds, INF),
        np.zeros(kinds, dtype=bool),
        {},
        {},
        {},
    )
    solver = Solver()
    solver.load(model, -running)
    run = solver.run()
    if run.status != "optimal" or run.values is None:
        return None  # a kind of which no block fits: bounded elsewhere
    weights = np.maximum(run.values, 0.0)
    weights = weights / (mixes @ weights).max(initial=LEAST_WEIGHT)
    return weights if weights @ running > 1 + BROKEN else None
