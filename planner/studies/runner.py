"""Solves the runs of a study and keeps what came of them: the door for all that needs many solves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from planner.errors import InstanceError, NoPlan
from planner.plan.plan import Plan
from planner.planning import solve
from planner.studies.row import Row, row_of_plan, row_without_plan
from planner.studies.runs import Run


class Runner:
    """Use as `with Runner(...) as runner: rows = runner.rows(runs)`; several calls share its workers.

    progress: called with (runs done, runs) of the call that goes on
    """

    def __init__(self, *, progress: Callable[[int, int], None] | None = None):
        self.progress = progress
        self.is_interrupted = False
        self._plans: dict[int, Plan] = {}  # by identity of the run

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def rows(self, runs: Sequence[Run]) -> list[Row]:
        """The row of each run, in their order; fewer after Ctrl-C, then `is_interrupted`."""
        rows: list[Row] = []
        for number, run in enumerate(runs):
            self.tell(number, len(runs))
            rows.append(self.row(run))
            if rows[-1]["status"] == "interrupted":
                self.is_interrupted = True
                print(f"stopped after {len(rows)} of {len(runs)} runs", file=sys.stderr)
                break
        self.tell(len(rows), len(runs))
        return rows

    def tell(self, done: int, runs: int) -> None:
        """Tell the progress."""
        if self.progress is not None:
            self.progress(done, runs)

    def row(self, run: Run) -> Row:
        """Solve one run."""
        try:
            plan = solve(run.instance, case=run.case)
        except (NoPlan, InstanceError) as error:
            return row_without_plan(error)
        self._plans[id(run)] = plan
        return row_of_plan(plan)

    def plan(self, run: Run) -> Plan | None:
        """The plan of a run that was solved; None where it gave none."""
        return self._plans.get(id(run))
