"""The calendar of a study, and what time does to money.

Period t starts at start + t * period_months (a day that a month lacks becomes its last day) and lasts D =
period_months / 12 years for every rate; discounting is in those years, so that all periods of a study weigh
alike. What a period takes of a series that changes inside it is the series' own matter
(planner/instance/series.py): a mean by days, or the value on the first day. Times that count in whole periods
are rounded by `rounded`, each in the direction that the schema declares beside its key
(planner/instance/rounding.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import expm1, log1p

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BaseModel

from models.case import Floats, Ints
from planner.instance.rounding import FIRST_DAY, Direction, InPeriods
from planner.instance.series import months_after
from planner.instance.shape import rounding_of

YEAR_DAYS = 365.25
HOURS_PER_YEAR = YEAR_DAYS * 24
YEAR_S = YEAR_DAYS * 86400

COUNT_SLACK = 1e-9
"""Rates and times add up in floating point; a sum this close to a whole number counts as that number."""


def rounded(periods: ArrayLike, direction: Direction) -> Ints:
    """Whole periods of times given in periods, any shape: up, down, or nearest (a half down). All rounding to
    periods is done here.
    """
    periods = np.asarray(periods, dtype=float)
    if direction == "down":
        return np.floor(periods + COUNT_SLACK).astype(np.int64)
    return np.ceil(periods - (0.5 if direction == "nearest" else 0.0) - COUNT_SLACK).astype(np.int64)


@dataclass(frozen=True)
class Timeline:
    """Periods of `period_months` from `start`; launches and purchases happen in the first `launch_periods`
    (B) of them.
    """

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

    def position(self, day: date) -> float:
        """Periods from the start of the study to a day, by days within its period: whole where a period
        starts; negative before the study.
        """
        t = ((day.year - self.start.year) * 12 + day.month - self.start.month) // self.period_months
        if self.day(t) > day:
            t -= 1
        first = self.day(t)
        return t + (day - first).days / (self.day(t + 1) - first).days

    def length(self, value: float, unit: str) -> float:
        """A time in years, months or days as a number of periods."""
        years = {"years": 1.0, "months": 1 / 12, "days": 1 / YEAR_DAYS}[unit]
        return value * years / self.period_years

    def count(self, record: BaseModel, key: str) -> int:
        """Whole periods of a time of the format, or the period of a day: rounded as the schema says beside
        the key.

        record: a section of the instance. A first day before the study, or none, is period 0.
        """
        value = getattr(record, key)
        if value is None:
            return 0
        way = rounding_of(type(record), key)
        if not isinstance(value, date):
            return self.counted(value, way, key)
        t = int(rounded(self.position(value), way.direction))
        return max(0, t) if way is FIRST_DAY else t

    def counted(self, value: float, way: InPeriods, key: str) -> int:
        """Whole periods of a time in the unit that ends its key."""
        return int(rounded(self.length(value, key.rsplit("_", 1)[-1]), way.direction))

    def first_period(self, day: date) -> int:
        """First period that starts on a day or later; 0 for days before the study."""
        return max(0, int(rounded(self.position(day), "up")))

    def discount_start(self, periods: int) -> Floats:
        """(1 + rate)^-(t D) for t < periods: [t]."""
        return np.power(1 + self.discount_rate, -np.arange(periods) * self.period_years)

    def discount_mid(self, periods: int) -> Floats:
        """(1 + rate)^-((t + 1/2) D) for t < periods: [t]."""
        return np.power(1 + self.discount_rate, -(np.arange(periods) + 0.5) * self.period_years)

    def share_inside(self, first: ArrayLike, life: ArrayLike) -> Floats:
        """Discounted share of a service that falls before B [-].

            sum of discount_mid[t] over first <= t < min(first + life, B)
            / the same sum over first <= t < first + life

        first, life: periods, integers that broadcast, life >= 1. 1 where the service ends by B, 0 where it
        starts at B or later.
        """
        first, life = np.broadcast_arrays(np.asarray(first, dtype=int), np.asarray(life, dtype=int))
        end = first + life
        periods = int(end.max(initial=0))
        until = np.concatenate(([0.0], np.cumsum(self.discount_mid(periods))))
        inside = until[np.minimum(end, self.launch_periods)] - until[np.minimum(first, self.launch_periods)]
        return np.where(end <= self.launch_periods, 1.0, inside / (until[end] - until[first]))

    def whole_counts(self, per_year: ArrayLike) -> Floats:
        """Whole units in each period from rates per year, floor(sum up to b) - floor(sum up to b - 1): [...,
        b].

        per_year[..., b]. Fractions add up until they make a unit: 6 a year in months is 0, 1, 0, 1, ... An
        infinite rate (no limit) stays infinite from its period on.
        """
        rate = np.asarray(per_year, dtype=float)
        limited = np.where(np.isinf(rate), 0.0, rate)
        total = np.floor(np.cumsum(limited * self.period_years, axis=-1) + COUNT_SLACK)
        return np.where(np.isinf(rate), np.inf, np.diff(total, axis=-1, prepend=0.0))

    def annuity(self, years: float) -> float:
        """Yearly payment for an asset of cost 1 that serves so many years [1/year], paid in the middle of
        each year.

            rate / ((1 + rate)^(1/2) * (1 - (1 + rate)^-years)),    1 / years at rate 0

        The payments, discounted to the day the asset is there, add up to 1.
        """
        if self.discount_rate == 0:
            return 1 / years
        paid_back = -expm1(
            -years * log1p(self.discount_rate)
        )  # 1 - (1 + rate)^-years, exact for the smallest rates too
        return self.discount_rate / ((1 + self.discount_rate) ** 0.5 * paid_back)
