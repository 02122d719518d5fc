"""How long satellites serve, and whether others come in their place."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import joined, percent
from planner.report.figures.words import counted, measure


def title(rows: pd.DataFrame, retired: int, replaced: int) -> str:
    """The finding of cohorts (planner.report.plan.cohorts.cohorts_of): all that go at once, or how many of
    those that retire are replaced in their shell in the same period.
    """
    years = (rows.leaves_to - rows.enters_from).dt.days / 365.25
    served = measure(round(years.min(), 1), "years")
    if years.max() - years.min() > 0.1:
        served = f"{round(years.min(), 1):g} to {measure(round(years.max(), 1), 'years')}"
    shells = list(dict.fromkeys(rows.shell))
    where = joined(shells) if len(shells) <= 2 else f"{len(shells)} shells"
    satellites = int(rows.satellites.sum())
    if len(rows) == 1:
        return f"{counted(satellites, 'satellite')} serve {where} together for {served}"
    if not replaced:
        return f"No satellite is replaced: {counted(satellites, 'satellite')} serve {served} each in {where}"
    if replaced == retired:
        return f"All {retired:,} satellites that retire are replaced at once, in {where}"
    return (
        f"Of {counted(retired, 'satellite')} that retire {percent(replaced / retired)} are replaced at once; "
        f"each serves {served}"
    )
