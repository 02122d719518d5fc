"""A finer gap that is asked for takes the way of a coarser one first: at no time is it worse."""

import pytest

from comparison import as_if_never_few, enumerated
from generator import instances
from planner.solver import solve
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.search import Search
from seeds import FEASIBLE, early

COARSE = DEFAULT.aims[0]


def told(kind, seed, gap):
    """(best, bound) as they were told, one after the other, to a gap."""
    with as_if_never_few():
        outcome = solve(instances(kind, seed), gap=gap, time_limit_s=30)
    return [step[2:] for step in outcome.history], outcome


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=7))
def test_the_way_to_a_coarser_gap_comes_first(kind, seed):
    coarse, first = told(kind, seed, COARSE)
    fine, second = told(kind, seed, COARSE / 20)
    assert fine[: len(coarse)] == coarse
    assert second.gap <= first.gap + 1e-12
    sign = -1 if instances(kind, seed).objective == "npv" else 1
    assert sign * second.bound <= sign * enumerated(kind, seed).value + 1e-6


def test_aims_become_finer_until_the_gap_that_is_asked_for():
    case = instances("manifests", 3)
    params = SearchParams(aims=(0.02, 0.005))

    def search(gap):
        return Search(case, gap=gap, time_limit_s=10, seed=0, progress=None, params=params)

    assert search(0.05).aims == [0.05]
    assert search(0.005).aims == [0.02, 0.005]
    fine = search(0.001)
    fine.value = 100.0
    seen = [(fine.aim, fine.cutoff)]
    while fine.aim_finer():
        seen.append((fine.aim, fine.cutoff))
    assert seen == [(0.02, 98.0), (0.005, 99.5), (0.001, pytest.approx(99.9))]
    assert not fine.aim_finer() and fine.aim == 0.001
