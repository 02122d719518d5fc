"""The steps from the relaxation to whole numbers, one by one: what each holds is whole and keeps every row,
and the plans that come of it are no better than the optimum.
"""

import numpy as np
import pytest

from comparison import as_if_never_few, check_plan, compare, enumerated
from generator import instances
from models.members import offered
from planner.solver import solve
from planner.solver.branching.decisions import BINARIES
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.heuristics import whole_numbers
from planner.solver.heuristics.relax_and_fix import flights_and_racks_in_turn
from planner.solver.heuristics.restricted_master import RestrictedMaster, restricted
from planner.solver.heuristics.rounding import hold_whole_racks, rounded_down, whole_flights, within_supply
from planner.solver.heuristics.thrift import Thrift, first_flown, held, is_undecided
from planner.solver.heuristics.whole_numbers import flights_with_racks, racks_again, satellites
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.search import Search
from seeds import FEASIBLE, early

QUESTIONS = early(FEASIBLE, 1, 1, every=3)
TOLERANCE = 1e-6


def generation_of(kind, seed, params=DEFAULT) -> Generation:
    search = Search(instances(kind, seed), gap=1e-3, time_limit_s=60, seed=0, progress=None, params=params)
    generation = Generation.of(search)
    generation.solve_root(enough=1e-5)
    if generation.root.point is None or not offered(generation.case):
        pytest.skip("nothing flies")
    return generation


def program_of(generation) -> RestrictedMaster:
    """The restricted master over all flights that were priced."""
    pool, point = generation.master.pool, generation.root.point
    members = restricted(generation.case, pool, np.ones(len(pool)), 1)
    return RestrictedMaster(generation.search, members, 1.2 * generation.root.q, point.cost)


def relaxed(generation):
    """(that program, nothing of it whole; its optimum)."""
    program = program_of(generation)
    program.integer()
    return program, program.run(0.0, 1)


def is_whole(values) -> bool:
    return bool(np.abs(values - np.round(values)).max(initial=0.0) < TOLERANCE)


def keeps_rows(program, values) -> bool:
    model, activity = program.model, program.model.matrix @ values
    room = TOLERANCE * (1 + abs(model.matrix) @ np.abs(values))
    return bool((activity >= model.row_lower - room).all() and (activity <= model.row_upper + room).all())


@pytest.mark.parametrize("kind, seed", QUESTIONS)
def test_racks_and_flights_become_whole_and_keep_every_row(kind, seed):
    program, ideal = relaxed(generation_of(kind, seed))
    search = program.search
    racks = hold_whole_racks(program)
    if racks is None:
        pytest.skip("no whole racks by rounding")
    assert is_whole(racks.values[program.columns("z", "R")]) and keeps_rows(program, racks.values)
    assert racks.objective >= ideal.objective - TOLERANCE * max(1.0, abs(ideal.objective))
    flown = whole_flights(program, racks)
    if flown is None:
        pytest.skip("no whole flights by rounding")
    assert is_whole(flown[program.columns("n", "z", "R")]) and keeps_rows(program, flown)
    down = rounded_down(program, flown)
    assert is_whole(down[program.columns("x", "n", "z", "R")])
    program.offer(down)
    if search.best is not None:
        sign = -1 if program.case.objective == "npv" else 1
        assert search.value >= sign * enumerated(kind, seed).value - TOLERANCE


