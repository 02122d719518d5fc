"""A search that starts from a plan: never worse than without it, and never telling of a worse plan than
before; on both paths.
"""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest

from comparison import as_if_large, check_plan
from generator import instances
from models.case import Case
from planner.errors import NoPlan
from planner.solver import solve
from planner.solver.solution import Flights, Outcome, Progress, Solution
from planner.solver.warm_start import WarmStart, loaded_flights
from seeds import SEEDS

PATHS = {"small": nullcontext, "large": as_if_large}
SETTINGS = {"gap": 0.01, "time_limit_s": 20.0}
CHANGES = {
    "as it was": lambda case: case,
    "lighter vehicles": lambda case: case.replaced(payload_t=0.6 * case.payload_t),
    "fewer on a flight": lambda case: case.replaced(satellites_max=np.minimum(case.satellites_max, 1)),
    "fewer flights": lambda case: case.replaced(cadence=case.cadence // 2),
    "no racks in the first period": lambda case: case.replaced(rack_offered=later(case.rack_offered)),
    "dearer satellites": lambda case: case.replaced(design_cost_musd=5 * case.design_cost_musd),
}


def later(offered: np.ndarray) -> np.ndarray:
    """Racks that are not offered in the first period."""
    changed = offered.copy()
    changed[:, :, :1] = False
    return changed


def searched(case: Case, start: Solution | None = None) -> tuple[Outcome | None, list[Progress]]:
    """What a search ends with, None without a plan, and what it told on the way."""
    told: list[Progress] = []
    try:
        warm = None if start is None else WarmStart((start,))
        return solve(case, start=warm, progress=told.append, **SETTINGS), told
    except NoPlan:
        return None, told


def never_worse(case: Case, start: Solution) -> Outcome | None:
    """The started search, held against one without a start."""
    sign = -1 if case.objective == "npv" else 1
    cold, _ = searched(case)
    warm, told = searched(case, start)
    best = [sign * report.best for report in told if report.best is not None]
    assert best == sorted(best, reverse=True)
    if warm is not None:
        check_plan(case, warm)
        assert not warm.fault
        assert not best or best[-1] == pytest.approx(sign * warm.value, rel=1e-12)
    if cold is not None:
        assert warm is not None
        edge = 1e-9 * abs(cold.value)
        reached = warm.status == cold.status == "gap reached"
        allowed = SETTINGS["gap"] * abs(cold.value) if reached else 0.0
        assert sign * warm.value <= sign * cold.value + allowed + edge
    return warm


@pytest.mark.parametrize(
    "kind, change, path",
    [(kind, change, "small") for kind in ("shortfall", "orbit-ground") for change in CHANGES]
    + [("shortfall", change, "large") for change in ("as it was", "fewer on a flight", "dearer satellites")],
)
def test_a_start_never_hurts(kind, change, path):
    case = instances(kind, SEEDS[kind][0])
    first, _ = searched(case)
    assert first is not None
    with PATHS[path]():
        never_worse(CHANGES[change](case), first.solution)


@pytest.mark.parametrize("path", PATHS)
def test_a_useless_start_does_not_hurt_either(path):
    """All that may fly, flies in the last period: a plan of the worst kind, if it is one at all."""
    case = instances("manifests", SEEDS["manifests"][0])
    first, _ = searched(case)
    late = case.launch_periods - 1
    moved = {(d, v, s, late, life): n for (d, v, s, _, life), n in first.solution.satellites.items()}
    with PATHS[path]():
        warm = never_worse(case, Solution(first.solution.flights, moved, {}))
    assert warm.notes


def test_what_is_left_is_flown():
    """One satellite on a flight: the flights keep what fits, and the start is the first plan told of."""
    case = instances("shortfall", SEEDS["shortfall"][0])
    first, _ = searched(case)
    smaller = case.replaced(satellites_max=np.minimum(case.satellites_max, 1))
    warm, told = searched(smaller, first.solution)
    assert "what is left of it was the first plan" in warm.notes[0]
    assert next(report.phase for report in told if report.best is not None) == "start"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "kind, factor",
    [
        ("shortfall", 1.03),
        ("manifests", 0.97),
        *(
            pytest.param(kind, factor, marks=pytest.mark.slow)
            for kind in ("shortfall", "manifests", "orbit-ground")
            for factor in (1.0, 0.9, 1.1)
        ),
    ],
)
def test_a_good_start_is_proven_first_and_nothing_is_proven_that_is_not_so(kind, factor, path):
    """The proof comes before other plans are looked for; neither search's bound passes the other's plan."""
    case = instances(kind, SEEDS[kind][1])
    near = case.replaced(design_cost_musd=factor * case.design_cost_musd)
    with PATHS[path]():
        first, _ = searched(case)
        cold, _ = searched(near)
        warm = solve(near, start=WarmStart((first.solution,), first.loss), **SETTINGS)
    check_plan(near, warm)
    assert warm.status == "gap reached" and not warm.fault
    sign = -1 if case.objective == "npv" else 1
    for one, other in ((warm, cold), (cold, warm)):
        assert sign * one.bound <= sign * other.value + 1e-6 * abs(other.value)


def test_a_start_of_an_empty_flight_has_no_column():
    flights = (Flights(0, 0, 1, ((0, 0, 4),), 3), Flights(0, 0, 2, ((0, 0, 4),), 1))
    found = loaded_flights(Solution(flights, {(0, 0, 0, 1, 0): 2, (0, 0, 0, 1, 1): 5}))
    assert found == [(0, 0, 1, ((0, 0, 0, 2), (0, 0, 1, 2))), (0, 0, 1, ((0, 0, 1, 3),))]
