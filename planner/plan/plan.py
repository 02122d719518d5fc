"""A plan: its tables, what was asked and proven, how the search went; written to a folder and read back.

plan.json         what was asked, found and proven: the same bytes for the same input
run.json          versions, machine, seconds by stage, bound and incumbent over time: the one file that may
                  differ between equal runs
*.csv             the tables (planner/tables/schema.py)
datapackage.json  every column and key with type, unit and meaning
instance/         the instance with its tables as read, and resolved.toml: catalog records and defaults filled
                  in
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from planner.choices import Objective, Status
from planner.errors import InstanceError, require_none
from planner.instance import arguments
from planner.instance.files import Unreadable, file_bytes, named
from planner.instance.reading import Instance, read_kept
from planner.instance.words import did_you_mean, printable
from planner.plan import older, page
from planner.plan.dated import dated, filed
from planner.plan.older import SIZE_LIMIT
from planner.plan.record import Package, PlanRecord, RunRecord
from planner.plan.typed import read_object, untyped
from planner.system import scratch
from planner.tables.columns import COLUMNS, DIGITS, IF_ANY, Tables, table
from planner.tables.datapackage import NAME as DATAPACKAGE
from planner.tables.datapackage import datapackage
from planner.tables.plain import to_json
from planner.tables.reading import read_table

RESOLVED = "resolved.toml"


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Plan(Tables):
    """The answer to one instance. Tables are attributes (`plan.launches`, ...); units stand in their columns,
    days are datetime64.

    record    the content of plan.json, its keys as attributes
    run       that of run.json
    instance  file name -> bytes: the instance as it was read and as resolved.toml
    folder    where it was read from; None for a plan that was not read
    package   the content of datapackage.json there; None of an older plan, whose columns it describes
    """

    record: PlanRecord
    run: RunRecord
    instance: Mapping[str, bytes]
    folder: Path | None = None
    package: Package | None = None

    def __post_init__(self) -> None:
        for name in COLUMNS:
            object.__setattr__(self, name, dated(getattr(self, name)))

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name as their files hold them, in the order of the files: days are ISO text."""
        return {name: frame.copy() for name, frame in self._filed.items()}

    @cached_property
    def _filed(self) -> dict[str, pd.DataFrame]:
        """The same, made once."""
        return {name: filed(frame) for name, frame in super().tables().items()}

    @property
    def filed(self) -> Tables:
        """The same as attributes."""
        return Tables(**self.tables())

    def summary(self) -> pd.DataFrame:
        """The plan as one tidy row, units at the end of the names of its columns: name, objective, value and
        bound (in `unit`), gap, cost_musd (discounted M$), tokens_tt (discounted and weighted Tt), served_tt
        (Tt as they are), orbit_share (0 to 1), flights, ...
        """
        from planner.plan.row import plan_row

        return plan_row(self.record, self.run, self.tables())

    def _repr_html_(self) -> str | None:
        """The plan in a notebook."""
        return None if page.as_html is None else page.as_html(self)

    def report(
        self, path: str | os.PathLike, force: bool = False, against: Plan | str | os.PathLike | None = None
    ) -> Path:
        """Write the plan as one HTML page that asks for nothing from the network, and return its path.

        against: another plan, or the path of its folder, to set beside it. An existing file is replaced only
        with `force` (InstanceError otherwise). The plan is audited again, and simulated where it promises
        tokens.
        """
        arguments.a_path("path", path, "a page")
        arguments.a_flag("force", force)
        assert page.report is not None, "the package's face puts it there"
        return page.report(self, path, force, against)

    @property
    def name(self) -> str:
        """The study's name."""
        return self.record.name

    @property
    def objective(self) -> Objective:
        """levelized_cost, cost or npv."""
        return self.record.objective

    @property
    def status(self) -> Status:
        """How the search ended: "gap reached", "time limit", "interrupted" or "search ended" (nothing left to
        try, gap open).
        """
        return self.record.status

    @property
    def value(self) -> float:
        """The objective of the plan: $/Mtoken for levelized_cost (NaN where nothing is served), M$ for cost
        and npv.
        """
        return _number(self.record.value)

    @property
    def bound(self) -> float | None:
        """What no plan of this instance can beat, in the unit of `value`; None where nothing was proven."""
        return self.record.bound

    @property
    def gap(self) -> float | None:
        """|value - bound| / |value|; None where nothing was proven."""
        return self.record.gap

    @property
    def ratio(self) -> float:
        """Levelized cost, $/Mtoken: cost_musd / tokens_tt. NaN for a plan that serves nothing."""
        return _number(self.record.ratio_usd_per_mtoken)

    @property
    def cost_musd(self) -> float:
        """N: discounted cost [M$]."""
        return self.record.cost_musd

    @property
    def tokens_tt(self) -> float:
        """D: discounted and weighted output tokens [Tt]."""
        return self.record.tokens_tt

    @property
    def cost_by_item(self) -> dict[str, float]:
        """Discounted cost by item [M$]; the sum is `cost_musd`."""
        return dict(self.record.cost_by_item_musd)

    @property
    def levelized_by_item(self) -> dict[str, float]:
        """Levelized cost by item [$/Mtoken]; the sum is `ratio`. Empty for a plan that serves nothing."""
        return {item: musd / self.tokens_tt for item, musd in self.cost_by_item.items() if self.tokens_tt}

    @property
    def place(self) -> str:
        """What names the plan in messages: its folder, or its study."""
        return str(self.folder or self.name)

    @cached_property
    def resolved(self) -> Instance:
        """The instance of the plan, from its resolved.toml. Raises InstanceError if that cannot be read."""
        return read_kept((self.folder or Path()) / "instance" / RESOLVED, self.instance)

    @property
    def violations(self) -> tuple[str, ...]:
        """What the audit found wrong, one line each. Empty for a plan to believe."""
        return self.record.violations

    def __repr__(self) -> str:
        bound = "no bound" if self.bound is None else f"bound {self.bound:.6g}"
        audit = "" if not self.violations else ", audit failed"
        return (
            f"Plan({self.name!r}, {self.objective} {self.value:.6g} {self.record.unit}, {bound}, "
            f"{self.status}{audit})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        same = (self.record, self.run, self.instance) == (other.record, other.run, other.instance)
        return same and all(frame.equals(other.tables()[name]) for name, frame in self.tables().items())

    def write(self, folder: str | os.PathLike, force: bool = False) -> Path:
        """Write the plan folder and return it.

        An existing folder is replaced only with `force`, and only if it holds nothing but a plan
        (InstanceError otherwise). The files are written beside it and moved into place at the end: a crash
        leaves nothing half-written, and what a killed run left beside it is removed.
        """
        arguments.a_path("folder", folder, "a plan folder")
        arguments.a_flag("force", force)
        target = named(folder).resolve()
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
        for name, frame in self.written_tables().items():
            text = frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
            found[f"{name}.csv"] = text.encode()
        return found | {
            "plan.json": to_json(untyped(self.record)).encode(),
            "run.json": to_json(untyped(self.run)).encode(),
            DATAPACKAGE: to_json(self.description()).encode(),
        }

    def written_tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are files: few questions have all of them."""
        return {name: frame for name, frame in self.tables().items() if not (name in IF_ANY and frame.empty)}

    def description(self) -> dict[str, Any]:
        """The folder described for other programs: datapackage.json."""
        return datapackage(self.name, self.written_tables())


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def read_plan(folder: str | os.PathLike) -> Plan:
    """The plan in a folder, equal to the one that was written. Raises InstanceError with everything that is
    not as a plan writes it.
    """
    folder = Path(folder)
    try:
        folder.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        pass
    except OSError as error:
        raise InstanceError(str(folder), [("", f"cannot be read: {error.strerror}")]) from None
    if not folder.is_dir():
        raise InstanceError(
            str(folder), [("", "is a file, no plan folder" if folder.exists() else "no such plan folder")]
        )
    refuse_other_folders(folder)
    renewed = older.renewed(folder)
    problems: list[tuple[str, str]] = []
    problems += strange_files(folder)
    record = _load(folder, "plan.json", partial(read_object, PlanRecord), problems, renewed)
    run = _load(folder, "run.json", partial(read_object, RunRecord), problems, renewed)
    package = None if renewed else _load(folder, DATAPACKAGE, partial(read_object, Package), problems)
    frames = {}
    for name in COLUMNS:
        is_absent = name in IF_ANY and not (folder / f"{name}.csv").exists()
        frames[name] = (
            table(name, [])
            if is_absent
            else _load(folder, f"{name}.csv", partial(read_table, name), problems)
        )
    instance = _kept(folder / "instance", problems)
    require_none(str(folder), problems)
    return Plan(**frames, record=record, run=run, instance=instance, folder=folder, package=package)


MOST_NAMED = 5  # plans in a folder that a message names


def refuse_other_folders(folder: Path) -> None:
    """Raise InstanceError for a folder that has nothing of a plan, with what is in it instead."""
    held = {path.name for path in folder.iterdir()}
    is_study = bool({"study.json", "results.csv"} & held) and "plan.json" not in held
    if held & (ours() - {DATAPACKAGE}) and not is_study:
        return
    if is_study:
        says = "is the folder of a study, not a plan; the plans of its runs that were kept are in runs/*/plan"
        raise InstanceError(str(folder), [("", says)])
    plans = sorted(path.parent.name for path in folder.glob("*/plan.json"))
    more = f" and {len(plans) - MOST_NAMED} more" if len(plans) > MOST_NAMED else ""
    inside = f"; plans in it: {', '.join(map(printable, plans[:MOST_NAMED]))}{more}" if plans else ""
    raise InstanceError(str(folder), [("", f"is no plan folder: it has no plan.json{inside}")])


def a_plan(name: str, value: Any) -> Plan:
    """A Plan, or one read from its folder."""
    if isinstance(value, Plan):
        return value
    if isinstance(value, str | os.PathLike):
        return read_plan(arguments.a_path(name, value, "a plan folder"))
    raise arguments.wrong(name, "a Plan (planner.solve, planner.read_plan) or the path of its folder", value)


def _load(
    folder: Path,
    name: str,
    read: Callable,
    problems: list[tuple[str, str]],
    renewed: Mapping[str, bytes] | None = None,
) -> Any:
    """read(bytes of the file, refuse), or None with lines in `problems`; what is renewed stands for the
    file.
    """
    content = (renewed or {}).get(name) or _content(folder / name, name, problems)
    return None if content is None else read(content, lambda reason: problems.append((name, reason)))


def _content(path: Path, name: str, problems: list[tuple[str, str]]) -> bytes | None:
    """The bytes of a regular file, or None with a line in `problems`."""
    try:
        return file_bytes(path, SIZE_LIMIT)
    except Unreadable as error:
        problems.append((name, "is missing" if not path.exists() else str(error)))
    return None


def _kept(folder: Path, problems: list[tuple[str, str]]) -> dict[str, bytes]:
    """The files of the instance by name."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_dir():
            name = path.relative_to(folder).as_posix()
            content = _content(path, printable(f"instance/{name}"), problems)
            found |= {} if content is None else {name: content}
    if RESOLVED not in found and not any(place == f"instance/{RESOLVED}" for place, _ in problems):
        problems.append((f"instance/{RESOLVED}", "is missing"))
    return found


def strange_files(folder: Path) -> list[tuple[str, str]]:
    """Tables and JSON files that no plan writes: most likely a misspelt name, whose rows would be passed over
    in silence.
    """
    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in (".csv", ".json"))
    known = sorted(ours())
    return [
        (printable(name), f"is no file of a plan{did_you_mean(name, known)}")
        for name in names
        if name not in known
    ]


def ours() -> set[str]:
    """The names that a plan folder may hold."""
    return {"plan.json", "run.json", DATAPACKAGE, "instance", *(f"{name}.csv" for name in COLUMNS)}


def refuse_existing(folder: str | os.PathLike, force: bool) -> None:
    """Raise InstanceError unless a plan may be written to `folder`: it does not exist, or `force` and it
    holds nothing but a plan.
    """
    folder = named(folder)
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
    foreign = [name for name in held if name not in ours()]
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
