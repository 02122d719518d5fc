"""The independent audit of a plan: from its tables and its Case alone, every limit and every dollar derived
again.

It shares no row and no formula with the formulation: of models/ it takes the Case and the units of its arrays
alone. Survival, group
expectations, cash and totals have their own arithmetic here, so that an error in a model or in a plan's
tables shows as a disagreement.

    report = audit(case, tables, {"ratio_usd_per_mtoken": ..., "cost_musd": ..., "tokens_tt": ...})
    report.ok, report.violations, report.derived.cost_by_item_musd;  str(report) has one line a violation
"""

from __future__ import annotations

from planner.auditing.check import LIMIT_NAMES, AuditReport, audit, audit_statement, derive_cash
from planner.auditing.limits import Violation
from planner.auditing.money import Totals
from planner.auditing.statement import CHECKS, Asked, Statement, judge

__all__ = [
    "CHECKS",
    "LIMIT_NAMES",
    "Asked",
    "AuditReport",
    "Statement",
    "Totals",
    "Violation",
    "audit",
    "audit_statement",
    "derive_cash",
    "judge",
]
