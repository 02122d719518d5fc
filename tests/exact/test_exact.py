"""Solver against enumeration: on every tiny instance the bound holds, the plan is optimal, and the audit
agrees.
"""

import pytest

from comparison import GAP, check_plan, compare, enumerated
from generator import instances
from planner.errors import NoPlan
from planner.solver import solve
from planner.solver.solution import COMPLETE
from seeds import FEASIBLE, INFEASIBLE, early


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1))
def test_plan_is_the_enumerated_optimum(kind, seed):
    case = instances(kind, seed)
    outcome = solve(case, gap=GAP, time_limit_s=30)
    assert outcome.path == COMPLETE
    assert compare(case.objective, outcome.value, outcome.bound, enumerated(kind, seed).value) == []
    check_plan(case, outcome)


@pytest.mark.parametrize("kind, seed", INFEASIBLE)
def test_no_plan_is_said_where_there_is_none(kind, seed):
    with pytest.raises(NoPlan) as caught:
        solve(instances(kind, seed), gap=GAP, time_limit_s=30)
    assert caught.value.proven  # not given up
