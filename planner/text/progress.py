"""How a search is going, on stderr: one live line on a terminal, otherwise one log line per better plan."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from planner.solver.solution import STOPPING, Progress

AGAIN = "stopping; with another Ctrl-C the search ends at once{lost}"


def describe(report: Progress, unit: str, elapsed_s: float) -> str:
    """`  12 s  openings          best 1.2345 $/Mtoken   bound 1.2201   gap 1.17 %`

    What does not exist yet is left out.
    """
    parts = [f"{elapsed_s:6.0f} s  {report.phase:<18}"]
    if report.best is not None:
        parts.append(f"best {report.best + 0.0:.6g} {unit}")
    if report.bound is not None:
        parts.append(f"bound {report.bound + 0.0:.6g}")
    if report.gap is not None:
        parts.append(f"gap {100 * report.gap:.2f} %")
    return "   ".join(parts).rstrip()


@contextmanager
def showing(unit: str) -> Iterator[Callable[[Progress], None]]:
    """The function to call with each report while a search runs; the line of a terminal vanishes at the
    end.
    """
    console = Console(stderr=True, highlight=False)
    if console.is_terminal and not console.is_dumb_terminal:
        line = _LiveLine(unit)
        with Live(line, console=console, refresh_per_second=4, transient=True):
            yield warning(line.take, console.print)
    else:
        began = time.monotonic()

        def say(text: str) -> None:
            print(text, file=sys.stderr, flush=True)

        def log(report: Progress) -> None:
            if report.is_better_plan:
                say(describe(report, unit, time.monotonic() - began))

        yield warning(log, say)


def warning(take: Callable[[Progress], None], say: Callable[[str], None]) -> Callable[[Progress], None]:
    """`take`, and once the search stops because of Ctrl-C a line on what another one would do."""
    said = False

    def told(report: Progress) -> None:
        nonlocal said
        if report.phase == STOPPING and not said:
            said = True
            say(AGAIN.format(lost="" if report.best is None else ", and its best plan is lost"))
        take(report)

    return told


class _LiveLine:
    """The latest report with a clock that runs on between reports."""

    def __init__(self, unit: str):
        self.unit = unit
        self.began = time.monotonic()
        self.latest = Progress("physics and sizing", None, None, None, 0.0)

    def take(self, report: Progress) -> None:
        self.latest = report

    def __rich__(self) -> Text:
        return Text(
            describe(self.latest, self.unit, time.monotonic() - self.began), no_wrap=True, overflow="ellipsis"
        )
