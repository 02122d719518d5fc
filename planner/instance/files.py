"""The files of an instance: read once, checked for size and encoding, kept as read."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from planner.errors import InstanceError

SIZE_LIMIT = 5_000_000  # bytes; the largest instance shipped has a hundredth of it
_DEEP_KEY = re.compile(
    r"""(?<![\w"'-])(?:[\w"'-]+[ \t]*\.[ \t]*){40}"""
)  # such a key takes a TOML parser minutes and gigabytes


class Unreadable(Exception):
    """A file that cannot be used, and why."""


def named(path: str | os.PathLike) -> Path:
    """The path. Raises InstanceError where the system takes it for no name: too long, or with characters that
    no name has.
    """
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass
    except (OSError, ValueError) as error:
        say = f"is no name of a file or folder: {getattr(error, 'strerror', None) or error}"
        raise InstanceError(str(path), [("", say)]) from None
    return Path(path)


class Files:
    """The files beside and including the instance, by name relative to its folder; `seen` holds what was
    read.
    """

    def __init__(self, folder: Path, seen: dict[str, bytes] | None = None):
        self.folder = folder
        self.seen: dict[str, bytes] = dict(seen or {})

    def text(self, name: str) -> str:
        """The text of a file. Raises Unreadable for anything but a regular UTF-8 file of reasonable size."""
        if name not in self.seen:
            self.seen[name] = self.content(name)
        content = self.seen[name]
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise Unreadable(f"is not UTF-8 text: byte 0x{content[error.start]:02x} in line {line}") from None

    def content(self, name: str) -> bytes:
        """The bytes of a file that was not asked for before."""
        return file_bytes(self.folder / name)

    def table(self, name: str) -> str:
        """The text of a CSV file, which must lie in the instance's folder so that a plan can keep a copy."""
        inside = PurePosixPath(name)
        if not inside.parts or "\\" in name or inside.is_absolute() or ".." in inside.parts:
            raise Unreadable("must be a path inside the instance's folder, with forward slashes")
        return self.text(str(inside))


class KeptFiles(Files):
    """Files whose bytes a plan has kept; there are no others."""

    def __init__(self, folder: Path, kept: Mapping[str, bytes]):
        super().__init__(folder)
        self.kept = kept

    def content(self, name: str) -> bytes:
        """The bytes kept. Raises Unreadable where there are none."""
        if name not in self.kept:
            raise Unreadable("no such file")
        return self.kept[name]


def file_bytes(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """The bytes of a file. Raises Unreadable for anything but a regular file of reasonable size."""
    try:
        if path.is_dir():
            raise Unreadable("is a directory, not a file")
        if not path.exists():
            raise Unreadable("no such file")
        if not path.is_file():
            raise Unreadable("is not a regular file")
        size = path.stat().st_size
        if size > limit:
            raise Unreadable(f"has {size / 1e6:.1f} MB; at most {limit / 1e6:.0f} MB are read")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None


def parse_toml(text: str) -> dict[str, Any]:
    """The tree of a TOML text. Raises Unreadable with the line of the first fault."""
    if _DEEP_KEY.search(text):
        raise Unreadable("is not an instance: a key has more than 40 parts")
    try:
        tree = tomllib.loads(text)
        if _depth_exceeds(tree, 12):
            raise RecursionError
        return tree
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"is not TOML: {_dotted(str(error))}") from None
    except RecursionError:
        raise Unreadable("is not an instance: lists or tables nest too deeply") from None
    except ValueError as error:
        raise Unreadable(f"is not TOML: {str(error).split(';')[0]}") from None


def _depth_exceeds(tree: Any, limit: int) -> bool:
    level = [tree]
    for _ in range(limit):
        below = [one for node in level for one in (node.values() if isinstance(node, dict) else node)]
        level = [one for one in below if isinstance(one, dict | list)]
    return bool(level)


def _dotted(message: str) -> str:
    """`Cannot declare ('vehicles', 'starship') twice` with the key as it is written in the file."""
    return re.sub(
        r"\(('[^()]*),?\)",
        lambda found: ".".join(part.strip(" '") for part in found[1].split(",") if part.strip(" '")),
        message,
    )
