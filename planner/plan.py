"""A plan: its tables, what was asked and proven, how the search went; written to a folder and read back.

plan.json    what was asked, found and proven: the same bytes for the same input
run.json     versions, machine, seconds by stage, bound and incumbent over time: the one file that may differ between equal runs
*.csv        the tables (planner/tables/schema.py)
datapackage.json  every column and key with type, unit and meaning; written, never read
instance/    the instance with its tables as read, and resolved.toml: catalog records and defaults filled in
"""

from __future__ import annotations

import io
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner import scratch
from planner.dated import dated, filed
from planner.errors import InstanceError
from planner.tables.columns import COLUMNS, DIGITS, FORMAT, IF_ANY, LATER, Tables, table
from planner.tables.datapackage import NAME as DATAPACKAGE
from planner.tables.datapackage import datapackage
from planner.tables.plain import to_json

RESOLVED = "resolved.toml"
RECORD = (
    "format", "name", "objective", "unit", "status", "value", "bound", "gap", "ratio_usd_per_mtoken", "cost_musd", "tokens_tt", "revenue_musd",
    "net_present_value_musd", "debt_left_musd", "sides", "cost_by_item_musd", "accelerators", "audit", "violations", "notes", "moves", "horizon", "candidates", "sizes", "options", "seed", "threads", "instance", "sha256", "defaults",
)  # fmt: skip  # the keys of plan.json


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Plan(Tables):
    """The answer to one instance. Tables are attributes (`plan.launches`, ...); units stand in their columns, days are datetime64.

    record    the content of plan.json
    run       the content of run.json
    instance  file name -> bytes: the instance as it was read and as resolved.toml
    """

    record: Mapping[str, Any]
    run: Mapping[str, Any]
    instance: Mapping[str, bytes]

    def __post_init__(self) -> None:
        for name in COLUMNS:
            object.__setattr__(self, name, dated(getattr(self, name)))

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name as their files hold them, in the order of the files: days are ISO text."""
        return {name: filed(frame) for name, frame in super().tables().items()}

    @property
    def filed(self) -> Tables:
        """The same as attributes."""
        return Tables(**self.tables())

    def summary(self) -> pd.DataFrame:
        """The plan as one tidy row, units in the names of its columns: name, objective, value, bound, gap, cost, tokens, flights, ..."""
        from planner.plan_row import plan_row

        return plan_row(self)

    def _repr_html_(self) -> str:
        """The plan in a notebook."""
        from planner.notebook import as_html

        return as_html(self)

    @property
    def name(self) -> str:
        """The study's name."""
        return self.record["name"]

    @property
    def objective(self) -> str:
        """levelized_cost, cost or npv."""
        return self.record["objective"]

    @property
    def status(self) -> str:
        """How the search ended: "gap reached", "time limit", "interrupted" or "search ended" (nothing left to try, gap open)."""
        return self.record["status"]

    @property
    def value(self) -> float:
        """The objective of the plan: $/Mtoken for levelized_cost (NaN where nothing is served), M$ for cost and npv."""
        return _number(self.record["value"])

    @property
    def bound(self) -> float | None:
        """What no plan of this instance can beat, in the unit of `value`; None where nothing was proven."""
        return self.record["bound"]

    @property
    def gap(self) -> float | None:
        """|value - bound| / |value|; None where nothing was proven."""
        return self.record["gap"]

    @property
    def ratio(self) -> float:
        """Levelized cost, $/Mtoken: cost_musd / tokens_tt. NaN for a plan that serves nothing."""
        return _number(self.record["ratio_usd_per_mtoken"])

    @property
    def cost_musd(self) -> float:
        """N: discounted cost [M$]."""
        return self.record["cost_musd"]

    @property
    def tokens_tt(self) -> float:
        """D: discounted and weighted output tokens [Tt]."""
        return self.record["tokens_tt"]

    @property
    def cost_by_item(self) -> dict[str, float]:
        """Discounted cost by item [M$]; the sum is `cost_musd`."""
        return dict(self.record["cost_by_item_musd"])

    @property
    def levelized_by_item(self) -> dict[str, float]:
        """Levelized cost by item [$/Mtoken]; the sum is `ratio`. Empty for a plan that serves nothing."""
        return {item: musd / self.tokens_tt for item, musd in self.cost_by_item.items() if self.tokens_tt}

    @property
    def violations(self) -> tuple[str, ...]:
        """What the audit found wrong, one line each. Empty for a plan to believe."""
        return tuple(self.record["violations"])

    def __repr__(self) -> str:
        bound = "no bound" if self.bound is None else f"bound {self.bound:.6g}"
        audit = "" if not self.violations else ", audit failed"
        return f"Plan({self.name!r}, {self.objective} {self.value:.6g} {self.record['unit']}, {bound}, {self.status}{audit})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        same = (self.record, self.run, self.instance) == (other.record, other.run, other.instance)
        return same and all(frame.equals(other.tables()[name]) for name, frame in self.tables().items())

    def write(self, folder: str | os.PathLike, force: bool = False) -> Path:
        """Write the plan folder and return it.

        An existing folder is replaced only with `force`, and only if it holds nothing but a plan (InstanceError otherwise). The files
        are written beside it and moved into place at the end: a crash leaves nothing half-written, and what a killed run left
        beside it is removed.
        """
        target = Path(folder).resolve()
        scratch.tidy(target.parent)
        refuse_existing(target, force)
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch.beside(target) as room:
            fresh, old = room / "new", room / "old"
            self._write_files(fresh)
            if target.exists():
                target.rename(old)
            try:
                fresh.rename(target)
            except BaseException:
                if old.exists():
                    old.rename(target)
                raise
        return Path(folder)

    def _write_files(self, folder: Path) -> None:
        for name, content in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """What the plan folder holds: file name -> content."""
        found = {f"instance/{name}": content for name, content in self.instance.items()}
        written = {
            name: frame for name, frame in self.tables().items() if not (name in IF_ANY and frame.empty)
        }
        for name, frame in written.items():
            text = frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
            found[f"{name}.csv"] = text.encode()
        return found | {
            "plan.json": to_json(self.record).encode(),
            "run.json": to_json(self.run).encode(),
            DATAPACKAGE: to_json(datapackage(self.name, written)).encode(),
        }


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def read_plan(folder: str | os.PathLike) -> Plan:
    """The plan in a folder, equal to the one that was written. Raises InstanceError for anything that is not one."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InstanceError(str(folder), [("", "no such plan folder")])
    refuse_other_format(folder)
    problems: list[tuple[str, str]] = []
    record, run = (
        _load(folder / "plan.json", _read_record, problems),
        _load(folder / "run.json", _read_json, problems),
    )
    frames = {
        name: _load(folder / f"{name}.csv", lambda path, name=name: _read_table(name, path), problems)
        for name in COLUMNS
    }
    files = sorted(p for p in (folder / "instance").rglob("*") if p.is_file())
    instance = {p.relative_to(folder / "instance").as_posix(): p.read_bytes() for p in files}
    if RESOLVED not in instance:
        problems.append((f"instance/{RESOLVED}", "missing"))
    if problems:
        raise InstanceError(str(folder), problems)
    return Plan(**frames, record=record, run=run, instance=instance)


def refuse_other_format(folder: Path) -> None:
    """Raise InstanceError for a folder whose files another version of the planner names or means otherwise."""
    known: dict[str, dict[str, Any]] = {}
    for name in ("plan.json", "run.json"):
        try:
            known[name] = _read_json(folder / name)
        except (OSError, ValueError):
            return  # what is wrong with it is said where it is read
    written, versions = known["plan.json"].get("format", 1), known["run.json"].get("versions")
    if written != FORMAT:
        version = versions.get("planner") if isinstance(versions, dict) else None
        says = f"written in format {written} by planner {version or 'of an unknown version'}"
        remedy = f"this one reads format {FORMAT}: solve the instance in {folder / 'instance'} again"
        raise InstanceError(str(folder), [("plan.json", f"{says}; {remedy}")])


def _load(path: Path, read, problems: list[tuple[str, str]]) -> Any:
    """read(path), or None with a line in `problems`."""
    try:
        return read(path)
    except FileNotFoundError:
        problems.append((path.name, "missing"))
    except (OSError, ValueError, KeyError) as error:
        problems.append((path.name, f"cannot be read: {error}"))
    return None


def _read_json(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content


def _read_record(path: Path) -> dict[str, Any]:
    record = _read_json(path)
    missing = [key for key in RECORD if key not in record]
    if missing:
        raise ValueError(f"{', '.join(missing)} is missing")
    return record


def _read_table(name: str, path: Path) -> pd.DataFrame:
    columns = COLUMNS[name]
    if name in (*LATER, *IF_ANY) and not path.exists():
        return table(name, [])
    text = path.read_text(encoding="utf-8")
    header = text.partition("\n")[0].split(",")
    missing = [column for column in columns if column not in header]
    if missing:
        raise ValueError(f"column {', '.join(missing)} is missing")
    kinds = {c: kind for c, kind in columns.items() if c in header}
    frame = pd.read_csv(io.StringIO(text), dtype=kinds, keep_default_na=False)
    return table(name, frame)


def refuse_existing(folder: str | os.PathLike, force: bool) -> None:
    """Raise InstanceError unless a plan may be written to `folder`: it does not exist, or `force` and it holds nothing but a plan."""
    folder = Path(folder)
    problem = _in_the_way(folder, force) if folder.exists() else _no_way_there(folder)
    if problem:
        raise InstanceError(str(folder), [("", problem)])


def _in_the_way(folder: Path, force: bool) -> str | None:
    """Why an existing folder is not to be replaced."""
    if not folder.is_dir():
        return "a file of this name exists; give another folder"
    held = sorted(path.name for path in folder.iterdir())
    if held and not force:
        return "this folder exists; give another one, or --force (force=True) to replace the plan in it"
    ours = {"plan.json", "run.json", DATAPACKAGE, "instance", *(f"{name}.csv" for name in COLUMNS)}
    foreign = [name for name in held if name not in ours]
    return (
        f"holds {', '.join(foreign[:5])}, which no plan writes: not replaced, not even by force"
        if foreign
        else None
    )


def _no_way_there(folder: Path) -> str | None:
    """Why a folder cannot be made: better known before a search than after it."""
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return None
    return f"cannot be written: {above} is not a folder that you may write to"
