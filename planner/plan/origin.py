"""The instance of a plan as it was read, against resolved.toml: read again, changed as plan.json says, and
written out in full again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance.emitting import toml_value
from planner.instance.reading import Instance, read_kept
from planner.plan.plan import RESOLVED, Plan

MOST = 5  # keys that are named


def kept_name(name: str) -> str:
    """The name under which a plan keeps the file of an instance: resolved.toml is taken."""
    return f"read-{name}" if name == RESOLVED else name


def changes_of(instance: Instance) -> dict[str, str]:
    """Key path -> value as TOML of every change that `with_value` made to what was read."""
    return {path: toml_value(value) for path, value in instance.changes.items()}


def original(plan: Plan) -> Instance:
    """The instance in the file that was read, with the changes that the plan says. Raises InstanceError for
    what cannot be read.
    """
    files = dict(plan.instance)
    del files[RESOLVED]
    name = kept_name(plan.record.instance)
    files |= {RESOLVED: files[kept_name(RESOLVED)]} if kept_name(RESOLVED) in files else {}
    first = plan.record.instance if name in files else name
    instance = read_kept((plan.folder or Path()) / "instance" / first, files)
    changes = plan.record.options.changes
    return (
        instance.with_values({path: parsed(path, text) for path, text in changes.items()})
        if changes
        else instance
    )


def parsed(path: str, text: str) -> Any:
    """The value of a change."""
    try:
        tree = tomllib.loads(f"value = {text}")
        if list(tree) == ["value"]:
            return tree["value"]
    except (ValueError, RecursionError):
        pass
    raise InstanceError("plan.json", [(f"options.changes.{path}", f"{text[:60]} is no TOML value")])


def compared(plan: Plan, read: Instance) -> Iterator[tuple[str, str]]:
    """Where the instance as read comes to something else than resolved.toml, and files that no instance
    reads.
    """
    written = read.resolved_toml()
    if written.encode() != plan.instance[RESOLVED]:
        again, kept = (
            leaves(tomllib.loads(written)),
            leaves(tomllib.loads(plan.instance[RESOLVED].decode("utf-8-sig"))),
        )
        keys = [key for key in {**again, **kept} if again.get(key) != kept.get(key)]
        for key in keys[:MOST]:
            yield f"instance/{RESOLVED} {key}", f"{_said(kept, key)}, as read {_said(again, key)}"
        if len(keys) > MOST:
            yield f"instance/{RESOLVED}", f"and {len(keys) - MOST:,} more keys are not as read"
        if not keys:
            yield f"instance/{RESOLVED}", "is not written as the planner writes it"
    used = {kept_name(name) for name in read.text} | {RESOLVED}
    for name in sorted(set(plan.instance) - used):
        yield f"instance/{name}", "is no file that the instance reads"


def leaves(tree: Any, path: str = "") -> Mapping[str, Any]:
    """Key path -> value of everything that is no table."""
    if not isinstance(tree, dict):
        return {path: tree}
    return {
        key: value
        for name, one in tree.items()
        for key, value in leaves(one, f"{path}.{name}".lstrip(".")).items()
    }


def _said(values: Mapping[str, Any], key: str) -> str:
    return str(values[key])[:60] if key in values else "nothing"
