"""The amounts by which something may be changed, in the order in which they are tried: number 0 is no change.

A search for the least amount counts in these numbers, so that "the next smaller one" is defined for whole
things and for quantities alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Steps:
    """Whole steps: 1, 2, 3 ... times `step`, the last one number `last`."""

    last: int
    step: float = 1.0

    def amount(self, number: int) -> float:
        """The amount of a number."""
        return tidy(number * self.step)

    def number(self, amount: float) -> int:
        """The first number whose amount is no less."""
        return min(self.last, max(1, math.ceil(amount / self.step - 1e-6)))


PER_DECADE = 90
"""Numbers of two digits from 10 to 99."""


@dataclass(frozen=True)
class Digits:
    """Amounts of two significant digits: 10, 11 ... 99 times 10^power, then 100, 110 ... and so on."""

    last: int
    power: int

    @staticmethod
    def between(least: float, most: float) -> Digits:
        """From an amount of the size of `least` up to one of at least `most`."""
        power = math.floor(math.log10(least)) - 1
        first = Digits(10**9, power)
        return Digits(first.number(most), power)

    def amount(self, number: int) -> float:
        """The amount of a number."""
        if not number:
            return 0.0
        decade, place = divmod(number - 1, PER_DECADE)
        return float(f"{10 + place}e{self.power + decade}")

    def number(self, amount: float) -> int:
        """The first number whose amount is no less."""
        if amount <= self.amount(1):
            return 1
        decade = math.floor(math.log10(amount) + 1e-12) - 1 - self.power
        mantissa = math.ceil(amount / 10.0 ** (self.power + decade) - 1e-6)
        return min(self.last, decade * PER_DECADE + max(mantissa - 10, 0) + 1)


Amounts = Steps | Digits


def tidy(value: float) -> float:
    """A number without the rounding of its sums, as a file should show it."""
    return float(f"{value:.10g}")
