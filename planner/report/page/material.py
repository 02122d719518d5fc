"""What a page is made from: the plan, what its audit found, and what else was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.auditing import AuditReport
from planner.explain.reasons import Reasons
from planner.instance.reading import Instance
from planner.plan.plan import Plan
from planner.simulation.simulation import Simulation


@dataclass(frozen=True)
class Material:
    """audit: of the plan as its files are now; against: another plan to set beside it; simulation: none
    where nothing is committed or none was asked for; reasons: none where they cannot be derived.
    """

    plan: Plan
    audit: AuditReport
    against: Plan | None = None
    simulation: Simulation | None = None
    reasons: Reasons | None = None

    @cached_property
    def instance(self) -> Instance:
        """The plan's instance with everything filled in."""
        return self.plan.resolved
