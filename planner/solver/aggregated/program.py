"""The question without manifests: flights that are alike, and what they carry together.

All flights of vehicle v in period b to the same shells of a drop are one load: n flights, and y_i satellites
of each item i = (d, s) on all of them together:

    sum_i m_i y_i  <=  P n         sum_i vol_i y_i  <=  W n         sum_i y_i  <=  Z n
    sum_i w_i y_i  <=  U(w) n                                       for any worths w >= 0
    sum_l x[d,v,s,b,l]  =  sum of y_i over the loads that carry (d, s)

U(w) is the most that the cargo of one flight is worth. The worths are those of satellites at duals of the
priced relaxation: with them the linear relaxation here is no weaker than the priced one at those duals, for
what a flight earns there is its worth. Every plan is a point of the program, so that a bound of it holds for
all plans; what n flights cannot carry in whole satellites may be a point, too (packing.py).

The columns are few, and each is a whole number: what a solver's cuts and its branching say of whole flights
they say here of all manifests at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from models import frozen
from models.case import Case, Floats
from models.members import Cohort, Flight, Members, cohorts_of
from models.rollout import build
from planner.solver.column_generation.artificials import with_fleets
from planner.solver.column_generation.extending import Name, Rows, with_columns
from planner.solver.highs import INF, Array, Compiled, compile_model
from planner.solver.pricing.knapsack import ROOM, Room
from planner.solver.pricing.pricer import FlightPricer

LEAST_WORTH = (
    1e-6  # of the best cargo's: a satellite that is worth less counts as nothing, which lets in more
)


@dataclass(frozen=True)
class Load:
    """The flights of one room in one period. items: of the room's, those that may fly then; columns: for each
    of them the columns whose sum is y.
    """

    room: int
    b: int
    flight: Flight
    column: int  # of n
    items: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class AggregatedProgram:
    """The program of the module docstring without worths; `with_worths` adds those of some duals."""

    case: Case
    pricer: FlightPricer
    members: Members
    model: Compiled
    loads: tuple[Load, ...]

    @staticmethod
    def of(case: Case, pricer: FlightPricer) -> AggregatedProgram:
        """The program over every candidate."""
        flights, cohorts = alike(case, pricer)
        members = Members.of(
            cohorts | set(frozen.satellites(case)),
            [*(flight for *_, flight in flights), *frozen.flights(case)],
        )
        model = compile_model(build(case, members))
        number = {flight: i for i, flight in enumerate(members.flights)}
        carriers: dict[tuple[int, int], list[int]] = defaultdict(list)
        for flight, i in number.items():
            carriers[flight[0], flight[2]].append(model.column["n", i])
        model, loads = with_loads(with_fleets(case, model, carriers), pricer, flights, number)
        return AggregatedProgram(case, pricer, members, limited(model, pricer, loads), tuple(loads))

    def with_worths(self, *duals: Array) -> Compiled:
        """The program with the rows of worths at each of some duals of the master."""
        rows = Rows()
        for at in duals:
            values, _ = self.pricer.reduced_costs.satellites(at, 0.0)
            most = [
                self.pricer.most(n, values[room.v][room.items]) for n, room in enumerate(self.pricer.rooms)
            ]
            for load in self.loads:
                room, most_here = self.pricer.rooms[load.room], float(most[load.room][load.b])
                worth = values[room.v][room.items[list(load.items)], load.b]
                if most_here > 0 and (worth > 0).any():
                    share = np.where(worth > LEAST_WORTH * most_here, worth / most_here, 0.0)
                    rows.add(entries(load, share, 1 + ROOM), -INF, 0.0)
        return rows.below(self.model)


def alike(case: Case, pricer: FlightPricer) -> tuple[list[tuple[int, int, Flight]], set[Cohort]]:
    """(room, period, flight) of every room and period, and all cohorts. The flight's cargo says how many of
    each item alone fit on one flight.
    """
    worth = pricer.reduced_costs
    flights: list[tuple[int, int, Flight]] = []
    cohorts: set[Cohort] = set()
    for n, room in enumerate(pricer.rooms):
        for b in np.flatnonzero(pricer.flies[room.v]).tolist():
            cargo = []
            for i in np.flatnonzero(worth.can[room.v][room.items, b]).tolist():
                d, s = worth.offers[room.items[i]]
                lives = cohorts_of(case, d, room.v, s, b)
                if lives and room.most[i]:
                    cargo.append((d, s, int(room.most[i])))
                    cohorts |= set(lives)
            if cargo:
                flights.append((n, b, (room.v, room.o, b, tuple(sorted(cargo)))))
    return flights, cohorts


def with_loads(
    model: Compiled, pricer: FlightPricer, flights: list[tuple[int, int, Flight]], number: dict[Flight, int]
) -> tuple[Compiled, list[Load]]:
    """The model with what each load carries: the cohorts' own columns where one load alone carries an item,
    a column `carried` of its own where several do.
    """
    carrying: dict[tuple[int, int, int, int], int] = defaultdict(int)  # (d, v, s, b) -> loads
    for _, _, (v, _, b, cargo) in flights:
        for d, s, _ in cargo:
            carrying[d, v, s, b] += 1
    cohorts: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    for (family, index), i in model.column.items():
        if family == "x":
            cohorts[index[:4]].append(i)
    shared: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    own: list[Name] = []
    loads, worth = [], pricer.reduced_costs
    for n, b, flight in flights:
        v, _, _, cargo = flight
        room = pricer.rooms[n]
        at = {worth.offers[room.items[i]]: i for i in range(len(room.items))}
        items, columns = [], []
        for d, s, _ in cargo:
            key = (d, v, s, b)
            if carrying[key] == 1:
                columns.append(tuple(cohorts[key]))
            else:
                column = len(model.col_lower) + len(own)
                own.append(("carried", (number[flight], d, s)))
                shared[key].append(column)
                columns.append((column,))
            items.append(at[d, s])
        loads.append(Load(n, b, flight, model.column["n", number[flight]], tuple(items), tuple(columns)))
    rows = Rows()
    for key, parts in shared.items():
        rows.add([*((i, 1.0) for i in parts), *((i, -1.0) for i in cohorts[key])], 0.0, 0.0)
    return rows.below(with_columns(model, own, INF, 0.0, integer=False)), loads


def limited(model: Compiled, pricer: FlightPricer, loads: list[Load]) -> Compiled:
    """The model with the limits of mass, volume and count of every load."""
    rows = Rows()
    for load in loads:
        room: Room = pricer.rooms[load.room]
        for share in room.loads[:, list(load.items)]:
            rows.add(entries(load, share, 1 + ROOM), -INF, 0.0)
    return rows.below(model)


def entries(load: Load, shares: Floats, limit: float) -> list[tuple[int, float]]:
    """sum_i shares_i y_i - limit * n."""
    carried = [
        (column, float(share))
        for columns, share in zip(load.columns, shares)
        if share > 0
        for column in columns
    ]
    return [*carried, (load.column, -limit)]
