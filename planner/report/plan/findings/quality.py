"""How much of the cost rests on guesses, in a sentence."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent

GUESSES, KNOWN = ("estimated", "assumed"), ("measured", "quoted")


def quality_finding(data: pd.DataFrame) -> str:
    """What a table of shares by side and quality (quality_table) says of all costs."""
    share = data[data.side == "all"].set_index("quality").share
    guessed = float(sum(share.get(quality, 0.0) for quality in GUESSES))
    known = float(sum(share.get(quality, 0.0) for quality in KNOWN))
    unsaid = float(share.get("not said", 0.0))
    if unsaid >= max(guessed, known):
        return f"{percent(unsaid)} of the cost rests on prices whose quality is not said"
    if not guessed:
        return (
            f"No price is estimated or assumed; {percent(known)} of the cost rests on measured or quoted ones"
        )
    which = " or ".join(quality for quality in GUESSES if share.get(quality, 0.0) > 0)
    text = f"{percent(guessed)} of the cost rests on {which} prices"
    return f"{text}, {percent(known)} on measured or quoted ones" if known else text
