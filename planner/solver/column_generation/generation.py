"""Column generation: the linear relaxation over every candidate, life and manifest, solved to a proven ratio.

Round: solve the master at q = N/D of the last point, price every cohort
(planner/solver/pricing/reduced_costs.py), look for the best cargo of every (vehicle, drop, period), add those
that pay. Prices are taken with costs times (1 + eps): when nothing pays any more, every flight has a reduced
cost of at least -eps times its cost, and with what could not be settled as `worst`,

    r* >= (q + g / D_end) / (1 + eps + worst)            (planner/solver/column_generation/master.py)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from models.case import Case
from models.existing import prepaid_musd
from planner.solver.branching.decisions import BINARIES
from planner.solver.column_generation.artificials import artificial_price, rents
from planner.solver.column_generation.master import Composite, Master, MasterPoint
from planner.solver.highs import Array
from planner.solver.pricing.pricer import FlightPricer, Pricing
from planner.solver.search import Search

LEAST_TOKENS = 1e-6  # Tt of the scaled question: a point that serves less serves nothing


class Pricer(Protocol):
    """Finds the flights that pay."""

    def price(self, duals: Array, eps: float, settle: bool, allowed: float = 0.0) -> Pricing:
        """Flights with a reduced cost below -eps times their cost, and what may be left of such."""


@dataclass(frozen=True)
class Proof:
    """What one round proved: N - q D >= value - theta * N for every plan."""

    q: float
    value: float
    theta: float


@dataclass(frozen=True)
class Relaxed:
    """The state of column generation under the bounds that the master has: the ratio of the next round, the
    last point that serves anything, what the rounds proved, whether it came to an end.
    """

    q: float
    point: MasterPoint | None = None
    proofs: tuple[Proof, ...] = ()
    is_solved: bool = False


@dataclass(frozen=True)
class Round:
    """What one round of column generation found at a solved master: the flights that pay, and its proof."""

    flights: tuple[Composite, ...]
    proof: Proof


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

    @staticmethod
    def of(
        point: MasterPoint | None,
        pool: int,
        value: float,
        openings: dict[tuple[str, Any], float] | None = None,
    ) -> StartingPoint:
        """A point of a master whose pool has so many flights by now; no flights for none."""
        weights = np.zeros(pool)
        if point is not None:
            weights[: len(point.flights)] = point.flights
        return StartingPoint(weights, value, openings)


@dataclass
class Generation:
    """Column generation on one master. `root` is its state without branching decisions; bounds may be
    tightened for others, and are given back.
    """

    search: Search
    case: Case
    master: Master
    flights: FlightPricer
    pricer: Pricer
    root: Relaxed
    knows_flights: bool = False  # of a plan, before anything is priced

    @staticmethod
    def of(search: Search) -> Generation:
        """A fresh master over all candidates."""
        case, params = search.case, search.params
        master = Master(
            case,
            seed=search.seed,
            clock=search,
            few_designs=params.few_designs,
            interior_from=params.interior_from,
        )
        flights = FlightPricer.of(case, master, params, search.stopped)
        return Generation(search, case, master, flights, flights, Relaxed(first_ratio(case)))

    def begin_from(self, flights: list[Composite], q: float) -> None:
        """Begin from the flights of a plan, at a ratio near that of the relaxation.

        Duals are near their last values then, and nothing is gained by coarse steps and cheap rents.
        """
        self.master.add(flights)
        self.master.raise_rents()
        self.knows_flights = True
        if self.case.is_ratio:
            self.root = Relaxed(q)

    def solve_root(self, enough: float = 0.0, each_round: Callable[[Relaxed], None] = lambda _: None) -> bool:
        """Generate for the whole question, on from where it came; whether it came to an end.

        Every round's bound holds for the whole question and is told to the search.
        """

        def told(now: Relaxed) -> None:
            self.root = now
            self.search.prove(self.bound(now))
            each_round(now)

        params = self.search.params
        steps = params.last_price_steps if self.knows_flights else params.price_steps
        self.root = self.solve(self.root, steps, enough, each_round=told)
        return self.root.is_solved

    def solve(
        self,
        now: Relaxed,
        steps: tuple[float, ...],
        enough: float = 0.0,
        cutoff: float = np.inf,
        each_round: Callable[[Relaxed], None] = lambda _: None,
    ) -> Relaxed:
        """Generate until nothing pays at the last eps of `steps`, the bound is within `enough` of the
        master's own value, or it passes `cutoff`.

        `each_round` is told of each round. What comes of an interrupted call can be passed in again, to go
        on.
        """
        params, rise = self.search.params, self.search.params.first_rise
        now = replace(now, is_solved=False)
        for eps in steps:
            final = settle = False
            last_step = np.inf
            # A round adds columns, raises q, makes artificials dearer, or is the last but one at its eps:
            # columns are finite, q rises to the ratio of a known point or by factors that grow up to a limit,
            # and each artificial gets dearer a few times.
            while not self.search.stopped():
                point = self.master.solve(now.q)
                if point is None:
                    return now
                serves = self.serves(point)
                if serves or now.point is None:
                    now = replace(now, point=point)
                done = self.round(point, now.q, eps, settle, params.open_share * enough)
                if done is None:
                    return now
                now = replace(now, proofs=(*now.proofs, done.proof))
                bound, value, theta = self.bound(now), self.value(now.point), done.proof.theta
                if bound >= cutoff:
                    return replace(now, is_solved=True)
                added = self.master.add(list(done.flights))
                if serves and self.case.objective == "levelized_cost":
                    now = replace(now, q=value * params.below)
                each_round(now)
                if added and (settle or theta > 1.5 * eps + enough):
                    settle, last_step = False, np.inf
                    continue
                higher = now.q if serves else self.raised(now.q, value, rise)
                if higher > now.q * (1 + 1e-9):
                    now = replace(now, q=higher)
                    settle, last_step, rise = False, np.inf, min(2 * rise, params.most_rise)
                    continue
                step = abs(now.q - done.proof.q)
                if 1e-5 * abs(done.proof.q) < step < 0.5 * last_step and value - bound > enough * abs(value):
                    last_step = step
                    continue  # the bound is loose because it was proven far from its own ratio
                if self.master.raise_artificials(point.values):
                    continue
                final = eps == steps[-1] or value - bound <= enough * abs(value)
                if not final or settle or theta <= eps * (1 + 1e-6) + 1.05 * params.open_share * enough:
                    break
                settle = True
            else:
                return now
            if final:
                break
        return replace(now, is_solved=True)

    def round(self, point: MasterPoint, q: float, eps: float, settle: bool, allowed: float) -> Round | None:
        """One round at a solved master: the flights that pay, and its proof; None if it was stopped."""
        pricing = self.pricer.price(point.duals, eps, settle, allowed)
        if not np.isfinite(pricing.worst):
            return None
        theta = self.master.pool_violation(point.duals, eps + pricing.worst)
        loss = pricing.loss + theta * prepaid_musd(self.case)
        return Round(pricing.flights, Proof(q, self.master.dual_value(q, point.duals) - loss, theta))

    def flights_flown(self) -> float:
        """Flights of the root's point; 0 without one."""
        return 0.0 if self.root.point is None else float(self.root.point.flights.sum())

    def serves(self, point: MasterPoint) -> bool:
        """Whether a point serves anything, which a ratio needs: for cost and npv it does not matter."""
        return self.case.objective != "levelized_cost" or point.tokens > LEAST_TOKENS

    def raised(self, q: float, value: float, rise: float) -> float:
        """A higher q where serving nothing is best at q: just below a ratio that is known, or else by the
        share `rise`; q itself at the ceiling.

        With q just below a known ratio, that nothing betters serving nothing proves that no ratio is lower
        than q.
        """
        if np.isfinite(value):
            higher = value * self.search.params.just_below
        else:
            higher = q * (1 + rise) if q < self.dearest else q
        return max(q, higher)

    @cached_property
    def dearest(self) -> float:
        """A ratio above what serving can reasonably cost: an artificial token's, at the least weight."""
        weight = self.case.discount_mid * self.case.token_weight
        return artificial_price(self.case) / float(weight[weight > 0].min(initial=1.0))

    def with_openings(self, openings: Mapping[tuple[str, Any], float], q: float) -> StartingPoint:
        """Flights priced, from a ratio on, with the binaries of shells, buses, gates, milestones and orders
        held as given.
        """
        master, params = self.master, self.search.params
        held = [key for key in master.model.column if key[0] in BINARIES]
        columns = [master.model.column[key] for key in held]
        values = [float(openings.get(key, 0.0)) for key in held]
        lower, upper = master.col_lower[columns].tolist(), master.col_upper[columns].tolist()
        master.set_bounds(columns, values, values)
        found = self.solve(Relaxed(q), params.last_price_steps, params.node_gap * self.search.aim)
        master.set_bounds(columns, lower, upper)
        return StartingPoint.of(
            found.point, len(master.pool), self.value(found.point), dict(zip(held, values))
        )

    def value(self, point: MasterPoint | None) -> float:
        """A master's own value: its ratio, or its objective for cost and npv; infinite for none."""
        if point is None:
            return np.inf
        if self.case.objective != "levelized_cost":
            return point.objective
        return point.cost / point.tokens if point.tokens > 0 else np.inf

    def bound(self, now: Relaxed) -> float:
        """The best that the rounds so far prove for this master; a better plan makes old proofs stronger."""
        return max((self.proven(proof) for proof in now.proofs), default=-np.inf)

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
