"""Where a finished plan goes when its folder cannot be written after all: the disk is full, or another
process was there first.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InstanceError
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Kept:
    """Where a plan is: `folder` None where no place has room. `problem`: why it is not in the folder asked
    for; empty where it is.
    """

    folder: Path | None
    problem: str = ""


def keep(plan: Plan, folder: Path, force: bool) -> Kept:
    """Write a plan to its folder, or else to a new folder in the first place that has room: temporary folder,
    home, current folder.
    """
    try:
        plan.write(folder, force=force)
        return Kept(folder)
    except (OSError, InstanceError) as error:
        problem = reason(folder, error)
    for place in elsewhere():
        try:
            return Kept(plan.write(Path(tempfile.mkdtemp(prefix="plan-", dir=place)) / folder.name), problem)
        except (OSError, InstanceError):
            continue
    return Kept(None, problem)


def elsewhere() -> list[Path]:
    """Folders to try, each once."""
    places = [Path(tempfile.gettempdir())]
    try:
        places.append(Path.home())
    except RuntimeError:  # nobody's home
        pass
    return list(dict.fromkeys([*places, Path.cwd()]))


def reason(folder: Path, error: Exception) -> str:
    """Why the folder was not written, as one line."""
    if isinstance(error, OSError):
        return f"{folder}: cannot be written: {error.strerror or error}"
    return " ".join(str(error).split())


def as_text(plan: Plan) -> dict[str, str]:
    """Every file of the plan folder, name -> text: what can be printed where nothing can be written."""
    return {name: content.decode(errors="backslashreplace") for name, content in plan.files().items()}
