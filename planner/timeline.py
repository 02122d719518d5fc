"""The calendar of a study, and what time does to money.

Period t starts at start + t * period_months (a day that a month lacks becomes its last day) and lasts D = period_months / 12 years
for every rate; discounting is in those years, so that all periods of a study weigh alike. What a period takes of a series that changes
inside it is the series' own matter (planner/instance/series.py): a mean by days, or the value on the first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.instance.series import months_after

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

YEAR_DAYS = 365.25
HOURS_PER_YEAR = YEAR_DAYS * 24
YEAR_S = YEAR_DAYS * 86400

COUNT_SLACK = 1e-9
"""Rates add up in floating point; a sum this close below a whole number counts as that number."""


@dataclass(frozen=True)
class Timeline:
    """Periods of `period_months` from `start`; launches and purchases happen in the first `launch_periods` (B) of them."""

    start: date
    period_months: int
    launch_periods: int
    discount_rate: float

    @property
    def period_years(self) -> float:
        """D [year]."""
        return self.period_months / 12

    def day(self, t: int) -> date:
        """First day of period t."""
        return months_after(self.start, t * self.period_months)

    def dates(self, periods: int) -> tuple[date, ...]:
        """First days of periods 0..periods-1."""
        return tuple(self.day(t) for t in range(periods))

    def edges(self, periods: int) -> tuple[date, ...]:
        """First days of periods 0..periods-1, and the day after the last of them."""
        return self.dates(periods + 1)

    def first_period(self, available_from: date | None) -> int:
        """First period that starts on that day or later; 0 without a day."""
        if available_from is None or available_from <= self.start:
            return 0
        months = (available_from.year - self.start.year) * 12 + available_from.month - self.start.month
        t = months // self.period_months
        return t if self.day(t) >= available_from else t + 1

    def period_of(self, day: date) -> int:
        """The period in which a day falls; negative before the start."""
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        t = months // self.period_months
        return t if self.day(t) <= day else t - 1

    def whole_periods(self, years: float) -> int:
        """Periods that fit into a life, floor(years / D)."""
        return int(np.floor(years / self.period_years + COUNT_SLACK))

    def periods_to_wait(self, months: float) -> int:
        """Periods until something ordered at the start of one is there, ceil(months / period_months)."""
        return int(np.ceil(months / self.period_months - COUNT_SLACK))

    def discount_start(self, periods: int) -> Floats:
        """(1 + rate)^-(t D) for t < periods: [t]."""
        return np.power(1 + self.discount_rate, -np.arange(periods) * self.period_years)

    def discount_mid(self, periods: int) -> Floats:
        """(1 + rate)^-((t + 1/2) D) for t < periods: [t]."""
        return np.power(1 + self.discount_rate, -(np.arange(periods) + 0.5) * self.period_years)

    def share_inside(self, first: ArrayLike, life: ArrayLike) -> Floats:
        """Discounted share of a service that falls before B [-].

            sum of discount_mid[t] over first <= t < min(first + life, B)  /  the same sum over first <= t < first + life

        first, life: periods, integers that broadcast, life >= 1. 1 where the service ends by B, 0 where it starts at B or later.
        """
        first, life = np.broadcast_arrays(np.asarray(first, dtype=int), np.asarray(life, dtype=int))
        end = first + life
        periods = int(end.max(initial=0))
        until = np.concatenate(([0.0], np.cumsum(self.discount_mid(periods))))
        inside = until[np.minimum(end, self.launch_periods)] - until[np.minimum(first, self.launch_periods)]
        return np.where(end <= self.launch_periods, 1.0, inside / (until[end] - until[first]))

    def whole_counts(self, per_year: ArrayLike) -> Floats:
        """Whole units in each period from rates per year, floor(sum up to b) - floor(sum up to b - 1): [..., b].

        per_year[..., b]. Fractions add up until they make a unit: 6 a year in months is 0, 1, 0, 1, ... An infinite rate (no
        limit) stays infinite from its period on.
        """
        rate = np.asarray(per_year, dtype=float)
        limited = np.where(np.isinf(rate), 0.0, rate)
        total = np.floor(np.cumsum(limited * self.period_years, axis=-1) + COUNT_SLACK)
        return np.where(np.isinf(rate), np.inf, np.diff(total, axis=-1, prepend=0.0))

    def annuity(self, years: float) -> float:
        """Yearly payment for an asset of cost 1 that serves so many years [1/year], paid in the middle of each year.

            rate / ((1 + rate)^(1/2) * (1 - (1 + rate)^-years)),    1 / years at rate 0

        The payments, discounted to the day the asset is there, add up to 1.
        """
        if self.discount_rate == 0:
            return 1 / years
        growth = 1 + self.discount_rate
        return self.discount_rate / (growth**0.5 * (1 - growth**-years))
