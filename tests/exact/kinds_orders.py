"""Kinds about orders of flights: shared pads, least orders, discounts for many flights, prices that fall with
the mass delivered.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


def tiered(case: Arrays, starts: list[float], factors: list[float], learns: bool) -> Arrays:
    """The first vehicle has price tiers, others none."""
    many = len(case["vehicles"])
    case["tiers"] = len(starts)
    case["tier_from"] = np.array([starts] + [[0.0] + [np.inf] * (len(starts) - 1)] * (many - 1))
    case["tier_factor"] = np.array([factors] + [[1.0] * len(starts)] * (many - 1))
    case["learns"] = np.array([learns] + [False] * (many - 1))
    return case


@kind
def pads(rng) -> Arrays:
    """A cheap and a dear vehicle from one pad that launches once a period; the demand of a period asks for
    both.
    """
    case = draw(rng, vehicles=2, lives=(1,), launch_periods=2)
    case["satellites_max"] = np.array([1, 1])
    case["price_musd"] = decimals(case["price_musd"] * np.array([[0.6], [1.3]]))
    case["optional"] *= 4
    case["bus_nre_musd"] = decimals(rng.uniform(6, 12, 1))
    case["pads"] = ("pad-1", "pad-2")
    case["pad_of"] = np.array([[True, False], [True, True]])
    case["pad_cadence"] = np.array([[1, 1], [1, 0]])
    return case


@kind
def minimum(rng) -> Arrays:
    """The cheaper vehicle flies so often or not at all."""
    case = draw(rng, vehicles=2, lives=(2,))
    case["price_musd"] = decimals(case["price_musd"] * np.array([[0.5], [1.1]]))
    case["minimum_flights"] = np.array([3, 0])
    case["cadence"] = np.array([[2, 1, 1], [1, 1, 1]])
    return case


@kind
def minimum_alone(rng) -> Arrays:
    """The only vehicle flies three times, with a satellite at least, although one dear satellite would serve
    the demand.
    """
    case = draw(rng, lives=(3,), launch_periods=2)
    case["minimum_flights"] = np.array([3])
    case["cadence"] = np.array([[2, 1]])
    case["committed"][:, :, 1:] = 0.0
    case["committed"] = decimals(0.5 * case["committed"])
    case["optional"][:] = 0.0
    case["design_cost_musd"] *= 3
    return case


@kind
def bulk(rng) -> Arrays:
    """A discount on all flights from the second, and a larger one from the third on; another vehicle
    without.
    """
    case = draw(rng, vehicles=2, lives=(2,))
    case["price_musd"] = decimals(case["price_musd"] * np.array([[1.1], [0.8]]))
    case["insurance_rate"] = decimals([1 - case["success"][0] + 0.05, 0.0], 2)
    return tiered(case, [0.0, 2.0, 3.0], [1.0, 0.85, 0.6], learns=False)


@kind
def learning(rng) -> Arrays:
    """Two satellites launched before make a flight cheaper, and others deliver as well."""
    case = draw(rng, lives=(1,), launch_periods=3)
    one = float(case["success"][0] * case["design_mass_t"][0])
    case["price_musd"] = decimals(rng.uniform(8, 20, 1)[:, None] * np.ones((1, 3)))
    case["delivered_t"] = decimals([[1.0, 1.0, 1.0 + 0.5 * one]])
    case["decay_periods"][:] = 0
    case["optional"] *= 2
    return tiered(case, [0.0, *decimals([1.0 + 0.9 * one, 1.0 + 1.9 * one])], [1.0, 0.7, 0.45], learns=True)


@kind
def learning_annuity(rng) -> Arrays:
    """The same under annuity: what is left of a launch is credited at the price paid for it."""
    case = draw(rng, lives=(2,), launch_periods=4, annuity=True)
    case["satellites_max"] = np.array([1])
    one = float(case["success"][0] * case["design_mass_t"][0])
    case["delivered_t"] = np.zeros((1, 4))
    case["insurance_rate"] = decimals(1 - case["success"] + 0.04)
    return tiered(case, [0.0, *decimals([0.9 * one, 1.9 * one])], [1.0, 0.6, 0.5], learns=True)
