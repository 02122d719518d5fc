"""Remedies told: sentences for people, with the command that tries each, and the same as JSON holds it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from planner.instance.emitting import toml_value
from planner.remedy.remedy import Remedies, Remedy

POSSIBLE = "has a plan; nothing needs to change"
NONE_FOUND = "No change of one figure, or of a few together, was found that makes it possible."
NONE_YET = (
    "The search was ended, by its time limit (solve.time_limit_s) or by Ctrl-C, before it found a change "
    "that makes it possible: there may be one."
)
INTERRUPTED = "The search was ended by its time limit or by Ctrl-C: there may be more, and smaller ones."
NOT_PROVEN = "a smaller amount may do too: that it does not was not proven"


def settings(remedy: Remedy) -> list[str]:
    """KEY=VALUE for each value of an alternative, as `--set` takes it."""
    return [f"{path}={toml_value(value)}" for path, value in remedy.changes.items()]


def command(remedy: Remedy, path: str, changes: Sequence[str] = ()) -> str:
    """The command that solves the instance with an alternative, beside the changes that it has already."""
    kept = [one for one in changes if one.partition("=")[0].strip() not in remedy.changes]
    options = [word for one in (*kept, *settings(remedy)) for word in ("--set", one)]
    return shlex.join(["planner", "solve", path, *options])


def as_data(remedies: Remedies) -> dict[str, Any]:
    """All of it for JSON."""
    told = asdict(remedies)
    told["alternatives"] = [
        {
            "says": remedy.says,
            "share": remedy.share,
            "is_least": remedy.is_least,
            "set": settings(remedy),
            "parts": [asdict(part) for part in remedy.parts],
        }
        for remedy in remedies.alternatives
    ]
    return told


def print_remedies(
    remedies: Remedies, console: Console, path: str = "INSTANCE", changes: Sequence[str] = ()
) -> None:
    """Say why there is no plan, what cannot be kept together, and each alternative with its command."""
    for line in lines(remedies, path, changes):
        console.print(line, soft_wrap=True)


def lines(remedies: Remedies, path: str, changes: Sequence[str]) -> list[str]:
    """What is printed."""
    if remedies.possible:
        return [f"{path}: {POSSIBLE}"]
    found = [remedies.why]
    if len(remedies.conflict) > 1:
        found.append(f"These cannot be kept together: {'; '.join(remedies.conflict)}.")
    elif remedies.conflict:
        found.append(
            "Even without limits on flights, slots, power and money this cannot be kept: "
            f"{remedies.conflict[0]}."
        )
    if remedies.alternatives:
        found += ["", heading(remedies.alternatives)]
    for number, remedy in enumerate(remedies.alternatives, start=1):
        found.append(f"{number:>3}. {remedy.says}")
        if not remedy.is_least:
            found.append(f"     ({NOT_PROVEN})")
        if remedy.changes:
            found.append(f"     {command(remedy, path, changes)}")
    if remedies.is_interrupted:
        found += ["", INTERRUPTED if remedies.alternatives else NONE_YET]
    elif not remedies.alternatives:
        found += ["", NONE_FOUND]
    return found


def heading(alternatives: Sequence[Remedy]) -> str:
    """The line above the alternatives."""
    several = len(alternatives) > 1
    what = "Each of these makes it possible, the least change first" if several else "This makes it possible"
    unless = "" if all(remedy.is_least for remedy in alternatives) else ", but where it says otherwise"
    return (
        f"{what}. A plan with it was found and audited; with the next smaller amount there is none{unless}."
    )
