"""A node of the branching tree completed: its bound with everything in whole numbers, and plans on the way.

The aggregated program (program.py) under a node's decisions, with the worths of the root's duals and of the
node's own, is a mixed-integer program whose bound holds for every plan of the node. At the ratio of the
cutoff it asks one thing: is any plan of the node better than that? The solver's cuts answer mostly before it
branches. It ends there, or after so many nodes with the bound that stands.

*Flights first.* Where racks, the blocks of them that run, and satellites are continuous, and only switches
and flights are whole, the solver mostly finds the best there is at the root of the tree, in seconds: whole
flights are most of what the relaxation lacks. The point is where a plan is looked for. What whole racks ask
of a site's connection is in the program as rows (rack_hulls.py).

*When.* A completion takes as long as some ten nodes of the tree, so that it is tried where it likely ends
one: where the cutoff is no farther above the node than the `lift`, which grows with each node that it ends
and shrinks with each that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.solver.aggregated.packing import packed
from planner.solver.aggregated.program import AggregatedProgram
from planner.solver.aggregated.rack_hulls import violated_hulls
from planner.solver.branching.counting import columns_held
from planner.solver.branching.decisions import Split, bounds_under, switches_of
from planner.solver.column_generation.extending import Rows
from planner.solver.column_generation.generation import Generation, Proof
from planner.solver.evaluation import objective_cost
from planner.solver.heuristics.restricted_master import offer
from planner.solver.highs import INF, Array, Compiled, Solver

BOUND_ONLY = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""No programs of HiGHS's own that look for plans, where a bound is wanted."""
CONTINUOUS = ("x", "carried", "z", "R")
"""Families that are continuous where switches and flights alone are whole."""
GROWS, SHRINKS = 1.1, 0.7
AFTER_FLIGHTS = 0.2
TOLD = 2e-4  # relative: by so much a bound of the root rises before it is told on the way
TRUSTED = 1e-6  # relative: by so much a linear program's optimum may be off
PAST = 1e-7  # relative: so far past the cutoff the solver is sent, so that rounding leaves the bound at it
BETTER = 1 - 1e-5  # of the best plan's value: a point is made a plan of if it may be better by that


@dataclass(frozen=True)
class Completed:
    """A bound on every plan of a node, and the best point of the program there: none where no point is better
    than the cutoff, or none was found. is_best: the program was solved to its optimum, at that point.
    """

    bound: float
    point: Array | None
    is_best: bool = False


