"""How a study goes, on stderr: one line that is written over on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time

from planner.studies.asked.listing import duration
from planner.studies.running.driving import Standing

TERMINAL_S, FILE_S = 0.2, 30.0  # between two lines
FIRST_S = 2.0  # what is over before needs no line


def line_of(standing: Standing) -> str:
    """`12 of 200 runs done, 2 running, 1 failed, 14 min left`."""
    if standing.is_checking:
        return f"{standing.done:,} of {standing.runs:,} instances checked"
    parts = [f"{standing.done:,} of {standing.runs:,} runs done", f"{standing.running} running"]
    if standing.failed:
        parts.append(f"{standing.failed} failed")
    if standing.seconds_left is not None and standing.done < standing.runs:
        parts.append(f"{duration(standing.seconds_left)} left")
    return ", ".join(parts)


class Teller:
    """Tells a study's standing; call it with each."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self._next = time.monotonic() + FIRST_S
        self._said = ""

    def __call__(self, standing: Standing) -> None:
        """Tell it if it is time."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (TERMINAL_S if self.is_terminal else FILE_S)
        line = line_of(standing)
        if self.is_terminal:
            print(f"\r{line:<{len(self._said)}}", end="", file=sys.stderr, flush=True)
        elif line != self._said:
            print(line, file=sys.stderr, flush=True)
        self._said = line

    def say(self, line: str) -> None:
        """Tell something else on a line of its own."""
        self.clear()
        print(line, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line of a terminal away."""
        if self.is_terminal and self._said:
            print("\r" + " " * len(self._said) + "\r", end="", file=sys.stderr, flush=True)
            self._said = ""
