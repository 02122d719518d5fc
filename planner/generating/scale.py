"""The size of fleet, demand and supply, from which every limit of a made-up question follows.

    A      committed work at the end, in accelerators of the kind GB300 that are busy all the time
    P      power of what orbit has to do of it, kW        P = A * KW_EACH * ORBIT
    N      satellites for that                            N = P / KW_OF_A_SATELLITE
    a      accelerators bought in a year at most          a = PEAK * A / min(years, 5)

The planner's own relaxation then says how many flights that takes, and A is moved (calibrating.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.generating.asked import Sizes

KW_EACH = 2.0
ORBIT = 0.8
KW_OF_A_SATELLITE = 55.0
KW_AT_FIRST, KW_LATER = 400.0, 1500.0
LATER_YEARS = 4.0
LIFE_YEARS = 5.0
PEAK = 1.8


@dataclass(frozen=True)
class Scale:
    """Work at the end of the rollout, and the question's sizes."""

    sizes: Sizes
    work: float
    """A"""

    @staticmethod
    def guessed(sizes: Sizes) -> Scale:
        """From what a flight lifts of the latest accelerators, less in a short rollout or with the smallest
        vehicle alone, and the fleet replaced every five years.
        """
        fleets = 1 + 0.5 * max(0.0, sizes.years / LIFE_YEARS - 1)
        later = min(1.0, sizes.years / LATER_YEARS)
        a_flight = KW_AT_FIRST + (KW_LATER - KW_AT_FIRST) * later
        kw = sizes.flights / fleets * (a_flight if sizes.vehicles > 1 else a_flight / 2)
        return Scale(sizes, kw / KW_EACH / ORBIT)

    @property
    def satellites(self) -> float:
        """N"""
        return self.work * KW_EACH * ORBIT / KW_OF_A_SATELLITE

    @property
    def per_year(self) -> float:
        """a [1/year]"""
        return PEAK * self.work / min(self.sizes.years, LIFE_YEARS)

    @property
    def size_factor(self) -> float:
        """By which what is paid once is smaller than in the catalog, so that a small rollout can bear it."""
        return min(1.0, max(0.05, self.sizes.flights / 140))
