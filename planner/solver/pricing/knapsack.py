"""The best cargo of one flight: an integer knapsack with three limits (mass, volume, count), bounded, guessed
and solved.

    maximise sum w_i n_i      subject to  sum m_i n_i <= P,  sum vol_i n_i <= W,  sum n_i <= Z,  n integer

*Bound.* For weights (a, b, c) >= 0 with a + b + c = 1 every cargo has sum n_i (a m_i/P + b vol_i/W + c/Z) <=
1, so that its worth is at most max_i w_i / (a m_i/P + b vol_i/W + c/Z); the least of these over a grid of
weights is the bound. *Items.* If the bound is U at those weights, a cargo worth more than a target holds only
items with U * load_i - w_i <= U - target. *Grid.* On a grid of one axis (mass or volume, sizes rounded down)
the unbounded knapsack is solved exactly, the other limits priced at the same weights: a tighter bound, in one
sweep of numpy per item.
*Guess.* All counts of all pairs of the best items, filled up with a third. *Exact.* A mixed-integer program
over the items left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Floats, Ints
from planner.solver.highs import INF, Compiled, Solver

ROOM = 1e-9  # relative room for the rounding of sums, as models.members.fits has it


def weight_grid(steps: int) -> Floats:
    """[g,3] weights on the simplex."""
    return (
        np.array([(a, b, steps - a - b) for a in range(steps + 1) for b in range(steps + 1 - a)], dtype=float)
        / steps
    )


@dataclass(frozen=True)
class Room:
    """One vehicle's room on a flight to some shells of a drop, with the items that may ever fly on it."""

    v: int
    o: int
    shells: tuple[int, ...]
    items: Ints  # [i] indices into the offers
    mass: Floats
    volume: Floats
    payload: float
    fairing: float
    count: int
    grid: Floats  # [g,3] weights that are tried

    @property
    def loads(self) -> Floats:
        """[3,i] share of the payload, the fairing and the count that one satellite takes."""
        return np.array(
            [self.mass / self.payload, self.volume / self.fairing, np.full(len(self.mass), 1.0 / self.count)]
        )


def bounds(room: Room, worth: Floats) -> tuple[Floats, Floats]:
    """([b] upper bound on any cargo's worth, [b,3] the weights that give it); worth [i,b], -inf where an item
    may not fly.
    """
    load = room.grid @ room.loads  # [g,i]
    positive = np.maximum(worth, 0.0)
    best = np.full((len(room.grid), worth.shape[1]), np.inf)
    for g in range(len(room.grid)):
        best[g] = (positive / load[g][:, None]).max(axis=0, initial=0.0)
    at = best.argmin(axis=0)
    return best[at, np.arange(worth.shape[1])], room.grid[at]


def pairs_filled(room: Room, items: Ints, worth: Floats) -> tuple[float, Ints]:
    """(worth, counts over `items`) of the best cargo with two kinds in any number and a third as filling."""
    m, vol, w = room.mass[items], room.volume[items], worth[items]
    P, W, Z = room.payload * (1 + ROOM), room.fairing * (1 + ROOM), room.count
    n = len(items)
    first, second = np.triu_indices(n)
    most = np.minimum(np.minimum(np.floor(P / m), np.floor(W / vol)), Z).astype(int)
    counts = np.arange(most.max(initial=0) + 1)
    c1 = np.minimum(counts[None, :], most[first][:, None])  # [pair, count]
    c1 = np.where((first == second)[:, None], 0, c1)
    p, q, z = P - c1 * m[first][:, None], W - c1 * vol[first][:, None], Z - c1
    c2 = np.floor(np.minimum(np.minimum(p / m[second][:, None], q / vol[second][:, None]), z)).astype(int)
    value = c1 * w[first][:, None] + c2 * w[second][:, None]
    p, q, z = p - c2 * m[second][:, None], q - c2 * vol[second][:, None], z - c2
    best, counts_best = -np.inf, np.zeros(n, dtype=int)
    for third in range(n):
        c3 = np.maximum(np.floor(np.minimum(np.minimum(p / m[third], q / vol[third]), z)), 0).astype(int)
        total = value + c3 * w[third]
        at = np.unravel_index(total.argmax(), total.shape)
        if total[at] > best:
            best = float(total[at])
            counts_best = np.zeros(n, dtype=int)
            counts_best[first[at[0]]] += c1[at]
            counts_best[second[at[0]]] += c2[at]
            counts_best[third] += c3[at]
    return best, counts_best


def grid_bound(
    room: Room, items: Ints, worth: Floats, upper: float, weights: Floats, most_bins: int
) -> float:
    """An upper bound on any cargo of these items: exact in whole satellites on the axis that weighs most,
    Lagrangian in the others. With more than most_bins the grid is coarsened: still a bound.
    """
    axis = int(weights[1] > weights[0])
    size, limit, step = (room.mass, room.payload, 0.01) if axis == 0 else (room.volume, room.fairing, 0.1)
    step = max(step, limit / most_bins)
    bins = int(limit * (1 + ROOM) / step + 1e-9)
    others = [n for n in range(3) if n != axis]
    charged = upper * weights[others]
    value = np.zeros(bins + 1)
    for i in items:
        gain = float(worth[i] - charged @ room.loads[others, i])
        width = max(int(size[i] / step + 1e-9), 1)
        if gain <= 0 or width > bins:
            continue
        rows = -(-(bins + 1) // width)
        padded = np.full(rows * width, -np.inf)
        padded[: bins + 1] = value
        steps = gain * np.arange(rows)[:, None]
        value = (np.maximum.accumulate(padded.reshape(rows, width) - steps, axis=0) + steps).ravel()[
            : bins + 1
        ]
    return float(value.max()) + float(charged.sum())


def exact(
    room: Room, items: Ints, worth: Floats, target: float, gap: float, nodes: int
) -> tuple[float, float, Ints | None]:
    """(best worth found, bound, counts) by a small mixed-integer program, to an absolute gap."""
    from scipy import sparse

    n = len(items)
    matrix = sparse.csc_array(np.array([room.mass[items], room.volume[items], np.ones(n)]))
    limits = np.array([room.payload * (1 + ROOM), room.fairing * (1 + ROOM), float(room.count)])
    most = np.floor(np.min(limits[:, None] / matrix.toarray(), axis=0))
    model = Compiled(matrix, np.full(3, -INF), limits, np.zeros(n), most, np.ones(n, dtype=bool), {}, {}, {})
    solver = Solver()
    solver.set(mip_rel_gap=0.0, mip_abs_gap=gap, mip_feasibility_tolerance=1e-9, mip_max_nodes=nodes)
    solver.load(model, -worth[items])
    run = solver.run()
    if run.values is None:
        return -np.inf, max(target, -run.bound), None
    counts = np.round(run.values).astype(int)
    return float(worth[items] @ counts), -run.bound, counts
