"""The format described: allowed values in words, JSON Schema for editors, Markdown for people."""

from __future__ import annotations

import re
from typing import Any

from planner.instance import version
from planner.instance.shape import Key, Leaf, Map, Node, Rows, Table
from planner.instance.words import short

QUALITIES = ("measured", "quoted", "estimated", "assumed")
DATE_JSON = {"type": "string", "format": "date"}
FORMAT_ROW = f"| `{version.KEY}` | {version.MEANING} | {version.ALLOWED} | none |"
FORMAT_JSON = {"description": version.MEANING, "type": "string", "pattern": r"^1\.\d+\.\d+$"}


def allowed(leaf: Leaf) -> str:
    """What a value may be, in words: `number 400..2000`, `"cost" or "npv"`, `list of shells`."""
    if leaf.says:
        return leaf.says.words
    if leaf.ref:
        return f"list of ids of {leaf.ref}" if leaf.kind == "list" else f"id of {leaf.ref}"
    if leaf.kind == "choice":
        return " or ".join(f'"{c}"' if isinstance(c, str) else str(c) for c in leaf.choices)
    if leaf.kind == "list" and leaf.item:
        return f"list of: {allowed(leaf.item)}"
    return f"{leaf.kind} {leaf.bounds}".strip()


# --- Markdown

PREAMBLE = """\
Any value may also be written as a figure that says where it comes from:
`{value = 67, source = "...", quality = "quoted", low = 60, high = 80, price_year = 2024}`. Quality is one of
measured, quoted, estimated, assumed. Money (keys with `usd` or `musd`) of a `price_year` other than the \
study's is converted.

A *series* is a value that changes with time, in one of these forms, each of which may carry the keys of a \
figure too:
a number (constant) | a list, one value per study year from the study's start | \
`{start = 67, growth_per_year = -0.05}` |
`{start = 10, saturation = 500, growth_per_year = 0.8}` with growth that saturates: in study year n
saturation / (1 + (saturation / start - 1) exp(-growth_per_year n)) |
`{csv = "prices.csv", column = "falcon_price_musd"}` with a column `date` and a column whose name ends in \
the unit |
`{dates = [2028-01-01, 2029-07-01], value = [67, 60]}`. A value holds from its date on; after the last study \
year the last one holds.
Where a value changes inside a period, the table says what the period takes: rates, levels, weights and \
prices of what is used all along
are averaged over its days; a price at which something is bought is that of the period's first day, on which \
launches and purchases fall.

Satellites and racks enter and leave service, and money is paid, at the starts of periods. The table says \
which times count in *whole periods*
and how they are rounded: waits and first days up, since nothing is there sooner than it can be; lives and \
terms of debt to the nearest (a half
down; half a period or less is refused). `planner check` and the plan note each figure that rounding has \
changed, with the value used.

`use = "catalog:ID"` in a table of a section marked *catalog* pulls that record; keys beside it override it. \
A record may say
`price_year = 2024` once for all its money. Ids are lower-case words of letters and digits with hyphens; no \
two things share one.
"""


def format_reference(shape: Table) -> str:
    """The whole format: a table of keys per section, each key with meaning, allowed values and default."""
    parts = [PREAMBLE]
    top = {name: key for name, key in shape.keys.items() if isinstance(key.node, Leaf)}
    parts.append("## Top of the file\n\n" + _table([FORMAT_ROW, *_rows("", Table(top))]))
    for name, key in shape.keys.items():
        if name not in top:
            parts.append(_section(name, key))
    return "\n".join(parts)


def _section(name: str, key: Key) -> str:
    node, title, catalog = key.node, f"[{name}]", ""
    if isinstance(node, Map):
        title = f"[{name}.ID]" if isinstance(node.of, Table) else f"[{name}]"
        catalog = " (*catalog*)" if node.from_catalog else ""
    body = node.of if isinstance(node, Map) else node
    rows = _rows("", body) if isinstance(body, Table) else [_row(_id_of(node), key, body)]
    return f"## `{title}`{catalog}\n\n{key.description.capitalize()}.\n\n{_table(rows)}"


def _rows(prefix: str, table: Table) -> list[str]:
    rows = []
    for name, key in table.keys.items():
        node, path = key.node, prefix + name
        while isinstance(node, Map | Rows):
            path += f".{_id_of(node)}" if isinstance(node, Map) else "[]"
            node = node.of
        if isinstance(node, Table):
            rows += _rows(f"{path}.", node)
        else:
            rows.append(_row(path, key, node))
    return rows


def _id_of(node: Node) -> str:
    return f"{{{node.ref or 'ID'}}}" if isinstance(node, Map) else ""


