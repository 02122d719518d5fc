"""From the priced linear relaxation to whole flights, satellites and racks: the restricted master heuristic.

Three mixed-integer programs over a few members, each a relaxation of the next:

    1 openings     shells, NRE, orders, price tiers, gates and milestones are decided, everything else is
                   continuous, over the flights of the relaxation; then flights are priced again for just
                   these shells and buses, and the rest is decided once more
    2 flights      whole flights, existing satellites and racks that leave; new satellites are continuous;
                   over those flights, copied to neighbouring periods
    3 satellites   whole satellites, flights held

Where flights are few to some hundreds, steps 2 and 3 are taken period by period, flights and racks together
(planner/solver/heuristics/relax_and_fix.py). With more effort racks are continuous in step 2, and made whole
at the end, period by period and kind by kind. Where flights are many, racks are made whole before them:
blocks are small beside all that flies, and what rounding them costs the flights make good. Where designs cost
engineering and are many, they are decided by pricing (planner/solver/heuristics/thrift.py), not in step 1.

None of them proves anything, the bound is the priced relaxation's. They stop by gap and node limits, so that
the same input gives the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from models.case import Floats
from planner.solver.aggregated.completion import most_counted
from planner.solver.branching.decisions import BINARIES
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.evaluation import objective_cost
from planner.solver.heuristics.relax_and_fix import flights_and_racks_in_turn, racks_in_turn
from planner.solver.heuristics.restricted_master import RestrictedMaster, restricted
from planner.solver.heuristics.rounding import hold_whole_racks, rounded_down, whole_flights
from planner.solver.heuristics.thrift import Thrift, engineered, is_undecided
from planner.solver.highs import INF, Array, Run
from planner.solver.solution import relative_gap

LARGE_SHARE = 0.5
"""Of the time left: so much may go to whole flights of a large question before a plan is rounded off."""


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
        case, pool, is_later = search.case, generation.master.pool, search.has_own()
        with search.stage("openings"):
            found = self.with_openings(start, q, gap)
        if found is None or search.done():
            return None
        start, openings = found
        with search.stage("flights"):
            members = restricted(case, pool, start.weights, search.params.copies)
            if start.weights.sum() <= search.params.counted_flights:
                members = members.joined(restricted(case, pool, np.ones(len(pool)), 0))
            program = RestrictedMaster(search, members, q, money)
            apply_openings(program, openings)
            is_first = effort == 1
            if is_first and start.weights.sum() <= most_counted(generation):
                return Found(start, flights_with_racks(program, gap), True)
            racks = hold_whole_racks(program) if is_first else None
            is_large, is_far = generation.master.is_large, self.is_far(start)
            if racks is not None and is_far and not is_large:
                self.dive(program, racks)
            program.integer("n", "leave", "removed", "tier")
            with search.within(LARGE_SHARE if is_large and not search.has_own() else 1.0):
                run = program.run(search.params.flight_gap * gap, search.params.flight_nodes * effort)
            if racks is not None and is_far and is_large and run.values is None:
                self.dive(program, racks)
        if run.values is None:
            return Found(start, INF, True)
        with search.stage("satellites"):
            if racks is None:
                value, hit_limit = satellites_and_racks(program, run.values, gap, effort)
            else:
                value, hit_limit = satellites(program, run.values, gap, effort, is_later)
        return Found(start, value, hit_limit or run.status == "target")

    def with_openings(
        self, start: StartingPoint, q: float, gap: float
    ) -> tuple[StartingPoint, dict[tuple[str, Any], float]] | None:
        """Step 1: flights for the openings, and all that is decided with them."""
        search, generation, money = self.search, self.generation, self.money
        case, pool, root = search.case, generation.master.pool, generation.root.q
        thrift = Thrift(generation, max(q, root)) if is_undecided(generation.master) else None
        openings, beyond = start.openings, start.beyond
        if openings is None:
            program = RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money)
            if thrift is not None:
                spread_engineering(program, thrift.flown_by(start.weights))
            openings = decide_openings(program, gap, is_spread=thrift is not None)
            if openings is None or search.done():
                return None
        if thrift is not None and not case.tiers:
            start = replace(thrift.start(openings), beyond=beyond)
            return start, {**openings, **engineered(start, pool, case.launch_periods)}
        if start.openings is None:
            start = generation.with_openings(openings, root)
        again = RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money)
        again.hold_tiers(start.beyond)
        last = decide_openings(again, gap, start.openings)
        return None if last is None else (start, last)

    def is_far(self, start: StartingPoint) -> bool:
        """Whether a plan that is found at once may well be better than the best."""
        search = self.search
        return not search.has_own() or relative_gap(search.own, start.value) > search.params.first_reach

    def dive(self, program: RestrictedMaster, run: Run) -> None:
        """Offer a plan by rounding flights up one by one; satellites for them are branched on, roughly, for
        rounded down they miss promises.
        """
        flown, params = whole_flights(program, run), self.search.params
        if flown is None:
            return
        program.fix(flown, "n")
        program.integer("x", "leave", "removed", "tier")
        whole = program.run(params.satellite_gap * params.first_gap, 1)
        program.offer(rounded_down(program, flown) if whole.values is None else whole.values)
        program.free("n")


def spread_engineering(program: RestrictedMaster, flown: Floats) -> None:
    """Charge every satellite its share of its design's engineering, which is decided later."""
    case, column = program.case, program.model.column
    cost = objective_cost(program.model, case, program.q)
    at = [i for (family, _), i in column.items() if family == "useddesign"]
    cost[at] = 0.0
    for (family, index), i in column.items():
        if family == "x":
            d, _, _, b, _ = index
            cost[i] += case.design_nre_musd[d] * case.discount_start[b] / max(float(flown[d]), 1.0)
    program.solver.costs(cost)
    program.solver.bounds(at, 1.0, 1.0)


