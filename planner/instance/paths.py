"""Key paths such as `vehicles.starship.price_musd`: one value of a tree exchanged, and `path=value` from a
command line.
"""

from __future__ import annotations

import tomllib
from typing import Any

from planner.errors import InstanceError
from planner.instance.forms import FORMS
from planner.instance.records import NOTES
from planner.instance.schema import SHAPE
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.instance.words import did_you_mean, shown

_FIGURE_KEYS = sorted(set().union(*FORMS) | set(NOTES))


class UnknownPath(Exception):
    """A path that leads nowhere, and why."""


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Exchange the value at a path of an expanded tree, in place. Raises UnknownPath.

    Ids of own records and rows of lists must exist; keys of a table must be in the format; below a value
    written as a table its parts can be reached (`vehicles.starship.price_musd.start`).
    """
    parts = path.split(".")
    node: Node = SHAPE
    here: Any = tree
    for i, part in enumerate(parts):
        before = ".".join(parts[:i])
        child, known = _below(node, here, part)
        if child is None:
            raise UnknownPath(
                f"unknown key {part!r}{' in ' + before if before else ''}{did_you_mean(part, known)}"
            )
        if isinstance(node, Rows):
            here = here["value"] if isinstance(here, dict) else here
        step: Any = int(part) if isinstance(node, Rows) else part
        if i == len(parts) - 1:
            here[step] = value
            return
        if not isinstance(here, list) and step not in here:
            here[step] = {}
        here, node = here[step], child
        if isinstance(node, Leaf) and not isinstance(here, dict):
            raise UnknownPath(f"{'.'.join(parts[: i + 1])} is {shown(here)}: it has no {parts[i + 1]!r}")


def _below(node: Node, here: Any, part: str) -> tuple[Node | None, list[str]]:
    """The node below, or None; and the keys that exist there."""
    if isinstance(node, Table):
        return (node.keys[part].node if part in node.keys else None), list(node.keys)
    if isinstance(node, Map):
        return (node.of if node.ref or part in here else None), list(here)
    if isinstance(node, Rows):
        rows = here["value"] if isinstance(here, dict) else here
        known = [str(i) for i in range(len(rows))]
        return (node.of if part in known else None), known
    return (node if part in _FIGURE_KEYS else None), _FIGURE_KEYS


def setting(text: str) -> tuple[str, Any]:
    """Path and value of `path=value`, the value read as TOML: `vehicles.starship.price_musd=40`. What is not
    one value of TOML is text, so that a word needs no quotes. Raises InstanceError.
    """
    path, equals, value = (part.strip() for part in text.partition("="))
    if not path or not equals or not value:
        raise InstanceError("--set", [(text, "is not KEY=VALUE")])
    try:
        tree = tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError):
        return path, value
    return path, tree["value"] if list(tree) == ["value"] else value
