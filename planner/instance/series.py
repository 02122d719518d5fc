"""Values that change with time, and the forms in which a file may give them."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import core_schema


def months_after(start: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month. Periods and study years start at such dates."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Series:
    """A step function of time: `values[i]` holds from `dates[i]` on, the last one for good.

    `dates` rise strictly; the first is not after the study's start. Comparisons hold if they hold for every value, so that
    limits of the schema apply to a series as they do to a number.
    """

    dates: tuple[date, ...]
    values: tuple[float, ...]

    def at(self, dates: Sequence[date]) -> NDArray[np.float64]:
        """The value in force at each date [len(dates)]. ValueError before the first date of the series."""
        known = np.array([day.toordinal() for day in self.dates])
        wanted = np.array([day.toordinal() for day in dates], dtype=np.int64)
        index = np.searchsorted(known, wanted, side="right") - 1
        if (index < 0).any():
            raise ValueError(f"no value before {self.dates[0]}")
        return np.array(self.values)[index]

    def times(self, factor: float) -> Series:
        """The series with every value multiplied."""
        return self if factor == 1 else Series(self.dates, tuple(value * factor for value in self.values))

    def __ge__(self, limit: float) -> bool:
        return all(value >= limit for value in self.values)

    def __gt__(self, limit: float) -> bool:
        return all(value > limit for value in self.values)

    def __le__(self, limit: float) -> bool:
        return all(value <= limit for value in self.values)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)
