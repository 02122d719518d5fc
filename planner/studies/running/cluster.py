"""Workers of a Dask cluster: any `dask.distributed.Client`, which the extra `[cluster]` brings.

A task goes to one of the scheduler's workers, which need the same planner installed and share no disk with
this process: what they find comes back and is written here. Where a worker is killed, the scheduler gives its
task to another one, a few times. A few tasks a worker are under way at a time, however many there are.
"""

from __future__ import annotations

import queue
import sys
import time
from typing import Any

from planner.errors import InstanceError
from planner.studies.running.address import planner_sha256
from planner.studies.running.tasks import Failed, Task, performed

ANSWER_S = 10.0  # within which a scheduler must answer
AHEAD = 3  # tasks under way for each thread of a worker: one that goes on, two that are on the way
LEAST = 16
LOOK_S = 2.0  # how often the workers are counted
FEW_WORDS = 300  # characters of an error


def client_of(address: str) -> Any:
    """A client of the scheduler at an address. Raises InstanceError where Dask is missing, where no scheduler
    answers, or where its workers have another planner.
    """
    try:
        from distributed import Client
    except ImportError:
        say = "needs Dask, which is not installed: pip install 'orbital-planner[cluster]'"
        raise InstanceError("--scheduler", [(address, say)]) from None
    try:
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, TimeoutError):
        say = f"no scheduler answers there within {ANSWER_S:g} s"
        raise InstanceError("--scheduler", [(address, say)]) from None
    except (ValueError, TypeError, ImportError) as error:
        say = f"is no address such as tcp://10.0.0.1:8786: {error}"
        raise InstanceError("--scheduler", [(address, say)]) from None
    try:
        require_same_planner(client)
    except InstanceError:
        client.close()
        raise
    return client


def require_same_planner(client: Any) -> None:
    """Raise InstanceError where a worker that is there lacks the planner of this process."""
    problems = []
    for worker, found in client.run(planner_sha256, on_error="return").items():
        if isinstance(found, BaseException):
            problems.append((worker, f"cannot load the planner: {type(found).__name__}: {found}"[:FEW_WORDS]))
        elif found != planner_sha256():
            problems.append((worker, "has another planner, or other versions below it, than this process"))
    if problems:
        raise InstanceError("workers", problems)


def elsewhere(task: Task, planner: str) -> Any:
    """A task done by a worker of the cluster, which may have come after the others were asked."""
    if planner != planner_sha256():
        return Failed("the worker has another version of the planner than the process that drives the study")
    return performed(task)


class Cluster:
    """The workers of a client."""

    def __init__(self, client: Any):
        if not hasattr(client, "submit") or not hasattr(client, "nthreads"):
            raise TypeError(f"client must be a dask.distributed.Client, not {type(client).__name__}")
        self.client = client
        self._results: queue.SimpleQueue = queue.SimpleQueue()
        self._under_way: dict[int, Any] = {}
        self._threads, self._look, self._has_said = 0, 0.0, False

    @property
    def room(self) -> int:
        """Tasks that may be under way at once."""
        if time.monotonic() >= self._look:
            self._threads = sum(self._asked(self.client.nthreads).values())
            self._look = time.monotonic() + LOOK_S
            if not self._threads and not self._has_said:
                self._has_said = True
                print("the scheduler has no workers yet; the runs wait for them", file=sys.stderr, flush=True)
        return max(LEAST, AHEAD * self._threads)

    @property
    def hands(self) -> int:
        """Tasks that go on at once."""
        return self._threads

    def submit(self, number: int, task: Task) -> None:
        """Give a task; its result comes under this number."""
        future = self._asked(self.client.submit, elsewhere, task, planner_sha256(), pure=False)
        self._under_way[number] = future
        future.add_done_callback(lambda done: self._results.put((number, done)))

    def next(self, timeout_s: float) -> tuple[int, Any] | None:
        """The next result, with its number; None where there is none in time. Raises InstanceError where the
        scheduler is gone.
        """
        try:
            number, future = self._results.get(timeout=timeout_s)
        except queue.Empty:
            if self.client.status in ("closed", "closing"):
                raise gone() from None
            return None
        self._under_way.pop(number, None)
        return number, self._result(future)

    def abort(self) -> None:
        """Drop what is under way. A run that a worker has begun goes on there to its end, for nobody."""
        try:
            if self._under_way and self.client.status == "running":
                self.client.cancel(list(self._under_way.values()), force=True)
        except Exception:
            pass  # the scheduler is gone: nothing is under way any more
        self._under_way = {}

    def close(self) -> None:
        """The client is its owner's to close."""

    def _result(self, future: Any) -> Any:
        if future.status == "finished":
            return self._asked(future.result)
        if future.status in ("cancelled", "lost"):
            raise gone()
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            return Failed("the worker died, and so did those that were given the run after it")
        return Failed(f"{type(error).__name__}: {error}"[:FEW_WORDS])

    def _asked(self, call: Any, *arguments: Any, **options: Any) -> Any:
        """What the client answers. Raises InstanceError where it has lost its scheduler."""
        try:
            return call(*arguments, **options)
        except Exception as error:
            if isinstance(error, OSError | TimeoutError) or self.client.status != "running":
                raise gone() from None
            raise


def gone() -> InstanceError:
    """The error of a scheduler that was lost."""
    say = "no longer answers; what is done is kept, and the same command goes on from there"
    return InstanceError("the scheduler", [("", say)])
