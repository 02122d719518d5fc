"""The table of a study: one row a run, columns in one order and of one type whatever the runs gave.

run, the labels (scenario, rung, varied paths, case), the figures of `Plan.summary()`,
cost_*_musd, tokens_*_tt, flights_*, others, reason, bound_from, address
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

SUMMARY = (
    "name", "objective", "case", "status", "audit", "value", "unit", "bound", "gap", "ratio_usd_per_mtoken",
    "cost_musd", "revenue_musd", "net_present_value_musd", "debt_left_musd", "ratio_usd_per_mtoken_orbit",
    "ratio_usd_per_mtoken_ground", "usd_per_accelerator_hour_orbit", "usd_per_accelerator_hour_ground",
    "net_present_value_musd_orbit", "net_present_value_musd_ground", "tokens_tt", "served_tt", "orbit_share",
    "shortfall_tt", "flights", "satellites", "accelerators_orbit", "accelerators_ground", "seconds",
)  # fmt: skip
"""The columns of `Plan.summary()`, which a table has even where no run gave a plan."""

TEXTS = {"name", "objective", "case", "status", "audit", "unit", "reason", "bound_from", "address"}
COUNTS = {"flights", "satellites", "accelerators_orbit", "accelerators_ground"}
LAST = ("reason", "bound_from", "address")
GROUPS = (("cost_", "_musd"), ("tokens_", "_tt"), ("flights_", ""))
"""Columns of which each plan has its own: 0 in the row of a plan that has none of it."""


NEEDED = ("run", "name", "case", "status", "ratio_usd_per_mtoken", "bound", "reason")
"""Columns by which a table is known as a study's."""


def problem_of(frame: pd.DataFrame) -> str | None:
    """Why a table that was read is not as a study writes it; None where it is."""
    missing = [name for name in NEEDED if name not in frame]
    if missing:
        return f"it lacks {', '.join(missing)}"
    if not frame.columns.is_unique or frame.columns[0] != "run":
        return "its columns are not those of a study: run comes first, and each once"
    for name in SUMMARY:
        held = name not in TEXTS and name in frame and frame[name].dropna()
        if held is not False and len(held) and not pd.api.types.is_numeric_dtype(held):
            return f"{name} holds text, where numbers belong"
    return None


def table_of(
    labels: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any] | None],
    addresses: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The table of runs in their order; a run without a row is left out."""
    there = [number for number, row in enumerate(rows) if row is not None]
    own = list(dict.fromkeys(name for one in labels for name in one))
    found: dict[str, Any] = {"run": pd.array(there, dtype="int64")}
    for name in own:
        found[name] = label_column([labels[number].get(name) for number in there])
    held = [rows[number] or {} for number in there]
    for name in order_of(held):
        if name not in found:
            found[name] = column(name, [row.get(name) for row in held], held)
    if addresses is not None:
        found["address"] = pd.Series([addresses[number] for number in there], dtype="str")
    return pd.DataFrame(found)


def order_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns of rows, in their order."""
    every = dict.fromkeys(name for row in rows for name in row)
    groups = [[name for name in every if group_of(name) == group] for group in GROUPS]
    grouped = [name for group in groups for name in sorted(group)]
    others = [name for name in every if name not in SUMMARY and name not in grouped and name not in LAST]
    return [*SUMMARY, *grouped, *others, *(name for name in LAST if name != "address")]


def group_of(name: str) -> tuple[str, str] | None:
    """The group of columns to which one belongs."""
    if name in SUMMARY:
        return None
    return next((group for group in GROUPS if name.startswith(group[0]) and name.endswith(group[1])), None)


def column(name: str, values: list[Any], rows: Sequence[Mapping[str, Any]]) -> pd.Series:
    """One column, of the type that it always has."""
    if group_of(name) is not None:
        values = [
            0 if value is None and row.get("audit") is not None else value for value, row in zip(values, rows)
        ]
    if name in COUNTS or name.startswith("flights_"):
        return pd.Series(values, dtype="Int64")
    if name in TEXTS or any(isinstance(value, str) for value in values):
        return pd.Series(["" if value is None else str(value) for value in values], dtype="str")
    return pd.Series(values, dtype="float64")


def label_column(values: list[Any]) -> pd.Series:
    """A column of labels: whole numbers, numbers, or text."""
    if all(type(value) is int for value in values):
        return pd.Series(values, dtype="int64")
    if all(
        value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values
    ):
        return pd.Series(values, dtype="float64")
    if all(isinstance(value, bool) for value in values):
        return pd.Series(values, dtype="bool")
    return pd.Series(["" if value is None else str(value) for value in values], dtype="str")


def as_csv(frame: pd.DataFrame) -> bytes:
    """The table as a spreadsheet reads it."""
    return frame.to_csv(index=False, lineterminator="\n").encode()


def as_parquet(frame: pd.DataFrame) -> bytes:
    """The table as Parquet."""
    room = io.BytesIO()
    frame.to_parquet(room, index=False)
    return room.getvalue()
