"""What is paid and when, written again without the models: satellites in their parts, flights, premiums; and
whether there is cash.
"""

from __future__ import annotations

from itertools import product

import numpy as np

import standing
from hazards import working
from integer_plans import IntegerPlans, running
from models.case import Case
from orders import price_shares


def insured(case: Case, v: int) -> float:
    """Premium less expected payout per M$ of insured value."""
    return case.insurance_rate[v] - (1 - case.success[v]) if case.insurance_rate[v] > 0 else 0.0


def due(b: int, periods: int) -> int:
    """The period of a payment so many periods ahead of launch b, the first one at the earliest."""
    return b - int(periods) if b >= periods else 0


def purchase(case: Case, d: int, b: int) -> list[tuple[int, float]]:
    """(period, M$) of one satellite launched in b: each kind of accelerator, then the rest."""
    bill = [
        (
            due(b, case.prepay_accelerator[k]),
            float(case.design_counts[d, k] * case.accelerator_cost_musd[k, b]),
        )
        for k in range(len(case.accelerators))
    ]
    rest = float(case.design_cost_musd[d, b]) - sum(musd for _, musd in bill)
    return [*bill, (due(b, case.prepay_bus[case.design_bus[d]]), rest)]


def spent(case: Case, plans: IntegerPlans) -> np.ndarray:
    """[plan, t] M$ that the integer decisions cost in full: all but gateways, own generation and
    shortfall.
    """
    T, D = case.periods, case.period_years
    unit = np.zeros((plans.counts.shape[1], T))
    for i, (d, v, s, b, life) in enumerate(plans.cohorts):
        for t, musd in purchase(case, d, b):
            unit[i, t] += musd
        ticket = case.price_musd_per_t[v, b] * case.design_mass_t[d]
        unit[i, due(b, case.prepay_launch[v])] += ticket
        unit[i, b] += insured(case, v) * (case.design_cost_musd[d, b] + ticket)
        h, first = case.design_bus[d], b + int(case.shell_lag[s])
        for t in range(first, min(T, first + case.lives[life])):
            alive = working(case.success[v], case.bus_loss_per_year[h], D, t - first)
            unit[i, t] += D * case.bus_operations_musd[h] * alive
    for i, (j, k, b) in enumerate(plans.racks, len(plans.cohorts)):
        unit[i, b] += case.rack_cost_musd[j, k, b]
        for t in running(case, j, b):
            unit[i, t] += D * standing.block_cost(case, j, k, t)
    flight = np.zeros((len(plans.departures), T))
    for n, (v, b) in enumerate(plans.departures):
        flight[n, due(b, case.prepay_launch[v])] += case.price_musd[v, b]
        flight[n, b] += insured(case, v) * case.price_musd[v, b]
    share = price_shares(case, plans.departures, plans.cohorts, plans.counts, plans.flights)
    total = plans.counts @ unit + (share * plans.flights) @ flight + standing.running_cost(case)
    total += standing.contract_cost(case, plans.departures, plans.flights)

    flown = plans.counts[:, : len(plans.cohorts)] > 0
    once = [
        (musd, [(c[3], i) for i, c in enumerate(plans.cohorts) if belongs(c)])
        for musd, belongs in (
            *(
                (case.bus_nre_musd[h], lambda c, h=h: case.design_bus[c[0]] == h)
                for h in range(len(case.buses))
            ),
            *((case.design_nre_musd[d], lambda c, d=d: c[0] == d) for d in range(len(case.designs))),
        )
    ]
    once += [
        (musd, [(c[3] + int(case.shell_lag[s]), i) for i, c in enumerate(plans.cohorts) if c[2] == s])
        for s, musd in enumerate(case.shell_opening_musd)
    ]
    for musd, starts in once:
        unpaid = np.ones(len(flown), bool)
        for t in range(T):
            begins = flown[:, [i for at, i in starts if at == t]].any(axis=1)
            total[:, t] += musd * (begins & unpaid)
            unpaid &= ~begins
    for s, t in product(range(len(case.shells)), range(T)):
        serving = [
            c[2] == s and 0 <= t - c[3] - int(case.shell_lag[s]) < case.lives[c[4]] for c in plans.cohorts
        ]  # fmt: skip
        stays = any(shell == s and standing.serves(case, f, t) for f, shell in enumerate(case.flown_shell))
        total[:, t] += D * case.shell_yearly_musd[s] * (flown[:, serving].any(axis=1) | stays)
    return total


def cash_rows(case: Case, plans: IntegerPlans, keys: list[tuple]) -> tuple[np.ndarray, np.ndarray]:
    """(rows [t, key], right side [plan, t]): row @ y <= right side says that no period has ended below zero
    so far.

    All that was earned less all that was paid up to t, each with the interest of the periods since.
    """
    T, D = case.periods, case.period_years
    flow = np.zeros((T, len(keys)))  # M$ that a unit of each variable pays in each period
    for i, key in enumerate(keys):
        t = key[-1]
        if key[0] in ("orbit", "ground"):
            flow[t, i] -= case.token_price_musd[key[1], key[2], t]
        elif key[0] == "short":
            c, r = key[1:3]
            flow[t, i] += case.shortfall_musd[c, r] - case.take_or_pay[c, r] * case.token_price_musd[c, r, t]
        elif key[0] == "gateway":
            flow[t, i] += D * case.gateway_musd[key[1], t]
        elif key[0] == "onsite":
            flow[t, i] += D * (case.onsite_musd[key[1], t] - case.grid_musd[key[1], t])
        elif key[0] == "running":
            k, j = key[1:3]
            more = case.rack_mw[j, k, t] * (1 - case.idle_power_share[j])
            flow[t, i] += D * case.grid_musd[j, t] * more
        elif key[0] == "drawn":
            n = key[1]
            flow[case.debt_period[n], i] -= 1.0
            for later in range(int(case.debt_periods[n])):
                if case.debt_period[n] + 1 + later < T:
                    flow[case.debt_period[n] + 1 + later, i] += case.debt_instalment[n]
    grown = np.array(
        [[case.interest_factor ** (t - u) if u <= t else 0.0 for u in range(T)] for t in range(T)]
    )
    return grown @ flow, (case.capital_musd[None, :] - spent(case, plans)) @ grown.T
