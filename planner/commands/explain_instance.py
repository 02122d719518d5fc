"""`planner explain INSTANCE`: the least changes that make an impossible question possible."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.commands.options import question_of
from planner.commands.telling import ticking
from planner.system.faults import GOOD, NO_PLAN, telling


def explain_instance(path: Path, changes: list[str] | None, as_json: bool) -> None:
    """Say why an instance has no plan, and what would have to change at least; each alternative was tried.

    It takes as long as a solve may, `solve.time_limit_s`, and Ctrl-C ends it with what was found so far.
    """
    import planner
    from planner.remedy.telling import as_data, print_remedies
    from planner.tables.plain import plain, to_json
    from planner.text.printing import console_for

    question = question_of(path, changes)
    tick = ticking()
    found = planner.remedies(
        question, time_limit_s=question.data.solve.time_limit_s,
        progress=lambda done, of: tick("kinds of change looked at", done, of),
    )  # fmt: skip
    code = GOOD if found.possible or found.alternatives else NO_PLAN
    with telling(code, else_lost=True):
        if as_json:
            print(to_json(plain(as_data(found))), end="")
        else:
            print_remedies(found, console_for(sys.stdout), str(path), changes or ())
