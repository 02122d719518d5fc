"""Kinds about terms: how long a way down works, launches by mass, drops at several shells, tokens paid for
though not served.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


@kind
def clouds(rng) -> Arrays:
    """The cheap way down is small and works half of the time; the other one is dear."""
    case = draw(rng, gateways=2)
    ceiling = (case["committed"] + case["optional"]).max() * case["down_gbps"][0]
    case["gateway_gbps"][0] = decimals(0.8 * ceiling)
    case["gateway_musd"] = decimals(np.vstack([case["gateway_musd"][0], case["gateway_musd"][1] * 4]))
    case["gateway_availability"] = decimals([rng.uniform(0.3, 0.6), rng.uniform(0.9, 1.0)], 2)
    return case


@kind
def by_the_kilogram(rng) -> Arrays:
    """A seat for one light satellite, paid by its mass, against a whole flight at a fixed price; a heavy and
    a light design.
    """
    case = draw(rng, vehicles=2, designs=2)
    case["price_musd"][0] = 0.0
    case["price_musd_per_t"] = decimals([rng.uniform(2.0, 5.0, 3), np.zeros(3)], 2)
    case["satellites_max"] = np.array([1, 2])
    case["insurance_rate"] = decimals([1 - case["success"][0] + rng.uniform(0.05, 0.2), 0.0], 2)
    return case


@kind
def by_the_kilogram_annuity(rng) -> Arrays:
    """A fixed price and one by mass on the same flight, of which the plan pays the part that it uses up."""
    case = draw(rng, annuity=True, launch_periods=3, lives=(2, 4), designs=2)
    case["price_musd_per_t"] = decimals([rng.uniform(1.0, 4.0, 3)], 2)
    case["insurance_rate"] = decimals(1 - case["success"] + rng.uniform(0.05, 0.2, 1), 2)
    return case


@kind
def several_drops(rng) -> Arrays:
    """Each shell has its drop, and one flight may serve both at the payload of the dearer: a design at home
    in each, one flight a period.
    """
    annuity = bool(rng.randint(0, 2))
    case = draw(rng, designs=2, shells=2, launch_periods=2, annuity=annuity)
    case["drops"], case["drop_shells"] = ("drop-1", "drop-2", "drop-both"), ((0,), (1,), (0, 1))
    case["design_mass_t"] = decimals([rng.uniform(1.8, 2.2), rng.uniform(0.6, 1.0)], 2)
    near, far = case["design_mass_t"].sum() + rng.uniform(0.5, 1.0), case["design_mass_t"].sum() + 0.1
    case["payload_t"] = decimals([[near, far, far]], 2)
    case["share"][0, 1], case["life_offered"][0, 1] = 0.0, False
    case["share"][1, 0], case["life_offered"][1, 0] = 0.0, False
    case["shell_opening_musd"] = decimals(rng.uniform(0, 1, 2), 2)
    return case


@kind
def take_or_pay(rng) -> Arrays:
    """More is committed than one satellite serves; what is not served is penalised, but earns a part of its
    price.
    """
    case = draw(rng, workloads=2)
    case["objective"] = "npv"
    case["token_price_musd"] = decimals(rng.uniform(6, 20, (2, 1, 1)) * np.ones_like(case["committed"]))
    case["take_or_pay"] = decimals(rng.uniform(0.2, 0.7, (2, 1)), 2)
    case["shortfall_musd"] = decimals(case["take_or_pay"] * case["token_price_musd"].max(axis=2) + 0.5)
    case["committed"] = decimals(2.5 * case["committed"])
    return case


@kind
def paid_beyond_the_penalty(rng) -> Arrays:
    """Not serving earns more than its penalty, and serving more still where it is cheap; nothing optional is
    asked.
    """
    case = draw(rng, launch_periods=2)
    case["objective"] = "npv"
    case["token_price_musd"] = decimals(rng.uniform(8, 25) * np.ones_like(case["committed"]))
    case["take_or_pay"] = decimals(rng.uniform(0.3, 0.6, (1, 1)), 2)
    case["shortfall_musd"] = decimals(0.4 * case["take_or_pay"] * case["token_price_musd"].min(axis=2))
    case["committed"] = decimals(2.0 * case["committed"])
    case["optional"] = np.where(case["committed"] > 0, 0.0, case["optional"])
    return case
