"""Which sizes a made-up question may have."""

from __future__ import annotations

RANGES = {
    "periods": (1, 200),
    "shells": (1, 60),
    "vehicles": (1, 12),
    "designs": (1, 10_000),
    "flights": (1, 50_000),
    "seed": (0, 2_147_483_647),
}
"""Lowest and highest value of each."""


def outside(name: str, value: int) -> str:
    """What is wrong with a size; empty where nothing is."""
    low, high = RANGES[name]
    return "" if low <= value <= high else f"must be a whole number from {low} to {high:,}, not {value}"
