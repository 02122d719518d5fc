"""A small question that has the relaxation of a large one: the flights that its linear relaxation flies, and
those that come nearest to paying.

The relaxation is solved by column generation (planner/solver/column_generation). Its members are the flights
in use, and for every vehicle and launch period, and for every bus and launch period, the flight of one kind
of satellite whose reduced cost is lowest: what the relaxation would turn to first when a figure or a limit
moves. Over so few members the formulation is compiled and solved in a fraction of a second. What it finds is
a point of the whole relaxation: it is never below its value, and equals it at the question that the members
come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import frozen
from models.case import Case
from models.members import Members, offered
from models.rollout import build
from planner.solver.column_generation.generation import Generation
from planner.solver.column_generation.master import Composite, MasterPoint
from planner.solver.evaluation import Least, best_use
from planner.solver.heuristics.restricted_master import cargo_of
from planner.solver.highs import Compiled, Solver, compile_model
from planner.solver.search import Search

CLOSE = 1e-3
"""Relative: so near to its bound the relaxation is solved; ends of figures move ratios by more."""


@dataclass(frozen=True)
class Small:
    """A question over few members, compiled; what is least over them, None where they cannot meet it."""

    case: Case
    members: Members
    model: Compiled
    solver: Solver
    least: Least | None

    @staticmethod
    def of(case: Case, members: Members, q: float | None = None, near: Small | None = None) -> Small:
        """The least ratio over members, searched from a ratio q that is near it; from the basis of a question
        nearby, where that has the same rows and columns.
        """
        model = compile_model(build(case, members, integer=False))
        solver = Solver()
        solver.load(model, model.objectives["cost"], integer=False)
        if (
            near is not None
            and near.least
            and (model.row, model.column) == (near.model.row, near.model.column)
        ):
            solver.basis_of(near.solver)
        return Small(case, members, model, solver, best_use(case, model, solver, q))


def relaxed_members(
    case: Case,
    time_limit_s: float = 300.0,
) -> Members:
    """The members of a scaled question's relaxation (models/units.py), as far as they are found in time.

    Racks, tokens and power are always free: they are no members.
    """
    if not offered(case):
        return with_frozen(case, [])
    search = Search(case, gap=CLOSE, time_limit_s=time_limit_s, seed=0, progress=None)
    generation = Generation.of(search)
    generation.solve_root(enough=CLOSE)
    point = generation.root.point
    if point is None:
        return with_frozen(case, [])
    used = [generation.master.pool[i] for i in np.flatnonzero(point.flights > 1e-7)]
    return with_frozen(case, [*used, *nearest(generation, point)])


def with_frozen(case: Case, flights: list[Composite]) -> Members:
    """The members of composite flights, and what is frozen."""
    cohorts = {(d, v, s, b, l) for v, _, b, cargo in flights for d, s, l, _ in cargo}
    flown = {(v, o, b, cargo_of((v, o, b, cargo))) for v, o, b, cargo in flights}
    return Members.of(cohorts | set(frozen.satellites(case)), flown | set(frozen.flights(case)))


def nearest(generation: Generation, point: MasterPoint) -> list[Composite]:
    """For every vehicle and period, and for every bus and period, the flight full of one design to one shell
    that comes nearest to paying at a point's duals.
    """
    case, worth = generation.case, generation.flights.reduced_costs
    values, lives = worth.satellites(point.duals, 0.0)
    best: dict[tuple, tuple[float, Composite]] = {}
    is_free = np.arange(case.launch_periods) >= case.frozen_periods
    for room in generation.flights.rooms:
        if len(room.shells) > 1:
            continue  # one kind of satellite visits one shell
        target = worth.flight[room.v] - generation.flights.flight_duals(point.duals, room.v, room.shells)
        most = np.floor(1 / room.loads.max(axis=0) * (1 + 1e-9))  # [i] on a full flight
        value = values[room.v][room.items]  # [i,b]
        lack = target[None] - most[:, None] * value
        can = (case.cadence[room.v] > 0) & is_free & np.isfinite(value) & (most >= 1)[:, None]
        for i, b in np.argwhere(can).tolist():
            item = int(room.items[i])
            d, s = int(worth.d[item]), int(worth.s[item])
            flight = (room.v, room.o, b, ((d, s, int(lives[room.v][item, b]), int(most[i])),))
            entry = (float(lack[i, b]), flight)
            for key in (("vehicle", room.v, b), ("bus", int(case.design_bus[d]), b)):
                best[key] = min(best.get(key, entry), entry)
    return [flight for _, flight in best.values()]
