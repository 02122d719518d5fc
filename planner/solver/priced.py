"""Large questions: the linear relaxation priced over every candidate, a restricted master heuristic that finds
plans in whole numbers, and a bound by branching.

The heuristic (planner/solver/heuristics/restricted_master.py) starts from the relaxation's flights, then from
leaves of the branching tree (planner/solver/branching/tree.py), whose decisions are taken the other way round
there. It starts again to finer gaps, with flights in whole numbers in the tree too and with more nodes, as
long as the gap is open, there is time, and something is left to try.

Before branching, what reduced costs leave is enumerated where that is few (planner/solver/enumeration.py):
small questions that come this way, and tight ones, are solved to the gap by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.case import Case
from planner.errors import NoPlan
from planner.solver.branching.tree import Tree
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.column_generation.master import Master
from planner.solver.enumeration import solve_remaining
from planner.solver.heuristics.restricted_master import any_plan, climb, first_plan, lacks_money
from planner.solver.highs import Array
from planner.solver.left_out import lacks_by_reduced_costs
from planner.solver.missing import PAID, SECONDS, Missed, in_units, missing, unmet
from planner.solver.search import Search


def solve_priced(search: Search) -> None:
    """Find plans and prove a bound; the result is in `search`."""
    with search.stage("build"):
        generation = Generation.of(search)
    model = generation.master.model
    search.sizes |= {
        "rows": len(model.row_lower),
        "columns": len(model.col_lower),
        "nonzeros": int(model.matrix.nnz),
    }
    is_solved = relax(generation, search.params.relaxation_share)
    note_pool(generation)
    if generation.last is None and search.case.frozen_periods and not search.done():
        raise NoPlan("frozen", False)
    if generation.last is None or search.halted():
        return
    point = generation.last
    missed = generation.master.missed() if not search.done() else []
    if search.best is None:
        search.unserved = in_units(generation.master.softly_missed(point.values), search.scale) or []
    if missed and generation.bound() > 0.5 * abs(generation.value(point)) and not enumerated_plan(generation):
        raise why_not(search.asked, in_units(missed, search.scale) or [], generation.master)
    if not search.done():
        search.lacks = lacks_by_reduced_costs(generation)
    weights = np.zeros(len(generation.master.pool))
    weights[: len(point.flights)] = point.flights
    round_off(generation)
    ascent = PlanHeuristics(generation, point.cost)
    ascent.climb(StartingPoint(weights, generation.value(point)))
    if not search.has_own() and not search.done():
        with search.stage("any plan"):
            any_plan(search, generation.master.pool, generation.q, point.cost)
    if not is_solved:
        relax(generation)
    with search.stage("branching"):
        search.prove(generation.bound())
    if not search.done():
        with search.stage("enumeration"):
            solve_remaining(generation)
    if search.best is None and not search.done():
        with search.stage("any plan"):
            if lacks_money(search, generation.master.pool, generation.q, point.cost):
                raise NoPlan("money", False, whole=True)
    ascent.go_on(Tree(generation))
    note_pool(generation)


def enumerated_plan(generation: Generation) -> bool:
    """Whether there is a plan where the flights that were priced make none, as far as all flights can be
    enumerated.
    """
    with generation.search.stage("enumeration"):
        try:
            solve_remaining(generation)
        except NoPlan:
            return False
    return generation.search.best is not None


def note_pool(generation: Generation) -> None:
    """What of the candidates has entered the search so far."""
    search, pool = generation.search, generation.master.pool
    search.sizes["flights_priced"] = len(pool)
    search.entered = {d for *_, cargo in pool for d, *_ in cargo}


def relax(generation: Generation, share: float = 1.0) -> bool:
    """Solve the linear relaxation in a share of the time that is left, with a first plan on the way; whether
    it is solved.
    """
    search = generation.search
    tried = False

    def once_near() -> None:
        nonlocal tried
        value = generation.value(generation.last) if generation.last is not None else np.inf
        if not tried and np.isfinite(value) and value - generation.bound() <= search.params.near * abs(value):
            tried = True
            round_off(generation)

    with search.stage("linear relaxation"), search.within(share):
        return generation.solve(enough=0.1 * search.gap, each_round=once_near)


def round_off(generation: Generation) -> None:
    """Offer the last point of the relaxation in whole numbers, while there is no plan, or none that is near
    it.
    """
    search, point = generation.search, generation.last
    if point is None or search.halted() or search.reached():
        return
    far = search.params.far
    if search.best is not None and search.value <= far * abs(generation.value(point)):
        return
    with search.stage("first plan"):
        leave, removed = (static(generation, point.values, family) for family in ("leave", "removed"))
        pool, money = generation.master.pool, point.cost
        # At the relaxation's own ratio serving nothing is as good as its point, so tokens are worth more
        # first, then what they cost.
        first_plan(search, pool, point.flights, leave, removed, far * generation.q, money)
        if search.best is not None and search.value <= far * abs(generation.value(point)):
            first_plan(search, pool, point.flights, leave, removed, search.value, money)


class PlanHeuristics:
    """The restricted master heuristic again and again: from the root's flights, from the leaves of the branching tree, to
    finer gaps.

    A leaf is climbed from at once if it is promising: better than the best plan even after what whole numbers
    have cost so far.
    """

    def __init__(self, generation: Generation, money: float):
        self.generation, self.search, self.money = generation, generation.search, money
        self.params = self.search.params
        self.first, *self.later = dict.fromkeys(
            (
                max(self.search.gap, self.params.first_gap),
                *(factor * self.search.gap for factor in self.params.later_gaps),
            )
        )
        self.loss = np.inf  # least share that whole numbers have cost
        self.reach = self.params.first_reach
        self.climbed: set[tuple] = set()
        self.best: StartingPoint | None = None
        self.waiting: list[StartingPoint] = []

    def climb(self, start: StartingPoint, gap: float | None = None, effort: int = 1) -> bool:
        """Climb from a start, learn what it costs; whether more effort might find better."""
        before = self.search.own
        q = self.ratio(start, 0.5 if effort == 1 else 1.0)
        climbed = climb(self.search, self.generation, start, self.money, q, gap or self.first, effort)
        self.climbed.add(decisions(start))
        if climbed is None:
            self.reach *= 4
            return False
        self.climbed.add(decisions(climbed.start))
        if np.isfinite(climbed.value):
            share = (climbed.value - climbed.start.value) / max(abs(climbed.value), 1e-9)
            self.loss = min(self.loss, share)
        if self.search.own >= before:
            self.reach *= 4
        if self.search.own < before or self.best is None:
            self.best = climbed.start
        return climbed.cut

    def ratio(self, start: StartingPoint, part: float) -> float:
        """The ratio at which to look for plans: by `part` from the relaxation's towards the best plan's that
        the search found, or towards `reach` beyond the relaxation's if that is less; 0 for cost and npv.

        At the relaxation's own ratio serving little may look best; far above it, where a first plan is poor,
        plans are not told apart that differ by a percent. So the reach is short at first, and grows when a
        climb finds nothing better.
        """
        if self.search.case.objective != "levelized_cost" or not self.search.has_own():
            return self.generation.q
        least = min(start.value, self.search.own)
        return least + part * (min(self.search.own, least * (1 + self.reach)) - least)

    def fresh(self, start: StartingPoint) -> bool:
        """Whether these decisions were not climbed from yet."""
        return decisions(start) not in self.climbed

    def is_promising(self, start: StartingPoint) -> bool:
        """Whether a plan from there may well be better than the best, if there is one."""
        likely = not self.search.has_own() or (
            np.isfinite(self.loss) and start.value + self.loss * abs(start.value) < self.search.own
        )
        return self.fresh(start) and likely

    def look(self, tree: Tree) -> None:
        """Grow the tree, climb from the promising leaves and keep the others."""
        for leaf in tree.leaves(self.params.tree_nodes):
            if self.is_promising(leaf):
                self.climb(leaf)
            elif self.fresh(leaf):
                self.waiting.append(leaf)
            if tree.stuck():
                break

    def go_on(self, tree: Tree) -> None:
        """Prove and climb in turns until the gap is reached, the time is over, or nothing is left."""
        self.look(tree)
        if not self.search.has_own():  # with flights in whole numbers there may be one
            tree.count_flights()
            self.look(tree)
        for gap in self.later:
            if not self.search.done() and self.best is not None:
                self.climb(StartingPoint(self.best.weights, self.best.value), gap)
        if self.search.best is None:
            return
        self.exhaust(tree)
        tree.count_flights()
        effort, cut, nodes = 1, True, -1
        while (
            not self.search.done() and self.best is not None and (cut or self.waiting or tree.nodes > nodes)
        ):
            nodes = tree.nodes
            self.exhaust(tree, rounds=1)
            if cut and not self.search.done():
                effort *= 4
                cut = effort < self.params.most_effort and self.climb(self.best, self.later[-1], effort)

    def exhaust(self, tree: Tree, rounds: int | None = None) -> None:
        """Grow the tree and climb from the leaves that wait in turns, so many times or until no node and no
        leaf is left.
        """
        while not self.search.done() and (rounds is None or rounds > 0):
            nodes = tree.nodes
            if not tree.stuck() or not self.waiting:
                self.look(tree)
            self.waiting = sorted(filter(self.fresh, self.waiting), key=lambda leaf: leaf.value)
            if self.waiting and not self.search.done():
                self.climb(self.waiting.pop(0))
            elif tree.nodes == nodes:
                break
            rounds = None if rounds is None else rounds - 1


def decisions(start: StartingPoint) -> tuple:
    """What tells a start from another one."""
    return frozenset(key for key, value in (start.openings or {}).items() if value), start.beyond


def why_not(case: Case, missed: Missed, master: Master) -> NoPlan:
    """Which hard demand cannot be met, or which money is missing for it."""
    if missed[0][0] == "cash":
        return NoPlan("money", True, missing=missing(case, missed))
    if master.meets_without(("cash",)):
        return NoPlan("money", True)

    def is_met(without: tuple[str, ...]) -> bool:
        return master.meets_without((*PAID, *without), SECONDS)

    return unmet(case, master.model, missed, is_met)


def static(generation: Generation, values: Array, family: str) -> dict[Any, float]:
    """index -> value of a family of variables at a point of the master."""
    column = generation.master.model.column
    return {index: float(values[i]) for (name, index), i in column.items() if name == family}
