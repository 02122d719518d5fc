"""The best cargo of every flight at the master's duals: which flights pay, and what is left open.

A flight of v to some shells of drop o in period b pays where its cargo is worth more than its target, which
is its own cost less the value of the rows that it joins by itself. In each such cell the best of all cargoes
is taken where they are few; else it is bounded first, then guessed, then settled where that is asked for
(planner/solver/pricing/knapsack.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from models.case import Case, Floats, Ints
from planner.solver.column_generation.master import Composite, Master
from planner.solver.highs import Array
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.pricing.knapsack import (
    AT_MOST,
    Room,
    bounds,
    exact,
    grid_bound,
    maximal_cargoes,
    pairs_filled,
    searched,
    undominated,
    weight_grid,
)
from planner.solver.pricing.manifests import subsets
from planner.solver.pricing.reduced_costs import ReducedCosts

Cell = tuple[int, float, Ints | None]
"""Period, upper bound on the worth of any cargo, counts over the room's items of one that pays or None."""


@dataclass(frozen=True)
class Pricing:
    """What pricing at some duals has found.

    flights    those that pay
    worst      the largest violation left open, relative to the least that the flight with its cargo costs
    loss       the violation, times cadence, of flights that cost nothing
    Both are infinite if it was stopped on the way: nothing is proven then.
    """

    flights: tuple[Composite, ...]
    worst: float
    loss: float


