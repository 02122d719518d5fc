"""Numbers as people write them: three significant digits, thousands separated, no closing zeros."""

from __future__ import annotations

import math

DIGITS = 3


def rounded(value: float, digits: int = DIGITS) -> float:
    """The value to some significant digits; zero has no sign."""
    return float(f"{value:.{digits}g}") + 0.0


def figures(value: float, digits: int = DIGITS) -> str:
    """A number to some significant digits, thousands separated, without an exponent or closing zeros."""
    value = rounded(value, digits)
    if value and not 1e-9 <= abs(value) < 1e15:
        return f"{value:.{digits - 1}e}"
    text = f"{value:,.{decimals(value, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(value: float, digits: int) -> int:
    """Places after the point that show so many significant digits."""
    return max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0


def dollars(value: float, digits: int = DIGITS) -> str:
    """An amount of dollars: "$1,000", "$0.137"; below ten dollars cents in full: "$0.10"."""
    text = figures(abs(value), digits)
    whole, point, cents = text.partition(".")
    if point and "e" not in text and abs(value) < 10:
        text = f"{whole}.{cents.ljust(2, '0')}"
    return f"{'-' if rounded(value, digits) < 0 else ''}${text}"


def percent(share: float) -> str:
    """A share: "62 %", "1.5 %", "0.03 %"; whole percents from ten on."""
    value = 100 * share
    return f"{value:.0f} %" if abs(value) >= 9.95 else f"{figures(value, 2)} %"


def counted(count: int, noun: str) -> str:
    """ "1 run", "2,000 runs"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def joined(names: list[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return " ".join([", ".join(names[:-1]), last, names[-1]]) if len(names) > 1 else "".join(names)
