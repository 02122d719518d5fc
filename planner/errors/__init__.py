"""The three ways in which the planner stops: the file is wrong, no plan exists, or the fault is ours.

Each of them can be pickled and copied, as everything that leaves a worker of a process pool must.
"""

from __future__ import annotations

from planner.errors.no_plan import NoPlan

__all__ = ["InstanceError", "NoPlan", "PlannerBug", "require_none"]

LONGEST_PLACE, LONGEST_MESSAGE = 120, 2000
"""Characters of a place and of a message in the text of an InstanceError; `problems` holds them whole."""


class InstanceError(Exception):
    """The input cannot be used (exit code 2). `problems` holds (place, message) pairs, all in the text."""

    def __init__(self, source: str, problems: list[tuple[str, str]]):
        self.source = source
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        told = [
            (shortened(place, LONGEST_PLACE), shortened(message, LONGEST_MESSAGE))
            for place, message in problems
        ]
        width = max((len(place) for place, _ in told), default=0)
        lines = [f"  {place:<{width}}   {message}" if place else f"  {message}" for place, message in told]
        super().__init__("\n".join([f"{shortened(source, LONGEST_MESSAGE)}: {count}", *lines]))

    def __reduce__(self):
        return type(self), (self.source, self.problems), self.__dict__


def require_none(source: str, problems: list[tuple[str, str]]) -> None:
    """InstanceError with these problems, if there are any."""
    if problems:
        raise InstanceError(source, problems)


def shortened(text: str, longest: int) -> str:
    """The text, its middle left out where it is longer than that."""
    if len(text) <= longest:
        return text
    kept = longest // 2
    return f"{text[:kept]}... ({len(text) - 2 * kept:,} characters left out) ...{text[-kept:]}"


class PlannerBug(Exception):
    """A fault of the planner: a failed audit, a solver status that must not occur. Exit code 1."""
