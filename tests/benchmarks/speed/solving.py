"""One solve as a user has it: its clock starts with the process, so that imports, reading, coefficients,
tables and the audit count.

Asked (JSON): instance, the file; values, key path -> value; times, key path -> factor; gap; seconds, the time
limit; start, the folder of an earlier plan; keep, a folder for the plan. Answered: the verdict, the history
with wall and CPU seconds of each step, seconds by stage and how many of them HiGHS and pricing took, sizes,
peak memory; or `failed`, in the words in which the planner says why.
"""

from __future__ import annotations

import time
import warnings
from pathlib import Path
from typing import Any

from measure import Share, peak_mb


def answer(ask: dict[str, Any], began: float) -> dict[str, Any]:
    """Read and solve."""
    import planner
    from planner import planning  # noqa: F401  # counted as an import, not as reading
    from planner.errors import InstanceError, NoPlan
    from planner.solver.highs import Solver
    from planner.solver.pricing.pricer import FlightPricer
    from planner.studies.asked.figures import times

    imported = time.perf_counter()
    highs, pricing = Share(Solver, "run"), Share(FlightPricer, "price")
    history: list[tuple[float, float, float | None, float | None]] = []

    def note(news: Any) -> None:
        if not history or history[-1][2:] != (news.best, news.bound):
            history.append((time.perf_counter() - began, time.process_time(), news.best, news.bound))

    warnings.simplefilter("ignore")  # what of an earlier plan is gone, is no matter here
    found: dict[str, Any] = {}
    read = imported
    try:
        instance = planner.read(ask["instance"]).with_values(ask.get("values") or {})
        for path, factor in (ask.get("times") or {}).items():
            instance = instance.with_value(path, times(instance, path, factor))
        instance = instance.with_value("solve.threads", ask["threads"])
        read = time.perf_counter()
        plan = planner.solve(
            instance, gap=ask["gap"], time_limit_s=ask["seconds"], start=ask.get("start"), progress=note
        )
    except (NoPlan, InstanceError, MemoryError) as error:
        found["failed"] = f"{type(error).__name__}: {error}".strip()
    else:
        found |= told(plan)
    done = time.perf_counter()
    spent = {"highs": highs.seconds, "pricing": pricing.seconds}
    stages = {"imports": imported - began, "read": read - imported, **found.pop("stages", {})}
    found |= {
        "asked_gap": ask["gap"],
        "limit_s": ask["seconds"],
        "threads": ask["threads"],
        "history": history,
        "stages": stages,
        "spent": {**spent, "neither": done - began - sum(spent.values())},
        "wall_s": done - began,
        "cpu_s": time.process_time(),
        "peak_gb": peak_mb() / 1000,
    }
    if ask.get("keep") and "failed" not in found:
        plan.write(Path(ask["keep"]), force=True)
    return found


def told(plan: Any) -> dict[str, Any]:
    """The verdict on a plan, and what it is."""
    by_vehicle = plan.launches.groupby("vehicle").flights.sum()
    return {
        "status": plan.status,
        "path": plan.record.path,
        "objective": plan.objective,
        "unit": plan.record.unit,
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "audit": plan.record.audit,
        "flights": int(by_vehicle.sum()),
        "flies_most": str(by_vehicle.idxmax()) if len(by_vehicle) else None,
        "sizes": dict(plan.record.sizes),
        "stages": dict(plan.run.seconds),
    }
