r"""Money and tokens: the two sides of dollars per token, and revenue.

    N = sum_b start_b [ sum x (cost[d,b] (share[s,b,l] + ins_v) - credit) + sum n price[v,b] (1 + ins_v)
                        + NRE at first use + sum z rack_cost[j,k,b] rack_share[j,b] ]
      + sum_b start_b [ owed[v,b] - price[v,b] (contracted[v,b] - unflown[v,b]) ]                  (models/existing.py)
      + sum_s opening_s start_t at its first use
      + sum_t mid_t D [ sum S operations_h + sum inuse yearly_s + sum y gateway[g,t]
                        + sum K (rack_mw (grid[j,t] + building_j) + upkeep[j,k]) + sum own (onsite[j,t] - grid[j,t]) ]
      + sum_t mid_t sum short penalty[c,r]
    D = sum_t mid_t weight_c q[c,r,t]            R = sum_t mid_t price[c,r,t] q[c,r,t]

    credit = (1 - share[s,b,l]) price[v,b] mass_d / payload[v,o]                   (annuity: the part of the launch not yet used up)
    ins_v  = insurance rate less the expected payout 1 - success, where the flight is insured          all in M$, tokens in Tt
The least ratio N / D is sought outside (planner/solver); here are the three linear forms, as Pyomo objectives.
"""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo

from models.case import Case
from models.existing import contract_terms
from models.ground import power_terms
from models.members import lift_t
from models.rows import Term, linear


def satellite_cost(case: Case, d: int, v: int, s: int, b: int, i: int) -> float:
    """Discounted M$ of one satellite launched: its cost and insurance, less the launch credit under annuity."""
    share = case.cohort_share[s, b, i]
    credit = (
        (1 - share) * case.price_musd[v, b] * case.design_mass_t[d] / lift_t(case, v, s) if share < 1 else 0.0
    )
    return float(case.discount_start[b] * (case.design_cost_musd[d, b] * (share + case.insured[v]) - credit))


def flight_cost(case: Case, v: int, b: int) -> float:
    """Discounted M$ of one flight with its insurance."""
    return float(case.discount_start[b] * case.price_musd[v, b] * (1 + case.insured[v]))


def steps_up(variable, price) -> list[Term]:
    """Terms of price(b) due where a non-decreasing binary steps from 0 to 1; indices (head, b)."""
    terms = []
    for head, b in variable:
        later = price(head, b + 1) if (head, b + 1) in variable else 0.0
        terms.append((price(head, b) - later, variable[head, b]))
    return terms


def cost_terms(m) -> list[Term]:
    """N, term by term (formula in the module docstring)."""
    case, D = m.case, m.case.period_years
    start, mid = case.discount_start, case.discount_mid
    terms: list[Term] = [(satellite_cost(case, *cohort), m.x[cohort]) for cohort in m.members.cohorts]
    terms += [(flight_cost(case, v, b), m.n[i]) for i, (v, _, b, _) in enumerate(m.members.flights)]
    terms += contract_terms(m)
    terms += steps_up(m.usedbus, lambda h, b: start[b] * case.bus_nre_musd[h])
    terms += steps_up(m.useddesign, lambda d, b: start[b] * case.design_nre_musd[d])
    terms += steps_up(m.opened, lambda s, t: start[t] * case.shell_opening_musd[s])
    terms += [(mid[t] * D * case.shell_yearly_musd[s], m.inuse[s, t]) for s, t in m.inuse]
    terms += [(mid[t] * D * case.bus_operations_musd[h], m.S[h, s, t]) for h, s, t in m.S]
    terms += [(mid[t] * D * case.gateway_musd[g, t], m.y[g, t]) for g, t in m.y]
    terms += [
        (start[b] * case.rack_cost_musd[j, k, b] * case.rack_share[j, b], m.z[j, k, b]) for j, k, b in m.z
    ]
    for (j, t), drawn in power_terms(m).items():
        terms += [(mid[t] * D * case.grid_musd[j, t] * mw, variable) for mw, variable in drawn]
    terms += [
        (
            mid[t] * D * (case.rack_mw[j, k, t] * case.building_musd[j] + case.rack_upkeep_musd[j, k]),
            m.K[j, k, t],
        )
        for j, k, t in m.K
    ]
    terms += [(mid[t] * D * case.onsite_musd[j, t], m.own[j, t]) for j, t in m.own]
    terms += [(mid[t] * case.shortfall_musd[c, r], m.short[c, r, t]) for c, r, t in m.short]
    return merged(terms)


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
        expr=linear((case.discount_mid[t] * case.token_weight[c], m.q[c, r, t]) for c, r, t in m.q)
    )
    revenue = [(case.discount_mid[t] * case.token_price_musd[c, r, t], m.q[c, r, t]) for c, r, t in m.q]
    m.revenue = pyo.Objective(expr=linear(revenue if np.any(case.token_price_musd) else []))
