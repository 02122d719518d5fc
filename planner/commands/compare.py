"""`planner compare`: what moved between plans, which inputs differ, and what each of them explains."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.commands.edited import plan_in
from planner.commands.options import AsCsv, AsJson, Processes
from planner.commands.telling import ticking
from planner.errors import InstanceError
from planner.instance.files import named
from planner.system.faults import GAP_OPEN, GOOD, telling

RESULTS = "results.csv"


def compare(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...", help="Two plan folders or more, or the folder of a study.", show_default=False
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the comparison as a page too.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing page.")] = False,
    steps: Annotated[
        bool,
        typer.Option(
            "--steps/--no-steps",
            help="Say what each changed input explains; the questions between two plans are solved for it.",
        ),
    ] = True,
    gap: Annotated[
        float | None,
        typer.Option(help="Gap of each solve.", show_default="the smaller of the two plans'"),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(help="Seconds of each solve.", show_default="the longer of the two plans'"),
    ] = None,
    workers: Processes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare two plans: what moved, which inputs differ, how much of the difference each of them explains.
    More plans, or the runs of a study, stand side by side.
    """
    import planner
    from planner.comparing.page import require_room
    from planner.comparing.telling import print_comparison

    if len(folders) == 1:
        show_study(folders[0], html, as_json, as_csv)
        return
    if html is not None:
        require_room(html, force)
    plans = [compared_plan(folder) for folder in folders]
    tick = ticking()
    found = planner.compare(
        *plans,
        steps=steps,
        gap=gap,
        time_limit_s=time_limit,
        workers=workers,
        progress=lambda done, of: tick("questions between the plans solved", done, of),
        note=lambda line: typer.echo(line, err=True),
    )
    if html is not None:
        found.write(html, force)
        typer.echo(f"the page is {html}", err=True)
    with telling(GAP_OPEN if found.is_interrupted else GOOD, else_lost=html is None):
        if as_json or as_csv:
            print_for_scripts(found, as_json)
        else:
            print_comparison(found)


def print_for_scripts(found: Any, as_json: bool) -> None:
    """The tables as JSON, with sentences and notes; as CSV the costs."""
    import pandas as pd

    from planner.text.printing import print_tables

    if not as_json:
        print_tables({"costs": found.costs}, as_csv=True)
        return
    plans = pd.DataFrame(
        {"plan": list(found.names), "folder": [str(plan.folder or "") for plan in found.plans]}
    )
    said = pd.DataFrame({"sentence": [*found.sentences, *found.notes]})
    print_tables({"plans": plans, "sentences": said, **found.frames()}, as_json=True)


def compared_plan(folder: Path) -> Any:
    """The plan in a folder. Raises InstanceError that says what to do with a study, or an instance."""

    if named(folder).is_file():
        raise InstanceError(
            str(folder), [("", f"is a file; compare takes plan folders: planner solve {folder} writes one")]
        )
    if is_study(folder):
        say = (
            f"holds a study, not a plan: planner compare {folder} shows its runs side by side; "
            f"its plans are the folders {folder}/runs/*/plan"
        )
        raise InstanceError(str(folder), [("", say)])
    return plan_in(folder)


def is_study(folder: Path) -> bool:
    """Whether a folder is one that `planner study` wrote, or its table alone."""
    from planner.studies.running.store import MARK, RUNS

    return any((named(folder) / name).exists() for name in (MARK, RUNS, RESULTS))


def show_study(folder: Path, html: Path | None, as_json: bool, as_csv: bool) -> None:
    """The runs of a study side by side."""
    from planner.comparing.telling import print_study, side_by_side
    from planner.text.printing import print_tables

    if not is_study(folder) and (folder / "plan.json").exists():
        raise InstanceError(str(folder), [("", "is one plan; name another one to compare it with")])
    if html is not None:
        figures = folder / "figures"
        where = f"; the pictures of this one are in {figures}" if figures.is_dir() else ""
        say = f"is for plans, and {folder} is a study{where}"
        raise InstanceError("--html", [(str(html), say)])
    name, frame = runs_in(folder)
    if frame.empty:
        raise InstanceError(str(folder), [("", "this study has no run that is done")])
    with telling(GOOD, else_lost=True):
        if as_json or as_csv:
            print_tables({"runs": side_by_side(frame)}, as_json=as_json, as_csv=as_csv)
        else:
            print_study(name, frame)


def runs_in(folder: Path) -> tuple[str, Any]:
    """The name of a study and its table. Raises InstanceError for a folder that has none."""
    import pandas as pd

    import planner
    from planner.studies.results.table import problem_of
    from planner.studies.running.store import MARK, RUNS

    table = folder / RESULTS
    if not table.exists() or (folder / MARK).exists() or (folder / RUNS).exists():
        study = planner.read_study(folder)
        return study.name, study.frame
    try:
        frame = pd.read_csv(table)
    except (OSError, ValueError) as error:
        raise InstanceError(str(table), [("", f"is no table of a study: {error}")]) from None
    if problem := problem_of(frame):
        raise InstanceError(str(table), [("", f"is no table of a study: {problem}")])
    return folder.resolve().name, frame
