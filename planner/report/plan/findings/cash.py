"""When money runs low and whether it comes back, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import a_sum, joined, sums

PAID = ("orbit", "ground", "penalties", "spent")


def cash_finding(data: pd.DataFrame) -> str:
    """What a table of M$ by year and kind (cash_table) says."""
    if (data.kind == "cash").any():
        return held(data)
    line = data[data.kind == "flow"].sort_values("year")
    spent = -float(data[data.kind.isin(PAID)].musd.sum())
    if not (data[data.kind == "revenue"].musd > 0).any():
        by_year = -data[data.kind.isin(PAID)].groupby("year").musd.sum()
        if len(by_year) == 1 or spent <= 0:
            return f"{a_sum(spent)} are spent, and nothing is sold"
        peak = by_year.idxmax()
        whole, part = sums(spent, by_year[peak])
        return f"{whole} are spent, most of it in {peak}: {part}"
    low, end = line.loc[line.musd.idxmin()], float(line.musd.iloc[-1])
    if low.musd >= 0:
        return f"Revenue pays for everything from the first year; {a_sum(end)} are left at the end"
    if end < 0:
        return f"Revenue does not pay for it: {a_sum(-end)} are missing at the end"
    back = line[(line.year > low.year) & (line.musd >= 0)].year
    paid = f"paid back in {back.iloc[0]}" if len(back) else "not paid back"
    out, left = sums(-low.musd, end)
    return f"{out} must be laid out by {low.year}, {paid}; {left} are left at the end"


def held(data: pd.DataFrame) -> str:
    """Of a plan whose cash is limited."""
    line = data[data.kind == "cash"].sort_values("year")
    came = data.groupby("kind").musd.sum()
    kinds = [kind for kind in ("capital", "debt") if came.get(kind, 0.0) > 0]
    low = line.loc[line.musd.idxmin()]
    *sources, left = sums(*(float(came[kind]) for kind in kinds), float(low.musd))
    is_spent = abs(low.musd) < 1e-3 * max(1e-9, float(line.musd.abs().max()))
    where = f"cash is lowest at the end of {low.year}, {left}"
    if is_spent:
        where = f"all cash is spent by the end of {low.year}"
    if not kinds:
        return where[:1].upper() + where[1:]
    carried = joined([f"{musd} of {kind}" for musd, kind in zip(sources, kinds, strict=True)])
    return f"{carried} carry the plan; {where}"
