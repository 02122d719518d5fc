"""Standard output and error of a command, where they may be closed, full, or left by their reader.

What is lost on standard output is known: `Lost` where it could not be written (a full disk, a closed
descriptor), `Left` where its reader went away, as `| head` does. What is lost on standard error is nobody's
to tell, and never ends a search.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Left(OSError):
    """The reader of standard output went away."""


class Lost(OSError):
    """Standard output cannot be written."""


class Output:
    """A standard output whose failures are `Lost` or `Left`, once: what follows goes nowhere."""

    def __init__(self, stream: Any):
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        if text == "":  # click asks by it what kind of stream this is
            return 0
        with self._watched():
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._watched():
            self.stream.flush()

    def isatty(self) -> bool:
        return bool(self.stream.isatty())

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError as error:
            self._give_up()
            raise Left(error.strerror) from None  # neither click nor rich knows it, which end a process by it
        except OSError as error:
            self._give_up()
            raise Lost(error.errno, error.strerror) from None

    def _give_up(self) -> None:
        """Send what is still buffered, and all that follows, nowhere: Python writes it once more when it
        ends.
        """
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
        if isinstance(self.stream, Closed):
            self.stream = open(os.devnull, "w", encoding="utf-8")


class Closed:
    """Stands for a standard output that was closed before the command began (`>&-`)."""

    encoding = "utf-8"

    def write(self, _text: str) -> int:
        raise OSError(errno.EBADF, "it is closed")

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


class Errors:
    """A standard error that never fails."""

    def __init__(self, stream: Any):
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        try:
            self.stream.write(text)
        except (OSError, ValueError):
            pass
        return len(text)

    def flush(self) -> None:
        try:
            self.stream.flush()
        except (OSError, ValueError):
            pass

    def isatty(self) -> bool:
        return bool(self.stream.isatty())


def settle() -> None:
    """Make the process's streams ready: closed descriptors lead nowhere, so that no file opened later becomes
    one of them, and failures are known.

    A character that a stream's encoding lacks is written as an escape.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free descriptor: this one
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.stdout = Output(sys.stdout if sys.stdout is not None else Closed())
    sys.stderr = Errors(sys.stderr if sys.stderr is not None else open(os.devnull, "w"))
