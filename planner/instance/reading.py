"""Reading an instance: a TOML file with its CSV tables becomes a frozen Instance, or one report of everything
wrong with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance import arguments, emitting, paths, records, version
from planner.instance.files import Files, KeptFiles, Unreadable, parse_toml
from planner.instance.problems import Problems
from planner.instance.pythonic import as_toml
from planner.instance.resolving import Provenance, Resolver
from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.validating import validated
from planner.instance.words import written
from planner.instance.writing import write_new


def copied(value: Any) -> Any:
    """A copy that the caller cannot change any more; what cannot be copied is nothing of TOML's, and is
    refused where it is read.
    """
    try:
        return deepcopy(value)
    except Exception:
        return value


@dataclass(frozen=True)
class Instance:
    """A planning question, validated.

    path        the file that was read
    text        the files as read, by name relative to the file's folder
    data        every value in plain units and the study's price year, defaults filled in
    provenance  key path -> where a figure comes from, for figures that say so
    defaults    key path -> the default used, for keys that the file leaves out (None: no such limit)
    tree        the file's tree with catalog records filled in, the ground on which `with_value` works
    changes     key path -> the value that `with_value` put there, in the order in which the values were put
    """

    path: Path
    text: dict[str, bytes] = field(repr=False)
    data: InstanceFile = field(repr=False)
    provenance: dict[str, Provenance] = field(repr=False)
    defaults: dict[str, Any] = field(repr=False)
    tree: dict[str, Any] = field(repr=False)
    changes: dict[str, Any] = field(repr=False, default_factory=dict)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes | str]) -> Instance:
        """The instance in files that are held in memory, by name: one TOML file and the CSV files that it
        names. Raises InstanceError as `planner.read` does; nothing is read from a disk.
        """
        if not isinstance(files, Mapping) or not all(
            isinstance(name, str) and isinstance(content, bytes | str) for name, content in files.items()
        ):
            raise TypeError("files must be a mapping of names to what they hold (bytes or str)")
        first = [name for name in files if name.lower().endswith(".toml")]
        if len(first) != 1:
            say = f"{len(first)} TOML files; one is the instance"
            raise InstanceError(", ".join(files) or "files", [("", say)])
        kept = {
            name: content.encode() if isinstance(content, str) else content for name, content in files.items()
        }
        return read_kept(first[0], kept)

    def write(self, path: str | PathLike[str], force: bool = False) -> Path:
        """Write the instance out in full, as one TOML file, and return its path. An existing file is replaced
        only with `force` (InstanceError otherwise).
        """
        arguments.a_path("path", path, "an instance file")
        arguments.a_flag("force", force)
        write_new({Path(path): self.resolved_toml().encode()}, force)
        return Path(path)

    def with_value(self, path: str, value: Any) -> Instance:
        """The instance with one value exchanged and everything checked again.

        path: a key path such as `vehicles.starship.price_musd` (`vehicles.starship.anchors.0.payload_t` in a
        list of tables).
        value: whatever TOML could hold there, or the same as numpy, pandas or datetime values
        (planner/instance/pythonic.py), money in the study's price year.

        Raises InstanceError for an unknown path or a value that the format refuses, TypeError for a path
        that is no text.
        """
        return self.with_values({path: value})

    def with_values(self, values: Mapping[str, Any]) -> Instance:
        """The instance with several values exchanged at once: key path -> value."""
        if not isinstance(values, Mapping) or not all(isinstance(path, str) for path in values):
            raise TypeError(
                "values must be a mapping of key paths such as vehicles.starship.price_musd to values"
            )
        given = {path: copied(as_toml(value)) for path, value in values.items()}
        changes = ", ".join(f"{path} = {written(value)[:60]}" for path, value in given.items())
        problems = Problems(f"{self.path} with {changes}")
        tree = deepcopy(self.tree)
        for path, value in given.items():
            try:
                paths.put(tree, path, value)
            except paths.UnknownPath as error:
                problems.add(path, str(error))
        problems.raise_if_any([])
        kept = {path: value for path, value in self.changes.items() if path not in values}
        changed = _built(self.path, tree, Files(self.path.parent, self.text), problems)
        return replace(changed, changes=kept | given)

    def resolved_toml(self) -> str:
        """The instance written out in full, needing neither catalog nor CSV; it reads back into the same
        `data`.
        """
        return emitting.resolved_toml(self.data, self.provenance)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of `resolved_toml()`: of everything that decides the plan, tables and catalog records
        included.
        """
        return hashlib.sha256(self.resolved_toml().encode()).hexdigest()

    def copy_to(self, folder: str | PathLike[str]) -> None:
        """Write the files as they were read into a folder, which is made if it does not exist."""
        for name, content in self.text.items():
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def read(path: str | PathLike[str]) -> Instance:
    """The instance in a TOML file and the CSV files it names. Raises InstanceError with every problem
    found.
    """
    path = Path(path)
    try:
        path.name.encode()
    except UnicodeEncodeError:
        raise InstanceError(
            str(path), [("", "is a name that is not UTF-8, which no plan could keep: rename it")]
        ) from None
    return _read(path, Files(path.parent))


def an_instance(name: str, value: Any) -> Instance:
    """An argument that is an Instance, or one read from its path."""
    if isinstance(value, Instance):
        return value
    if isinstance(value, str | PathLike):
        return read(arguments.a_path(name, value, "an instance file"))
    raise arguments.wrong(name, "an Instance (planner.read) or the path of its file", value)


def read_kept(path: str | PathLike[str], kept: Mapping[str, bytes]) -> Instance:
    """The instance in files that a plan has kept, bytes by name; `path` names the TOML file among them and
    stands in messages.

    Raises InstanceError as `read` does. Nothing is read from a disk.
    """
    path = Path(path)
    return _read(path, KeptFiles(path.parent, kept))


def _read(path: Path, files: Files) -> Instance:
    try:
        tree = parse_toml(files.text(path.name))
    except Unreadable as error:
        raise InstanceError(str(path), [("", str(error))]) from None
    problems = Problems(str(path))
    return _built(path, records.expand(version.taken(tree, problems), problems), files, problems)


def _built(path: Path, tree: dict[str, Any], files: Files, problems: Problems) -> Instance:
    resolver = Resolver(tree, files, problems)
    data = validated(resolver.resolve(), problems, resolver.unused)
    problems.raise_if_any(list(SHAPE.keys))
    assert data is not None
    return Instance(path, files.seen, data, resolver.provenance, resolver.defaults, tree)
