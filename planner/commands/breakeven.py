"""`planner breakeven`: where two cases have the same ratio as one figure varies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from planner.commands.options import (
    AsCsv,
    AsJson,
    Changes,
    InstancePath,
    Processes,
    SecondsOfEach,
    question_of,
)
from planner.errors import InstanceError
from planner.system.faults import GAP_OPEN, GOOD, NO_PLAN, telling


def breakeven(
    instance: InstancePath,
    parameter: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help="The figure to vary, as vehicles.starship.price_musd; * for every id of a section.",
            show_default=False,
        ),
    ],
    between: Annotated[
        tuple[float, float],
        typer.Option(metavar="LO HI", help="The range in which to search.", show_default=False),
    ],
    against: Annotated[
        str, typer.Option(metavar="ground|DIR", help="The ground alone, or the plan in a folder.")
    ] = "ground",
    case: Annotated[
        Literal["orbit", "both"], typer.Option(help="Orbit alone, or orbit beside the ground.")
    ] = "orbit",
    tolerance: Annotated[
        float, typer.Option(min=1e-6, max=0.5, help="Width at which the interval is narrow enough, relative.")
    ] = 0.01,
    gap: Annotated[
        float | None,
        typer.Option(
            help="Gap of each run; where two values overlap, down to a sixteenth.",
            show_default="the instance's",
        ),
    ] = None,
    time_limit: SecondsOfEach = None,
    changes: Changes = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for table, figure and runs; goes on there if it exists.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Use a folder that holds another break-even; its runs stay.")
    ] = False,
    workers: Processes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Search the value of a figure at which orbit and ground have the same ratio, as a proven interval.

    Exit code 4: part of the range is neither proven nor excluded.
    """
    import planner
    from planner.studies.break_even import folder as kept
    from planner.tables.plain import to_json
    from planner.text.meanings import BREAK_EVEN
    from planner.text.printing import console_for, print_table, print_tables

    question = question_of(instance, changes)
    other: Any = "ground" if against == "ground" else planner.read_plan(a_folder(against))

    def note(line: str) -> None:
        typer.echo(f"note: {line}", err=True)

    def tell(done: int, runs: int) -> None:
        if done:
            typer.echo(f"{done} of {runs} runs of this round", err=True)

    asked = kept.question_in_words(question, parameter, between, against, case)
    if out is not None:
        kept.require_folder(out, asked, force)
    found = planner.breakeven(
        question, parameter, between, against=other, case=case, tolerance=tolerance, gap=gap,
        time_limit_s=time_limit, folder=out, workers=workers, progress=tell, note=note,
    )  # fmt: skip
    if out is not None:
        kept.write(out, asked, found)
    code = (
        GOOD if found.is_settled else GAP_OPEN if found.curve.ratio_usd_per_mtoken.notna().any() else NO_PLAN
    )
    with telling(code, else_lost=out is None):
        if as_json:
            print(to_json(kept.as_record(asked, found)), end="")
        elif as_csv:
            print_tables({"curve": found.curve}, as_csv=True)
        else:
            console = console_for(sys.stdout)
            console.print(f"{found.verdict}\n", soft_wrap=True)
            shown = found.curve.loc[:, (found.curve != "").any()]
            print_table(shown, title="Values tried", says=BREAK_EVEN, console=console)
            if out is not None:
                console.print(f"breakeven.csv, breakeven.json, figures/ and runs/ in {out}/", soft_wrap=True)


def a_folder(text: str) -> Path:
    """What --against names beside the ground: a plan folder."""
    if not Path(text).exists():
        raise InstanceError("--against", [(text, "is neither ground nor a plan folder that exists")])
    return Path(text)
