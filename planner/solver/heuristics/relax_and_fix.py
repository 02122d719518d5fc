"""Whole numbers period by period: relax and fix.

What begins in a period is branched on, later periods are continuous; then it is held, and the next period has
its turn. What was held stays held, so that after the last period all of it is whole.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.solver.heuristics.restricted_master import RestrictedMaster
from planner.solver.highs import Array

NO_OWN_PROGRAMS = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_effort": 0.0,
}
USUAL = {name: True for name in NO_OWN_PROGRAMS} | {"mip_heuristic_effort": 0.05}
"""HiGHS's own programs that look for plans: of no use where a few numbers are branched on."""


def flights_and_racks_in_turn(program: RestrictedMaster, gap: float, nodes: int) -> Array | None:
    """A point with whole flights, racks, and blocks of them at work, satellites continuous; None if none is
    found.

    Together, because racks that are made whole beside satellites that are held leave work undone, or stand
    idle: there a block more or less has no flight to make up for it.
    """
    by_period = racks_by_period(program)
    for (family, index), i in program.model.column.items():
        if family == "n":
            by_period[program.members.flights[index][2]].append(i)
    program.solver.set(**NO_OWN_PROGRAMS)
    program.integer()
    run = program.run(0.0, 1)
    for _, columns in sorted(by_period.items()):
        if run.values is None:
            break
        at = run.values[columns]
        if np.abs(at - np.round(at)).max() > 1e-6:
            program.solver.integrality(columns, True)
            run = program.run(gap / 3, nodes)
            program.solver.integrality(columns, False)
            if run.values is None:
                break
            at = run.values[columns]
        program.solver.bounds(columns, np.round(at), np.round(at))
    else:
        program.integer("leave", "removed", "tier")
        run = program.run(gap, nodes)
    program.solver.set(**USUAL)
    return run.values


def racks_by_period(program: RestrictedMaster) -> dict[int, list[int]]:
    """Period -> columns of the racks that first stand in it, and of the blocks that run in it."""
    case, found = program.case, defaultdict(list)
    for (family, index), i in program.model.column.items():
        if family in ("z", "R"):
            j, _, t = index
            found[min(t + int(case.site_lead[j]) if family == "z" else t, case.periods)].append(i)
    return found


def racks_in_turn(program: RestrictedMaster, gap: float, nodes: int) -> Array | None:
    """A point with whole racks, and whole blocks of them at work, while satellites are held; None if none is
    found.

    After that, fix and optimise: all of one accelerator is branched on again, beside the others as they are
    held.
    """
    by_period = racks_by_period(program)
    by_kind: dict[int, list[int]] = defaultdict(list)
    for (family, index), i in program.model.column.items():
        if family in ("z", "R"):
            by_kind[index[1]].append(i)
    run = program.run(0.0, 1)
    # What was held stays held, and every period is held once: after the last all racks are whole.
    for _, columns in sorted(by_period.items()):
        if run.values is None:
            return None
        at = run.values[columns]
        if np.abs(at - np.round(at)).max() > 1e-6:
            program.solver.integrality(columns, True)
            run = program.run(gap / len(by_period), nodes)
            program.solver.integrality(columns, False)
            if run.values is None:
                return None
            at = run.values[columns]
        program.solver.bounds(columns, np.round(at), np.round(at))
    best = program.run(0.0, 1).values
    if best is None:
        return None
    # Every round holds one kind again, at a point that is no worse.
    for _, columns in sorted(by_kind.items()):
        program.solver.bounds(columns, program.model.col_lower[columns], program.model.col_upper[columns])
        program.solver.integrality(columns, True)
        again = program.run(gap / len(by_kind), nodes, start=best).values
        program.solver.integrality(columns, False)
        if again is not None and program.value_of(again) < program.value_of(best):
            best = again
        program.solver.bounds(columns, np.round(best[columns]), np.round(best[columns]))
    return program.run(0.0, 1).values
