"""Values of an instance exchanged: a series raised in a year, a number made larger, a day moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.instance.reading import Instance
from planner.instance.schema import InstanceFile
from planner.instance.series import Series, months_after
from planner.remedy.amounts import tidy

Values = Callable[[InstanceFile, float], dict[str, Any]]
"""The data and an amount -> key path -> the value to put there."""


def puts(values: Values) -> Callable[[Instance, float], Instance]:
    """A move of an instance that exchanges values, made from what it holds by then: moves follow one
    another.
    """

    def moved(instance: Instance, amount: float) -> Instance:
        return instance.with_values(values(instance.data, amount))

    return moved


@dataclass(frozen=True)
class Year:
    """A year of the study: from its first day up to the next one's. `name` is what people call it."""

    since: date
    until: date

    @property
    def name(self) -> str:
        """ "2031", or the day on which it begins."""
        is_calendar = (self.since.month, self.since.day) == (1, 1)
        return str(self.since.year) if is_calendar else f"the year from {self.since}"


def years(data: InstanceFile) -> Iterator[Year]:
    """The years of the study with launches."""
    study = data.study
    for n in range(-(-study.launch_periods * study.period_months // 12)):
        yield Year(months_after(study.start, 12 * n), months_after(study.start, 12 * n + 12))


def mean_in(series: Series, year: Year | None, data: InstanceFile) -> float:
    """The mean of a series over a year, or over all years with launches."""
    if year is None:
        last = list(years(data))[-1]
        year = Year(data.study.start, last.until)
    return float(series.mean([year.since, year.until])[0])


def edited(series: Series, change: Callable[[float], float], year: Year | None = None) -> Any:
    """A series with its values changed in a year, or always, as a file writes it."""
    days = set(series.dates) | ({year.since, year.until} if year else set())
    ordered = sorted(day for day in days if day >= series.dates[0])
    kept: list[tuple[date, float]] = []
    for day, value in zip(ordered, series.at(ordered).tolist(), strict=True):
        is_inside = year is None or year.since <= day < year.until
        value = tidy(change(value)) if is_inside else value
        if not kept or value != kept[-1][1]:
            kept.append((day, value))
    if len(kept) == 1:
        return kept[0][1]
    return {"dates": [day for day, _ in kept], "value": [value for _, value in kept]}


def more_in(path: str, series_of: Callable[[InstanceFile], Series], year: Year | None = None) -> Values:
    """A series at a key path with so much more of it, in a year or always."""

    def values(data: InstanceFile, amount: float) -> dict[str, Any]:
        return {path: edited(series_of(data), lambda value: value + amount, year)}

    return values


def less_by_percent(
    path: str, series_of: Callable[[InstanceFile], Series], year: Year | None = None
) -> Values:
    """A series at a key path with so many percent less, in a year or always."""

    def values(data: InstanceFile, percent: float) -> dict[str, Any]:
        return {path: edited(series_of(data), lambda value: value * (1 - percent / 100), year)}

    return values
