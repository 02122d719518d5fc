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
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from planner.choices import Side
from planner.errors import InstanceError, NoPlan, PlannerBug
from planner.plan import page
from planner.system.guard import check_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from planner.auditing import AuditReport
    from planner.comparing.comparison import Comparison
    from planner.explain.reasons import Reasons
    from planner.importing.part import ImportedPart
    from planner.instance.reading import Instance
    from planner.plan.plan import Plan
    from planner.remedy.remedy import Remedies
    from planner.simulation.simulation import Simulation
    from planner.solver.params import SearchParams
    from planner.solver.solution import Progress
    from planner.studies.asked.file import Lever
    from planner.studies.break_even.search import BreakEven
    from planner.studies.sensitivity.screening import Screening
    from planner.studies.sensitivity.tornado import Tornado
    from planner.studies.study import Study

__version__ = "1.0.0"

OWNER = "orbital-planner"  # by this orbital_planner.py knows that the package is ours

__all__ = [
    "AuditReport",
    "BreakEven",
    "Comparison",
    "ImportedPart",
    "Instance",
    "InstanceError",
    "Lever",
    "NoPlan",
    "Plan",
    "PlannerBug",
    "Progress",
    "Reasons",
    "Remedies",
    "Screening",
    "SearchParams",
    "Simulation",
    "Study",
    "Tornado",
    "audit",
    "breakeven",
    "compare",
    "continued",
    "export",
    "import_demand",
    "import_satellites",
    "ladder",
    "read",
    "read_plan",
    "read_study",
    "reasons",
    "remedies",
    "screen",
    "shadow_prices",
    "simulate",
    "solve",
    "sweep",
    "tornado",
]

HOMES = {
    "AuditReport": "planner.auditing",
    "BreakEven": "planner.studies.break_even.search",
    "Comparison": "planner.comparing.comparison",
    "ImportedPart": "planner.importing.part",
    "Instance": "planner.instance.reading",
    "Lever": "planner.studies.asked.file",
    "Plan": "planner.plan.plan",
    "Progress": "planner.solver.solution",
    "Reasons": "planner.explain.reasons",
    "Remedies": "planner.remedy.remedy",
    "Screening": "planner.studies.sensitivity.screening",
    "SearchParams": "planner.solver.params",
    "Simulation": "planner.simulation.simulation",
    "Study": "planner.studies.study",
    "Tornado": "planner.studies.sensitivity.tornado",
}
"""Classes that the calls take and give, and the module from which each is loaded when first asked for."""

StrPath = str | os.PathLike[str]


def _as_html(plan: Plan) -> str:
    """A plan in a notebook."""
    from planner.report.notebook import as_html

    return as_html(plan)


def _report(plan: Plan, path: StrPath, force: bool, against: Plan | StrPath | None) -> Path:
    """A plan as a page in a file."""
    check_models()
    from planner.plan.plan import a_plan
    from planner.report.page import writing

    other = None if against is None else a_plan("against", against)
    return writing.write_page(writing.material_of(plan, other), path, force)


page.as_html, page.report = _as_html, _report


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    check_models()
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})


def read(path: StrPath) -> Instance:
    """The instance in a TOML file. Raises InstanceError with every problem at once."""
    from planner.instance import arguments, reading

    return reading.read(arguments.a_path("path", path, "an instance file"))


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


def export(
    plan: Plan | Instance | StrPath,
    *,
    xlsx: StrPath | None = None,
    parquet: StrPath | None = None,
    czml: StrPath | None = None,
    omm: StrPath | None = None,
    mps: StrPath | None = None,
    force: bool = False,
) -> list[Path]:
    """Write a plan in the formats of other programs, and return the paths that were written.

    plan      a Plan, or the path of its folder; for mps alone also an Instance, or the path of its file
    xlsx      a workbook: summary, schedule (a row a flight), years, every table, what each column is
    parquet   a folder with a file for each table, units and meanings in the metadata
    czml      the fleet for Cesium; omm: as mean elements, .json, .csv or .xml. Planes are assumed, and the
              file says so
    mps       the mixed-integer program that is solved (planner/exporting/mps.py)
    force     replace what exists

    Raises InstanceError, before anything is written, where something is in the way.
    """
    check_models()
    from planner.exporting import export as exporting
    from planner.instance import arguments

    given = {"xlsx": xlsx, "parquet": parquet, "czml": czml, "omm": omm, "mps": mps}
    paths = {
        name: Path(arguments.a_path(name, path, "an output"))
        for name, path in given.items()
        if path is not None
    }
    arguments.a_flag("force", force)
    return exporting.export(exporting.a_question("plan", plan), paths, force)


