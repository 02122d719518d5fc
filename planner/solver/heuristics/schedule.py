"""When plans are looked for, from where, and how hard."""

from __future__ import annotations

import numpy as np

from planner.solver.aggregated.completion import most_counted
from planner.solver.branching.tree import Tree
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.heuristics.whole_numbers import Heuristic


class PlanHeuristics:
    """A heuristic again and again: from the root's flights, from the leaves of the branching tree, to finer
    gaps.

    A leaf is tried at once if it is promising: better than the best plan even after what whole numbers
    have cost so far.
    """

    def __init__(self, generation: Generation, heuristic: Heuristic):
        self.generation, self.search, self.heuristic = generation, generation.search, heuristic
        self.params = self.search.params
        self.losses: dict[bool, float] = {}  # flights counted or not -> least share that whole numbers cost
        self.reach = self.params.first_reach
        self.tried: set[tuple] = set()
        self.best: StartingPoint | None = None
        self.waiting: list[StartingPoint] = []

    @property
    def gaps(self) -> list[float]:
        """To which plans are looked for, from coarse to fine."""
        aim, params = self.search.aim, self.params
        return list(
            dict.fromkeys((max(aim, params.first_gap), *(factor * aim for factor in params.later_gaps)))
        )

    def improve(self, start: StartingPoint, gap: float | None = None, effort: int = 1) -> bool:
        """Look from a start, learn what it costs; whether more effort might find better."""
        before = self.search.own
        q = self.ratio(start, 0.5 if effort == 1 else 1.0)
        found = self.heuristic.improve(start, q, gap or self.gaps[0], effort)
        self.tried.add(decisions(start))
        if found is None:
            self.reach *= 4
            return False
        self.tried.add(decisions(found.start))
        if np.isfinite(found.value):
            share = (found.value - found.start.value) / max(abs(found.value), 1e-9)
            counted = counts_flights(found.start)
            self.losses[counted] = min(self.losses.get(counted, np.inf), share)
        if self.search.own >= before:
            self.reach *= 4
        if self.search.own < before or self.best is None:
            self.best = found.start
        return found.hit_limit

    def ratio(self, start: StartingPoint, part: float) -> float:
        """The ratio at which to look for plans: by `part` from the relaxation's towards the best plan's that
        the search found, or towards `reach` beyond the relaxation's if that is less; 0 for cost and npv.

        At the relaxation's own ratio serving little may look best; far above it, where a first plan is poor,
        plans are not told apart that differ by a percent. So the reach is short at first, and grows when a
        look finds nothing better.
        """
        least = min(start.value, self.search.own)
        if self.search.case.objective != "levelized_cost" or not np.isfinite(least):
            return self.generation.root.q
        return least + part * (min(self.search.own, least * (1 + self.reach)) - least)

    def fresh(self, start: StartingPoint) -> bool:
        """Whether these decisions were not tried yet."""
        return decisions(start) not in self.tried

    def is_promising(self, start: StartingPoint) -> bool:
        """Whether a plan from there may well be better than the best, if there is one."""
        loss = self.losses.get(counts_flights(start), 0.0 if counts_flights(start) else np.inf)
        likely = not self.search.has_own() or start.value + loss * abs(start.value) < self.search.own
        return self.fresh(start) and likely

    def look(self, tree: Tree) -> None:
        """Grow the tree, look from the promising leaves and keep the others; where the tree, with flights in
        whole numbers, has come to the gap that was worked for, look from the best start to the next.
        """
        self.look_from_the_root(tree)
        for leaf in tree.leaves(self.params.tree_nodes):
            if self.is_promising(leaf):
                self.improve(leaf)
            elif self.fresh(leaf):
                self.waiting.append(leaf)
            if tree.bound_is_at_a_leaf():
                break
        if not tree.is_past_cutoff() or self.search.done() or not self.search.aim_finer():
            return
        if not tree.counts_flights:
            self.look(tree)
        elif self.best is not None:
            self.improve(self.best, self.gaps[1])

    def look_from_the_root(self, tree: Tree) -> None:
        """Complete the root in whole flights, if that is to be done, and look from there."""
        leaf = tree.with_whole_flights()
        if leaf is not None and self.is_promising(leaf):
            self.improve(leaf)

    def go_on(self, tree: Tree) -> None:
        """Prove and improve in turns until the gap is reached, the time is over, or nothing is left.

        Where flights are few, half of one is much of the cost: what the relaxation flies in parts is what the
        bound lacks most. There they are counted from the start, and plans are looked for from the root
        completed in whole flights, then once more with racks last, for either way may be better by half a
        percent; then the tree grows for a while before plans are looked for again from where the best came
        from.
        """
        if self.has_few_flights():
            tree.count_flights()
            self.look_from_the_root(tree)
            if self.best is not None and not self.search.done():
                self.improve(self.best, effort=2)
            self.exhaust(tree, self.params.early_rounds)
        self.look(tree)
        if not self.search.has_own():  # with flights in whole numbers there may be one
            tree.count_flights()
            self.look(tree)
        for gap in self.gaps[1:]:
            if not self.search.done() and self.best is not None:
                self.improve(StartingPoint(self.best.weights, self.best.value), gap)
        if self.search.best is None:
            return
        self.exhaust(tree)
        tree.count_flights()
        effort, cut, before = 1, True, None
        # Every turn grows the tree, makes the aim finer, takes a leaf that waits, or looks harder from the
        # best start; it ends when the tree has no node left to split, no leaf waits, no finer gap is asked
        # for, and more nodes would find nothing better.
        while not self.search.done() and self.best is not None:
            now = tree.nodes, self.search.aim
            if not (cut or self.waiting or now != before):
                break
            before = now
            self.exhaust(tree, rounds=1)
            if cut and not self.search.done():
                effort *= 4
                cut = effort < self.params.most_effort and self.improve(self.best, self.gaps[-1], effort)

    def has_few_flights(self) -> bool:
        """Whether the relaxation flies so few that each is counted from the start."""
        return 0 < self.generation.flights_flown() <= most_counted(self.generation)

    def exhaust(self, tree: Tree, rounds: int | None = None) -> None:
        """Grow the tree and look from the leaves that wait in turns, so many times or until no node and no
        leaf is left.
        """
        # The tree grows, the aim is finer, or a leaf is tried once and never again; all are finitely many.
        while not self.search.done() and (rounds is None or rounds > 0):
            before = tree.nodes, self.search.aim
            if not tree.bound_is_at_a_leaf() or not self.waiting:
                self.look(tree)
            self.waiting = sorted(filter(self.fresh, self.waiting), key=lambda leaf: leaf.value)
            if self.waiting and not self.search.done():
                self.improve(self.waiting.pop(0))
            elif (tree.nodes, self.search.aim) == before:
                break
            rounds = None if rounds is None else rounds - 1


def decisions(start: StartingPoint) -> tuple:
    """What tells a start from another one."""
    return frozenset(key for key, value in (start.openings or {}).items() if value), start.beyond


def counts_flights(start: StartingPoint) -> bool:
    """Whether a start stems from a node at which flights are whole."""
    return any(split.family == "fleet" for split in start.beyond)
