"""The method for large questions, on questions whose answer is known: what it proves and what it finds enclose the optimum."""

from __future__ import annotations

from math import inf
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from comparison import check_plan
from generator import instances
from planner.errors import NoPlan
from planner.solver import ratio
from small_questions import FEASIBLE_KINDS, SEEDS, answer_to, repeatable

# Without satellites nothing is ever priced.
FLYING = tuple(kind for kind in FEASIBLE_KINDS if kind != "ground-alone")


@repeatable(20)
@given(st.sampled_from(FLYING), SEEDS)
def test_pricing_encloses_the_optimum(kind, seed):
    """Its rounding may miss the best plan of a tiny question, or every one; its bound may not."""
    case, known = instances(kind, seed), answer_to(kind, seed)
    with mock.patch.object(ratio, "every_member", lambda case: None):
        try:
            outcome = ratio.solve(case, gap=1e-3, time_limit_s=10)
        except NoPlan as error:
            assert known.outcome is None or "meets" not in str(error) and "serves" not in str(error), error
            return
    check_plan(case, outcome)
    sign = -1 if case.objective == "npv" else 1
    assert known.low < inf, "a plan where there is provably none"
    assert sign * outcome.bound <= known.high + known.edge
    assert sign * outcome.value >= known.low - known.edge
