"""What is done to a base to make the instance of a run: values put, whole tables added or taken away.

A recipe is a tuple of edits, put on in turn. It is small, can be pickled and hashed, and makes the same
instance anywhere: a study of ten thousand runs holds recipes, not instances.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.errors import InstanceError
from planner.instance.emitting import toml_value
from planner.instance.reading import Instance, read_kept
from planner.instance.schema import SHAPE
from planner.instance.words import did_you_mean


@dataclass(frozen=True)
class Put:
    """Values exchanged by key path."""

    values: Mapping[str, Any]

    def on(self, instance: Instance) -> Instance:
        """The instance with them."""
        return instance.with_values(self.values) if self.values else instance

    def told(self) -> Any:
        """What it is, for hashing."""
        return ["put", dict(self.values)]


@dataclass(frozen=True)
class Tables:
    """Whole tables of the file: `remove` by path, then `add` by path."""

    add: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()

    def on(self, instance: Instance) -> Instance:
        """The instance of the file with and without them; what was put on it before stays put."""
        name = instance.path.name
        tree = tomllib.loads(instance.text[name].decode("utf-8-sig"))
        problems: list[tuple[str, str]] = []
        for path in self.remove:
            take(tree, path, problems)
        for path, table in self.add.items():
            give(tree, path, table, problems)
        if problems:
            raise InstanceError(str(instance.path), problems)
        note = f"# {name} with whole tables added or taken away by a study.\n"
        text = note + "".join(f"{key} = {toml_value(value)}\n" for key, value in tree.items())
        files = {**instance.text, name: text.encode()}
        fresh = read_kept(instance.path, files)
        return fresh.with_values(instance.changes) if instance.changes else fresh

    def told(self) -> Any:
        """What it is, for hashing."""
        return ["tables", dict(self.add), list(self.remove)]


Edit = Put | Tables
Recipe = tuple[Edit, ...]


def made(base: Instance, recipe: Recipe) -> Instance:
    """The instance of a recipe. Raises InstanceError for what the format refuses."""
    for edit in recipe:
        base = edit.on(base)
    return base


def told(recipe: Recipe) -> list[Any]:
    """A recipe for hashing."""
    return [edit.told() for edit in recipe]


def new_tables(instance: Instance, add: Mapping[str, Any], remove: tuple[str, ...] = ()) -> dict[str, Any]:
    """Path -> table of the tables that a tree adds: as deep as the file has tables to go on in."""
    tree = tomllib.loads(instance.text[instance.path.name].decode("utf-8-sig"))
    found: dict[str, Any] = {}

    def walk(given: Mapping[str, Any], here: Any, above: str) -> None:
        for name, value in given.items():
            path = f"{above}.{name}".lstrip(".")
            below: Any = here
            for part in name.split("."):
                below = below.get(part) if isinstance(below, dict) else None
            goes_on = isinstance(value, Mapping) and isinstance(below, dict) and path not in remove
            if goes_on or (isinstance(value, Mapping) and path in SHAPE.keys):
                walk(value, below, path)
            else:
                found[path] = value

    walk(add, tree, "")
    return found


def take(tree: dict[str, Any], path: str, problems: list[tuple[str, str]]) -> None:
    """Take a table away from the tree of a file."""
    *above, last = path.split(".")
    here: Any = tree
    for part in [*above, last]:
        if not isinstance(here, dict) or part not in here:
            known = list(here) if isinstance(here, dict) else []
            problems.append((f"remove {path}", f"the base has no {part!r}{did_you_mean(part, known)}"))
            return
        here = here[part] if part is not last else here
    if not isinstance(here.get(last), dict):
        problems.append((f"remove {path}", "is no table of the base"))
        return
    del here[last]


def give(tree: dict[str, Any], path: str, table: Any, problems: list[tuple[str, str]]) -> None:
    """Add a table to the tree of a file."""
    *above, last = path.split(".")
    if not isinstance(table, Mapping):
        problems.append((f"add {path}", "must be a whole table; a single value is put with set"))
        return
    here: Any = tree
    for part in above:
        here = here.setdefault(part, {})
        if not isinstance(here, dict):
            problems.append((f"add {path}", f"{part} is no table of the base"))
            return
    if last in here:
        problems.append((f"add {path}", "the base has it already; change its values with set"))
        return
    here[last] = dict(table)
