"""Whether the grid binds the sites, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import joined, percent

FULL = 0.98  # of what the grid gives in a period, from which on it counts as full
NAMED = 3


def power_finding(data: pd.DataFrame) -> str:
    """What a table of MW by period and site (power_table) says."""
    full = data[(data.limit_mw > 0) & (data.grid_mw >= FULL * data.limit_mw)]
    own = float(data.onsite_mw.sum())
    tail = ""
    if own > 0:
        share = own / float(data.grid_mw.sum() + own)
        tail = f"; own generation gives {percent(share)} of the energy"
    if full.empty:
        return f"{nearest(data)}{tail}"
    first = full.groupby("site", sort=False).date.min().dt.year
    sites = [str(site) for site in first.index]
    if len(sites) == 1:
        count, periods = len(full), len(data[data.site == sites[0]])
        when = (
            "in every period"
            if count == periods
            else f"in {count} of {periods} periods, first in {first.iloc[0]}"
        )
        return f"The grid at {sites[0]} is full {when}{tail}"
    every = data.site.nunique()
    who = "both sites" if every == 2 else f"all {every} sites"
    if len(sites) < every:
        who = joined(sites) if len(sites) <= NAMED else f"{len(sites)} of {every} sites"
    return f"The grid is full at {who}, first in {first.min()}{tail}"


def nearest(data: pd.DataFrame) -> str:
    """The site that comes closest to its grid's limit."""
    limited = data[data.limit_mw > 0]
    if limited.empty:
        return "No site is on the grid"
    row = limited.loc[(limited.grid_mw / limited.limit_mw).idxmax()]
    share = percent(row.grid_mw / row.limit_mw)
    if data.site.nunique() == 1:
        return f"{row.site} never fills its grid: it draws at most {share} of it, in {row.date.year}"
    return f"No site fills its grid: {row.site} comes closest, with {share} in {row.date.year}"
