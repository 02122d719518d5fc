"""Solves the runs of a study and keeps what came of them: the door for all that needs many solves."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from planner.instance.reading import Instance
from planner.plan.plan import Plan
from planner.studies.asked.edits import Put
from planner.studies.asked.runs import Run
from planner.studies.results.row import NO_PLAN, Row
from planner.studies.running.cluster import Cluster
from planner.studies.running.driving import Pool, Standing, drive
from planner.studies.running.neighbours import nearest_to, tree_of
from planner.studies.running.preparing import Addresses
from planner.studies.running.serving import demand_of
from planner.studies.running.solving import SOLVE
from planner.studies.running.store import Store
from planner.studies.running.tasks import Ask, Failed, Task, packed
from planner.studies.running.workers import Workers

FAILED = "failed"
"""The status of a run that came to nothing by a fault of the machine or of ours; `reason` says which."""

INTERRUPTED = "interrupted"

NOT_RUN: Row = {
    "status": INTERRUPTED,
    "reason": "the study was interrupted before it was done",
    "bound_from": "",
}
"""The row of a run that was not done when Ctrl-C ended the others."""


Kind = tuple[str, bool]
"""Case, and whether a run serves another one's tokens: a run starts from one of its own kind alone."""


class Runner:
    """Use as `with Runner(...) as runner: rows = runner.rows(runs)`; several calls share its workers.

    folder    where runs are kept and found again; None: a temporary one, gone at the end
    workers   processes on this machine; None: one a core
    client    a dask.distributed.Client: its workers instead
    keep      what is kept of each plan: "plan", "row", or names of tables
    progress  called with (runs done, runs) of the call that goes on
    watch     called with a `Standing`, for those who tell more of it
    solving   `module:function` that takes an Ask and gives what is Done; the planner's, but in tests
    """

    def __init__(
        self,
        *,
        folder: str | os.PathLike[str] | None = None,
        workers: int | None = None,
        client: Any = None,
        keep: str | Sequence[str] = "plan",
        progress: Callable[[int, int], None] | None = None,
        watch: Callable[[Standing], None] | None = None,
        solving: str = SOLVE,
    ):
        self.is_interrupted = False
        self.keep = keep if isinstance(keep, str) else tuple(keep)
        self._progress, self._watch, self._solving = progress, watch, solving
        self._workers, self._client = workers or os.cpu_count() or 1, client
        self._room = tempfile.TemporaryDirectory(prefix="planner-study-") if folder is None else None
        self.folder = Path(self._room.name) if folder is None and self._room else Path(str(folder))
        self.store = Store(self.folder)
        self.addresses = Addresses(self.folder, self._started, self._tell_made)
        self._pool: Pool | None = None
        self._packed: tuple[Instance, bytes] | None = None
        self._earlier: dict[
            Kind, dict[str, Mapping[str, Any]]
        ] = {}  # address -> labels of earlier calls' runs

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None and kind is None:
            self._pool.close()
        self._stop()
        if self._room is not None:
            self._room.cleanup()

    def rows(self, runs: Sequence[Run]) -> list[Row]:
        """The row of each run, in their order. Runs that are kept already are not solved again.

        After Ctrl-C `is_interrupted` is True, and the row of a run that was not done is NOT_RUN. Raises
        InstanceError, before anything is solved, with each run and key that the format refuses.
        """
        found: dict[str, Row] = {}
        addresses: list[str] = []
        try:
            addresses = self.addresses.of(runs)
            self._fill(runs, addresses, found)
        except KeyboardInterrupt:
            self.is_interrupted = True
            self._stop()
            for address in addresses:  # one may have been kept and not been told of
                if address not in found and self.store.has(address, self.keep):
                    found[address] = self.store.row(address) or NOT_RUN
            count = sum(address in found for address in addresses)
            print(f"stopped after {count} of {len(runs)} runs", file=sys.stderr)
        return [found.get(address, NOT_RUN) for address in addresses] or [NOT_RUN for _ in runs]

    def plan(self, run: Run) -> Plan | None:
        """The plan of a run that was solved; None where it gave none, or where plans are not kept."""
        return self.store.plan(self.addresses.of([run])[0])

    def _fill(self, runs: Sequence[Run], addresses: Sequence[str], found: dict[str, Row]) -> None:
        """The rows by address: those that are kept, then those that are solved."""
        asked: dict[str, Run] = {}
        before: dict[str, str] = {}  # address of a run -> of the one whose tokens it serves
        for run, address in zip(runs, addresses):
            if run.reference is not None:
                before[address] = self.addresses.of([run.reference])[0]
                asked.setdefault(before[address], run.reference)
            asked.setdefault(address, run)
        order = list(asked)
        number_of = {address: number for number, address in enumerate(order)}
        for address in order:
            if self.store.has(address, self.keep):
                found[address] = self.store.row(address) or NOT_RUN
        first, parents = self._family([asked[address] for address in order], order)
        standing = Standing(len(order), ready=len(found), done=len(found), rows=found)

        def tell(running: int) -> None:
            standing.running, standing.done = running, len(found)
            if self._watch is not None:
                self._watch(standing)

        def task_of(number: int) -> Task | None:
            address = order[number]
            run = asked[address]
            recipe = run.recipe
            if run.reference is not None:
                served = self.store.served(before[address])
                if not served:
                    found[address] = without_reference(found[before[address]])
                    return None
                recipe = (*recipe, Put(demand_of(served)))
            left = (self.store.memory(parent) for parent in parents.get(address, ()))
            memories = tuple(memory for memory in left if memory is not None)
            return Task(self._solving, Ask(self._base_of(run), recipe, run.case, self.keep, memories))

        def take(number: int, result: Any) -> None:
            address = order[number]
            if isinstance(result, Failed):
                found[address] = {"status": FAILED, "reason": result.reason, "bound_from": ""}
                standing.failed += 1
            else:
                found[address] = self.store.put(address, asked[address], result)
            self._tell_done(len(found), len(order))

        self._tell_done(len(found), len(order))
        tell(0)
        need = [number for number in first if order[number] not in found]
        if need:
            after = {
                number: [
                    number_of[other]
                    for other in (before.get(address), *parents.get(address, ()))
                    if other in number_of
                ]
                for number, address in enumerate(order)
            }
            drive(need, after, task_of, self._started(), take, tell)

    def _base_of(self, run: Run) -> bytes:
        """The packed base of a run; runs of one study share it."""
        if self._packed is None or self._packed[0] is not run.instance:
            self._packed = run.instance, packed(run.instance)
        return self._packed[1]

    def _family(
        self, runs: Sequence[Run], addresses: Sequence[str]
    ) -> tuple[list[int], dict[str, tuple[str, ...]]]:
        """The order in which runs are solved, and address -> addresses of the runs that one starts from, the
        nearest first, always of its kind. Those of a later call start from runs of earlier ones.
        """
        kinds: dict[Kind, list[int]] = {}
        for number, run in enumerate(runs):
            kinds.setdefault((run.case, run.reference is not None), []).append(number)
        order: list[int] = []
        parents: dict[str, tuple[str, ...]] = {}
        for kind, numbers in kinds.items():
            labels, earlier = [runs[i].labels for i in numbers], self._earlier.setdefault(kind, {})
            known = [address for address in earlier if address not in addresses]
            if known:
                there = [earlier[address] for address in known]
                order += numbers
                near = [[known[one] for one in nearest_to(own, there)] for own in labels]
            else:
                first, found = tree_of(labels)
                order += [numbers[i] for i in first]
                near = [[addresses[numbers[one]] for one in ones] for ones in found]
            for i, own, others in zip(numbers, labels, near):
                earlier.setdefault(addresses[i], own)
                parents[addresses[i]] = tuple(other for other in others if other != addresses[i])
        return order, parents

    def _started(self) -> Pool:
        if self._pool is None:
            self._pool = Workers(self._workers) if self._client is None else Cluster(self._client)
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.abort()
            self._pool = None

    def _tell_done(self, done: int, runs: int) -> None:
        if self._progress is not None:
            self._progress(done, runs)

    def _tell_made(self, made: int, runs: int) -> None:
        if self._watch is not None:
            self._watch(Standing(runs, done=made, is_checking=True))


def without_reference(row: Row) -> Row:
    """The row of a run whose reference gave no plan."""
    why = f"the run whose tokens it is to serve gave none: {row.get('status')}, {row.get('reason')}"
    return {"status": NO_PLAN, "reason": why, "bound_from": ""}
