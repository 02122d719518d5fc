"""Steps of which it is known for certain which way they move the best ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from planner.choices import Objective, Side
from planner.comparing.attributing import Group, Step
from planner.comparing.inputs import Difference
from planner.instance.reading import Instance
from planner.studies.break_even.monotone import Direction, is_monotone


def with_directions(
    steps: Sequence[Step], ends: tuple[Instance, Instance], cases: tuple[Side, Side], objective: Objective
) -> list[Step]:
    """The steps with what is known for certain of their direction: of a ratio, where the same side may serve
    throughout. What holds for the instances at both ends holds for those between.
    """
    if objective != "levelized_cost" or cases[0] != cases[1]:
        return list(steps)
    found = []
    for step in steps:
        one, other = (direction_of(step.group, end, cases[0]) for end in ends)
        found.append(replace(step, sure=one if one == other else None))
    return found


def direction_of(group: Group, instance: Instance, case: Side) -> Direction | None:
    """Which way the best ratio moves when the inputs of a group change together; None: not known."""
    ways = {way_of(one, instance, case) for one in group.inputs} - {0}
    if not ways:
        return 0
    return ways.pop() if len(ways) == 1 else None


def way_of(one: Difference, instance: Instance, case: Side) -> Direction | None:
    """The same for one input: of a number, or of a series of which every value moves one way."""
    known = None if one.is_record else is_monotone(instance, one.key, case)
    if known is None or known == 0:
        return known
    old, new = (series_of(value) for value in one.values)
    if old is None or new is None or old[0] != new[0]:
        return None
    pairs = list(zip(old[1], new[1], strict=True))
    if all(a <= b for a, b in pairs):
        return known
    return (-1 if known == 1 else 1) if all(a >= b for a, b in pairs) else None


def series_of(value: Any) -> tuple[list[Any], list[float]] | None:
    """The days and numbers of a value; None where it is neither a number nor a series."""
    if isinstance(value, dict):
        return value["dates"], value["value"]
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    return ([], [value]) if is_figure else None
