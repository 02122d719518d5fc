"""Which inputs of plans differ: their instances in full compared value by value, files, options, versions.

A difference has a bearing:

    question   it changes what is asked, so that it may change the best plan there is
    search     it changes how hard and with what was searched: the best plan there is stays the same
    name       it is a name or a remark, and decides nothing
    file       a table that was read; what of it counts stands in the values, which are compared

Where a record is not in all plans, the whole record is one difference. A key that no plan's file states
takes its default from others (the first day of the study, say): its difference `follows` from theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Literal

import pandas as pd

from planner.comparing.question import Question, Tree, bare
from planner.instance.schema import SHAPE
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.report.figures.words import unit_of_key

Bearing = Literal["question", "search", "name", "file"]

ABSENT = None
CASE = "case"
NAMES = {"study.name", "study.description"}
FEW_VALUES = 3  # of a series or a list, that are written out
HASH = 8  # characters of a file's hash


@dataclass(frozen=True)
class Difference:
    """An input that is not the same in all plans.

    key     what differs: `vehicles.falcon-9.price_musd`, or a record that not all have
    place   what is exchanged in the tree to exchange it: the same, but of rows of a list the list
    values  of each plan, as TOML holds them; ABSENT where a plan has none
    """

    key: str
    values: tuple[Any, ...]
    unit: str = ""
    bearing: Bearing = "question"
    place: str = ""
    is_record: bool = False
    follows: bool = False

    @property
    def section(self) -> str:
        """The section of the instance."""
        return self.key.partition(".")[0]

    @property
    def record(self) -> str:
        """The record, `vehicles.falcon-9`; the section where it has no records."""
        node = SHAPE.keys[self.section].node if self.section in SHAPE.keys else None
        return ".".join(self.key.split(".")[:2]) if isinstance(node, Map) else self.section

    def told(self) -> list[Any]:
        """The value of each plan as a table shows it; in full where they would look the same."""
        found = [shown(value, self.is_record) for value in self.values]
        same = len(set(map(str, found))) == 1
        return [shown(value, self.is_record, most=math.inf) for value in self.values] if same else found


def differences(questions: Sequence[Question]) -> list[Difference]:
    """Every input that is not the same in all plans: of the instance in its order, then files, options,
    versions.
    """
    trees = [question.tree for question in questions]
    tolerance = max(question.tolerance for question in questions)
    left_out = set.intersection(*(set(question.plan.record.defaults) for question in questions))
    found = [
        judged(one, left_out) for one in of_node(SHAPE, trees, "", tolerance) if one.key != "study.price_year"
    ]
    return [*found, *of_files(questions), *of_options(questions), *of_versions(questions)]


def judged(one: Difference, left_out: set[str]) -> Difference:
    """A difference of the instance with its bearing."""
    bearing: Bearing = "name" if one.key in NAMES else "search" if one.section == "solve" else "question"
    follows = one.key in left_out and bearing == "question"
    return Difference(one.key, one.values, one.unit, bearing, one.place, one.is_record, follows)


def of_node(node: Node, given: Sequence[Any], key: str, tolerance: float) -> Iterator[Difference]:
    """The differences below a node, one value a plan."""
    if isinstance(node, Leaf):
        values = tuple(ABSENT if one is ABSENT else bare(node, one) for one in given)
        if not all(equal(one, values[0], tolerance) for one in values[1:]):
            yield Difference(key, values, unit_of_key(node.unit), place=key)
    elif isinstance(node, Rows):
        yield from of_rows(node, given, key, tolerance)
    else:
        names = dict.fromkeys(name for one in given for name in one or {})
        known = [name for name in node.keys if name in names] if isinstance(node, Table) else list(names)
        for name in known:
            child = node.keys[name].node if isinstance(node, Table) else node.of
            path = f"{key}.{name}".lstrip(".")
            below = [ABSENT if one is ABSENT else one.get(name) for one in given]
            if ABSENT in below and is_record(node, name):
                yield Difference(path, tuple(below), place=path, is_record=True)
            else:
                yield from of_node(child, below, path, tolerance)


def is_record(node: Table | Map, name: str) -> bool:
    """Whether what stands under a name is there or not as a whole."""
    if isinstance(node, Map):
        return isinstance(node.of, Table)
    key = node.keys[name]
    return isinstance(key.node, Table) and key.default is None


def of_rows(node: Rows, given: Sequence[Any], key: str, tolerance: float) -> Iterator[Difference]:
    """The differences of lists of tables: by row and key where they are equally long, else one."""
    lists = [[] if one is ABSENT else bare(node, one) for one in given]
    if len({len(one) for one in lists}) > 1:
        yield Difference(key, tuple(lists), place=key, is_record=True)
        return
    for number, rows in enumerate(zip(*lists, strict=True)):
        yield from (
            Difference(one.key, one.values, one.unit, place=key)
            for one in of_node(node.of, rows, f"{key}.{number}", tolerance)
        )


def equal(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two values are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[k], other[k], tolerance) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(lambda a, b: equal(a, b, tolerance), one, other))
    if tolerance and isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=tolerance)
    return bool(one == other)


def of_files(questions: Sequence[Question]) -> Iterator[Difference]:
    """Tables that the instances name and whose content differs."""
    records = [question.plan.record for question in questions]
    names = dict.fromkeys(name for one in records for name in one.files_sha256 if name != one.instance)
    for name in names:
        hashes = [one.files_sha256.get(name) for one in records]
        if len(set(hashes)) > 1:
            values = tuple(
                ABSENT if own is None else f"{rows_of(question, name)}sha256 {own[:HASH]}"
                for own, question in zip(hashes, questions, strict=True)
            )
            yield Difference(name, values, bearing="file")


def rows_of(question: Question, name: str) -> str:
    """How many lines a table has."""
    content = question.plan.instance.get(name)
    return "" if content is None else f"{len(content.splitlines())} lines, "


def of_options(questions: Sequence[Question]) -> Iterator[Difference]:
    """What was asked beside the instance: which side may serve, whether the search started from a plan."""
    options = [question.plan.record.options for question in questions]
    cases = tuple(one.case for one in options)
    if len(set(cases)) > 1:
        yield Difference(CASE, cases, place=CASE)
    starts = tuple(one.start for one in options)
    if len(set(starts)) > 1:
        yield Difference("started from a plan", starts, bearing="search")


def of_versions(questions: Sequence[Question]) -> Iterator[Difference]:
    """Versions of the planner and what it is built on."""
    versions = [question.plan.run.versions for question in questions]
    for name in dict.fromkeys(name for one in versions for name in one):
        values = tuple(one.get(name) for one in versions)
        if len(set(values)) > 1:
            yield Difference(f"version of {name}", values, bearing="search")


def sources_apart(questions: Sequence[Question]) -> int:
    """Figures that are the same and whose source, quality, low or high end differ between the first two."""

    def count(node: Node, a: Any, b: Any) -> int:
        if isinstance(node, Leaf):
            return int(a != b and bare(node, a) == bare(node, b))
        if isinstance(node, Rows):
            first, second = bare(node, a), bare(node, b)
            pairs = zip(first, second, strict=True) if len(first) == len(second) else ()
            return sum(count(node.of, *pair) for pair in pairs)
        children = {
            name: node.keys[name].node if isinstance(node, Table) else node.of for name in a.keys() & b.keys()
        }
        return sum(count(child, a[name], b[name]) for name, child in children.items())

    return count(SHAPE, questions[0].tree, questions[1].tree)


def letters(plans: int) -> list[str]:
    """How plans are called in tables: a, b, ..."""
    return list(ascii_lowercase[:plans])


def frame_of(found: Sequence[Difference], plans: int) -> pd.DataFrame:
    """The differences as a table: key, a column for each plan, unit, bearing."""
    rows = [
        {
            "input": one.key,
            **dict(zip(letters(plans), one.told(), strict=True)),
            "unit": one.unit,
            "bearing": one.bearing,
        }
        for one in found
    ]
    return pd.DataFrame(rows, columns=["input", *letters(plans), "unit", "bearing"])


def shown(value: Any, is_record: bool = False, most: float = FEW_VALUES) -> Any:
    """A value as a table shows it: a number or a text as it is, anything larger in words."""
    if value is ABSENT:
        return ""
    if is_record:
        return f"{count_of(value)} {'rows' if isinstance(value, list) else 'values'}"
    if isinstance(value, dict):
        pairs = [f"{short(one)} from {day}" for day, one in zip(value["dates"], value["value"], strict=True)]
        return "; ".join(fewer(pairs, most))
    if isinstance(value, list):
        return ", ".join(fewer([short(one) for one in value], most))
    return value if isinstance(value, bool | int | float) else str(value)


def short(value: Any) -> str:
    """A value in a list."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def fewer(texts: list[str], most: float) -> list[str]:
    """The first and the last of many texts."""
    return texts if len(texts) <= most else [texts[0], f"... {len(texts) - 2} more ...", texts[-1]]


def count_of(value: Any) -> int:
    """How many rows a list has, or values a record."""
    if isinstance(value, Mapping) and "value" not in value:
        return sum(count_of(one) for one in value.values())
    return len(value) if isinstance(value, list) else 1


def put(tree: Tree, place: str, given: Tree) -> None:
    """Take what stands at a place of one tree over into another; what is not there is taken away."""
    *above, last = place.split(".")
    there: Any = given
    here: Any = tree
    for part in above:
        there = there.get(part, {}) if isinstance(there, dict) else {}
        here = here.setdefault(part, {})
    if last in there:
        here[last] = there[last]
    else:
        here.pop(last, None)
