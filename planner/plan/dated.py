"""Days in the tables of a plan: datetime64 for whoever works with them, ISO text in the files."""

from __future__ import annotations

import pandas as pd

ENDS = ("date", "_start", "_end")
"""What the name of a column of days ends in: date, launch_date, service_start, service_end."""

ISO = r"\d{4}-\d{2}-\d{2}"


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its columns of days as datetime64.

    A column with a cell that is no ISO day stays text, for the audit to refuse.
    """
    found = {}
    for column in frame.columns:
        held = frame[column]
        if not column.endswith(ENDS) or not (pd.api.types.is_string_dtype(held) or held.dtype == object):
            continue
        if all(isinstance(day, str) for day in held) and held.str.fullmatch(ISO).all():
            days = pd.to_datetime(held, format="%Y-%m-%d", errors="coerce")
            if days.notna().all():
                found[column] = days
    return frame.assign(**found)


def filed(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as its file holds it: days as ISO text."""
    days = [column for column in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[column])]
    return frame.assign(
        **{column: frame[column].dt.strftime("%Y-%m-%d").fillna("").astype("str") for column in days}
    )
