"""An instance written out in full: catalog records, defaults and series resolved, money in the study's price
year.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np
from pydantic import BaseModel

from planner.instance.resolving import Provenance
from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Rows, Table

HEADER = (
    "# The instance as it was solved: catalog records and defaults filled in, series by date, money in "
    "dollars of study.price_year.\n"
)


def resolved_toml(data: InstanceFile, provenance: dict[str, Provenance]) -> str:
    """TOML that reads back into the same data and provenance, whatever a later catalog or price index says.

    The price year in which a figure was stated moves into the text of its source.
    """
    return (
        HEADER
        + "\n".join(_lines(SHAPE, data, "", _in_study_dollars(data, provenance))).replace("\n\n\n", "\n\n")
        + "\n"
    )


def _in_study_dollars(data: InstanceFile, provenance: dict[str, Provenance]) -> dict[str, Provenance]:
    """Provenance with the year in which a converted figure was stated moved into the text of its source."""
    return {path: _retold(noted, data.study.price_year) for path, noted in provenance.items()}


def _retold(noted: Provenance, price_year: int) -> Provenance:
    if noted.price_year in (None, price_year):
        return replace(noted, price_year=None)
    stated = f"stated in {noted.price_year} dollars"
    return replace(noted, source=f"{noted.source}; {stated}" if noted.source else stated, price_year=None)


def _lines(node: Table | Map, value: Any, path: str, provenance: dict[str, Provenance]) -> list[str]:
    """The values of a table, then its sub-tables, each under its header."""
    values, tables = [], []
    for name, child, below in _children(node, value):
        where = f"{path}.{name}".lstrip(".")
        if below is None or (below == () and isinstance(child, Leaf | Rows)):
            continue
        if isinstance(child, Map) and not below:
            values.append(f"{name} = {{}}")
        elif isinstance(child, Leaf | Rows):
            values.append(f"{name} = {_value(child, below, where, provenance)}")
        else:
            inside = _lines(child, below, where, provenance)
            is_bare = not inside or inside[0] == ""  # nothing but sub-tables, which have headers of their own
            tables += inside if is_bare else ["", f"[{where}]", *inside]
    return values + tables


def _children(node: Table | Map, value: Any) -> list[tuple[str, Node, Any]]:
    if isinstance(node, Map):
        return [(name, node.of, one) for name, one in value.items()]
    return [(name, key.node, getattr(value, name)) for name, key in node.keys.items()]


def _value(node: Node, value: Any, path: str, provenance: dict[str, Provenance]) -> str:
    if isinstance(node, Rows):
        text = f"[{', '.join(_row(node.of, row, f'{path}.{i}', provenance) for i, row in enumerate(value))}]"
        parts = {"value": text}
    elif isinstance(value, Series):
        parts = {"value": _literal(value.values[0])}
        if len(value.dates) > 1:
            parts = {"dates": _literal(value.dates), "value": _literal(value.values)}
    else:
        parts = {"value": _literal(value)}
    notes = _notes(provenance[path]) if path in provenance else {}
    return _inline({**parts, **notes}) if notes or len(parts) > 1 else parts["value"]


def _row(table: Table, row: BaseModel, path: str, provenance: dict[str, Provenance]) -> str:
    cells = {name: getattr(row, name) for name in table.keys}
    return _inline(
        {
            name: _value(table.keys[name].node, one, f"{path}.{name}", provenance)
            for name, one in cells.items()
            if one is not None
        }
    )


def _notes(noted: Provenance) -> dict[str, str]:
    return {name: _literal(value) for name, value in asdict(noted).items() if value is not None}


def _inline(parts: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name} = {text}" for name, text in parts.items()) + " }"


def toml_value(value: Any) -> str:
    """Any value that a file may hold, and numpy's numbers, as one line of TOML."""
    if isinstance(value, Mapping):
        return _inline(
            {json.dumps(str(name), ensure_ascii=False): toml_value(one) for name, one in value.items()}
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return _literal(value.item() if isinstance(value, np.generic) else value)


def _literal(value: Any) -> str:
    """A TOML value. Floats are written so that they read back to the last bit."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_literal(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
