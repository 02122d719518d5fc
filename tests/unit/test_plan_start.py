"""A plan as a start: the same decisions in a Case with the same ids, and a word about every member that is
gone.
"""

from planner.continuing.start import start_from
from planner.solver.solution import Flights
from small_plan import small_case, small_plan, small_solution


def test_the_same_case_gives_the_same_decisions():
    solution, notes = start_from(small_plan(), small_case())
    wanted = small_solution()
    assert notes == []
    assert solution.satellites == wanted.satellites
    assert solution.racks == wanted.racks
    assert solution.compute_orbit == wanted.compute_orbit
    assert solution.compute_ground == wanted.compute_ground
    assert solution.tokens_orbit == wanted.tokens_orbit
    assert solution.tokens_ground == wanted.tokens_ground
    assert solution.shortfall == wanted.shortfall
    assert solution.gateway_gbps == wanted.gateway_gbps
    assert solution.onsite_mw == wanted.onsite_mw
    assert solution.flights == (
        Flights(0, 0, 0, ((0, 0, 1), (1, 0, 1)), 1),
        Flights(0, 0, 0, ((0, 0, 2), (1, 0, 1)), 1),
        Flights(0, 0, 1, ((1, 0, 1),), 1),
    )


def test_what_is_gone_is_left_out_and_named():
    case = small_case()
    renamed = case.replaced(
        designs=("huge", "little"),
        lives=(2, 3),
        sites=("barn",),
        dates=("2031-01-01", "2032-01-01", "2033-01-01"),
    )
    solution, notes = start_from(small_plan(), renamed)
    assert solution.satellites == {}
    assert solution.racks == {}
    assert solution.flights == (Flights(0, 0, 0, ((1, 0, 1),), 1),)  # 2031 is period 0 now
    assert solution.tokens_orbit == {(0, 0, 0, 0, 0): 4.0}
    assert "design big is not in this instance: left out 3 satellites on manifests, 3 satellites" in notes
    assert "service life in periods 1 is not in this instance: left out 1 satellites" in notes
    assert any(
        note.startswith("launch period 2030-01-01 is not in this instance: left out 2 flights, 2 satellites")
        for note in notes
    )
    assert any(note.startswith("site hall is not in this instance") for note in notes)
