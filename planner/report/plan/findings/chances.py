"""How likely commitments are met, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import joined, percent

SAFE = 0.9


def chance_finding(data: pd.DataFrame, runs: int) -> str:
    """What a table of chances by year and workload (chance_table) says."""
    if (data.met == 1).all():
        return f"Every commitment is met in all {runs:,} runs"
    if (data.met == 0).all():
        return f"In each year and workload a commitment is met in none of the {runs:,} runs"
    row = data.loc[data.met.idxmin()]
    where = f"{row.workload} in {row.year}"
    if (data.met >= SAFE).all():
        least = f"; {where} is the least sure" if len(data) > 1 else ""
        return f"Every commitment is met with at least {percent(row.met)} chance{least}"
    met = f"is met in {percent(row.met)} of the runs" if row.met else f"is met in none of the {runs:,} runs"
    bad = data[data.met < SAFE].groupby("workload", sort=False).year.agg(["min", "max"])
    if len(bad) == data.workload.nunique() and len(bad) > 2:
        return f"No workload is sure to be served: the least sure, {where}, {met}"
    names = joined([str(name) for name in bad.index])
    where = where if len(bad) > 1 else f"in {row.year}"
    return f"Commitments of {names} are at risk: the least sure, {where}, {met}"
