"""Large questions: the relaxation priced over every candidate, a ladder to whole numbers, a certificate by branching."""

from __future__ import annotations

import numpy as np

from planner.solver.certificate import Tree
from planner.solver.generation import Generation
from planner.solver.rounding import climb
from planner.solver.search import Search


def solve_priced(search: Search) -> None:
    """Find plans and prove a bound; the result is in `search`."""
    with search.stage("build"):
        generation = Generation.of(search)
    model = generation.master.model
    search.sizes |= {"rows": len(model.row_lower), "columns": len(model.col_lower), "nonzeros": int(model.matrix.nnz)}
    with search.stage("linear relaxation"):
        generation.solve(enough=0.1 * search.gap)
    search.sizes["flights_priced"] = len(generation.master.pool)
    if generation.last is None or search.halted():
        return
    point = generation.last
    weights = np.zeros(len(generation.master.pool))
    weights[: len(point.flights)] = point.flights
    climb(search, generation.master.pool, weights, generation.q, point.cost)
    search.prove(generation.bound())
    if not search.done() and search.best is not None:
        with search.stage("certificate"):
            Tree(generation).prove()
