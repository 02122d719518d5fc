"""What a plan does, in one sentence: every case of it."""

from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.explain.answer import answer

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture(scope="module")
def shipped():
    names = ("starter", "pilot", "ground_only", "small_operator", "starcloud", "ipo")
    return {name: planner.read_plan(SOLUTIONS / name) for name in names}


@pytest.fixture(scope="module")
def starter(shipped):
    return shipped["starter"]


def changed(plan, **fields):
    return replace(plan, record=replace(plan.record, **fields))


def test_both_sides(starter):
    assert answer(starter) == (
        "Half of the tokens come from orbit, the others from the ground; together they cost $0.137 a "
        "million, proven within 0.92 %."
    )


def test_ground_alone(shipped):
    assert answer(shipped["ground_only"]) == (
        "All tokens come from the ground, none from orbit; they cost $0.0809 a million, proven within 0.03 %."
    )


def test_net_present_value(shipped):
    assert "the plan earns 56.4 M$ in present value, proven within 0.16 %" in answer(
        shipped["small_operator"]
    )
    assert "loses 3 M$" in answer(changed(shipped["small_operator"], value=-3.0))


def test_cost(shipped):
    assert answer(shipped["starcloud"]).startswith(
        "All tokens come from orbit; the plan costs 8.2 M$, proven within"
    )


def test_commitments_that_are_not_kept_are_said(shipped):
    assert answer(shipped["ipo"]).endswith("; 1.1 % of the committed tokens are not served.")


def test_another_plan_beside_it(starter, shipped):
    assert "; $0.0809 in ground-only." in answer(starter, shipped["ground_only"])
    assert "; $0.113 in ipo, which leaves 1.1 % of the commitments unserved." in answer(
        starter, shipped["ipo"]
    )


def test_no_bound(starter):
    assert "with nothing proven" in answer(changed(starter, bound=None, gap=None))


def test_serves_nothing_builds_nothing(starter):
    idle = replace(
        changed(starter, value=None, gap=None, tokens_tt=0.0, ratio_usd_per_mtoken=None, cost_musd=12.5),
        cohorts=starter.cohorts.head(0), sites=starter.sites.head(0), tokens=starter.tokens.head(0),
    )  # fmt: skip
    assert answer(idle) == (
        "This plan serves no tokens and builds nothing; it costs 12.5 M$, and without tokens there "
        "is no cost per token."
    )


def test_builds_nothing_but_serves(starter):
    idle = replace(starter, cohorts=starter.cohorts.head(0), sites=starter.sites.head(0))
    assert answer(idle).startswith("Nothing is built: what stands already serves all tokens")


def test_nothing_is_worth_its_cost(shipped):
    plan = shipped["small_operator"]
    idle = replace(
        changed(plan, value=0.0, bound=0.0, gap=0.0, tokens_tt=0.0, ratio_usd_per_mtoken=None),
        cohorts=plan.cohorts.head(0), sites=plan.sites.head(0), tokens=plan.tokens.head(0),
        demand=plan.demand.head(0),
    )  # fmt: skip
    assert answer(idle) == (
        "This plan serves no tokens and builds nothing, for nothing that could be built is worth its cost; "
        "it earns 0 M$ in present value, proven to be the best."
    )


def test_a_bound_without_a_gap(shipped):
    plan = changed(shipped["small_operator"], bound=12_500.0, gap=None)
    assert "in present value, proven: no plan is above $12.5 bn" in answer(plan)


def test_nearly_all_is_not_all(starter):
    tokens = starter.tokens.copy()
    tokens.loc[tokens.source_kind == "ground", "tokens_tt"] *= 1e-4
    assert answer(replace(starter, tokens=tokens)).startswith("Nearly all tokens come from orbit, the rest")
