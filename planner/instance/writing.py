"""Files that are written for a user: none is replaced unasked, what stood there is whole until the new one
is, and nothing is put into a plan folder, which would be no plan's any more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from planner.errors import InstanceError
from planner.instance.files import named

OF_A_PLAN = ("plan.json", "run.json")
"""The files by which a folder is known as a plan's."""

LONGEST = 40
"""Characters of a file's name in that of the file that is written beside it: with four bytes each, and what
is put around them, no system refuses it."""


def write_new(files: Mapping[Path, bytes], force: bool = False) -> None:
    """Write files that do not exist yet, or with `force` in the place of others: all of them or, where one
    cannot be written, none. A table beside the first that says the same already may stay.
    """
    own = next(iter(files))
    require_new((path for path, content in files.items() if path == own or not says(path, content)), force)
    require_apart(files)
    with ExitStack() as room:
        moves = []
        for number, (path, content) in enumerate(files.items()):
            try:
                fresh = beside(path, f"-{number}")
                room.callback(fresh.unlink, missing_ok=True)
                fresh.write_bytes(content)
            except OSError as error:
                raise unwritable(path, error) from None
            moves.append((fresh, path))
        for fresh, path in moves:
            try:
                fresh.replace(path.resolve())
            except OSError as error:
                raise unwritable(path, error) from None


def require_new(paths: Iterable[Path], force: bool = False) -> None:
    """Raise InstanceError where a file may not be written: it exists, is a folder or a device, or lies where
    no file can or should.
    """
    for path in paths:
        if say := in_the_way(path, force):
            raise InstanceError(str(path), [("", say)])


def in_the_way(path: Path, force: bool = False) -> str | None:
    """Why a file may not be written; None where it may."""
    say = no_way_to(path)
    if path.is_dir():
        return "is a directory, not a file"
    if path.exists() and not path.is_file():
        return "is a device or a pipe; give a file"
    if path.exists() and not force:
        return say or "this file exists; it is not overwritten without --force (force=True)"
    return say


def require_folder(path: Path) -> None:
    """Raise InstanceError where files cannot or should not be written to a folder, which need not exist."""
    is_file = named(path).exists() and not path.is_dir()
    if say := "is a file, not a folder" if is_file else no_way_to(path / "file"):
        raise InstanceError(str(path), [("", say)])


def require_apart(paths: Iterable[Path]) -> None:
    """Raise InstanceError where two of the files have one place, or one is to be another's folder."""
    seen: set[Path] = set()
    places = [(path, named(path).resolve()) for path in paths]
    folders = {above for _, place in places for above in place.parents}
    for path, place in places:
        if place in seen or place in folders:
            raise InstanceError(str(path), [("", "two outputs have the same place; give another name")])
        seen.add(place)


def no_way_to(path: Path) -> str | None:
    """Why a file cannot, or should not, be where its name says; None where it may, once its folder is
    made.
    """
    above = next(parent for parent in named(path).absolute().parents if parent.exists())
    if not above.is_dir():
        return f"cannot be written: {above} is no folder"
    plan = next((folder for folder in path.resolve().parents if is_a_plan(folder)), None)
    return None if plan is None else f"lies in the plan folder {plan}, where only the plan's files belong"


def is_a_plan(folder: Path) -> bool:
    """Whether a folder is one that a plan was written to."""
    return all((folder / name).is_file() for name in OF_A_PLAN)


def unwritable(path: Path, error: OSError) -> InstanceError:
    """The error of a file that the system does not take."""
    return InstanceError(str(path), [("", f"cannot be written: {error.strerror}")])


def says(path: Path, content: bytes) -> bool:
    """Whether a file has this content."""
    try:
        return named(path).is_file() and path.read_bytes() == content
    except OSError:
        return False


def replace(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: what stood there is whole until the new one is."""
    fresh = beside(path)
    try:
        fresh.write_bytes(content)
        fresh.replace(path.resolve())
    finally:
        fresh.unlink(missing_ok=True)


def beside(path: Path, end: str = "") -> Path:
    """The file that is written first, in the folder of the file that a name leads to, links followed."""
    return path.resolve().with_name(f".{path.name[:LONGEST]}-{os.getpid()}{end}")
