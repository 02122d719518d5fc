"""The way of the large questions, on tiny ones: its bound never cuts off the optimum, its plan is a plan.

It promises no gap here: where a few flights carry everything, the bound of priced columns stays well below the optimum.
"""

import pytest

from comparison import as_if_large, check_plan, compare, enumerated
from generator import instances
from planner.solver import solve
from seeds import FEASIBLE, early


@pytest.mark.parametrize("kind, seed", early(FEASIBLE[::4]))
def test_priced_bound_and_plan_hold(kind, seed):
    case = instances(kind, seed)
    with as_if_large():
        outcome = solve(case, gap=0.01, time_limit_s=20)
    wrong = compare(case.objective, outcome.value, outcome.bound, enumerated(kind, seed).value)
    assert [line for line in wrong if "is not the optimum" not in line] == []
    check_plan(case, outcome)
