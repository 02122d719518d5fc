"""Amounts, shares and gaps as the page says them, and cells of its tables."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from planner.report.figures.words import figures, is_number, times

NONE = "–"
SCALES = ((1e6, " trillion"), (1e3, " bn"), (1.0, " M"))
NEARLY_ALL = 0.995
HALF = 0.02  # so near to one half counts as half
LEAST_GAP = 1e-5


def amount(musd: float, digits: int = 3) -> str:
    """An amount of M$ for people: "$40.2 bn", "$610 M", "-$4.21 bn"."""
    for scale, name in SCALES:
        text = figures(abs(musd) / scale, digits)
        if float(text.replace(",", "")) >= 1 or scale == 1.0:
            return f"{'-' if musd < 0 and text != '0' else ''}${text}{name}"
    raise AssertionError("the last scale takes every amount")


def percent(share: float) -> str:
    """A share in percent: "73 %", "0.4 %", "99.8 %"; all and nothing only where it is that."""
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    parts = 100 * share
    if 0 < parts < 0.1:
        return "under 0.1 %"
    if 99.9 < parts < 100:
        return "over 99.9 %"
    return f"{parts:.1f} %" if parts < 1 or parts > 99 else f"{parts:.2g} %" if parts < 10 else f"{parts:.0f} %"


def within(gap: float) -> str:
    """A proven gap in percent, rounded up to two digits: "1.5 %"."""
    if gap < LEAST_GAP:
        return f"{100 * LEAST_GAP:.3f} %"
    parts = 100 * gap
    step = 10.0 ** (math.floor(math.log10(parts)) - 1)
    return f"{figures(math.ceil(parts / step - 1e-9) * step, 2)} %"


def part_of_tokens(share: float) -> str:
    """How much of the tokens a share is, as a subject: "Half of the tokens", "73 % of the tokens"."""
    if share >= 1:
        return "All tokens"
    if share >= NEARLY_ALL:
        return "Nearly all tokens"
    if share <= 1 - NEARLY_ALL:
        return f"Hardly any tokens ({percent(share)})"
    return f"{'Half' if abs(share - 0.5) <= HALF else percent(share)} of the tokens"


def multiple(value: float) -> str:
    """A multiple in large type: "2.3 ×"."""
    return f"{times(value)}\u202f×"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: "a", "a and b", "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def cell(value: Any, column: str = "") -> str:
    """A value in a table: three significant digits, whole numbers in full, years plain."""
    if hasattr(value, "isoformat"):
        return NONE if value != value else value.isoformat()[:10]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NONE
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else "no"
    if not is_number(value):
        return str(value)
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return f"{number:.0f}" if "year" in column.split("_") and 1900 <= number <= 2200 else f"{number:,.0f}"
    return figures(number)


def day(value: date) -> str:
    """A date for people: "1 January 2027"."""
    return f"{value.day} {value:%B %Y}"
