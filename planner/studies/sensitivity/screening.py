"""Which figures matter when all of them move together: Morris screening and Sobol indices, by SALib.

Points are sampled between each figure's low and high end, every other thing as it is, and each is solved.

    morris   mu_star   mean size of the change of the ratio when the figure moves over its range [$/Mtoken]
             mu        the same with its sign; sigma its spread: large where the figure does not act alone
             runs      trajectories * (figures + 1)
    sobol    S1        share of the ratio's variance that the figure explains alone
             ST        share that it has a part in
             runs      samples * (figures + 2), the samples a power of two

`*_conf` are the half widths of 95 % intervals, over resamples. What is analysed is the ratio of the plan that
was found: a gap of some percent is noise of that size. SALib wants every point, so that nothing is analysed
where one has no plan: the figures' ranges are to be narrowed then, or the question made one that can be met.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from planner.choices import Side
from planner.errors import InstanceError, require_none
from planner.instance.reading import Instance
from planner.instance.writing import write_new
from planner.studies.asked.runs import Run
from planner.studies.results.row import Row
from planner.studies.running.runner import Runner
from planner.studies.sensitivity.ends import Moved, changes_at, chosen_figures, figures_of
from planner.studies.sensitivity.tornado import require_ratio
from planner.tables.columns import DIGITS

Method = Literal["morris", "sobol"]
LEVELS = 4  # of Morris' grid
TRAJECTORIES = 10  # of Morris, unless otherwise asked for
SAMPLES = 64  # of Sobol, likewise
MOST_NAMED = 20  # points without a plan that a message names


@dataclass(frozen=True, eq=False)
class Screening:
    """frame: one row a figure with its indices, the largest first. runs: one row a point with what was found.

    notes: what a reader should know, a sentence each
    """

    method: Method
    frame: pd.DataFrame
    runs: pd.DataFrame
    notes: tuple[str, ...] = ()


def screen(
    instance: Instance,
    method: Method,
    *,
    runs: int | None = None,
    seed: int = 0,
    figures: Iterable[str] | None = None,
    case: Side = "both",
    gap: float | None = None,
    time_limit_s: float | None = None,
    folder: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Screening:
    """Screen the figures of an instance. runs: at most so many. folder: where points are kept and found
    again, and the tables are written.

    Raises InstanceError for what cannot be sampled, and where a point has no plan.
    """
    require_salib()
    require_ratio(instance, case, None)
    for key, value in (("solve.gap", gap), ("solve.time_limit_s", time_limit_s)):
        instance = instance if value is None else instance.with_value(key, value)
    moved = figures_of(instance) if figures is None else chosen_figures(instance, figures)
    if len(moved) < 2:
        say = f"{len(moved)} figures state low and high; two are needed at least: give PATH=LOW..HIGH"
        raise InstanceError(str(instance.path), [("", say)])
    points = sampled(method, moved, runs, seed)
    asked = [Run(labels_of(moved, point), one, case) for point, one in made(instance, moved, points)]
    with Runner(folder=folder, workers=workers, keep="row", progress=progress) as runner:
        rows = runner.rows(asked)
    table = pd.DataFrame([{"run": n, **run.labels, **row} for n, (run, row) in enumerate(zip(asked, rows))])
    if folder is not None:
        write(Path(folder), "runs.csv", table)
    if runner.is_interrupted:
        kept = "" if folder is None else f"; those done are kept in {folder}, the same command goes on"
        raise KeyboardInterrupt(f"interrupted before all {len(asked)} points were solved{kept}")
    require_plans(instance, rows)
    ratios = np.array([float(row["ratio_usd_per_mtoken"]) for row in rows])
    frame = analysed(method, moved, points, ratios, seed)
    if folder is not None:
        write(Path(folder), f"{method}.csv", frame)
    return Screening(method, frame, table, tuple(notes(instance, figures, moved)))


def require_salib() -> None:
    """Raise InstanceError where SALib is not installed."""
    if find_spec("SALib") is None:
        say = "screening needs SALib: pip install 'orbital-planner[sensitivity]'"
        raise InstanceError("planner screen", [("", say)])


def problem_of(moved: Sequence[Moved]) -> dict[str, Any]:
    """The figures as SALib takes them."""
    return {
        "num_vars": len(moved),
        "names": [figure.path for figure in moved],
        "bounds": [[figure.low, figure.high] for figure in moved],
    }


def sampled(method: Method, moved: Sequence[Moved], runs: int | None, seed: int) -> np.ndarray:
    """[point, figure] the values that are sampled. Raises InstanceError for too few runs of a method."""
    each = len(moved) + (1 if method == "morris" else 2)
    usual = TRAJECTORIES if method == "morris" else SAMPLES
    samples = usual if runs is None else runs // each
    if samples < 2:
        say = f"{runs} are too few: {method} of {len(moved)} figures needs {2 * each} at least"
        raise InstanceError("runs", [("", say)])
    if method == "morris":
        from SALib.sample.morris import sample as trajectories

        return trajectories(problem_of(moved), samples, num_levels=LEVELS, seed=seed)
    from SALib.sample.sobol import sample

    samples = 2 ** int(math.log2(samples))
    return sample(problem_of(moved), samples, calc_second_order=False, seed=seed)


def labels_of(moved: Sequence[Moved], point: np.ndarray) -> dict[str, float]:
    """Path -> value of a point."""
    return {figure.path: float(value) for figure, value in zip(moved, point, strict=True)}


def made(instance: Instance, moved: Sequence[Moved], points: np.ndarray) -> list[tuple[np.ndarray, Instance]]:
    """Each point with its instance. Raises InstanceError with every point that the format refuses."""
    found, problems = [], []
    for number, point in enumerate(points):
        values: dict[str, Any] = {}
        for figure, value in zip(moved, point, strict=True):
            values |= changes_at(instance, figure, float(value))
        try:
            found.append((point, instance.with_values(values)))
        except InstanceError as error:
            problems += [(f"run {number}: {place}", message) for place, message in error.problems]
    require_none(f"{instance.path}, sampled", problems)
    return found


def require_plans(instance: Instance, rows: Sequence[Row]) -> None:
    """Raise InstanceError that names the points without a ratio, if there are any."""
    lacking = [
        (f"run {number}", str(row.get("reason") or "nothing is served: there is no ratio"))
        for number, row in enumerate(rows)
        if row.get("ratio_usd_per_mtoken") is None or math.isnan(float(row["ratio_usd_per_mtoken"]))
    ]
    if lacking:
        say = (
            f"{len(lacking)} of {len(rows)} points have no plan, and there are no indices without them: "
            "narrow the ranges (PATH=LOW..HIGH)"
        )
        raise InstanceError(f"{instance.path}, sampled", [("", say), *lacking[:MOST_NAMED]])


def analysed(
    method: Method, moved: Sequence[Moved], points: np.ndarray, ratios: np.ndarray, seed: int
) -> pd.DataFrame:
    """The indices of each figure, the largest first."""
    problem = problem_of(moved)
    if method == "morris":
        from SALib.analyze.morris import analyze as by_trajectories

        found = by_trajectories(problem, points, ratios, num_levels=LEVELS, seed=seed)
        names = ["mu_star", "mu_star_conf", "mu", "sigma"]
    else:
        from SALib.analyze.sobol import analyze

        names = ["ST", "ST_conf", "S1", "S1_conf"]
        if np.ptp(ratios) == 0:  # no variance that could have shares
            found = dict.fromkeys(names, np.full(len(moved), np.nan))
        else:
            found = analyze(problem, ratios, calc_second_order=False, seed=seed)
    frame = pd.DataFrame(
        {
            "figure": [figure.path for figure in moved],
            "low": [figure.low for figure in moved],
            "high": [figure.high for figure in moved],
            **{name: np.asarray(found[name], dtype=float) for name in names},
            "quality": [figure.quality for figure in moved],
        }
    )
    return frame.sort_values(names[0], ascending=False, kind="stable").reset_index(drop=True)


def notes(instance: Instance, figures: Iterable[str] | None, moved: Sequence[Moved]) -> Iterable[str]:
    """Which figures that state an end were not moved: all others are texts and dates, or state none."""
    if figures is None:
        known = {figure.path for figure in moved}
        skipped = [
            path
            for path, noted in instance.provenance.items()
            if (noted.low is not None or noted.high is not None) and path not in known
        ]
        if skipped:
            yield f"not moved, for they have no range between two numbers: {', '.join(skipped)}"


def write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write a table into the folder of a screening; its own from an earlier call is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    text = frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
    write_new({folder / name: text.encode()}, force=True)
