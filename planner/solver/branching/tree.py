"""Branching on decisions, with pricing at every node: the bound that the relaxation alone cannot give, and
where to look for plans.

The relaxation opens a shell by the fraction that it uses, meets a milestone by half, mixes prices.
Best-first: take the open node with the least bound and dive: split one switch
(planner/solver/branching/decisions.py) that is fractional there, generate columns at both children, go on
with the better one, until nothing is fractional (a leaf) or the bound passes the cutoff. The bound of the
whole question is the least over all nodes, open or shut: valid for every candidate, life and manifest,
because every child is priced over all of them.

Which switch: the one that costs most if split, by what the relaxation undercharges of it, or, for one without
a price of its own, by what splitting it has raised the bound of the better child before; the first time it is
tried. Flights are counted in whole numbers (planner/solver/branching/counting.py) only when nothing else is
left.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.solver.branching.counting import columns_held, counts, fractional, rows_held
from planner.solver.branching.decisions import (
    PRICES,
    Key,
    Split,
    dear_tiers,
    held,
    levels,
    switches_of,
    undercharged_musd,
)
from planner.solver.column_generation.generation import HELD, LAST, Generation, StartingPoint
from planner.solver.highs import Array

FRACTIONAL = 0.02  # less than that is rounded, if it costs next to nothing
DUST = 1e-5
Choice = tuple[Key, int]  # switch, period


@dataclass(order=True)
class Node:
    """A set of decisions with the bound proven under them and the point to branch from."""

    bound: float
    number: int
    splits: tuple[Split, ...]
    values: Array | None
    flown: Array | None  # [v,b]

    def fixed(self, key: Key, at: int) -> bool:
        """Whether a decision of this node already says what the switch is in a period."""
        return any((s.family, s.head) == key and s.decides(at) for s in self.splits)


class Tree:
    """The branching tree over one generation's master. It starts from the root that `generation` has solved,
    and can be grown on.
    """

    def __init__(self, generation: Generation):
        self.generation, self.search = generation, generation.search
        self.column = generation.master.model.column
        self.switches = switches_of(self.column)
        self.pseudocosts: dict[Key, list[float]] = {}  # of a switch that costs nothing itself
        self.tried: dict[tuple[tuple[Split, ...], Choice], tuple[Node, Node]] = {}
        self.nodes = 0
        self.counts_flights = False
        self.shut: list[Node] = []  # leaves
        self.open = [self.node((), generation.bound())]

    @property
    def bound(self) -> float:
        """The least bound over all nodes."""
        return min((node.bound for node in [*self.shut, *self.open[:1]]), default=np.inf)

    @property
    def cutoff(self) -> float:
        """Where a node needs no further look: plans under it are not better by more than the gap."""
        value, gap = self.search.value, self.search.gap
        return value * (1 - gap) if value > 0 else value * (1 + gap)

    def stuck(self) -> bool:
        """Whether no further node can raise the bound, because a leaf has the least."""
        return not self.open or any(node.bound <= self.open[0].bound for node in self.shut)

    def count_flights(self) -> None:
        """Go on at the leaves, with flights in whole numbers."""
        if not self.counts_flights:
            self.counts_flights = True
            for node in self.shut:
                heapq.heappush(self.open, node)
            self.shut = []

    def leaves(self, nodes: int) -> Iterator[StartingPoint]:
        """Dive from the open node with the least bound until so many nodes more are solved; the leaves below
        the cutoff, as they are found.
        """
        generation = self.generation
        root = generation.proofs, generation.last, generation.q
        end = self.nodes + nodes
        while self.open and self.nodes < end and not self.search.done() and self.open[0].bound < self.cutoff:
            with self.search.stage("branching"):
                leaf = self.dive(heapq.heappop(self.open))
                self.apply(())
                generation.proofs, generation.last, generation.q = root
                if not self.search.interrupted and self.search.left() > 0:
                    self.search.prove(self.bound)
            if leaf is not None:
                yield leaf

    def dive(self, node: Node) -> StartingPoint | None:
        """From a node to its leaf, always by the better child; the other waits. None if the bound passes the
        cutoff on the way.
        """
        while node.bound < self.cutoff and self.search.left() > 0 and not self.search.halted():
            choice = self.choose(node, FRACTIONAL)
            leaf = None
            if choice is None:
                leaf = self.rounded(node)
                if leaf is not None and leaf.value - node.bound > 0.1 * self.search.gap * abs(leaf.value):
                    choice = self.choose(node, DUST)
            if choice is None and self.counts_flights and node.values is not None and node.flown is not None:
                choice = fractional(self.generation.case, self.column, node.values, node.flown)
            if choice is None:
                self.shut.append(node)
                return leaf
            node, other = sorted(self.children(node, choice))
            heapq.heappush(self.open, other)
        heapq.heappush(self.open, node)
        return None

    # --- which switch
    def choose(self, node: Node, dust: float) -> Choice | None:
        """The switch to split (how is said in the module docstring), whether it ever goes up, then when."""
        if node.values is None:
            return None
        found: list[tuple[float, Choice]] = []
        free: list[Choice] = []
        cost = self.generation.master.model.objectives["cost"]
        for key, at, musd in dear_tiers(self.generation.case, self.column, cost, node.values):
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
                found.append((undercharged_musd(self.generation.case, key, steps, on, dust), choice))
            else:
                free.append(choice)
        for choice in free:
            found.append((self.pseudocost_of(node, choice), choice))
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

    def pseudocost_of(self, node: Node, choice: Choice) -> float:
        """Discounted M$ that splitting a switch without a price has brought on average, tried here if it
        never was.
        """
        if choice[0] not in self.pseudocosts:
            self.tried[node.splits, choice] = self.solved(node, choice)
        pseudocosts = self.pseudocosts.get(choice[0], [0.0])
        return sum(pseudocosts) / len(pseudocosts)

    # --- nodes
    def node(self, splits: tuple[Split, ...], bound: float) -> Node:
        """A node with what was generated last, numbered."""
        self.nodes += 1
        last, master = self.generation.last, self.generation.master
        if last is None:
            return Node(bound, self.nodes, splits, None, None)
        flown = counts(self.generation.case, master.pool, last.flights)
        return Node(bound, self.nodes, splits, last.values[: master.static].copy(), flown)

    def children(self, node: Node, choice: Choice) -> tuple[Node, Node]:
        """The two children of a node, solved now or when the switch was tried."""
        found = self.tried.get((node.splits, choice)) or self.solved(node, choice)
        self.tried.clear()
        return found

    def solved(self, node: Node, choice: Choice) -> tuple[Node, Node]:
        """The two children of a node; remembers what they gained."""
        up, down = (self.solve(node, Split(*choice[0], choice[1], is_up)) for is_up in (True, False))
        most = min(self.cutoff, node.bound + abs(node.bound)) - node.bound
        less, more = sorted(min(child.bound - node.bound, most) for child in (up, down))
        size = self.search.tokens if self.generation.case.objective == "levelized_cost" else 1.0
        self.pseudocosts.setdefault(choice[0], []).append((5 * less + more) / 6 * max(size, 1e-9))
        return up, down

    def apply(self, splits: tuple[Split, ...]) -> None:
        """Set the bounds that the decisions imply."""
        master = self.generation.master
        columns = held(self.switches, splits) | columns_held(self.column, master.model.col_upper, splits)
        rows = rows_held(master.row, master.model.row_upper, splits)
        for hold, ends in ((master.hold, columns), (master.hold_rows, rows)):
            hold(list(ends), [low for low, _ in ends.values()], [high for _, high in ends.values()])

    def solve(self, parent: Node, split: Split) -> Node:
        """Generate columns under one decision more; the node's bound is at least its parent's."""
        generation = self.generation
        splits = (*parent.splits, split)
        self.apply(splits)
        generation.proofs, generation.last = [], None
        generation.solve(schedule=LAST, enough=0.1 * self.search.gap, cutoff=self.cutoff, at_root=False)
        return self.node(splits, max(parent.bound, generation.bound()))

    def rounded(self, node: Node) -> StartingPoint | None:
        """Where to begin from a node without fractional switches: they are rounded, and flights priced for
        just them.
        """
        if node.values is None:
            return None
        self.apply(node.splits)
        beyond = tuple(split for split in node.splits if split.family not in HELD)
        decided = {key: float(node.values[i]) for key, i in self.column.items() if key[0] in HELD}
        for least in (FRACTIONAL, 0.0):  # what stands already may hold a shell open by less than that
            openings = {key: float(value > least + 1e-9) for key, value in decided.items()}
            start = self.generation.priced_again(openings)
            if np.isfinite(start.value):
                return replace(start, beyond=beyond)
        return None
