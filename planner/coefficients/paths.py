"""Values over time as arrays: rows of series, and when they begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from models.case import Floats, Ints
from planner.instance.series import Series


def paths(series: Sequence[Series | None], edges: Sequence[date], absent: float = np.inf) -> Floats:
    """What periods take of series, as each key says (planner/instance/series.py); `absent` where one is not
    given: [series, period].

    edges: the first day of every period, and the day after the last.
    """
    periods = len(edges) - 1
    rows = [np.full(periods, absent) if one is None else one.by_period(edges) for one in series]
    return np.array(rows, dtype=float).reshape(len(series), periods)


def from_first(values: Floats, first: Ints) -> Floats:
    """The same paths, 0 before the period `first` of each row: [row, b]."""
    return np.where(np.arange(values.shape[1]) >= first[:, None], values, 0.0)
