"""A point of the aggregated program as decisions: what flights carry together, packed on each of them.

First fit, the largest first: each satellite goes on the first flight that has room for it. What fits on none
stays on the ground; the plan is made of what flies.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from models.case import Floats
from models.members import Cargo
from planner.solver.aggregated.program import AggregatedProgram, Load
from planner.solver.evaluation import Decisions, decisions
from planner.solver.highs import Array, Compiled
from planner.solver.pricing.knapsack import Room


def packed(program: AggregatedProgram, model: Compiled, values: Array) -> Decisions:
    """The decisions of a point in whole numbers, satellites that cannot be packed left out."""
    decided = decisions(program.members, model, values)
    flights = {flight: n for flight, n in decided.flights.items() if flight[2] < program.case.frozen_periods}
    carried: dict[tuple[int, int, int, int], int] = defaultdict(int)  # (d, v, s, b) -> satellites that fly
    for load in program.loads:
        room = program.pricer.rooms[load.room]
        count = round(values[load.column])
        for cargo in cargoes(room, load, np.array([values[list(c)].sum() for c in load.columns]), count):
            v, o, b, _ = load.flight
            named = named_cargo(program, load, cargo)
            flights[v, o, b, named] = flights.get((v, o, b, named), 0) + 1
            for d, s, n in named:
                carried[d, v, s, b] += n
    return replace(decided, flights=flights, satellites=aboard(program, decided.satellites, carried))


def cargoes(room: Room, load: Load, amounts: Floats, count: int) -> list[tuple[int, ...]]:
    """[flight] how many of each item of a load it carries: no flight without cargo, `count` at most."""
    size = np.array([room.mass, room.volume, np.ones(len(room.mass))])[:, list(load.items)]  # [3,i]
    free = np.tile(room.limits, (count, 1))  # [flight,3]
    on_board = np.zeros((count, len(load.items)), dtype=int)
    for i in np.argsort(-(size / room.limits[:, None]).max(axis=0), kind="stable").tolist():
        for _ in range(int(np.floor(amounts[i] + 1e-6))):
            roomy = np.flatnonzero((free >= size[:, i]).all(axis=1))
            if not len(roomy):
                break
            free[roomy[0]] -= size[:, i]
            on_board[roomy[0], i] += 1
    return [tuple(cargo) for cargo in on_board.tolist() if any(cargo)]


def named_cargo(program: AggregatedProgram, load: Load, cargo: tuple[int, ...]) -> Cargo:
    """The cargo of one flight of a load, by (design, shell)."""
    offers, items = program.pricer.reduced_costs.offers, program.pricer.rooms[load.room].items
    found = ((*offers[items[i]], n) for i, n in zip(load.items, cargo) if n)
    return tuple(sorted((int(d), int(s), int(n)) for d, s, n in found))


def aboard(
    program: AggregatedProgram, satellites: dict[tuple, int], carried: dict[tuple[int, int, int, int], int]
) -> dict[tuple[int, int, int, int, int], int]:
    """The satellites of a point as far as they fly, the shorter lives first; those frozen as they are."""
    left, found = dict(carried), {}
    for (d, v, s, b, l), count in sorted(satellites.items()):
        if b >= program.case.frozen_periods:
            count = min(count, left.get((d, v, s, b), 0))
            left[d, v, s, b] = left.get((d, v, s, b), 0) - count
        if count:
            found[d, v, s, b, l] = count
    return found
