"""Where a picture of a plan comes from, in a line."""

from __future__ import annotations

from planner.plan.plan import Plan


def source_of(plan: Plan) -> str:
    """The plan, and the version of the planner that solved it."""
    return f"plan {plan.name}, planner {plan.run.versions.get('planner', 'of an unknown version')}"
