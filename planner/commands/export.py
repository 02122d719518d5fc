"""`planner export`: a plan as a workbook, as Parquet, for orbit viewers and for solvers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.commands.edited import plan_in
from planner.system.faults import GOOD, telling


def export(
    what: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|INSTANCE", help="Plan folder; for --mps an instance file too.", show_default=False
        ),
    ],
    xlsx: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Workbook: summary, schedule, years, every table.", show_default=False
        ),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with a Parquet file for each table.", show_default=False),
    ] = None,
    czml: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Satellites for Cesium; planes are assumed.", show_default=False),
    ] = None,
    omm: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Satellites as OMM (.json, .csv or .xml); planes are assumed.",
            show_default=False,
        ),
    ] = None,
    mps: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The mixed-integer program that is solved.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace existing files.")] = False,
) -> None:
    """Write a plan in the formats of other programs, one or several at once.

    The workbook holds at most 1,048,576 rows a sheet. Where the fleet is shown, satellites are spread evenly
    over each shell: the planner does not choose planes, and the file says so.
    """
    import planner

    plan = plan_in(what) if what.is_dir() else what
    written = planner.export(plan, xlsx=xlsx, parquet=parquet, czml=czml, omm=omm, mps=mps, force=force)
    with telling(GOOD, else_lost=False):
        for path in written:
            print(f"{path}{'/' if path.is_dir() else ''} is written")
