"""The runs of a study before any is solved: which there are, how many are done, what the rest may take."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from planner.studies.asked.runs import Run
from planner.studies.results.table import label_column
from planner.studies.running.driving import Pool
from planner.studies.running.preparing import Addresses
from planner.studies.running.store import Store
from planner.studies.running.workers import Workers

DONE, OPEN = "done", "to do"


class Listing:
    """The runs of a study.

    frame         run, labels, state ("done" or "to do"), seconds of those that are done
    seconds_left  mean seconds of the runs that are there, for each that is not, over the workers; None where
                  nothing is there yet
    """

    def __init__(self, frame: pd.DataFrame, workers: int):
        self.frame = frame
        self.done = int((frame.state == DONE).sum())
        mean_s = frame.seconds.mean()
        left = len(frame) - self.done
        self.seconds_left = None if pd.isna(mean_s) else float(mean_s) * -(-left // workers)

    def __str__(self) -> str:
        told = f"{len(self.frame):,} runs, {self.done:,} done"
        if self.done == len(self.frame):
            return told
        if self.seconds_left is None:
            return f"{told}; what they take is known once one of them is done"
        return f"{told}; the others may take {duration(self.seconds_left)}"


def listing(folder: Path, runs: Sequence[Run], workers: int | None = None) -> Listing:
    """The runs of a study and their state in its folder and the studies beside it; nothing is solved. Raises
    InstanceError for what the format refuses.
    """
    count = workers or os.cpu_count() or 1
    pools: list[Workers] = []

    def pool() -> Pool:
        pools.append(Workers(count))
        return pools[-1]

    try:
        addresses = Addresses(folder, pool, tell=lambda made, of: None, saves=folder.is_dir()).of(runs)
    finally:
        for one in pools:
            one.abort()
    store = Store(folder)
    rows = [store.seen(address) for address in addresses]
    names = list(dict.fromkeys(name for run in runs for name in run.labels))
    frame = pd.DataFrame({"run": range(len(runs))})
    for name in names:
        frame[name] = label_column([run.labels.get(name) for run in runs])
    frame["state"] = [OPEN if row is None else DONE for row in rows]
    frame["seconds"] = pd.Series(
        [None if row is None else row.get("seconds") for row in rows], dtype="float64"
    )
    return Listing(frame, count)


def duration(seconds: float) -> str:
    """`40 s`, `12 min`, `3.5 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