class Completion:
    """Completes nodes over one generation. lift: how far a bound is likely raised, relative to it."""

    def __init__(self, generation: Generation, root_duals: Array):
        self.generation, self.search = generation, generation.search
        self.case, self.root_duals = generation.case, root_duals
        self.program = with_hulls(AggregatedProgram.of(self.case, generation.flights), root_duals, generation)
        self.switches = switches_of(self.program.model.column)
        self.lift = generation.search.params.first_lift / max(1.0, generation.flights_flown())
        self.least = -INF, 0.0  # (ratio, the least tokens of plans that are better than that)

    @staticmethod
    def fits(generation: Generation) -> bool:
        """Whether the program has no more cohorts than a solver's cuts can be worked out for in seconds."""
        case, worth = generation.case, generation.flights.reduced_costs
        lives = case.life_offered[worth.d, worth.s].sum(axis=1)  # [i]
        return int((worth.can.sum(axis=2) * lives).sum()) <= generation.search.params.aggregated_at_most

    def is_likely(self, bound: float) -> bool:
        """Whether a completion likely lifts a bound to the cutoff."""
        return self.search.cutoff - bound <= self.lift * abs(bound)

    def bound(self, splits: tuple[Split, ...], duals: Array, before: float, nodes: int) -> float:
        """A bound on every plan under some decisions, no less than `before`, with everything in whole
        numbers; the plans found are offered.

        An optimum far below the cutoff says little of the ratio there: once a plan of it is known, the same
        is asked at that plan's own cutoff (Dinkelbach's step).
        """
        bound, search = before, self.search
        # Every turn but the last finds a better plan, of which there are finitely many.
        while True:
            cutoff = search.cutoff
            found = self.completed(splits, duals, bound, nodes, is_whole=True)
            bound = found.bound
            is_lower = search.cutoff < cutoff - TRUSTED * abs(cutoff)
            if not (found.is_best and is_lower and self.case.is_ratio) or search.done():
                break
        self.lift *= GROWS if bound >= self.search.cutoff else SHRINKS
        return bound

    def of_root(self, before: float) -> Completed:
        """The root with switches and flights in whole numbers, all else continuous. What a completion is
        likely to raise after that is little.
        """
        self.lift *= AFTER_FLIGHTS
        return self.completed((), self.root_duals, before, self.search.params.root_nodes, is_whole=False)

    def completed(
        self, splits: tuple[Split, ...], duals: Array, before: float, nodes: int, is_whole: bool
    ) -> Completed:
        """One run. It stops once the bound is at the cutoff, which falls when a better plan is found.

        Points that are no better than the cutoff are left out of it: so the solver is told from its
        beginning, and a run without any point proves no more than that.
        """
        search, case = self.search, self.case
        cutoff = search.cutoff + PAST * abs(search.cutoff)
        model = self.program.with_worths(self.root_duals, duals)
        if not is_whole:
            model = without_integers(model, CONTINUOUS)
        q, most = (cutoff, 0.0) if case.is_ratio else (0.0, cutoff)
        solver = Solver(seed=search.seed, clock=search)
        solver.load(model, objective_cost(model, case, q))
        held = bounds_under(self.switches, splits)
        held |= columns_held(model.column, model.col_upper, splits)
        low, high = (np.array([pair[side] for pair in held.values()]) for side in (0, 1))
        at = np.array(list(held), dtype=int)
        low, high = np.maximum(low, model.col_lower[at]), np.minimum(high, model.col_upper[at])
        if (low > high).any():
            return Completed(INF, None)
        solver.bounds(at, low, high)
        solver.set(mip_rel_gap=0.0, mip_abs_gap=1e-9, mip_max_nodes=nodes, objective_bound=float(most))
        if nodes != search.params.last_nodes:
            solver.set(**BOUND_ONLY)

        least = self.least_tokens(q) if case.is_ratio else 0.0

        def proven(value: float) -> float:
            if value <= -INF:
                return -INF
            value = min(value, most)
            bound = self.generation.proven(Proof(q, value, 0.0))
            return max(bound, q + min(value, 0.0) / least) if least > 0 else bound

        def is_enough(_best: float, value: float) -> bool:
            bound = proven(value)
            if not splits and bound - search.bound > TOLD * abs(bound):  # the root holds every plan
                search.prove(bound)
            return bound >= search.cutoff

        def found(values: Array) -> None:
            if not is_whole:
                return
            cost, tokens = (float(model.objectives[name] @ values) for name in ("cost", "tokens_served"))
            value = float(objective_cost(model, case, 0.0) @ values)
            if case.is_ratio:
                value = cost / tokens if tokens > 0 else INF
            if value < search.value - (1 - BETTER) * abs(search.value):
                offer(search, packed(self.program, model, values), value if case.is_ratio else 0.0)

        run = solver.run(time_limit=search.left() - search.evaluation_s, watch=is_enough, found=found)
        if run.status == "infeasible":
            return Completed(max(before, proven(INF)), None)
        if run.status == "optimal" and run.values is not None:
            found(run.values)
        return Completed(max(before, proven(run.bound)), run.values, run.status == "optimal")

    def least_tokens(self, q: float) -> float:
        """A lower bound on the tokens of plans with a ratio below q, by a linear program.

        A value g < 0 of N - q D means a ratio of q + g / D at least: the more tokens are known of, the less
        is lost where q is not the ratio of the best point.
        """
        if q > self.least[0]:
            case, model = self.case, self.program.model
            rows, cost = Rows(), objective_cost(model, case, q)
            rows.add([(int(i), float(cost[i])) for i in np.flatnonzero(cost)], -INF, 0.0)
            solver = Solver(seed=self.search.seed, clock=self.search)
            solver.load(rows.below(model), model.objectives["tokens_served"], integer=False)
            run = solver.run()
            tokens = run.objective * (1 - TRUSTED) if run.status == "optimal" else 0.0
            self.least = q, tokens
        return self.least[1]


def most_counted(generation: Generation) -> int:
    """Flights of the relaxation: so many at most are counted one by one. More where nodes can be completed,
    for there a fraction of a flight is seen for what it costs.
    """
    params = generation.search.params
    return params.counted_flights if Completion.fits(generation) else params.few_flights


def without_integers(model: Compiled, families: tuple[str, ...]) -> Compiled:
    """The model with some families continuous."""
    integer = model.integer.copy()
    integer[[i for (family, _), i in model.column.items() if family in families]] = False
    return replace(model, integer=integer)


def with_hulls(program: AggregatedProgram, duals: Array, generation: Generation) -> AggregatedProgram:
    """The program with the rows of racks that its relaxation breaks, at the ratio of the root."""
    case = program.case
    known: set[tuple] = set()
    while True:  # every turn adds rows that the last point broke; of whole racks there are finitely many
        model = program.with_worths(duals)
        solver = Solver(seed=generation.search.seed, clock=generation.search)
        solver.load(model, objective_cost(model, case, generation.root.q), integer=False)
        run = solver.run()
        if run.values is None or run.status != "optimal":
            return program
        rows = violated_hulls(case, model, run.values, known)
        if not rows.upper:
            return program
        program = replace(program, model=rows.below(program.model))
