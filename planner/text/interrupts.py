"""Ctrl-C outside the search proper, which stops by itself at the first one (planner/solver/search.py): what
is kept, and what is lost.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.solver.solution import Progress

HELD = "the search is over and its plan is being written; another Ctrl-C stops at once, and it is lost"


class Standing:
    """What there is of a plan: none, a best one in a running search, or one that is written."""

    def __init__(self, unit: str):
        self.unit = unit
        self.best: float | None = None
        self.folder: Path | None = None
        self.is_written = False

    def hear(self, news: Progress) -> None:
        """Take a report of the search."""
        self.best = self.best if news.best is None else news.best

    def written(self, folder: Path | None) -> None:
        """The plan is in a folder (None: in none, it will be printed)."""
        self.folder, self.is_written = folder, True

    def __str__(self) -> str:
        if self.folder is not None:
            return f"interrupted; the plan is in {self.folder}/"
        if self.best is None:
            return "interrupted before there was a plan; nothing was written"
        best = f"{self.best:.6g} {self.unit}"
        return f"interrupted again: the best plan found, {best}, is lost; nothing was written"


@contextmanager
def told(standing: Standing) -> Iterator[None]:
    """Say truly what an interrupt kept and lost. Once there is a plan, the first Ctrl-C after the search lets
    it be written.
    """
    held = False

    def hold(_number: int, _frame: object) -> None:
        nonlocal held
        if held or standing.best is None:
            raise KeyboardInterrupt
        held = True
        print(HELD, file=sys.stderr, flush=True)

    is_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if is_main:
        signal.signal(signal.SIGINT, hold)
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(str(standing)) from None
    finally:
        if is_main:
            signal.signal(signal.SIGINT, before)
