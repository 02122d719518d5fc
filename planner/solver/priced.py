"""Large questions: the relaxation priced over every candidate, a ladder to whole numbers, a certificate by branching."""

from __future__ import annotations

import numpy as np

from planner.solver.certificate import Tree
from planner.solver.generation import Generation
from planner.solver.highs import Array
from planner.solver.rounding import any_plan, climb, offer_floor
from planner.solver.search import Search

FIRST_GAP = (
    0.015  # the ladder is climbed to this gap first, so that a good plan exists early, whatever is asked for
)


def solve_priced(search: Search) -> None:
    """Find plans and prove a bound; the result is in `search`."""
    with search.stage("build"):
        generation = Generation.of(search)
    model = generation.master.model
    search.sizes |= {
        "rows": len(model.row_lower),
        "columns": len(model.col_lower),
        "nonzeros": int(model.matrix.nnz),
    }
    with search.stage("linear relaxation"):
        generation.solve(enough=0.1 * search.gap)
    search.sizes["flights_priced"] = len(generation.master.pool)
    if generation.last is None or search.halted():
        return
    point = generation.last
    weights = np.zeros(len(generation.master.pool))
    weights[: len(point.flights)] = point.flights
    with search.stage("first plan"):
        offer_floor(search, generation.master.pool, weights, racks(generation, point.values), generation.q)
    for gap in dict.fromkeys((max(search.gap, FIRST_GAP), search.gap)):
        if not search.done():
            climb(search, generation.master.pool, weights, generation.q, point.cost, gap)
    if search.best is None and not search.done():
        with search.stage("any plan"):
            any_plan(search, generation.master.pool, generation.q, point.cost)
    search.prove(generation.bound())
    if not search.done() and search.best is not None:
        with search.stage("certificate"):
            Tree(generation).prove()


def racks(generation: Generation, values: Array) -> dict[tuple[int, int, int], float]:
    """(j, k, b) -> blocks bought at a point of the master."""
    return {
        index: float(values[i])
        for (family, index), i in generation.master.model.column.items()
        if family == "z"
    }
