"""Where most satellites fly, and what that orbit is like."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent
from planner.report.figures.words import counted, measure

MOST = 0.75
"""Share of the satellites that few shells hold together."""


def title(table: pd.DataFrame) -> str:
    """The finding of a table of shells (planner.report.plan.shells.shells_of): the shell with most
    satellites, how high it is and how long it is in shadow.
    """
    flown = table[table.satellites_peak > 0].sort_values("satellites_peak", ascending=False, kind="stable")
    first = flown.iloc[0]
    shadow = (
        f"in shadow {percent(first.shadow_fraction)} of the time"
        if first.shadow_fraction > 0
        else "never in shadow"
    )
    height = measure(first.altitude_km, "km")
    if len(flown) == 1:
        return f"All satellites fly in {first.shell}, at {height}, {shadow}"
    return (
        f"{first.shell} holds most, up to {counted(int(first.satellites_peak), 'satellite')} "
        f"at {height}, {shadow}"
    )
