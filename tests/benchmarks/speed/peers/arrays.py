"""A mixed-integer program with a ratio as its objective, as arrays that every peer is given alike.

    minimise N x / D x    lower <= A x <= upper    bounds    some x whole

They are those of the program that `planner export --mps` writes (planner/exporting/mps.py): there the free
rows `cost` and `tokens_served` are N and D.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

Array = np.ndarray
REALLY_LARGE = 1e20  # a side or bound from here on is none


@dataclass(frozen=True)
class Question:
    """The arrays.

    matrix            A, column-wise
    N, D              by column; of a question whose objective is a sum N is that objective, D nothing
    q, tokens         the least ratio of the linear relaxation, and D there; 0 where there is no ratio
    spans             [[r, D_min, D_max]]: bounds of D over the linear relaxation of plans whose ratio is at
                      most r, r rising, the last one infinite
    """

    matrix: sparse.csc_array
    row_lower: Array
    row_upper: Array
    col_lower: Array
    col_upper: Array
    integer: Array
    N: Array
    D: Array
    q: float
    tokens: float
    spans: Array

    @property
    def is_ratio(self) -> bool:
        """Whether the objective is N / D."""
        return bool(self.D.any())

    def span(self, ratio: float) -> tuple[float, float]:
        """(D_min, D_max) of plans whose ratio is at most so much."""
        for most, low, high in self.spans:
            if ratio <= most:
                return float(low), float(high)
        return 0.0, float("inf")

    def save(self, file: Path) -> None:
        """Write the arrays."""
        held: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "matrix"}
        parts = {name: getattr(self.matrix, name) for name in ("data", "indices", "indptr", "shape")}
        np.savez_compressed(file, **held, **parts)

    @classmethod
    def load(cls, file: str | Path) -> Question:
        """Read them back."""
        with np.load(file) as held:
            kept = {name: held[name] for name in held.files}
        shape = tuple(int(n) for n in kept.pop("shape"))
        parts = tuple(kept.pop(name) for name in ("data", "indices", "indptr"))
        numbers = {name: float(kept.pop(name)) for name in ("q", "tokens")}
        return cls(matrix=sparse.csc_array(parts, shape=shape), **kept, **numbers)
