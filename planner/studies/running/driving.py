"""Tasks driven through workers: what may go on goes out, what comes back is taken, until none is left."""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from planner.errors import PlannerBug
from planner.studies.results.row import Row
from planner.studies.running.tasks import Task

LOOK_S = 0.5  # how often the standing is told while nothing comes back


class Pool(Protocol):
    """Workers of any kind."""

    @property
    def room(self) -> int:
        """Tasks that it may be given at once."""

    @property
    def hands(self) -> int:
        """Tasks that it can do at once."""

    def submit(self, number: int, task: Task) -> None:
        """Give it a task."""

    def next(self, timeout_s: float) -> tuple[int, Any] | None:
        """The next result with its number; None where there is none in time."""

    def abort(self) -> None:
        """Drop what goes on, and end."""

    def close(self) -> None:
        """End; nothing goes on any more."""


@dataclass
class Standing:
    """How a study goes: runs that are done, of those failed, that go on, and all of them.

    ready        done before it began
    is_checking  instances are made and checked; nothing is solved yet
    rows         those that are done, by address
    """

    runs: int
    ready: int = 0
    done: int = 0
    failed: int = 0
    running: int = 0
    is_checking: bool = False
    rows: Mapping[str, Row] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float | None:
        """What the rest takes at the pace so far."""
        solved = self.done - self.ready
        if solved <= 0:
            return None
        return (time.monotonic() - self.began) * (self.runs - self.done) / solved


def drive(
    numbers: Iterable[int],
    after: Mapping[int, Iterable[int]],
    task_of: Callable[[int], Task | None],
    pool: Pool,
    take: Callable[[int, Any], None],
    tell: Callable[[int], None],
) -> None:
    """Give every number's task to the pool, in their order, and take what comes of each.

    after    the numbers that a number waits for; those that are not driven here are done
    task_of  made when its turn comes; None: nothing is left to do for this number
    take     called with number and result
    tell     called often, with the tasks that go on
    """
    wanted = list(numbers)
    here = set(wanted)
    waits = {number: set(after.get(number, ())) & here for number in wanted}
    followers = defaultdict(list)
    for number, others in waits.items():
        for other in others:
            followers[other].append(number)
    rank = {number: i for i, number in enumerate(wanted)}
    ready = [(rank[number], number) for number in wanted if not waits[number]]
    heapq.heapify(ready)
    running = 0

    def over(number: int) -> None:
        for follower in followers[number]:
            waits[follower].discard(number)
            if not waits[follower]:
                heapq.heappush(ready, (rank[follower], follower))

    while ready or running:
        while ready and running < pool.room:
            _, number = heapq.heappop(ready)
            task = task_of(number)
            if task is None:
                over(number)
                continue
            pool.submit(number, task)
            running += 1
        tell(min(running, pool.hands))
        if not running:
            continue
        got = pool.next(LOOK_S)
        if got is not None:
            number, result = got
            running -= 1
            take(number, result)
            over(number)
    tell(0)
    if any(waits.values()):
        raise PlannerBug("runs of a study wait for each other")
