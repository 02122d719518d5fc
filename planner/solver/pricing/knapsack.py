"""The best cargo of one flight: an integer knapsack with three limits (mass, volume, count), listed, or
bounded, guessed and solved.

    maximise sum w_i n_i      subject to  sum m_i n_i <= P,  sum vol_i n_i <= W,  sum n_i <= Z,  n integer

*List.* Of few items all maximal cargoes are kept: the best of them is exact, whatever the worths.
*Bound.* For weights (a, b, c) >= 0 with a + b + c = 1 every cargo has sum n_i (a m_i/P + b vol_i/W + c/Z) <=
1, so that its worth is at most max_i w_i / (a m_i/P + b vol_i/W + c/Z); the least of these over a grid of
weights is the bound. *Items.* If the bound is U at those weights, a cargo worth more than a target holds only
items with U * load_i - w_i <= U - target, and of those none for which one that is no heavier and no larger is
worth as much. *Grid.* On a grid of one axis (mass or volume, sizes rounded down) the unbounded knapsack is
solved exactly, the other limits priced at the same weights: a tighter bound, in one sweep of numpy per item.
*Guess.* All counts of all pairs of the best items, filled up with a third. *Search.* All counts item by
item, as far as the bound lets hope, so many at a time at most. *Exact.* A mixed-integer program over the
items left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from models.case import Floats, Ints
from planner.solver.highs import INF, Compiled, Solver

ROOM = 1e-9  # relative room for the rounding of sums, as models.members.fits has it
AT_MOST = 64  # items that are compared each with each
AT_ONCE = 2**15  # numbers that are compared at a time: they stay in the cache


def weight_grid(steps: int) -> Floats:
    """[g,3] weights on the simplex."""
    return (
        np.array([(a, b, steps - a - b) for a in range(steps + 1) for b in range(steps + 1 - a)], dtype=float)
        / steps
    )


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def loads(self) -> Floats:
        """[3,i] share of the payload, the fairing and the count that one satellite takes."""
        return np.array(
            [self.mass / self.payload, self.volume / self.fairing, np.full(len(self.mass), 1.0 / self.count)]
        )

    @cached_property
    def per_load(self) -> Floats:
        """[g,i] one over what a satellite takes, by each of the weights."""
        with np.errstate(divide="ignore"):
            return 1.0 / (self.grid @ self.loads)

    @cached_property
    def most(self) -> Ints:
        """[i] satellites of one kind on a full flight."""
        payload, fairing, count = self.limits
        return np.floor(np.minimum(np.minimum(payload / self.mass, fairing / self.volume), count)).astype(int)

    @cached_property
    def limits(self) -> Floats:
        """[3] payload, fairing and count, with room for rounding."""
        return np.array([self.payload * (1 + ROOM), self.fairing * (1 + ROOM), float(self.count)])


def bounds(room: Room, worth: Floats) -> tuple[Floats, Floats]:
    """([b] upper bound on any cargo's worth, [b,3] the weights that give it); worth [i,b], -inf where an item
    may not fly.
    """
    positive = np.maximum(worth, 0.0).T  # [b,i]
    best = np.zeros((len(positive), len(room.grid)))
    step = max(1, AT_ONCE // max(1, room.per_load.size))
    for b in range(0, len(best), step):
        best[b : b + step] = (positive[b : b + step, None] * room.per_load).max(axis=2, initial=0.0)
    at = best.argmin(axis=1)
    return best[np.arange(len(best)), at], room.grid[at]


def maximal_cargoes(room: Room, items: Ints, most: int) -> Ints | None:
    """[n,i] the counts over `items` of all cargoes that no further one of them fits on; None where that, or
    what is looked through for it, would be more than `most` numbers.
    """
    mass, volume = room.mass[items], room.volume[items]
    size = np.array([mass, volume, np.ones(len(items))])
    left = room.limits[:, None]  # [3,n]
    cargoes = np.zeros((1, len(items)), dtype=int)
    order = np.argsort(room.most[items], kind="stable")
    for i in order[:-1]:
        times = np.floor((left / size[:, [i]]).min(axis=0)).astype(int) + 1
        ends = np.cumsum(times)
        if ends[-1] * len(items) > most:
            return None
        count = np.arange(ends[-1]) - np.repeat(ends - times, times)
        cargoes = np.repeat(cargoes, times, axis=0)
        cargoes[:, i] = count
        left = np.repeat(left, times, axis=1) - count * size[:, [i]]
    last = order[-1]
    cargoes[:, last] = np.floor((left / size[:, [last]]).min(axis=0))
    left = left - cargoes[:, last] * size[:, [last]]
    takes_more = (size[:, None] <= left[:, :, None]).all(axis=0).any(axis=1)
    return cargoes[~takes_more]


def undominated(room: Room, items: Ints, worth: Floats) -> Ints:
    """Those of `items` that no other of them may take the place of: one that is worth as much, and takes no
    more mass and volume. The best cargo of them is the best of all.
    """
    size, left, kept = room.loads[:2], items, []
    if len(items) <= AT_MOST:
        mass, volume, w = size[0, items], size[1, items], worth[items]
        first = np.arange(len(items))
        as_good = (
            (mass <= mass[:, None]) & (volume <= volume[:, None]) & (w >= w[:, None])
        )  # [i, in its place]
        as_good &= ~as_good.T | (first < first[:, None])
        return items[~as_good.any(axis=1)]
    # Each turn keeps the most worth for its size of what is left, and takes out what it may stand for.
    while len(left):
        mass, volume = size[:, left]
        best = int((worth[left] / (mass + volume)).argmax())
        stands_for = (mass >= mass[best]) & (volume >= volume[best]) & (worth[left] <= worth[left[best]])
        kept.append(int(left[best]))
        left = left[~stands_for]
    return items[np.isin(items, kept)]


def pairs_filled(room: Room, items: Ints, worth: Floats, upper: float, weights: Floats) -> tuple[float, Ints]:
    """(worth, counts over `items`) of the best cargo with two kinds in any number and a third as filling.

    What is left is worth its share of `upper` at most, by the weights that give that bound: only pairs that
    could become the best by it are filled.
    """
    n, w = len(items), worth[items]
    size = np.array([room.mass[items], room.volume[items], np.ones(n)])
    first, second = kinds_of_pairs(n)
    counts = np.where(first < second, room.most[items][first] + 1, 1)
    ends = np.cumsum(counts)
    first, second = np.repeat(first, counts), np.repeat(second, counts)
    c1 = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
    left = room.limits[:, None] - c1 * size[:, first]  # [3,n]
    c2 = np.floor((left / size[:, second]).min(axis=0))
    left -= c2 * size[:, second]
    value = c1 * w[first] + c2 * w[second]
    at = int(value.argmax())
    best, best_counts = float(value[at]), np.zeros(n, dtype=int)
    filling = upper * weights / np.array([room.payload, room.fairing, room.count])
    open_to = np.flatnonzero(value + filling @ left > best)
    if len(open_to):
        c3 = np.maximum(np.floor((left[:, open_to, None] / size[:, None]).min(axis=0)), 0.0)
        total = value[open_to][:, None] + c3 * w
        top, third = np.unravel_index(total.argmax(), total.shape)
        if total[top, third] > best:
            at, best = int(open_to[top]), float(total[top, third])
            best_counts[third] = c3[top, third]
    best_counts[first[at]] += int(c1[at])
    best_counts[second[at]] += int(c2[at])
    return best, best_counts


@cache
def kinds_of_pairs(n: int) -> tuple[Ints, Ints]:
    """All pairs i <= j of n kinds."""
    return np.triu_indices(n)


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


def searched(
    room: Room, items: Ints, worth: Floats, target: float, most: int
) -> tuple[float, Ints | None, bool]:
    """(worth, counts over `items`, whether it is the best) of the best cargo worth more than the target.

    Item by item all counts that fit; of the cargoes begun so, those go on that may still become better than
    the best, by the bound over the items that are left, `most` of them at most.
    """
    _, (weights,) = bounds(room, worth[:, None])
    size = np.array([room.mass[items], room.volume[items], np.ones(len(items))])
    per_load = worth[items] / (weights @ room.loads[:, items])
    rest = np.append(np.maximum.accumulate(per_load[::-1])[::-1][1:], 0.0)  # of the items after each
    left, value = room.limits[:, None], np.zeros(1)  # [3,n], [n]
    best, at, is_best = target, -1, True
    begun: list[tuple[Ints, Ints, Ints]] = []  # of each item: which cargo went on, with how many of it; kept
    for j in range(len(items)):
        times = np.floor((left / size[:, [j]]).min(axis=0)).astype(int) + 1
        ends = np.cumsum(times)
        before = np.repeat(np.arange(len(times)), times)
        count = np.arange(ends[-1]) - np.repeat(ends - times, times)
        value = value[before] + count * worth[items[j]]
        left = left[:, before] - count * size[:, [j]]
        top = int(value.argmax())
        if value[top] > best:
            best, at, found = float(value[top]), j, top
        hope = value + rest[j] * ((weights / room.limits) @ left)
        kept = np.flatnonzero(hope > best)
        if len(kept) > most:
            is_best, kept = False, kept[np.argsort(-hope[kept], kind="stable")[:most]]
        begun.append((before, count, kept))
        value, left = value[kept], left[:, kept]
        if not len(kept):
            break
    if at < 0:
        return best, None, is_best
    counts = np.zeros(len(items), dtype=int)
    for j in range(at, -1, -1):
        before, count, _ = begun[j]
        counts[j] = count[found]
        found = begun[j - 1][2][before[found]] if j else 0
    return best, counts, is_best


def exact(
    room: Room, items: Ints, worth: Floats, target: float, gap: float, nodes: int
) -> tuple[float, float, Ints | None]:
    """(best worth found, bound, counts) by a small mixed-integer program, to an absolute gap."""
    from scipy import sparse

    n = len(items)
    matrix = sparse.csc_array(np.array([room.mass[items], room.volume[items], np.ones(n)]))
    most = room.most[items].astype(float)
    model = Compiled(
        matrix, np.full(3, -INF), room.limits, np.zeros(n), most, np.ones(n, dtype=bool), {}, {}, {}
    )
    solver = Solver()
    solver.set(mip_rel_gap=0.0, mip_abs_gap=gap, mip_feasibility_tolerance=1e-9, mip_max_nodes=nodes)
    solver.load(model, -worth[items])
    run = solver.run()
    if run.values is None:
        return -np.inf, max(target, -run.bound), None
    counts = np.round(run.values).astype(int)
    return float(worth[items] @ counts), -run.bound, counts
