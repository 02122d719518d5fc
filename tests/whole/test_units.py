"""Questions in which money is very small, or nothing is committed while launches last; and a bound that is
wrong.
"""

import dataclasses
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
import planner.solver
from planner import coefficients, planning
from planner.cli import app
from planner.solver.search import Search
from written import written

CASES = Path(__file__).parents[1] / "cases"
SOLVED: dict[str, planner.Plan] = {}


def plan_of(name: str) -> planner.Plan:
    """The plan of an instance of tests/cases, solved once."""
    if name not in SOLVED:
        SOLVED[name] = planner.solve(planner.read(CASES / f"{name}.toml"))
    return SOLVED[name]


def test_money_times_1e_minus_6_is_the_same_question():
    """t31_e6.toml is a question whose money was multiplied by 1e-6; multiplied by 1e6 again it has the same
    plan.
    """
    cheap = plan_of("t31_e6")
    case = coefficients.build(planner.read(CASES / "t31_e6.toml")).case
    dear = planner.solver.solve(written(case, 1e6), gap=1e-6, time_limit_s=60)
    assert dear.status == cheap.status == "gap reached"
    assert dear.value > 1
    assert cheap.record.value == pytest.approx(1e-6 * dear.value, rel=2e-9, abs=0)
    assert cheap.record.bound == pytest.approx(1e-6 * dear.bound, rel=2e-9, abs=0)
    assert planning.audit(cheap).ok


def test_a_start_in_other_money_ends_at_the_same_plan():
    again = planner.solve(planner.read(CASES / "t31_e6.toml"), start=plan_of("t31"))
    assert again.record.value == pytest.approx(plan_of("t31_e6").record.value, rel=2e-9, abs=0)
    assert again.record.bound <= again.record.value * (1 + 1e-9)


def test_accelerators_at_a_hundredth_of_a_cent():
    """1 Tt in each of two years: 32 accelerators of 1 kW at 1e-10 M$ anew each year, at 1e-9 $/kWh, 10 % a
    year.

    1 Tt / 0.0315576 Tt = 31.69 accelerators would do: whole blocks run, 32 of them.
    """
    plan = plan_of("tiny")
    assert plan.status == "gap reached" and not plan.violations
    energy = 32 * 8766 * 1e-9 / 1e6
    tokens = 1.1**-0.5 + 1.1**-1.5
    cost = 32e-10 * (1 + 1 / 1.1) + energy * tokens
    assert plan.record.cost_musd == pytest.approx(cost, rel=2e-9, abs=0)
    assert plan.record.value == pytest.approx(cost / tokens, rel=2e-9, abs=0)
    assert plan.record.bound == pytest.approx(cost / tokens, rel=1e-7, abs=0)


@pytest.mark.parametrize("side, gap", [("both", None), ("orbit", 0.2)])
def test_nothing_committed_while_launches_last(side, gap):
    """Serving nothing looks best at every ratio below the least: q rises again, and there is a bound."""
    instance = planner.read(CASES / "pilot_big2.toml")
    plan = planner.solve(instance, case=side, gap=gap, time_limit_s=30)
    assert plan.record.bound is not None
    assert plan.record.bound <= plan.record.value
    if side == "both":
        ground = planner.solve(instance, case="ground")
        assert plan.record.value <= ground.record.value * (1 + 1e-9)
    assert plan.status == "gap reached"


def test_a_bound_better_than_the_plan_is_told_and_the_plan_marked(tmp_path, monkeypatch):
    """A proof that claims 1 % too much: the plan is written, its audit failed, the exit code 1."""
    prove = Search.prove
    monkeypatch.setattr(Search, "prove", lambda self, bound: prove(self, bound * 1.01))
    answer = CliRunner().invoke(app, ["solve", str(CASES / "tiny.toml"), "--out", str(tmp_path / "plan")])
    assert answer.exit_code == 1
    assert "AUDIT FAILED" in answer.stdout
    plan = planner.read_plan(tmp_path / "plan")
    assert any("is better than the plan's own value" in violation for violation in plan.violations)
    assert plan.status != "gap reached"
    assert plan.record.gap < 0


def test_a_claim_is_relative(monkeypatch):
    """The solver's value against the tables: a ratio of 4e-9 that is claimed 1 % too low is found."""
    whole = planner.solver.solve

    def boast(*args, **kwargs):
        outcome = whole(*args, **kwargs)
        return dataclasses.replace(outcome, value=0.99 * outcome.value)

    monkeypatch.setattr(planner.solver, "solve", boast)
    with pytest.warns(UserWarning, match="the audit rejects this plan"):
        plan = planner.solve(planner.read(CASES / "tiny.toml"))
    assert any(violation.startswith("solver value") for violation in plan.violations)
