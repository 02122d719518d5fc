"""A search driven from outside: stopped from another thread, tuned, and beside another one in the same
process.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import planner
from planner.errors import NoPlan
from planner.solver.params import SearchParams
from planner.solver.solution import PRICED

CASES = Path(__file__).parents[1] / "cases"
SHORT = planner.read(CASES / "short-starter.toml")


def test_a_search_is_stopped_from_another_thread():
    wanted, answered = threading.Event(), threading.Event()

    def hear(state):
        if state.best is not None:
            answered.set()

    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(
            planner.solve, SHORT, gap=1e-7, time_limit_s=300, progress=hear, stop=wanted.is_set
        )
        assert answered.wait(60)
        wanted.set()
        plan = solving.result(60)
    assert plan.status == "interrupted" and plan.violations == ()
    assert plan.bound <= plan.value and planner.audit(plan).ok


def test_a_search_told_to_stop_at_once_has_no_plan():
    with pytest.raises(NoPlan, match="No plan was found before it was told to stop"):
        planner.solve(SHORT, stop=lambda: True)


def test_what_stop_raises_is_raised():
    def stop():
        raise RuntimeError("of the caller")

    with pytest.raises(RuntimeError, match="of the caller"):
        planner.solve(SHORT, stop=stop)


def test_params_choose_the_path():
    plan = planner.solve(SHORT, gap=0.05, params=SearchParams(cohorts_at_most=1))
    assert plan.record.path == PRICED != planner.solve(SHORT, gap=0.05, case="ground").record.path


@pytest.mark.parametrize(
    "name, value", [("tree_nodes", 0), ("tree_nodes", 1.5), ("later_gaps", ()), ("far", float("nan"))]
)
def test_params_that_no_search_can_work_with(name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        SearchParams(**{name: value})


def test_params_of_another_kind():
    with pytest.raises(TypeError, match="params must be a planner.SearchParams or None"):
        planner.solve(SHORT, params={"tree_nodes": 3})


def test_two_searches_in_one_process():
    """Of different numbers of threads: each gives the plan that it gives alone."""
    question = SHORT.with_values({"study.launch_periods": 2, "solve.gap": 0.02})
    pair = [question, question.with_value("solve.threads", 2)]
    alone = [planner.solve(one) for one in pair]
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(planner.solve, pair))
    assert [plan.value for plan in beside] == pytest.approx([plan.value for plan in alone], rel=0.02)
    assert all(planner.audit(plan).ok for plan in beside)
    again = [planner.solve(one) for one in pair]  # and this thread goes on as before
    assert [plan.value for plan in again] == [plan.value for plan in alone]
