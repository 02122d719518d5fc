"""From the priced linear relaxation to whole flights, satellites and racks: the restricted master heuristic.

Three mixed-integer programs over a few members, each a relaxation of the next:

    1 openings     shells, NRE, orders, price tiers, gates and milestones are decided, everything else is
                   continuous, over the flights of the relaxation; then flights are priced again for just
                   these shells and buses, and the rest is decided once more
    2 flights      whole flights, existing satellites and racks that leave; new satellites and racks are
                   continuous; over those flights, copied to neighbouring periods
    3 satellites   whole satellites, flights held; then whole racks, period by period and kind by kind

None of them proves anything, the bound is the priced relaxation's. They stop by gap and node limits, so that
the same input gives the same plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from planner.solver.branching.decisions import BINARIES
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.heuristics.restricted_master import RestrictedMaster, restricted
from planner.solver.highs import INF, Array


@dataclass(frozen=True)
class Found:
    """Where an attempt began, its openings decided, the value of the best plan found from there, and whether
    more nodes might find better.
    """

    start: StartingPoint
    value: float
    hit_limit: bool


class Heuristic(Protocol):
    """Looks for plans."""

    def improve(self, start: StartingPoint, q: float, gap: float, effort: int = 1) -> Found | None:
        """Offer plans near a point of the relaxation to the search; None if there is none.

        q: the ratio at which tokens are worth their cost. gap: relative, how near to the best of its programs
        is near enough. effort: as many times the usual nodes.
        """


class RestrictedMasterHeuristic:
    """The three steps of the module docstring, each to a share of the gap.

    money: discounted M$ spent by plans of this size, which turns gaps into money.
    """

    def __init__(self, generation: Generation, money: float):
        self.search, self.generation, self.money = generation.search, generation, money

    def improve(self, start: StartingPoint, q: float, gap: float, effort: int = 1) -> Found | None:
        """Steps 1 to 3 from the flights of a relaxation; the plans found are offered."""
        search, generation, money = self.search, self.generation, self.money
        case, pool = search.case, generation.master.pool
        with search.stage("openings"):
            if start.openings is None:
                openings = decide_openings(
                    RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money), gap
                )
                if openings is None or search.done():
                    return None
                start = generation.with_openings(openings, generation.root.q)
            again = RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money)
            again.hold_tiers(start.beyond)
            openings = decide_openings(again, gap, start.openings)
        if openings is None or search.done():
            return None
        with search.stage("flights"):
            program = RestrictedMaster(
                search, restricted(case, pool, start.weights, search.params.copies), q, money
            )
            apply_openings(program, openings)
            program.integer("n", "leave", "removed", "tier")
            run = program.run(search.params.flight_gap * gap, search.params.flight_nodes * effort)
        if run.values is None:
            return None
        with search.stage("satellites"):
            found, hit_limit = satellites_and_racks(program, run.values, gap, effort)
        return Found(start, found, hit_limit or run.status == "target")


def decide_openings(
    program: RestrictedMaster, gap: float, given: Mapping[tuple[str, Any], float] | None = None
) -> dict[tuple[str, Any], float] | None:
    """Step 1: the binaries of shells, engineering, orders, tiers, gates and milestones, by (family, index);
    those of `given` stay.
    """
    wanted = (*BINARIES, "tier")
    at = {key: i for key, i in program.model.column.items() if key[0] in wanted}
    if given is not None:
        fixed = [key for key in at if key in given]
        values = [given[key] for key in fixed]
        program.solver.bounds([at[key] for key in fixed], values, values)
    program.integer(*wanted)
    run = program.run(program.search.params.opening_gap * gap, program.search.params.opening_nodes)
    if run.values is None:
        return None
    return {key: round(run.values[i]) for key, i in at.items()}


def tier_choices(entries: dict[tuple[str, Any], Any]) -> list[tuple[tuple[str, Any], Any]]:
    """What a table by (family, index) says of the price tiers."""
    return [(key, value) for key, value in entries.items() if key[0] == "tier"]


def apply_openings(program: RestrictedMaster, openings: dict[tuple[str, Any], float]) -> None:
    """Hold the binaries of step 1; a shell counts as in use from its opening on (pricing later charges what
    is really used).

    A price tier may turn out lower than step 1 had it, for whole flights may miss it by a little, but no
    higher.
    """
    first: dict[int, int] = {}
    for (family, index), value in sorted(openings.items()):
        if family == "opened" and value:
            first.setdefault(index[0], index[1])
    at, values = [], []
    taken = {(v, tau): tier for (family, (v, tier, tau)), value in tier_choices(openings) if value}
    too_high = [
        i
        for (family, (v, tier, tau)), i in tier_choices(program.model.column)
        if tier > taken.get((v, tau), tier)
    ]
    program.solver.bounds(too_high, 0.0, 0.0)
    for (family, index), i in program.model.column.items():
        if family in BINARIES:
            at.append(i)
            values.append(openings.get((family, index), 0.0))
        elif family == "inuse":
            at.append(i)
            values.append(float(index[0] in first and index[1] >= first[index[0]]))
    program.solver.bounds(at, values, values)


def satellites_and_racks(
    program: RestrictedMaster, flown: Array, gap: float, effort: int
) -> tuple[float, bool]:
    """Step 3: whole satellites on flights that are held, then whole racks for them; (the value of the best
    plan found, whether more effort might find better).

    Satellites are nearly whole where flights are. Racks are many and alike, and what runs of them fills a
    site's power in whole blocks: branching on all together finds poor plans, period by period good ones. With
    more effort all are branched on as well.
    """
    params = program.search.params
    allowed, nodes = params.satellite_gap * gap, params.satellite_nodes * effort
    program.fix(flown, "n")
    program.integer()
    ideal = program.run(0.0, 1).objective
    program.integer("x", "leave", "removed", "tier")
    run = program.run(allowed, nodes)
    found, hit_limit = INF, True
    if run.values is not None:
        program.integer()
        program.fix(run.values, "x", "leave", "removed", "tier")
        whole = racks_in_turn(program, allowed, nodes)
        if whole is not None:
            found = program.offer(whole)
            hit_limit = run.status == "target" or program.value_of(whole) - ideal > allowed * program.money
        program.free("x", "z", "R", "leave", "removed", "tier")
    if hit_limit and (effort > 1 or found == INF):
        program.integer("z", "R", "x", "leave", "removed", "tier")
        run = program.run(allowed, nodes)
        hit_limit = run.status == "target"
        if run.values is not None:
            found = min(found, program.offer(run.values))
    return found, hit_limit


def racks_in_turn(program: RestrictedMaster, gap: float, nodes: int) -> Array | None:
    """A point with whole racks, and whole blocks of them at work, while satellites are held; None if none is
    found.

    Relax and fix: what first stands in a period and what runs in it is branched on, later periods are
    continuous; then it is held. Fix and optimise: all of one accelerator is branched on again, beside the
    others as they are held.
    """
    case = program.case
    by_period: dict[int, list[int]] = defaultdict(list)
    by_kind: dict[int, list[int]] = defaultdict(list)
    for (family, index), i in program.model.column.items():
        if family in ("z", "R"):
            j, k, t = index
            stands = t + int(case.site_lead[j]) if family == "z" else t
            by_period[min(stands, case.periods)].append(i)
            by_kind[k].append(i)
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
