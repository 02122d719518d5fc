"""What the page does to words: numbers stay with their units, and values become cells of tables."""

from __future__ import annotations

import math
import re
from typing import Any

from planner.report.figures.words import figures, is_number

NONE = "–"
UNITS = re.compile(
    r"(?<=\d) (?=(?:%|×|km|mm|kg|t|m²|krad|M\$|bn|tn|million|thousand|Tt|[kMG]?W|s|years)(?!\w))"
)


def unbroken(text: str) -> str:
    """The text with no-break spaces between a number and its unit: no line ends there."""
    return UNITS.sub("\u00a0", text)


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
