"""Capital, debt and cash by period, where the case limits what may be spent: the rest of the cash table, and
the balance.

    cash[t] = cash[t-1] + interest[t] + capital[t] + debt[t] - repayment[t] + revenue[t] - spend[t]
    interest[t] = (growth - 1) cash[t-1]

Spend is every cost in full, as it is paid: under `annuity` more than the shares that the cash table lists as
costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from models.case import Case, Floats
from models.spending import REVENUE
from planner.solver.solution import Solution
from planner.tables.days import days_of
from planner.tables.money import CAPITAL, DEBT, INTEREST, REPAYMENT, Ledger, ledger_of, rows_of


@dataclass(frozen=True)
class Balance:
    """[t] M$ of each figure of the balance."""

    capital: Floats
    revenue: Floats
    spend: Floats
    debt: Floats
    repayment: Floats
    interest: Floats
    cash: Floats


def balance_of(case: Case, solution: Solution, amounts: SimpleNamespace) -> Balance | None:
    """The balance of a plan with these amounts of everything, None where cash has no limit."""
    if not case.cash_limited:
        return None
    T = case.periods
    spend, revenue, debt, repayment, interest, cash = (np.zeros(T) for _ in range(6))
    for (t, item, _), musd in ledger_of(amounts, full=True).items():
        (revenue if item == REVENUE else spend)[t] += musd
    for (t, item, _), musd in borrowed(case, solution).items():
        (debt if item == DEBT else repayment)[t] += musd
    held = 0.0
    for t in range(T):
        interest[t] = (case.interest_factor - 1) * held
        held += interest[t] + case.capital_musd[t] + debt[t] - repayment[t] + revenue[t] - spend[t]
        cash[t] = held
    return Balance(np.array(case.capital_musd, dtype=float), revenue, spend, debt, repayment, interest, cash)


def borrowed(case: Case, solution: Solution) -> Ledger:
    """Debt drawn, and instalments within the plan, by (t, item, debt)."""
    ledger: Ledger = defaultdict(float)
    for n, musd in solution.drawn_musd.items():
        first, name = int(case.debt_period[n]), case.debts[n]
        ledger[first, DEBT, name] += musd
        for t in range(first + 1, min(case.periods, first + 1 + int(case.debt_periods[n]))):
            ledger[t, REPAYMENT, name] += float(case.debt_instalment[n]) * musd
    return ledger


def funding_rows(case: Case, solution: Solution, balance: Balance | None) -> Iterator[tuple]:
    """cash: capital, debt, repayment and interest."""
    if balance is None:
        return
    ledger = borrowed(case, solution)
    for t in range(case.periods):
        ledger[t, CAPITAL, CAPITAL] += float(balance.capital[t])
        ledger[t, INTEREST, "cash"] += float(balance.interest[t])
    yield from rows_of(case, ledger)


def balance_rows(case: Case, balance: Balance | None) -> Iterator[tuple]:
    """balance: every period."""
    if balance is not None:
        for t in range(case.periods):
            yield (
                t, *days_of(case, t), balance.capital[t], balance.revenue[t], balance.spend[t],
                balance.debt[t], balance.repayment[t],
                balance.interest[t], balance.cash[t],
            )  # fmt: skip
