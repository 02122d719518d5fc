"""Which accelerators the fleet consists of, and when it is largest."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent
from planner.report.plan.names import called, expected

MOST = 0.5
"""Share of the fleet above which a generation leads."""
FLAT = 0.99
"""Least over most at work from which on a fleet has no peak."""


def title(table: pd.DataFrame) -> str:
    """The finding of a table of the fleet (planner.report.plan.fleet.fleet_of).

    One accelerator: how many at the peak, and when, or how long where the fleet stays as it is. Several: the
    one with the most time at work, from the year on in which it leads to the end, or its share of all time.
    """
    working = table.groupby(["date", "accelerator"]).working.sum().unstack(fill_value=0.0)
    every = working.sum(axis=1)
    if working.shape[1] == 1:
        most = f"{expected(every.max())} {called(working.columns[0])}"
        if every.min() >= FLAT * every.max():
            return f"{most} are at work {years(table)}"
        return f"The fleet peaks in {every.idxmax().year} with {most} at work"
    leader = working.sum().idxmax()
    since = leads_since(working, leader)
    if since is None or since == working.index[0]:
        share = percent(working[leader].sum() / every.sum())
        return f"{called(leader)} is {share} of the fleet's time at work"
    later = working[working.index >= since]
    share = percent(later[leader].sum() / later.sum(axis=1).sum())
    return f"{called(leader)} is {share} of the fleet from {since.year} on"


def years(table: pd.DataFrame) -> str:
    """The years of the fleet: "in 2035", "from 2035 to 2039"."""
    first, last = table.date.min().year, table.last_date.max().year
    return f"in {first}" if first == last else f"from {first} to {last}"


def leads_since(working: pd.DataFrame, leader: str) -> pd.Timestamp | None:
    """The first day from which on an accelerator is most of the fleet in every period; None where it is not
    at the end.
    """
    every = working.sum(axis=1)
    leads = (working[leader] > MOST * every) | (every <= 0)
    if not leads.iloc[-1]:
        return None
    behind = (~leads).to_numpy().nonzero()[0]
    return working.index[behind[-1] + 1 if len(behind) else 0]
