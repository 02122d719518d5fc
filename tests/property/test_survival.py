"""Loss rates that go to zero lead to the question without attrition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator import instances
from small_questions import SEEDS, answer, are_equal, repeatable

DECAYING = ["attrition", "replicas", "lives", "decay", "slots", "nested", "orbit-ground", "annuity", "yearly"]


@repeatable(5)
@given(st.sampled_from(DECAYING), SEEDS)
def test_vanishing_losses_are_the_limit_without_attrition(kind, seed):
    """1e-9 of the drawn hazards (below 0.6 a year), so that less than 1e-8 of anything is lost in any
    life.
    """
    case = instances(kind, seed)
    hazards = ("bus_loss_per_year", "accelerator_loss_per_year")
    vanishing, none = (
        answer(case.replaced(**{name: factor * getattr(case, name) for name in hazards}))
        for factor in (1e-9, 0.0)
    )
    assert are_equal(vanishing, none)
