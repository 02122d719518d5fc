"""`planner tornado`: which figures move the ratio most."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal

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


def tornado(
    instance: InstancePath,
    figure: Figures = None,
    top: Annotated[int, typer.Option(min=0, help="So many of the largest are solved again.")] = 8,
    against: Annotated[
        Literal["ground"] | None,
        typer.Option(help="Compare orbit with the ground alone: which figure flips the two?"),
    ] = None,
    case: Annotated[
        Side | None,
        typer.Option(help="Restrict the plans to one side.", show_default="both; orbit against the ground"),
    ] = None,
    gap: GapOfEach = None,
    time_limit: SecondsOfEach = None,
    changes: Changes = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write the table and its picture to.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write to an existing folder.")] = False,
    workers: Processes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Move each figure to its low and high end: which of them move the ratio most, and which flips orbit
    against ground?
    """
    import planner
    from planner.studies.sensitivity.tornado import free
    from planner.text.meanings import TORNADO
    from planner.text.printing import print_tables

    question = question_of(instance, changes)
    if out is not None:
        free(out, force)
    found = planner.tornado(
        question,
        figure,
        top=top,
        against=against,
        case=case,
        gap=gap,
        time_limit_s=time_limit,
        workers=workers,
        folder=out,
        progress=ticking(),
    )
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)
    if found.is_interrupted:
        typer.echo("interrupted: what was solved so far", err=True)
    if out is not None:
        found.write(out, force)
        typer.echo(f"tornado.csv and figures/tornado.* are in {out}", err=True)
    if as_json or as_csv:
        print_tables({"tornado": found.frame}, as_json=as_json, as_csv=as_csv)
        return
    print(f"{title(found)}\n")
    print_tables({"Figures at their ends": for_people(found)}, says=TORNADO)


def title(found: Any) -> str:
    """What the table is about."""
    lines = [
        f"{found.name}, {found.case}: {found.base.ratio:.4g} $/Mtoken, no plan below {found.base.bound:.4g}; "
        "each figure at its low and high end, all else as it is"
    ]
    if found.ground is not None:
        lines.append(
            f"ground alone: {found.ground.ratio:.4g} $/Mtoken, no plan below {found.ground.bound:.4g}"
        )
    return "\n".join([*lines, "ratios from..to: solved, the optimum lies between; ~: guessed; none: no plan"])


def for_people(found: Any) -> Any:
    """The table with a cell for each interval."""
    frame = found.frame
    sides = ["ratio", "ground"] if "flips" in frame else ["ratio"]
    table = frame[["figure", "low", "base", "high"]].copy()
    for side in sides:
        for end in ("low", "high"):
            name = f"{'$/Mtoken' if side == 'ratio' else 'ground'} at {end}"
            bound = f"bound_{end}" if side == "ratio" else f"ground_bound_{end}"
            guess = frame[f"guess_{end}"] if side == "ratio" else math.nan * frame.low
            table[name] = [
                interval(*cells) for cells in zip(frame[f"{side}_{end}"], frame[bound], guess, strict=True)
            ]
    table["% per %"] = frame.elasticity_solved.fillna(frame.elasticity)
    if "flips" in frame:
        table["flips"] = frame.flips
    return table.assign(quality=frame.quality)


def interval(ratio: float, bound: float, guess: float) -> str:
    """One cell: the proven interval, or the guess."""
    if not math.isnan(ratio):
        return f"{bound:.4g}..{ratio:.4g}"
    return "none" if math.isnan(guess) else f"~{guess:.4g}"
