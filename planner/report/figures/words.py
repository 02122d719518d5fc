"""Numbers and names as a figure writes them: three significant digits, thousands separated, the unit beside.

Prices: "$200/kg", "$0.137", "$1,000"; other quantities: "60 M$", "550 km"; years: "2031"; multiples: "2.4".
A unit is as people write it ("$/kg"); the unit of an instance's key is derived from the words that end it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from planner.instance.numbers import DIGITS, counted, decimals, dollars, figures, rounded
from planner.instance.shape import unit_of

__all__ = [
    "A_MILLION_TOKENS", "DIGITS", "DOLLARS", "Quantity", "a_token_price", "counted", "decimals", "dollars",
    "figures", "is_number", "measure", "name_of_key", "ordinal", "quantity", "rounded", "sentence", "span",
    "symbol_of", "times", "unit_of_key", "unitless",
]  # fmt: skip

LONGEST_AT_NUMBERS = 6  # characters of a unit
MOST_DIGITS = 7  # where fewer would make two values one
A_MILLION_TOKENS = "a million tokens"

SYMBOLS = {
    "musd": "M$", "usd": "$", "m2": "m²", "m3": "m³", "cm2": "cm²", "w": "W", "kw": "kW", "mw": "MW",
    "wh": "Wh", "kwh": "kWh", "tt": "Tt", "mtoken": "Mtoken", "deg": "°", "c": "°C", "gb": "GB",
    "gbps": "Gbit/s",
}  # fmt: skip
SAME = {"kg", "t", "km", "m", "mm", "s", "ms", "h", "minutes", "days", "months", "years", "year", "krad"}
KNOWN = {*SYMBOLS, *SAME}


def is_number(value: Any) -> bool:
    """Whether a value is a finite number (no truth value, no text)."""
    try:
        return not isinstance(value, str | bool) and math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def times(value: float) -> str:
    """A multiple: "0.97", "1.02", "2.4", "12"; two decimals about parity, where they decide."""
    if not is_number(value):
        return "-"
    if value < 0.1:
        return figures(value, 2)
    return f"{value:,.{2 if value < 1.995 else 1 if value < 9.95 else 0}f}"


def measure(value: Any, unit: str, digits: int = DIGITS) -> str:
    """A value with its unit: "$412/kg", "60 M$", "2031"; text as it is."""
    if not is_number(value):
        return str(value)
    value = float(value)
    if unit == "year":
        return f"{value:.0f}"
    if unit.startswith("$"):
        return dollars(value, digits) + unit[1:]
    return f"{figures(value, digits)}{'' if unit.startswith('°') else ' '}{unit}".strip()


def span(low: Any, high: Any, unit: str, join: str = "and") -> str:
    """Two values, the unit once: "$50 and $3,600/kg", "60 to 90 M$"; digits enough to tell them apart."""
    digits = DIGITS
    while digits < MOST_DIGITS and low != high and measure(low, unit, digits) == measure(high, unit, digits):
        digits += 1
    first, last = measure(low, unit, digits), measure(high, unit, digits)
    tail = unit[1:] if unit.startswith("$") else unit
    if unit != "year" and tail and first.endswith(tail):
        first = first.removesuffix(tail).rstrip()
    return f"{first} {join} {last}"


def a_token_price(usd_per_mtoken: float) -> str:
    """ "$0.137 a million tokens"."""
    return f"{dollars(usd_per_mtoken)} {A_MILLION_TOKENS}"


def unit_of_key(path: str) -> str:
    """The unit of an instance's key as people write it: "vehicles.starship.price_musd" -> "M$"."""
    key = path.rpartition(".")[2]
    unit = unit_of(key)
    if unit == key and unit.split("_")[0] not in KNOWN:
        return ""
    above, _, below = unit.partition("_per_")
    if unit.startswith("per_"):
        above, below = "", unit.removeprefix("per_")
    words = [symbol_of(word) for word in (above, below) if word]
    return "/".join(["", *words] if not above else words)


def symbol_of(word: str) -> str:
    """A unit's symbol, of several words joined by a blank."""
    return " ".join(SYMBOLS.get(part, part) for part in word.split("_"))


def name_of_key(path: str) -> str:
    """A key as people say it: "vehicles.falcon-9.price_musd" -> "falcon-9 price"."""
    *tables, key = path.split(".")
    names = [part.replace("_", " ") for part in tables[1:] if part != "*"]
    names = [unitless(part) for part in names]
    said = " ".join([*names, unitless(key.replace("_", " "))])
    if tables and "*" in tables:
        said = f"{said} of all {tables[0].replace('_', ' ')}"
    return said or path


def unitless(words: str) -> str:
    """The words of a key without its unit; all of them where nothing else is left."""
    key = words.replace(" ", "_")
    unit = unit_of(key)
    kept = key.removesuffix(unit).rstrip("_") if unit_of_key(key) else key
    return (kept or key).replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital first letter, where it begins with a word and not with a unit or a name."""
    first = text.partition(" ")[0].rstrip(",:;.")
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def ordinal(count: int) -> str:
    """ "1st", "2nd", "11th"."""
    ending = "th" if count % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


@dataclass(frozen=True)
class Quantity:
    """What an axis counts in.

    name: as its title says, without the unit; unit: "$/kg", "km", "year" or nothing
    """

    name: str
    unit: str

    @property
    def is_told_by_numbers(self) -> bool:
        """Whether every number at the axis names the unit: prices and years do, unless it is long."""
        short = len(self.unit) <= LONGEST_AT_NUMBERS
        return not self.unit or self.unit == "year" or (short and self.unit.startswith("$"))

    @property
    def title(self) -> str:
        """The axis' title, with the unit where the numbers do not name it."""
        return self.name if self.is_told_by_numbers else f"{self.name} ({self.unit})"

    @property
    def noun(self) -> str:
        """What one of its values is called."""
        if self.unit == "year":
            return "year"
        return "price" if "price" in self.name.lower() and "$" in self.unit else "value"

    def value(self, value: Any) -> str:
        """One value with its unit."""
        return measure(value, self.unit)

    def tick(self, value: Any) -> str:
        """One value at the axis."""
        unit = self.unit if self.is_told_by_numbers else "$" if self.unit.startswith("$") else ""
        return measure(value, unit)

    def span(self, low: Any, high: Any, join: str = "and") -> str:
        """Two values, the unit once."""
        return span(low, high, self.unit, join)


DOLLARS = Quantity("", "$")


def quantity(column: str, title: str, values: Any = ()) -> Quantity:
    """The quantity of a column: name and unit from its title ("Launch price ($/kg)", "Altitude, km"), else
    from the key. Whole numbers about 2000 under a title or key that says year are years.
    """
    title = title.strip() or sentence(name_of_key(column))
    found = re.fullmatch(r"(.*\S)\s*(?:\(([^()]+)\)|,\s*([^\s,]{1,12}))", title)
    name, unit = (found[1], found[2] or found[3]) if found else (title, unit_of_key(column))
    numbers = [float(value) for value in values if is_number(value)]
    says_year = "year" in f"{column} {title}".lower() and unit in {"", "year"}
    if says_year and numbers and all(1900 <= n <= 2200 and n == int(n) for n in numbers):
        return Quantity(name, "year")
    return Quantity(name, "" if unit == "year" and not says_year else unit)
