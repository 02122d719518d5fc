"""Records of runs: a JSON file each in .bench/records/, named by what was measured and how often, so that
parts can be measured at different times and put on one page.

A record says which code it measured: `code` is a hash of every file that decides how a plan is found,
`commit` the commit that was checked out.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
BENCH = ROOT / ".bench"
MEASURED = ("planner", "models", "instances")
PACKAGES = ("highspy", "pyomo", "numpy", "scipy", "pyscipopt", "ortools")


@dataclass(frozen=True)
class Record:
    """One run.

    part      "targets", "peers" or "growth"
    line      the question's name
    kind      what was done with it
    repeat    0, 1, ...
    result    what the run said (speed/processes.py)
    """

    part: str
    line: str
    kind: str
    repeat: int
    result: dict[str, Any]
    commit: str = ""
    code: str = ""
    machine: dict[str, Any] | None = None
    when: str = ""

    @property
    def name(self) -> str:
        """Of its file."""
        said = f"{self.part}-{self.line}-{self.kind}-{self.repeat}"
        return re.sub(r"[^A-Za-z0-9.]+", "-", said) + ".json"


def keep(record: Record, folder: Path = BENCH / "records") -> None:
    """Write a record, in place of an earlier one of the same run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / record.name).write_text(json.dumps(asdict(record), indent=1) + "\n")


def kept(folder: Path = BENCH / "records") -> list[Record]:
    """Every record that is there, by name."""
    return [Record(**json.loads(file.read_text())) for file in sorted(folder.glob("*.json"))]


def of_one_code(records: Iterable[Record]) -> list[Record]:
    """Of the runs of a line's kind those of one code alone, so that no median mixes two: of the code as it
    is, or else of the last one that was measured.
    """
    groups: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.part, record.line, record.kind].append(record)
    found = []
    for group in groups.values():
        newest = max(group, key=lambda r: (r.code == code_now(), r.when))
        found += [record for record in group if record.code == newest.code]
    return found


def of(records: Iterable[Record], part: str, line: str = "", kind: str = "") -> list[Record]:
    """Those of a part, a line and a kind (all lines or kinds where none is named), in order of repeats."""
    chosen = [r for r in records if r.part == part and line in ("", r.line) and kind in ("", r.kind)]
    return sorted(chosen, key=lambda r: r.repeat)


def stamped(part: str, line: str, kind: str, repeat: int, result: dict[str, Any]) -> Record:
    """A record of the code and the machine that are here."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return Record(part, line, kind, repeat, result, commit_now(), code_now(), machine_now(), when)


@cache
def code_now() -> str:
    """Hash of the files that decide how a plan is found."""
    found = hashlib.sha256()
    files = (file for folder in MEASURED for file in (ROOT / folder).rglob("*"))
    for file in sorted(f for f in files if f.suffix in (".py", ".toml", ".csv", ".json", ".npz")):
        found.update(str(file.relative_to(ROOT)).encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:12]


@cache
def commit_now() -> str:
    """The commit that is checked out; with a + where measured files differ from it."""
    commit = _git("rev-parse", "--short=10", "HEAD")
    return commit + "+" if commit and _git("status", "--porcelain", "--", *MEASURED) else commit


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip()


@cache
def machine_now() -> dict[str, Any]:
    """Versions, cores and processor."""
    return {
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.system(),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    """The processor's name, as far as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
