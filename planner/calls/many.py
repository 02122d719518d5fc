"""Many questions: sweeps and ladders, break-evens, tornados, screening."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from planner.calls.paths import StrPath
from planner.choices import Side
from planner.system.guard import check_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from planner.instance.reading import Instance
    from planner.plan.plan import Plan
    from planner.studies.asked.file import Lever
    from planner.studies.break_even.search import BreakEven
    from planner.studies.sensitivity.screening import Screening
    from planner.studies.sensitivity.tornado import Tornado


def sweep(
    instance: Instance | StrPath,
    values: Mapping[str, Iterable[Any] | Mapping[str, Any]],
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    workers: int | None = None,
    resume: StrPath | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Solve every combination of values and give one row for each: what was changed, found and proven.

    instance   an Instance, or the path of its file
    values     key path -> values, e.g. {"vehicles.starship.price_musd": [60, 90]}; a path may hold a
               wildcard, and values may be {"times": [0.5, 1]} or {"from": 60, "to": 90, "steps": 4}
    workers    processes on this machine, by default one a core
    resume     a study's folder (read_study), in which the runs are kept and found again
    client     a `dask.distributed.Client`, whose workers solve the runs instead
    progress   is called with (runs done, runs)

    Columns: run, the varied paths, those of `Plan.summary()` (units at the end of their names), reason.
    Where no plan is found the row has the status "no plan" and its reason, "refused" where physics or sizing
    refuses the run. Every instance is made before anything is solved: raises InstanceError with each run and
    key that the format refuses. Ctrl-C ends it with the rows that are done.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.studies import sweep as studies

    arguments.one_of("case", case, get_args(Side))
    return studies.sweep(
        an_instance("instance", instance),
        values,
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        case=case,
        workers=None if workers is None else arguments.a_whole_number("workers", workers),
        resume=None if resume is None else Path(arguments.a_path("resume", resume, "a folder")),
        client=client,
        progress=arguments.a_call("progress", progress),
    )


def ladder(
    instance: Instance | StrPath,
    levers: Sequence[Lever],
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    folder: StrPath | None = None,
    workers: int | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """What would have to be true: each lever moved to its target in turn, the earlier ones stay moved, orbit
    and ground planned again at every rung until orbit is proven no dearer. One row a rung.

    instance   an Instance, or the path of its file
    levers     planner.Lever(name, {key path: value or {"times": factor}}, source)
    gap, time_limit_s, folder, workers, client, progress
               as `planner.breakeven` takes them

    Columns: rung, lever, change, source, ratio_orbit, bound_orbit, ratio_ground, bound_ground, multiple_low,
    multiple_high, verdict, reason. Raises InstanceError with every lever that cannot be moved, before
    anything is solved.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.studies.break_even import search as studies
    from planner.studies.ladder import climb
    from planner.studies.running.runner import Runner

    asked = studies.with_options(
        an_instance("instance", instance),
        arguments.a_number("gap", gap),
        arguments.a_number("time_limit_s", time_limit_s),
    )
    with Runner(
        folder=folder, workers=workers, client=client, progress=arguments.a_call("progress", progress)
    ) as runner:
        return climb(asked, levers, runner)


