"""The figure that a break-even varies: a key path whose value is a number, with its range in the format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import InstanceError, require_none
from planner.instance.reading import Instance
from planner.instance.schema import SHAPE
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.instance.words import did_you_mean, short

ANY = "*"
"""In the place of an id: every record of the section."""


@dataclass(frozen=True)
class Parameter:
    """A figure of an instance, or the same figure of several records.

    path      as it was asked for, perhaps with a wildcard
    paths     the key paths that it stands for
    is_whole  only whole numbers are allowed
    notes     what setting it does beside exchanging a number
    """

    path: str
    paths: tuple[str, ...]
    is_whole: bool
    notes: tuple[str, ...]

    def changes(self, value: float) -> dict[str, float | int]:
        """Key path -> this value, at every match."""
        return dict.fromkeys(self.paths, self.plain(value))

    def plain(self, value: float) -> float | int:
        """A value as the format wants it."""
        return int(value) if self.is_whole else value


def parameter_of(instance: Instance, path: str, low: float, high: float) -> Parameter:
    """The figure at a path that may be set from low to high. Raises InstanceError for a path that the
    instance lacks, for what is no number there, for a range that is none or that the format refuses.
    """
    source = str(instance.path)
    paths = matches(instance, path)
    problems, notes, is_whole = [], [], False
    for one in paths:
        leaf, current = leaf_at(one), value_at(instance.data, one)
        if leaf is None or leaf.kind not in ("number", "whole number", "series"):
            kind = "a table" if leaf is None else leaf.kind
            problems.append((one, f"is no number but {kind}: a break-even needs a figure to vary"))
            continue
        is_whole = is_whole or leaf.kind == "whole number"
        if isinstance(current, Series) and len(set(current.values)) > 1:
            notes.append(
                f"{one} changes with time in {source} ({short(current.values[0])} to "
                f"{short(current.values[-1])}): here it has one value throughout"
            )
    require_none(source, problems)
    require_none("--between", range_problems(low, high, is_whole))
    found = Parameter(path, paths, is_whole, tuple(notes))
    for value in (low, high):
        try:
            instance.with_values(found.changes(value))
        except InstanceError as error:
            problems += [entry for entry in error.problems if entry not in problems]
    require_none(f"{source}, --between {short(low)} {short(high)}", problems)
    return found


def range_problems(low: float, high: float, is_whole: bool) -> list[tuple[str, str]]:
    """What is wrong with the two ends, whatever the format says."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return [("", f"{short(low)} and {short(high)} must be numbers")]
    if low >= high:
        return [("", f"{short(low)} is not below {short(high)}: the range is empty")]
    if is_whole and (low != int(low) or high != int(high)):
        return [("", f"{short(low)} and {short(high)} must be whole numbers, as this figure is")]
    return []


def matches(instance: Instance, path: str) -> tuple[str, ...]:
    """The key paths that a path with wildcards stands for. InstanceError where there is none."""
    found: list[list[str]] = [[]]
    parts = path.split(".")
    for i, part in enumerate(parts):
        longer = []
        for before in found:
            known = list(keys_at(value_at(instance.data, ".".join(before))))
            if part == ANY and isinstance(node_at(before), Map | Rows):
                longer += [[*before, name] for name in known]
            elif part in known:
                longer.append([*before, part])
            elif len(found) == 1:
                where = f" in {'.'.join(before)}" if before else ""
                say = f"unknown key {part!r}{where}{did_you_mean(part, known)}"
                raise InstanceError(str(instance.path), [(path, say)])
        found = longer
        if not found:
            say = f"{'.'.join(parts[: i + 1])} matches nothing"
            raise InstanceError(str(instance.path), [(path, say)])
    return tuple(".".join(one) for one in found)


def keys_at(value: Any) -> Iterable[str]:
    """The names below a value of an instance's data."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        return [str(i) for i in range(len(value))]
    return getattr(type(value), "model_fields", {})


def value_at(data: Any, path: str) -> Any:
    """The value at a key path that exists in an instance's data."""
    here = data
    for part in path.split(".") if path else ():
        if isinstance(here, Mapping):
            here = here[part]
        else:
            here = here[int(part)] if isinstance(here, tuple) else getattr(here, part)
    return here


def node_at(parts: list[str]) -> Node | None:
    """What the format says of a key path."""
    node: Node | None = SHAPE
    for part in parts:
        if isinstance(node, Table):
            node = node.keys[part].node if part in node.keys else None
        else:
            node = node.of if isinstance(node, Map | Rows) else None
    return node


def leaf_at(path: str) -> Leaf | None:
    """What the format says of the value at a key path; None for a whole table."""
    node = node_at(path.split("."))
    return node if isinstance(node, Leaf) else None
