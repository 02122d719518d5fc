"""Debt: of all ways to run a plan at the same value, the one that owes the least.

What is borrowed, and interest on it, is no part of any objective (models/finance.py): a linear program may draw debt that nothing needs.
With the value held, another one leaves as little as possible to be repaid:

    min  sum_n instalment[n] periods[n] drawn[n]        over        objective <= its least

With one debt, or several at one rate, that is the least debt drawn; of several the cheaper ones are drawn first.
"""

from __future__ import annotations

import numpy as np

from models.case import Case
from planner.solver.highs import INF, Array, Compiled, Solver

ROUNDING = 1e-9
"""Of the objective's terms: by so much may its value seem to move. M$: less than that is no debt."""


def is_drawn(model: Compiled, values: Array) -> bool:
    """Whether a point borrows anything."""
    return any(values[i] > ROUNDING for (family, _), i in model.column.items() if family == "drawn")


def hold_to_least_debt(case: Case, model: Compiled, solver: Solver, objective: Array, values: Array) -> None:
    """Limit every debt of a solved program to what the point of the same objective with the least to be repaid draws of it."""
    debts = {n: i for (family, n), i in model.column.items() if family == "drawn"}
    repaid = np.zeros(len(values))
    for n, i in debts.items():
        repaid[i] = float(case.debt_instalment[n] * case.debt_periods[n])
    used = np.flatnonzero(objective)
    limit = float(objective @ values) + ROUNDING * float(np.abs(objective) @ np.abs(values))
    row = len(model.row_lower)
    added = solver.highs.addRow(-INF, limit, len(used), used.astype(np.int32), objective[used])
    solver.expect(added, "addRow")
    solver.costs(repaid)
    least = solver.run()
    solver.free_rows(np.array([row]))
    if least.values is not None and least.status == "optimal":
        columns = list(debts.values())
        solver.bounds(columns, model.col_lower[columns], np.maximum(least.values[columns], 0.0) + ROUNDING)