def breakeven(
    instance: Instance | StrPath,
    parameter: str,
    between: tuple[float, float],
    *,
    against: Plan | StrPath | Literal["ground"] = "ground",
    case: Literal["orbit", "both"] = "orbit",
    tolerance: float = 0.01,
    gap: float | None = None,
    time_limit_s: float | None = None,
    folder: StrPath | None = None,
    workers: int | None = None,
    client: Any = None,
    progress: Callable[[int, int], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> BreakEven:
    """The value of a figure at which a case and the ground, or a plan, have the same ratio: as an interval
    that the proven gaps justify, with the curve.

    instance            an Instance, or the path of its file
    parameter           key path of a number; `*` in the place of an id sets every record of the section
    between             least and greatest value
    against             "ground", or a Plan or the path of its folder: its ratio and bound stay as they are
    case                "orbit", or "both": orbit beside the ground
    tolerance           width of the interval, relative to its larger end, at which the search stops
    gap, time_limit_s   of each run, instead of the instance's; overlapping values go down to a sixteenth
    folder              where the runs are kept and found again; none: nowhere
    workers, client     processes on this machine, none: one a core; or a dask.distributed.Client
    progress            is called with (runs done, runs) of each round
    note                is told what a user should know of the figure; none: a warning

    Found: `low`, `high`, `turns` (every change of the verdict), `verdict` (a sentence), `curve` (DataFrame);
    `is_proven` where nothing depends on values that were not tried. Raises InstanceError before anything is
    solved.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.plan.plan import a_plan
    from planner.studies.break_even import search as studies
    from planner.studies.running.runner import Runner

    arguments.one_of("case", case, ("orbit", "both"))
    asked = studies.with_options(
        an_instance("instance", instance),
        arguments.a_number("gap", gap),
        arguments.a_number("time_limit_s", time_limit_s),
    )
    with Runner(
        folder=folder, workers=workers, client=client, progress=arguments.a_call("progress", progress)
    ) as runner:
        return studies.breakeven(
            asked,
            parameter,
            studies.a_range(between),
            runner=runner,
            against="ground" if against == "ground" else a_plan("against", against),
            case=case,
            tolerance=tolerance,
            note=arguments.a_call("note", note) or (lambda line: warnings.warn(line, stacklevel=4)),
        )


def tornado(
    instance: Instance | StrPath,
    figures: Iterable[str] | None = None,
    *,
    top: int = 8,
    against: Literal["ground"] | None = None,
    case: Side | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    workers: int | None = None,
    folder: StrPath | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Tornado:
    """Each figure of an instance at its low and its high end, all else as it is: which of them move the ratio
    most. `.frame` is a table with a row for each, the largest swing first; `.write(folder)` keeps it with its
    picture.

    instance   an Instance, or the path of its file
    figures    key paths, `PATH=LOW..HIGH`, or patterns such as `vehicles.*.price_musd`; none: every figure
               that states low and high
    top        all are guessed from the linear relaxation, so many of the largest solved again with a bound
    against    "ground": also the ratio of the ground alone at each end, and whether the figure flips which of
               orbit and ground is proven cheaper
    case       "both" unless against the ground, then "orbit"
    workers    processes that solve, none: one a core
    folder     where the runs are kept and found again; none: nowhere
    progress   is called with (what is done, done, of how many)

    Columns: planner/studies/sensitivity/tornado.py. Raises InstanceError before anything is solved for a
    figure that is none and for an end that the format refuses; NoPlan where the base has no plan.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.studies.sensitivity import tornado as studies

    if case is not None:
        arguments.one_of("case", case, get_args(Side))
    if against not in (None, "ground"):
        raise arguments.wrong("against", "'ground' or None", against)
    return studies.tornado(
        an_instance("instance", instance),
        figures,
        top=arguments.a_whole_number("top", top),
        against=against,
        case=case,
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        workers=workers,
        folder=None if folder is None else arguments.a_path("folder", folder, "a folder"),
        progress=arguments.a_call("progress", progress),
    )


def screen(
    instance: Instance | StrPath,
    method: Literal["morris", "sobol"] = "morris",
    *,
    runs: int | None = None,
    seed: int = 0,
    figures: Iterable[str] | None = None,
    case: Side = "both",
    gap: float | None = None,
    time_limit_s: float | None = None,
    folder: StrPath | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Screening:
    """Which figures matter when all of them move together between their low and high ends: Morris screening
    or Sobol indices, by SALib (the extra `sensitivity`). `.frame` has a row for each figure, `.runs` one for
    each point.

    instance   an Instance, or the path of its file
    runs       points at most; none: 10 trajectories, or 64 samples
    figures    as `planner.tornado` takes them
    folder     where the points are kept, and found again by the same call
    progress   is called with (points done, points)

    Columns: planner/studies/sensitivity/screening.py. Raises InstanceError before anything is solved for a
    figure that is none and a point that the format refuses; and where a point has no plan, for then there are
    no indices.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.studies.sensitivity import screening

    arguments.one_of("method", method, ("morris", "sobol"))
    arguments.one_of("case", case, get_args(Side))
    return screening.screen(
        an_instance("instance", instance),
        method,
        runs=None if runs is None else arguments.a_whole_number("runs", runs),
        seed=arguments.a_whole_number("seed", seed),
        figures=figures,
        case=case,
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        folder=None if folder is None else arguments.a_path("folder", folder, "a folder"),
        workers=workers,
        progress=arguments.a_call("progress", progress),
    )
