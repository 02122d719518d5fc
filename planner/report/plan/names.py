"""What vehicles and accelerators are called: "new-glenn" is New Glenn, "gb300" GB300.

Shells, designs and cohorts keep the names that the instance gives them.
"""

from __future__ import annotations

import re

from planner.report.figures.words import figures

ABBREVIATIONS = {"asic", "gpu", "lpu", "npu", "tpu", "pslv", "lvm", "slv"}
POWER = re.compile(r"([\d.]+)([kmg]?w)")
UNITS = {"w": "W", "kw": "kW", "mw": "MW", "gw": "GW"}
SMALL = {"a", "an", "and", "as", "for", "in", "of", "on", "the", "to", "with"}


def called(name: str) -> str:
    """An id as people write it: its words with capitals, those with digits and abbreviations all in them."""
    words = " ".join(word_of(word) for word in name.replace("_", "-").split("-") if word)
    return words[:1].upper() + words[1:]


def word_of(word: str) -> str:
    """One word of it; one that has capitals already keeps them."""
    if word != word.lower() or word.isdigit():
        return word
    power = POWER.fullmatch(word)
    if power:
        return f"{power[1]} {UNITS[power[2]]}"
    has_digit = any(character.isdigit() for character in word)
    if word[0].isdigit() or word in SMALL or (word[0] == "v" and word[1:2].isdigit()):
        return word
    return word.upper() if has_digit or word in ABBREVIATIONS else word.capitalize()


def expected(count: float) -> str:
    """An expected number of things, whole from ten on: "2.85", "79"."""
    return many(round(count) if count >= 10 else count)


def many(count: float) -> str:
    """A count to three digits: "1,110", "121 million"."""
    return f"{figures(count / 1e6)} million" if abs(count) >= 999_500 else figures(count)