def import_demand(
    path: StrPath,
    *,
    sheet: str | None = None,
    unit: str | None = None,
    workload: str | None = None,
    region: str | None = None,
    optional: bool = False,
    decimal: Literal[".", ","] | None = None,
    name: str = "demand",
) -> ImportedPart:
    """The demand in a spreadsheet (.xlsx, .csv) as a part of an instance: `.toml`, `.files`, what was
    recognised (`.said`), what to look at (`.warnings`), and the series (`.table`). `.write("part.toml")`.

    sheet              of a workbook; none: the first that holds something
    unit               of the numbers, as "Tt/year" or "billion tokens/day"; none: the file says it
    workload, region   ids, where the file does not say them
    optional           what may be served, instead of what must be
    decimal            of the numbers of a CSV, where they leave it open
    name               of the CSV table: NAME.csv

    `.table` has a row a date and a column a series, in Tt/year. Raises InstanceError for a file that is none
    of these, and for what it leaves open.
    """
    from planner.importing import demand
    from planner.instance import arguments

    if decimal is not None:
        arguments.one_of("decimal", decimal, (".", ","))
    return demand.import_demand(
        Path(arguments.a_path("path", path, "a spreadsheet")),
        demand.Asked(sheet, unit, workload, region, arguments.a_flag("optional", optional), decimal, name),
    )


def import_satellites(
    path: StrPath, *, design: str | None = None, life_years: float | None = None, name: str | None = None
) -> ImportedPart:
    """The satellites of a flying constellation, in OMM or GP elements (.csv, .json), as shells and existing
    satellites of an instance. What the file does not say is marked as assumed in the text.

    design       id of the design that they are taken for; none: a marked choice is left
    life_years   planned life in service, which elements do not tell; none: 5, marked as assumed
    name         what the ids of the shells begin with; none: the name that the objects share

    `.table` has a row a satellite: its elements, the day of its launch, altitude in km, its shell. The study
    must begin after these days. Raises InstanceError for a file that holds no elements.
    """
    check_models()
    from planner.importing import satellites
    from planner.instance import arguments

    return satellites.import_satellites(
        Path(arguments.a_path("path", path, "a file of elements")),
        design=design,
        life_years=arguments.a_number("life_years", life_years),
        name=name,
    )


def read_plan(folder: StrPath) -> Plan:
    """The plan in a folder, equal to the one that was written. Raises InstanceError for anything that is not
    one.
    """
    check_models()
    from planner.instance import arguments
    from planner.plan import plan

    return plan.read_plan(arguments.a_path("folder", folder, "a plan folder"))


def read_study(folder: StrPath) -> Study:
    """The study in a folder: `study.frame` has a row for each run that is done, `study.plan(row)` its plan.
    Raises InstanceError for a folder that holds none.
    """
    check_models()
    from planner.instance import arguments
    from planner.studies import study

    return study.read_study(arguments.a_path("folder", folder, "the folder of a study"))


def reasons(plan: Plan | StrPath, *, progress: Callable[[int, int], None] | None = None) -> Reasons:
    """Why a plan is as it is: `.limits` that bind with what one more of each is worth, `.unmet` commitments
    and what would help, designs `.left_out` with what they lack, designs `.refused` (DataFrames);
    `.sentences` say it, so does `print`.

    plan       a Plan, or the path of its folder
    progress   is called with (limits done, limits)

    limits     a row for each limit and year, worth most first: `more` in `unit` is worth `worth_musd`
               (discounted M$; a minus: it costs) and the same for up to `holds_for`; `used` of `limit`
    unmet      a row for each workload, region and year that falls short: Tt, penalty in M$, why
    left_out   a row for each design: `lacks_musd` a satellite, its unit cost in M$

    All columns: planner/explain/. Raises InstanceError for a plan whose instance cannot be read or whose
    tables contradict it.
    """
    check_models()
    from planner import planning
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    return planning.reasons(a_plan("plan", plan), arguments.a_call("progress", progress))


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


