"""Before anything is solved: every instance of a study is made, checked, and its run given an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from planner.errors import require_none
from planner.instance.problems import MOST
from planner.studies.asked.runs import Run
from planner.studies.running.address import address_of
from planner.studies.running.driving import Pool, drive
from planner.studies.running.index import Index
from planner.studies.running.solving import CHECK, Problems, sha256_of
from planner.studies.running.tasks import Failed, Task, packed

FEW = 24  # instances that are made here: a worker would not be ready before
BATCH = 25  # instances that a worker makes at a time


class Addresses:
    """Where runs are kept.

    pool: gives the workers, for those who have many runs
    tell: called with (instances made, all of them)
    saves: notes them in the folder for the next time
    """

    def __init__(
        self, folder: Path, pool: Callable[[], Pool], tell: Callable[[int, int], None], saves: bool = True
    ):
        self.index = Index(folder)
        self.pool, self.tell, self.saves = pool, tell, saves
        self._known: dict[int, tuple[Run, str]] = {}  # by identity of the run, which is held with it

    def of(self, runs: Sequence[Run]) -> list[str]:
        """The address of each run. Raises InstanceError with every run and key that the format refuses."""
        new = [run for run in runs if id(run) not in self._known]
        if new:
            self._make(runs)
            for run in new:
                self._known[id(run)] = run, self._address(run)
        return [self._known[id(run)][1] for run in runs]

    def save(self) -> None:
        """Note in the folder what was made."""
        self.saves = True
        self.index.save()

    def _address(self, run: Run) -> str:
        sha256 = self.index.get(run)
        assert sha256 is not None
        other = None if run.reference is None else self.of([run.reference])[0]
        return address_of(sha256, run.case, other)

    def _make(self, runs: Sequence[Run]) -> None:
        keys = [self.index.key(run) if run.recipe else "" for run in runs]
        first: dict[str, Run] = {}
        for run, key in zip(runs, keys):
            if self.index.get(run) is None:
                first.setdefault(key, run)
        if not first:
            return
        found = dict(zip(first, self._results(list(first.values()))))
        problems: list[tuple[str, str]] = []
        for number, key in enumerate(keys):
            one = found.get(key)
            if isinstance(one, str):
                self.index.note(runs[number], one)
            elif one is not None:
                problems += [(f"run {number}: {place}".rstrip(": "), message) for place, message in one]
        if len(problems) > MOST:
            problems[MOST:] = [("", f"and {len(problems) - MOST:,} more")]
        require_none(f"{runs[0].instance.path}, varied", problems)
        if self.saves:
            self.save()

    def _results(self, runs: Sequence[Run]) -> list[str | Problems]:
        """The SHA-256 of the instance of each run, or what the format refuses in it."""
        if len(runs) <= FEW:
            return [sha256_of(run.instance, run.recipe) for run in runs]
        batches: list[list[int]] = []
        for number, run in enumerate(runs):
            last = batches[-1] if batches else []
            if not last or len(last) == BATCH or runs[last[0]].instance is not run.instance:
                batches.append([])
            batches[-1].append(number)
        results: dict[int, str | Problems] = {}
        bases: dict[int, bytes] = {}

        def task_of(i: int) -> Task:
            base = runs[batches[i][0]].instance
            bases[id(base)] = bases.get(id(base)) or packed(base)
            return Task(CHECK, (bases[id(base)], [runs[n].recipe for n in batches[i]]))

        def take(i: int, result: Any) -> None:
            if isinstance(result, Failed):  # here once more: a fault shows, a dead worker is got over
                result = [sha256_of(runs[n].instance, runs[n].recipe) for n in batches[i]]
            results.update(zip(batches[i], result))
            self.tell(len(results), len(runs))

        drive(range(len(batches)), {}, task_of, self.pool(), take, lambda _running: None)
        return [results[number] for number in range(len(runs))]
