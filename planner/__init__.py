"""Plans the rollout of orbital AI data centers at the least cost per token, with a proven bound.

    import planner
    instance = planner.read("instances/pilot.toml")
    plan = planner.solve(instance.with_value("vehicles.falcon-9.price_musd", 60), gap=0.02)
    plan.ratio, plan.bound, plan.launches          # $/Mtoken, $/Mtoken, DataFrame
    plan.write("plans/cheaper-falcon")

Importing this package is light; each call loads what it needs.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from planner.errors import InstanceError, NoPlan, PlannerBug
from planner.guard import check_models

if TYPE_CHECKING:
    from datetime import date

    from planner.auditing import AuditReport
    from planner.instance.reading import Instance
    from planner.plan import Plan
    from planner.simulating import Simulation
    from planner.solution import Progress

__version__ = "0.1.0"

__all__ = [
    "InstanceError",
    "NoPlan",
    "PlannerBug",
    "audit",
    "continued",
    "read",
    "read_plan",
    "simulate",
    "solve",
]


def read(path: str | os.PathLike) -> Instance:
    """The instance in a TOML file. Raises InstanceError with every problem at once."""
    from planner.instance import reading

    return reading.read(path)


def solve(
    instance: Instance,
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Literal["both", "orbit", "ground"] = "both",
    start: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The best plan found for an instance, with its bound, audited.

    gap, time_limit_s   override the instance's `solve` table
    case                "both", or "orbit" / "ground": only that side may serve
    start               a plan to start from; a warning names what of it the instance no longer has
    progress            is called with a `planner.solution.Progress` now and then

    Raises InstanceError and NoPlan. A plan that fails its audit, a fault of ours, comes with a warning and `violations`.
    """
    began = time.perf_counter()
    check_models()
    from planner import planning

    def note(line: str) -> None:
        warnings.warn(line, stacklevel=3)

    plan = planning.solve(
        instance,
        gap=gap,
        time_limit_s=time_limit_s,
        case=case,
        start=start,
        progress=progress,
        note=note,
        began=began,
    )
    if plan.violations:
        warnings.warn(
            "the audit rejects this plan, a fault of ours: " + "; ".join(plan.violations[:3]), stacklevel=2
        )
    return plan


def audit(plan: Plan) -> AuditReport:
    """Check every limit and every dollar of a plan against its own instance; `report.ok`, `report.violations`."""
    check_models()
    from planner import planning

    return planning.audit(plan)


def continued(plan: Plan, day: date, frozen_until: date | None = None) -> str:
    """The instance, as TOML, that goes on from a plan on the first day of one of its launch periods: what it did before exists then.

    frozen_until: what the plan launches and buys in launch periods that start before this day is frozen, none: nothing. Raises
    InstanceError for another day.
    """
    check_models()
    from planner import replanning

    return replanning.continued(plan, day, frozen_until)


def read_plan(folder: str | os.PathLike) -> Plan:
    """The plan in a folder, equal to the one that was written. Raises InstanceError for anything that is not one."""
    check_models()
    from planner import plan

    return plan.read_plan(folder)


def simulate(
    plan: Plan, *, runs: int = 2000, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> Simulation:
    """Many runs of a plan's launches, losses and failures: how often its committed tokens are met, as tables.

    progress    is called with (runs done, runs) now and then; Ctrl-C ends it with the runs done so far

    Raises InstanceError for a plan whose tables contradict each other, ValueError for runs < 1 or seed < 0.
    """
    check_models()
    from planner import simulating

    return simulating.simulate(plan, runs=runs, seed=seed, progress=progress)
