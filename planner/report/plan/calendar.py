"""The calendar along a picture of a plan: what a period is called, where it stands, where the years begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from planner.plan.plan import Plan
from planner.report.figures.grammar import LABEL_SIZE
from planner.report.plan.canvas import Canvas

YEAR_LABEL = 38  # pixels from one year's label to the next


def period_name(day: Any, months: int) -> str:
    """A period as people say it, by its first day: "2031 Q2", "2031 H2", "2031", "March 2031"."""
    day = pd.Timestamp(day)
    if months == 12 and day.month == 1:
        return f"{day.year}"
    if months == 6 and day.month in (1, 7):
        return f"{day.year} H{1 if day.month == 1 else 2}"
    if months == 3 and day.month % 3 == 1:
        return f"{day.year} Q{day.month // 3 + 1}"
    return f"{day:%B} {day.year}"


def noun(months: int) -> str:
    """What a period is called."""
    return {1: "month", 3: "quarter", 6: "half-year", 12: "year"}.get(months, "period")


def months_of(plan: Plan) -> int:
    """Months of a period."""
    return plan.resolved.data.study.period_months


@dataclass(frozen=True)
class Calendar:
    """Days on pixels, from `first` at `left` to `last` at `right`."""

    first: pd.Timestamp
    last: pd.Timestamp
    left: float
    right: float

    @classmethod
    def over(cls, days: Iterable[Any], left: float, right: float) -> Calendar:
        """From the earliest of some days to the latest."""
        known = pd.to_datetime(pd.Series(list(days)))
        return cls(known.min(), known.max(), left, right)

    def at(self, day: Any) -> float:
        """Where a day stands."""
        share = (pd.Timestamp(day) - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)

    def years(self) -> list[int]:
        """The years of which some days are shown."""
        return list(range(self.first.year, (self.last - pd.Timedelta(days=1)).year + 1))

    def draw(self, canvas: Canvas, top: float, bottom: float, is_named: bool = True) -> None:
        """Faint lines where years begin, each year's number under its middle if they are named."""
        lines: list[dict[str, Any]] = []
        labels: list[dict[str, Any]] = []
        years = self.years()
        across = (self.right - self.left) / ((self.last - self.first).days / 365.25)
        every = next(n for n in (1, 2, 5, 10, 20, 50) if n * across >= YEAR_LABEL or n == 50)
        for number, year in enumerate(years):
            start = max(pd.Timestamp(date(year, 1, 1)), self.first)
            end = min(pd.Timestamp(date(year + 1, 1, 1)), self.last)
            if start > self.first:
                lines.append({"x": self.at(start), "x2": self.at(start), "y": top, "y2": bottom})
            middle = (self.at(start) + self.at(end)) / 2
            at = min(middle, self.right - 14)
            shown = self.at(end) - self.at(start)
            is_whole = shown > 0.9 * across or shown > YEAR_LABEL - 8
            if number % every == 0 and is_whole:
                labels.append({"x": at, "y": bottom + 14, "text": str(year)})
        canvas.lines(lines)
        if is_named:
            canvas.texts(labels, align="center", size=LABEL_SIZE)
