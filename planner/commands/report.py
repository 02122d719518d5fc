"""`planner report`: a plan as one HTML page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.commands.telling import ticking
from planner.system.faults import GOOD, telling


def report(
    folder: Annotated[Path, typer.Argument(metavar="PLAN", help="Plan folder.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Page to write.  [default: NAME.html here]", show_default=False),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN",
            help="Another plan to set beside it, such as the ground alone.",
            show_default=False,
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write every picture as SVG, PNG and CSV too.", show_default=False),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Simulated runs for the chances of keeping the commitments; 0: none.",
            show_default="500, none above 50,000 satellites",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace existing files.")] = False,
) -> None:
    """Write a plan as one HTML page: the answer on its first screen, then pictures, tables and the proof.

    The page asks for nothing from the network and can be sent as it is.
    """
    import planner
    from planner.instance.writing import require_apart, require_folder, require_new
    from planner.report.page import writing

    plan = planner.read_plan(folder)
    page = out or Path(writing.default_name(plan))
    require_new([page], force)
    if figures is not None:
        require_folder(figures)
        require_apart([page, figures / "NAME.svg"])
    other = None if against is None else planner.read_plan(against)
    material = writing.material_of(plan, other, runs, ticking())
    if runs is None and writing.is_large(plan):
        satellites = f"{int(plan.cohorts.satellites.sum()):,} satellites"
        print(f"no chances: {satellites} take long to simulate; --runs {writing.RUNS} does", file=sys.stderr)
    pictures = {} if figures is None else writing.picture_files(material, figures)
    require_new(pictures, force)
    require_apart([page, *pictures])
    writing.write_all(writing.page_files(material, page) | pictures, force)
    with telling(GOOD, else_lost=False):
        print(f"{page} is written, {page.stat().st_size / 1000:,.0f} kB")
        if figures is not None:
            print(f"{len(pictures)} files of pictures in {figures}/")
        if not material.audit.ok:
            print(f"the audit of the plan fails: planner audit {folder} says why", file=sys.stderr)
