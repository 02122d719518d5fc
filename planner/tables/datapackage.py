"""`datapackage.json`: a plan folder described for programs that never heard of the planner (Frictionless Data
Package 1.0).

Each table is a tabular resource with its schema: fields with type, unit and meaning, what a cell may hold,
the primary key and the references between tables. plan.json and run.json are resources with their keys
listed. All of it follows from planner/tables/schema.py and keys.py; the audit reads it to see that it still
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.instance.words import shown
from planner.tables.columns import FORMAT
from planner.tables.keys import RECORD, RUN, Key
from planner.tables.schema import SCHEMA, Column

NAME = "datapackage.json"
DESCRIPTION = (
    "A rollout plan of AI data centers in orbit and on the ground, made by orbital-planner. Units stand in "
    "the names of columns and as `unit` of each field: M$ are 1e6 dollars of the study's price year, Tt are "
    "1e12 output tokens, t are tonnes."
)


def datapackage(name: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The package of a plan of that name with the tables that its folder has."""
    return {
        "profile": "data-package",
        "name": slug(name),
        "title": name,
        "description": DESCRIPTION,
        "format": FORMAT,
        "resources": [
            file_of("plan", "What was asked, found and proven.", RECORD),
            file_of("run", "How the search went: the one file that may differ between equal runs.", RUN),
            *(table_of(name, frame, tables) for name, frame in tables.items()),
        ],
    }


WORDS = "description"
"""The key under which words stand that explain; another version of the planner may say the same otherwise."""


def others_than(
    said: Any, derived: Any, at: str = NAME, *, with_words: bool = True
) -> Iterator[tuple[str, str]]:
    """(place, message) for each entry that is not the derived one. Keys beyond those may be somebody's:
    licenses, contributors. Words that explain count only where `with_words`.
    """
    if isinstance(derived, dict) and isinstance(said, Mapping):
        for key, value in derived.items():
            if key == WORDS and not with_words:
                continue
            if key in said:
                below = f"{at} {key}" if at == NAME else f"{at}.{key}"
                yield from others_than(said[key], value, below, with_words=with_words)
            else:
                yield at, f"{key} is missing"
    elif isinstance(derived, list) and isinstance(said, list) and len(said) == len(derived):
        for i, pair in enumerate(zip(said, derived)):
            yield from others_than(*pair, f"{at}.{i}", with_words=with_words)
    elif type(said) is not type(derived) or said != derived:
        yield at, f"is {shown(said)}, derived {shown(derived)}"


def slug(name: str) -> str:
    """A name as packages have them: lower-case letters, digits, and . _ - between them."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "plan"


def file_of(name: str, meaning: str, keys: Mapping[str, Key]) -> dict[str, Any]:
    """The resource of a JSON file."""
    return {
        "name": name, "path": f"{name}.json", "profile": "data-resource",
        "format": "json", "mediatype": "application/json",
        "encoding": "utf-8", "description": meaning,
        "keys": [
            {"name": path, "type": key.type.split("|"), "unit": key.unit, "description": key.meaning}
            for path, key in keys.items()
        ],
    }  # fmt: skip


def table_of(name: str, frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The resource of a table; references to tables that the folder lacks are left out."""
    declared = SCHEMA[name]
    known = {column.name: column for column in (*declared.columns, *declared.further)}
    schema: dict[str, Any] = {
        "fields": [field_of(known[column]) if column in known else undeclared(column) for column in frame],
        "primaryKey": list(declared.key),
        "missingValues": [""],
    }
    references = [
        {"fields": list(one.columns), "reference": {"resource": one.table, "fields": list(one.of)}}
        for one in declared.references
        if one.table in tables
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource",
        "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "description": declared.meaning,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "schema": schema,
    }  # fmt: skip


def undeclared(name: str) -> dict[str, Any]:
    """The field of a column that somebody added to a table."""
    return {"name": name, "type": "any", "description": "not of the planner"}


def field_of(column: Column) -> dict[str, Any]:
    """The field of a column."""
    constraints: dict[str, Any] = {"required": not column.may_be_empty}
    if column.type in ("integer", "number") and not column.signed:
        constraints["minimum"] = column.least
    if column.one_of:
        constraints["enum"] = list(column.one_of)
    field = {
        "name": column.name,
        "type": column.type,
        "description": column.meaning,
        "constraints": constraints,
    }
    return field | ({"unit": column.unit} if column.unit else {})
