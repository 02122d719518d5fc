"""What passes between the process that drives a study and those that solve its runs: tasks and what comes
back. All of it can be pickled.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from planner.choices import Side
from planner.errors import shortened
from planner.instance.reading import Instance
from planner.studies.asked.edits import Recipe

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Task:
    """A function of one argument, `module:function`, and its argument."""

    function: str
    body: Any


@dataclass(frozen=True)
class Ask:
    """One run to solve.

    base    the packed instance that the recipe is put on
    keep    what of the plan comes back: "plan", "row", or names of tables
    memories  what the searches of its neighbours left to start from, the nearest first
    """

    base: bytes
    recipe: Recipe
    case: Side
    keep: str | tuple[str, ...] = "plan"
    memories: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Done:
    """What came of a run.

    row     its row, without labels
    files   what is kept of its plan: name -> content
    served  workload -> region -> (first days, Tt a year): the tokens that its plan serves, by period
    memory  for the runs near it to start from
    """

    row: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)
    served: Mapping[str, Any] = field(default_factory=dict)
    memory: bytes | None = None


@dataclass(frozen=True)
class Failed:
    """A task that came to nothing, and why: its worker died, or a fault of ours."""

    reason: str


def performed(task: Task) -> Any:
    """The result of a task; Failed for what it raises."""
    try:
        module, _, name = task.function.partition(":")
        return getattr(import_module(module), name)(task.body)
    except Exception as error:
        return Failed(shortened(f"{type(error).__name__}: {error}".strip(": "), LONGEST_REASON))


def packed(instance: Instance) -> bytes:
    """An instance as bytes, a third as large as its pickle."""
    return zlib.compress(pickle.dumps(instance), 1)


@lru_cache(maxsize=8)
def unpacked(content: bytes) -> Instance:
    """The instance in such bytes; a process reads the same ones once."""
    found = pickle.loads(zlib.decompress(content))
    assert isinstance(found, Instance)
    return found
