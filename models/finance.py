r"""Money and tokens: the two sides of dollars per token, and revenue.

    N = sum_b start_b [ sum x ((cost[d,b] + mass_d per_t[v,b]) (share[s,b,l] + ins_v) - credit) + sum n price[v,b] (1 + ins_v)
                        + sum (paid[v,i,b] (1 + ins_v) - credited[v,i,b]) price_musd[v,b] factor[v,i]         or earlier where prepaid
                        + NRE at first use + sum z rack_cost[j,k,b] rack_share[j,b] ]
      + sum_b start_b [ owed[v,b] - price[v,b] (contracted[v,b] - unflown[v,b]) ]                  (models/existing.py)
      + sum_s opening_s start_t at its first use
      + sum_t mid_t D [ sum S operations_h + sum inuse yearly_s + sum y gateway[g,t]
                        + sum rack_mw (R + idle_j (K - R)) grid[j,t] + sum own (onsite[j,t] - grid[j,t])
                        + sum K (rack_mw building_j + upkeep[j,k] + replacement[j,k,t]) ]
      + sum_t mid_t sum short penalty[c,r]
    D = sum_t mid_t weight[c,t] q[c,r,t]            R = sum_t mid_t price[c,r,t] (q[c,r,t] + take_or_pay[c,r] short[c,r,t])

    per_t = what the vehicle asks for a tonne launched; under annuity the share of it that is not used up is credited at once
    credit = (1 - share[s,b,l]) price[v,b] mass_d / payload[v,o]                   (annuity: the part of the launch not yet used up)
    price  = price_musd of the tier that is known beforehand; where the plan decides it (models/tiers.py), price and credit stand on
             paid and credited
    Hardware, accelerators and flights that are paid ahead of launch are discounted where they are paid (models/payments.py).
    ins_v  = insurance rate less the expected payout 1 - success, where the flight is insured          all in M$, tokens in Tt
The least ratio N / D is sought outside (planner/solver); here are the three linear forms, as Pyomo
objectives.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo

from models.case import Case, Floats
from models.existing import contract_payments
from models.ground import power_terms
from models.payments import discounted, flight_payments, satellite_payments, tier_credit, tier_payments
from models.rows import Term, linear


def satellite_cost(case: Case, d: int, v: int, s: int, b: int, i: int) -> float:
    """Discounted M$ of one satellite launched: its cost, what it pays by mass, insurance, less the launch
    credit under annuity.
    """
    return discounted(case, satellite_payments(case, d, v, s, b, float(case.cohort_share[s, b, i])))


def flight_cost(case: Case, v: int, b: int) -> float:
    """Discounted M$ of one flight with its insurance, 0 where the plan decides its tier."""
    return discounted(case, flight_payments(case, v, b))


Payment = tuple[int, float, float, object]  # (period, discount factor, M$ per unit of the variable, variable)


def spending(m, full: bool = False) -> Iterator[Payment]:
    """Everything that is paid, in the period in which it is paid. N is its discounted sum.

    full: every cost in full, as money that is really spent; otherwise the share charged to the plan, launches
    credited.
    """
    case, D = m.case, m.case.period_years
    start, mid = case.discount_start, case.discount_mid
    for cohort in m.members.cohorts:
        d, v, s, b, i = cohort
        share = 1.0 if full else float(case.cohort_share[s, b, i])
        for t, musd in satellite_payments(case, d, v, s, b, share).items():
            yield t, start[t], musd, m.x[cohort]
    for i, (v, _, b, _) in enumerate(m.members.flights):
        for t, musd in flight_payments(case, v, b).items():
            yield t, start[t], musd, m.n[i]
    for v, i, b in m.paid:
        for t, musd in tier_payments(case, v, i, b).items():
            yield t, start[t], musd, m.paid[v, i, b]
    for v, i, b in () if full else m.credited:
        t, musd = tier_credit(case, v, i, b)
        yield t, start[t], -musd, m.credited[v, i, b]
    for t, musd, variable in contract_payments(m):
        yield t, start[t], musd, variable
    for used, price in (
        (m.usedbus, case.bus_nre_musd),
        (m.useddesign, case.design_nre_musd),
        (m.opened, case.shell_opening_musd),
    ):
        yield from steps_up(used, price, start)
    for j, k, b in m.z:
        share = 1.0 if full else case.rack_share[j, b]
        yield b, start[b], case.rack_cost_musd[j, k, b] * share, m.z[j, k, b]
    for s, t in m.inuse:
        yield t, mid[t], D * case.shell_yearly_musd[s], m.inuse[s, t]
    for h, s, t in m.S:
        yield t, mid[t], D * case.bus_operations_musd[h], m.S[h, s, t]
    for g, t in m.y:
        yield t, mid[t], D * case.gateway_musd[g, t], m.y[g, t]
    for (j, t), drawn in power_terms(m).items():
        for mw, variable in drawn:
            yield t, mid[t], D * case.grid_musd[j, t] * mw, variable
    for j, k, t in m.K:
        yearly = case.rack_mw[j, k, t] * case.building_musd[j] + case.rack_upkeep_musd[j, k]
        yearly += case.rack_replacement_musd[j, k, t]
        yield t, mid[t], D * yearly, m.K[j, k, t]
    for j, t in m.own:
        yield t, mid[t], D * case.onsite_musd[j, t], m.own[j, t]
    for c, r, t in m.short:
        yield t, mid[t], case.shortfall_musd[c, r], m.short[c, r, t]


def steps_up(used, price: Floats, start: Floats) -> Iterator[Payment]:
    """price[head] where a non-decreasing binary used[head, t] steps from 0 to 1."""
    for head, t in used:
        yield t, start[t], price[head], used[head, t]
        if (head, t + 1) in used:
            yield t + 1, start[t + 1], -price[head], used[head, t]


def cost_terms(m) -> list[Term]:
    """N, term by term (formula in the module docstring)."""
    return merged([(factor * musd, variable) for _, factor, musd, variable in spending(m)])


def merged(terms: list[Term]) -> list[Term]:
    """The same sum with one term a variable."""
    total: dict[int, list] = {}
    for coefficient, variable in terms:
        total.setdefault(id(variable), [0.0, variable])[0] += coefficient
    return [(c, v) for c, v in total.values()]


def objectives(m) -> None:
    """N, D and R as the model's objectives cost, tokens_served and revenue."""
    case = m.case
    m.cost = pyo.Objective(expr=linear(cost_terms(m)))
    m.tokens_served = pyo.Objective(
        expr=linear((case.discount_mid[t] * case.token_weight[c, t], m.q[c, r, t]) for c, r, t in m.q)
    )
    price = case.discount_mid * case.token_price_musd
    revenue = [(price[i], m.q[i]) for i in m.q]
    revenue += [(price[i] * case.take_or_pay[i[:2]], m.short[i]) for i in m.short]
    m.revenue = pyo.Objective(expr=linear(revenue if np.any(case.token_price_musd) else []))
