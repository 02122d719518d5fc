"""Kinds in which terms of payment meet: price tiers, prices by mass, payments ahead of launch, shares under
annuity, cash.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_existing import contracted_flights, existing_satellites, fly
from kinds_money import in_parts, limited
from kinds_orders import bulk, learning_annuity
from kinds_stages import milestone
from kinds_terms import by_the_kilogram_annuity


@kind
def learning_prepaid(rng) -> Arrays:
    """A flight whose price the plan decides is paid ahead, its premium at launch, and what is left of it
    credited where it is paid.
    """
    case = learning_annuity(rng)
    T = len(case["dates"])
    case["discount_start"], case["discount_mid"] = 1.15 ** -np.arange(T), 1.15 ** -(np.arange(T) + 0.5)
    case["price_musd_per_t"] = decimals([rng.uniform(1.0, 3.0, 4)], 2)
    case["prepay_launch"] = rng.randint(1, 3, 1)
    return case


@kind
def by_the_kilogram_prepaid(rng) -> Arrays:
    """What is asked by mass is paid with the flight, before the launch; the satellites are paid at their own
    time.
    """
    case = in_parts(rng, by_the_kilogram_annuity(rng))
    T = len(case["dates"])
    case["discount_start"], case["discount_mid"] = 1.12 ** -np.arange(T), 1.12 ** -(np.arange(T) + 0.5)
    case["prepay_bus"], case["prepay_launch"] = rng.randint(0, 2, 1), rng.randint(1, 3, 1)
    return case


@kind
def bulk_cash(rng) -> Arrays:
    """A discount makes a third flight possible that the cash would not pay for otherwise; a part is asked by
    mass.
    """
    case = bulk(rng)
    case["price_musd_per_t"] = decimals([rng.uniform(0.5, 1.5, 3), np.zeros(3)], 2)
    case["committed"] = decimals(0.25 * case["committed"])
    case["optional"] *= 2
    case["prepay_launch"] = np.array([int(rng.randint(0, 2)), 0])
    case["token_price_musd"] = decimals(rng.uniform(1.0, 5.0) * np.ones_like(case["committed"]))
    return limited(rng, case, rng.uniform(1.0, 1.6), rng.uniform(0.3, 0.8))


@kind
def learning_cash(rng) -> Arrays:
    """Under annuity a share of the price reached is charged, but all of it is spent."""
    case = learning_annuity(rng)
    case["committed"] = decimals(0.25 * case["committed"])
    case["shortfall_musd"] = decimals(rng.uniform(10, 30, case["shortfall_musd"].shape), 1)
    return limited(rng, case, rng.uniform(0.9, 1.4), rng.uniform(0.3, 0.7))


@kind
def take_or_pay_cash(rng) -> Arrays:
    """What is paid for tokens that are not served pays for satellites that serve later ones."""
    case = draw(rng, lives=(2,))
    case["token_price_musd"] = decimals(rng.uniform(4, 9) * np.ones_like(case["committed"]))
    case["take_or_pay"] = decimals(rng.uniform(0.5, 0.9, (1, 1)), 2)
    case["shortfall_musd"] = decimals(0.2 * case["take_or_pay"] * case["token_price_musd"].min(axis=2))
    case["committed"] = decimals(1.5 * case["committed"])
    case["optional"] = np.where(case["committed"] > 0, 0.0, case["optional"])
    return limited(rng, case, rng.uniform(0.2, 0.6), rng.uniform(0.0, 0.3))


@kind
def contracts_prepaid(rng) -> Arrays:
    """What is owed for flights bought before falls due with the flight, ahead of it; their insurance does
    not, and cash is short.
    """
    case = contracted_flights(rng)
    case["prepay_launch"] = np.array([1, 0])
    case["insurance_rate"] = decimals([1 - case["success"][0] + 0.05, 1 - case["success"][1] - 0.02], 2)
    case["insurance_rate"] = np.maximum(case["insurance_rate"], 0.01)
    case["price_musd_per_t"] = decimals(rng.uniform(0.5, 1.5, (2, 1)) * np.ones((1, 2)), 2)
    case["committed"] = decimals(0.25 * case["committed"])
    return limited(rng, case, rng.uniform(0.6, 1.3), rng.uniform(0.2, 0.6))


@kind
def existing_cash(rng) -> Arrays:
    """Operations of what flies are paid in cash; what it serves earns for a launch that waits for the
    money.
    """
    case = existing_satellites(rng)
    case["flown_satellites"], case["flown_working"] = np.array([1, 1]), decimals(rng.uniform(0.2, 0.5, 2), 2)
    case["flown_dead"] = np.zeros(2)
    case["committed"] = decimals(0.1 * case["committed"])
    case["optional"] *= 4
    case["bus_nre_musd"] = decimals(rng.uniform(5, 9, case["bus_nre_musd"].shape))
    case["bus_operations_musd"] = decimals(rng.uniform(0.2, 0.6, case["bus_operations_musd"].shape), 2)
    case["token_price_musd"] = decimals(rng.uniform(0.5, 3.0) * np.ones_like(case["committed"]))
    return limited(rng, case, rng.uniform(0.1, 0.4), rng.uniform(0.02, 0.15))


@kind
def existing_milestone(rng) -> Arrays:
    """A satellite that flies already, and the dead beside it, hold a part of the slots that a licence asks
    for.
    """
    case = fly(rng, milestone(rng), 1)
    case["flown_arrives"], case["flown_leaves"] = np.array([-1]), np.array([int(rng.randint(1, 4))])
    case["flown_satellites"], case["flown_working"] = np.array([2]), decimals(rng.uniform(0.3, 0.9, 1), 2)
    case["flown_dead"], case["flown_history_years"] = decimals(rng.uniform(0.1, 0.5, 1), 2), np.zeros(1)
    case["decay_periods"][:] = int(rng.randint(0, 3))
    case["committed"] = decimals(0.3 * case["committed"])
    case["optional"] *= 3
    return case
