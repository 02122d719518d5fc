"""Values over time as arrays: rows of series, and when they begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planner.instance.series import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def paths(series: Sequence[Series | None], dates: Sequence[date], absent: float = np.inf) -> Floats:
    """Values in force at dates, one row a series; `absent` stands for a series that is not given: [series, date]."""
    rows = [np.full(len(dates), absent) if one is None else one.at(dates) for one in series]
    return np.array(rows, dtype=float).reshape(len(series), len(dates))


def from_first(values: Floats, first: Ints) -> Floats:
    """The same paths, 0 before the period `first` of each row: [row, b]."""
    return np.where(np.arange(values.shape[1]) >= first[:, None], values, 0.0)
