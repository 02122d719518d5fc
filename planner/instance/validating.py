"""The schema applied to plain values, its refusals put into words, then the rules that span sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from planner.instance import records
from planner.instance.describe import allowed
from planner.instance.fields import ID_WORDS
from planner.instance.problems import Problems
from planner.instance.rules import RULES
from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.series import Series
from planner.instance.shape import Key, Leaf, Map, Node, Rows, Table
from planner.instance.words import shown, slip

MANY = 6
"""Figures missing of one record: more are no slip, but a record that was begun from nothing."""

_RANGE = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_SECTIONS = {
    name: TypeAdapter(field.rebuild_annotation()) for name, field in InstanceFile.model_fields.items()
}


def validated(
    plain: dict[str, Any], problems: Problems, unused: Iterable[tuple[str, ...]] = ()
) -> InstanceFile | None:
    """The instance, or None with every problem reported. Sections are validated one by one, so that one fault
    hides no other.

    unused: paths of entries that nothing asks for; they must be valid like all others and are then left out.
    """
    sections: dict[str, Any] = {}
    for name, adapter in _SECTIONS.items():
        if name not in plain:
            if SHAPE.keys[name].required:
                problems.add(name, f"is missing: {SHAPE.keys[name].description}")
            continue
        try:
            sections[name] = adapter.validate_python(plain[name], strict=True)
        except ValidationError as error:
            found = error.errors(include_url=False)
            for one in found:
                _report(name, one, problems)
            _advise(name, found, problems)
    faulty = problems.sections()
    sound = InstanceFile.model_construct(
        **{name: value for name, value in sections.items() if name not in faulty}
    )
    for rule in RULES:
        if not set(rule.needs) & faulty:
            for path, message in rule.check(sound):
                problems.add(path, message)
    if problems:
        return None
    for section, *below in unused:
        sections[section] = _without(sections[section], below)
    return InstanceFile(**sections)


def _without(held: Any, path: Sequence[str]) -> Any:
    """A copy of a validated value without the entry at a path below it; all else is shared."""
    first, *rest = path
    if isinstance(held, BaseModel):
        return held.model_copy(update={first: _without(getattr(held, first), rest)})
    if not rest:
        return {name: value for name, value in held.items() if name != first}
    return {**held, first: _without(held[first], rest)}


def _report(section: str, error: Any, problems: Problems) -> None:
    parts = [section, *(str(part) for part in error["loc"] if part != "[key]")]
    path, kind, value = ".".join(parts), error["type"], error["input"]
    key, node = _at(parts)
    if kind == "missing":
        problems.add_missing(path, f"is missing: {key.description if key else ''}")
    elif "[key]" in error["loc"]:
        problems.add(path, f"{shown(parts[-1]).removeprefix('the text ')} is not an id: {ID_WORDS}")
    elif kind == "value_error":
        problems.add(path, str(error["ctx"]["error"]))
    elif kind == "too_short":
        if not value:  # else its entries are refused one by one
            problems.add(path, "is empty: at least one entry is needed")
    elif isinstance(node, Leaf):
        problems.add(path, _leaf_message(node, kind, value))
    else:
        wanted = "a list of tables" if isinstance(node, Rows) else "a table"
        problems.add(path, f"must be {wanted}, not {shown(value)}")


def _advise(section: str, errors: Sequence[Any], problems: Problems) -> None:
    """Where a record of one's own has few of the figures that it needs: which of the catalog to begin
    with.
    """
    if section not in records.SECTIONS or not records.is_there(section):
        return
    missing = Counter(
        str(one["loc"][0]) for one in errors if one["type"] == "missing" and len(one["loc"]) > 1
    )
    for own_id, count in missing.items():
        if count >= MANY and not problems.is_excused(f"{section}.{own_id}"):
            first, *others = records.load(section)
            more = f" (or {', '.join(others)})" if others else ""
            say = (
                f"needs {count} more figures: begin with one of the catalog and write only what differs: "
                f'use = "catalog:{first}"{more}'
            )
            if section == "buses":
                say += (
                    "; totals of a published mass budget, W/kg and kg/kW, are written as they are printed, "
                    f"in buses.{own_id}.specific"
                )
            problems.add(f"{section}.{own_id}", say)


def _leaf_message(leaf: Leaf, kind: str, value: Any) -> str:
    if kind not in _RANGE:
        return f"must be {_article(allowed(leaf))}, not {shown(value)}"
    when = ""
    if isinstance(value, Series):
        i = next(i for i, one in enumerate(value.values) if not leaf.bounds.hold(one))
        when = f" (from {value.dates[i]} on)" if len(value.values) > 1 else ""
        value = value.values[i]
    bounds = leaf.bounds
    hint = slip(leaf.name, value, bounds.low, bounds.high) if isinstance(value, int | float) else ""
    remedy = f": {leaf.remedy}" if leaf.remedy and not hint else ""
    return f"{shown(value)}{when} is outside {bounds}{hint}{remedy}"


def _article(words: str) -> str:
    return f"a {words}" if words.startswith(("number", "whole", "text", "date", "list", "series")) else words


def _at(parts: list[str]) -> tuple[Key | None, Node | None]:
    """The key and node of the format at a path."""
    key: Key | None = None
    node: Node | None = SHAPE
    for part in parts:
        if isinstance(node, Table):
            key = node.keys.get(part)
            node = key.node if key else None
        elif isinstance(node, Map | Rows):
            node = node.of
        elif isinstance(node, Leaf):
            node = node.item
    return key, node
