"""A restricted master: the formulation over a few members, in whole numbers step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from models import frozen
from models.case import Case
from models.members import Cargo, Cohort, Flight, Members, cohorts_of, launchable
from models.rollout import build
from planner.solver.branching.decisions import BINARIES, Split, bounds_under, switches_of
from planner.solver.column_generation.master import Composite
from planner.solver.evaluation import Decisions, decisions, evaluate, objective_cost
from planner.solver.highs import INF, Array, Compiled, Run, Solver, compile_model
from planner.solver.search import Search


class RestrictedMaster:
    """The restricted question over given flights, compiled once; steps change integrality, bounds and costs
    in place.
    """

    def __init__(self, search: Search, members: Members, q: float, money: float):
        self.search, self.case, self.members, self.q, self.money = search, search.case, members, q, money
        self.model: Compiled = compile_model(build(search.case, members))
        self.solver = Solver(seed=search.seed, clock=search)
        self.solver.load(self.model, objective_cost(self.model, self.case, q))
        self.solver.set(mip_rel_gap=0.0)
        self.of: dict[str, np.ndarray] = {}
        families = defaultdict(list)
        for (family, _), i in self.model.column.items():
            families[family].append(i)
        for family in ("x", "n", "z", "leave", "removed", "R", "inuse", "tier", *BINARIES):
            self.of[family] = np.array(sorted(families[family]), dtype=np.int32)

    def columns(self, *families: str) -> np.ndarray:
        """Column numbers of some families."""
        return np.concatenate([np.empty(0, dtype=np.int32), *(self.of[f] for f in families)])

    def integer(self, *families: str) -> None:
        """Make exactly these families integer."""
        self.solver.integrality(self.columns(*self.of), False)
        self.solver.integrality(self.columns(*families), True)

    def fix(self, values: Array, *families: str) -> None:
        """Hold families at the rounded values."""
        at = self.columns(*families)
        whole = np.clip(np.round(values[at]), self.model.col_lower[at], self.model.col_upper[at])
        self.solver.bounds(at, whole, whole)

    def free(self, *families: str) -> None:
        """Give families their own bounds back."""
        at = self.columns(*families)
        self.solver.bounds(at, self.model.col_lower[at], self.model.col_upper[at])

    def hold_tiers(self, splits: Iterable[Split]) -> None:
        """Hold what is decided of price tiers."""
        tiers = {key: steps for key, steps in switches_of(self.model.column).items() if key[0] == "tier"}
        ends = bounds_under(tiers, splits)
        self.solver.bounds(list(ends), [low for low, _ in ends.values()], [high for _, high in ends.values()])

    def run(self, gap: float, nodes: int, start: Array | None = None) -> Run:
        """Solve the current step to a gap relative to the money spent, within a node limit."""
        self.solver.set(mip_abs_gap=gap * self.money, mip_max_nodes=nodes)
        if start is not None:
            self.solver.start_from(start)
        return self.solver.run(time_limit=self.search.left() - self.search.evaluation_s)

    def value_of(self, values: Array) -> float:
        """What the steps minimise, at a point."""
        return float(objective_cost(self.model, self.case, self.q) @ values)

    def offer(self, values: Array) -> float:
        """Make a plan of the integers of a point; returns the plan's value."""
        return offer(self.search, decisions(self.members, self.model, values), self.q)


def offer(search: Search, decided: Decisions, q: float) -> float:
    """Make a plan of the integers and offer it; returns its value, infinite if they allow none."""
    with search.evaluating():
        found = evaluate(search.case, decided, q=q or None, seed=search.seed)
    if found is None:
        return INF
    search.offer(found.solution, found.value, found.cost, found.tokens)
    return found.value


def cargo_of(flight: Composite) -> Cargo:
    """What a composite flight carries, the lives left out."""
    total: dict[tuple[int, int], int] = defaultdict(int)
    for d, s, _, count in flight[3]:
        total[d, s] += count
    return tuple((d, s, n) for (d, s), n in sorted(total.items()))


def restricted(case: Case, pool: list[Composite], weights: Array, copies: int) -> Members:
    """Members from the pool's flights with weight: their cargo in nearby periods, the lives they were priced
    with; and what is frozen.
    """
    flights: set[Flight] = set(frozen.flights(case))
    cohorts: set[Cohort] = set(frozen.satellites(case))
    lives: dict[tuple[int, int], set[int]] = defaultdict(set)
    chosen = [pool[i] for i in np.flatnonzero(weights > 1e-6)]
    for *_, loaded in chosen:
        for d, s, l, _ in loaded:
            lives[d, s].add(l)
    for composite in chosen:
        v, o, b, _ = composite
        cargo = cargo_of(composite)
        for near in range(max(case.frozen_periods, b - copies), min(case.launch_periods, b + copies + 1)):
            if all(launchable(case, d, v, s, near) for d, s, _ in cargo):
                flights.add((v, o, near, cargo))
                cohorts |= {
                    c for d, s, _ in cargo for c in cohorts_of(case, d, v, s, near) if c[4] in lives[d, s]
                }
    return Members.of(cohorts, flights)
