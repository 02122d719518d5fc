"""Limits, money and tokens in a sentence."""

from __future__ import annotations

from planner.explain.limits import Limit
from planner.instance.numbers import figures

NOUNS = {
    "flight": ("flight of {}", "flights of {}"),
    "flight from a pad": ("flight from {}", "flights from {}"),
    "satellite": ("satellite of bus {} from its factory", "satellites of bus {} from its factory"),
    "slot": ("slot in {}", "slots in {}"),
    "accelerator": ("{} accelerator", "{} accelerators"),
    "MW": ("MW at {}", "MW at {}"),
    "Gbit/s": ("Gbit/s at {}", "Gbit/s at {}"),
    "M$ of capital": ("M$ of capital", "M$ of capital"),
    "Tt committed": ("Tt committed ({})", "Tt committed ({})"),
}
"""What -> one of it, several of it, with where it is."""

PERIODS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}


def musd(value: float) -> str:
    """ "14 M$"."""
    return f"{figures(value)} M$"


def tokens(tt: float) -> str:
    """ "12 Tt"."""
    return f"{figures(tt)} Tt"


def one_of(what: str, where: str) -> str:
    """ "flight of starship", "MW at texas"."""
    return NOUNS[what][0].format(where)


def many_of(what: str, where: str) -> str:
    """ "flights of starship"."""
    return NOUNS[what][1].format(where)


def a_limit(limit: Limit) -> str:
    """ "one more flight of starship in 2032"."""
    when = "" if limit.when == "always" else f" in {limit.when[:4]}"
    return f"one more {one_of(limit.what, limit.where)}{when}"


def period_word(years: float) -> str:
    """What a period is called: "quarter", "year", or "period"."""
    return PERIODS.get(round(12 * years), "period")
