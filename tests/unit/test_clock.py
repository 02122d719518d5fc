"""A clock ends every run of a solver, linear programs too, and a search gives parts of its time away."""

import time

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from generator import instances
from planner.solver.heuristics.rounding import in_whole, nearest, up
from planner.solver.highs import INF, Compiled, Solver
from planner.solver.pricing.manifests import Bay, maximal
from planner.solver.search import Search


class Hands:
    """A clock that is set by hand."""

    def __init__(self, left_s: float, halted: bool = False):
        self.left_s, self.is_halted = left_s, halted

    def left(self) -> float:
        return self.left_s

    def halted(self) -> bool:
        return self.is_halted


def program(n: int, seed: int = 0) -> Compiled:
    """A dense packing program, slow enough to be stopped on the way."""
    rng = np.random.RandomState(seed)
    matrix = sparse.csc_array(rng.rand(n // 2, n))
    rows = len(matrix.toarray())
    sides = 10 + 100 * rng.rand(rows)
    ends = np.full(n, 1e3)
    cost = {"cost": -rng.rand(n)}
    whole = np.ones(n, dtype=bool)
    return Compiled(matrix, np.full(rows, -INF), sides, np.zeros(n), ends, whole, cost, {}, {})


def loaded(clock, n: int = 300, integer: bool = False) -> Solver:
    model = program(n)
    solver = Solver(clock=clock)
    solver.load(model, model.objectives["cost"], integer=integer)
    return solver


@pytest.mark.parametrize("integer", [False, True])
def test_a_clock_that_has_run_out_starts_nothing(integer):
    assert loaded(Hands(0.0), integer=integer).run().status == "time limit"


@pytest.mark.parametrize("integer", [False, True])
def test_the_clock_stops_a_run(integer):
    began = time.perf_counter()
    assert loaded(Hands(1e-3), 800, integer).run().status == "time limit"
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("integer", [False, True])
def test_a_wish_to_stop_ends_a_run(integer):
    assert loaded(Hands(1e3, halted=True), integer=integer).run().status == "interrupted"


def test_the_limit_is_the_runs_own():
    """The option `time_limit` of HiGHS counts all linear programs of one object; ours counts one run."""
    solver = loaded(Hands(1e3))
    rng = np.random.RandomState(1)
    first = solver.run()
    assert first.status == "optimal"
    spent = solver.highs.getRunTime()
    for _ in range(3):
        solver.costs(-rng.rand(300))
        run = solver.run(time_limit=max(10 * first.seconds, 1.0))
        assert run.status == "optimal"
    assert solver.highs.getRunTime() > spent
    allowed = solver.highs.getOptionValue("time_limit")[1]
    assert allowed > max(10 * first.seconds, 1.0)  # what earlier runs took is on top


def test_the_version_of_highs_counts_as_this_module_says():
    """If this fails, HiGHS counts otherwise than planner/solver/highs.py corrects for."""
    highs = loaded(None).highs
    highs.run()
    highs.setOptionValue("time_limit", highs.getRunTime() / 2)
    highs.clearSolver()
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit


def test_a_search_gives_a_share_of_its_time():
    search = Search(instances("manifests", 3), gap=0.01, time_limit_s=100, seed=0, progress=None)
    with search.within(0.25):
        assert 20 < search.left() <= 25
    assert 90 < search.left() <= 100


amounts = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 5)), st.floats(0, 5, allow_nan=False), max_size=12
)


@given(amounts, st.sampled_from([nearest, up]))
def test_running_totals_are_rounded(given_amounts, to):
    """Of every group, up to every key, what is whole is the rounded sum of the amounts."""
    whole = in_whole(given_amounts, 1, to)
    assert all(count > 0 for count in whole.values())
    for group in {key[0] for key in given_amounts}:
        total = got = 0
        for key in sorted(key for key in given_amounts if key[0] == group):
            total += given_amounts[key]
            got += whole.get(key, 0)
            assert got == to(total)


@given(amounts, st.integers(0, 3))
def test_what_is_not_allowed_comes_later(given_amounts, most):
    """No key is given more than may be, and what is due of its group by then as far as that."""
    whole = in_whole(given_amounts, 1, up, lambda _, count: min(count, most))
    assert max(whole.values(), default=0) <= most
    for group in {key[0] for key in given_amounts}:
        due = 0
        for key in sorted(key for key in given_amounts if key[0] == group):
            due = up(sum(given_amounts[k] for k in given_amounts if k[0] == group and k <= key)) - sum(
                count for k, count in whole.items() if k[0] == group and k < key
            )
            assert whole.get(key, 0) == min(due, most)


def test_too_many_satellites_to_choose_from_are_not_looked_through():
    """Among thousands of items all manifests are not listed, whatever fits on one flight."""
    n = 3000
    items = tuple((d, 0) for d in range(n))
    room = Bay(0, 0, items, (0.6,) * n, (1.0,) * n, payload_t=1.0, fairing_m3=10.0, satellites_max=4)
    assert maximal(room, 10**6) is None
