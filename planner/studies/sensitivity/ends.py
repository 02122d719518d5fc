"""The figures of an instance that can be moved, each with the low and the high end of what is known of it.

A number is put at its end. Of a series, whose low and high are those of its first value, every value is
multiplied by end / first value: its shape stays. Whole numbers are rounded. Texts and dates have no ends.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from planner.errors import InstanceError, require_none
from planner.instance import paths
from planner.instance.reading import Instance
from planner.instance.series import Series
from planner.instance.words import did_you_mean

RANGE = re.compile(r"\s*(?P<path>[^=]+?)\s*=\s*(?P<low>[^=]*?)\s*\.\.\s*(?P<high>[^=]*?)\s*")
"""PATH=LOW..HIGH"""


@dataclass(frozen=True)
class Moved:
    """A figure with its ends, money in the study's price year; of a series its first value."""

    path: str
    base: float
    low: float
    high: float
    quality: str = ""
    source: str = ""


def figures_of(instance: Instance) -> list[Moved]:
    """Every figure that states a low and a high end, catalog records included, in the order of the file."""
    found = []
    for path, noted in instance.provenance.items():
        base = first_value(value_of(instance, path))
        if noted.low is not None and noted.high is not None and base is not None and noted.low < noted.high:
            found.append(Moved(path, base, noted.low, noted.high, noted.quality or "", noted.source or ""))
    return found


def chosen_figures(instance: Instance, texts: Iterable[str]) -> list[Moved]:
    """The figures that are asked for: `PATH` with its own low and high, `PATH=LOW..HIGH`, or a pattern such
    as `vehicles.*.price_musd`, which stands for every figure with low and high that it matches.

    Raises InstanceError with everything that is none of these.
    """
    if isinstance(texts, str):
        raise TypeError("figures must be a list of key paths, not a text")
    known = {figure.path: figure for figure in figures_of(instance)}
    found: dict[str, Moved] = {}
    problems: list[tuple[str, str]] = []
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"figures must be key paths, not {type(text).__name__}")
        try:
            found |= {figure.path: figure for figure in asked_for(instance, text, known)}
        except ValueError as error:
            problems.append((text, str(error)))
    require_none(f"{instance.path}, figures", problems)
    if not found:
        raise InstanceError(f"{instance.path}, figures", [("", "no figure is chosen")])
    return list(found.values())


def asked_for(instance: Instance, text: str, known: dict[str, Moved]) -> list[Moved]:
    """The figures that one text asks for; ValueError says what is wrong with it."""
    if "=" in text:
        return [with_range(instance, text)]
    path = text.strip()
    if "*" in path:
        matching = [figure for own, figure in known.items() if matches(own, path)]
        if not matching:
            raise ValueError("matches no figure that states low and high")
        return matching
    if path in known:
        return [known[path]]
    if base_of(instance, path, known) is None:
        raise ValueError("is no number: it has no low and high end")
    raise ValueError(f"states no low and high: give them as {path}=LOW..HIGH")


def with_range(instance: Instance, text: str) -> Moved:
    """The figure of `PATH=LOW..HIGH`."""
    match = RANGE.fullmatch(text)
    if match is None:
        raise ValueError("must be PATH or PATH=LOW..HIGH, such as vehicles.falcon-9.price_musd=50..80")
    ends = [finite(match[name]) for name in ("low", "high")]
    if ends[0] is None or ends[1] is None or not ends[0] < ends[1]:
        raise ValueError(f"{match['low']}..{match['high']} must be two numbers, the lower one first")
    path = match["path"]
    base = base_of(instance, path, ())
    if base is None:
        raise ValueError("is no number: it has no low and high end")
    noted = instance.provenance.get(path)
    quality, source = ("", "") if noted is None else (noted.quality or "", noted.source or "")
    return Moved(path, base, ends[0], ends[1], quality, source)


def base_of(instance: Instance, path: str, known: Iterable[str]) -> float | None:
    """The number that a path leads to, None where it is none; ValueError for a path that leads nowhere."""
    try:
        paths.put(deepcopy(instance.tree), path, 0)
    except paths.UnknownPath as error:
        hint = "" if "did you mean" in str(error) else did_you_mean(path, known)
        raise ValueError(f"{error}{hint}") from None
    return first_value(value_of(instance, path))


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern matches a path part by part."""
    parts, wanted = path.split("."), pattern.split(".")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def finite(text: str) -> float | None:
    """The number that a text says."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def value_of(instance: Instance, path: str) -> Any:
    """The value at a key path of the plain data; None where there is none."""
    here: Any = instance.data
    for part in path.split("."):
        if isinstance(here, dict):
            here = here.get(part)
        elif isinstance(here, tuple):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = getattr(here, part, None)
    return here


def first_value(value: Any) -> float | None:
    """A number, or the first one of a series."""
    value = value.values[0] if isinstance(value, Series) else value
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def changes_at(instance: Instance, figure: Moved, end: float) -> dict[str, Any]:
    """What `Instance.with_values` takes to put a figure at a value."""
    value = value_of(instance, figure.path)
    if isinstance(value, int):
        return {figure.path: round(end)}
    if isinstance(value, Series) and len(value.values) > 1 and value.values[0]:
        moved = value.times(end / value.values[0])
        return {figure.path: {"dates": list(moved.dates), "value": list(moved.values)}}
    return {figure.path: end}


def at_ends(instance: Instance, figures: Sequence[Moved]) -> list[tuple[Instance, Instance]]:
    """The instance with each figure at its low and at its high end, all checked before anything is solved.

    Raises InstanceError with every end that the format refuses, and why.
    """
    found, problems = [], []
    for figure in figures:
        pair = []
        for end in (figure.low, figure.high):
            try:
                pair.append(instance.with_values(changes_at(instance, figure, end)))
            except InstanceError as error:
                problems += [(f"{figure.path} = {end:g}: {place}", say) for place, say in error.problems]
        if len(pair) == 2:
            found.append((pair[0], pair[1]))
    require_none(f"{instance.path}, figures at their ends", problems)
    return found
