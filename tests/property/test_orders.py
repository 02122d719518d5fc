"""Pads, least orders, discounts and learning: what is allowed or paid less for is never worse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import instances
from small_questions import SEEDS, answer, answer_to, is_no_better, repeatable

TIERED = ["learning", "bulk"]
EASIER = {
    "one more flight of a pad": (["pads"], lambda c: c.replaced(pad_cadence=c.pad_cadence + 1)),
    "a steeper fall of the price": (TIERED[:1], lambda c: c.replaced(tier_factor=c.tier_factor**1.5)),
    "a larger discount": (TIERED[1:], lambda c: c.replaced(tier_factor=1 - 1.3 * (1 - c.tier_factor))),
    "a discount from fewer flights": (TIERED[1:], lambda c: c.replaced(tier_from=0.6 * c.tier_from)),
    "more that others deliver": (TIERED[:1], lambda c: c.replaced(delivered_t=1.2 * c.delivered_t)),
    "a smaller least order": (
        ["minimum", "minimum-alone"],
        lambda c: c.replaced(minimum_flights=c.minimum_flights - (c.minimum_flights > 0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EASIER)
def test_easier_orders_never_raise_the_ratio(name):
    kinds, easier = EASIER[name]

    @repeatable(1)
    @given(st.sampled_from(kinds), SEEDS)
    def holds(kind, seed):
        assert is_no_better(answer_to(kind, seed), answer(easier(instances(kind, seed))))

    holds()
