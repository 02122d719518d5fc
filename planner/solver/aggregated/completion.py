"""A node of the branching tree completed: its bound with everything in whole numbers, and plans on the way.

The aggregated program (program.py) under a node's decisions, with the worths of the root's duals and of the
node's own, is a mixed-integer program whose bound holds for every plan of the node. At the ratio of the
cutoff it asks one thing: is any plan of the node better than that? The solver's cuts answer mostly before it
branches. It ends there, or after so many nodes with the bound that stands.

*When.* A completion takes as long as some ten nodes of the tree, so that it is tried where it likely ends
one: where the cutoff is no farther above the node than the `lift`, which grows with each node that it ends
and shrinks with each that it does not.
"""

from __future__ import annotations

import numpy as np

from planner.solver.aggregated.packing import packed
from planner.solver.aggregated.program import AggregatedProgram
from planner.solver.branching.counting import columns_held
from planner.solver.branching.decisions import Split, bounds_under, switches_of
from planner.solver.column_generation.generation import Generation, Proof
from planner.solver.evaluation import objective_cost
from planner.solver.heuristics.restricted_master import offer
from planner.solver.highs import INF, Array, Solver

BOUND_ONLY = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""No programs of HiGHS's own that look for plans, where a bound is wanted."""
GROWS, SHRINKS = 1.1, 0.7
BETTER = 1 - 1e-5  # of the best plan's value: a point is made a plan of if it may be better by that


class Completion:
    """Completes nodes over one generation. lift: how far a bound is likely raised, relative to it."""

    def __init__(self, generation: Generation, root_duals: Array):
        self.generation, self.search = generation, generation.search
        self.case, self.root_duals = generation.case, root_duals
        self.program = AggregatedProgram.of(self.case, generation.flights)
        self.switches = switches_of(self.program.model.column)
        self.lift = generation.search.params.first_lift / max(1.0, generation.flights_flown())

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
        """A bound on every plan under some decisions, no less than `before`; the plans found are offered.

        It stops once the bound is at the cutoff, which falls when a better plan is found.
        """
        search, case, cutoff = self.search, self.case, self.search.cutoff
        model = self.program.with_worths(self.root_duals, duals)
        q = cutoff if case.is_ratio else 0.0
        solver = Solver(seed=search.seed, clock=search)
        solver.load(model, objective_cost(model, case, q))
        held = bounds_under(self.switches, splits)
        held |= columns_held(model.column, model.col_upper, splits)
        low, high = (np.array([pair[side] for pair in held.values()]) for side in (0, 1))
        at = np.array(list(held), dtype=int)
        low, high = np.maximum(low, model.col_lower[at]), np.minimum(high, model.col_upper[at])
        if (low > high).any():
            return INF
        solver.bounds(at, low, high)
        solver.set(mip_rel_gap=0.0, mip_abs_gap=1e-9, mip_max_nodes=nodes)
        if nodes == search.params.completion_nodes:
            solver.set(**BOUND_ONLY)

        def proven(value: float) -> float:
            return self.generation.proven(Proof(q, value, 0.0)) if abs(value) < INF else -INF

        def is_enough(_best: float, value: float) -> bool:
            return proven(value) >= search.cutoff

        def found(values: Array) -> None:
            cost, tokens = (float(model.objectives[name] @ values) for name in ("cost", "tokens_served"))
            value = float(objective_cost(model, case, 0.0) @ values)
            if case.is_ratio:
                value = cost / tokens if tokens > 0 else INF
            if value < search.value - (1 - BETTER) * abs(search.value):
                offer(search, packed(self.program, model, values), value if case.is_ratio else 0.0)

        run = solver.run(time_limit=search.left() - search.evaluation_s, watch=is_enough, found=found)
        if run.status == "infeasible":
            return INF
        if run.status == "optimal" and run.values is not None:
            found(run.values)
        bound = max(before, proven(run.bound))
        self.lift *= GROWS if bound >= search.cutoff else SHRINKS
        return bound
