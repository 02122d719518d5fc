"""What fills the flights of a plan: mass, volume, both, or neither."""

from __future__ import annotations

import pandas as pd

from planner.report.plan.names import percent

MOSTLY, HARDLY = 0.9, 0.1
"""Shares of the flights above which a limit is what fills them, and below which it is not."""


def title(table: pd.DataFrame) -> str:
    """The finding of a table of fills (planner.report.plan.manifests.fills_of), flights weighing by number.

    A limit fills a flight where not one more of its satellites fits under it.
    """
    flights = table.flights.sum()
    mass = table[table.is_full_by_mass].flights.sum() / flights
    volume = table[table.is_full_by_volume].flights.sum() / flights
    used_mass = percent(table.mass_t.sum() / table.payload_t.sum())
    fairing = table.fairing_m3.sum()
    used_volume = percent(table.volume_m3.sum() / fairing) if fairing else "0 %"
    used = f"{used_mass} of the payload and {used_volume} of the fairing are used"
    if mass >= MOSTLY and volume >= MOSTLY:
        return f"Mass and volume both fill the flights: {used}"
    if mass >= MOSTLY and volume <= HARDLY:
        return f"Mass fills the flights, not volume: {used}"
    if volume >= MOSTLY and mass <= HARDLY:
        return f"Volume fills the flights, not mass: {used}"
    if mass <= HARDLY and volume <= HARDLY:
        return f"The flights have room for more: {used}"
    if volume <= HARDLY:
        return f"Mass fills {percent(mass)} of the flights: {used}"
    if mass <= HARDLY:
        return f"Volume fills {percent(volume)} of the flights: {used}"
    return f"Mass fills {percent(mass)} of the flights and volume {percent(volume)}: {used}"
