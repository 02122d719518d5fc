"""A sweep: every combination of a few values, as a table with a row for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from planner.choices import Side
from planner.instance.reading import Instance
from planner.studies.runner import NOT_RUN, Runner
from planner.studies.runs import every_combination


def sweep(
    instance: Instance,
    values: Mapping[str, Iterable[Any]],
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    workers: int | None = None,
    resume: str | os.PathLike[str] | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Solve every combination of values by key path; one row a run, in their order.

    Columns: run, the varied paths, those of planner/studies/row.py. After Ctrl-C there are rows of the runs
    that were done.
    """
    options = {"solve.gap": gap, "solve.time_limit_s": time_limit_s}
    given = {key: value for key, value in options.items() if value is not None}
    base = instance.with_values(given) if given else instance
    runs = every_combination(base, values, case)
    with Runner(folder=resume, workers=workers, client=client, progress=progress) as runner:
        rows = runner.rows(runs)
    return pd.DataFrame(
        [
            {"run": number, **run.labels, **row}
            for number, (run, row) in enumerate(zip(runs, rows))
            if row is not NOT_RUN
        ]
    )
