"""Every shipped instance solved afresh: the gap that its file promises, the audit, and the plan kept in
solutions/ (make slow).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import planner

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "instances").glob("*.toml"))

pytestmark = pytest.mark.slow
every_instance = pytest.mark.parametrize("name", NAMES)


def instance(name):
    return planner.read(ROOT / "instances" / f"{name}.toml")


@cache
def fresh(name):
    """The plan that the code gives now; solved once for all tests."""
    return planner.solve(instance(name))


@cache
def kept(name):
    """The plan in solutions/."""
    return planner.read_plan(ROOT / "solutions" / name)


def interval(plan):
    """What is proven of the optimum in the sense of minimisation: net present value is maximised."""
    proven = plan.bound, plan.value
    return tuple(-value for value in proven) if plan.record.objective == "npv" else proven


def test_there_is_a_plan_for_each():
    folders = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())
    assert [name for name in folders if name != "studies"] == NAMES


@every_instance
@pytest.mark.parametrize("plan", [fresh, kept])
def test_the_promised_gap_is_met(name, plan):
    found = plan(name)
    assert found.status == "gap reached"
    assert found.gap <= instance(name).data.solve.gap
    low, high = interval(found)
    assert low <= high


@every_instance
@pytest.mark.parametrize("plan", [fresh, kept])
def test_the_audit_passes(name, plan):
    report = planner.audit(plan(name))
    assert report.ok, str(report)
    assert plan(name).violations == ()


@every_instance
def test_the_kept_plan_is_of_this_instance(name):
    assert kept(name).record.sha256 == instance(name).sha256
    assert kept(name).instance["resolved.toml"].decode() == instance(name).resolved_toml()


@every_instance
def test_the_proven_intervals_overlap(name):
    (low, high), (kept_low, kept_high) = interval(fresh(name)), interval(kept(name))
    assert max(low, kept_low) <= min(high, kept_high)


def test_the_pilot_is_no_gift_of_the_linear_relaxation():
    """The bound of the linear relaxation alone leaves at least 2 %."""
    plan = fresh("pilot")
    relaxation = [entry.bound for entry in plan.run.history if entry.phase == "linear relaxation"][-1]
    assert relaxation < 0.98 * plan.bound


def test_the_ground_serves_what_the_reference_serves():
    """The same tokens, but for a few in ten thousand that the reference may fail to serve, so that the two
    ratios compare.
    """
    reference, ground = (kept(name).demand.query("committed_tt > 0") for name in ("reference", "ground_only"))
    for key in ("period", "workload", "region", "committed_tt"):
        assert reference[key].tolist() == ground[key].tolist()
    assert reference.served_tt.sum() == pytest.approx(ground.served_tt.sum(), rel=2e-4)
