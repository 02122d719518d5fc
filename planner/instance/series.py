"""Values that change with time, and what a period takes of them.

A series is a step function of time. What a planning period takes of it is declared beside each key of the
format, by its type:

    Mean       a rate per year, a level, a weight, or a price of what is used all along: the mean over the
               days of the period
    AsBought   a price at which something is bought: the value on the first day of the period, on which
               launches and purchases fall

So the length of a period changes the resolution, not the question: by days, a mean has the integral of its
series.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic_core import core_schema


def months_after(start: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month; the calendar's first or last day where
    it does not go so far.

    Periods and study years start at such dates.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Series:
    """A step function of time: `values[i]` holds from `dates[i]` on, the last one for good.

    `dates` rise strictly; the first is not after the study's start. Comparisons hold if they hold for every
    value, so that limits of the schema apply to a series as they do to a number.
    """

    dates: tuple[date, ...]
    values: tuple[float, ...]

    words: ClassVar[str] = ""  # what a period takes, for people

    def at(self, dates: Sequence[date]) -> NDArray[np.float64]:
        """The value in force at each date [len(dates)]. ValueError before the first date of the series."""
        known = np.array([day.toordinal() for day in self.dates])
        wanted = np.array([day.toordinal() for day in dates], dtype=np.int64)
        index = np.searchsorted(known, wanted, side="right") - 1
        if (index < 0).any():
            raise ValueError(f"no value before {self.dates[0]}")
        return np.array(self.values)[index]

    def mean(self, edges: Sequence[date]) -> NDArray[np.float64]:
        """Mean over the days of each period [len(edges) - 1]; period i runs from edges[i] up to edges[i + 1],
        edges rise.

            value on the first day
            + sum over steps inside the period of (change of value) * (days left) / (days of the period)

        Without a step inside it is that value to the last bit. ValueError before the first date of the
        series.
        """
        days = np.array([day.toordinal() for day in edges], dtype=np.int64)
        steps = np.array([day.toordinal() for day in self.dates[1:]], dtype=np.int64)
        change = np.diff(self.values)
        period = np.searchsorted(days, steps, side="right") - 1
        inside = (period >= 0) & (period < len(days) - 1)
        inside[inside] = steps[inside] > days[period[inside]]
        period, steps, change = period[inside], steps[inside], change[inside]
        result = self.at(edges[:-1])
        share = (days[period + 1] - steps) / (days[period + 1] - days[period])
        np.add.at(result, period, change * share)
        return result

    def by_period(self, edges: Sequence[date]) -> NDArray[np.float64]:
        """What each period takes of the series [len(edges) - 1]; edges: the first day of every period, and
        the day after the last.
        """
        raise NotImplementedError("a key of the format says whether its series is a Mean or AsBought")

    def times(self, factor: float) -> Self:
        """The series with every value multiplied."""
        return self if factor == 1 else type(self)(self.dates, tuple(value * factor for value in self.values))

    def __ge__(self, limit: float) -> bool:
        return all(value >= limit for value in self.values)

    def __gt__(self, limit: float) -> bool:
        return all(value > limit for value in self.values)

    def __le__(self, limit: float) -> bool:
        return all(value <= limit for value in self.values)

    @classmethod
    def of(cls, series: Series) -> Self:
        """A series as it was read, with what its key says that a period takes of it."""
        return cls(series.dates, series.values)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(cls.of, core_schema.is_instance_schema(Series))


@dataclass(frozen=True)
class Mean(Series):
    """A rate, a level, a weight, or a price of what is used: a period takes the mean over its days."""

    words: ClassVar[str] = "a period takes the mean of its days"

    def by_period(self, edges: Sequence[date]) -> NDArray[np.float64]:
        """The means [len(edges) - 1]."""
        return self.mean(edges)


@dataclass(frozen=True)
class AsBought(Series):
    """A price at which something is bought: a period takes the value on its first day, on which it is
    bought.
    """

    words: ClassVar[str] = "a period takes the value on its first day"

    def by_period(self, edges: Sequence[date]) -> NDArray[np.float64]:
        """The values on the first days [len(edges) - 1]."""
        return self.at(edges[:-1])
