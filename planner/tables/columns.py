"""The tables of a plan as an interface: which files, which columns, which types, how a number is written.

What the columns are is declared in planner/tables/schema.py. `period` counts 0..T-1; `date` and `last_date`
are the ISO dates of its first and last day. Numbers keep `DIGITS` significant digits in memory and in the
files alike, so that a plan read back equals the plan written; what is left of sums that cancel is written as
0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from planner.tables.schema import SCHEMA, Column

FORMAT = "1.0.0"
"""Version of columns and keys of a plan folder, as plan.json says it (promise: planner/plan/older.py)."""

DIGITS = (
    10  # a solver's decisions hold to nine or so, the audit asks for six, sums of many rows for some more
)
NEGLIGIBLE = 1e-9  # see `negligible`
NOISE = 1e-12  # of the largest amount of a unit in a table: what sums of such amounts leave when they cancel

_TYPES = {"string": "str", "date": "str", "integer": "int64", "number": "float64"}
COLUMNS: dict[str, dict[str, str]] = {
    name: {column.name: _TYPES[column.type] for column in declared.columns}
    for name, declared in SCHEMA.items()
}

IF_ANY = frozenset(
    {"reserve", "balance", "retirements", "removals"}
)  # tables that few questions have: without rows they are no file


@dataclass(frozen=True, eq=False, kw_only=True)
class Tables:
    """The tables of a plan. What each is, and what its columns are: planner/tables/schema.py."""

    launches: pd.DataFrame
    manifests: pd.DataFrame
    cohorts: pd.DataFrame
    existing: pd.DataFrame
    retirements: pd.DataFrame
    removals: pd.DataFrame
    fleet: pd.DataFrame
    replacements: pd.DataFrame
    designs: pd.DataFrame
    mixes: pd.DataFrame
    sites: pd.DataFrame
    power: pd.DataFrame
    compute: pd.DataFrame
    reserve: pd.DataFrame
    tokens: pd.DataFrame
    demand: pd.DataFrame
    shells: pd.DataFrame
    gates: pd.DataFrame
    gateways: pd.DataFrame
    cash: pd.DataFrame
    balance: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of their files."""
        return {name: getattr(self, name) for name in COLUMNS}


def negligible(amounts: Iterable[float]) -> float:
    """Amounts (Tt, accelerator-years, Gbit/s, MW, M$) up to this are a solver's rounding, not a row.

    NEGLIGIBLE where the largest of them is 1 or more, NEGLIGIBLE of the largest where all are smaller.
    """
    return NEGLIGIBLE * min(1.0, max(map(abs, amounts), default=1.0))


def significant(value: float) -> float:
    """`value` to DIGITS significant digits: what a CSV cell holds. Zero has no sign."""
    return float(f"{value:.{DIGITS}g}") + 0.0


def table(name: str, rows: Iterable[tuple] | pd.DataFrame) -> pd.DataFrame:
    """Rows (or a frame) as table `name`: its columns first and in order, types fixed, numbers rounded."""
    columns = COLUMNS[name]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=list(columns))
    frame = frame[[*columns, *(c for c in frame.columns if c not in columns)]].reset_index(drop=True)
    kinds = {
        c: columns.get(c) or ("float64" if pd.api.types.is_numeric_dtype(frame[c]) else "str")
        for c in frame.columns
    }
    frame = frame.astype(kinds)
    least = noise(name, frame)
    for column, kind in kinds.items():
        if kind == "float64":
            kept = frame[column].where(~(frame[column].abs() <= least.get(column, 0.0)), 0.0)
            frame[column] = kept.map(significant).astype("float64")
    return frame


def noise(name: str, frame: pd.DataFrame) -> dict[str, float]:
    """Column -> the amount up to which its numbers are noise, by the largest amount of its unit in the
    table.
    """
    units: dict[str, list[str]] = defaultdict(list)
    for column in numbers(name, frame):
        units[column.unit].append(column.name)
    return {
        column: NOISE * float(frame[columns].abs().max(axis=None))
        for columns in units.values()
        for column in columns
        if len(frame)
    }


def numbers(name: str, frame: pd.DataFrame) -> list[Column]:
    """The declared columns of numbers that a frame has."""
    declared = (*SCHEMA[name].columns, *SCHEMA[name].further)
    return [column for column in declared if column.type == "number" and column.name in frame]
