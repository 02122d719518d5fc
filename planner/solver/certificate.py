"""Branching on openings, with pricing at every node: the bound that the relaxation alone cannot give.

The relaxation opens a shell by the fraction that it uses. Best-first: take the open node with the least bound, split one binary that is
fractional there (a shell ever opened, then the period in which it opens; a bus ever engineered; a gate ever passed), generate columns at both children.
A node whose bound passes the cutoff is closed at that bound. The bound of the whole question is the least over all nodes, open or
closed: valid for every candidate, life and manifest, because every child is priced over all of them.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass

import numpy as np

from planner.solver.generation import SCHEDULE, Generation
from planner.solver.highs import Array

FRACTIONAL = 0.02


@dataclass(frozen=True)
class Split:
    """One decision: the non-decreasing binary `family` of `head` is 1 from `at` on (up), or 0 until `at` (not up)."""

    family: str
    head: int
    at: int
    up: bool


@dataclass(order=True)
class Node:
    """A set of decisions with the bound proven under them and the point to branch from."""

    bound: float
    number: int
    splits: tuple[Split, ...]
    values: Array | None

    def fixed(self, family: str, head: int, at: int) -> bool:
        """Whether a decision of this node already says what the binary is."""
        mine = [s for s in self.splits if (s.family, s.head) == (family, head)]
        return any((s.up and at >= s.at) or (not s.up and at <= s.at) for s in mine)


class Tree:
    """The branching tree over one generation's master."""

    def __init__(self, generation: Generation):
        self.generation, self.search = generation, generation.search
        self.series: dict[
            tuple[str, int], list[tuple[int, int]]
        ] = {}  # (family, head) -> [(t, column)] ascending
        for (family, index), i in generation.master.model.column.items():
            if family in ("opened", "usedbus", "passed"):
                self.series.setdefault((family, index[0]), []).append((index[1], i))
        for steps in self.series.values():
            steps.sort()

    def prove(self, nodes: int = 200) -> None:
        """Branch until the search's gap is proven, or nodes or time run out; starts from the root that `generation` has solved."""
        generation, search = self.generation, self.search
        root_state = generation.proofs, generation.last, generation.q
        numbers = itertools.count()
        root = generation.bound()
        open_nodes = [Node(root, next(numbers), (), generation.last.values if generation.last else None)]
        closed = np.inf
        for _ in range(nodes):
            cutoff = search.value * (1 - search.gap) if search.value > 0 else search.value * (1 + search.gap)
            if search.done() or not open_nodes:
                break
            node = heapq.heappop(open_nodes)
            split = self.choose(node)
            if node.bound >= cutoff or split is None:
                closed = min(closed, node.bound)
                if split is None:
                    break
                continue
            for up in (True, False):
                child = self.solve((*node.splits, Split(*split, up)), node.bound, cutoff, next(numbers))
                heapq.heappush(open_nodes, child)
            search.prove(min(closed, open_nodes[0].bound))
        self.apply(())
        generation.proofs, generation.last, generation.q = root_state

    def choose(self, node: Node) -> tuple[str, int, int] | None:
        """The binary to split: of the series whose cost the relaxation undercharges most, whether it ever steps up, then when.

        A gate costs nothing itself, so that it is split only where no cost is undercharged.
        """
        if node.values is None:
            return None
        best, chosen, gate = 0.0, None, None
        for (family, head), steps in sorted(self.series.items()):
            values = np.array([node.values[i] for _, i in steps])
            begun = np.flatnonzero(values > FRACTIONAL)
            if not len(begun):
                continue
            if values[-1] < 1 - FRACTIONAL:
                at = len(steps) - 1
            elif values[begun[0]] < 1 - FRACTIONAL:
                at = int(np.flatnonzero(values >= min(0.5, values[-1]))[0])
                if node.fixed(family, head, steps[at][0]):
                    at = int(begun[0])
            else:
                continue
            if node.fixed(family, head, steps[at][0]):
                continue
            if family == "passed":
                gate = gate or (family, head, steps[at][0])
                continue
            due = self.stake(family, head, [t for t, _ in steps])
            undercharged = due[begun[0]] - float(np.diff(values, prepend=0.0) @ due)
            if undercharged > best:
                best, chosen = undercharged, (family, head, steps[at][0])
        return chosen or gate

    def stake(self, family: str, head: int, periods: list[int]) -> Array:
        """Discounted M$ that the binary costs if it steps up in each period."""
        case = self.generation.case
        price = case.bus_nre_musd[head] if family == "usedbus" else case.shell_opening_musd[head]
        return price * case.discount_start[periods]

    def apply(self, splits: tuple[Split, ...]) -> None:
        """Set the bounds that the decisions imply; the steps before or after follow because the binaries never fall."""
        lower = {i: 0.0 for steps in self.series.values() for _, i in steps}
        upper = {i: 1.0 for i in lower}
        for split in splits:
            for t, i in self.series[split.family, split.head]:
                if split.up and t >= split.at:
                    lower[i] = 1.0
                if not split.up and t <= split.at:
                    upper[i] = 0.0
        columns = sorted(lower)
        self.generation.master.hold(columns, [lower[i] for i in columns], [upper[i] for i in columns])

    def solve(self, splits: tuple[Split, ...], inherited: float, cutoff: float, number: int) -> Node:
        """Generate columns under the decisions; the node's bound is at least its parent's."""
        generation = self.generation
        self.apply(splits)
        generation.proofs, generation.last = [], None
        generation.solve(schedule=SCHEDULE[-1:], enough=0.1 * self.search.gap, cutoff=cutoff, at_root=False)
        values = generation.last.values[: generation.master.static].copy() if generation.last else None
        return Node(max(inherited, generation.bound()), number, splits, values)
