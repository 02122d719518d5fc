"""What a command that solves much tells on stderr while it works."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

PATIENCE_S = 2.0  # silence before, and between, reports


def ticking() -> Callable[[str, int, int], None]:
    """A function to call with (what is done, done, of how many): a line on stderr every two seconds, none for
    what takes less.
    """
    began = last = time.monotonic()

    def tick(what: str, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > PATIENCE_S and done < of:
            last = now
            print(f"{now - began:6.0f} s  {done} of {of} {what}", file=sys.stderr, flush=True)

    return tick
