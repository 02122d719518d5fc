"""A part of an instance, made from a file: TOML with its tables, and what a planner should know of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planner.errors import InstanceError
from planner.instance import arguments
from planner.instance.files import named
from planner.instance.writing import require_apart, write_new


@dataclass(frozen=True, eq=False)
class ImportedPart:
    """What was made of a file.

    toml       the text to paste into an instance, or to keep beside it
    files      the tables that it names: file name -> content
    said       what was recognised, a line each
    warnings   what to look at, a line each
    table      the same as a table: the series, or the satellites
    source     the file
    """

    toml: str
    files: Mapping[str, bytes]
    said: tuple[str, ...]
    warnings: tuple[str, ...]
    table: pd.DataFrame = field(repr=False)
    source: Path

    def write(self, path: str | os.PathLike[str], force: bool = False) -> list[Path]:
        """Write the part and, beside it, its tables; their paths. Existing files are replaced only with
        `force` (InstanceError otherwise), the file that was read never.
        """
        part = Path(arguments.a_path("path", path, "a part of an instance"))
        arguments.a_flag("force", force)
        if named(part).is_dir():
            raise InstanceError(str(part), [("", "is a directory, not a file")])
        require_apart([part, *(part.parent / name for name in self.files)])
        files = {part: self.toml.encode()} | {part.parent / name: text for name, text in self.files.items()}
        for one in map(named, files):
            if one.exists() and self.source.exists() and one.samefile(self.source):
                say = "is the file that was read; give --out another name, or another folder"
                raise InstanceError(str(one), [("", say)])
        write_new(files, force)
        return list(files)


def plain(text: str) -> str:
    """A text as a comment may hold it."""
    return "".join(c if c.isprintable() else "?" for c in text)


def quoted(text: str) -> str:
    """A text as a TOML string."""
    return '"' + plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
