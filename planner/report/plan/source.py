"""Where a picture of a plan comes from, in a line."""

from __future__ import annotations

from planner.plan.plan import Plan


def source_of(plan: Plan) -> str:
    """The plan, the day on which it was solved where it says so, and the version of the planner."""
    solved = f", solved {plan.run.solved}" if plan.run.solved else ""
    return f"plan {plan.name}{solved}, planner {plan.run.versions.get('planner', 'of an unknown version')}"
