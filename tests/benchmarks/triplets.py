"""The formulation without Pyomo: the same loops, writing row, column and coefficient into arrays.

`assemble` runs models/rollout.py as it is, with the two functions through which every block speaks to Pyomo
(`variables`, `add_rows`) and the objectives exchanged for ones that append to lists. What is left out is
Pyomo alone; what comes out is the same matrix.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pyomo.environ as pyo
from scipy import sparse

from models import cash, demand, factory, finance, fleet, ground, launch, rollout, service
from models.case import Case
from models.members import Members
from planner.solver.highs import INF, Compiled

BLOCKS = (launch, fleet, factory, service, ground, demand, cash)


class Triplets:
    """Stands where the blocks expect a Pyomo model; a variable is the number of its column."""

    def __init__(self) -> None:
        self.column: dict[tuple[str, object], int] = {("open_to", None): 0}
        self.row: dict[tuple[str, object], int] = {}
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.coefficients: list[float] = []
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self.col_lower, self.col_upper, self.whole = [0.0], [0.0], [False]

    def variables(self, name, index, domain=pyo.NonNegativeReals, upper=None) -> None:
        """models.rows.variables."""
        members = list(index)
        first = len(self.col_lower)
        family = dict(zip(members, range(first, first + len(members)), strict=True))
        setattr(self, name, family)
        self.column.update(((name, i), column) for i, column in family.items())
        self.col_lower += [-INF if domain is pyo.Reals else 0.0] * len(members)
        self.col_upper += [1.0 if domain is pyo.Binary else INF] * len(members)
        self.whole += [domain is pyo.Binary or domain is pyo.NonNegativeIntegers] * len(members)
        for i, value in (upper or {}).items():
            self.col_upper[family[i]] = float(value)

    def add_rows(self, name, rows, open_to=None) -> None:
        """models.rows.add_rows; a row with two different sides becomes two, as in the compiled model."""
        for index, terms, lower, upper in rows:
            if open_to is not None:
                terms = [*terms, (1.0, open_to)]
            pairs = [(c, v) for c, v in terms if c]
            ranged = lower is not None and upper is not None and lower != upper
            sides = [(None, upper), (lower, None)] if ranged else [(lower, upper)]
            for low, high in sides if pairs else ():
                row = self.row[name, index] = len(self.row_lower)
                self.rows += [row] * len(pairs)
                self.columns += [v for _, v in pairs]
                self.coefficients += [c for c, _ in pairs]
                self.row_lower.append(-INF if low is None else low)
                self.row_upper.append(INF if high is None else high)

    def vector(self, terms) -> np.ndarray:
        """models.rows.linear: a cost vector."""
        cost = np.zeros(len(self.col_lower))
        for coefficient, column in terms:
            cost[column] += coefficient
        return cost

    def compiled(self) -> Compiled:
        """The arrays."""
        shape = len(self.row_lower), len(self.col_lower)
        triplets = (
            np.array(self.coefficients, dtype=float),
            (np.array(self.rows, dtype=np.int32), np.array(self.columns, dtype=np.int32)),
        )
        return Compiled(
            matrix=sparse.csc_array(sparse.coo_array(triplets, shape=shape)),
            row_lower=np.array(self.row_lower),
            row_upper=np.array(self.row_upper),
            col_lower=np.array(self.col_lower),
            col_upper=np.array(self.col_upper),
            integer=np.array(self.whole),
            objectives={name: getattr(self, name) for name in ("cost", "tokens_served", "revenue")},
            column=self.column,
            row=self.row,
        )


def assemble(case: Case, members: Members) -> Compiled:
    """The arrays of `compile_model(build(case, members))`, made without Pyomo; columns without a coefficient
    stay in.
    """
    model = Triplets()
    without_pyomo = SimpleNamespace(ConcreteModel=lambda: model, Var=lambda bounds: 0)
    with ExitStack() as exchanged:
        for block in BLOCKS:
            exchanged.enter_context(patch.object(block, "add_rows", Triplets.add_rows))
            exchanged.enter_context(patch.object(block, "variables", Triplets.variables))
        exchanged.enter_context(patch.object(rollout, "pyo", without_pyomo))
        exchanged.enter_context(patch.object(finance, "pyo", SimpleNamespace(Objective=lambda expr: expr)))
        exchanged.enter_context(patch.object(finance, "linear", model.vector))
        rollout.build(case, members)
    return model.compiled()
