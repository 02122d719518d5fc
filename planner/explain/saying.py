"""Limits and tokens in a sentence."""

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


def tokens(tt: float) -> str:
    """ "12 Tt"."""
    return f"{figures(tt)} Tt"


def some_of(what: str, where: str, amount: float) -> str:
    """ "one more flight of starship", "0.1 MW more at texas"."""
    if amount == 1:
        return f"one more {NOUNS[what][0].format(where)}"
    first, _, rest = NOUNS[what][1].format(where).partition(" ")
    return f"{figures(amount)} {first} more {rest}".strip()


def many_of(what: str, where: str) -> str:
    """ "flights of starship"."""
    return NOUNS[what][1].format(where)


def of_limit(limit: Limit, amount: float) -> str:
    """ "one more flight of starship in 2032"."""
    when = "" if limit.when == "always" else f" in {limit.when[:4]}"
    return f"{some_of(limit.what, limit.where, amount)}{when}"


def period_word(years: float) -> str:
    """What a period is called: "quarter", "year", or "period"."""
    return PERIODS.get(round(12 * years), "period")
