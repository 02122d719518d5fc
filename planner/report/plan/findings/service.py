"""Who serves the tokens, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent
from planner.report.plan.sheet import tokens_in


def tokens_finding(data: pd.DataFrame) -> str:
    """What a table of tokens by year and kind (service_table) says of orbit and ground."""
    served = data[data.kind.isin(["orbit", "ground"])]
    if served.tokens_tt.sum() <= 0:
        return "No token is served"
    sums = {kind: float(served[served.kind == kind].tokens_tt.sum()) for kind in ("orbit", "ground")}
    total = sum(sums.values())
    if not (sums["orbit"] and sums["ground"]):
        only = "Orbit alone" if sums["orbit"] else "The ground alone"
        unit = tokens_in(total)
        return f"{only} serves all tokens, {unit.says(total)} in all"
    return f"Orbit serves {percent(sums['orbit'] / total)} of the tokens{overtaking(served)}"


def overtaking(served: pd.DataFrame) -> str:
    """When orbit serves more than the ground, as the end of a sentence; nothing for a plan of one year."""
    by_year = served.pivot_table(
        index="year", columns="kind", values="tokens_tt", aggfunc="sum", fill_value=0.0
    )
    leads = (by_year.orbit > by_year.ground).tolist()
    years = [int(year) for year in by_year.index]
    if len(years) == 1:
        return ""
    if all(leads):
        return "; it leads in every year"
    if not any(leads):
        return "; the ground leads in every year"
    first = leads.index(True)
    if all(leads[first:]):
        return f"; it overtakes the ground in {years[first]}"
    if leads[0] and not any(leads[leads.index(False) :]):
        return f"; the ground overtakes it in {years[leads.index(False)]}"
    last = len(leads) - 1 - leads[::-1].index(True)
    if all(leads[first : last + 1]):
        return (
            f"; it leads from {years[first]} to {years[last]}"
            if last > first
            else f"; it leads in {years[first]}"
        )
    count = sum(leads)
    return f"; it leads in {count} of {len(years)} years"
