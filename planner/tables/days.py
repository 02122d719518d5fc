"""The days of periods, as the tables write them."""

from __future__ import annotations

from datetime import date, timedelta

from models.case import Case
from planner.instance.series import months_after


def period_date(case: Case, t: int) -> str:
    """ISO date at which period t starts; before the first and after the last period the step is the same."""
    if 0 <= t < case.periods:
        return case.dates[t]
    return months_after(date.fromisoformat(case.dates[0]), t * round(12 * case.period_years)).isoformat()


def days_of(case: Case, t: int) -> tuple[str, str]:
    """First and last day of period t, ISO dates: the columns date and last_date."""
    last = date.fromisoformat(period_date(case, t + 1)) - timedelta(days=1)
    return period_date(case, t), last.isoformat()
