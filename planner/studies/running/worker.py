"""A worker: a process that does tasks for the process that started it, one after another, until that ends.

Tasks come on standard input and results go to standard output, each as its length and a pickle. What a task
prints goes to standard error. An interrupt from a terminal does not reach it.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import threading
from typing import IO, Any

HEAD = struct.Struct(">Q")


def send(stream: IO[bytes], content: Any) -> None:
    """Write one message."""
    body = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message. Raises EOFError where the other side has ended."""
    (length,) = HEAD.unpack(exactly(stream, HEAD.size))
    return pickle.loads(exactly(stream, length))


def exactly(stream: IO[bytes], count: int) -> bytes:
    """So many bytes, or EOFError."""
    found = stream.read(count)
    if len(found) < count:
        raise EOFError
    return found


def listen(stream: IO[bytes], tasks: queue.SimpleQueue) -> None:
    """Take tasks as they come; end this process, whatever it does, when the one that started it has ended."""
    try:
        while True:
            tasks.put(receive(stream))
    except (EOFError, OSError):
        os._exit(0)


def main() -> None:
    """Do tasks for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken = os.fdopen(os.dup(0), "rb")
    given = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    tasks: queue.SimpleQueue = queue.SimpleQueue()
    threading.Thread(target=listen, args=(taken, tasks), daemon=True).start()
    import pandas as pd

    from planner.studies.running.tasks import Failed, performed

    pd.set_option(
        "mode.string_storage", "python"
    )  # a run's tables are small: a third less time than in Arrow
    while True:
        result = performed(tasks.get())
        try:
            send(given, result)
        except (BrokenPipeError, OSError):
            os._exit(0)
        except Exception as error:  # a result that cannot be pickled
            send(given, Failed(f"{type(error).__name__}: {error}"))
