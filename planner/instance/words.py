"""The wording of messages: values as a file writes them, the nearest known word, the unit slip that explains
a magnitude.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

_LONGEST = 60


def short(value: Any) -> str:
    """A number without a trailing `.0`: 2000, 0.35; anything else as it prints."""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def shown(value: Any) -> str:
    """A value in a message, as TOML writes it, cut to one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number of absurd size" if isinstance(value, int) and abs(value) > 1e300 else short(value)
    if isinstance(value, str):
        return "the text " + _cut(f'"{value}"')
    if isinstance(value, date):
        return str(value)
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return f"a Python {type(value).__name__}"


def written(value: Any) -> str:
    """A value as it prints, numbers of numpy too, which say their type inside a list."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    try:
        return str(value)
    except ValueError:  # Python prints no whole number of more than 4300 digits
        return "a number of absurd size"


def printable(text: str) -> str:
    """The text without control characters."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _cut(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant."""
    matches = get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean x?`, or the few words known, or nothing."""
    known = list(known)
    match = nearest(word, known)
    if match:
        return f"; did you mean {match}?"
    if not known:
        return "; none is defined"
    return f"; known: {', '.join(known)}" if len(known) <= 12 else ""


def _times(factor: float) -> Callable[[float], float]:
    return lambda value: value * factor


# What a value outside its range may have been, by the words that end the key: how to convert it, and the name
# of that unit.
_SLIPS: dict[str, list[tuple[Callable[[float], float], str]]] = {
    "km": [(_times(1e-3), "metres")],
    "m": [(_times(1e-3), "millimetres"), (_times(1e-2), "centimetres")],
    "mm": [(_times(1e3), "metres")],
    "m3": [(_times(1e-3), "litres")],
    "t": [(_times(1e-3), "kilograms")],
    "kg": [(_times(1e-3), "grams"), (_times(1e3), "tonnes")],
    "w": [(_times(1e3), "kilowatts"), (_times(1e-3), "milliwatts")],
    "kw": [(_times(1e-3), "watts"), (_times(1e3), "megawatts")],
    "mw": [(_times(1e-3), "kilowatts"), (_times(1e-6), "watts")],
    "musd": [(_times(1e-6), "dollars"), (_times(1e-3), "thousands of dollars")],
    "usd": [(_times(1e6), "millions of dollars"), (_times(1e3), "thousands of dollars")],
    "usd_per_kwh": [(_times(1e-3), "dollars per MWh"), (_times(1e-2), "cents per kWh")],
    "tt": [
        (_times(1e-12), "tokens"),
        (_times(1e-6), "millions of tokens"),
        (_times(1e-3), "billions of tokens"),
    ],
    "gb": [(_times(1e-3), "megabytes"), (_times(1e-9), "bytes"), (_times(1e3), "terabytes")],
    "gbps": [(_times(1e-3), "Mbit/s"), (_times(1e-9), "bit/s")],
    "ms": [(_times(1e3), "seconds")],
    "minutes": [(_times(1 / 60), "seconds")],
    "days": [(_times(1 / 24), "hours")],
    "months": [(_times(12), "years"), (_times(12 / 365.25), "days")],
    "years": [(_times(1 / 12), "months"), (_times(1 / 365.25), "days")],
    "krad": [(_times(1e-3), "rad")],
    "wh_per_kg": [(_times(1e3), "kilowatt-hours per kilogram")],
    "isp_s": [(_times(1 / 9.80665), "metres per second")],
    "radiator_c": [(lambda value: value - 273.15, "kelvin")],
}


def slip(name: str, value: float, low: float | None, high: float | None) -> str:
    """`; was it given in metres?` where a common unit slip brings the value into its range, else nothing."""
    words = name.split("_")
    candidates = [_SLIPS.get("_".join(words[i:])) for i in range(len(words))]
    candidates += [_SLIPS.get(name.split("_per_")[0].split("_")[-1])]
    if low is not None and high is not None and low >= 0 and high <= 1:
        candidates += [[(_times(1e-2), "per cent")]]
    for candidate in candidates:
        for convert, unit in candidate or ():
            converted = convert(value)
            if converted != 0 and (low is None or converted >= low) and (high is None or converted <= high):
                return f"; was it given in {unit}?"
    return ""
