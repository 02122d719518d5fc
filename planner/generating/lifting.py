"""The vehicles of a made-up question: those of the catalog, at prices about theirs that fall."""

from __future__ import annotations

from planner.generating.asked import Sizes
from planner.generating.drawing import Draw, catalogued
from planner.generating.figures import assumed, falling, numbers, table

VEHICLES = (
    "falcon-9", "new-glenn", "starship-block-3", "falcon-heavy", "vulcan-vc6", "long-march-10b",
    "neutron", "ariane-64", "h3-24l", "long-march-5b", "vulcan-vc4", "lvm3",
)  # fmt: skip
SPARE = 1.5
"""Flights that can be bought over those that a good plan flies, all vehicles together."""
MOST_PER_YEAR = 100_000  # the format's
LEAST_PER_YEAR = 4.0
"""Of the first vehicle: one a quarter, and two where hardly any flights are asked for, so that no question is
without a flight and the relaxation of a single one is not at its limit.
"""
HARDLY_ANY = 4
PRICE_SHARE = 0.15


def vehicle_tables(sizes: Sizes) -> list[str]:
    """The first ones of the list; the third and later ones begin to fly some time into the rollout."""
    draw = Draw(sizes.seed, "vehicles")
    weight = [1.0, *(draw.between(0.5, 1.0) for _ in VEHICLES[1:])][: sizes.vehicles]
    parts = []
    for i, name in enumerate(VEHICLES[: sizes.vehicles]):
        listed = catalogued("vehicles", name, "price_musd")
        price, growth = draw.about(listed, PRICE_SHARE), draw.between(-0.08, -0.02)
        success, late = draw.between(0.92, 0.99), draw.between(0.0, 0.3)
        begins = sizes.day_at(late if i >= 2 else 0.0).isoformat()
        mean = SPARE * sizes.flights * weight[i] / sum(weight) / sizes.years
        few = 2 if sizes.flights < HARDLY_ANY else 1
        least = few * LEAST_PER_YEAR if i == 0 else 1.01 / sizes.years
        ramp = [0.75 + 0.5 * (year + 0.5) / sizes.study_years for year in range(sizes.study_years)]
        cadence = [min(MOST_PER_YEAR, max(least, mean * share)) for share in ramp]
        why = f"drawn within 15 % of catalog:{name} ({listed:g}), then falling"
        lines = [
            f'use = "catalog:{name}"',
            f"available_from = {assumed(begins, 'later vehicles fly later')}",
            f"price_musd = {falling(price, growth, why)}",
            f"flights_per_year = {assumed(numbers(cadence), 'what one customer may buy')}",
            f"success = {assumed(f'{success:.3f}', 'drawn from 0.92 to 0.99: a mature vehicle')}",
        ]
        parts.append(table(f"vehicles.{name}", lines))
    return parts
