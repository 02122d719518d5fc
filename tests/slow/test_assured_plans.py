"""Plans that promise a probability keep it in simulation: the starter, small flights and large ones, and the
reference's interactive service.
"""

from pathlib import Path

import pytest

import planner

INSTANCES = Path(__file__).parents[2] / "instances"


@pytest.mark.slow
@pytest.mark.parametrize("chance", [0.9, 0.95, 0.99])
def test_the_starter_keeps_its_promise(chance):
    question = planner.read(INSTANCES / "starter.toml")
    expected = planner.simulate(planner.solve(question, gap=0.02), runs=1000, seed=7)
    assert expected.commitments.met.min() < 0.9  # expected numbers alone do not
    promised = question.with_value("workloads.batch.met_with_probability", chance)
    found = planner.simulate(planner.solve(promised, gap=0.02), runs=2000, seed=7)
    assert (found.commitments.met_high >= chance).all()


@pytest.mark.slow
def test_the_reference_keeps_one_service_whatever_fails():
    question = planner.read(INSTANCES / "reference.toml").with_value(
        "workloads.interactive.met_with_probability", 0.95
    )
    plan = planner.solve(question, gap=0.03, time_limit_s=300)
    found = planner.simulate(plan, runs=250, seed=1)
    kept = found.commitments[
        (found.commitments.workload == "interactive") & (found.commitments.planned_share >= 1 - 1e-6)
    ]
    assert len(kept) > 50 and (kept.met_high >= 0.95).all()
