"""A study that was done, read back from its folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import InstanceError
from planner.instance.files import named
from planner.plan.plan import Plan, read_plan
from planner.studies.results.table import problem_of, table_of
from planner.studies.running.claim import earlier_study
from planner.studies.running.store import MARK, PLAN, RUNS, Store


@dataclass(frozen=True, eq=False)
class Study:
    """A study in its folder.

    frame   one row a run that is done: run, what was varied, what was found and proven
    """

    folder: Path
    name: str
    frame: pd.DataFrame

    def plan(self, row: Any) -> Plan:
        """The plan of a run: of its number, or of its row of `frame`. Raises InstanceError where there is
        none or it was not kept, KeyError for a run that is not there.
        """
        number = row["run"] if isinstance(row, Mapping | pd.Series) else getattr(row, "run", row)
        own = self.frame[self.frame.run == number]
        if own.empty:
            raise KeyError(f"no run {number} in {self.folder}")
        place = self.folder / RUNS / own.address.iloc[0] / PLAN
        if not place.is_dir():
            reason = own.reason.iloc[0] or "its plan was not kept"
            raise InstanceError(str(self.folder), [(f"run {number}", reason)])
        return read_plan(place)

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {len(self.frame)} runs, {str(self.folder)!r})"


def read_study(folder: str | os.PathLike[str]) -> Study:
    """The study in a folder. Raises InstanceError for a folder that holds none."""
    place = named(folder)
    if place.is_dir() and not (place / MARK).exists():
        raise InstanceError(str(place), [("", f"holds no study: it has no {MARK}")])
    if place.exists() and not place.is_dir():
        raise InstanceError(str(place), [("", "is a file, not the folder of a study")])
    state = earlier_study(place)
    if state is None:
        why = "no such folder" if not place.exists() else f"holds no study: its {MARK} is damaged"
        raise InstanceError(str(place), [("", why)])
    try:
        frame = pd.read_parquet(place / "results.parquet")
    except (OSError, ValueError, NotImplementedError):
        frame = None
    if frame is None or problem_of(frame) is not None:
        frame = _from_runs(place, state)
    return Study(place, state.get("name", place.resolve().name), frame)


def _from_runs(folder: Path, state: Mapping[str, Any]) -> pd.DataFrame:
    """The table from the runs themselves, where it was not written or is damaged."""
    if "runs" not in state:
        say = "is damaged: it does not say which runs the study has; do the study again, its runs are kept"
        raise InstanceError(str(folder), [(MARK, say)])
    runs, store = state["runs"], Store(folder)
    addresses = [run["address"] for run in runs]
    return table_of([run["labels"] for run in runs], [store.row(address) for address in addresses], addresses)
