"""What the public calls take: a wrong argument gets a TypeError that says so, before any work is done."""

from __future__ import annotations

import numbers
import os
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

LONGEST = 60  # characters of a value in a message


class WrongWord(TypeError, ValueError):
    """A word that is none of those taken: wrong as an argument, and for those who look for a wrong value."""


def given(value: Any) -> str:
    """An argument in a message: its type, and its value where that is short."""
    try:
        text = repr(value) if isinstance(value, str | bytes | numbers.Number | date | os.PathLike) else ""
    except ValueError:  # Python prints no whole number of more than 4300 digits
        text = "of absurd size"
    kind = type(value).__name__
    return f"{kind} {text if len(text) <= LONGEST else text[: LONGEST - 3] + '...'}".rstrip()


def wrong(name: str, taken: str, value: Any) -> TypeError:
    """The TypeError of an argument: its name, what it may be, what it is."""
    return TypeError(f"{name} must be {taken}, not {given(value)}")


def a_path(name: str, value: Any, what: str) -> str | os.PathLike[str]:
    """A path as text or PathLike."""
    if isinstance(value, str):
        return value
    if isinstance(value, os.PathLike) and isinstance(os.fspath(value), str):
        return value
    raise wrong(name, f"the path of {what} (str or PathLike)", value)


def a_number(name: str, value: Any) -> float | None:
    """A number (numpy's too), or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise wrong(name, "a number or None", value)
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name} must be a number below 1e308, not {given(value)}") from None


def a_whole_number(name: str, value: Any) -> int:
    """A whole number (numpy's too)."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise wrong(name, "a whole number", value)
    return int(value)


def a_flag(name: str, value: Any) -> bool:
    """True or False (numpy's too)."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise wrong(name, "True or False", value)
    return bool(value)


def one_of(name: str, value: Any, words: Iterable[str]) -> str:
    """One of a few words."""
    words = list(words)
    if not isinstance(value, str) or value not in words:
        taken = f"{', '.join(map(repr, words[:-1]))} or {words[-1]!r}"
        raise WrongWord(str(wrong(name, taken, value)))
    return str(value)


def one_of_class(name: str, value: Any, kind: type) -> Any:
    """An object of a class of ours."""
    if not isinstance(value, kind):
        raise wrong(name, f"a planner.{kind.__name__} or None", value)
    return value


def a_call(name: str, value: Any) -> Any:
    """Something that can be called, or None."""
    if value is not None and not callable(value):
        raise wrong(name, "a function or None", value)
    return value


def a_day(name: str, value: Any) -> date:
    """A date: itself, a datetime (a pandas Timestamp too) or numpy datetime64 at midnight, or ISO text.
    ValueError for text that is no date.
    """
    from planner.instance.pythonic import as_day

    day = as_day(value)
    if day is not None:
        return day
    taken = "a date or ISO text such as 2028-01-01"
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{name} must be {taken}, not {given(value)}") from None
    if isinstance(value, datetime):
        raise ValueError(f"{name} must be {taken}, without a time of day, not {given(value)}")
    raise wrong(name, taken, value)
