"""The axes of a study: lists of points, each with what it changes and what it is called in the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.instance.emitting import toml_value
from planner.instance.reading import Instance
from planner.instance.series import Series
from planner.instance.shape import Map, Table
from planner.instance.words import did_you_mean, shown
from planner.studies.asked.figures import ANY, NoFigure, matching, node_at, times, value_of

FACTORS = " times"
"""Ends the name of a column that holds factors, not values."""

RANGE = ("from", "to", "steps", "scale")
SCALES = ("linear", "log")
MOST_STEPS = 10_000
Refuse = Any  # called with the place in the file and the message


@dataclass(frozen=True)
class Times:
    """A multiple of what the base has."""

    factor: float


@dataclass(frozen=True)
class Axis:
    """A list of changes that go in turn: (path or pattern, value or Times) pairs at every point.

    place: where it stands in the study file, for messages
    """

    place: str
    points: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Point:
    """A point of an axis on one base: the values put, and what the table calls them."""

    labels: Mapping[str, Any]
    values: Mapping[str, Any]


def flat(tree: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Path -> value of a table of paths, whether they are written in quotes or as tables of tables."""
    found: dict[str, Any] = {}
    for name, value in tree.items():
        path = f"{above}.{name}".lstrip(".")
        if isinstance(value, Mapping) and isinstance(node_at(path), Table | Map) and not is_form(value):
            found |= flat(value, path)
        else:
            found[path] = value
    return found


def is_form(value: Any) -> bool:
    """Whether a table is a range or a list of factors."""
    return isinstance(value, Mapping) and ("times" in value or {"from", "to"} <= value.keys())


def values_in(value: Any, place: str, refuse: Refuse) -> list[Any]:
    """The values of one path of an axis: those of a list, of `times`, or of a range; none where they are
    refused.
    """
    if isinstance(value, Mapping):
        if set(value) == {"times"}:
            return [Times(one) for one in factors(value["times"], place, refuse)]
        if "from" in value or "to" in value or "steps" in value:
            return steps_of(value, place, refuse)
        refuse(place, "must be a list of values, { times = [...] } or { from = ..., to = ..., steps = ... }")
        return []
    if not isinstance(value, list | tuple | range | np.ndarray):
        refuse(place, f"must be a list of values, not {shown(value)}")
        return []
    if not len(value):
        refuse(place, "is empty: there is nothing to vary")
    return [one_value(one, place, refuse) for one in value]


def one_value(value: Any, place: str, refuse: Refuse) -> Any:
    """A value to put, or Times for { times = factor }."""
    if isinstance(value, Mapping) and "times" in value:
        if set(value) != {"times"}:
            refuse(place, "times stands alone: { times = 0.5 }")
        found = factors([value["times"]], place, refuse)
        return Times(found[0]) if found else None
    return value


def factors(value: Any, place: str, refuse: Refuse) -> list[float]:
    """Factors, or none where one is refused."""
    given = value if isinstance(value, list | tuple | range | np.ndarray) else None
    if given is None or not len(given):
        refuse(place, "times must be a list of factors" if given is None else "times is empty")
        return []
    for one in given:
        if not is_number(one):
            refuse(place, f"times must hold numbers, not {shown(one)}")
            return []
    return [float(one) for one in given]


def steps_of(given: Mapping[str, Any], place: str, refuse: Refuse) -> list[Any]:
    """The values of { from, to, steps, scale }."""
    for name in given:
        if name not in RANGE:
            refuse(f"{place}.{name}", f"unknown key{did_you_mean(name, RANGE)}")
            return []
    low, high, steps = (given.get(name) for name in RANGE[:3])
    for name, value in (("from", low), ("to", high)):
        if not is_number(value):
            refuse(
                f"{place}.{name}", "is missing" if value is None else f"must be a number, not {shown(value)}"
            )
            return []
    scale = given.get("scale", "linear")
    if scale not in SCALES:
        refuse(f"{place}.scale", f"must be one of {', '.join(SCALES)}, not {shown(scale)}")
        return []
    if type(steps) is not int or not 2 <= steps <= MOST_STEPS:
        say = "is missing" if steps is None else f"{shown(steps)} is outside 2..{MOST_STEPS}"
        refuse(f"{place}.steps", say)
        return []
    assert isinstance(low, int | float) and isinstance(high, int | float)
    if not low < high:
        refuse(place, f"is an empty range: from {low} is not below to {high}")
        return []
    if scale == "log" and low <= 0:
        refuse(f"{place}.from", f"must be above 0 on a log scale, not {shown(low)}")
        return []
    spaced = np.geomspace(low, high, steps) if scale == "log" else np.linspace(low, high, steps)
    found: list[Any] = [float(f"{one:.12g}") for one in spaced]  # 0.07, not 0.07000000000000001
    whole = isinstance(low, int) and isinstance(high, int) and all(one.is_integer() for one in found)
    return [int(one) for one in found] if whole else found


