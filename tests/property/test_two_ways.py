"""The method for large questions, on questions whose answer is known: what it proves and what it finds
enclose the optimum.
"""

from __future__ import annotations

from math import inf
from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st

from comparison import check_plan
from generator import instances
from kinds import KINDS
from models.case import Case
from planner.errors import NoPlan
from planner.solver import ratio
from planner.solver.solution import Outcome
from small_questions import SEEDS, answer_to, repeatable


def by_pricing(case: Case, *, gap: float = 1e-3) -> Outcome:
    """The answer of planner/solver/priced.py, for a question that solve would enumerate. Raises NoPlan."""
    with mock.patch.object(ratio, "every_member", lambda *_: None):
        return ratio.solve(case, gap=gap, time_limit_s=20)


@repeatable(5)
@example("infeasible-too-many-tokens", 0)
@example("replicas", 40)
@example("infeasible-beyond-latency", 202)  # the relaxation serves nothing: no ratio is finite
@given(st.sampled_from(sorted(KINDS)), SEEDS)
def test_pricing_encloses_the_optimum(kind, seed):
    """Its rounding may miss the best plan of a tiny question, or every one; its bound may not, nor may it
    deny that there is a plan.
    """
    case, known = instances(kind, seed), answer_to(kind, seed)
    try:
        outcome = by_pricing(case)
    except NoPlan as error:
        assert known.outcome is None or not error.proven, f"denies a plan of {known.high}: {error}"
        return
    check_plan(case, outcome)
    sign = -1 if case.objective == "npv" else 1
    assert known.low < inf, "a plan where there is provably none"
    assert sign * outcome.bound <= known.high + known.edge
    assert sign * outcome.value >= known.low - known.edge


def test_a_search_that_ends_by_itself_does_not_blame_the_clock():
    """A tiny question whose gap stays open after every rung and node: over in a moment, long before the 20
    s.
    """
    outcome = by_pricing(instances("bus-nre", 0), gap=1e-7)
    assert sum(outcome.seconds.values()) < 10
    assert outcome.status != "time limit" or outcome.gap <= 1e-7