def _row(path: str, key: Key, node: Node) -> str:
    assert isinstance(node, Leaf)
    if key.derived:
        default = key.derived.words
    elif isinstance(key.node, Map):
        default = "required" if key.required else ""
    else:
        default = "required" if key.required else "none" if key.default is None else _default(key.default)
    in_periods = node.in_periods.words if node.in_periods else ""
    cells = (
        f"`{path}`",
        key.description,
        "; ".join(part for part in (allowed(node), node.by_period, in_periods) if part),
        default,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value == ():
        return "none"
    return f'"{value}"' if isinstance(value, str) else short(value)


def _table(rows: list[str]) -> str:
    return (
        "\n".join(["| key | meaning [unit] | allowed | default |", "| --- | --- | --- | --- |", *rows]) + "\n"
    )


# --- JSON Schema


def json_schema(shape: Table) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the file: every form of figures and series, `use` and `price_year` in
    records.
    """
    schema = _json_node(shape)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Planner instance",
        **schema | {"properties": {version.KEY: FORMAT_JSON, **schema["properties"]}},
    }


def _json_node(node: Node) -> dict[str, Any]:
    if isinstance(node, Table):
        return _json_table(node)
    if isinstance(node, Map):
        names = {} if node.ref else {"propertyNames": {"pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}}
        of = (
            _json_record(node.of) if node.from_catalog and isinstance(node.of, Table) else _json_node(node.of)
        )
        return {"type": "object", **names, "additionalProperties": of}
    if isinstance(node, Rows):
        return _figure({"type": "array", "items": _json_node(node.of), "minItems": node.least_items})
    if node.kind == "series":
        return _json_series(node)
    return _figure(_json_value(node), is_money=node.is_money)


def _json_table(table: Table) -> dict[str, Any]:
    properties = {}
    for name, key in table.keys.items():
        properties[name] = {"description": key.description, **_json_node(key.node)}
        if key.default is not None and isinstance(key.node, Leaf):
            properties[name]["default"] = key.default
    required = [name for name, key in table.keys.items() if key.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _json_record(table: Table) -> dict[str, Any]:
    """A record that may come from the catalog: with `use`, no key is required."""
    schema = _json_table(table)
    schema["properties"] = {
        "use": {"type": "string", "pattern": "^catalog:", "description": "catalog record to start from"},
        "price_year": {"type": "integer", "description": "price year of the money in this table"},
        **schema["properties"],
    }
    schema["anyOf"] = [{"required": ["use"]}, {"required": schema.pop("required")}]
    return schema


def _json_value(leaf: Leaf) -> dict[str, Any]:
    if leaf.says:
        return leaf.says.json
    if leaf.kind == "choice":
        return {"enum": list(leaf.choices)}
    if leaf.kind == "list" and leaf.item:
        return {"type": "array", "items": _json_value(leaf.item), "minItems": leaf.least_items}
    if leaf.kind == "date":
        return DATE_JSON
    types = {
        "number": "number",
        "series": "number",
        "whole number": "integer",
        "true or false": "boolean",
        "text": "string",
    }
    low = (
        {"exclusiveMinimum" if leaf.bounds.open_low else "minimum": leaf.bounds.low}
        if leaf.bounds.low is not None
        else {}
    )
    high = {"maximum": leaf.bounds.high} if leaf.bounds.high is not None else {}
    return {"type": types[leaf.kind], **low, **high}


def _notes(is_money: bool) -> dict[str, Any]:
    year = {"price_year": {"type": "integer"}} if is_money else {}
    number = {"type": "number"}
    return {
        "source": {"type": "string"},
        "quality": {"enum": list(QUALITIES)},
        "low": number,
        "high": number,
        **year,
    }


def _form(is_money: bool, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**properties, **_notes(is_money)},
        "required": list(properties),
        "additionalProperties": False,
    }


def _figure(value: dict[str, Any], is_money: bool = False) -> dict[str, Any]:
    return {"anyOf": [value, _form(is_money, value=value)]}


def _json_series(leaf: Leaf) -> dict[str, Any]:
    value, money = _json_value(leaf), leaf.is_money
    several = {"type": "array", "items": value, "minItems": 1}
    column = {"type": "string", "pattern": re.escape(leaf.unit) + "$"}
    return {
        "anyOf": [
            value,
            several,
            _form(money, value={"anyOf": [value, several]}),
            _form(money, start=value, growth_per_year={"type": "number"}),
            _form(money, start=value, saturation=value, growth_per_year={"type": "number"}),
            _form(money, csv={"type": "string"}, column=column),
            _form(money, dates={"type": "array", "items": DATE_JSON, "minItems": 1}, value=several),
        ]
    }
