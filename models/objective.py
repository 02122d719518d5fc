"""What is minimised: one linear form of the three that models/finance.py states.

    levelized_cost    N - q D      the least ratio N / D is the q at which the least of this is 0
    cost              N
    npv               N - R        net present value is maximised

N discounted M$ spent, D discounted and weighted Tt served, R discounted M$ earned, q the ratio [M$/Tt].
"""

from __future__ import annotations

from models.algebra import pyo
from models.case import Case

FORMS = ("cost", "tokens_served", "revenue")
"""The names of N, D and R in a model."""


def coefficients(case: Case, q: float) -> dict[str, float]:
    """form -> its coefficient in what the case's objective minimises, of those that have one."""
    if case.is_ratio:
        return {"cost": 1.0, "tokens_served": -q}
    return {"cost": 1.0, "revenue": -1.0} if case.objective == "npv" else {"cost": 1.0}


def minimise(m: pyo.ConcreteModel, q: float = 0.0) -> pyo.Objective:
    """Leave one active objective, `least`, on a model that `build` made: it can go to any solver, or into a
    file.

    q: the ratio of a levelized cost [M$/Tt]; the other objectives take none. May be called again with another
    one.
    """
    m.del_component("least")
    for form in FORMS:
        m.component(form).deactivate()
    parts = coefficients(m.case, q)
    m.least = pyo.Objective(expr=sum(share * m.component(form).expr for form, share in parts.items()))
    return m.least
