"""One row for each run of a study: what was changed, what was found and proven, or why there is nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from planner.choices import Side
from planner.errors import InstanceError, NoPlan
from planner.instance.reading import Instance
from planner.planning import solve
from planner.studies.runs import Run, every_combination

NO_PLAN = "no plan"
"""The status of a run for which no plan was found; `reason` says why."""

REFUSED = "refused"
"""The status of a run that physics or sizing refuses; `reason` says why."""


def sweep(
    instance: Instance,
    values: Mapping[str, Iterable[Any]],
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Solve every combination of values by key path; one row a run, in their order.

    Columns: run, the varied paths, those of `Plan.summary()`, reason. A run without a plan is a row with the
    status "no plan" and its reason, one whose physics or sizing refuses it a row with "refused". `progress`
    is called with (runs done, runs). Ctrl-C ends it with the rows so far; the last has the status
    "interrupted", with the best plan of its run or the reason why there is none.
    """
    runs, rows = every_combination(instance, values), []
    for number, run in enumerate(runs):
        if progress is not None:
            progress(number, len(runs))
        rows.append(row_of(number, run, gap, time_limit_s, case))
        if rows[-1].status[0] == "interrupted":
            print(f"stopped after {len(rows)} of {len(runs)} runs", file=sys.stderr)
            break
    if progress is not None:
        progress(len(rows), len(runs))
    return pd.concat(rows, ignore_index=True)


def row_of(number: int, run: Run, gap: float | None, time_limit_s: float | None, case: Side) -> pd.DataFrame:
    """The row of one run."""
    told = pd.DataFrame({"run": [number], **{path: [value] for path, value in run.changes.items()}})
    try:
        found = solve(run.instance, gap=gap, time_limit_s=time_limit_s, case=case).summary()
        found["reason"] = ""
    except NoPlan as error:
        status = "interrupted" if error.reason == "Ctrl-C" else NO_PLAN
        found = without_plan(status, error)
    except InstanceError as error:
        found = without_plan(REFUSED, error)
    return pd.concat([told, found], axis=1)


def without_plan(status: str, error: Exception) -> pd.DataFrame:
    """What a row says of a run that gave no plan."""
    return pd.DataFrame({"status": [status], "reason": [str(error)]})
