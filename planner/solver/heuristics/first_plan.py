"""A plan at once from a point of the relaxation, by rounding; and, where the way through whole numbers finds
none, all integers at once.
"""

from __future__ import annotations

import numpy as np

from planner.solver.column_generation.master import Composite
from planner.solver.heuristics.restricted_master import RestrictedMaster, restricted
from planner.solver.heuristics.rounding import hold_whole_racks, rounded_down, whole_flights
from planner.solver.highs import Array
from planner.solver.search import Search


def first_plan(
    search: Search,
    pool: list[Composite],
    weights: Array,
    q: float,
    money: float,
) -> None:
    """A plan at once, from a point of the relaxation: whole racks, then whole flights, then satellites
    rounded down.

    The linear program keeps all limits, and satellites rounded down do so too, unless a pilot becomes too
    small for its gate.
    """
    program = RestrictedMaster(search, restricted(search.case, pool, weights, 0), q, money)
    racks = hold_whole_racks(program)
    whole = None if racks is None else whole_flights(program, racks)
    if whole is not None:
        program.offer(rounded_down(program, whole))


def any_plan(search: Search, pool: list[Composite], q: float, money: float) -> None:
    """All integers at once over every flight that was ever priced: for questions too tight for the steps."""
    # Wider and wider: more flights to choose from, then tokens that are worth more.
    for copies in (0, search.params.copies):
        for factor in (1, 4, 16):  # at a low q serving nothing may look best
            program = RestrictedMaster(
                search, restricted(search.case, pool, np.ones(len(pool)), copies), q * factor, money
            )
            run = program.run(0.5 * search.gap, 500)
            if run.values is not None:
                program.offer(run.values)
            if search.has_own() or search.done():
                return


def lacks_money(search: Search, pool: list[Composite], q: float, money: float) -> bool:
    """Whether cash is limited and the flights that were priced make a plan once it is not."""
    program = RestrictedMaster(search, restricted(search.case, pool, np.ones(len(pool)), 0), q, money)
    rows = [at for (family, _), at in program.model.row.items() if family == "cash"]
    program.solver.free_rows(rows)
    return bool(rows) and program.run(0.5, 100).values is not None
