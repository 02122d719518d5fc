"""Column generation: the linear relaxation over every candidate, life and manifest, solved to a proven ratio.

Round: solve the master at q = N/D of the last point, price every cohort
(planner/solver/pricing/reduced_costs.py), look for the best cargo of every (vehicle, drop, period), add those
that pay. Prices are taken with costs times (1 + eps): when nothing pays any more, every flight has a reduced
cost of at least -eps times its cost, and with what could not be settled as `worst`,

    r* >= (q + g / D_end) / (1 + eps + worst)                         (planner/solver/column_generation/master.py)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from models.case import Case, Floats
from models.existing import prepaid_musd
from models.rollout import DECISIONS
from planner.solver.column_generation.artificials import artificial_price, rents
from planner.solver.column_generation.master import Composite, Master, Priced
from planner.solver.highs import Array
from planner.solver.pricing.knapsack import BEST_ITEMS, WEIGHTS, Room, bounds, exact, grid_bound, pairs_filled
from planner.solver.pricing.manifests import subsets
from planner.solver.pricing.reduced_costs import ReducedCosts
from planner.solver.search import Search

SCHEDULE = (0.03, 0.004, 0.0008, 0.0002, 0.00005)  # eps; the finest only where the bound is too loose without
LAST = SCHEDULE[2:]  # where columns are known already
BELOW = 1 - 1e-4  # q is this part of the last point's ratio
JUST_BELOW = 1 - 1e-6  # and this part of it where below that serving nothing is best
FIRST_RISE, MOST_RISE = 0.05, 3.0  # shares by which q rises while nothing at all is served
SOME = 1e-6  # Tt of the scaled question: a point that serves less serves nothing
HELD = {
    decision.name for decision in DECISIONS if decision.moves != "tier"
}  # what flights are priced again for


@dataclass(frozen=True)
class Proof:
    """What one round proved: N - q D >= value - theta * N for every plan."""

    q: float
    value: float
    theta: float


@dataclass(frozen=True)
class StartingPoint:
    """Where a way to whole numbers begins: flights, as weights over the pool, and the relaxation's value with
    them.

    openings: the binaries they were priced for; None if none was held. beyond: what else was held.
    """

    weights: Array
    value: float
    openings: dict[tuple[str, Any], float] | None = None
    beyond: tuple = ()


@dataclass
class Generation:
    """The state of column generation on one master, which may have some binaries fixed."""

    search: Search
    case: Case
    master: Master
    reduced_costs: ReducedCosts
    rooms: list[Room] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    q: float = 0.0
    last: Priced | None = None

    @staticmethod
    def of(search: Search) -> Generation:
        """A fresh master over all candidates."""
        case = search.case
        master = Master(case, seed=search.seed, clock=search)
        worth = ReducedCosts(case, master)
        rooms = []
        for v in range(len(case.vehicles)):
            for o, served in enumerate(case.drop_shells):
                for shells in subsets(served):
                    items = np.flatnonzero(np.isin(worth.s, shells) & worth.can[v].any(axis=1))
                    if len(items) and case.payload_t[v, o] > 0:
                        mass, volume = (
                            case.design_mass_t[worth.d[items]],
                            case.design_volume_m3[worth.d[items]],
                        )
                        limits = (
                            float(case.payload_t[v, o]),
                            float(case.fairing_m3[v]),
                            int(case.satellites_max[v]),
                        )
                        rooms.append(Room(v, o, shells, items, mass, volume, *limits))
        return Generation(search, case, master, worth, rooms, q=first_ratio(case))

    def price(
        self, duals: Array, eps: float, settle: bool, leave: float = 0.0
    ) -> tuple[list[Composite], float, float]:
        """(cargoes that pay, worst, loss) at the master's duals.

        worst: the largest violation left open, relative to the least that the flight with its cargo costs;
        loss: the violation, times cadence, of flights that cost nothing. With `settle` the cells left open
        are settled to within `leave` times that cost. Both are infinite if the search was stopped on the way:
        nothing is proven then.
        """
        case, worth = self.case, self.reduced_costs
        values, lives = worth.satellites(duals, eps)
        found: list[Composite] = []
        worst = loss = 0.0
        is_free = np.arange(case.launch_periods) >= case.frozen_periods
        for room in self.rooms:
            v = room.v
            value = values[v][room.items]  # [i,b]
            target = worth.flight[v] + eps * worth.stake[v] - self.flight_duals(duals, v, room.shells)
            floor = worth.stake[v] * self.least_share(
                room.shells
            )  # [b] a flight with cargo costs at least that
            upper, at = bounds(room, value)
            for b in np.flatnonzero((upper > target + 1e-9) & (case.cadence[v] > 0) & is_free):
                if self.search.stopped():
                    return found, np.inf, np.inf
                open_to = float(target[b]) + leave * float(floor[b])
                ceiling, cargo = self.cell(
                    room, value[:, b], float(upper[b]), WEIGHTS[at[b]], float(target[b]), open_to, settle
                )
                if cargo is not None:
                    found.append(self.composite(room, int(b), cargo, lives[v]))
                over = ceiling - float(target[b])
                if over > 0:
                    if floor[b] > 1e-9:
                        worst = max(worst, over / float(floor[b]))
                    else:
                        loss += over * float(case.cadence[v, b])
        return found, worst, loss

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
        """(upper bound, cargo counts over the room's items or None) of one (vehicle, drop, period); a bound
        up to `open_to` may stay.
        """
        slack = upper * (weights @ room.loads) - value
        order = np.argsort(slack, kind="stable")
        order = order[(value[order] > 0) & (slack[order] <= upper - target + 1e-9)]
        if not len(
            order
        ):  # nothing is worth flying; where a flight itself is (target < 0), the least bad satellite may still pay
            single = int(value.argmax()) if len(value) else 0
            if not len(value) or value[single] <= target + 1e-9 * max(1.0, abs(target)):
                return target, None
            return float(value[single]), np.eye(len(value), dtype=int)[single]
        best, counts = pairs_filled(room, order[:BEST_ITEMS], value)
        chosen = order[:BEST_ITEMS]
        if settle and best <= target and upper > open_to:
            upper = min(upper, max(target, grid_bound(room, order, value, upper, weights)))
        if settle and best <= target and upper > open_to:
            tried, ceiling, exactly = exact(room, order, value, target, gap=1e-4 * max(target, 1e-6))
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

    def solve(
        self,
        schedule=SCHEDULE,
        enough: float = 0.0,
        cutoff: float = np.inf,
        at_root: bool = True,
        each_round: Callable[[], None] = lambda: None,
    ) -> bool:
        """Generate until nothing pays at the last eps, the bound is within `enough` of the master's own
        value, or it passes `cutoff`.

        At the root every round's bound holds for the whole question and is told to the search. `each_round`
        is called in each round. Whether it came to an end; if not, it was stopped, and can go on.
        """
        rise = FIRST_RISE
        for eps in schedule:
            final = settle = False
            last_step = np.inf
            # A round adds columns, raises q, makes artificials dearer, or is the last but one at its eps:
            # columns are finite, q rises to
            # the ratio of a known point or by factors that grow up to a limit, and each artificial gets
            # dearer a few times.
            while not self.search.stopped():
                point = self.master.solve(self.q)
                if point is None:
                    return False
                ratio, serves = self.q, self.serves(point)
                if serves or self.last is None:
                    self.last = point
                found, worst, loss = self.price(point.duals, eps, settle, 0.2 * enough)
                if not np.isfinite(worst):
                    return False
                theta = self.master.pool_violation(point.duals, eps + worst)
                loss += theta * prepaid_musd(self.case)
                self.proofs.append(Proof(self.q, self.master.dual_value(self.q, point.duals) - loss, theta))
                bound = self.bound()
                if at_root:
                    self.search.prove(bound)
                if bound >= cutoff:
                    return True
                added = self.master.add(found)
                value = self.value(self.last)
                if serves and self.case.objective == "levelized_cost":
                    self.q = value * BELOW
                each_round()
                if added and (settle or theta > 1.5 * eps + enough):
                    settle, last_step = False, np.inf
                    continue
                if not serves and self.rises(value, rise):
                    settle, last_step, rise = False, np.inf, min(2 * rise, MOST_RISE)
                    continue
                step = abs(self.q - ratio)
                if 1e-5 * abs(ratio) < step < 0.5 * last_step and value - bound > enough * abs(value):
                    last_step = step
                    continue  # the bound is loose because it was proven far from its own ratio
                if self.master.forbid(point.values):
                    continue
                final = eps == schedule[-1] or value - bound <= enough * abs(value)
                if not final or settle or theta <= eps * (1 + 1e-6) + 0.21 * enough:
                    break
                settle = True
            if final:
                return True
        return True

    def serves(self, point: Priced) -> bool:
        """Whether a point serves anything, which a ratio needs: for cost and npv it does not matter."""
        return self.case.objective != "levelized_cost" or point.tokens > SOME

    def rises(self, value: float, rise: float) -> bool:
        """Raise q where serving nothing is best at it: to the ratio of a point that is known, or by a share;
        False if that says no more.

        With q just below a known ratio, that nothing betters serving nothing proves that no ratio is lower
        than q.
        """
        if np.isfinite(value):
            higher = value * JUST_BELOW
        else:
            higher = self.q * (1 + rise) if self.q < self.dearest else self.q
        is_raised = higher > self.q * (1 + 1e-9)
        self.q = max(self.q, higher)
        return is_raised

    @cached_property
    def dearest(self) -> float:
        """A ratio above what serving can reasonably cost: an artificial token's, at the least weight."""
        weight = self.case.discount_mid * self.case.token_weight
        return artificial_price(self.case) / float(weight[weight > 0].min(initial=1.0))

    def priced_again(self, openings: Mapping[tuple[str, Any], float]) -> StartingPoint:
        """Flights priced with the binaries of shells, buses, gates, milestones and orders held as given; the
        root's own state is kept.
        """
        master = self.master
        held = [key for key in master.model.column if key[0] in HELD]
        columns = [master.model.column[key] for key in held]
        values = [float(openings.get(key, 0.0)) for key in held]
        lower, upper = master.col_lower[columns].tolist(), master.col_upper[columns].tolist()
        root = self.proofs, self.last, self.q
        self.proofs, self.last = [], None
        master.hold(columns, values, values)
        self.solve(LAST, enough=0.1 * self.search.gap, at_root=False)
        point = self.last
        master.hold(columns, lower, upper)
        self.proofs, self.last, self.q = root
        weights = np.zeros(len(master.pool))
        if point is not None:
            weights[: len(point.flights)] = point.flights
        return StartingPoint(weights, np.inf if point is None else self.value(point), dict(zip(held, values)))

    def value(self, point: Priced) -> float:
        """The master's own value: its ratio, or its objective for cost and npv."""
        if self.case.objective != "levelized_cost":
            return point.objective
        return point.cost / point.tokens if point.tokens > 0 else np.inf

    def bound(self) -> float:
        """The best that the rounds so far prove for this master; a better plan makes old proofs stronger."""
        return max((self.proven(proof) for proof in self.proofs), default=-np.inf)

    def proven(self, proof: Proof) -> float:
        """The bound that a round proves for every candidate (formula in the module docstring)."""
        case, g, theta = self.case, proof.value, proof.theta
        if case.objective == "levelized_cost":
            low, high = token_ends(case, self.search.value)
            end = high if g >= 0 else low
            return (proof.q + g / end) / (1 + theta) if end > 0 else -np.inf
        if case.objective == "cost":
            return g / (1 + theta) if g >= 0 else -np.inf
        return (g - theta * most_revenue(case)) / (1 + theta)  # N = (N - R) + R


def first_ratio(case: Case) -> float:
    """A q to begin with: twice the cost of the cheapest accelerator over its life per token of its best
    workload (0 for cost, npv).
    """
    if case.objective != "levelized_cost" or not len(case.lives):
        return 0.0
    value = (case.rate * (case.need > 0) * case.token_weight.max(axis=1)).max(
        axis=1
    ) * case.period_years  # [k] Tt per period
    with np.errstate(divide="ignore"):
        return float(np.min(np.where(value > 0, rents(case) / value, np.inf), initial=1e6)) / 2


def most_revenue(case: Case) -> float:
    """Discounted M$ that no plan earns more than: all that is wanted, sold."""
    return float(np.sum(case.discount_mid * case.token_price_musd * (case.committed + case.optional)))


def token_ends(case: Case, best: float) -> tuple[float, float]:
    """(D_min, D_max) of plans no worse than `best` [$/Mtoken].

    D_max: everything wanted. D_min: what is committed, less what the money of such a plan could pay in
    shortfall penalties.
    """
    weight = case.discount_mid * case.token_weight[:, None]  # [c,r,t]
    high = float(np.sum(weight * (case.committed + case.optional)))
    if not np.isfinite(best):
        return 0.0, high
    committed = float(np.sum(weight * case.committed))
    soft = (case.committed.sum(axis=2) > 0) & np.isfinite(case.shortfall_musd)
    if soft.any():
        with np.errstate(divide="ignore"):
            per_musd = float(
                (case.token_weight.max(axis=1)[:, None] / np.maximum(case.shortfall_musd, 1e-12))[soft].max()
            )
        committed -= best * high * per_musd
    return max(0.0, committed), high
