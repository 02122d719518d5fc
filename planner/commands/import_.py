"""`planner import`: files of other programs become parts of an instance."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from planner.system.faults import GOOD, answering, telling

importing = typer.Typer(help="Write parts of an instance from files of other programs.", no_args_is_help=True)
Out = Annotated[
    Path, typer.Option("--out", metavar="PART.toml", help="Part of an instance to write.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="Replace existing files.")]


@importing.command("demand")
@answering
def demand(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Spreadsheet: .xlsx or .csv.", show_default=False)
    ],
    out: Out,
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of a workbook.", show_default="the first that holds something")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(help='Unit of the numbers, as "billion tokens/day".', show_default="the file's"),
    ] = None,
    workload: Annotated[
        str | None, typer.Option(metavar="ID", help="Workload of all numbers.", show_default="the file's")
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="ID", help="Region of all numbers.", show_default="the file's")
    ] = None,
    optional: Annotated[
        bool, typer.Option("--optional", help="Write what may be served, not what must be.")
    ] = False,
    decimal: Annotated[
        Literal[".", ","] | None,
        typer.Option(help="Decimal mark of a CSV file.", show_default="the one its numbers show"),
    ] = None,
    force: Force = False,
) -> None:
    """Demand from a spreadsheet: dates, years or quarters in a column or in the heads; workload, region,
    tokens.

    Writes a CSV table beside PART.toml, and prints what was recognised.
    """
    import planner

    name = re.sub(r"[^\w.-]+", "-", out.stem).strip("-") or "demand"
    if file.absolute() == (out.parent / f"{name}.csv").absolute():
        name = f"{name}-tt-per-year"
    part = planner.import_demand(
        file, sheet=sheet, unit=unit, workload=workload, region=region, optional=optional, decimal=decimal,
        name=name,
    )  # fmt: skip
    tell(part, part.write(out, force))


@importing.command("satellites")
@answering
def satellites(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="OMM or GP elements: .csv or .json.", show_default=False)
    ],
    out: Out,
    design: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Design that the satellites are taken for.", show_default="a marked choice"
        ),
    ] = None,
    life: Annotated[
        float | None,
        typer.Option(
            min=0.25, max=30, help="Planned service life, years.", show_default="5, marked as assumed"
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="ID", help="What ids of shells begin with.", show_default="the objects' name"),
    ] = None,
    force: Force = False,
) -> None:
    """Satellites of a flying constellation: shells and planes are recognised, launches by their designators.

    What is still raising or decaying is kept apart; what the file does not say is marked as assumed.
    """
    import planner

    part = planner.import_satellites(file, design=design, life_years=life, name=name)
    tell(part, part.write(out, force))


def tell(part: Any, written: list[Path]) -> None:
    """What was recognised, and what to look at on stderr."""
    with telling(GOOD, else_lost=False):
        for line in part.said:
            print(line)
        for line in part.warnings:
            print(f"look at: {line}", file=sys.stderr)
        print(f"{' and '.join(map(str, written))}: written; next: paste {written[0]} into an instance")
