"""What plan.json and designs.csv repeat from the instance, and the files of the instance themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import get_args

import pandas as pd

from planner.auditing.limits import REPEATED, differs
from planner.auditing.statement import CHECKS, Finding, Statement, another, others
from planner.choices import Side

RESOLVED = "resolved.toml"


@CHECKS.derived("sha256", "files_sha256", "instance", glance=True)
def files(s: Statement) -> Iterator[Finding]:
    """The hashes of resolved.toml and of each file as read; the instance is one of them, and nothing else
    lies beside them.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in s.instance.items()}
    if s.record.sha256 != hashes.pop(RESOLVED, None):
        yield "sha256", f"is not the one of instance/{RESOLVED}: one of them was edited"
    said = s.record.files_sha256
    for name in sorted({*said, *hashes}):
        if said.get(name) != hashes.get(name):
            yield f"files_sha256.{name}", f"is not the one of instance/{name}: one of them was edited"
    if kept_name(s.record.instance) not in hashes:
        yield "instance", f"{s.record.instance} is no file in instance/"


def kept_name(name: str) -> str:
    """The name under which a plan keeps the file of an instance."""
    return f"read-{name}" if name == RESOLVED else name


@CHECKS.derived("datapackage", glance=True)
def description(s: Statement) -> Iterator[Finding]:
    """datapackage.json describes these files; others may have added to it."""
    yield from s.described


@CHECKS.derived("name", "notes", "seed", "threads", "options.boundary", "options.gap", "options.time_limit_s")
def asked(s: Statement) -> Iterator[Finding]:
    """As the instance says."""
    if s.asked is None:
        return
    record, options = s.record, s.record.options
    yield from another("name", record.name, s.asked.name)
    yield from another("objective", record.objective, s.asked.objective)
    derived = dict(s.asked.options)
    for name in ("seed", "threads"):
        yield from another(name, getattr(record, name), derived.pop(name))
    for name, value in derived.items():
        yield from another(f"options.{name}", getattr(options, name), value)
    if list(record.notes) != list(s.asked.notes):
        for i in range(max(len(record.notes), len(s.asked.notes))):
            said, note = (dict(enumerate(notes)).get(i) for notes in (record.notes, s.asked.notes))
            yield from another(f"notes.{i}", said, note)


@CHECKS.derived("options.changes")
def origin(s: Statement) -> Iterator[Finding]:
    """The instance as it was read, changed so, comes to resolved.toml."""
    yield from s.asked.origin if s.asked is not None else ()


@CHECKS.claim(
    "options.case", "options.start", why="what else was asked of the search is known to that run alone"
)
def asked_of_the_search(s: Statement) -> Iterator[Finding]:
    """One of the sides; a plan of one side has nothing on the other."""
    case = s.record.options.case
    if case not in get_args(Side):
        yield "options.case", f"{case} is none of {', '.join(get_args(Side))}"
    if case == "ground" and len(s.tables["cohorts"]):
        yield "options.case", "ground, but satellites are launched"
    if case == "orbit" and len(s.tables["sites"]):
        yield "options.case", "orbit, but racks run"


@CHECKS.derived("defaults")
def defaults(s: Statement) -> Iterator[Finding]:
    """The defaults of the keys that the instance leaves out."""
    if s.asked is not None:
        yield from others("defaults", s.record.defaults, s.asked.defaults)


@CHECKS.derived("designs.csv")
def sizing(s: Statement) -> Iterator[Finding]:
    """Every column of designs.csv as sizing derives it."""
    if s.asked is None:
        return
    table = s.tables["designs"]
    known = s.asked.sizing.set_index("design")
    for row in table.to_dict(orient="records"):
        design = row.pop("design")
        if design not in known.index:
            yield "designs.csv", f"{design} is not offered"
            continue
        derived = known.loc[design]
        for column, said in row.items():
            if column not in derived.index:
                yield "designs.csv", f"{column} is no column of the sizing"
            elif not _same(said, derived[column]):
                yield "designs.csv", f"{design} {column} {said}, derived {derived[column]}"


def _same(said: object, derived: object) -> bool:
    """Whether a cell holds the derived figure or word."""
    if isinstance(said, str) or isinstance(derived, str):
        return str(said) == str(derived)
    first, second = float(said), float(derived)  # type: ignore[arg-type]
    return bool(pd.isna(first) and pd.isna(second)) or not differs(first, second, room=REPEATED)
