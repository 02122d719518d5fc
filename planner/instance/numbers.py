"""Numbers as people write them: three significant digits, thousands separated, no closing zeros."""

from __future__ import annotations

import math
from collections.abc import Sequence

DIGITS = 3
LEAST_GAP = 1e-5  # one that is smaller is said to be so large
NOISE = 1e-7  # percent by which a whole may fall short
FROM = 9.995  # bn and tn: what is less is written in the unit below


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
    """A share: "62 %", "1.5 %", "0.03 %", "99.7 %": never 0 % of something, or 100 % of what is less."""
    value = 100 * share
    if 0 < value < 0.01:
        return "under 0.01 %"
    if 99.5 <= value < 100 - NOISE:
        return f"{value:.1f} %" if value < 99.95 else "over 99.9 %"
    return f"{value:,.0f} %" if abs(value) >= 9.95 else f"{figures(value, 2)} %"


def within(gap: float) -> str:
    """A proven gap in percent, rounded up to two digits: "1.5 %"."""
    if gap < LEAST_GAP:
        return f"{100 * LEAST_GAP:.3f} %"
    step = 10.0 ** (math.floor(math.log10(100 * gap)) - 1)
    return f"{figures(math.ceil(100 * gap / step - 1e-9) * step, 2)} %"


def a_sum(musd: float, digits: int = DIGITS, most: float | None = None) -> str:
    """An amount of money [M$]: "412 M$", "9,990 M$", "$40.2 bn", "$11.2 tn".

    most: the largest amount that it stands beside, whose unit it takes
    """
    largest = abs(musd if most is None else most)
    for size, unit in ((1e6, "tn"), (1e3, "bn")):
        if largest >= FROM * size:
            return f"{dollars(musd / size, digits)} {unit}"
    return f"{figures(musd, digits)} M$"


def sums(*musd: float) -> list[str]:
    """Amounts of money that stand in one sentence: all in the unit of the largest."""
    most = max(map(abs, musd), default=0.0)
    return [a_sum(each, most=most) for each in musd]


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """ "1 run", "2,000 runs"; nouns: where an s does not make several of them."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def joined(names: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return " ".join([", ".join(names[:-1]), last, names[-1]]) if len(names) > 1 else "".join(names)
