"""How fast the plan was found and proven, in a sentence."""

from __future__ import annotations

import math

import pandas as pd

from planner.report.figures.words import a_token_price, measure

SAME = 1e-3  # of the last value: a plan that close counts as the last one


def progress_finding(data: pd.DataFrame, objective: str, unit: str, status: str) -> str:
    """What a table of seconds, best and bound (progress_table) says."""
    best, bound = last(data.best), last(data.bound)
    if math.isnan(best):
        return f"No plan was found in {lasting(data.seconds.iloc[-1])}"
    near = data[(data.best - best).abs() <= SAME * abs(best)].seconds.iloc[0]
    end = float(data.seconds.iloc[-1])
    if math.isnan(bound) or not best:
        return f"The plan was found after {lasting(near)}; nothing is proven"
    gap = abs(best - bound) / abs(best)
    within = f"within {measure(max(100 * gap, 0.01), '%', 2)}" if gap > 1e-6 else "to be the best"
    stopped = {"time limit": " when time was up", "interrupted": " when it was stopped"}.get(status, "")
    if end - near < 0.05 * end:
        return f"After {lasting(end)} the plan is found and proven {within}{stopped}"
    if near < 0.05 * end:
        return f"The plan was there at once; after {lasting(end)} it is proven {within}{stopped}"
    found, done = lasting(near), lasting(end)
    return f"The plan was found after {found} and proven {within} after {done}{stopped}"


def lasting(seconds: float) -> str:
    """Seconds of a search to two digits, under a tenth of one none."""
    return measure(seconds, "s", 2 if seconds < 100 else 3) if seconds >= 0.1 else "0.1 s"


def proven(data: pd.DataFrame, objective: str, unit: str) -> str:
    """What no plan can beat, in words."""
    bound = last(data.bound)
    if math.isnan(bound):
        return ""
    value = a_token_price(bound) if unit == "$/Mtoken" else measure(bound, unit)
    return (
        f"No plan is worth more than {value}." if objective == "npv" else f"No plan costs less than {value}."
    )


def last(column: pd.Series) -> float:
    """The last value that is one; NaN where there is none."""
    kept = column.dropna()
    return float(kept.iloc[-1]) if len(kept) else math.nan
