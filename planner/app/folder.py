"""The folder of the app: nothing outside it is read or written.

A name that comes from a browser is a path relative to the folder, with forward slashes. It is refused by its
looks first, then by where it leads once every link in it is followed. A link may stay inside.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance.files import Unreadable, file_bytes
from planner.instance.reading import Instance, read_kept
from planner.instance.words import printable

LONGEST_NAME = 120  # characters of one part; with what a writer puts around it no system refuses it
LONGEST_PATH = 400
DEEPEST = 4  # folders below the chosen one in which the app looks
MOST_FOUND = 500  # instances and plans that are listed
MOST_SEEN = 20_000  # entries that are looked at for them
FORBIDDEN = set('\\:*?"<>|')
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
PLAN_FILES = ("plan.json", "run.json")
PLANS = "plans"  # where plans are kept, as `planner solve` does


class Exists(InstanceError):
    """What is to be written is there already; it is replaced only when asked."""

    def __init__(self, name: str):
        say = "exists already; it is replaced only if you say so"
        super().__init__("the folder of the app", [(name, say)])
        self.name = name

    def __reduce__(self):
        return type(self), (self.name,), self.__dict__


def refused(name: Any, say: str) -> InstanceError:
    """The error of a name."""
    shown = printable(name) if isinstance(name, str) else type(name).__name__
    return InstanceError("the folder of the app", [(shown or '""', say)])


def problem_of(name: Any) -> str | None:
    """What is wrong with a name by its looks; None where nothing is."""
    if not isinstance(name, str):
        return "is no text"
    if not name:
        return "is empty: give a name"
    if len(name) > LONGEST_PATH:
        return f"has {len(name):,} characters; at most {LONGEST_PATH} are taken"
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        return "holds a control character"
    if bad := sorted(FORBIDDEN & set(name)):
        return f"holds {' '.join(bad)}, which no name here may"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "is not UTF-8"
    if name.startswith("/"):
        return "is an absolute path; names are relative to the folder"
    for part in name.split("/"):
        if part in ("", ".", ".."):
            return "must be a path inside the folder, without empty parts, . or .."
        if part.startswith(".") or part[-1] in ". " or part[0] == " ":
            return "has a part that begins with a point or blank, or ends with one"
        if len(part) > LONGEST_NAME or len(part.encode()) > 200:
            return f"has a part of more than {LONGEST_NAME} characters"
        if part.partition(".")[0].strip().lower() in RESERVED:
            return "is a name of a device on some systems"
    return None


@dataclass(frozen=True)
class Found:
    """Something in the folder that can be opened. kind: "instance" or "plan"."""

    name: str
    kind: str


class Folder:
    """The chosen folder."""

    def __init__(self, root: str | os.PathLike[str]):
        try:
            self.root = Path(root).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            raise InstanceError(str(root), [("", "no such folder")]) from None
        if not self.root.is_dir():
            raise InstanceError(str(root), [("", "is a file; give the folder that holds the instances")])

    def inside(self, name: Any) -> Path:
        """The path of a name, links followed. Raises InstanceError for one that leads out of the folder."""
        if problem := problem_of(name):
            raise refused(name, problem)
        try:
            path = (self.root / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise refused(name, "is no path that can be followed") from None
        if not path.is_relative_to(self.root) or path == self.root:
            raise refused(name, "leads out of the folder; nothing outside it is read or written")
        return path

    def existing(self, name: Any) -> Path:
        """The path of a name that is there."""
        path = self.inside(name)
        if not path.exists():
            raise refused(name, "is not there any more, or never was")
        return path

    def found(self) -> list[Found]:
        """Instances and plans in the folder and a few levels below it, instances first, each by name."""
        names = list(self._looked_through())
        return sorted(names, key=lambda one: (one.kind, one.name.count("/"), one.name.lower()))[:MOST_FOUND]

    def _looked_through(self) -> Iterator[Found]:
        rooms = [("", 0)]
        seen = 0
        while rooms:
            room, depth = rooms.pop(0)
            try:
                entries = sorted(os.scandir(self.root / room), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                seen += 1
                name = f"{room}/{entry.name}" if room else entry.name
                if seen > MOST_SEEN or problem_of(name) is not None:
                    continue
                try:
                    path = self.inside(name)
                except InstanceError:
                    continue
                if path.is_dir():
                    if all((path / own).is_file() for own in PLAN_FILES):
                        yield Found(name, "plan")
                    elif depth < DEEPEST and not entry.is_symlink():
                        rooms.append((name, depth + 1))
                elif name.lower().endswith(".toml") and is_instance(path):
                    yield Found(name, "instance")

    def instance(self, name: Any) -> Instance:
        """The instance of a name. Its tables are read inside the folder too, links followed."""
        path = self.existing(name)
        if not path.name.lower().endswith(".toml"):
            raise refused(name, "is no instance: its name does not end with .toml")
        above = name.rpartition("/")[0]
        own = name.rpartition("/")[2]
        return read_kept(Path(name), _Held(self, above, own))

    def plan(self, name: Any) -> Any:
        """The plan of a name. Raises InstanceError where one of its files leads out of the folder."""
        from planner.plan.plan import read_plan

        path = self.existing(name)
        for below in sorted(path.rglob("*")):
            self.inside(below.relative_to(self.root).as_posix())
        return read_plan(path)

    def new_instance(self, name: Any) -> tuple[str, Path]:
        """Name and path of an instance to be written, .toml added where it is missing."""
        own = trimmed(name)
        if isinstance(own, str) and own and not own.lower().endswith(".toml"):
            own = f"{own}.toml"
        return own, self._new(own)

    def new_plan(self, name: Any) -> tuple[str, Path]:
        """Name and path of a plan folder to be written, in plans/."""
        own = trimmed(name)
        if isinstance(own, str) and own and not own.startswith(f"{PLANS}/"):
            own = f"{PLANS}/{own}"
        return own, self._new(own)

    def _new(self, name: Any) -> Path:
        path = self.inside(name)
        if not path.parent.is_dir() and path.parent != self.root / PLANS:
            raise refused(name, "lies in a folder that does not exist")
        return path


def trimmed(name: Any) -> Any:
    """A name without blanks around it."""
    return name.strip(" ") if isinstance(name, str) else name


class _Held(Mapping[str, bytes]):
    """The files beside an instance, read when they are asked for."""

    def __init__(self, folder: Folder, above: str, own: str):
        self.folder, self.above, self.own = folder, above, own

    def _path(self, name: str) -> Path:
        try:
            return self.folder.inside(f"{self.above}/{name}" if self.above else name)
        except InstanceError as error:
            raise Unreadable(error.problems[0][1]) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._path(name).exists()

    def __getitem__(self, name: str) -> bytes:
        return file_bytes(self._path(name))

    def __iter__(self) -> Iterator[str]:
        return iter((self.own,))

    def __len__(self) -> int:
        return 1


def is_instance(path: Path) -> bool:
    """Whether a TOML file looks like an instance and not like a study or another program's: it has a table
    `study`.
    """
    try:
        content = file_bytes(path)
    except Unreadable:
        return False
    return any(line.strip().startswith((b"[study", b"study")) for line in content.splitlines())


def place_of(folder: Folder) -> str:
    """The folder as a person reads it."""
    try:
        return f"~/{folder.root.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(folder.root)
