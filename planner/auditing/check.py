"""The audit itself: read, derive, go through every limit, compare the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from models.case import Case
from planner.auditing import (
    asking,
    assurance,
    frozen,
    funding,
    gates,
    launching,
    money,
    proof,
    records,
    serving,
    sides,
    summing,
)
from planner.auditing.ledger import Ledger
from planner.auditing.limits import Violation, counting
from planner.auditing.statement import CHECKS, Statement, judge
from planner.auditing.tables import READING, read

LIMITS = {
    **launching.LIMITS, **frozen.LIMITS, **gates.LIMITS, **serving.LIMITS, **assurance.LIMITS,
    **records.LIMITS, **money.LIMITS, **funding.LIMITS,
}  # fmt: skip
TOTALS = ("total cost", "total tokens", "ratio")
STATED = (proof, summing, sides, asking)  # what plan.json says, by subject: each adds its checks to CHECKS
STATED_KEYS = len(CHECKS.by_key), tuple(CHECKS.why)  # how many keys are checked, and those that are claims
LIMIT_NAMES: tuple[str, ...] = tuple(dict.fromkeys((*READING, *LIMITS, *TOTALS)))


@dataclass(frozen=True)
class AuditReport:
    """What an audit found. `derived` is None where the tables could not be read; then only that is
    reported.
    """

    violations: tuple[Violation, ...]
    derived: money.Totals | None
    stated: int = 0
    """keys of plan.json, and files, that were checked beside the tables"""
    claims: tuple[str, ...] = ()
    """those of them that no file can prove: held to sense"""

    @property
    def ok(self) -> bool:
        return not self.violations

    def __str__(self) -> str:
        if self.ok:
            stated = f", {self.stated} entries of plan.json and other files agree" if self.stated else ""
            return f"audit: ok, {len(LIMIT_NAMES)} limits hold{stated}"
        return "\n".join(map(str, self.violations))


def audit(case: Case, tables: Mapping[str, pd.DataFrame], claimed: Mapping[str, float]) -> AuditReport:
    """Check a plan against its Case.

    tables: the plan's CSV tables by file stem, columns as planner/tables/README.md has them, ids as text.
    claimed: ratio_usd_per_mtoken, cost_musd (N, discounted) and tokens_tt (D, discounted and weighted), as
    the plan states them.
    """
    frames, unreadable = read(case, tables)
    if unreadable:
        return AuditReport(tuple(unreadable), None)
    ledger = Ledger(case, frames)
    derived = money.totals(ledger)
    return AuditReport(tuple(broken(ledger, derived, claimed)), derived)


def broken(ledger: Ledger, derived: money.Totals, claimed: Mapping[str, float]) -> Iterator[Violation]:
    """Every limit that the tables break, every total that is not the one claimed."""
    with counting(ledger.case):
        for name, holds in LIMITS.items():
            yield from [Violation(name, *finding) for finding in holds(ledger)]
        yield from [Violation(*claim) for claim in money.claims(derived, claimed)]


def audit_statement(case: Case, statement: Statement) -> AuditReport:
    """Check a whole plan: its tables against its Case as `audit` does, then every word of plan.json, run.json
    and designs.csv.

    Of tables that cannot be read so, only that and what the files alone can tell is reported.
    """
    frames, unreadable = read(case, statement.tables)
    if unreadable:
        return AuditReport((*unreadable, *judge(statement, glance=True)), None, *STATED_KEYS)
    ledger = Ledger(case, frames)
    derived = money.totals(ledger)
    found = list(broken(ledger, derived, vars(statement.record)))
    found += judge(replace(statement, ledger=ledger, totals=derived))
    return AuditReport(tuple(found), derived, *STATED_KEYS)


def derive_cash(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The cash table that follows from the decisions in the other tables, with the columns of cash.csv.

    Of a cash table among them only the debt drawn is read, which is a decision; it need not be there. Raises
    ValueError with every reason when the tables cannot be read.
    """
    cash = tables.get("cash", pd.DataFrame(columns=list(money.CASH)))
    cash = cash[cash["item"] == "debt"]
    frames, unreadable = read(case, {**tables, "cash": cash})
    if unreadable:
        raise ValueError("\n".join(map(str, unreadable)))
    return money.cash(Ledger(case, frames))
