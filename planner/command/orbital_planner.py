"""Start of the commands `planner` and `orbital-planner`: runs Python's `planner` if that is ours.

Another distribution on the package index installs a package `planner` too, and a folder of that name may come
first on Python's path. This module has a name of its own, so that it can say so before anything of the other
package runs.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import distributions
from pathlib import Path

MARK = 'OWNER = "orbital-planner"'
BAD_INPUT = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command line, or say in one sentence why it cannot run."""
    problem = stranger()
    if problem:
        print(problem, file=sys.stderr)
        sys.exit(BAD_INPUT)
    try:
        from planner.cli import main as run

        run()
    except KeyboardInterrupt:  # while all of it was still being loaded
        print("interrupted; nothing was written", file=sys.stderr)
        sys.exit(INTERRUPTED)


def stranger() -> str:
    """What is found under the name `planner` where it is not ours, and what to do; empty where it is."""
    ours = beside(Path(__file__).resolve())
    spec = importlib.util.find_spec("planner")
    found = spec.origin if spec else None
    if found and Path(found).resolve() == ours:
        if MARK in ours.read_text(encoding="utf-8", errors="replace"):
            return ""
        others = [name for name in owners() if name != "orbital-planner"] or ["another distribution"]
        again = "pip install --force-reinstall --no-deps orbital-planner"
        why = f"{', '.join(others)} has written over it: uninstall that, then {again}"
    else:
        why = f"Python finds {found or 'none'} under that name: rename that or take it off Python's path"
    needs = f"orbital-planner needs its own package `planner` ({ours.parent})"
    return f"{needs}, but {why}; or give each an environment of its own"


def beside(here: Path) -> Path:
    """Our package's first file: beside this module where a wheel was installed, around it in a working
    copy.
    """
    installed = here.parent / "planner" / "__init__.py"
    return installed if here.parent.name != "command" else here.parents[1] / "__init__.py"


def owners() -> list[str]:
    """The installed distributions that hold a top-level package `planner`."""
    found = []
    for one in distributions():
        held = (one.read_text("RECORD") or "") + (one.read_text("top_level.txt") or "")
        if any(line == "planner" or line.startswith("planner/__init__.py,") for line in held.splitlines()):
            found.append(str(one.metadata["Name"]))
    return found


if __name__ == "__main__":
    main()
