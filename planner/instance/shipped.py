"""The instances that ship: in the folder `examples` of an installation, `instances/` of the source tree."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from planner.errors import InstanceError, PlannerBug
from planner.instance.words import did_you_mean

HERE = Path(__file__).resolve().parent
PLACES = (HERE / "examples", HERE.parents[1] / "instances")
STARTER = "starter"


def folder() -> Path | None:
    """Where they are; None where the installation lacks them."""
    return next((place for place in PLACES if (place / f"{STARTER}.toml").is_file()), None)


def names() -> list[str]:
    """Their names, the starter first."""
    place = folder()
    found = sorted(path.stem for path in place.glob("*.toml")) if place else []
    return sorted(found, key=lambda name: name != STARTER)


def files_of(name: str) -> dict[str, bytes]:
    """File name -> content of one of them: its TOML file first, then the tables that it names. InstanceError
    for another name.
    """
    known, place = names(), folder()
    if place is None:
        raise PlannerBug("the shipped instances are missing from this installation")
    if name not in known:
        raise InstanceError("--from", [(name, f"is none of {', '.join(known)}{did_you_mean(name, known)}")])
    content = (place / f"{name}.toml").read_bytes()
    tables = sorted(set(_tables(tomllib.loads(content.decode()))))
    return {f"{name}.toml": content} | {table: (place / table).read_bytes() for table in tables}


def _tables(tree: Any) -> list[str]:
    """Every file named by a `csv` key."""
    if isinstance(tree, list):
        return [table for one in tree for table in _tables(one)]
    if not isinstance(tree, dict):
        return []
    own = [tree["csv"]] if isinstance(tree.get("csv"), str) else []
    return own + [table for one in tree.values() for table in _tables(one)]
