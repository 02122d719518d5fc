"""A compiled model with more binaries and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solver.highs import INF, Compiled

Name = tuple[str, Any]  # family, index


def extended(
    model: Compiled, binaries: Mapping[Name, float], entries: Sequence[tuple[Name, Name, float]]
) -> Compiled:
    """The model with the columns `binaries`, by what they add to the objective `cost`, and with the rows that
    are named first in `entries` (row, column, coefficient): each row is at most 0.
    """
    rows = list(dict.fromkeys(name for name, _, _ in entries))
    m, n = len(rows), len(binaries)
    row = {name: len(model.row_lower) + i for i, name in enumerate(rows)}
    column = model.column | {name: len(model.col_lower) + i for i, name in enumerate(binaries)}
    old = model.matrix.tocoo()
    at_row = np.array([row[name] for name, _, _ in entries], dtype=int)
    at_column = np.array([column[name] for _, name, _ in entries], dtype=int)
    amounts = np.array([amount for *_, amount in entries], dtype=float)
    matrix = sparse.csc_array(
        (
            np.concatenate([old.data, amounts]),
            (np.concatenate([old.coords[0], at_row]), np.concatenate([old.coords[1], at_column])),
        ),
        shape=(len(model.row_lower) + m, len(model.col_lower) + n),
    )
    added = {name: np.zeros(n) for name in model.objectives} | {"cost": np.array([*binaries.values()])}
    return replace(
        model,
        matrix=matrix,
        row_lower=np.concatenate([model.row_lower, np.full(m, -INF)]),
        row_upper=np.concatenate([model.row_upper, np.zeros(m)]),
        col_lower=np.concatenate([model.col_lower, np.zeros(n)]),
        col_upper=np.concatenate([model.col_upper, np.ones(n)]),
        integer=np.concatenate([model.integer, np.ones(n, dtype=bool)]),
        objectives={name: np.concatenate([c, added[name]]) for name, c in model.objectives.items()},
        column=column,
        row=model.row | row,
    )
