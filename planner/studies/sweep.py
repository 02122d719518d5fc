"""A sweep: every combination of a few values, as a table with a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from planner.choices import Side
from planner.instance.reading import Instance
from planner.studies.runner import Runner
from planner.studies.runs import every_combination


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

    Columns: run, the varied paths, those of planner/studies/row.py. Ctrl-C ends it with the rows so far; the
    last has the status "interrupted", with the best plan of its run or the reason why there is none.
    """
    for key, value in (("solve.gap", gap), ("solve.time_limit_s", time_limit_s)):
        instance = instance if value is None else instance.with_value(key, value)
    runs = every_combination(instance, values, case)
    with Runner(progress=progress) as runner:
        rows = runner.rows(runs)
    return pd.DataFrame(
        [{"run": number, **run.labels, **row} for number, (run, row) in enumerate(zip(runs, rows))]
    )
