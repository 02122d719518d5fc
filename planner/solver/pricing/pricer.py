"""The best cargo of every flight at the master's duals: which flights pay, and what is left open.

A flight of v to some shells of drop o in period b pays where its cargo is worth more than its target, which
is its own cost less the value of the rows that it joins by itself. Each such cell is bounded first, then
guessed, then settled where that is asked for (planner/solver/pricing/knapsack.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from models.case import Case, Floats
from planner.solver.column_generation.master import Composite, Master
from planner.solver.highs import Array
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.pricing.knapsack import Room, bounds, exact, grid_bound, pairs_filled, weight_grid
from planner.solver.pricing.manifests import subsets
from planner.solver.pricing.reduced_costs import ReducedCosts


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

    def price(self, duals: Array, eps: float, settle: bool, allowed: float = 0.0) -> Pricing:
        """The flights that pay at the master's duals, and what is left open.

        With `settle` the cells left open are settled to within `allowed` times the least that a flight with
        its cargo costs.
        """
        case, worth = self.case, self.reduced_costs
        values, lives = worth.satellites(duals, eps)
        found: list[Composite] = []
        worst = loss = 0.0
        is_free = np.arange(case.launch_periods) >= case.frozen_periods
        # Every cell is looked at once: what may be left of its violation after that is in worst or loss.
        for room in self.rooms:
            v = room.v
            value = values[v][room.items]  # [i,b]
            target = worth.flight[v] + eps * worth.stake[v] - self.flight_duals(duals, v, room.shells)
            floor = worth.stake[v] * self.least_share(
                room.shells
            )  # [b] a flight with cargo costs at least that
            upper, weights = bounds(room, value)
            for b in np.flatnonzero((upper > target + 1e-9) & (case.cadence[v] > 0) & is_free):
                if self.is_stopped():
                    return Pricing(tuple(found), np.inf, np.inf)
                open_to = float(target[b]) + allowed * float(floor[b])
                ceiling, cargo = self.cell(
                    room, value[:, b], float(upper[b]), weights[b], float(target[b]), open_to, settle
                )
                if cargo is not None:
                    found.append(self.composite(room, int(b), cargo, lives[v]))
                over = ceiling - float(target[b])
                if over > 0:
                    if floor[b] > 1e-9:
                        worst = max(worst, over / float(floor[b]))
                    else:
                        loss += over * float(case.cadence[v, b])
        return Pricing(tuple(found), worst, loss)

    def least_share(self, shells: tuple[int, ...]) -> Floats:
        """[b] the least share of a launch that may be charged, over the lives of these shells: the rest is
        credited under annuity.
        """
        return self.case.cohort_share[list(shells)].min(axis=(0, 2), initial=1.0)

    def cell(
        self,
        room: Room,
        value: Floats,
        upper: float,
        weights: Floats,
        target: float,
        open_to: float,
        settle: bool,
    ):
        """Of one room and period: (upper bound on the worth of any cargo, counts over its items of a cargo
        that pays or None). The bound is made no tighter once it is `open_to` at most.
        """
        slack = upper * (weights @ room.loads) - value
        order = np.argsort(slack, kind="stable")
        order = order[(value[order] > 0) & (slack[order] <= upper - target + 1e-9)]
        if not len(order):
            # Nothing is worth flying; where a flight itself is (target < 0), the least bad satellite may pay.
            single = int(value.argmax()) if len(value) else 0
            if not len(value) or value[single] <= target + 1e-9 * max(1.0, abs(target)):
                return target, None
            return float(value[single]), np.eye(len(value), dtype=int)[single]
        best, counts = pairs_filled(room, order[: self.params.best_items], value)
        chosen = order[: self.params.best_items]
        if settle and best <= target and upper > open_to:
            upper = min(
                upper, max(target, grid_bound(room, order, value, upper, weights, self.params.grid_bins))
            )
        if settle and best <= target and upper > open_to:
            tried, ceiling, exactly = exact(
                room, order, value, target, 1e-4 * max(target, 1e-6), self.params.cargo_nodes
            )
            upper = min(upper, max(ceiling, target))
            if exactly is not None and tried > best:
                best, counts, chosen = tried, exactly, order
        if best <= target + 1e-9 * max(1.0, abs(target)):
            return upper, None
        cargo = np.zeros(len(room.items), dtype=int)
        cargo[chosen] = counts
        return upper, cargo

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
