"""Where the money comes from, derived afresh: capital, debt, repayment and interest, and whether cash lasts
in every period.

Debt drawn is a decision, read from cash.csv (item debt); everything else of the balance follows. Spend is
every cost in full, as it is paid: no annuity shares and no launch credits. Without a limit on cash all of it
is zero.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.auditing import money
from planner.auditing.ledger import Ledger, dense
from planner.auditing.limits import Finding, Limits, above, absolute, unequal

LIMITS = Limits()
CANCELLED = 1e-9  # of sums whose terms are written to ten digits
FLOWS = ("capital_musd", "revenue_musd", "spend_musd", "debt_musd", "repayment_musd")
IN_FULL = (  # items that are charged as they are paid
    "launch", "contracts", "insurance", "nre", "shell_opening", "shell_yearly", "operations", "gateways",
    "rack_upkeep", "rack_replacement", "buildings", "energy", "onsite_energy", "shortfall",
)  # fmt: skip


def drawn(p: Ledger) -> np.ndarray:
    """[n] M$ drawn of each debt, as the plan says."""
    frame = p.frames["cash"]
    rows = frame[frame["item"] == "debt"]
    ids = {name: n for n, name in enumerate(p.case.debts)}
    return dense(
        [len(ids)], [rows["what"].map(ids).to_numpy(dtype=np.int64)], rows["musd"].to_numpy(dtype=float)
    )


@money.item
def capital(p: Ledger) -> np.ndarray:
    """capital[t], no part of N"""
    return p.case.capital_musd[None, :] * p.case.cash_limited


@money.item
def debt(p: Ledger) -> np.ndarray:
    """drawn[n] in its period     by debt, no part of N"""
    n = np.arange(len(p.case.debts))
    return dense([len(n), p.case.periods], [n, p.case.debt_period], drawn(p))


@money.item
def repayment(p: Ledger) -> np.ndarray:
    """drawn[n] * instalment[n]     by debt, no part of N

    In each of the periods after the one in which it is drawn, as many as there are.
    """
    since = np.arange(p.case.periods)[None, :] - p.case.debt_period[:, None]
    due = (since >= 1) & (since <= p.case.debt_periods[:, None])
    return due * (drawn(p) * p.case.debt_instalment)[:, None]


@money.item
def interest(p: Ledger) -> np.ndarray:
    """(interest_factor - 1) * cash[t-1], no part of N"""
    held = np.append(0.0, balance(p)["cash_musd"][:-1])
    return (p.case.interest_factor - 1) * held[None, :]


def spend(p: Ledger) -> np.ndarray:
    """[t] M$ paid for everything, in full."""
    racks = np.zeros(p.case.periods)
    racks[: p.size["b"]] = np.einsum("jkb,jkb->b", p.built[:, :, : p.size["b"]], p.case.rack_cost_musd)
    charged_as_paid = sum(money.ITEMS[name](p).sum(axis=0) for name in IN_FULL)
    return money.purchases(p, 1.0).sum(axis=0) + racks + charged_as_paid


def balance(p: Ledger) -> dict[str, np.ndarray]:
    """Column of balance.csv -> [t]; cash[t] = cash[t-1] * interest_factor + capital + debt - repayment +
    revenue - spend.
    """
    T = p.case.periods
    names = (
        "capital_musd",
        "revenue_musd",
        "spend_musd",
        "debt_musd",
        "repayment_musd",
        "interest_musd",
        "cash_musd",
    )
    if not p.case.cash_limited:
        return {name: np.zeros(T) for name in names}
    flows = [
        capital(p).sum(axis=0),
        money.revenue(p).sum(axis=0),
        spend(p),
        debt(p).sum(axis=0),
        repayment(p).sum(axis=0),
    ]
    net = flows[0] + flows[1] - flows[2] + flows[3] - flows[4]
    cash = growing(p) @ net
    earned = np.append(0.0, (p.case.interest_factor - 1) * cash[:-1])
    return dict(zip(names, (*flows, earned, cash), strict=True))


def growing(p: Ledger) -> np.ndarray:
    """[t,u] worth in t of an M$ that came in u <= t."""
    t = np.arange(p.case.periods)
    return np.tril(p.case.interest_factor ** np.abs(t[:, None] - t[None, :]))


@LIMITS("cash")
def cash(p: Ledger) -> Iterator[Finding]:
    """All that was spent and repaid up to t  <=  all that came in, each with its interest: cash[t] >= 0"""
    if p.case.cash_limited:
        b = balance(p)
        out = growing(p) @ (b["spend_musd"] + b["repayment_musd"])
        came = growing(p) @ (b["capital_musd"] + b["revenue_musd"] + b["debt_musd"])
        yield from above(out, came, p.place("{t}", "t"), "M$")


@LIMITS("debt limit")
def debt_limit(p: Ledger) -> Iterator[Finding]:
    """0 <= drawn[n] <= debt_most[n]"""
    yield from above(drawn(p), p.case.debt_most_musd, lambda n: p.case.debts[n], "M$")
    yield from above(0.0 - drawn(p), 0.0, lambda n: p.case.debts[n], "M$ drawn below zero")


@LIMITS("balance table")
def balance_table(p: Ledger) -> Iterator[Finding]:
    """Every figure of the balance, in every period. Cash, and its interest, are what is left of sums that
    cancel: of all that came and went, CANCELLED may be rounding.
    """
    found = balance(p)
    moved = growing(p) @ sum(np.abs(found[column]) for column in FLOWS)
    rooms = {
        "cash_musd": moved,
        "interest_musd": np.append(0.0, abs(p.case.interest_factor - 1) * moved[:-1]),
    }
    for column, derived in found.items():
        room = absolute(column) + CANCELLED * rooms.get(column, np.zeros(1))
        written = p.table("balance", [("t", "period")], column)
        yield from unequal(written, derived, p.place("{t}", "t"), column, room)
