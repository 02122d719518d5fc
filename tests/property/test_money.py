"""Money: a cost that rises never makes a plan better, and all money scaled scales the answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import instances
from models.case import AXES, Case
from seeds import in_turn
from small_questions import SEEDS, Answer, answer, answer_to, are_equal, is_no_better, kinds_where, repeatable

MONEY = tuple(name for name in AXES if "musd" in name.split("_"))
NO_COST = (
    "token_price_musd",
    "capital_musd",
    "debt_most_musd",
    "accelerator_cost_musd",
)  # incomes, a part of design_cost_musd
COSTS = tuple(name for name in MONEY if name not in NO_COST)
PAID = {  # cost -> the kinds that pay it
    name: kinds_where(
        lambda case, name=name: bool(np.any(np.isfinite(getattr(case, name)) & (getattr(case, name) > 0)))
    )
    for name in MONEY
}


def raised(case: Case, name: str, by: float, where: str) -> Case:
    """A cost raised by a share and an amount: everywhere, or in the first or the last entry (infinite
    penalties stay).
    """
    old = getattr(case, name)
    everywhere = np.zeros(old.size, dtype=bool)
    everywhere[{"everywhere": slice(None), "first": slice(0, 1), "last": slice(-1, None)}[where]] = True
    return case.replaced(**{name: np.where(everywhere.reshape(old.shape), old * (1 + by) + by, old)})


@pytest.mark.parametrize("name", in_turn(COSTS, 3))
def test_a_cost_that_rises_never_lowers_the_ratio(name):
    @repeatable(1)
    @given(
        st.sampled_from(PAID[name]),
        SEEDS,
        st.sampled_from([0.1, 2.0]),
        st.sampled_from(["everywhere", "first", "last"]),
    )
    def holds(kind, seed, by, where):
        assert is_no_better(answer(raised(instances(kind, seed), name, by, where)), answer_to(kind, seed))

    holds()


@repeatable(2)
@given(st.sampled_from(kinds_where(lambda case: bool((case.insurance_rate > 0).any()))), SEEDS)
def test_a_premium_that_rises_never_lowers_the_ratio(kind, seed):
    case = instances(kind, seed)
    dearer = case.replaced(insurance_rate=np.where(case.insurance_rate > 0, case.insurance_rate + 0.1, 0.0))
    assert is_no_better(answer(dearer), answer_to(kind, seed))


@repeatable(2)
@given(st.sampled_from(PAID["token_price_musd"]), SEEDS)
def test_a_token_price_that_falls_never_raises_the_value(kind, seed):
    case = instances(kind, seed)
    assert is_no_better(
        answer(case.replaced(token_price_musd=0.8 * case.token_price_musd)), answer_to(kind, seed)
    )


@repeatable(2)
@given(st.just("take-or-pay"), SEEDS)
def test_a_share_paid_for_tokens_not_served_never_lowers_the_value(kind, seed):
    case = instances(kind, seed)
    assert is_no_better(answer(case.replaced(take_or_pay=0.5 * case.take_or_pay)), answer_to(kind, seed))


@repeatable(4)
@given(st.sampled_from(kinds_where(lambda case: True)), SEEDS, st.sampled_from([0.01, 1000.0]))
def test_all_money_scaled_scales_the_answer(kind, seed, factor):
    case = instances(kind, seed)
    scaled = answer(case.replaced(**{name: factor * getattr(case, name) for name in MONEY}))
    assert are_equal(Answer(scaled.low / factor, scaled.high / factor, scaled.outcome), answer_to(kind, seed))


@pytest.mark.parametrize("name", ["prepay_bus", "prepay_accelerator", "prepay_launch"])
def test_paying_a_period_earlier_never_lowers_the_ratio(name):
    @repeatable(2)
    @given(st.sampled_from(["prepaid", "prepaid-annuity", "cash-prepaid", "cash", "manifests"]), SEEDS)
    def holds(kind, seed):
        case = instances(kind, seed)
        assert is_no_better(answer(case.replaced(**{name: getattr(case, name) + 1})), answer_to(kind, seed))

    holds()


def test_every_cost_is_paid_somewhere():
    assert all(PAID.values())
    assert {"price_musd", "shortfall_musd", "rack_upkeep_musd"} <= set(COSTS)
