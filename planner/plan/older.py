"""Plans of earlier formats, read as if this planner had written them; and what is promised of the format.

`format` in plan.json is the version of a plan's columns and keys, MAJOR.MINOR.PATCH as in semantic
versioning. Of every version 1.x it is promised:

- no column, key or file is renamed or removed, and none changes its unit or meaning;
- new ones may come, each with a new MINOR: what reads columns by name goes on reading;
- the planner reads and audits plans of every earlier 1.x, and of format 2, the last before 1.0.0.

A plan of a later version is refused, for it may hold what this planner cannot check. STEPS goes one version
up at a time: the files of a folder as JSON, from one format to the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance import version
from planner.instance.files import Unreadable, file_bytes
from planner.instance.words import printable
from planner.tables.columns import FORMAT
from planner.tables.plain import to_json

JSON_FILES = ("plan.json", "run.json")
SIZE_LIMIT = 200_000_000  # bytes of one file; the largest plan shipped has a hundredth of it

Files = Mapping[str, Any]
"""File name -> what it holds, of JSON_FILES."""


def from_2(files: Files) -> Files:
    """Format 2 counted versions by whole numbers, and did not say when a plan was solved."""
    plan, run = files["plan.json"], files["run.json"]
    return {"plan.json": {**plan, "format": "1.0.0"}, "run.json": {"solved": None, **run}}


STEPS: dict[Any, tuple[Any, Callable[[Files], Files]]] = {2: ("1.0.0", from_2)}
"""Format -> the next one, and the step to it."""


def renewed(folder: Path) -> dict[str, bytes]:
    """The JSON files of an older folder in this format; {} for one of this format, or of none.

    Each step raises the version, so the loop ends. Raises InstanceError for a version that is not known.
    """
    files: Files = _held(folder)
    if "plan.json" not in files or "run.json" not in files:
        return {}  # what is wrong with it is said where it is read
    written = files["plan.json"].get("format", 1)
    if written == FORMAT:
        return {}
    known = written
    while isinstance(known, int | str) and known in STEPS:
        known, step = STEPS[known]
        files = step(files)
    if known != FORMAT:
        _refuse(folder, written, files["run.json"].get("versions"))
    return {name: to_json(held).encode() for name, held in files.items()}


def _held(folder: Path) -> dict[str, Any]:
    """Those of the files that hold JSON tables."""
    held: dict[str, Any] = {}
    for name in JSON_FILES:
        try:
            found = json.loads(file_bytes(folder / name, SIZE_LIMIT).decode("utf-8-sig"))
        except (Unreadable, ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            held[name] = found
    return held


def _refuse(folder: Path, written: Any, versions: Any) -> None:
    """Raise InstanceError for a folder whose columns this planner does not know."""
    planner = versions.get("planner") if isinstance(versions, dict) else None
    says = (
        f"written in format {printable(str(written))[:20]} by planner "
        f"{printable(str(planner or 'of an unknown version'))[:40]}"
    )
    number = version.numbers(written) if isinstance(written, str) else None
    if number is not None and number > (version.numbers(FORMAT) or ()):
        remedy = f"this one reads formats up to {FORMAT}: install a newer planner"
    else:
        remedy = f"this one reads format 2 and {FORMAT}: solve the instance in {folder / 'instance'} again"
    raise InstanceError(str(folder), [("plan.json", f"{says}; {remedy}")])
