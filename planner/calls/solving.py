"""A question becomes a plan; a plan is checked, played through, gone on from."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

from planner.calls.paths import StrPath
from planner.choices import Side
from planner.system.guard import check_models

if TYPE_CHECKING:
    from datetime import date

    from planner.auditing import AuditReport
    from planner.instance.reading import Instance
    from planner.plan.plan import Plan
    from planner.simulation.simulation import Simulation
    from planner.solver.params import SearchParams
    from planner.solver.solution import Progress


def solve(
    instance: Instance | StrPath,
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    start: Plan | StrPath | None = None,
    progress: Callable[[Progress], None] | None = None,
    params: SearchParams | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found for an instance, with its bound, audited.

    instance            an Instance, or the path of its file
    gap, time_limit_s   override the instance's `solve` table
    case                "both", or "orbit" / "ground": only that side may serve
    start               a plan to start from, or the path of its folder; a warning names what of it the
                        instance no longer has. What it proved is taken over where it holds here too
    progress            is called with a `planner.Progress` now and then
    params              a `planner.SearchParams`: the numbers that tune the search, none for the tried ones
    stop                is called often, without arguments; once it returns True the search ends with its best
                        plan, as at Ctrl-C: a script's way to stop a solve from another thread

    Raises InstanceError, NoPlan (its fields: planner/errors/no_plan.py), TypeError for an argument of another
    kind. A plan that fails its audit, a fault of ours, comes with a warning and `violations`.
    """
    began = time.perf_counter()
    check_models()
    from planner import planning
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.plan.plan import a_plan
    from planner.solver.params import DEFAULT, SearchParams

    def note(line: str) -> None:
        warnings.warn(line, stacklevel=4)

    arguments.one_of("case", case, get_args(Side))
    plan = planning.solve(
        an_instance("instance", instance),
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        case=case,
        start=None if start is None else a_plan("start", start),
        progress=arguments.a_call("progress", progress),
        params=DEFAULT if params is None else arguments.one_of_class("params", params, SearchParams),
        stop=arguments.a_call("stop", stop),
        note=note,
        began=began,
    )
    if plan.violations:
        warnings.warn(
            "the audit rejects this plan, a fault of ours: " + "; ".join(plan.violations[:3]), stacklevel=2
        )
    return plan


def audit(plan: Plan | StrPath) -> AuditReport:
    """Check every limit and every dollar of a plan (or of the one in a folder) against its own instance:
    `.ok` (bool), `.violations` (a sentence each).

    Raises InstanceError for a folder that holds no plan.
    """
    check_models()
    from planner import planning
    from planner.plan.plan import a_plan

    return planning.audit(a_plan("plan", plan))


def simulate(
    plan: Plan | StrPath,
    *,
    runs: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Many runs of a plan's launches, losses and failures: how often its committed tokens are met.

    plan        a Plan, or the path of its folder
    seed        the same one gives the same runs
    progress    is called with (runs done, runs) now and then; Ctrl-C ends it with the runs done so far

    Found (DataFrames; shares and probabilities from 0 to 1): `commitments`, a row for each workload, region
    and period; `workloads`, a row each; `satellites`, a row for each shell and period
    (planner/simulation/simulation.py). Raises InstanceError for a plan whose tables contradict each other,
    ValueError for runs < 1 or seed < 0.
    """
    check_models()
    from planner.instance import arguments
    from planner.plan.plan import a_plan
    from planner.simulation import simulation

    return simulation.simulate(
        a_plan("plan", plan),
        runs=arguments.a_whole_number("runs", runs),
        seed=arguments.a_whole_number("seed", seed),
        progress=arguments.a_call("progress", progress),
    )


def continued(plan: Plan | StrPath, day: date | str, frozen_until: date | str | None = None) -> Instance:
    """The instance that goes on from a plan on the first day of one of its launch periods: what it
    did before exists then. It can be solved at once, or written to a file: `.write(path)`.

    plan                a Plan, or the path of its folder
    day, frozen_until   dates, or ISO texts such as 2028-01-01
    frozen_until        what the plan launches and buys in launch periods that start before this day is
                        frozen, none: nothing

    Raises InstanceError for a day that is none of those, ValueError for a text that is no date.
    """
    check_models()
    from planner.continuing import continued
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    until = None if frozen_until is None else arguments.a_day("frozen_until", frozen_until)
    return continued.continued(a_plan("plan", plan), arguments.a_day("day", day), until)