def shadow_prices(
    plan: Plan | StrPath, *, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """What one more, and one fewer, of each limit is worth at a plan: a flight of a vehicle or from a pad in
    a launch period, a satellite from a factory, a slot in a shell, an MW at a site, an accelerator, Gbit/s at
    a gateway, M$ of capital, committed Tt. One row for each limit and direction.

    plan       a Plan, or the path of its folder
    progress   is called with (limits done, limits)

    worth_musd is discounted, worth_usd_per_mtoken what it takes off the ratio; holds_for how many units it
    holds for. They are of the linear relaxation at the plan's ratio, before whole numbers
    (planner/explain/shadow_prices.py). Raises InstanceError for a plan whose instance cannot be read.
    """
    check_models()
    from planner import planning
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    return planning.shadow_prices(a_plan("plan", plan), arguments.a_call("progress", progress))


def remedies(
    instance: Instance | StrPath,
    *,
    time_limit_s: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Remedies:
    """The least changes that make an impossible instance possible: several alternatives, each tried with a
    plan that was found and audited, in flights, MW, M$, per cent of a commitment and the like.

    instance      an Instance, or the path of its file
    time_limit_s  after which the alternatives found so far are given; Ctrl-C does the same
    progress      is called with (kinds of change looked at, of how many)

    Found: `possible` (it has a plan as it is), `why` not, `conflict` (limits that cannot be kept together),
    `alternatives`, the least change first: `.says` in words, `.changes` as key path -> value, for
    `instance.with_values(one.changes)`, `.is_least` by proof. Raises InstanceError for an instance that
    contradicts itself where no change was found that helps, ValueError for a time limit that is none.
    """
    check_models()
    from planner.instance import arguments
    from planner.instance.reading import an_instance
    from planner.remedy.remedies import remedies as found_for

    seconds = arguments.a_number("time_limit_s", time_limit_s)
    if seconds is None or not seconds > 0:
        raise ValueError(f"time_limit_s must be above 0, not {time_limit_s}")
    return found_for(
        an_instance("instance", instance), time_limit_s=seconds,
        progress=arguments.a_call("progress", progress),
    )  # fmt: skip


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


def compare(
    a: Plan | StrPath,
    b: Plan | StrPath,
    *others: Plan | StrPath,
    steps: bool = True,
    gap: float | None = None,
    time_limit_s: float | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Comparison:
    """What moved from plan a to plan b, which inputs differ, and how much of the difference in the objective
    each of them explains, as a proven interval. Others stand beside them, without steps.

    a, b, others        Plans, or the paths of their folders
    steps               whether the questions between the two are solved, which is what the explaining takes
    gap, time_limit_s   of each of these, none: the smaller gap and the longer time limit of the plans
    workers             processes that solve, none: one a core
    progress            is called with (questions solved, questions)
    note                is told before they are solved

    Found: `.sentences`, and DataFrames with the plans in columns (`a_musd`, `b_musd`, `change_musd`: b less
    a, money discounted): `.totals` (units in `unit`), `.inputs`, `.costs`, `.fleet`, `.satellites`,
    `.flights`, `.sites`, `.power`, `.service`, `.shortfall`; `.steps`, a row for each changed input: `low`,
    `high` (proven) and `found`, in `.unit`. `.write(path)` writes a page (planner/comparing/compared.py).
    After Ctrl-C the steps hold what was solved. Raises InstanceError for anything that is no plan.
    """
    check_models()
    from planner.comparing import comparison
    from planner.comparing.solving import Search
    from planner.instance import arguments
    from planner.plan.plan import a_plan

    given = {"a": a, "b": b} | {f"plan {number}": one for number, one in enumerate(others, 3)}
    comparison.require_few(list(given))
    search = Search(
        gap=arguments.a_number("gap", gap),
        time_limit_s=arguments.a_number("time_limit_s", time_limit_s),
        workers=None if workers is None else arguments.a_whole_number("workers", workers),
        progress=arguments.a_call("progress", progress),
    )
    return comparison.compare(
        [a_plan(name, one) for name, one in given.items()],
        steps=arguments.a_flag("steps", steps),
        search=search,
        note=arguments.a_call("note", note),
    )
