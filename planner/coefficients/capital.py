"""Capital and debt as arrays of a Case: what money is there, when, at what price."""

from __future__ import annotations

from math import expm1, log1p
from typing import Any

import numpy as np

from planner.coefficients.timeline import Timeline
from planner.errors import require_none
from planner.instance.schema import Debt, InstanceFile


def capital_arrays(data: InstanceFile, timeline: Timeline, periods: int, source: str) -> dict[str, Any]:
    """Cash and debt of an instance with `capital`; nothing without it, where money has no limit.

    capital_musd[t]     musd_per_year * D, and initial_musd in period 0
    interest_factor     (1 + interest_per_year)^D
    debt_instalment[n]  per M$ drawn: i / (1 - (1 + i)^-periods), i = (1 + rate)^D - 1; 1 / periods at rate 0

    Raises InstanceError for a debt beyond the last period, or repaid within half a period.
    """
    capital = data.capital
    if capital is None:
        return {}
    debts = capital.debts
    drawn = [timeline.count(debt, "date") for debt in debts.values()]
    repaid = [timeline.count(debt, "years") for debt in debts.values()]
    problems = [
        (f"capital.debts.{name}.date", f"the last period of the plan starts on {timeline.day(periods - 1)}")
        for name, t in zip(debts, drawn, strict=True)
        if t >= periods
    ] + [
        (
            f"capital.debts.{name}.years",
            f"half a period of {timeline.period_months} months or less: it is repaid in whole periods",
        )
        for name, count in zip(debts, repaid, strict=True)
        if count < 1
    ]
    require_none(source, problems)
    raised = capital.musd_per_year.by_period(timeline.edges(periods)) * timeline.period_years
    raised[0] += capital.initial_musd
    terms = zip(debts.values(), repaid, strict=True)
    return {
        "cash_limited": True,
        "interest_factor": (1 + capital.interest_per_year) ** timeline.period_years,
        "capital_musd": raised,
        "debts": tuple(debts),
        "debt_most_musd": np.array([debt.musd for debt in debts.values()], dtype=float),
        "debt_period": np.array(drawn, dtype=int),
        "debt_instalment": np.array(
            [instalment(debt, count, timeline) for debt, count in terms], dtype=float
        ),
        "debt_periods": np.array(repaid, dtype=int),
    }


def instalment(debt: Debt, periods: int, timeline: Timeline) -> float:
    """What is paid back in each of so many periods per M$ drawn."""
    growth = timeline.period_years * log1p(debt.rate_per_year)  # ln(1 + i), exact for the smallest rates too
    return 1 / periods if growth == 0 else expm1(growth) / -expm1(-periods * growth)
