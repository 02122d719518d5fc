"""Brings planner/tables/README.md up to date: `python -m planner.tables.readme planner/tables/README.md`.

The whole file follows from planner/tables/schema.py and keys.py.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from planner.tables.columns import DIGITS, FORMAT, IF_ANY
from planner.tables.keys import RECORD, RUN, Key
from planner.tables.schema import SCHEMA, Column

INTRODUCTION = f"""\
# What is in a plan folder

<!-- Made by: python -m planner.tables.readme planner/tables/README.md -->

Format {FORMAT}; `plan.json` says it. Each folder describes itself in `datapackage.json` \
(Frictionless Data Package):
every column with type, unit and meaning, keys, references between tables. This file says the same for people.

The format has a version, MAJOR.MINOR.PATCH. In every version 1.x no column, key or file is renamed or \
removed, and none changes its
unit or meaning; new ones may come, with a new MINOR. So what reads columns by name goes on reading. The \
planner reads and audits plans
of every earlier 1.x and of format 2, the last before 1.0.0; a plan of a later version is refused.

Tables are CSV: UTF-8, commas, decimal points, one header, rows in a stable order, numbers to {DIGITS} \
digits; what
sums that cancel leave is written as 0. Units: t (tonne), M$ (1e6 dollars of the study's price year), \
Tt (1e12 output
tokens), MW, m3; of a count the unit is what is counted; 1 is a share or a factor. $/Mtoken is M$/Tt. \
Numbers are not
negative unless it is said. Ids are those of the instance. The same input gives the same bytes, but for \
`run.json`.
"""


def document() -> str:
    """The text of the file."""
    parts = [INTRODUCTION]
    for name, table in SCHEMA.items():
        absent = " Without rows there is no file." if name in IF_ANY else ""
        key = ", ".join(f"`{column}`" for column in table.key)
        parts.append(f"## {name}.csv\n\n{table.meaning}{absent} Key: {key}.\n\n{columns(table.columns)}")
        if table.further:
            parts.append(f"Further columns, the breakdown of the sizing:\n\n{columns(table.further)}")
    parts.append(
        "## plan.json\n\n`*` stands for names of the plan's own, `[]` for the elements of a list. Money and "
        "tokens are discounted, tokens weighted, unless it is said. null: there is no figure.\n\n"
        + keys(RECORD)
    )
    parts.append("## run.json\n\nThe one file that may differ between equal runs.\n\n" + keys(RUN))
    return "\n".join(parts)


def columns(declared: tuple[Column, ...]) -> str:
    """A table of columns."""
    lines = ["| column | type | unit | |", "|---|---|---|---|"]
    for column in declared:
        says = column.meaning + (f" ({', '.join(column.one_of)})" if column.one_of else "")
        says += "; may be negative" if column.signed else ""
        lines.append(f"| `{column.name}` | {column.type} | {column.unit} | {says} |")
    return "\n".join(lines) + "\n"


def keys(declared: Mapping[str, Key]) -> str:
    """A table of keys."""
    lines = ["| key | type | unit | |", "|---|---|---|---|"]
    for path, key in declared.items():
        meaning = key.meaning.replace("|", "\\|")
        lines.append(f"| `{path}` | {key.type.replace('|', ' or ')} | {key.unit} | {meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(document(), encoding="utf-8", newline="\n")
