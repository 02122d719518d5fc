"""The address of a run: what decides its plan, hashed. Equal questions have equal addresses in every study.

address = SHA-256 of (instance, case, run whose tokens it serves, planner)

instance  `Instance.sha256`: every figure, gap, time limit, threads and seed among them
planner   the files of the rooms that decide a plan, and the versions of the packages that do
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from planner.system.versions import version_of

HOUSE = Path(__file__).resolve().parents[3]
PACKAGES = ("highspy", "numpy", "pyomo", "scipy")
APART = (
    "cli.py",
    "__init__.py",
    "__main__.py",
    "app",
    "calls",
    "command",
    "commands",
    "comparing",
    "exporting",
    "importing",
    "manual",
    "remedy",
    "report",
    "simulation",
    "studies",
    "text",
)
"""Of the package `planner`: what shows, drives or comes after a plan, and decides nothing of it."""
ROW = "studies/results/row.py"  # decides what is kept of a run
SHIPPED = Path("instance", "examples")  # instances to copy: no part of a run until they are read
LENGTH = 40  # hexadecimal digits: 160 bits


@cache
def planner_sha256() -> str:
    """Of the code and data that decide a plan, with the versions of the packages below it."""
    found = hashlib.sha256(json.dumps({name: version_of(name) for name in PACKAGES}).encode())
    for name, path in deciding_files():
        found.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def deciding_files() -> Iterator[tuple[str, Path]]:
    """Name and path of each file that decides a plan, in one order everywhere."""
    for room in ("models", "planner"):
        for path in sorted((HOUSE / room).rglob("*")):
            inside = path.relative_to(HOUSE / room)
            is_apart = room == "planner" and (inside.parts[0] in APART or inside.is_relative_to(SHIPPED))
            if path.is_file() and "__pycache__" not in inside.parts:
                if not is_apart or inside.as_posix() == ROW:
                    yield f"{room}/{inside.as_posix()}", path


def address_of(instance_sha256: str, case: str, reference: str | None = None) -> str:
    """Where a run is kept. reference: address of the run whose tokens it serves."""
    return digest([instance_sha256, case, reference, planner_sha256()])[:LENGTH]


def key_of(base_sha256: str, changes: Any) -> str:
    """What a changed instance follows from, without making it: a key under which its SHA-256 is noted."""
    return digest([base_sha256, canonical(changes)])[:LENGTH]


def digest(content: Any) -> str:
    """SHA-256 of what JSON holds."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def canonical(value: Any) -> Any:
    """A value that a file may hold as JSON holds it; dates as text that no text of a file looks like."""
    if isinstance(value, Mapping):
        return [[str(name), canonical(one)] for name, one in value.items()]
    if isinstance(value, list | tuple):
        return [canonical(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return {type(value).__name__: str(value)}
