"""Frozen decisions: those of the optimum cost nothing, any others never help."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from generator import instances
from models.case import Case
from planner.solver.solution import Solution
from small_questions import SEEDS, answer, answer_to, are_equal, is_no_better, kinds_where, repeatable

FLYING = kinds_where(lambda case: len(case.vehicles) > 0 and case.frozen_periods == 0)


def frozen_as(case: Case, solution: Solution, periods: int) -> Case:
    """The Case whose first periods are frozen as a plan has them: cohorts of several lives fill its flights
    in their order.
    """
    waiting: dict[tuple, list[list[int]]] = {}
    for (d, v, s, b, life), n in sorted(solution.satellites.items()):
        waiting.setdefault((d, v, s, b), []).append([life, n])
    flights: dict[tuple, int] = {}
    for entry in sorted(solution.flights, key=lambda f: (f.b, f.v, f.o, f.cargo)):
        for _ in range(entry.flights if entry.b < periods else 0):
            aboard = []
            for d, s, room in entry.cargo:
                queue = waiting.get((d, entry.v, s, entry.b), [])
                while room and queue:
                    taken = min(room, queue[0][1])
                    aboard.append((d, s, queue[0][0], taken))
                    queue[0][1] -= taken
                    room -= taken
                    if not queue[0][1]:
                        queue.pop(0)
            key = (entry.v, entry.o, entry.b, tuple(aboard))
            flights[key] = flights.get(key, 0) + 1
    racks = np.zeros(case.rack_offered.shape, dtype=int)
    for (j, k, b), n in solution.racks.items():
        racks[j, k, b] = n * (b < periods)
    columns = np.array([key[:3] for key in flights], dtype=int).reshape(-1, 3).T
    return case.replaced(
        frozen_periods=periods,
        frozen_cargo=tuple(key[3] for key in flights),
        frozen_vehicle=columns[0],
        frozen_drop=columns[1],
        frozen_period=columns[2],
        frozen_flights=np.array(list(flights.values()), dtype=int),
        frozen_racks=racks,
    )


@repeatable(4)
@given(st.sampled_from(FLYING), SEEDS, st.integers(1, 3))
def test_freezing_the_first_periods_of_an_optimal_plan_changes_nothing(kind, seed, periods):
    case, known = instances(kind, seed), answer_to(kind, seed)
    assume(known.outcome is not None and periods <= case.launch_periods)
    again = answer(frozen_as(case, known.outcome.solution, periods))
    assert are_equal(again, known)


@repeatable(4)
@given(st.sampled_from(FLYING), SEEDS, st.integers(1, 2), st.integers(0, 3))
def test_freezing_anything_never_helps(kind, seed, periods, choice):
    """Nothing at all, or what a plan of a changed question does."""
    case, known = instances(kind, seed), answer_to(kind, seed)
    assume(known.outcome is not None and periods <= case.launch_periods)
    other = Solution((), {})
    if choice:
        dearer = case.replaced(
            design_cost_musd=case.design_cost_musd * np.linspace(3, 1, case.launch_periods) ** choice
        )
        found = answer(dearer).outcome
        other = found.solution if found else other
    assert is_no_better(answer(frozen_as(case, other, periods)), known)
