"""Pads, least orders, discounts and prices that learn, from an instance to the Case; Wright's law against
published figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.coefficients import build
from planner.coefficients.learning import edges_t, price_factor
from planner.errors import InstanceError
from planner.instance.reading import read
from planner.text.showing.vehicles import vehicles

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
LEARNING = {"rate": 0.2, "delivered_t": 400.0, "exogenous_t_per_year": 1000.0, "tiers": 6}


def test_wrights_law_gives_suncatchers_prices():
    """$1,800/kg after 400 t, 20 % less at every doubling: 370,000 t more make it $199.6/kg, 104,000 t more
    $300.1/kg.
    """
    price = 1800 * price_factor([400, 400 + 104_000, 400 + 370_000], 400, 0.2)
    assert price == pytest.approx([1800, 300.1, 199.6], abs=0.05)
    assert price_factor(800, 400, 0.2) == pytest.approx(0.8)


def test_edges_are_geometric_up_to_the_floor_or_to_what_is_within_reach():
    """0.8^3 = 0.512 is met at eight times the mass: 1, 2, 4, 8; within reach of 64 t on the way to a tenth:
    1, 4, 16, 64.
    """
    assert edges_t(1, 0.2, 4, 0.512, 1e6) == pytest.approx([1, 2, 4, 8])
    assert edges_t(1, 0.2, 4, 0.1, 64) == pytest.approx([1, 4, 16, 64])


@given(st.floats(0.01, 0.8), st.floats(0.01, 0.8), st.floats(0.05, 0.9), st.floats(1, 1e4), st.floats(1, 1e4))
def test_a_steeper_rate_is_cheaper_at_every_mass(one, other, floor, reach, mass):
    """In tiers as well: the price in force is that of the last edge reached."""
    gentle, steep = sorted((one, other))

    def factor(rate):
        edges = edges_t(1, rate, 6, floor, reach)
        return float(price_factor(edges[edges <= mass * (1 + 1e-9)][-1], 1, rate))

    assert factor(steep) <= factor(gentle) * (1 + 1e-9)


def test_what_others_deliver_moves_the_price_along_its_tiers():
    """400 t, then 250 t a quarter by others. Within reach by the last quarter: 400 + 1,750 + 0.98 * 16 t * 10
    flights before it.
    """
    case = build(INSTANCE.with_value("vehicles.medium.learning", LEARNING)).case
    assert case.learns.tolist() == [True] and case.tiers == 6
    assert case.delivered_t[0] == pytest.approx(400 + 250 * np.arange(8))
    last = 400 + 1750 + 0.98 * 16 * 10
    assert case.tier_from[0] == pytest.approx([0, *(400 * (last / 400) ** (np.arange(1, 6) / 5))])
    assert case.tier_factor[0] == pytest.approx((last / 400) ** (np.arange(6) / 5 * np.log2(0.8)))
    share = case.price_share[0]
    assert share[0] == 1 and np.isnan(share[1:]).any()
    assert (np.diff(share[~np.isnan(share)]) <= 0).all()


def test_without_flights_of_its_own_a_price_follows_the_others_alone():
    """Hardly any mass of its own: no tier is left for the plan to decide, and the price is that of the edges
    passed.
    """
    few = {
        "vehicles.medium.learning": LEARNING | {"exogenous_t_per_year": 1e6},
        "vehicles.medium.price_musd": 70,
    }
    case = build(INSTANCE.with_values(few)).case
    assert case.price_share[0, 0] == 1
    assert case.price_share[0, -1] == pytest.approx(0.1)  # the floor


def test_pads_and_orders_of_the_case():
    """Ten flights a year in quarters are 2.5: 2, 3, 2, 3, ..."""
    changed = {
        "pads": {"cape": {"flights_per_year": 10}, "polar": {"flights_per_year": 1}},
        "vehicles.medium.pads": ["cape"],
        "vehicles.medium.minimum_flights": 5,
        "vehicles.medium.bulk_discounts": [
            {"flights": 6, "discount": 0.1}, {"flights": 10, "discount": 0.25},
        ],
    }  # fmt: skip
    built = build(INSTANCE.with_values(changed))
    case = built.case
    assert case.pads == ("cape", "polar") and case.pad_of.tolist() == [[True, False]]
    assert case.pad_cadence[0].tolist() == [2, 3, 2, 3, 2, 3, 2, 3]
    assert case.minimum_flights.tolist() == [5] and case.learns.tolist() == [False]
    assert case.tier_from.tolist() == [[0, 6, 10]]
    assert case.tier_factor[0] == pytest.approx([1, 0.9, 0.75])
    [shown] = vehicles(built, INSTANCE)[["pads", "minimum_flights", "price_share_least"]].itertuples(
        index=False
    )
    assert tuple(shown) == ("cape", 5, pytest.approx(0.75))


def test_without_orders_nothing_is_there():
    case = build(INSTANCE).case
    assert (case.pads, case.tiers) == ((), 0)
    assert (case.price_share == 1).all() and case.minimum_flights.tolist() == [0]
    assert build(INSTANCE.with_value("pads", {"cape": {"flights_per_year": 1}}), "ground").case.pads == ()


STEPS = [{"flights": 6, "discount": 0.1}, {"flights": 4, "discount": 0.2}]
WRONG = [
    ({"vehicles.medium.pads": ["kourou"]}, '"kourou" is not defined in pads'),
    ({"vehicles.medium.bulk_discounts": STEPS},
     "bulk_discounts must rise: more flights, and no smaller a discount"),
    ({"vehicles.medium.bulk_discounts": STEPS[:1], "vehicles.medium.learning": LEARNING},
     "exclude each other"),
    ({"vehicles.medium.learning.rate": 0.2}, "learning needs delivered_t"),
    ({"vehicles.medium.minimum_flights": 13},
     "13 are never reached: 12 can be bought over the launch periods"),
    (
        {"study.horizon": "annuity", "vehicles.medium.learning": LEARNING,
         "vehicles.medium.insurance_rate": 0.01},
        "0.01 is below the expected payout 0.02: with price tiers and horizon annuity it must not be",
    ),
]  # fmt: skip


@pytest.mark.parametrize("changes, message", WRONG)
def test_orders_that_make_no_sense_are_refused(changes, message):
    with pytest.raises(InstanceError) as error:
        build(INSTANCE.with_values(changes))
    assert message in str(error.value)
