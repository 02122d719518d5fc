"""What a token costs and why, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.report.figures.words import a_token_price, dollars, times
from planner.text.items import ITEMS

WHOSE = {"orbit": "orbit's", "ground": "the ground's"}


def cost_finding(data: pd.DataFrame) -> str:
    """What a table of $/Mtoken by side and item (cost_table) says."""
    totals = data.groupby("side").cost_usd_per_mtoken.sum()
    tops = {
        str(side): group.loc[group.cost_usd_per_mtoken.idxmax()]
        for side, group in data.groupby("side", sort=False)
    }
    if len(tops) == 1:
        ((side, top),) = tops.items()
        cost = f"{dollars(top.cost_usd_per_mtoken)} of {a_token_price(totals[side])}"
        return f"{weighs(top['item'], 'the largest part of')} {WHOSE[side]} cost: {cost}".capitalize()
    if min(totals) <= 0:
        orbit, ground = dollars(totals.orbit), dollars(totals.ground)
        return f"A token costs {orbit} from orbit and {ground} from the ground, credits taken off"
    return f"{against(totals.orbit, totals.ground)}; {most(tops)}"


def weighs(item: str, what: str) -> str:
    """An item, is or are something."""
    name = ITEMS.get(item, item)
    return f"{name} {'are' if name.endswith('s') else 'is'} {what}"


def most(tops: dict[str, pd.Series]) -> str:
    """The largest item of each side, as the end of a sentence."""
    orbit, ground = (ITEMS.get(tops[side]["item"], tops[side]["item"]) for side in ("orbit", "ground"))
    return f"{orbit} weigh{'' if orbit.endswith('s') else 's'} most in orbit, {ground} on the ground"


def against(orbit: float, ground: float) -> str:
    """Orbit's cost beside the ground's."""
    multiple = orbit / ground
    if times(multiple) == "1.00":
        return "A token costs the same from orbit and from the ground"
    if multiple < 1:
        return f"A token from orbit costs {100 * (1 - multiple):.0f} % less than one from the ground"
    if multiple < 1.1:
        return f"A token from orbit costs {100 * (multiple - 1):.0f} % more than one from the ground"
    return f"A token from orbit costs {times(multiple)} times one from the ground"
