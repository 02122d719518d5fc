"""A study done into its folder: what is there is kept, what changed is named, the table grows as runs end.

study.json study.toml instance/    what was asked
results.csv results.parquet        a row for each run that is done, datapackage.json says what columns mean
runs/ADDRESS/                      each run (planner/studies/running/store.py)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planner.instance.reading import Instance
from planner.studies.asked.runs import Run
from planner.studies.results.columns import described
from planner.studies.results.row import Row
from planner.studies.results.table import as_csv, as_parquet, table_of
from planner.studies.running.claim import (
    held,
    ranges,
    require_same_study,
    runs_done_again,
    state_of,
    what_changed,
    write_state,
)
from planner.studies.running.driving import Standing
from planner.studies.running.runner import NOT_RUN, Runner
from planner.studies.running.store import unwritable, write_file

OFTEN_S = 5.0  # the table is written this often at most,
SHARE = 0.02  # and takes this share of the time at most


class Conducted:
    """What came of a study: its table, and whether it was interrupted."""

    def __init__(self, frame: pd.DataFrame, is_interrupted: bool, runs: int):
        self.frame, self.is_interrupted, self.runs = frame, is_interrupted, runs


def conduct(
    folder: Path,
    name: str,
    base: Instance,
    runs: Sequence[Run],
    *,
    text: bytes | None = None,
    force: bool = False,
    say: Callable[[str], None] = lambda line: None,
    watch: Callable[[Standing], None] | None = None,
    **options: Any,
) -> Conducted:
    """Do the runs of a study into a folder, or those that are missing there.

    text     the study file, to be kept
    say      told what changed, what is damaged
    watch    told how it goes
    options  of the Runner
    """
    before = require_same_study(folder, name, force)
    was_there = folder.exists()
    try:
        with held(folder):
            return _conducted(folder, name, base, runs, text, before, say, watch, options)
    finally:
        if not was_there:
            _remove_if_nothing(folder)


def _conducted(
    folder: Path,
    name: str,
    base: Instance,
    runs: Sequence[Run],
    text: bytes | None,
    before: Mapping[str, Any] | None,
    say: Callable[[str], None],
    watch: Callable[[Standing], None] | None,
    options: Mapping[str, Any],
) -> Conducted:
    labels = [run.labels for run in runs]
    tables = Tables(folder, labels)

    def watching(standing: Standing) -> None:
        if not standing.is_checking:
            tables.grow(standing.rows)
        if watch is not None:
            watch(standing)

    with Runner(folder=folder, watch=watching, **options) as runner:
        runner.addresses.saves = False  # not before the folder says whose it is
        addresses = tables.addresses = runner.addresses.of(runs)
        state = state_of(name, base, labels, addresses)
        there = [runner.store.has(address, runner.keep) for address in addresses]
        if before:
            again = [number for number in runs_done_again(before, state) if not there[number]]
            if again:
                why = ", ".join(what_changed(before, state))
                say(f"{count_of(again)} done again: {why}: {ranges(again)}")
        hurt = [number for number, address in enumerate(addresses) if address in set(runner.store.damaged)]
        if hurt:
            say(f"{count_of(hurt)} damaged on disk, and done again: {ranges(hurt)}")
        write_state(folder, state)
        runner.addresses.save()
        if text is not None:
            write_file(folder / "study.toml", text)
        try:
            base.copy_to(folder / "instance")
        except OSError as error:
            raise unwritable(folder / "instance", error) from None
        try:
            rows = runner.rows(runs)
        except BaseException:
            tables.write_what_is_there()
            raise
        frame = tables.write([None if row is NOT_RUN else row for row in rows])
        return Conducted(frame, runner.is_interrupted, len(runs))


class Tables:
    """The results of a study on disk."""

    def __init__(self, folder: Path, labels: Sequence[Mapping[str, Any]]):
        self.folder, self.labels = folder, labels
        self.addresses: Sequence[str] = []
        self._next = time.monotonic() + OFTEN_S
        self._rows: Mapping[str, Row] = {}
        self._written = 0

    def grow(self, rows: Mapping[str, Row]) -> None:
        """Write the table again, if it has grown and it is time. rows: by address."""
        self._rows = rows
        began = time.monotonic()
        if began >= self._next and len(rows) > self._written:
            self.write([rows.get(address) for address in self.addresses])
            self._written = len(rows)
            took = time.monotonic() - began
            self._next = time.monotonic() + max(OFTEN_S, took / SHARE)

    def write(self, rows: Sequence[Row | None]) -> pd.DataFrame:
        """Write the table."""
        frame = table_of(self.labels, rows, self.addresses)
        write_file(self.folder / "results.csv", as_csv(frame))
        write_file(self.folder / "results.parquet", as_parquet(frame))
        write_file(self.folder / "datapackage.json", described(frame))
        return frame

    def write_what_is_there(self) -> None:
        """Write the table as far as it goes, where that is possible."""
        try:
            self.write([self._rows.get(address) for address in self.addresses])
        except Exception:
            pass  # what ended the study is what is told


def count_of(numbers: Sequence[int]) -> str:
    """`1 run is`, `12 runs are`."""
    return f"{len(numbers)} run is" if len(numbers) == 1 else f"{len(numbers):,} runs are"


def _remove_if_nothing(folder: Path) -> None:
    """Take away a folder that holds nothing but its lock: what was asked was refused."""
    try:
        if [path.name for path in folder.iterdir()] == ["lock"]:
            (folder / "lock").unlink()
            folder.rmdir()
    except OSError:
        pass
