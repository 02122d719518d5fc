"""What limits the flights of a plan: mass, volume, both, or neither."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent

MOSTLY, HARDLY = 0.9, 0.1
"""Shares of the flights above which a limit is what binds them, and below which it is not."""


def title(table: pd.DataFrame) -> str:
    """The finding of a table of fills (planner.report.plan.manifests.fills_of), flights weighing by number.

    A limit binds a flight where not one more of its satellites fits under it.
    """
    flights = table.flights.sum()
    mass = table[table.is_full_by_mass].flights.sum() / flights
    volume = table[table.is_full_by_volume].flights.sum() / flights
    fairing = table.fairing_m3.sum()
    used_mass = used(table.mass_t.sum() / table.payload_t.sum())
    used_volume = used(table.volume_m3.sum() / fairing if fairing else 0.0)
    filled = f"{used_mass} of the payload and {used_volume} of the fairing are used"
    them = "the flight" if flights == 1 else "the flights"
    if mass >= MOSTLY and volume >= MOSTLY:
        return f"Mass and volume both limit {them}: {filled}"
    if mass >= MOSTLY and volume <= HARDLY:
        return f"Mass limits {them}, not volume: {filled}"
    if volume >= MOSTLY and mass <= HARDLY:
        return f"Volume limits {them}, not mass: {filled}"
    if mass <= HARDLY and volume <= HARDLY:
        return f"T{them[1:]} {'has' if flights == 1 else 'have'} room for more: {filled}"
    if volume <= HARDLY:
        return f"Mass limits {percent(mass)} of the flights: {filled}"
    if mass <= HARDLY:
        return f"Volume limits {percent(volume)} of the flights: {filled}"
    return f"Mass limits {percent(mass)} of the flights and volume {percent(volume)}: {filled}"


def used(share: float) -> str:
    """A share that is used; of next to nothing no digits."""
    return "under 0.1 %" if 0 < share < 0.001 else percent(share)
