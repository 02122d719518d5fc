"""`planner screen`: which figures matter when all of them move together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from planner.choices import Side
from planner.commands.options import (
    AsCsv,
    AsJson,
    Changes,
    Figures,
    GapOfEach,
    InstancePath,
    Processes,
    SecondsOfEach,
    question_of,
)
from planner.commands.telling import ticking

MEANING = {
    "morris": "mu_star: mean change of the ratio over the figure's range [$/Mtoken]; sigma: its spread, "
    "large where the figure does not act alone",
    "sobol": "ST: share of the ratio's variance that the figure has a part in; S1: alone",
}


def screen(
    instance: InstancePath,
    method: Annotated[
        Literal["morris", "sobol"], typer.Option(help="Morris screening, or Sobol indices.")
    ] = "morris",
    runs: Annotated[
        int | None,
        typer.Option(min=1, help="Points at most.", show_default="10, or 64, times the figures and more"),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed samples the same points.")] = 0,
    figure: Figures = None,
    case: Annotated[Side, typer.Option(help="Restrict the plans to one side.")] = "both",
    gap: GapOfEach = None,
    time_limit: SecondsOfEach = None,
    changes: Changes = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for the points, which are found again there.", show_default=False
        ),
    ] = None,
    workers: Processes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Sample all figures between their low and high ends at once: which of them matter? (Needs SALib.)"""
    import planner
    from planner.text.printing import print_tables

    tick = ticking()
    found = planner.screen(
        question_of(instance, changes),
        method,
        runs=runs,
        seed=seed,
        figures=figure,
        case=case,
        gap=gap,
        time_limit_s=time_limit,
        folder=out,
        workers=workers,
        progress=lambda done, of: tick("points solved", done, of),
    )
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)
    if out is not None:
        typer.echo(f"runs.csv and {method}.csv are in {out}", err=True)
    if not (as_json or as_csv):
        print(f"{len(found.runs)} points; {MEANING[method]}; *_conf: half widths of 95 % intervals")
    print_tables({method: found.frame}, as_json=as_json, as_csv=as_csv)