def is_number(value: Any) -> bool:
    """A finite number; numpy's too."""
    return (
        isinstance(value, int | float | np.integer | np.floating)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


def points_on(instance: Instance, axis: Axis, refuse: Refuse) -> list[Point]:
    """The points of an axis on a base: wildcards and multiples are those of this base."""
    found: dict[str, list[str]] = {}
    for pattern in {pattern: None for point in axis.points for pattern in point}:
        try:
            found[pattern] = matching(instance, pattern)
        except NoFigure as error:
            refuse(f"{axis.place}.{pattern}".lstrip("."), str(error))
            return []
    points = []
    for changes in axis.points:
        labels: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for pattern, value in changes.items():
            try:
                put = {path: resolved(instance, path, value) for path in found[pattern]}
            except NoFigure as error:
                refuse(f"{axis.place}.{pattern}".lstrip("."), str(error))
                return []
            column, label = label_of(instance, pattern, value, put)
            labels[column] = label
            twice = put.keys() & values.keys()
            if twice:
                refuse(f"{axis.place}.{pattern}".lstrip("."), f"{min(twice)} is changed twice at one point")
                return []
            values |= put
        points.append(Point(labels, values))
    return points


def resolved(instance: Instance, path: str, value: Any) -> Any:
    """The value to put at a path."""
    return times(instance, path, value.factor) if isinstance(value, Times) else value


def label_of(instance: Instance, pattern: str, value: Any, put: Mapping[str, Any]) -> tuple[str, Any]:
    """The column of a changed path and what stands in it: the value; the factor where there are several, or a
    series.
    """
    if isinstance(value, Times):
        is_one = ANY not in pattern.split(".")
        held = value_of(instance, pattern) if is_one else None
        if is_one and not (isinstance(held, Series) and len(held.values) > 1):
            return pattern, put[pattern]
        return pattern + FACTORS, value.factor
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping) and isinstance(value.get("value"), int | float | str):
        return pattern, value["value"]
    return pattern, value if isinstance(value, bool | int | float | str) else told(value)


def told(value: Any) -> str:
    """A value of several parts, as a file writes it."""
    return toml_value(value)


def axes_of(vary: Mapping[str, Any], place: str, refuse: Refuse) -> list[Axis]:
    """An axis for each path of a table of paths."""
    return [
        Axis(place, [{path: value} for value in values_in(given, f"{place}.{path}".lstrip("."), refuse)])
        for path, given in flat(vary).items()
    ]


def zipped(group: Mapping[str, Any], place: str, refuse: Refuse) -> Axis:
    """One axis of lists that go together."""
    lists = {path: values_in(given, f"{place}.{path}", refuse) for path, given in flat(group).items()}
    if not lists:
        refuse(place, "is empty: there is nothing to vary")
    lengths = {path: len(values) for path, values in lists.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{path} has {count}" for path, count in lengths.items())
        refuse(place, f"lists that go together must be equally long: {told}")
        return Axis(place, [])
    return Axis(place, [dict(zip(lists, chosen)) for chosen in zip(*lists.values())])


def all_points(instance: Instance, axes: Iterable[Axis], refuse: Refuse) -> list[list[Point]]:
    """The points of every axis on a base; refused where two axes change the same figure."""
    found = [points_on(instance, axis, refuse) for axis in axes]
    seen: dict[str, str] = {}
    for points, axis in zip(found, axes):
        for path in {path for point in points for path in point.values}:
            if path in seen:
                refuse(f"{axis.place}.{path}".lstrip("."), f"is varied twice: {seen[path]} has it too")
            seen[path] = axis.place or path
    return found
