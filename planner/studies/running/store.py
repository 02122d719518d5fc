"""The runs of a study on disk: `runs/ADDRESS/` holds one run, whole or not at all.

    row.json     the row of the run, what its question was made of, and a checksum of both
    served.json  the tokens that its plan serves, by workload, region and period
    plan/        its plan, or chosen tables of it (NAME.csv)
    memory.bin   what its search left for its neighbours to start from

A run is written beside its place and moved there, so that a process that is killed leaves nothing
half-written; what it leaves beside the place is removed by the next one. Folders beside this one that are
studies lend their runs: those are linked, not solved again.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from planner.errors import InstanceError
from planner.instance.writing import replace
from planner.plan.plan import Plan, read_plan
from planner.studies.asked.runs import Run
from planner.studies.running.address import digest
from planner.studies.running.tasks import Done
from planner.system import scratch
from planner.system.faults import NO_ROOM

RUNS = "runs"
MARK = "study.json"  # a folder with this file is a study's
ROW, SERVED, MEMORY, PLAN = "row.json", "served.json", "memory.bin", "plan"


class Store:
    """The runs kept in a folder.

    damaged: addresses of runs that are there and cannot be read; they are done again
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.runs = folder / RUNS
        self.damaged: list[str] = []
        self._rows: dict[str, dict[str, Any]] = {}
        scratch.tidy(self.runs)
        self.lenders = [path / RUNS for path in studies_beside(folder)]

    def row(self, address: str) -> dict[str, Any] | None:
        """The row of a run that is kept here, or in a study beside this one; None where there is none."""
        if address not in self._rows:
            found = self._read(address)
            if found is None:
                return None
            self._rows[address] = found
        return self._rows[address]

    def seen(self, address: str) -> dict[str, Any] | None:
        """The row of a run that is kept here or in a study beside this one, nothing being written for it."""
        for runs in (self.runs, *self.lenders):
            try:
                row = row_in((runs / address / ROW).read_bytes())
            except OSError:
                continue
            if row is not None:
                return row
        return None

    def has(self, address: str, keep: str | tuple[str, ...]) -> bool:
        """Whether a run is kept with what is to be kept of its plan."""
        row = self.row(address)
        return row is not None and (not is_solved(row) or self._keeps(address, keep))

    def plan(self, address: str) -> Plan | None:
        """The plan of a run; None where it gave none, or where it was not kept."""
        folder = self.runs / address / PLAN
        return read_plan(folder) if folder.is_dir() else None

    def served(self, address: str) -> dict[str, Any]:
        """The tokens that a run's plan serves: workload -> region -> (first days, Tt a year)."""
        try:
            found = json.loads((self.runs / address / SERVED).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def memory(self, address: str) -> bytes | None:
        """What a run left for its neighbours."""
        try:
            return (self.runs / address / MEMORY).read_bytes()
        except OSError:
            return None

    def put(self, address: str, run: Run, done: Done) -> dict[str, Any]:
        """Keep a run; its row as it will be read. Raises InstanceError where the disk is full."""
        row = {name: jsonable(value) for name, value in done.row.items()}
        question = {"case": run.case, "labels": {name: jsonable(value) for name, value in run.labels.items()}}
        content = {"question": question, "row": row}
        files = {
            **done.files,
            ROW: json.dumps(content | {"sha256": digest(content)}, ensure_ascii=False, indent=1).encode(),
        }
        if done.served:
            files[SERVED] = json.dumps(done.served).encode()
        if done.memory is not None:
            files[MEMORY] = done.memory
        try:
            self._move_in(address, files)
        except OSError as error:
            raise unwritable(self.folder, error) from None
        self._rows[address] = row
        return row

    def _move_in(self, address: str, files: Mapping[str, bytes]) -> None:
        self.runs.mkdir(parents=True, exist_ok=True)
        with scratch.beside(self.runs / address) as room:
            for name, content in files.items():
                path = room / "new" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self._swap(address, room)

    def _swap(self, address: str, room: Path) -> None:
        """Move a run that is complete in `room` to its place."""
        target = self.runs / address
        if target.exists():
            target.rename(room / "old")
        (room / "new").rename(target)

    def _read(self, address: str) -> dict[str, Any] | None:
        own = self.runs / address
        try:
            content = (own / ROW).read_bytes()
        except FileNotFoundError:
            if own.exists():
                self.damaged.append(address)
            return self._borrowed(address)
        except OSError:
            content = b""
        row = row_in(content)
        if row is None:
            self.damaged.append(address)
            return self._borrowed(address)
        return row

    def _borrowed(self, address: str) -> dict[str, Any] | None:
        """The row of a run that a study beside this one has; its files are linked here."""
        for runs in self.lenders:
            try:
                row = row_in((runs / address / ROW).read_bytes())
                if row is None:
                    continue
                self.runs.mkdir(parents=True, exist_ok=True)
                with scratch.beside(self.runs / address) as room:
                    shutil.copytree(runs / address, room / "new", copy_function=linked)
                    self._swap(address, room)
                return row
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise unwritable(self.folder, error) from None
        return None

    def _keeps(self, address: str, keep: str | tuple[str, ...]) -> bool:
        folder = self.runs / address
        if keep == "row":
            return True
        if keep == "plan":
            return (folder / PLAN / "plan.json").is_file()
        return all((folder / f"{name}.csv").is_file() for name in keep)


def is_solved(row: Mapping[str, Any]) -> bool:
    """Whether a row is that of a plan."""
    return row.get("value") is not None or row.get("audit") is not None


def row_in(content: bytes) -> dict[str, Any] | None:
    """The row in the content of a row.json; None where it is damaged."""
    try:
        found = json.loads(content)
        checksum = found.pop("sha256")
        return found["row"] if checksum == digest(found) and isinstance(found["row"], dict) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def jsonable(value: Any) -> Any:
    """A cell as JSON holds it, to the last digit; None for what is not finite."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def studies_beside(folder: Path) -> list[Path]:
    """The other studies in the folder of this one."""
    own = folder.resolve()
    try:
        found = sorted(path for path in own.parent.iterdir() if path != own and (path / MARK).is_file())
    except OSError:
        return []
    return [path for path in found if (path / RUNS).is_dir()]


def linked(source: str, target: str) -> None:
    """A second name of a file that nobody changes; a copy where the system has no such names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def write_file(path: Path, content: bytes) -> None:
    """Write a file of the study in one step. Raises InstanceError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(place: Path, error: OSError) -> InstanceError:
    """The error of a folder that takes nothing more."""
    kept = "; what is done is kept, and the same command goes on from there" if error.errno in NO_ROOM else ""
    return InstanceError(str(place), [("", f"cannot be written: {error.strerror or error}{kept}")])
