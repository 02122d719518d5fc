"""A plan that a command reads, with a word on stderr where its files were edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

MOST_EDITS = 5  # contradictions of a plan folder that are named


def plan_in(folder: Path) -> Any:
    """The plan in a folder, whose contradictions are told on stderr."""
    import planner

    plan = planner.read_plan(folder)
    warn_of_edits(plan, folder)
    return plan


def warn_of_edits(plan: Any, folder: Path) -> None:
    """Say on stderr what the files of a plan folder contradict each other in; the audit proper would derive
    everything again.
    """

    from planner.auditing.glance import glance

    found = glance(plan)
    if found:
        typer.echo(f"warning: {folder} was edited after the plan was written, or damaged:", err=True)
        for violation in found[:MOST_EDITS]:
            typer.echo(f"  {violation}", err=True)
        more = f"{len(found) - MOST_EDITS:,} more like these; " if len(found) > MOST_EDITS else ""
        typer.echo(f"  {more}planner audit {folder} derives everything again", err=True)