@dataclass
class FlightPricer:
    """Prices every flight of a master with its best cargo."""

    case: Case
    reduced_costs: ReducedCosts
    rooms: list[Room] = field(default_factory=list)
    params: SearchParams = DEFAULT
    is_stopped: Callable[[], bool] = lambda: False

    @staticmethod
    def of(case: Case, master: Master, params: SearchParams, is_stopped: Callable[[], bool]) -> FlightPricer:
        """The pricer of all candidates."""
        worth, grid = ReducedCosts(case, master), weight_grid(params.weight_steps)
        rooms = []
        for v in range(len(case.vehicles)):
            for o, served in enumerate(case.drop_shells):
                for shells in subsets(served):
                    items = np.flatnonzero(np.isin(worth.s, shells) & worth.can[v].any(axis=1))
                    if len(items) and case.payload_t[v, o] > 0:
                        designs = worth.d[items]
                        mass, volume = case.design_mass_t[designs], case.design_volume_m3[designs]
                        payload, fairing = float(case.payload_t[v, o]), float(case.fairing_m3[v])
                        count = int(case.satellites_max[v])
                        rooms.append(Room(v, o, shells, items, mass, volume, payload, fairing, count, grid))
        return FlightPricer(case, worth, rooms, params, is_stopped)

    def __post_init__(self):
        """What hangs on the case alone."""
        case, stake = self.case, self.reduced_costs.stake
        self.flies = (case.cadence > 0) & (np.arange(case.launch_periods) >= case.frozen_periods)  # [v,b]
        self.floors = [stake[room.v] * self.least_share(room.shells) for room in self.rooms]
        self.weights = [np.tile(room.grid[:1], (case.launch_periods, 1)) for room in self.rooms]
        self.whole = [self.list_of(room, tuple(range(len(room.items)))) for room in self.rooms]
        self.listed = lru_cache(self.params.lists_kept)(self.list_of)

    def price(self, duals: Array, eps: float, settle: bool, allowed: float = 0.0) -> Pricing:
        """The flights that pay at the master's duals, and what is left open.

        With `settle` the cells left open are settled to within `allowed` times the least that a flight with
        its cargo costs.
        """
        case, worth = self.case, self.reduced_costs
        values, lives = worth.satellites(duals, eps)
        price = worth.flight + eps * worth.stake - worth.flights(duals)  # [v,b]
        found: list[Composite] = []
        worst = loss = 0.0
        # Every cell is looked at once: what may be left of its violation after that is in worst or loss.
        for n, (room, floor) in enumerate(zip(self.rooms, self.floors)):
            value, target = (
                values[room.v][room.items],
                price[room.v] - worth.visits(duals, room.v, room.shells),
            )
            for b, ceiling, cargo in self.cells(n, value, target, target + allowed * floor, settle):
                if self.is_stopped():
                    return Pricing(tuple(found), np.inf, np.inf)
                if cargo is not None:
                    found.append(self.composite(room, b, cargo, lives[room.v]))
                over = ceiling - float(target[b])
                if over > 0:
                    if floor[b] > 1e-9:
                        worst = max(worst, over / float(floor[b]))
                    else:
                        loss += over * float(case.cadence[room.v, b])
        return Pricing(tuple(found), worst, loss)

    def least_share(self, shells: tuple[int, ...]) -> Floats:
        """[b] the least share of a launch that may be charged, over the lives of these shells: the rest is
        credited under annuity.
        """
        return self.case.cohort_share[list(shells)].min(axis=(0, 2), initial=1.0)

    def cells(self, n: int, value: Floats, target: Floats, open_to: Floats, settle: bool) -> Iterator[Cell]:
        """The n-th room where a cargo may be worth more than its target; value [i,b], target, open_to [b]."""
        periods, cargoes = np.flatnonzero(self.flies[self.rooms[n].v]), self.whole[n]
        if cargoes is not None:
            yield from self.listed_cells(cargoes, value, target, periods)
            return
        room, positive = self.rooms[n], np.maximum(value, 0.0)
        # At the weights of an earlier round most cells are bounded well enough.
        rough = (positive.T[periods] / (self.weights[n][periods] @ room.loads)).max(axis=1, initial=0.0)
        periods = periods[rough > target[periods] + 1e-9]
        upper, weights = bounds(room, value[:, periods])
        self.weights[n][periods] = weights
        for i in np.flatnonzero(upper > target[periods] + 1e-9).tolist():
            b = int(periods[i])
            goals = float(target[b]), float(open_to[b])
            yield b, *self.cell(room, value[:, b], float(upper[i]), weights[i], *goals, settle)

    def listed_cells(self, cargoes: Floats, value: Floats, target: Floats, periods: Ints) -> Iterator[Cell]:
        """The same for a room of which all maximal cargoes are listed: the bounds are exact."""
        positive = np.maximum(value.T[periods], 0.0)  # [b,i]
        worths = positive @ cargoes
        at = worths.argmax(axis=1)
        best = worths[np.arange(len(periods)), at]
        for i in np.flatnonzero(best > target[periods] + 1e-9).tolist():
            b = int(periods[i])
            cargo = np.where(positive[i] > 0, cargoes[:, at[i]], 0).astype(int)
            if cargo.any():
                yield b, float(best[i]), cargo if pays(best[i], target[b]) else None
            else:
                yield b, *self.single(value[:, b], float(target[b]))

    def cell(
        self,
        room: Room,
        value: Floats,
        upper: float,
        weights: Floats,
        target: float,
        open_to: float,
        settle: bool,
    ) -> tuple[float, Ints | None]:
        """Of one room and period: (upper bound on the worth of any cargo, counts over its items of a cargo
        that pays or None). The bound is made no tighter once it is `open_to` at most. Without `settle`, of
        many items the most promising are looked at.
        """
        slack = upper * (weights @ room.loads) - value
        near = np.flatnonzero((value > 0) & (slack <= upper - target + 1e-9))
        if not len(near):
            return self.single(value, target)
        order = near[np.argsort(slack[near], kind="stable")]
        is_whole = settle or len(order) <= AT_MOST
        order = undominated(room, order if is_whole else order[:AT_MOST], value)
        cargoes = None
        if is_whole and len(order) <= self.params.best_items:
            order = np.sort(order)
            cargoes = self.listed(room, tuple(order.tolist()))
        if cargoes is not None:
            worths = value[order] @ cargoes
            at = int(worths.argmax())
            best = upper = float(worths[at])
            chosen, counts = order, cargoes[:, at].astype(int)
        else:
            chosen = order[: self.params.best_items]
            best, counts = pairs_filled(room, chosen, value, upper, weights)
            if settle and not pays(best, target) and upper > open_to:
                rough = grid_bound(room, order, value, upper, weights, self.params.grid_bins)
                upper = min(upper, max(target, rough))
            if settle and not pays(best, target) and upper > open_to:
                tried, begun, is_best = searched(room, order, value, target, self.params.cargoes_begun)
                if is_best:
                    upper = min(upper, tried)
                if begun is not None:
                    best, counts, chosen = tried, begun, order
            if settle and not pays(best, target) and upper > open_to:
                tried, ceiling, exactly = exact(
                    room, order, value, target, 1e-4 * max(target, 1e-6), self.params.cargo_nodes
                )
                upper = min(upper, max(ceiling, target))
                if exactly is not None and tried > best:
                    best, counts, chosen = tried, exactly, order
        if not pays(best, target):
            return upper, None
        cargo = np.zeros(len(room.items), dtype=int)
        cargo[chosen] = counts
        return upper, cargo

    def most(self, n: int, value: Floats) -> Floats:
        """[b] an upper bound on what the cargo of one flight of the n-th room is worth; value
        [i,b]. Nothing where the vehicle does not fly.
        """
        room, cargoes = self.rooms[n], self.whole[n]
        positive = np.where(self.flies[room.v], np.maximum(value, 0.0), 0.0)  # [i,b]
        if cargoes is not None:
            return (positive.T @ cargoes).max(axis=1, initial=0.0)
        upper, weights = bounds(room, positive)
        for b in np.flatnonzero(upper > 0).tolist():
            upper[b] = self.most_of(room, positive[:, b], float(upper[b]), weights[b])
        return upper

    def most_of(self, room: Room, value: Floats, upper: float, weights: Floats) -> float:
        """The same of one period, from a bound and the weights that give it."""
        order = undominated(room, np.flatnonzero(value), value)
        order = order[np.argsort((upper * (weights @ room.loads) - value)[order], kind="stable")]
        return min(upper, grid_bound(room, order, value, upper, weights, self.params.grid_bins))

    def list_of(self, room: Room, items: tuple[int, ...]) -> Floats | None:
        """[i,n] all maximal cargoes of some items of a room; None where they are many."""
        cargoes = maximal_cargoes(room, np.array(items), self.params.listed_cargoes)
        return None if cargoes is None else np.ascontiguousarray(cargoes.T, dtype=float)

    @staticmethod
    def single(value: Floats, target: float) -> tuple[float, Ints | None]:
        """The same where nothing is worth flying: where a flight itself is (target < 0), the least bad
        satellite may pay.
        """
        single = int(value.argmax())
        if not pays(value[single], target):
            return target, None
        return float(value[single]), np.eye(len(value), dtype=int)[single]

    def composite(self, room: Room, b: int, cargo, lives) -> Composite:
        """The flight with the best life of each satellite."""
        loaded = sorted(
            (
                int(self.reduced_costs.d[room.items[i]]),
                int(self.reduced_costs.s[room.items[i]]),
                int(lives[room.items[i], b]),
                int(cargo[i]),
            )
            for i in np.flatnonzero(cargo)
        )
        return (room.v, room.o, b, tuple(loaded))

    def flight_duals(self, duals: Array, v: int, shells: tuple[int, ...]) -> Floats:
        """[b] value of the rows that a flight of v to these shells joins by itself."""
        return self.reduced_costs.flights(duals)[v] + self.reduced_costs.visits(duals, v, shells)


def pays(worth: float, target: float) -> bool:
    """Whether a cargo is worth more than its target, beyond rounding."""
    return bool(worth > target + 1e-9 * max(1.0, abs(target)))
