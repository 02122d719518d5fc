"""More money: capital by a day, more debt.

Capital that is raised in a period can be kept for later ones, so that capital early always helps as much as
capital late. Levers of capital stand in the order of their days: the last one that still works is the one in
whose period money is missing (planner/remedy/capital.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.case import Floats
from planner.coefficients.timeline import Timeline
from planner.instance.schema import InstanceFile
from planner.instance.series import months_after
from planner.remedy.amounts import Digits, tidy
from planner.remedy.lever import Lever
from planner.remedy.levers.editing import Year, edited, puts

MOST_TIMES = 100
SOME_MUSD = 100.0
"""M$ where there is no capital at all."""


def money(data: InstanceFile, periods: int) -> Iterator[Lever]:
    """Every lever of money, where it is limited; capital in each of so many periods."""
    if data.capital is None:
        return
    timeline = Timeline(
        data.study.start, data.study.period_months, data.study.launch_periods, data.study.discount_rate
    )
    for t in range(periods):
        yield capital(data, timeline, t)
    for name, debt in data.capital.debts.items():
        yield more_debt(name, debt.musd, str(debt.date))


def raised_musd(data: InstanceFile, timeline: Timeline, t: int) -> float:
    """Capital that is raised up to and in period t [M$]."""
    assert data.capital is not None
    by_period: Floats = data.capital.musd_per_year.by_period(timeline.edges(t + 1))
    return data.capital.initial_musd + float(by_period.sum()) * timeline.period_years


def capital(data: InstanceFile, timeline: Timeline, t: int) -> Lever:
    """More capital raised at the start of a period: in the first one as what is there from the beginning."""
    period = Year(timeline.day(t), months_after(data.study.start, (t + 1) * data.study.period_months))
    years = timeline.period_years

    def values(data: InstanceFile, musd: float) -> dict[str, Any]:
        assert data.capital is not None
        if t == 0:
            return {"capital.initial_musd": tidy(data.capital.initial_musd + musd)}
        series = data.capital.musd_per_year
        return {"capital.musd_per_year": edited(series, lambda value: value + musd / years, period)}

    now = raised_musd(data, timeline, t)
    most = MOST_TIMES * max(raised_musd(data, timeline, data.study.launch_periods - 1), SOME_MUSD)
    return Lever(
        "capital", "", str(period.since), "M$", now, Digits.between(1e-4 * (now or SOME_MUSD), most),
        puts(values), lambda musd: f"{musd:,g} M$ more capital by {period.since}",
    )  # fmt: skip


def more_debt(name: str, now: float, day: str) -> Lever:
    """More that may be drawn of a debt."""

    def values(data: InstanceFile, musd: float) -> dict[str, Any]:
        assert data.capital is not None
        return {f"capital.debts.{name}.musd": tidy(data.capital.debts[name].musd + musd)}

    amounts = Digits.between(1e-3 * (now or SOME_MUSD), MOST_TIMES * (now or SOME_MUSD))
    return Lever(
        "debt", name, day, "M$", now, amounts, puts(values),
        lambda musd: f"{musd:,g} M$ more debt of {name}, drawn from {day} on", True,
    )  # fmt: skip
