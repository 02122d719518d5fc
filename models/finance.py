r"""Money and tokens: the two sides of dollars per token, and revenue.

    N = sum of the costs that models/spending.py lists, discounted             [M$]
    D = sum_t mid_t weight[c,t] served[c,r,t]                                       [Tt w]
    R = sum of the revenue that it lists, discounted                           [M$]

The least ratio N / D is sought outside (planner/solver); here are the three linear forms, as Pyomo
objectives.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.algebra import pyo
from models.case import Case
from models.payments import discounted, flight_payments, satellite_payments
from models.rows import Term, linear
from models.spending import Entry, discount, earning, spending


def satellite_cost(case: Case, d: int, v: int, s: int, b: int, l: int) -> float:
    """Discounted M$ of one satellite launched: its cost, what it pays by mass, insurance, less the launch
    credit under annuity.
    """
    return discounted(case, satellite_payments(case, d, v, s, b, float(case.cohort_share[s, b, l])))


def flight_cost(case: Case, v: int, b: int) -> float:
    """Discounted M$ of one flight with its insurance, 0 where the plan decides its tier."""
    return discounted(case, flight_payments(case, v, b))


def discounted_terms(case: Case, entries: Iterable[Entry]) -> list[Term]:
    """The discounted sum of a list, term by term."""
    return merged(
        [(discount(case, e.item)[e.t] * (e.musd * count), of) for e in entries for count, of in e.units]
    )


def merged(terms: list[Term]) -> list[Term]:
    """The same sum with one term a variable."""
    total: dict[int, list] = {}
    for coefficient, variable in terms:
        total.setdefault(id(variable), [0.0, variable])[0] += coefficient
    return [(c, v) for c, v in total.values()]


def objectives(m) -> None:
    """N, D and R as the model's objectives cost, tokens_served and revenue."""
    case = m.case
    m.cost = pyo.Objective(expr=linear(discounted_terms(case, spending(m))))
    m.tokens_served = pyo.Objective(
        expr=linear(
            (case.discount_mid[t] * case.token_weight[c, t], m.served[c, r, t]) for c, r, t in m.served
        )
    )
    m.revenue = pyo.Objective(expr=linear(discounted_terms(case, earning(m))))
