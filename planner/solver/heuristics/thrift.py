"""Fewer designs: flights are priced so that every satellite bears its share of the engineering of its design.

A relaxation without rows for engineering flies a dozen designs more than a plan that pays for each would. Two
steps, both with pricing, among the designs that fly already:

    slope scaling    a satellite of d is charged  e[d] / (satellites of d in the last point)  [discounted M$],
                     so that a design that is little used is dear, and what it carried moves to others; those
                     that no longer fly are shut out
    dropping         the design that flies least is shut out, if the rest then costs less than it and its
                     engineering; until that failed a few times

    e    engineering of a design, discounted where it first flies

Nothing is proven meanwhile. The costs of the master's flights and all bounds are given back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.case import Bools, Floats
from planner.solver.branching.decisions import BINARIES
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.column_generation.master import DUAL_SIMPLEX, Composite, Master, MasterPoint
from planner.solver.highs import INF, Array

FLOWN = 1e-6
"""Flights: of fewer a point has none."""


def is_undecided(master: Master) -> bool:
    """Whether designs cost engineering that has no rows in the master."""
    return bool((master.case.design_nre_musd > 0).any()) and not any(
        family == "design_nre" for family, _ in master.row
    )


def first_flown(pool: list[Composite], flights: Array) -> dict[int, int]:
    """Design -> first period in which it flies, of flights of the pool."""
    first: dict[int, int] = {}
    for i in np.flatnonzero(flights > FLOWN).tolist():
        _, _, b, cargo = pool[i]
        for d, *_ in cargo:
            first[d] = min(first.get(d, b), b)
    return first


def engineered(start: StartingPoint, pool: list[Composite], periods: int) -> dict[tuple[str, Any], float]:
    """The binaries of the designs that a start flies: on from their first flight."""
    first = first_flown(pool, start.weights)
    return {("useddesign", (d, b)): float(b >= at) for d, at in first.items() for b in range(periods)}


@contextmanager
def held(generation: Generation, openings: Mapping[tuple[str, Any], float]) -> Iterator[None]:
    """The master with the binaries of shells, buses, gates, milestones and orders held as given; its last
    basis is given back as well.
    """
    master, basis = generation.master, generation.master.solver.basis()
    keys = [key for key in master.model.column if key[0] in BINARIES]
    columns = [master.model.column[key] for key in keys]
    values = [float(openings.get(key, 0.0)) for key in keys]
    lower, upper = master.col_lower[columns].tolist(), master.col_upper[columns].tolist()
    master.set_bounds(columns, values, values)
    try:
        yield
    finally:
        master.set_bounds(columns, lower, upper)
        master.solver.begin_from(basis)


@dataclass
class Thrift:
    """A generation's master at a ratio q, with charges [d] and the designs that are open to pricing [d]."""

    generation: Generation
    q: float
    charge: Floats = field(init=False)
    open: Bools = field(init=False)
    last: Array = field(init=False)  # flights of the last point

    def __post_init__(self):
        self.master, self.case = self.generation.master, self.generation.case
        self.params = self.generation.search.params
        self.charge = np.zeros(len(self.case.designs))
        self.open = np.ones(len(self.case.designs), dtype=bool)
        self.last = np.zeros(len(self.master.frozen))

    def start(self, openings: Mapping[tuple[str, Any], float]) -> StartingPoint:
        """Flights of few designs, priced with the openings held; none where the master has no point."""
        with held(self.generation, openings):
            point = self.fewer(self.charged(self.rounds(self.params.last_rounds, self.params.rough)))
            self.shut(np.ones(len(self.case.designs), dtype=bool))
        value = self.generation.value(point)
        return StartingPoint.of(point, len(self.master.pool), value, dict(openings))

    def charged(self, point: MasterPoint | None) -> MasterPoint | None:
        """Slope scaling from a point; its last point, without charges."""
        case = self.case
        for _ in range(self.params.charges):
            if point is None:
                return None
            flown = self.flown(point)
            self.shut((flown > FLOWN) | (case.design_nre_musd <= 0))
            self.charge = np.maximum(case.design_nre_musd, 0.0) / np.maximum(flown, 1.0)
            point = self.rounds(1, self.params.rough)
        if point is not None:
            self.shut((self.flown(point) > FLOWN) | (case.design_nre_musd <= 0))
        self.charge = np.zeros(len(case.designs))
        return self.rounds(self.params.last_rounds, self.params.fine)

    def fewer(self, point: MasterPoint | None) -> MasterPoint | None:
        """Designs dropped one by one, from the least flown on, while that pays."""
        fails, tried = 0, set()
        # Each turn tries a design that was not tried before.
        while point is not None and fails < self.params.failed_drops:
            flown = self.flown(point)
            little = [d for d in np.argsort(flown, kind="stable").tolist() if flown[d] > FLOWN]
            least = next((d for d in little if d not in tried and self.case.design_nre_musd[d] > 0), None)
            if least is None:
                break
            tried.add(least)
            before, basis = self.open, self.master.solver.basis()
            self.shut(before & (np.arange(len(before)) != least))
            other = self.rounds(2, self.params.rough)
            if other is not None and self.total(other) < self.total(point):
                point = other
            else:
                fails += 1
                self.shut(before)
                self.master.solver.begin_from(basis)
        return self.rounds(self.params.last_rounds, self.params.fine) if point is not None else None

    def total(self, point: MasterPoint) -> float:
        """What the master minimises, with engineering."""
        first = first_flown(self.master.pool, point.flights)
        price = sum(
            float(self.case.design_nre_musd[d] * self.case.discount_start[b]) for d, b in first.items()
        )
        return point.objective + price

    # --- pricing
    def price(self, duals: Array, eps: float) -> list[Composite]:
        """Flights of open designs that pay beyond what their satellites are charged."""
        pricer = copy(self.generation.flights)
        pricer.reduced_costs = worth = copy(pricer.reduced_costs)
        start = self.case.discount_start[: self.case.launch_periods]
        charge = np.where(self.open, self.charge, INF)[worth.d]
        worth.asked = worth.asked + charge[:, None] * start
        return list(pricer.price(duals, eps, False).flights)

    def solve(self) -> MasterPoint | None:
        """The master's point, with charges if there are any."""
        plain, start = self.master.pool_cost, self.case.discount_start
        if self.charge.any():
            self.master.pool_cost = [
                cost + float(start[b]) * sum(n * float(self.charge[d]) for d, _, _, n in cargo)
                for cost, (_, _, b, cargo) in zip(plain, self.master.pool)
            ]
        try:
            point = self.master.solve(self.q)
        finally:
            self.master.pool_cost = plain
        self.last = self.last if point is None else point.flights
        return point

    def rounds(self, most: int, eps: float) -> MasterPoint | None:
        """The point after so many rounds of pricing, or when nothing pays any more."""
        point = self.solve()
        # A round adds flights, so many times, or makes artificials dearer, which get so a few times each.
        while most and point is not None and not self.generation.search.stopped():
            if self.master.add(self.price(point.duals, eps)):
                most -= 1
            elif not self.master.raise_artificials(point.values):
                break
            point = self.solve()
        return point

    def shut(self, open_to: Bools) -> None:
        """Only these designs from now on.

        The last point stays one of the program where none that flies is shut: primal simplex goes on from
        there, whatever costs change as well, where dual simplex would take a hundred times as long.
        """
        self.open = open_to
        first = len(self.master.frozen)
        flights = self.master.pool[first:]
        is_open = np.array([all(open_to[d] for d, *_ in cargo) for *_, cargo in flights], dtype=bool)
        if (self.last[first:] > FLOWN)[~is_open[: len(self.last) - first]].any():
            self.master.strategy = DUAL_SIMPLEX
        at = self.master.static + first + np.arange(len(flights))
        self.master.solver.bounds(at, np.zeros(len(at)), np.where(is_open, INF, 0.0))

    def flown(self, point: MasterPoint) -> Floats:
        """[d] satellites of a point."""
        return self.flown_by(point.flights)

    def flown_by(self, flights: Array) -> Floats:
        """[d] satellites of flights of the pool."""
        total = np.zeros(len(self.case.designs))
        for i in np.flatnonzero(flights > FLOWN).tolist():
            for d, _, _, n in self.master.pool[i][3]:
                total[d] += n * flights[i]
        return total
