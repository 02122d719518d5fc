"""Kinds about decisions that are frozen: flights and racks of the first periods that nobody would choose, and
the best that can follow.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_hopeless import hopeless


def frozen(case: Arrays, periods: int, flights: list[tuple]) -> Arrays:
    """`flights`: (v, o, b, flights, ((d, s, l, satellites), ...))."""
    case["frozen_periods"] = periods
    case["frozen_cargo"] = tuple(cargo for *_, cargo in flights)
    for n, name in enumerate(("vehicle", "drop", "period", "flights")):
        case[f"frozen_{name}"] = np.array([flight[n] for flight in flights], dtype=int)
    racks = (len(case["sites"]), len(case["accelerators"]), case["launch_periods"])
    case["frozen_racks"] = np.zeros(racks, dtype=int)
    return case


@kind
def frozen_flights(rng) -> Arrays:
    """A dear flight leaves early with one satellite of a chance design and life, in the second period none
    may where one would pay.
    """
    case = draw(rng, designs=2, lives=(1, 2), launch_periods=3)
    case["price_musd"] = decimals(case["price_musd"] * np.array([[2.5, 0.7, 1.3]]))
    case["committed"] = decimals(0.2 * case["committed"])
    case["committed"][:, :, :2] = 0.0
    case["optional"] = decimals(2 * case["optional"])
    cargo = ((int(rng.randint(2)), 0, int(rng.randint(2)), 1),)
    return frozen(case, int(rng.randint(1, 3)), [(0, 0, 0, 1, cargo)])


@kind
def frozen_mixed(rng) -> Arrays:
    """Two flights of a period, one of them with both lives on board."""
    case = draw(rng, designs=2, shells=2, lives=(1, 2), launch_periods=2)
    case["cadence"] = np.array([[2, 1]])
    case["committed"] = decimals(0.1 * case["committed"])
    both = ((0, 0, 0, 1), (0, 0, 1, 1))
    return frozen(case, 1, [(0, 0, 0, 1, both), (0, 1, 0, 1, ((1, 1, int(rng.randint(2)), 1),))])


@kind
def frozen_racks(rng) -> Arrays:
    """A rack is bought at first, or none is where one would pay; satellites beside it."""
    case = draw(rng, sites=1, rack_life=2, lives=(2,), launch_periods=3)
    case["committed"][:, :, 0] = 0.0
    bought = int(rng.randint(2))
    case["grid_mw"] = decimals(case["rack_mw"].max() * 2.2 * np.ones_like(case["grid_mw"]))
    case = frozen(case, 1 + bought, [])
    case["frozen_racks"][0, 0, 0] = bought
    return case


@kind
def frozen_order(rng) -> Arrays:
    """Frozen flights count for a least order and a discount, and leave as they are: one satellite each."""
    case = draw(rng, lives=(2,), launch_periods=3)
    case["cadence"] = np.array([[2, 2, 1]])
    case["minimum_flights"] = np.array([3])
    case["tiers"] = 2
    case["learns"] = np.array([False])
    case["tier_from"] = np.array([[0.0, 4.0]])
    case["tier_factor"] = np.array([[1.0, float(np.round(rng.uniform(0.5, 0.7), 2))]])
    case["delivered_t"] = np.zeros((1, 3))
    case["committed"] = decimals(0.3 * case["committed"])
    case["optional"] = decimals(3 * case["optional"])
    return frozen(case, 1, [(0, 0, 0, 2, ((0, 0, 0, 1),))])


@hopeless
def all_frozen(case):
    """Nothing flies and no rack is bought at first, when tokens are promised already."""
    frozen(case, 1, [])
