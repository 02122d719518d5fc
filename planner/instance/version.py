"""The version of the instance format, and what is promised of it.

A file may say at its top for which version it was written: `format = "1.0.0"`, MAJOR.MINOR.PATCH
as in semantic versioning. Of every version 1.x it is promised:

- a file of an earlier 1.x, or one that names no version, is read and means the same;
- a new key has a default with which a file that leaves it out means what it meant before;
- no key is renamed, removed or changes its unit; what is allowed for it may grow, and does not shrink.

A file of a later version is refused, for it may use what this planner does not know.
"""

from __future__ import annotations

from typing import Any

from planner.instance.problems import Problems
from planner.instance.words import written

KEY = "format"
FORMAT = "1.0.0"
MEANING = "version of the format for which the file was written; a later one than the planner's is refused"
ALLOWED = f'text of the form "1.0.0", at most "{FORMAT}"'


def taken(tree: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """The tree without its version; a version that this planner does not read is a problem."""
    if KEY not in tree:
        return tree
    said = tree[KEY]
    number = numbers(said) if isinstance(said, str) else None
    if number is None:
        problems.add(KEY, f"must be a {ALLOWED}, not {written(said)[:40]}")
    elif number > (numbers(FORMAT) or ()):
        problems.add(
            KEY, f"is {said}, a later version than this planner reads ({FORMAT}): install a newer planner"
        )
    elif number[0] < 1:
        problems.add(KEY, f"is {said}: the first version is 1.0.0")
    return {key: value for key, value in tree.items() if key != KEY}


def numbers(said: str) -> tuple[int, ...] | None:
    """A version as three numbers; None for what is no version."""
    parts = said.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        return None
    return tuple(map(int, parts))
