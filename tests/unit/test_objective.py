"""One objective on a model, and the variables of its first stage."""

import pyomo.environ as pyo
import pytest

from generator import instances
from models.frozen import first_stage
from models.objective import minimise
from models.rollout import build
from planner.solver.complete import every_member


def model_of(objective="levelized_cost", kind="orbit-ground", seed=0):
    case = instances(kind, seed).replaced(objective=objective)
    return build(case, every_member(case))


def active(model):
    return [one.name for one in model.component_data_objects(pyo.Objective, active=True)]


@pytest.mark.parametrize("objective, value", [("levelized_cost", 7 - 2 * 3), ("cost", 7), ("npv", 7 - 5)])
def test_one_objective_is_left(objective, value):
    model = model_of(objective)
    assert active(model) == ["cost", "tokens_served", "revenue"]
    for form, expression in (("cost", 7.0), ("tokens_served", 3.0), ("revenue", 5.0)):
        model.component(form).expr = expression
    assert pyo.value(minimise(model, q=2.0)) == value
    assert active(model) == ["least"] and model.least.sense == pyo.minimize
    minimise(model, q=1.0)
    assert active(model) == ["least"]


@pytest.mark.parametrize("until", [0, 1, 2])
def test_the_first_stage_is_what_is_launched_and_bought_before(until):
    model = model_of()
    stage = first_stage(model, until)
    every = first_stage(model, model.case.launch_periods)
    assert sum(map(len, every.values())) == len(model.n) + len(model.x) + len(model.z)
    for name, period in (("n", 2), ("x", 3), ("z", 2)):
        assert {index[period] for index in stage[name]} <= set(range(until))
        assert set(stage[name]) == {index for index in every[name] if index[period] < until}


def test_frozen_periods_are_a_first_stage_that_is_held():
    model = model_of(objective="cost", kind="frozen-mixed", seed=0)
    held = [v for family in first_stage(model, model.case.frozen_periods).values() for v in family.values()]
    assert held and all(v.lb == v.ub for v in held)
