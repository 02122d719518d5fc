"""Large questions: the linear relaxation priced over every candidate, heuristics that find plans in whole
numbers, and a bound by branching.

The restricted master heuristic (planner/solver/heuristics/whole_numbers.py) starts from the relaxation's
flights, then from leaves of the branching tree (planner/solver/branching/tree.py): there shells, buses and
gates are decided in other ways than it would by itself. It starts again to finer gaps and with more nodes,
and the tree counts flights in whole numbers, as long as the gap is open, there is time, and something is left
to try (planner/solver/heuristics/schedule.py).

Before branching, what reduced costs leave is enumerated where that is few (planner/solver/enumeration.py):
small questions that come this way, and tight ones, are solved to the gap by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.case import Case
from planner.errors import NoPlan
from planner.solver.branching.rule import Rule, undercharged
from planner.solver.branching.tree import Tree
from planner.solver.column_generation.generation import Generation, Pricer, Relaxed, StartingPoint
from planner.solver.column_generation.master import Master
from planner.solver.enumeration import solve_remaining
from planner.solver.heuristics.first_plan import any_plan, first_plan, lacks_money
from planner.solver.heuristics.schedule import PlanHeuristics
from planner.solver.heuristics.whole_numbers import Heuristic, RestrictedMasterHeuristic
from planner.solver.left_out import lacks_by_reduced_costs
from planner.solver.missing import PAID, SECONDS, Missed, in_units, missing, unmet
from planner.solver.search import Search
from planner.solver.warm_start import loaded_flights

PROOF_SHARE = 0.5
"""Of the time left: so much may go to the proof before plans are looked for, where the start is good."""


@dataclass(frozen=True)
class Parts:
    """What a search is made of, each made for one generation: another one may take its place."""

    pricer: Callable[[Generation], Pricer] = lambda generation: generation.flights
    rule: Callable[[Generation], Rule] = undercharged
    heuristic: Callable[[Generation, float], Heuristic] = RestrictedMasterHeuristic


def solve_priced(search: Search, parts: Parts = Parts()) -> None:
    """Find plans and prove a bound; the result is in `search`."""
    with search.stage("build"):
        generation = Generation.of(search)
        generation.pricer = parts.pricer(generation)
        if search.best is not None and np.isfinite(search.start_loss):
            q = search.value * (1 - search.start_loss)  # as far below the plan as where it was found
            generation.begin_from(loaded_flights(search.best), q)
    model = generation.master.model
    search.sizes |= model.sizes
    is_solved = relax(generation, search.params.relaxation_share)
    note_pool(generation)
    search.relaxation = generation.bound(generation.root)
    point = generation.root.point
    if point is None and search.case.frozen_periods and not search.done():
        raise NoPlan("frozen", False)
    if point is None or search.halted():
        return
    missed = generation.master.missed() if not search.done() else []
    if search.best is None:
        search.unserved = in_units(generation.master.softly_missed(point.values), search.scale) or []
    loose = generation.bound(generation.root) > 0.5 * abs(generation.value(point))
    if missed and loose and not enumerated_plan(generation):
        raise why_not(search.asked, in_units(missed, search.scale) or [], generation.master)
    if not search.done():
        search.lacks = lacks_by_reduced_costs(generation)
    start = StartingPoint.of(point, len(generation.master.pool), generation.value(point))
    heuristics = PlanHeuristics(generation, parts.heuristic(generation, point.cost))
    tree = None
    if is_solved and not search.done() and search.has_good_start(search.relaxation):
        tree = Tree(generation, parts.rule(generation))
        prove_first(generation, heuristics, tree)
        if search.done():
            return note_pool(generation)
    if not is_solved or heuristics.has_few_flights():
        round_off(generation)
    heuristics.improve(start)
    if not search.has_own() and not search.done():
        with search.stage("any plan"):
            any_plan(search, generation.master.pool, generation.root.q, point.cost)
    if not is_solved:
        relax(generation)
    with search.stage("branching"):
        search.prove(generation.bound(generation.root))
    if not search.done():
        with search.stage("enumeration"):
            solve_remaining(generation)
    if search.best is None and not search.done():
        with search.stage("any plan"):
            if lacks_money(search, generation.master.pool, generation.root.q, point.cost):
                raise NoPlan("money", False, whole=True)
    heuristics.go_on(tree or Tree(generation, parts.rule(generation)))
    note_pool(generation)


def prove_first(generation: Generation, heuristics: PlanHeuristics, tree: Tree) -> None:
    """Raise the bound before plans are looked for: the plan that the search began with is likely as good as
    any that it would find.

    What reduced costs leave is enumerated, then the tree grows, then with flights in whole numbers (from the
    start where they are few), each for so many nodes; no more than PROOF_SHARE of the time goes by. Leaves
    wait for the heuristic.
    """
    search, nodes = generation.search, generation.search.params.tree_nodes
    with search.within(PROOF_SHARE):
        with search.stage("enumeration"):
            solve_remaining(generation)
        if heuristics.has_few_flights():
            tree.count_flights()
        for _ in range(2):
            is_finer = True
            while is_finer:
                start = tree.with_whole_flights()
                heuristics.waiting += [] if start is None else [start]
                for leaf in tree.leaves(nodes):
                    heuristics.waiting.append(leaf)
                    if tree.bound_is_at_a_leaf():
                        break
                is_finer = tree.is_past_cutoff() and search.aim_finer()
            tree.count_flights()


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
    rounds, tried = 0, False

    def once_near(now: Relaxed) -> None:
        nonlocal rounds, tried
        rounds += 1
        value = generation.value(now.point)
        if (
            not tried
            and rounds >= search.params.many_rounds
            and np.isfinite(value)
            and value - generation.bound(now) <= search.params.near * abs(value)
        ):
            tried = True
            round_off(generation)

    with search.stage("linear relaxation"), search.within(share):
        return generation.solve_root(
            enough=search.params.node_gap * max(search.gap, search.params.aims[0]), each_round=once_near
        )


def round_off(generation: Generation) -> None:
    """Offer the last point of the relaxation in whole numbers, while there is no plan, or none that is near
    it.
    """
    search, point = generation.search, generation.root.point
    if point is None or search.halted() or search.reached():
        return
    far = search.params.far
    if search.best is not None and search.value <= far * abs(generation.value(point)):
        return
    with search.stage("first plan"):
        pool, money = generation.master.pool, point.cost
        # At the relaxation's own ratio serving nothing is as good as its point, so tokens are worth more.
        first_plan(search, pool, point.flights, far * generation.root.q, money)


def why_not(case: Case, missed: Missed, master: Master) -> NoPlan:
    """Which hard demand cannot be met, or which money is missing for it."""
    if missed[0][0] == "cash":
        return NoPlan("money", True, missing=missing(case, missed))
    if master.meets_without(("cash",)):
        return NoPlan("money", True)

    def is_met(without: tuple[str, ...]) -> bool:
        return master.meets_without((*PAID, *without), SECONDS)

    return unmet(case, master.model, missed, is_met)
