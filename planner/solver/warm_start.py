"""What earlier searches leave to one of a neighbouring question: plans, flights and a bound.

A search takes from it, in this order,

    bound     what was proven elsewhere and holds here too (models/carrying.py): the gap may be closed at once
    plans     the first best plan, as far as they are still possible (planner/solver/heuristics/start.py)
    flights   those of the plans are the first columns, and q begins near their ratio
    loss      by how much the earlier plan lay above its own relaxation. A plan that lies no further above the
              relaxation of this question is as good here as it was there: then the proof comes first, and
              plans are looked for only where it leaves the gap open. Any other start adds a plan, no more

None of it touches what a proof says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from planner.solver.solution import Solution

Loaded = tuple[int, int, int, tuple[tuple[int, int, int, int], ...]]
"""A flight with its satellites and their lives: (v, o, b, ((d, s, l, count), ...))."""

MORE_LOSS = 0.5
"""Of the gap that is asked for: by so much more than its own loss a plan may lie above the relaxation."""


@dataclass(frozen=True)
class WarmStart:
    """plans: the best first. loss: (value - bound of the relaxation) / |value| of the first where it was
    found; infinite where that is not known. bound: in the objective's unit, in its own sense; None for none.
    """

    plans: tuple[Solution, ...] = ()
    loss: float = math.inf
    bound: float | None = None


def loaded_flights(solution: Solution) -> list[Loaded]:
    """The flights of a plan as columns: each with as many of its satellites as the plan launches, the shorter
    lives first.
    """
    waiting: dict[tuple[int, int, int, int], list[list[int]]] = defaultdict(list)
    for (d, v, s, b, l), count in sorted(solution.satellites.items()):
        waiting[d, v, s, b].append([l, count])
    found: list[Loaded] = []
    for flight in solution.flights:
        for _ in range(flight.flights):
            load = []
            for d, s, room in flight.cargo:
                for lot in waiting[d, flight.v, s, flight.b]:
                    taken = min(room, lot[1])
                    if taken:
                        load.append((d, s, lot[0], taken))
                        lot[1] -= taken
                        room -= taken
            if not load:
                break  # the flights after it carry nothing either
            found.append((flight.v, flight.o, flight.b, tuple(sorted(load))))
    return list(dict.fromkeys(found))
