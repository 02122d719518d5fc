"""The buses of a made-up question: those of the catalog, with arrays, radiators and prices about theirs, and
engineering that a rollout of this size can bear.
"""

from __future__ import annotations

from planner.generating.asked import Sizes
from planner.generating.drawing import Draw, catalogued
from planner.generating.figures import assumed, number, numbers, table
from planner.generating.offers import Bus, Offer, operation
from planner.generating.scale import KW_EACH, Scale

ABOUT = {"array_w_per_kg": 0.2, "radiator_kg_per_m2": 0.2, "usd_per_kg": 0.25, "array_usd_per_w": 0.2}
"""Figures that are drawn about the catalog's, and within which share of it."""

ENGINEERING = {"nre_musd": 0.3, "variant_nre_musd": 0.3}
FACTORY = {"starlink-v3-like": 1.0, "ai1-like": 0.7, "suncatcher-like": 0.4, "ai2-like": 0.6}
"""Satellites that a factory delivers, as a share of what all of the orbit's accelerators need."""
MOST_MADE = 1_000_000  # a year, the format's


def bus_tables(sizes: Sizes, scale: Scale, offered: Offer) -> list[str]:
    """A table for each bus on offer."""
    draw = Draw(sizes.seed, "buses")
    return [bus_table(bus, sizes, scale, offered, draw) for bus in offered.buses]


def bus_table(bus: Bus, sizes: Sizes, scale: Scale, offered: Offer, draw: Draw) -> str:
    """One of them."""
    lines = [f'use = "catalog:{bus.record}"']
    for key, share in ABOUT.items():
        listed = catalogued("buses", bus.record, key)
        why = f"drawn within {100 * share:.0f} % of catalog:{bus.record} ({listed:g})"
        lines.append(f"{key} = {assumed(number(draw.about(listed, share)), why)}")
    for key, share in ENGINEERING.items():
        listed = catalogued("buses", bus.record, key)
        value = draw.about(listed, share) * scale.size_factor
        why = (
            f"drawn within {100 * share:.0f} % of catalog:{bus.record} ({listed:g}), times "
            f"{number(scale.size_factor)} for the size of the rollout"
        )
        lines.append(f"{key} = {assumed(number(value), why)}")
    sole = 1.5 if len(offered.buses) == 1 else 1.0
    yearly = FACTORY[bus.name] * sole * scale.per_year * KW_EACH / ((bus.least_kw + bus.most_kw) / 2)
    ramp = [0.7 + 0.6 * (year + 0.5) / sizes.study_years for year in range(sizes.study_years)]
    made = [min(MOST_MADE, max(8.0, yearly * share)) for share in ramp]
    if bus.begins:
        day = sizes.day_at(bus.begins).isoformat()
        lines.append(f"available_from = {assumed(day, 'some time into the rollout')}")
    lines += [
        f"factory_per_year = {assumed(numbers(map(round, made)), 'what its factory delivers')}",
        f"mass_max_t = {assumed(number(bus.most_kw / 8), 'no limit for the designs on offer')}",
        f"load_max_kw = {assumed(number(1.3 * bus.most_kw), 'no limit for the designs on offer')}",
    ]
    if not offered.designs:
        operations = f"[{', '.join(map(operation, offered.operations))}]"
        lines += [
            f"shieldings_mm = {assumed(numbers(offered.shieldings_mm), 'choices offered')}",
            f"eclipse_operations = {assumed(operations, 'choices offered')}",
        ]
    return table(f"buses.{bus.name}", lines)
