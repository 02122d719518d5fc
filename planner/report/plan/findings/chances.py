"""How likely commitments are met, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.report.plan.sheet import listed, percent

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
        return f"Every commitment is met with at least {percent(row.met)} chance; {where} is the least sure"
    bad = data[data.met < SAFE].groupby("workload", sort=False).year.agg(["min", "max"])
    if len(bad) == data.workload.nunique() and len(bad) > 2:
        return f"No workload is sure to be served: {where} has the least chance, {percent(row.met)}"
    names = listed([str(name) for name in bad.index])
    return f"Commitments of {names} are at risk: {where} has the least chance, {percent(row.met)}"
