"""Units: a question whose money or tokens are written a million times larger or smaller has the same plan and
the same relative bound.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparison import as_if_large, check_plan
from generator import instances
from models.case import Case
from models.units import Scale
from planner.solver import solve
from planner.solver.solution import Outcome
from small_questions import SEEDS, kinds_where, repeatable
from written import written

GAP = 0.01
FACTORS = st.sampled_from([(1e-9, 1.0), (1e9, 1.0), (1.0, 1e-6), (1.0, 1e6), (1e-9, 1e6), (1e9, 1e-6)])
KINDS = kinds_where(lambda case: True)


def are_the_same(case: Case, factors: tuple[float, float]) -> None:
    """The plans agree in every whole number, values and bounds in the unit that was changed; both plans pass
    their audit.
    """
    other = written(case, *factors)
    one, two = (solve(question, gap=GAP, time_limit_s=20) for question in (case, other))
    check_plan(other, two)
    assert decided(one) == decided(two)
    unit = Scale(*factors, 1.0).value(case.objective)
    assert two.value == pytest.approx(unit * one.value, rel=1e-9, abs=0)
    assert two.bound == pytest.approx(unit * one.bound, rel=1e-9, abs=0)
    assert two.gap == pytest.approx(one.gap, rel=1e-3, abs=1e-9)
    assert two.status == one.status


def decided(outcome: Outcome) -> tuple:
    """The whole numbers of a plan."""
    plan = outcome.solution
    return plan.flights, plan.satellites, plan.racks, plan.leave


@repeatable(3)
@given(st.sampled_from(KINDS), SEEDS, FACTORS)
def test_small_questions(kind, seed, factors):
    are_the_same(instances(kind, seed), factors)


@repeatable(2)
@given(st.sampled_from(KINDS), SEEDS, FACTORS)
def test_large_questions(kind, seed, factors):
    with as_if_large():
        are_the_same(instances(kind, seed), factors)
