"""A sweep: every combination of a few values, as a table with a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from planner.choices import Side
from planner.instance.problems import Problems
from planner.instance.reading import Instance
from planner.studies.asked.axes import Axis, all_points, flat, values_in
from planner.studies.asked.edits import Put
from planner.studies.asked.runs import Run, a_mapping, listed
from planner.studies.results.table import table_of
from planner.studies.running.conducting import conduct
from planner.studies.running.runner import NOT_RUN, Runner

NAME = "sweep"


def sweep(
    instance: Instance,
    values: Mapping[str, Iterable[Any] | Mapping[str, Any]],
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    workers: int | None = None,
    resume: Path | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Solve every combination of values by key path; one row a run, in their order.

    Columns: run, the varied paths, those of planner/studies/results/table.py. After Ctrl-C there are rows of
    the runs that were done. resume: the folder of a study, in which they are kept.
    """
    options = {"solve.gap": gap, "solve.time_limit_s": time_limit_s}
    given = {key: value for key, value in options.items() if value is not None}
    base = instance.with_values(given) if given else instance
    runs = every_combination(base, values, case)
    told = {"workers": workers, "client": client, "progress": progress}
    if resume is not None:
        return conduct(resume, NAME, base, runs, **told).frame
    with Runner(keep="row", **told) as runner:
        rows = runner.rows(runs)
    return table_of([run.labels for run in runs], [None if row is NOT_RUN else row for row in rows])


def every_combination(
    base: Instance, values: Mapping[str, Iterable[Any] | Mapping[str, Any]], case: Side = "both"
) -> list[Run]:
    """The runs of a full product, the last path varying fastest; values as a list, or as a study file gives
    them: { times = [...] }, { from = ..., to = ..., steps = ... }.

    Raises InstanceError for a path that leads nowhere, TypeError for what is no mapping of paths to values.
    """
    problems = Problems(f"{base.path}, varied")
    axes = []
    for path, own in flat(a_mapping(values)).items():
        own = own if isinstance(own, Mapping) else listed(path, own)
        axes.append(Axis("", [{path: value} for value in values_in(own, path, problems.add)]))
    points = all_points(base, axes, problems.add)
    problems.raise_if_any([])
    return [
        Run(
            {name: label for point in chosen for name, label in point.labels.items()},
            base,
            case,
            (Put({path: value for point in chosen for path, value in point.values.items()}),),
        )
        for chosen in product(*points)
    ]
