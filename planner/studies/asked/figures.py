"""Figures of an instance by key path: which ones a path with wildcards names, what they are, multiples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from planner.instance import paths
from planner.instance.reading import Instance
from planner.instance.schema import SHAPE
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.instance.words import did_you_mean

ANY = "*"  # matches one part of a path
NONE = object()  # no such thing: None is a value


class NoFigure(Exception):
    """A path that names no figure, and why."""


def matching(instance: Instance, pattern: str) -> list[str]:
    """The key paths that a pattern names: itself, or with wildcards every path at which there is something.

    Raises NoFigure where that is none, or where the path leads nowhere.
    """
    parts = pattern.split(".")
    if ANY not in parts:
        require_leads_somewhere(instance, pattern)
        return [pattern]
    found = [("", instance.data)]
    node: Node | None = SHAPE
    for i, part in enumerate(parts):
        above = ".".join(parts[:i])
        names = {name for _, held in found for name in names_in(held)}
        if part != ANY and isinstance(node, Table) and part not in node.keys:
            raise NoFigure(
                f"unknown key {part!r}{' in ' + above if above else ''}{did_you_mean(part, node.keys)}"
            )
        below = [
            (f"{path}.{name}".lstrip("."), inside(held, name))
            for path, held in found
            for name in names_in(held)
            if part in (ANY, name)
        ]
        below = [(path, held) for path, held in below if held is not None]
        if not below:
            known = "" if part == ANY else did_you_mean(part, sorted(names))
            raise NoFigure(f"matches nothing: the base has no {'.'.join(parts[: i + 1])}{known}")
        found, node = below, node_below(node, part)
    require_figure(node, pattern)
    return [path for path, _ in found]


def require_leads_somewhere(instance: Instance, path: str) -> None:
    """Raise NoFigure where nothing can be put at a path."""
    require_figure(node_at(path), path)
    try:
        paths.put(deepcopy(instance.tree), path, 0)
    except paths.UnknownPath as error:
        raise NoFigure(str(error)) from None


def require_figure(node: Node | None, path: str) -> None:
    """Raise NoFigure for a section or a record."""
    if isinstance(node, Table | Map):
        raise NoFigure(f"{path} is a table; name a figure in it")


def node_at(path: str) -> Node | None:
    """What the format has at a path, whatever its ids are; None where it has nothing."""
    node: Node | None = SHAPE
    for part in path.split("."):
        node = node_below(node, part)
    return node


def node_below(node: Node | None, part: str) -> Node | None:
    """What the format has one part further; a Leaf for the parts of a figure."""
    if isinstance(node, Table):
        return node.keys[part].node if part in node.keys else None
    return node.of if isinstance(node, Map | Rows) else node


def names_in(held: Any) -> list[str]:
    """The parts that a path may go on with."""
    if isinstance(held, BaseModel):
        return list(type(held).model_fields)
    if isinstance(held, Mapping):
        return [str(name) for name in held]
    if isinstance(held, tuple) and held and isinstance(held[0], BaseModel):
        return [str(i) for i in range(len(held))]
    return []


def inside(held: Any, name: str) -> Any:
    """What is there one part further; None where there is nothing."""
    if isinstance(held, BaseModel):
        return getattr(held, name, None)
    if isinstance(held, Mapping):
        return held.get(name)
    return held[int(name)]


def value_of(instance: Instance, path: str) -> Any:
    """The figure at a path: number, Series, text ... None where there is none."""
    held: Any = instance.data
    for part in path.split("."):
        if part not in names_in(held):
            return None
        held = inside(held, part)
    return held


def first_of(value: Any) -> float | int | None:
    """A figure as one number: that of a series is its first. None for what is no number."""
    if isinstance(value, Series):
        return value.values[0]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def times(instance: Instance, path: str, factor: float) -> Any:
    """The figure at a path, multiplied: as a value that a file may hold. Whole numbers stay whole. Raises
    NoFigure for what is no number.
    """
    value = value_of(instance, path)
    if isinstance(value, Series):
        values = [one * factor for one in value.values]
        return values[0] if len(values) == 1 else {"dates": list(value.dates), "value": values}
    if first_of(value) is None:
        raise NoFigure(f"{path} is no number in the base: it has no multiple")
    return round(value * factor) if isinstance(value, int) else value * factor


def with_range(instance: Instance, pattern: str = "") -> list[str]:
    """The figures that say how low and how high they may be; of a pattern those, or all. Raises NoFigure
    where there is none.
    """
    ranged: Iterable[str] = (
        path
        for path, noted in instance.provenance.items()
        if noted.low is not None and noted.high is not None and noted.low < noted.high
    )
    if pattern:
        wanted = set(matching(instance, pattern))
        ranged = [path for path in ranged if path in wanted]
    found = sorted(path for path in ranged if first_of(value_of(instance, path)) is not None)
    if not found:
        raise NoFigure(
            "names no figure with low and high" if pattern else "the base has no figure with low and high"
        )
    return found


def is_figure(path: str) -> bool:
    """Whether a path may be one of a figure, by the format alone."""
    return isinstance(node_at(path), Leaf | Rows)
