"""Workers on this machine: processes of their own, each with a thread here that hands it tasks.

They are started by command, not by `multiprocessing`, which would run the analyst's script again in each. A
worker that dies costs the task in hand, which is tried again on a new one.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from planner.studies.running.tasks import Failed, Task
from planner.studies.running.worker import receive, send

TRIES = 3
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from planner.studies.running.worker import main; main()"
)
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
LAST_WORDS = 2000  # bytes of what a worker said last


class Died(Exception):
    """A worker ended in the middle of a task, and how."""


class Process:
    """One worker."""

    def __init__(self) -> None:
        paths = [str(Path(path).absolute()) for path in sys.path]  # "" stands for the current folder
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            env={**os.environ, **ONE_THREAD},
            start_new_session=True,  # Ctrl-C in the terminal is for the process that drives
        )

    def result(self, task: Task) -> Any:
        """What comes of a task. Raises Died."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            send(self.process.stdin, task)
            return receive(self.process.stdout)
        except (EOFError, OSError, ValueError):
            raise Died(self.end()) from None

    def end(self) -> str:
        """How it ended; it is ended here if it has not."""
        if self.process.poll() is None and self.process.stdout is not None:
            try:
                self.process.wait(timeout=2)  # it closed its pipe: it is about to end
            except subprocess.TimeoutExpired:
                self.process.kill()
        code = self.process.wait()
        self.close()
        if code < 0:
            return f"killed by signal {-code}"
        self.said.seek(max(0, self.said.seek(0, os.SEEK_END) - LAST_WORDS))
        words = self.said.read().decode(errors="replace").strip().splitlines()
        return f"exit code {code}" + (f": {words[-1]}" if words else "")

    def kill(self) -> None:
        """End it at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let it end: its input is over."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass


class Workers:
    """So many workers, started when there is something to do for them."""

    def __init__(self, count: int):
        self.count = count
        self._tasks: queue.SimpleQueue = queue.SimpleQueue()
        self._results: queue.SimpleQueue = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._processes: set[Process] = set()
        self._lock = threading.Lock()
        self._is_over = False

    @property
    def room(self) -> int:
        """Tasks that may be given at once: one for each worker, and one for the first that is free."""
        return self.count + 1

    @property
    def hands(self) -> int:
        """Tasks that go on at once."""
        return self.count

    def submit(self, number: int, task: Task) -> None:
        """Give a task; its result comes under this number."""
        self._tasks.put((number, task))
        if len(self._threads) < self.count:
            thread = threading.Thread(target=self._serve, daemon=True)
            self._threads.append(thread)
            thread.start()

    def next(self, timeout_s: float) -> tuple[int, Any] | None:
        """The next result, with its number; None where there is none in time."""
        try:
            return self._results.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def abort(self) -> None:
        """End every worker at once, and drop what they do."""
        self._is_over = True
        with self._lock:
            for process in self._processes:
                process.kill()
        self.close()

    def close(self) -> None:
        """End the workers when they are done."""
        self._is_over = True
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads = []

    def _serve(self) -> None:
        """Hand tasks to one worker, and to a new one where it dies."""
        process: Process | None = None
        while (given := self._tasks.get()) is not None and not self._is_over:
            number, task = given
            result: Any = None
            for _ in range(TRIES):
                try:
                    process = process or self._started()
                    result = process.result(task)
                    break
                except Died as died:
                    self._forget(process)
                    process = None
                    result = Failed(f"the worker died ({died}) {TRIES} times")
                except OSError as error:
                    result = Failed(f"no worker can be started: {error.strerror or error}")
                if self._is_over:
                    break
            self._results.put((number, result))
        if process is not None:
            process.close()
            try:
                process.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.process.wait()
            self._forget(process)

    def _started(self) -> Process:
        process = Process()
        with self._lock:
            self._processes.add(process)
        if self._is_over:
            process.kill()
        return process

    def _forget(self, process: Process | None) -> None:
        if process is not None:
            process.said.close()
            with self._lock:
                self._processes.discard(process)