@pytest.mark.parametrize("kind, seed", QUESTIONS)
def test_flights_and_racks_in_turn_are_whole_together(kind, seed):
    program, ideal = relaxed(generation_of(kind, seed))
    search = program.search
    whole = flights_and_racks_in_turn(program, 1e-4, 200)
    if whole is None:
        pytest.skip("no whole flights and racks period by period")
    assert is_whole(whole[program.columns("n", "z", "R")]) and keeps_rows(program, whole)
    assert program.value_of(whole) >= ideal.objective - TOLERANCE * max(1.0, abs(ideal.objective))
    value = flights_with_racks(program, 1e-3)
    sign = -1 if program.case.objective == "npv" else 1
    assert value >= sign * enumerated(kind, seed).value - TOLERANCE
    if np.isfinite(value):
        assert search.value <= value


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=9))
def test_racks_once_more_where_flights_are_many_only_from_a_later_start(kind, seed, monkeypatch):
    """A later start goes on from the plan of the first, is no worse, and no better than the optimum."""
    found, again = {}, []
    monkeypatch.setattr(
        whole_numbers, "racks_again", lambda *given: again.append(racks_again(*given)) or again[-1]
    )
    for is_later in (False, True):
        program = program_of(generation_of(kind, seed, SearchParams(counted_flights=1)))
        racks = hold_whole_racks(program)
        if racks is None:
            pytest.skip("no whole racks by rounding")
        program.integer("n", "leave", "removed", "tier")
        run = program.run(1e-4, 200)
        if run.values is None or run.values[program.of["n"]].sum() <= 1:
            pytest.skip("no flights, or a single one")
        offered_before = program.search.value
        value, _ = satellites(program, run.values, 1e-3, 1, is_later)
        assert program.search.value <= min(value, offered_before)
        found[is_later] = value
        assert len(again) == is_later
    sign = -1 if program.case.objective == "npv" else 1
    assert sign * enumerated(kind, seed).value - TOLERANCE <= found[True] <= found[False]


def test_racks_beyond_the_supply_come_later():
    """Of a period's supply no more blocks are allowed than are left of it, site by site."""
    case = generation_of("supply", 0).case
    case = case.replaced(supply=np.full_like(case.supply, 5.0))
    block = int(case.rack_block[0])
    allowed = within_supply(case)
    most = 5 // block
    assert allowed((0, 0, 0), 10) == most
    assert allowed((0, 0, 0), 1) == 0
    assert within_supply(case.replaced(supply=np.full_like(case.supply, np.inf)))((0, 0, 0), 10) == 10


@pytest.mark.parametrize("kind, seed", [("design-nre", 0), ("design-nre", 1), ("bus-nre", 0)])
def test_thrift_gives_everything_back(kind, seed):
    """Bounds, costs and designs are those of before, and no design flies that was not open."""
    generation = generation_of(kind, seed, SearchParams(few_designs=1))
    master, root = generation.master, generation.root
    if not is_undecided(master):
        pytest.skip("engineering costs nothing")
    before = master.solve(root.q).objective
    ends, costs = (master.col_lower.copy(), master.col_upper.copy()), list(master.pool_cost)
    openings = {
        key: float(root.point.values[i] > 1e-9)
        for key, i in master.model.column.items()
        if key[0] in BINARIES
    }
    flown = set(first_flown(master.pool, root.point.flights))
    thrift = Thrift(generation, root.q)
    start = thrift.start(openings)
    assert isinstance(start, StartingPoint) and len(start.weights) == len(master.pool)
    assert (master.col_lower == ends[0]).all() and (master.col_upper == ends[1]).all()
    assert master.pool_cost[: len(costs)] == costs
    after = master.solve(root.q).objective
    assert after <= before + TOLERANCE * max(1.0, abs(before))
    fewer = set(first_flown(master.pool, start.weights))
    assert 0 < len(fewer) <= len(flown)
    with held(generation, openings):
        thrift.shut(np.zeros(len(generation.case.designs), dtype=bool))
        assert not thrift.flown(master.solve(root.q)).any()
    thrift.shut(np.ones(len(generation.case.designs), dtype=bool))


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=6))
def test_by_an_interior_point_method_the_answer_is_the_same(kind, seed):
    """As large masters are solved while no basis is near."""
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    with as_if_never_few():
        outcome = solve(case, gap=1e-3, time_limit_s=20, params=SearchParams(interior_from=1))
    wrong = compare(case.objective, outcome.value, outcome.bound, optimum)
    assert [line for line in wrong if "is not the optimum" not in line] == []
    check_plan(case, outcome)
