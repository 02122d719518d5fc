"""Files that are written for a user: none is replaced unasked, and what stood there is whole until the new
one is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from planner.errors import InstanceError
from planner.instance.files import named


def write_new(files: Mapping[Path, bytes], force: bool = False) -> None:
    """Write files that do not exist yet, or with `force` in the place of others. A table beside the first
    that says the same already may stay.
    """
    own = next(iter(files))
    require_new((path for path, content in files.items() if path == own or not says(path, content)), force)
    for path, content in files.items():
        try:
            replace(path, content)
        except OSError as error:
            raise InstanceError(str(path), [("", f"cannot be written: {error.strerror}")]) from None


def require_new(paths: Iterable[Path], force: bool = False) -> None:
    """Raise InstanceError where a file may not be written: it exists, or is a folder."""
    for path in paths:
        if named(path).is_dir():
            raise InstanceError(str(path), [("", "is a directory, not a file")])
        if path.exists() and not force:
            raise InstanceError(
                str(path), [("", "this file exists; it is not overwritten without --force (force=True)")]
            )


def says(path: Path, content: bytes) -> bool:
    """Whether a file has this content."""
    return path.is_file() and path.read_bytes() == content


def replace(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: what stood there is whole until the new one is."""
    fresh = path.with_name(f".{path.name[:100]}-{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
