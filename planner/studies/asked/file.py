"""The study file: TOML with strict keys; all that is wrong in it is told at once, before any solve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from planner.choices import Side
from planner.errors import InstanceError
from planner.instance import reading, shipped
from planner.instance.files import Unreadable, file_bytes, parse_toml
from planner.instance.problems import Problems
from planner.instance.reading import Instance
from planner.instance.words import did_you_mean, shown
from planner.studies.asked.axes import Axis, axes_of, flat, one_value, zipped
from planner.studies.asked.samples import METHODS, MOST_RUNS, Sample
from planner.tables.columns import COLUMNS

KEYS = (
    "name", "base", "gap", "time_limit_s", "case", "same_tokens_as", "keep",
    "vary", "zip", "sample", "scenarios", "levers", "pictures",
)  # fmt: skip
PICTURES = ("break-even curve", "heat map", "small multiples", "ladder", "tornado")
Refuse = Callable[[str, str], None]


@dataclass(frozen=True)
class Scenario:
    """Several changes under one name: whole tables taken away and added, then values set."""

    name: str
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lever:
    """A named assumption with its target.

    set     key path -> target: a value, or {"times": f} to multiply what the rung below has; a path may have
            wildcards
    source  where the targets come from
    """

    name: str
    set: Mapping[str, Any]
    source: str


@dataclass(frozen=True)
class Picture:
    """A picture that the file asks for: its kind, and columns of the table."""

    kind: str
    x: str | None = None
    y: str | None = None


@dataclass(frozen=True)
class StudyFile:
    """A study as its file says it.

    text: the file as read. base: the instance, with the gap and time limit of every run in it
    """

    name: str
    path: Path
    text: bytes
    base: Instance
    cases: tuple[Side, ...] = ("both",)
    same_tokens_as: Side | None = None
    keep: str | tuple[str, ...] = "plan"
    axes: tuple[Axis, ...] = ()
    sample: Sample | None = None
    scenarios: tuple[Scenario, ...] = ()
    levers: tuple[Lever, ...] = ()
    pictures: tuple[Picture, ...] = ()


def read_file(path: Path) -> StudyFile:
    """The study in a file. Raises InstanceError with every problem found."""
    try:
        text = file_bytes(path)
        tree = parse_toml(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InstanceError(str(path), [("", "is not UTF-8 text")]) from None
    except Unreadable as error:
        raise InstanceError(str(path), [("", str(error))]) from None
    problems = Problems(str(path))
    study = Reader(path, tree, problems).study(text)
    problems.raise_if_any(list(KEYS))
    assert study is not None
    return study


class Reader:
    """Reads the tree of a study file."""

    def __init__(self, path: Path, tree: dict[str, Any], problems: Problems):
        self.path, self.tree, self.refuse = path, tree, problems.add
        self.problems = problems

    def study(self, text: bytes) -> StudyFile | None:
        """The study; None where something is refused."""
        self.known(self.tree, KEYS, "")
        base = self.base()
        cases = self.cases()
        axes = [*axes_of(self.table("vary"), "vary", self.refuse), *self.zips()]
        sample, scenarios, levers = self.sample(), self.scenarios(), self.levers()
        if not (axes or sample or scenarios or levers or len(cases) > 1) and not self.problems:
            self.refuse(
                "", "is a study without runs: it varies nothing (vary, zip, sample, scenarios, levers, case)"
            )
        name = self.text("name", self.path.stem)
        keep, pictures, reference = self.keep(), self.pictures(), self.reference(cases)
        if self.problems or base is None:
            return None
        return StudyFile(
            name,
            self.path,
            text,
            base,
            cases,
            reference,
            keep,
            tuple(axes),
            sample,
            scenarios,
            levers,
            pictures,
        )

    def base(self) -> Instance | None:
        """The instance that runs start from."""
        name = self.tree.get("base")
        if not isinstance(name, str) or not name:
            say = "is missing: the instance file, or the name of one that ships"
            self.refuse("base", say if name is None else f"must be a text, not {shown(name)}")
            return None
        try:
            instance = reading.read(self.path.parent / name if name.endswith(".toml") else shipped_path(name))
        except InstanceError as error:
            for place, message in error.problems:
                self.refuse("base", f"{error.source}: {place + ' ' if place else ''}{message}")
            return None
        for key in ("gap", "time_limit_s"):
            if key in self.tree:
                try:
                    instance = instance.with_value(f"solve.{key}", self.tree[key])
                except InstanceError as error:
                    self.refuse(key, error.problems[0][1])
        return instance

    def cases(self) -> tuple[Side, ...]:
        """The sides of the comparison, in the order given."""
        given = self.tree.get("case", "both")
        listed = given if isinstance(given, list) else [given]
        sides = get_args(Side)
        for one in listed:
            if one not in sides:
                hint = did_you_mean(one, sides) if isinstance(one, str) else ""
                self.refuse(
                    "case", f"must be one of {', '.join(sides)} or a list of them, not {shown(one)}{hint}"
                )
                return ("both",)
        if not listed or len(set(listed)) < len(listed):
            self.refuse("case", "is empty" if not listed else "names a case twice")
        return tuple(listed) or ("both",)

    def reference(self, cases: tuple[Side, ...]) -> Side | None:
        """The case whose tokens the others serve."""
        given = self.tree.get("same_tokens_as")
        if given is None:
            return None
        if given not in cases or len(cases) < 2:
            known = ", ".join(cases)
            self.refuse(
                "same_tokens_as", f"must be one of several cases of the study ({known}), not {shown(given)}"
            )
            return None
        found: Side = given
        return found

    def keep(self) -> str | tuple[str, ...]:
        """What is kept of each plan."""
        given = self.tree.get("keep", "plan")
        if given in ("plan", "row"):
            return str(given)
        if not isinstance(given, list) or not given:
            self.refuse("keep", f'must be "plan", "row" or a list of tables, not {shown(given)}')
            return "plan"
        for one in given:
            if one not in COLUMNS:
                hint = did_you_mean(one, COLUMNS) if isinstance(one, str) else ""
                self.refuse("keep", f"{shown(one)} is no table of a plan{hint}")
        return tuple(map(str, given))

    def zips(self) -> list[Axis]:
        """Lists that go together."""
        return [
            zipped(group, f"zip.{number}", self.refuse) for number, group in enumerate(self.tables("zip"))
        ]

    def sample(self) -> Sample | None:
        """The sample."""
        given = self.table("sample")
        if not given:
            return None
        self.known(given, ("method", "runs", "seed", "figures"), "sample")
        method, runs, seed = given.get("method", METHODS[0]), given.get("runs"), given.get("seed", 0)
        if method not in METHODS:
            hint = did_you_mean(method, METHODS) if isinstance(method, str) else ""
            self.refuse("sample.method", f"must be one of {', '.join(METHODS)}, not {shown(method)}{hint}")
        if type(runs) is not int or not 1 <= runs <= MOST_RUNS:
            say = "is missing" if runs is None else f"{shown(runs)} is not a whole number in 1..{MOST_RUNS}"
            self.refuse("sample.runs", say)
            runs = 1
        elif method == "sobol" and runs & (runs - 1):
            self.refuse("sample.runs", f"must be a power of two for Sobol points, not {runs}")
        if type(seed) is not int or seed < 0:
            self.refuse("sample.seed", f"must be a whole number of at least 0, not {shown(seed)}")
            seed = 0
        figures = given.get("figures", [])
        if not isinstance(figures, list) or not all(isinstance(one, str) for one in figures):
            self.refuse("sample.figures", "must be a list of key paths")
            figures = []
        elif not figures and "figures" in given:
            self.refuse("sample.figures", "is empty; leave it out for every figure with low and high")
        return None if self.problems.below("sample") else Sample(method, runs, seed, tuple(figures))

    def scenarios(self) -> tuple[Scenario, ...]:
        """Named scenarios."""
        found = []
        for place, given in self.named("scenarios", ("name", "set", "add", "remove")):
            remove = given.get("remove", [])
            if not isinstance(remove, list) or not all(isinstance(one, str) for one in remove):
                self.refuse(f"{place}.remove", "must be a list of paths of tables")
                remove = []
            add = given.get("add", {})
            if not isinstance(add, dict):
                self.refuse(f"{place}.add", f"must be a table of tables, not {shown(add)}")
                add = {}
            found.append(Scenario(str(given["name"]), self.changes(given, place), add, tuple(remove)))
        return tuple(found)

    def levers(self) -> tuple[Lever, ...]:
        """The levers of a ladder."""
        found = []
        for place, given in self.named("levers", ("name", "set", "source")):
            source = given.get("source")
            if not isinstance(source, str) or not source.strip():
                self.refuse(f"{place}.source", "is missing: a text that says where the target comes from")
            changes = self.changes(given, place)
            if not changes:
                self.refuse(f"{place}.set", "is missing: the figures that the lever moves")
            found.append(Lever(str(given["name"]), changes, str(source)))
        return tuple(found)

    def changes(self, given: Mapping[str, Any], place: str) -> dict[str, Any]:
        """Path -> value or Times of a table of changes."""
        own = given.get("set", {})
        if not isinstance(own, dict):
            self.refuse(f"{place}.set", f"must be a table of paths and values, not {shown(own)}")
            return {}
        return {
            path: one_value(value, f"{place}.set.{path}", self.refuse) for path, value in flat(own).items()
        }

    def pictures(self) -> tuple[Picture, ...]:
        """The pictures asked for."""
        found = []
        for number, given in enumerate(self.tables("pictures")):
            place = f"pictures.{number}"
            self.known(given, ("kind", "x", "y"), place)
            kind = given.get("kind")
            if kind not in PICTURES:
                hint = did_you_mean(kind, PICTURES) if isinstance(kind, str) else ""
                say = (
                    "is missing"
                    if kind is None
                    else f"must be one of {', '.join(PICTURES)}, not {shown(kind)}"
                )
                self.refuse(f"{place}.kind", say + hint)
            for name in ("x", "y"):
                if not isinstance(given.get(name, ""), str):
                    self.refuse(f"{place}.{name}", "must be the name of a column")
            found.append(Picture(str(kind), given.get("x"), given.get("y")))
        return tuple(found)

    def named(self, key: str, keys: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
        """Place and table of each of a list of tables that have names, all different."""
        found, seen = [], set()
        for number, given in enumerate(self.tables(key)):
            place = f"{key}.{number}"
            self.known(given, keys, place)
            name = given.get("name")
            if not isinstance(name, str) or not name.strip():
                self.refuse(
                    f"{place}.name", "is missing" if name is None else f"must be a text, not {shown(name)}"
                )
            elif name in seen:
                self.refuse(f"{place}.name", f"{name!r} is the name of another one")
            else:
                seen.add(name)
                found.append((place, given))
        return found

    def text(self, key: str, default: str) -> str:
        """A text."""
        given = self.tree.get(key, default)
        if not isinstance(given, str) or not given.strip():
            self.refuse(key, f"must be a text, not {shown(given)}")
        return str(given)

    def table(self, key: str) -> dict[str, Any]:
        """A table; empty where there is none."""
        given = self.tree.get(key)
        if given is None:
            return {}
        if not isinstance(given, dict):
            self.refuse(key, f"must be a table, not {shown(given)}")
            return {}
        if not given:
            self.refuse(key, "is empty: there is nothing to vary")
        return given

    def tables(self, key: str) -> list[dict[str, Any]]:
        """A list of tables; empty where there is none."""
        given = self.tree.get(key, [])
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.refuse(key, f"must be tables under [[{key}]], not {shown(given)}")
            return []
        return given

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
        """Refuse keys that the format does not have."""
        for name in table:
            if name not in keys:
                self.refuse(f"{place}.{name}".lstrip("."), f"unknown key{did_you_mean(name, keys)}")


def shipped_path(name: str) -> Path:
    """The file of an instance that ships."""
    place, known = shipped.folder(), shipped.names()
    if place is None or name not in known:
        say = f"ends in no .toml and is none of the instances that ship{did_you_mean(name, known)}"
        raise InstanceError(name, [("", say)])
    return place / f"{name}.toml"
