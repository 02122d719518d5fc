"""Debt: of all ways to run a plan at the same value, the one that owes the least.

What is borrowed, and interest on it, is no part of any objective (models/finance.py): a linear program may
draw debt that nothing needs. A second one sees what is to be repaid, at a price so small that no M$ of value
is given for it:

    min  objective + price * sum_n instalment[n] periods[n] drawn[n]

The value is held to a billionth of the money that moves: a price that is too high shows in it, and a smaller
one is tried. With one debt, or several at one rate, that gives the least debt drawn; of several the cheaper
ones are drawn first.
"""

from __future__ import annotations

import numpy as np

from models.case import Case
from planner.solver.highs import Array, Compiled, Solver

NOTHING = 1e-9  # M$: less than that is no debt
PRICES = (
    1e-3,
    1e-4,
    1e-5,
    1e-6,
)  # M$ of value per M$ repaid; the last one well above what the solver takes for zero
ROUNDING = 1e-9  # of the objective's terms: by so much may the value seem to move


def with_least_debt(case: Case, model: Compiled, solver: Solver, objective: Array, values: Array) -> Array:
    """The point of a solved linear program at the value of `values` with the least to be repaid; `values`
    themselves if nothing is drawn.
    """
    debts = [(n, i) for (family, n), i in model.column.items() if family == "drawn"]
    if not any(values[i] > NOTHING for _, i in debts):
        return values
    repaid = np.zeros(len(values))
    for n, i in debts:
        repaid[i] = float(case.debt_instalment[n] * case.debt_periods[n])
    most = float(objective @ values) + ROUNDING * float(np.abs(objective) @ np.abs(values))
    for price in PRICES:
        solver.costs(objective + price * repaid)
        run = solver.run()
        if run.status == "optimal" and run.values is not None and objective @ run.values <= most:
            return run.values
    return values
