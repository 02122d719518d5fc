"""Values from scripts as a file would hold them: numpy's and pandas' scalars, arrays and series, datetimes,
and Series of an instance.

Neither numpy's nor pandas' types are TOML's; a value of theirs can only come from a script that has loaded
them, so they are known here without being imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import numpy as np

from planner.instance.series import Series


def as_toml(value: Any) -> Any:
    """The value as TOML's types: numbers, texts, dates, lists, tables. What has no such form stays as it is,
    for the format to refuse.

    A pandas Series over dates becomes {dates = [...], value = [...]}, over texts a table, else a list; a
    Series of an instance its dates and values.
    """
    day = as_day(value)
    if day is not None:
        return day
    if isinstance(value, np.ndarray):
        return as_toml(list(value)) if value.ndim else as_toml(value[()])
    if isinstance(value, np.generic):
        return (
            value.item() if value.dtype.kind in "biuf" else str(value) if value.dtype.kind == "U" else value
        )
    if isinstance(value, Series):
        return as_toml(value.values[0]) if len(value.values) == 1 else _dated(value.dates, value.values)
    if isinstance(value, Mapping):
        return {key: as_toml(held) for key, held in value.items()}
    if isinstance(value, list | tuple | range):
        return [as_toml(held) for held in value]
    if type(value).__module__.split(".")[0] == "pandas" and hasattr(value, "tolist"):
        return _of_pandas(value)
    return value


def as_day(value: Any) -> date | None:
    """The day of a date, or of a datetime (pandas' Timestamp too) or numpy datetime64 at midnight; None for
    anything else.
    """
    if isinstance(value, np.datetime64):
        if np.isnat(value) or value != value.astype("datetime64[D]"):
            return None
        day = value.astype("datetime64[D]").item()
        return day if isinstance(day, date) else None  # a number, where the year is none of the calendar's
    if isinstance(value, datetime):
        if value != value or value.time() != time():  # NaT equals nothing
            return None
        return value.date()
    return value if isinstance(value, date) else None


def _of_pandas(value: Any) -> Any:
    """A pandas Series, Index or array: by dates, by ids, or in its order."""
    values = [as_toml(held) for held in value.tolist()]
    index = getattr(value, "index", None)
    if index is None or not values:
        return values
    if hasattr(index, "to_timestamp"):  # periods such as 2028Q1 begin on a day
        index = index.to_timestamp()
    keys = index.tolist()
    days = [as_day(key) for key in keys]
    if all(day is not None for day in days):
        return _dated(days, values)
    if all(isinstance(key, str) for key in keys):
        return dict(zip(keys, values, strict=True))
    return values


def _dated(dates: Any, values: Any) -> dict[str, Any]:
    return {"dates": list(dates), "value": [as_toml(held) for held in values]}
