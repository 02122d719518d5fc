"""The question of a plan as a tree that can be compared and changed: its instance in full, in chosen dollars.

Plans whose money is in dollars of different years are compared in those of the first: every figure whose key
names money is multiplied by index(first) / index(own), by the price index of the catalog. An instance whose
money is all multiplied by one number has the same plans at costs multiplied by it, so that values, bounds and
cash of such a plan may be multiplied too (tests/property/test_scale.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.instance import money
from planner.instance.emitting import toml_value
from planner.instance.reading import Instance, read_kept
from planner.instance.schema import SHAPE
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.plan.plan import Plan

Tree = dict[str, Any]
SAME = 1e-9  # relative: two amounts of which one went through a price index
FIGURE = ("value", "low", "high")
FILE = "compared.toml"
"""What messages call an instance that is made from a tree."""


@dataclass(frozen=True, eq=False)
class Question:
    """What a plan answers.

    tree     its instance as TOML holds it, catalog records and defaults filled in, in dollars of `year`
    dollars  by which money of the plan is multiplied to be in those
    year     price year of the comparison
    """

    plan: Plan
    tree: Tree
    dollars: float
    year: int

    @property
    def tolerance(self) -> float:
        """Up to which relative difference two numbers are one."""
        return 0.0 if self.dollars == 1 else SAME

    def value(self) -> float:
        """The objective of the plan, in dollars of `year`; NaN where nothing is served."""
        return self.plan.value * self.dollars

    def bound(self) -> float | None:
        """What no plan beats, likewise; None where nothing was proven."""
        return None if self.plan.bound is None else self.plan.bound * self.dollars

    def instance(self) -> Instance:
        """The instance in dollars of `year`."""
        return instance_of(self.tree)


def question_of(plan: Plan, year: int | None = None) -> Question:
    """The question of a plan, in dollars of a year; none: of its own. Raises InstanceError if its
    resolved.toml cannot be read.
    """
    instance = plan.resolved
    own = instance.data.study.price_year
    tree = tomllib.loads(instance.resolved_toml())
    if year is None or year == own:
        return Question(plan, tree, 1.0, own)
    factor = money.factor(own, year)
    told = multiplied(SHAPE, tree, factor)
    told["study"]["price_year"] = year
    return Question(plan, told, factor, year)


def instance_of(tree: Mapping[str, Any]) -> Instance:
    """The instance that a tree says. Raises InstanceError for what the format refuses."""
    text = "".join(f"{key} = {toml_value(value)}\n" for key, value in tree.items())
    return read_kept(FILE, {FILE: text.encode()})


def multiplied(node: Node, given: Any, factor: float) -> Any:
    """A tree with every figure of money multiplied, its low and high too."""
    if isinstance(node, Table):
        return {name: multiplied(node.keys[name].node, one, factor) for name, one in given.items()}
    if isinstance(node, Map):
        return {name: multiplied(node.of, one, factor) for name, one in given.items()}
    if isinstance(node, Rows):
        if isinstance(given, dict):
            return {**given, "value": multiplied(node, given["value"], factor)}
        return [multiplied(node.of, row, factor) for row in given]
    return scaled(given, factor) if node.is_money else given


def scaled(given: Any, factor: float) -> Any:
    """A figure of money multiplied: a number, a list, or a table with its low and high."""
    if isinstance(given, dict):
        return {name: scaled(one, factor) if name in FIGURE else one for name, one in given.items()}
    if isinstance(given, list):
        return [scaled(one, factor) for one in given]
    return given * factor if isinstance(given, int | float) and not isinstance(given, bool) else given


def bare(node: Node, given: Any) -> Any:
    """What a figure is, without where it comes from: a value, or the dates and values of a series."""
    if isinstance(given, dict) and isinstance(node, Leaf | Rows):
        return {name: given[name] for name in ("dates", "value")} if "dates" in given else given["value"]
    return given
