"""Ranges of validity: what is outside is refused, with the range and the remedy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class PhysicsRange(ValueError):
    """A value lies outside the range in which a formula or a table holds.

    quantity, value, low, high, unit, remedy: what was asked for, its first bad value, the accepted range
    (numbers or dates) and what to do about it.
    """

    def __init__(self, quantity: str, value: object, low: object, high: object, unit: str, remedy: str):
        super().__init__(quantity, value, low, high, unit, remedy)
        self.quantity = quantity
        self.value = value
        self.low = low
        self.high = high
        self.unit = unit
        self.remedy = remedy

    def __str__(self) -> str:
        value, low, high = (
            f"{x:g}" if isinstance(x, float) else str(x) for x in (self.value, self.low, self.high)
        )
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.quantity} {value} is outside {low}..{high}{unit}: {self.remedy}"


def require_range(quantity: str, values: ArrayLike, low: float, high: float, unit: str, remedy: str) -> Array:
    """`values` as a float array; raises PhysicsRange for the first outside low..high, NaN included."""
    array = np.asarray(values, dtype=float)
    inside = (array >= low) & (array <= high)
    if not inside.all():
        raise PhysicsRange(quantity, float(array[~inside].flat[0]), float(low), float(high), unit, remedy)
    return array
