"""Brings the tables of instances/README.md up to date: `python -m planner.instance.readme
instances/README.md`.

What stands above the mark is written by hand and kept; below it stands the format as the schema has it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from planner.instance.schema import format_reference

MARK = "<!-- From here on made by: python -m planner.instance.readme instances/README.md -->\n"


def current(text: str) -> str:
    """The text with everything below the mark as the schema has it today. Raises ValueError without the
    mark.
    """
    by_hand, mark, _ = text.partition(MARK)
    if not mark:
        raise ValueError(f"the line {MARK.strip()} is missing")
    return f"{by_hand}{MARK}\n{format_reference()}"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(current(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
