"""What a plan states is held to its own size: where there is little money, little may be wrong
(tests/cases/tiny.toml, dollars of 1e-3).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.auditing import audit_statement, question
from planner.auditing.glance import glance, statement_of
from planner.plan.record import PlanRecord
from planner.plan.typed import typed, untyped

TINY = Path(__file__).parents[1] / "cases" / "tiny.toml"


@pytest.fixture(scope="module")
def plan():
    return planner.solve(planner.read(TINY))


@pytest.fixture(scope="module")
def sound(plan):
    """Whether a plan of the same instance passes the audit."""
    built = question.built_of(plan)
    asked = question.asked_again(plan, built)
    return lambda other: audit_statement(built.case, statement_of(other, asked)).ok


def stated(record: dict, at: tuple = ()):
    """(path, value) of every number of plan.json that is money, or follows from money."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from stated(value, (*at, key))
        elif isinstance(value, float) and value and ("usd" in "".join((*at, key)) or key in ("value", "gap")):
            yield (*at, key), value


def with_record(plan, path: tuple, value: float):
    """The plan with one number of plan.json exchanged."""
    return replace(plan, record=typed(PlanRecord, changed(untyped(plan.record), path, value)))


def changed(record: dict, path: tuple, value: float) -> dict:
    first, *rest = path
    return {**record, first: changed(record[first], tuple(rest), value) if rest else value}


def test_a_thousandth_of_little_money_is_noticed(plan, sound):
    assert sound(plan)
    leaves = list(stated(untyped(plan.record)))
    assert sum(abs(value) < 1e-7 for _, value in leaves) >= 10
    for path, value in leaves:
        edited = with_record(plan, path, 1.001 * value)
        assert not sound(edited), path


def test_a_thousandth_of_a_row_of_little_money_is_noticed(plan, sound):
    for column in ("musd", "discounted_musd"):
        for row in range(len(plan.cash)):
            cash = plan.cash.copy()
            cash.loc[row, column] *= 1.001
            assert not sound(replace(plan, cash=cash)), (column, row)


def test_what_is_not_paid_is_not_listed(plan):
    """Also with nothing beside it, which adds nothing to any sum."""
    for key in ("cost_by_item_musd", "levelized_by_item_usd_per_mtoken"):
        edited = with_record(plan, (key, "penalties"), 0.0)
        assert any("nothing of it is derived" in str(violation) for violation in glance(edited))
