"""A compiled model with more columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solver.highs import INF, Array, Compiled

Name = tuple[str, Any]  # family, index


def with_columns(
    model: Compiled, names: Sequence[Name], upper: Array | float, cost: Array | float, *, integer: bool
) -> Compiled:
    """The model with columns from 0 to `upper`, in no row yet; `cost`: what they add to the objective of that
    name.
    """
    n, none = len(names), np.zeros(len(names))
    if not n:
        return model
    empty = sparse.csc_array((model.matrix.shape[0], n))
    added = {name: none for name in model.objectives} | {"cost": none + cost}
    return replace(
        model,
        matrix=sparse.csc_array(sparse.hstack([model.matrix, empty])),
        col_lower=np.concatenate([model.col_lower, none]),
        col_upper=np.concatenate([model.col_upper, none + upper]),
        integer=np.concatenate([model.integer, np.full(n, integer)]),
        objectives={name: np.concatenate([c, added[name]]) for name, c in model.objectives.items()},
        column=model.column | {name: len(model.col_lower) + i for i, name in enumerate(names)},
    )


@dataclass
class Rows:
    """Rows to add to a model, `lower <= sum of amount * column <= upper`; some have a name."""

    at: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    named: dict[Name, int] = field(default_factory=dict)

    def add(
        self, entries: Iterable[tuple[int, float]], lower: float, upper: float, name: Name | None = None
    ) -> None:
        """One row more, of (column, amount)."""
        if name is not None:
            self.named[name] = len(self.upper)
        for column, amount in entries:
            self.at.append(len(self.upper))
            self.columns.append(column)
            self.amounts.append(amount)
        self.lower.append(lower)
        self.upper.append(upper)

    def below(self, model: Compiled) -> Compiled:
        """A model with these rows as its last."""
        if not self.upper:
            return model
        above, columns = model.matrix.shape
        rows = sparse.csc_array((self.amounts, (self.at, self.columns)), shape=(len(self.upper), columns))
        return replace(
            model,
            matrix=sparse.csc_array(sparse.vstack([model.matrix, rows])),
            row_lower=np.concatenate([model.row_lower, self.lower]),
            row_upper=np.concatenate([model.row_upper, self.upper]),
            row=model.row | {name: above + i for name, i in self.named.items()},
        )


def extended(
    model: Compiled, binaries: Mapping[Name, float], entries: Sequence[tuple[Name, Name, float]]
) -> Compiled:
    """The model with the columns `binaries`, by what they add to the objective `cost`, and with the rows that
    are named first in `entries` (row, column, coefficient): each row is at most 0.
    """
    model = with_columns(model, list(binaries), 1.0, np.array([*binaries.values()]), integer=True)
    parts: dict[Name, list[tuple[int, float]]] = {}
    for name, column, amount in entries:
        parts.setdefault(name, []).append((model.column[column], amount))
    rows = Rows()
    for name, part in parts.items():
        rows.add(part, -INF, 0.0, name)
    return rows.below(model)
