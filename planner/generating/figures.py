"""Numbers, figures and tables as lines of an instance file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import floor, log10

DIGITS = 4  # significant ones of every number that is written


def number(value: float) -> str:
    """A number to so many digits, as TOML has it."""
    if value == 0:
        return "0"
    places = DIGITS - 1 - floor(log10(abs(value)))
    rounded = round(value, places)
    return (
        f"{rounded:_.0f}" if places <= 0 or rounded == int(rounded) else f"{rounded:.{places}f}".rstrip("0")
    )


def numbers(values: Iterable[float]) -> str:
    """A list of numbers."""
    return f"[{', '.join(map(number, values))}]"


def texts(values: Iterable[str]) -> str:
    """A list of texts."""
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def days(values: Iterable[date]) -> str:
    """A list of dates."""
    return f"[{', '.join(day.isoformat() for day in values)}]"


def assumed(value: str, why: str) -> str:
    """A figure that says that it is an assumption, and which."""
    return f'{{ value = {value}, quality = "assumed", source = "assumed: {why}" }}'


def falling(start: float, growth_per_year: float, why: str) -> str:
    """A price that changes by the same share every year, in dollars of 2026."""
    path = f"start = {number(start)}, growth_per_year = {growth_per_year:.3f}, price_year = 2026"
    return f'{{ {path}, quality = "assumed", source = "assumed: {why}" }}'


def stepped(dates: Sequence[date], values: Sequence[float], why: str) -> str:
    """A value that holds from each date on."""
    path = f"dates = {days(dates)}, value = {numbers(values)}"
    return f'{{ {path}, quality = "assumed", source = "assumed: {why}" }}'


def table(name: str, lines: Iterable[str]) -> str:
    """A table of the file."""
    return "\n".join([f"[{name}]", *lines, ""])