def decide_openings(
    program: RestrictedMaster,
    gap: float,
    given: Mapping[tuple[str, Any], float] | None = None,
    is_spread: bool = False,
) -> dict[tuple[str, Any], float] | None:
    """Step 1: the binaries of shells, engineering, orders, tiers, gates and milestones, by (family, index);
    those of `given` stay.
    """
    wanted = (*BINARIES, "tier")
    if is_spread:
        wanted = tuple(family for family in wanted if family != "useddesign")
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


def satellites(
    program: RestrictedMaster, flown: Array, gap: float, effort: int, is_later: bool
) -> tuple[float, bool]:
    """Step 3 where racks are whole already. Racks once more take as long as the rest where flights are many:
    there a first plan does without.
    """
    params = program.search.params
    program.fix(flown, "n")
    program.integer("x", "leave", "removed", "tier")
    run = program.run(params.satellite_gap * gap, params.satellite_nodes * effort)
    if run.values is None:
        return INF, run.status == "target"
    found = program.offer(run.values)
    if is_later or flies_few(program, run.values):
        found = min(found, racks_again(program, run.values, gap, effort))
    return found, run.status == "target"


def flights_with_racks(program: RestrictedMaster, gap: float) -> float:
    """Steps 2 and 3 period by period, flights and racks together; the value of the best plan found."""
    params = program.search.params
    whole = flights_and_racks_in_turn(program, params.satellite_gap * gap, params.satellite_nodes)
    if whole is None:
        return INF
    program.integer("x")
    run = program.run(params.satellite_gap * gap, params.satellite_nodes)
    if run.values is None:
        return INF
    return min(program.offer(run.values), racks_again(program, run.values, gap, 1))


def racks_again(program: RestrictedMaster, whole: Array, gap: float, effort: int) -> float:
    """Racks once more for the flights and satellites of a plan, then, where flights are few, these once more:
    racks that were made whole first were not made for them. The value of the best plan found, infinite for
    none.
    """
    params = program.search.params
    program.fix(whole, "n", "x", "leave", "removed", "tier")
    program.free("z", "R")
    program.integer()
    racks = racks_in_turn(program, params.satellite_gap * gap, params.satellite_nodes * effort)
    if racks is None:
        return INF
    found = program.offer(racks)
    return min(found, flights_again(program, racks, gap, effort)) if flies_few(program, whole) else found


def flies_few(program: RestrictedMaster, values: Array) -> bool:
    """Whether a point flies so few that each flight is some of the cost."""
    return bool(values[program.of["n"]].sum() <= program.search.params.counted_flights)


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
            found = min(found, flights_again(program, whole, gap, effort))
            program.fix(flown, "n")
        program.free("x", "z", "R", "leave", "removed", "tier")
    if hit_limit and (effort > 1 or found == INF):
        program.integer("z", "R", "x", "leave", "removed", "tier")
        run = program.run(allowed, nodes)
        hit_limit = run.status == "target"
        if run.values is not None:
            found = min(found, program.offer(run.values))
    return found, hit_limit


def flights_again(program: RestrictedMaster, whole: Array, gap: float, effort: int) -> float:
    """Flights and satellites once more, from a point whose racks are held: what racks lost by being made
    whole, a satellite more or a flight earlier may serve. The value of the plan found, infinite for none.
    """
    params = program.search.params
    program.free("n", "x", "leave", "removed", "tier")
    program.integer("n", "x", "leave", "removed", "tier")
    program.fix(whole, "z", "R")
    run = program.run(params.satellite_gap * gap, params.flight_nodes * effort, start=whole)
    return INF if run.values is None else program.offer(run.values)
