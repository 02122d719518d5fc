"""A plan folder at a glance: what its files contradict each other in, found without physics and without a
solver.
"""

from __future__ import annotations

from planner.auditing import Asked, Statement, Violation, judge
from planner.plan.plan import Plan
from planner.system.versions import own_version
from planner.tables.datapackage import others_than


def glance(plan: Plan) -> list[Violation]:
    """Contradictions between the files of a plan: a folder that was edited by hand, or damaged. The audit
    derives everything again.
    """
    return judge(statement_of(plan), glance=True)


def statement_of(plan: Plan, asked: Asked | None = None) -> Statement:
    """What a plan states, for the audit; `asked` is what its instance says."""
    is_ours = plan.run.versions.get("planner") == own_version()
    described = (
        ()
        if plan.package is None
        else tuple(others_than(plan.package, plan.description(), with_words=is_ours))
    )
    return Statement(
        record=plan.record, run=plan.run, tables=plan.tables(), instance=plan.instance, asked=asked,
        described=described,
    )  # fmt: skip
