"""The catalog: versioned, cited records that an instance pulls with `use = "catalog:ID"`."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from planner.errors import PlannerBug
from planner.instance.problems import Problems
from planner.instance.schema import SHAPE
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.instance.words import did_you_mean, shown

FOLDER = Path(__file__).parent / "catalog"
SECTIONS = tuple(
    name for name, key in SHAPE.keys.items() if isinstance(key.node, Map) and key.node.from_catalog
)
PRICE_YEARS = (2010, 2035)  # years that money may be stated in
NOTES = ("source", "quality", "low", "high", "price_year")  # what a figure says beside its value


def text_of(name: str) -> str:
    """The text of one catalog file. PlannerBug if the installation lacks it."""
    try:
        return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    except OSError as error:
        raise PlannerBug(f"the catalog file {name}.toml is missing from this installation: {error}") from None


def is_there(section: str) -> bool:
    """Whether this installation has the catalog file of a section."""
    return (FOLDER / f"{section}.toml").is_file()


def load(section: str) -> dict[str, dict[str, Any]]:
    """The records of a section by id, as written in its file (a copy)."""
    return deepcopy(_parsed(text_of(section))[section])


def version(section: str) -> str:
    """The version that the section's file states."""
    return str(_parsed(text_of(section))["version"])


@cache
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


@dataclass(frozen=True)
class CatalogFigure:
    """One figure of the catalog. `value` as written: a number, text, list, date, or the table of a series
    without its notes.
    """

    section: str
    id: str
    key: str
    value: Any
    source: str | None
    quality: str | None
    low: float | None
    high: float | None
    price_year: int | None


def figures(section: str) -> list[CatalogFigure]:
    """Every figure of a section, in the order of its file."""
    record_shape = _record_shape(section)
    found = []
    for own_id, record in load(section).items():
        year = record.pop("price_year", None)
        for key, leaf, raw in _leaves(record_shape, record, ""):
            notes, value = {}, raw
            if isinstance(raw, dict):
                notes = {name: raw[name] for name in NOTES if name in raw}
                value = raw.get("value", {k: v for k, v in raw.items() if k not in NOTES})
            notes.setdefault("price_year", year if leaf.is_money else None)
            found.append(
                CatalogFigure(section, own_id, key, value, **{name: notes.get(name) for name in NOTES})
            )
    return found


def expand(tree: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """The file's tree with every `use` replaced by its record, overridden key by key, and price years pushed
    into the figures.
    """
    merged = dict(tree)
    for section in SHAPE.keys:
        node, own = SHAPE.keys[section].node, tree.get(section)
        if isinstance(node, Map) and isinstance(node.of, Table) and isinstance(own, dict):
            asks = any(isinstance(record, dict) and "use" in record for record in own.values())
            known = _parsed(text_of(section))[section] if asks and node.from_catalog else {}
            merged[section] = {
                own_id: _expanded(section, own_id, record, node, known, problems)
                if isinstance(record, dict)
                else record
                for own_id, record in own.items()
            }
    return merged


def _expanded(
    section: str, own_id: str, record: dict[str, Any], node: Map, known: dict[str, Any], problems: Problems
) -> dict[str, Any]:
    """A record of the file with the catalog's record that it uses; `known` are those of its section, shared
    and not to be changed.
    """
    assert isinstance(node.of, Table)
    path = f"{section}.{own_id}"
    own = _with_price_year(node.of, record, path, problems)
    if "use" not in record or not node.from_catalog:
        return own
    name = own.pop("use")
    if not isinstance(name, str) or not name.startswith("catalog:"):
        problems.add(f"{path}.use", f'must be "catalog:ID", not {shown(name)}')
    elif name.removeprefix("catalog:") not in known:
        word = name.removeprefix("catalog:")
        problems.add(
            f"{path}.use", f"the catalog has no {word[:60]!r} among its {section}{did_you_mean(word, known)}"
        )
    else:
        record = _with_price_year(node.of, deepcopy(known[name.removeprefix("catalog:")]), path, problems)
        return _overridden(node.of, record, own)
    problems.excuse(path)
    return own


def _overridden(table: Table, record: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    result = dict(record)
    for name, value in own.items():
        node = table.keys[name].node if name in table.keys else None
        mergeable = isinstance(node, Map) and isinstance(value, dict) and isinstance(record.get(name), dict)
        result[name] = {**record[name], **value} if mergeable else value
    return result


def _with_price_year(table: Table, record: dict[str, Any], path: str, problems: Problems) -> dict[str, Any]:
    """The record with its own `price_year` written into each of its money figures that states none."""
    if "price_year" not in record:
        return dict(record)
    record = deepcopy(record)
    year = record.pop("price_year")
    if not any(leaf.is_money for leaf in _all_leaves(table)):
        problems.add(f"{path}.price_year", "unknown key: this table holds no money")
        return record
    if type(year) is not int or not PRICE_YEARS[0] <= year <= PRICE_YEARS[1]:
        problems.add(
            f"{path}.price_year", f"must be a year {PRICE_YEARS[0]}..{PRICE_YEARS[1]}, not {shown(year)}"
        )
        return record
    return {
        name: _dated(table.keys[name].node, value, year) if name in table.keys else value
        for name, value in record.items()
    }


def _dated(node: Node, raw: Any, year: Any) -> Any:
    if isinstance(node, Map) and isinstance(raw, dict):
        return {name: _dated(node.of, value, year) for name, value in raw.items()}
    if isinstance(node, Table) and isinstance(raw, dict):
        return {
            name: _dated(node.keys[name].node, value, year) if name in node.keys else value
            for name, value in raw.items()
        }
    if not isinstance(node, Leaf) or not node.is_money:
        return raw
    return {"price_year": year, **raw} if isinstance(raw, dict) else {"value": raw, "price_year": year}


def _all_leaves(node: Node) -> list[Leaf]:
    if isinstance(node, Leaf):
        return [node]
    if isinstance(node, Table):
        return [leaf for key in node.keys.values() for leaf in _all_leaves(key.node)]
    return _all_leaves(node.of)


def _leaves(node: Node, raw: Any, path: str) -> list[tuple[str, Leaf, Any]]:
    """(key path, leaf, value) of everything a well-formed record holds."""
    if isinstance(node, Leaf):
        return [(path.lstrip("."), node, raw)]
    if isinstance(node, Rows):
        return [found for i, row in enumerate(raw) for found in _leaves(node.of, row, f"{path}.{i}")]
    below = (
        {name: node.keys[name].node for name in raw}
        if isinstance(node, Table)
        else dict.fromkeys(raw, node.of)
    )
    return [found for name, child in below.items() for found in _leaves(child, raw[name], f"{path}.{name}")]


def _record_shape(section: str) -> Table:
    node = SHAPE.keys[section].node
    assert isinstance(node, Map) and isinstance(node.of, Table)
    return node.of
