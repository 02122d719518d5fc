"""Amounts, shares and gaps as the page says them, and cells of its tables."""

from __future__ import annotations

import math
import re
from typing import Any

from planner.report.figures.words import figures, is_number, times
from planner.report.plan import names

NONE = "–"
NO_BREAK = "\u00a0"
SCALES = ((1e6, "tn"), (1e3, "bn"), (1.0, "M"))
NEARLY_ALL = 0.995
HALF = 0.02  # so near to one half counts as half
LEAST_GAP = 1e-5
UNIT = re.compile(r"(?<=\d) (?=(?:%|km|mm|kg|t|m²|krad|M\$|bn|tn|million|thousand|Tt|[kMG]?W|s|years)(?!\w))")


def amount(musd: float, digits: int = 3) -> str:
    """An amount of M$ for people: "$40.2 bn", "$610 M", "-$4.21 bn"."""
    for scale, name in SCALES:
        text = figures(abs(musd) / scale, digits)
        if float(text.replace(",", "")) >= 1 or scale == 1.0:
            return f"{'-' if musd < 0 and text != '0' else ''}${text}{NO_BREAK}{name}"
    raise AssertionError("the last scale takes every amount")


def percent(share: float) -> str:
    """A share in percent, never broken at the end of a line."""
    return kept(names.percent(share))


def kept(text: str) -> str:
    """The text with its last blank as one at which no line ends: a number stays with its unit."""
    head, blank, unit = text.rpartition(" ")
    return f"{head}{NO_BREAK}{unit}" if blank else text


def unbroken(text: str) -> str:
    """The text, each number of it on one line with its unit."""
    return UNIT.sub(NO_BREAK, text)


def within(gap: float) -> str:
    """A proven gap in percent, rounded up to two digits: "1.5 %"."""
    if gap < LEAST_GAP:
        return kept(f"{100 * LEAST_GAP:.3f} %")
    parts = 100 * gap
    step = 10.0 ** (math.floor(math.log10(parts)) - 1)
    return kept(f"{figures(math.ceil(parts / step - 1e-9) * step, 2)} %")


def part_of_tokens(share: float) -> str:
    """How much of the tokens a share is, as a subject: "Half of the tokens", "73 % of the tokens"."""
    if share >= 1:
        return "All tokens"
    if share >= NEARLY_ALL:
        return "Nearly all tokens"
    if share <= 1 - NEARLY_ALL:
        return f"Hardly any of the tokens ({percent(share)})"
    return f"{'Half' if abs(share - 0.5) <= HALF else percent(share)} of the tokens"


def multiple(value: float) -> str:
    """A multiple in large type: "2.3 ×"."""
    return f"{times(value)}{NO_BREAK}×"


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
