"""`planner explain`: why a plan is as it is, and what would make an impossible instance possible."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.commands.edited import plan_in
from planner.commands.explain_instance import explain_instance
from planner.commands.options import AsCsv, AsJson, Changes
from planner.commands.telling import ticking
from planner.errors import InstanceError
from planner.instance.files import named


def explain(
    what: Annotated[
        Path,
        typer.Argument(metavar="PLAN|INSTANCE", help="Plan folder, or instance file.", show_default=False),
    ],
    changes: Changes = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say why a plan is as it is: which limits bind, when, and what more of each is worth; where tokens fall
    short, and what would help; what the designs left out lack.

    Of an instance that has no plan: the least changes that make it possible, each tried before it is printed.
    """
    if not named(what).is_dir():
        if as_csv:
            raise InstanceError("--csv", [("", "is for a plan folder; --json prints what was found")])
        explain_instance(what, changes, as_json)
        return
    if changes:
        raise InstanceError(str(what), [("--set", "is for an instance; this is a plan folder")])
    explain_plan(what, as_json, as_csv)


def explain_plan(folder: Path, as_json: bool, as_csv: bool) -> None:
    """Print the reasons of a plan: for people, the limits as CSV, or everything as JSON."""
    import planner
    from planner.text.printing import print_tables
    from planner.text.reasons import print_reasons

    plan, tick = plan_in(folder), ticking()
    found = planner.reasons(plan, progress=lambda done, of: tick("limits looked at", done, of))
    if as_csv:
        print_tables({"limits": found.limits}, as_csv=True)
    elif as_json:
        import pandas as pd

        said = {"sentences": pd.DataFrame({"sentence": found.sentences})}
        print_tables(said | found.frames(), as_json=True)
    else:
        print_reasons(found, plan)
