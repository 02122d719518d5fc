"""Which decision a node of the branching tree splits.

The switch that costs most if split, by what the relaxation undercharges of it, or, for one without a price of
its own, by what splitting it has raised the bound of the better child before; the first time it is tried.
Whether it ever goes up comes first, then when. Of the columns that count, the one whose splits have brought
most on average; a few of those that were never split are tried at each node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from models.case import Case
from planner.solver.branching.decisions import (
    PRICES,
    Key,
    Split,
    dear_tiers,
    levels,
    switches_of,
    undercharged_musd,
)
from planner.solver.column_generation.generation import Generation
from planner.solver.highs import Array

Choice = tuple[Key, int]  # switch and period, or counted column and the whole number below
TRIES = 4  # counted columns that were never split: so many are tried at a node


@dataclass(order=True)
class Node:
    """A set of decisions with the bound proven under them and the point to branch from."""

    bound: float
    number: int
    splits: tuple[Split, ...]
    values: Array | None
    duals: Array | None
    basis: Any = field(default=None, compare=False)  # of the master's last program there

    def fixed(self, key: Key, at: int) -> bool:
        """Whether a decision of this node already says what the switch is in a period."""
        return any((s.family, s.head) == key and s.decides(at) for s in self.splits)


class Rule(Protocol):
    """Says which decision a node splits."""

    def choose(self, node: Node, dust: float, gain: Callable[[Choice], float]) -> Choice | None:
        """A switch that is fractional there by more than dust, None if none is; gain(choice) tries a split
        and says what it brings [discounted M$].
        """

    def choose_count(
        self, parts: list[tuple[float, Choice]], gain: Callable[[Choice], float]
    ) -> Choice | None:
        """One of the counted columns that are fractional, the dearest to round first; None if none is."""

    def learn(self, choice: Choice, musd: float) -> None:
        """What a split has brought [discounted M$]."""


class Undercharged:
    """The rule of the module docstring, over the columns of one master and their costs."""

    def __init__(self, case: Case, column: Mapping[tuple[str, Any], int], cost: Array):
        self.case, self.column, self.cost = case, column, cost
        self.switches = switches_of(column)
        self.pseudocosts: dict[Key, list[float]] = {}  # of a switch that costs nothing itself

    def choose(self, node: Node, dust: float, gain: Callable[[Choice], float]) -> Choice | None:
        """The switch to split (how is said in the module docstring), whether it ever goes up, then when."""
        if node.values is None:
            return None
        found: list[tuple[float, Choice]] = []
        free: list[Choice] = []
        cost = self.cost
        for key, at, musd in dear_tiers(self.case, self.column, cost, node.values):
            if not node.fixed(key, at):
                found.append((musd, (key, at)))
        for key, steps in self.switches.items():
            if key[0] == "tier":
                continue
            on = levels(steps, node.values)
            step = self.step_to_split(node, key, on, dust)
            if step is None:
                continue
            choice = key, steps[step].at
            if key[0] in PRICES:
                found.append((undercharged_musd(self.case, key, steps, on, dust), choice))
            else:
                free.append(choice)
        for choice in free:
            found.append((self.pseudocost_of(choice, gain), choice))
        # of nearly equal ones the first: what is chosen does not hang on rounding
        best = max((musd for musd, _ in found), default=0.0)
        likely = (choice for musd, choice in found if musd > 0 and musd >= best * (1 - 1e-6))
        return next(likely, next(iter(free), None))

    def step_to_split(self, node: Node, key: Key, on: Array, dust: float) -> int | None:
        """The step of a switch to split, None if the node has decided it."""
        steps = self.switches[key]
        begun = np.flatnonzero(on > dust)
        if not len(begun):
            return None
        if on[-1] < 1 - dust:
            step = len(steps) - 1
        elif on[begun[0]] < 1 - dust:
            step = int(np.flatnonzero(on >= min(0.5, on[-1]))[0])
            if node.fixed(key, steps[step].at):
                step = int(begun[0])
        else:
            return None
        return None if node.fixed(key, steps[step].at) else step

    def choose_count(
        self, parts: list[tuple[float, Choice]], gain: Callable[[Choice], float]
    ) -> Choice | None:
        """The counted column whose splits have brought most on average; the dearest of those that were never
        split are tried first, a few at each node.
        """
        tries = TRIES
        best, chosen = -1.0, None
        for _, choice in parts:
            if choice[0] not in self.pseudocosts:
                if not tries:
                    continue
                tries -= 1
            musd = self.pseudocost_of(choice, gain)
            if musd > best:
                best, chosen = musd, choice
        return chosen

    def pseudocost_of(self, choice: Choice, gain: Callable[[Choice], float]) -> float:
        """Discounted M$ that splitting a switch without a price has brought on average, tried here if it
        never was.
        """
        if choice[0] not in self.pseudocosts:
            self.learn(choice, gain(choice))
        return sum(self.pseudocosts[choice[0]]) / len(self.pseudocosts[choice[0]])

    def learn(self, choice: Choice, musd: float) -> None:
        """What splitting a switch has brought, discounted M$."""
        self.pseudocosts.setdefault(choice[0], []).append(musd)


def undercharged(generation: Generation) -> Undercharged:
    """The rule for a generation's master."""
    model = generation.master.model
    return Undercharged(generation.case, model.column, model.objectives["cost"])
