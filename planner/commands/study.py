"""planner study: the runs of a study file, solved into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.commands.options import Processes
from planner.system.faults import GAP_OPEN, GOOD, INTERRUPTED, stop, telling


def study(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Study file (TOML).", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the study.  [default: studies/NAME]", show_default=False),
    ] = None,
    list_only: Annotated[
        bool,
        typer.Option(
            "--list", help="Print the runs, how many are done, what the others may take; solve nothing."
        ),
    ] = False,
    workers: Processes = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Solve on the workers of this Dask scheduler instead, such as tcp://10.0.0.1:8786.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the results of another study in the folder.")
    ] = False,
) -> None:
    """Solve the runs of a study: a row each in results.csv and results.parquet, its plan beside it. The same
    command goes on where it was ended.
    """

    from planner.studies.asked.expanding import runs_of
    from planner.studies.asked.file import read_file
    from planner.studies.results.pictures import draw, source_line

    asked = read_file(file)
    runs = runs_of(asked)
    folder = out or Path("studies") / file.stem
    if list_only:
        show_list(folder, runs, workers)
        return
    client = connected(scheduler)
    try:
        done, teller = conducted(asked, runs, folder, force, workers=workers, client=client)
    finally:
        if client is not None:
            client.close()
    frame = done.frame
    if done.is_interrupted and frame.empty:
        stop("interrupted before a run was done; the same command begins again", INTERRUPTED)
    source = source_line(asked.name, asked.base.path.name, len(runs))
    drawn = draw(frame, list(runs[0].labels), asked.pictures, folder / "figures", teller.say, source)
    with telling(GAP_OPEN if done.is_interrupted else GOOD, else_lost=False):
        print(f"{summary(frame, done.runs)}; {folder}/results.csv, {folder}/results.parquet")
        if drawn:
            print(
                f"{len(drawn)} picture{'s' if len(drawn) > 1 else ''} in {folder}/figures: {', '.join(drawn)}"
            )


def conducted(asked: Any, runs: Any, folder: Path, force: bool, **options: Any) -> tuple[Any, Any]:
    """The runs done, with progress on stderr."""
    from planner.studies.running.conducting import conduct
    from planner.studies.running.telling import Teller

    teller = Teller()
    try:
        done = conduct(
            folder, asked.name, asked.base, runs, text=asked.text, force=force, keep=asked.keep,
            say=teller.say, watch=teller, **options,
        )  # fmt: skip
    finally:
        teller.clear()
    return done, teller


def show_list(folder: Path, runs: Any, workers: int | None) -> None:
    """The runs as a table, then how many are done."""
    from planner.studies.asked.listing import listing
    from planner.text.meanings import RUNS
    from planner.text.printing import print_tables

    found = listing(folder, runs, workers)
    print_tables({"runs": found.frame}, says=RUNS)
    print(found)


def connected(scheduler: str | None) -> Any:
    """A client of a Dask scheduler; None where none is asked for."""
    if scheduler is None:
        return None
    from planner.studies.running.cluster import client_of

    return client_of(scheduler)


def summary(frame: Any, runs: int) -> str:
    """`200 of 200 runs: 190 gap reached, 10 no plan`."""
    counts = ", ".join(f"{count:,} {status}" for status, count in frame.status.value_counts().items())
    return f"{len(frame):,} of {runs:,} runs: {counts}"
