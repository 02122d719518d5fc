"""Branching on decisions, with pricing at every node: the bound that the relaxation alone cannot give, and
where to look for plans.

The relaxation opens a shell by the fraction that it uses, meets a milestone by half, mixes prices.
Best-first: take the open node with the least bound and dive: split one switch
(planner/solver/branching/decisions.py) that is fractional there, generate columns at both children, go on
with the better one, until nothing is fractional (a leaf) or the bound passes the cutoff. The bound of the
whole question is the least over all nodes, open or shut: valid for every candidate, life and manifest,
because every child is priced over all of them.

Which switch: planner/solver/branching/rule.py. Flights are counted in whole numbers
(planner/solver/branching/counting.py) from the start where they are few, else only when nothing else is left
(planner/solver/heuristics/schedule.py). Then the root is completed in whole flights, and nodes where that
likely ends them (planner/solver/aggregated/completion.py). A leaf is handed out where flights are whole;
racks are split after.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from planner.solver.aggregated.completion import Completion
from planner.solver.branching.counting import columns_held, fractions
from planner.solver.branching.decisions import BINARIES, Split, bounds_under, switches_of
from planner.solver.branching.rule import Choice, Node, Rule, undercharged
from planner.solver.column_generation.generation import Generation, Relaxed, StartingPoint
from planner.solver.column_generation.master import MasterPoint
from planner.solver.highs import Array


class Tree:
    """The branching tree over one generation's master. It starts from the root that `generation` has solved,
    and can be grown on.
    """

    def __init__(self, generation: Generation, rule: Rule | None = None):
        self.generation, self.search, self.params = generation, generation.search, generation.search.params
        self.column = generation.master.model.column
        self.switches = switches_of(self.column)
        self.rule = undercharged(generation) if rule is None else rule
        self.ratio = generation.root.q  # at which the next node begins
        self.tried: dict[tuple[tuple[Split, ...], Choice], tuple[Node, Node]] = {}
        self.nodes = 0
        self.handed: set[tuple[Split, ...]] = set()  # nodes whose leaf was handed out
        self.counts_flights = False
        self.completion: Completion | None = None  # once flights are counted
        self.completed: set[tuple] = set()  # (node, nodes of its completion, aim)
        self.ended: list[Node] = []  # leaves
        point = generation.root.point
        self.root_duals = None if point is None else point.duals
        self.open = [self.node((), generation.bound(generation.root), point)]

    @property
    def bound(self) -> float:
        """The least bound over all nodes."""
        return min((node.bound for node in [*self.ended, *self.open[:1]]), default=np.inf)

    def bound_is_at_a_leaf(self) -> bool:
        """Whether no further node can raise the bound, because a leaf has the least."""
        return not self.open or any(node.bound <= self.open[0].bound for node in self.ended)

    def is_past_cutoff(self) -> bool:
        """Whether no open node is below the cutoff, nor a leaf where none is open: a finer aim opens them
        again.
        """
        nodes = self.open[:1] or self.ended
        return bool(nodes) and min(node.bound for node in nodes) >= self.search.cutoff

    def count_flights(self) -> None:
        """Go on at the leaves, with flights and racks in whole numbers."""
        if not self.counts_flights:
            self.handed.clear()
            self.counts_flights = True
            self.generation.master.count_flights()
            if Completion.fits(self.generation) and self.root_duals is not None:
                self.completion = Completion(self.generation, self.root_duals)
            for node in self.ended:
                heapq.heappush(self.open, node)
            self.ended = []

    def leaves(self, nodes: int) -> Iterator[StartingPoint]:
        """Dive from the open node with the least bound until so many nodes more are solved; the leaves below
        the cutoff, as they are found.
        """
        end = self.nodes + nodes
        self.reopen()
        # The nodes open and shut cover every plan, so that the least of their bounds holds for the question.
        # Each dive solves a node or shuts one, and there are finitely many decisions.
        while self.open and self.nodes < end and not self.search.done() and not self.is_past_cutoff():
            with self.search.stage("branching"):
                leaf = self.dive(heapq.heappop(self.open))
                self.apply(())
                self.ratio = self.generation.root.q
                if not self.search.interrupted and self.search.left() > 0:
                    self.search.prove(self.bound)
            if leaf is not None:
                yield leaf

    def reopen(self) -> None:
        """Open the leaves that can be completed now: they ended before there was a plan to compare them with,
        or at a coarser aim.
        """
        due = [node for node in self.ended if self.is_due(node, self.params.last_nodes)]
        for node in due:
            heapq.heappush(self.open, node)
        self.ended = [node for node in self.ended if node not in due]

    def dive(self, node: Node) -> StartingPoint | None:
        """From a node to its leaf, always by the better child; the other waits. None if the bound passes the
        cutoff on the way.
        """
        # What is not gone into is put back: the node itself, once it is handed out and at the end, or the
        # child that waits. A node is handed out once, and completed twice at most; a split decides a period
        # of a switch, or narrows the whole numbers of a column: no dive goes on for ever.
        while node.bound < self.search.cutoff and self.search.left() > 0 and not self.search.halted():
            if self.complete(node, self.params.completion_nodes):
                continue
            choice = self.choose(node, self.params.fractional) or self.choose_count(node, "fleet")
            if choice is None and node.splits not in self.handed:
                leaf = self.rounded(node)
                if self.is_far(node, leaf):
                    choice = self.choose(node, self.params.dust)
                if choice is None:
                    self.handed.add(node.splits)
                    heapq.heappush(self.open, node)
                    return leaf
            if choice is None and self.complete(node, self.params.last_nodes):
                continue
            choice = choice or self.choose_count(node, "z")
            if choice is None:
                self.ended.append(node)
                return None
            node, other = sorted(self.children(node, choice))
            heapq.heappush(self.open, other)
            if self.handed and self.open[0] < node:
                break
        heapq.heappush(self.open, node)
        return None

    def complete(self, node: Node, nodes: int) -> bool:
        """Raise the bound of a node by completing it, with so many nodes, if that was not tried and is likely
        to end it; whether it was tried.
        """
        if self.completion is None or node.duals is None or not self.is_due(node, nodes):
            return False
        if nodes == self.params.completion_nodes and not self.completion.is_likely(node.bound):
            return False
        self.completed.add((node.splits, nodes, self.search.aim))
        node.bound = self.completion.bound(node.splits, node.duals, node.bound, nodes)
        return True

    def is_due(self, node: Node, nodes: int) -> bool:
        """Whether a node can be completed, and was not with so many nodes at this aim."""
        is_possible = self.completion is not None and node.duals is not None
        this = node.splits, nodes, self.search.aim
        return is_possible and this not in self.completed and node.bound < self.search.cutoff < np.inf

    def with_whole_flights(self) -> StartingPoint | None:
        """Raise the bound of the root by completing it in switches and flights alone; where to begin from the
        point at which that ends, if it is below the cutoff.
        """
        if self.completion is None or not self.open or self.open[0].splits or self.is_past_cutoff():
            return None
        node = self.open[0]
        if self.search.done() or not self.is_due(node, self.params.root_nodes):
            return None
        self.completed.add(((), self.params.root_nodes, self.search.aim))
        with self.search.stage("branching"):
            found = self.completion.of_root(node.bound)
            node.bound = found.bound
            self.search.prove(self.bound)
            return None if found.point is None or self.search.reached() else self.leaf_at(node, found.point)

    def leaf_at(self, node: Node, point: Array) -> StartingPoint | None:
        """Where to begin from a point of the aggregated program whose switches and flights are whole."""
        assert self.completion is not None
        there, values = self.completion.program.model.column, np.zeros(self.generation.master.static)
        splits = list(node.splits)
        for key, i in self.column.items():
            if key in there:
                values[i] = point[there[key]]
            if key[0] == "fleet" and key in there:
                flown = round(values[i])
                splits += [Split(*key, flown - 1, True), Split(*key, flown, False)]
        leaf = self.rounded(replace(node, splits=tuple(splits), values=values))
        self.apply(())
        return leaf

    # --- nodes
    def choose(self, node: Node, dust: float) -> Choice | None:
        """The decision to split at a node."""
        return self.rule.choose(node, dust, partial(self.gain, node))

    def is_far(self, node: Node, leaf: StartingPoint | None) -> bool:
        """Whether rounding the decisions of a node has cost more than what nodes are solved to."""
        allowed = self.params.node_gap * self.search.aim
        return leaf is not None and leaf.value - node.bound > allowed * abs(leaf.value)

    def choose_count(self, node: Node, family: str) -> Choice | None:
        """The counted column of a family to split at a node, once flights are counted."""
        if node.values is None or not self.counts_flights:
            return None
        case, least = self.generation.case, self.params.fraction
        return self.rule.choose_count(
            fractions(case, self.column, node.values, family, least), partial(self.gain, node)
        )

    def gain(self, node: Node, choice: Choice) -> float:
        """What a split of a node brings [discounted M$]; its children are kept."""
        self.tried[node.splits, choice] = self.solve_children(node, choice)
        return self.bound_gain(node, self.tried[node.splits, choice])

    def node(self, splits: tuple[Split, ...], bound: float, point: MasterPoint | None) -> Node:
        """A node at a point, numbered."""
        self.nodes += 1
        if point is None:
            return Node(bound, self.nodes, splits, None, None)
        values = point.values[: self.generation.master.static].copy()
        return Node(bound, self.nodes, splits, values, point.duals)

    def children(self, node: Node, choice: Choice) -> tuple[Node, Node]:
        """The two children of a node, solved now or when the decision was tried."""
        found = self.tried.get((node.splits, choice))
        if found is None:
            found = self.solve_children(node, choice)
            self.rule.learn(choice, self.bound_gain(node, found))
        self.tried.clear()
        return found

    def solve_children(self, node: Node, choice: Choice) -> tuple[Node, Node]:
        """The two children of a node: the decision taken, and not."""
        up, down = (self.solve_child(node, Split(*choice[0], choice[1], is_up)) for is_up in (True, False))
        return up, down

    def bound_gain(self, node: Node, children: tuple[Node, Node]) -> float:
        """Discounted M$ by which a split has raised the bound: mostly what it raised the better child's."""
        most = min(self.search.cutoff, node.bound + abs(node.bound)) - node.bound
        less, more = sorted(min(child.bound - node.bound, most) for child in children)
        size = self.search.tokens if self.generation.case.objective == "levelized_cost" else 1.0
        weight = self.params.better_child
        return (weight * less + (1 - weight) * more) * max(size, 1e-9)

    def apply(self, splits: tuple[Split, ...]) -> None:
        """Set the bounds that the decisions imply."""
        master = self.generation.master
        columns = bounds_under(self.switches, splits) | columns_held(
            self.column, master.model.col_upper, splits
        )
        ends = [low for low, _ in columns.values()], [high for _, high in columns.values()]
        master.set_bounds(list(columns), *ends)

    def solve_child(self, parent: Node, split: Split) -> Node:
        """Generate columns under one decision more; the node's bound is at least its parent's."""
        generation = self.generation
        splits = (*parent.splits, split)
        self.apply(splits)
        if parent.basis is not None:
            generation.master.solver.begin_from(parent.basis)
        steps, enough = self.params.last_price_steps, self.params.node_gap * self.search.aim
        found = generation.solve(Relaxed(self.ratio), steps, enough, self.search.cutoff)
        self.ratio = found.q
        node = self.node(splits, max(parent.bound, generation.bound(found)), found.point)
        node.basis = generation.master.solver.basis()
        return node

    def rounded(self, node: Node) -> StartingPoint | None:
        """Where to begin from a node without fractional switches: they are rounded, and flights priced for
        just them.
        """
        if node.values is None:
            return None
        self.apply(node.splits)
        beyond = tuple(split for split in node.splits if split.family not in BINARIES)
        decided = {key: float(node.values[i]) for key, i in self.column.items() if key[0] in BINARIES}
        for least in (
            self.params.fractional,
            0.0,
        ):  # what stands already may hold a shell open by less than that
            openings = {key: float(value > least + 1e-9) for key, value in decided.items()}
            start = self.generation.with_openings(openings, self.ratio)
            if np.isfinite(start.value):
                return replace(start, beyond=beyond)
        return None
