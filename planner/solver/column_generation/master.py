"""The linear master of column generation: the compiled formulation without cohorts, which composite flights
join as columns.

A composite flight is one flight with its cargo and the service life of every satellite on it: ((d, s, l,
count), ...). Its column is the flight's own (cadence, pads, orders, launch cost) plus the columns of its
cohorts, so cover rows are not needed and no satellite flies free, nor any flight empty.

*Bound.* For row duals y projected onto their signs, and reduced costs of the static columns taken at the
worse end of their bounds,

    g(y) = sum_rows y * side + sum_static min over bounds of (cost - y A) x

is at most N - q D of every plan whose flights all have a non-negative reduced cost; if flights may have
-theta * (their cost) instead (their stake: with the least price that they can be paid at, where that is on
other columns than theirs), N - q D >= g(y) - theta * N, so

    r* >= (q + g / D_end) / (1 + theta)              D_end = D_min if g < 0, D_max otherwise

Flights bought before may make the flights' cost exceed N, by models.existing.prepaid_musd at most: theta
times that is taken off g first.

*Frozen.* Flights that are frozen are the first columns of the pool, held at their number: as fixed columns
they add number * (cost - y A) to g, whatever its sign, and no flight of a frozen period is ever priced.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from models import frozen
from models.case import Case, Ints
from models.families import joined
from models.finance import flight_cost, satellite_cost
from models.members import Cohort, Members, offered
from models.payments import ahead, launches_worth
from models.rollout import FAMILIES, build
from planner.errors import PlannerBug
from planner.solver.column_generation.artificials import with_artificials, with_fleets
from planner.solver.column_generation.design_groups import NONE, with_groups
from planner.solver.column_generation.implied_bounds import implied_bounds
from planner.solver.evaluation import objective_cost
from planner.solver.highs import INF, Array, Clock, Run, Solver, compile_model
from planner.solver.params import DEFAULT

DEAREST = (
    1e8  # M$ per unit: an artificial that stays in use at this price stands for something that no plan can do
)
BACKWARD = 1e-12  # relative: by so much coefficients are known
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4  # after new bounds, after new columns
DEVEX, EXACT = 1, -1  # weights of the edges for dual simplex
SOON = 10  # rows for each iteration in which rough weights are tried
NO_LIMIT = 2**31 - 1  # of iterations
HARD = ("committed", "least", "assured", "assured_beside")  # families of rows that artificials soften
Composite = frozen.Composite
JOINED = {
    kind: tuple(family for family in FAMILIES.values() if getattr(family, kind) is not None)
    for kind in ("cohort", "flight", "visit")
}
"""The families that a member joins, by its kind."""


@dataclass(frozen=True)
class MasterPoint:
    """One solved master: N and D of its point, the objective, the row duals, and the flights' values."""

    cost: float
    tokens: float
    objective: float
    duals: Array
    values: Array
    flights: Array


class Master:
    """The restricted linear program: static columns and a growing pool of composite flights."""

    def __init__(
        self,
        case: Case,
        *,
        seed: int = 0,
        clock: Clock | None = None,
        few_designs: int = DEFAULT.few_designs,
        interior_from: int = DEFAULT.interior_from,
    ):
        self.case = case
        empty = compile_model(
            build(case, replace(Members.of([], [], offered(case)), engineered=all_if_few(case, few_designs)))
        )
        counted = with_fleets(case, empty)
        self.group = np.full(len(case.designs), NONE)  # [d], where engineering is charged to groups
        if not has_few_designs(case, few_designs):
            counted, self.group = with_groups(case, counted)
        self.model = with_artificials(case, counted)
        self.row = self.model.row
        self.solver = Solver(seed=seed, clock=clock)
        self.solver.set(dual_feasibility_tolerance=1e-9)
        self.solver.load(self.model, self.model.objectives["cost"], integer=False)
        self.static = len(self.model.col_lower)
        self.artificial = np.array(
            [i for (family, _), i in self.model.column.items() if family == "artificial"], dtype=int
        )
        keys = {at: key for key, at in self.row.items()}
        first = {int(i): int(self.model.matrix.indices[self.model.matrix.indptr[i]]) for i in self.artificial}
        joined = {i: keys.get(at, ("range", None)) for i, at in first.items()}
        self.family = {i: family for i, (family, _) in joined.items()}  # artificial column -> of its row
        self.softened = {i: key for i, key in joined.items() if key[0] in HARD}  # -> the hard row it softens
        self.lent = {
            i: key for i, key in joined.items() if key[0] == "cash"
        }  # -> the row of cash it lends to
        self.rises = 0
        self.strategy = PRIMAL_SIMPLEX  # of the next solve
        self.is_large = len(self.model.row_lower) >= interior_from
        self.far = 2  # solves to come that end far from the last basis: without flights, and with the first
        self.pool: list[Composite] = []
        self.known: set[Composite] = set()
        self.pool_cost: list[float] = []
        self.pool_stake: list[float] = []
        self.unpaid = unpaid(case)
        self.columns: list[tuple[Ints, Array]] = []
        self.stacked = sparse.csr_array((0, len(self.model.row_lower)))  # columns as rows; see pool_matrix
        self.parts: dict[tuple, dict[int, float]] = {}
        bought = {at: index for (family, index), at in self.row.items() if family == "contracts"}
        self.contracts = np.array(list(bought), dtype=int)
        self.contracted = np.array(list(bought.values()), dtype=int).reshape(-1, 2)  # (v, b) of each
        self.col_lower, self.col_upper = self.model.col_lower.copy(), self.model.col_upper.copy()
        self.row_lower, self.row_upper = self.model.row_lower.copy(), self.model.row_upper.copy()
        self.frozen = self.add_frozen()

    # --- columns
    def add_frozen(self) -> Array:
        """The frozen flights as the first columns of the pool, held at their numbers, which are returned."""
        flown = frozen.composites(self.case)
        counts = np.array(list(flown.values()), dtype=float)
        self.add(list(flown))
        self.solver.bounds(self.static + np.arange(len(counts)), counts, counts)
        return counts

    def part(self, kind: str, *member) -> dict[int, float]:
        """Row -> coefficient of a satellite of a cohort, of a flight by itself or of its visit to a shell, by
        the formulation's own steps.

        Raises PlannerBug where a family lacks a row that it should have.
        """
        if (kind, *member) in self.parts:
            return self.parts[kind, *member]
        part: dict[int, float] = {}
        for family, index, amount in joined(JOINED[kind], kind, self.case, *member):
            at = self.row.get((family.name, index))
            if at is not None:
                part[at] = part.get(at, 0.0) + amount
            elif not family.is_partial:
                raise PlannerBug(f"the formulation has no row {family.name} {index}, which a {kind} joins")
        self.parts[kind, *member] = part
        return part

    def cohort_part(self, cohort: Cohort) -> dict[int, float]:
        """Row -> coefficient of one satellite of a cohort, with the row of its design's group."""
        part = self.part("cohort", cohort)
        at = self.row.get(("group_nre", ("link", int(self.group[cohort[0]]), cohort[3])))
        return part if at is None else part | {at: 1.0}

    def column(self, flight: Composite) -> tuple[float, Ints, Array]:
        """(cost, rows, coefficients) of a composite flight."""
        v, _, b, cargo = flight
        cost = flight_cost(self.case, v, b)
        total = self.part("flight", v, b) | {self.row["flights", (v, b)]: 1.0}
        for s in {s for _, s, _, _ in cargo}:
            total |= self.part("visit", v, s, b)
        for d, s, l, count in cargo:
            cohort = (d, v, s, b, l)
            cost += count * satellite_cost(self.case, *cohort)
            for at, amount in self.cohort_part(cohort).items():
                total[at] = total.get(at, 0.0) + count * amount
        rows = np.array(sorted(total), dtype=np.int64)
        return cost, rows, np.array([total[r] for r in rows.tolist()])

    def add(self, flights: list[Composite]) -> int:
        """Add new composite flights; returns how many were not known yet."""
        fresh = [f for f in dict.fromkeys(flights) if f not in self.known]
        made = [self.column(f) for f in fresh]
        if made:
            starts = np.cumsum([0] + [len(rows) for _, rows, _ in made])[:-1]
            costs = np.array([cost for cost, _, _ in made])
            rows, values = np.concatenate([r for _, r, _ in made]), np.concatenate([a for _, _, a in made])
            self.solver.add_columns(costs, starts, rows, values)
            self.known |= set(fresh)
            self.pool += fresh
            self.pool_cost += costs.tolist()
            self.pool_stake += [cost + float(self.unpaid[f[0], f[2]]) for f, cost in zip(fresh, costs)]
            self.columns += [(r, a) for _, r, a in made]
        return len(made)

    # --- solving
    def solve(self, q: float) -> MasterPoint | None:
        """Solve at q, by primal simplex from the last basis: the rents bound the duals, so that a vertex
        prices well. Far from that basis a large program is solved by an interior point method, to a vertex.

        None if that was stopped. A program that ended otherwise without "optimal" may give point and duals:
        g(y) is a bound for any duals y, and pricing looks at every flight at the same y, so that what is
        proven from them does not hang on how it ended.
        """
        cost = np.concatenate([objective_cost(self.model, self.case, q), self.pool_cost])
        self.solver.costs(cost)
        self.solver.set(solver="ipx" if self.is_large and self.far else "simplex")
        self.far = max(0, self.far - 1)
        run = self.run()
        if run.values is None or run.row_duals is None or run.status in ("time limit", "interrupted"):
            return None
        N = np.concatenate([self.model.objectives["cost"], self.pool_cost])
        tokens = float(self.model.objectives["tokens_served"] @ run.values[: self.static])
        duals = self.projected(run.row_duals)
        return MasterPoint(
            float(N @ run.values),
            tokens,
            float(cost @ run.values),
            duals,
            run.values,
            run.values[self.static :],
        )

    def run(self) -> Run:
        """Run the simplex method that suits what has changed, and let the next one be primal.

        Dual simplex begins with rough weights of the edges, also where it mends what primal simplex leaves,
        and takes exact ones only when it did not end soon: these cost a solve for each row, as much as a
        thousand iterations, and most runs need a hundred.
        """
        is_dual = self.strategy == DUAL_SIMPLEX
        soon = len(self.row_lower) // SOON if is_dual else NO_LIMIT
        self.solver.set(
            simplex_strategy=self.strategy,
            simplex_dual_edge_weight_strategy=DEVEX,
            simplex_iteration_limit=soon,
        )
        run = self.solver.run()
        if is_dual and run.status == "target":
            self.solver.set(simplex_dual_edge_weight_strategy=EXACT, simplex_iteration_limit=NO_LIMIT)
            run = self.solver.run()
        self.solver.set(simplex_strategy=PRIMAL_SIMPLEX, simplex_iteration_limit=NO_LIMIT)
        self.strategy = PRIMAL_SIMPLEX
        return run

    def set_bounds(self, columns: list[int], lower: list[float], upper: list[float]) -> None:
        """Change the bounds of static columns, in the solver and in the bound's arithmetic; the next solve is
        by dual simplex.
        """
        self.strategy = DUAL_SIMPLEX
        self.col_lower[columns], self.col_upper[columns] = lower, upper
        self.solver.bounds(columns, lower, upper)

    def set_sides(self, rows: list[int], lower: list[float], upper: list[float]) -> None:
        """Change the sides of rows likewise."""
        self.strategy = DUAL_SIMPLEX
        self.row_lower[rows], self.row_upper[rows] = lower, upper
        self.solver.row_bounds(rows, lower, upper)

    def count_flights(self) -> None:
        """Close the rows that make the columns `fleet` the flights until then: they may be held from now."""
        rows = [at for (family, _), at in self.row.items() if family == "flights"]
        self.set_sides(rows, [0.0] * len(rows), [0.0] * len(rows))

    def raise_artificials(self, values: Array) -> bool:
        """Make artificials still in use a hundred times dearer, rents before hard demand, and what is rented
        of one family all together, for one that gets dearer alone is rented elsewhere; False if none are in
        use, or none may rise.

        Demand that stays missed after two rises, when nothing is rented any more, stands for something that
        no plan can do.
        """
        cost = self.model.objectives["cost"]
        used = self.artificial[values[self.artificial] > 1e-6]
        rented = {self.family[i] for i in used if i not in self.softened and cost[i] < DEAREST}
        if rented:
            dearer = [i for i in self.artificial if self.family[i] in rented and i not in self.softened]
            cost[[i for i in dearer if cost[i] < DEAREST]] *= 100
            self.far = 1
            return True
        missed = np.array([i for i in used if i in self.softened], dtype=int)
        if len(missed) and self.rises < 2:
            self.rises += 1
            cost[missed] *= 100
            return True
        return False

    def raise_rents(self) -> None:
        """Make what can be rented a hundred times dearer from the beginning: where flights are known already,
        rents need not tell what satellites would be worth.
        """
        rented = np.array([i for i in self.artificial if i not in self.softened], dtype=int)
        self.model.objectives["cost"][rented] *= 100

    def missed(self) -> list[tuple[str, Any, float]]:
        """(family, index, Tt) of the hard demand that the pool cannot meet at any price, confirmed without
        presolve; largest first.

        Where all of it can be met, (cash, t, M$) of the money that is missing for that.
        """
        self.solver.set(presolve="off")
        run = self.solver.run()
        self.solver.set(presolve="choose")
        if run.values is None or run.status != "optimal":
            return []
        return self.used_of(self.softened, run.values) or self.used_of(self.lent, run.values)

    def softly_missed(self, values: Array) -> list[tuple[str, Any, float]]:
        """(family, index, Tt) of the hard demand that a point misses; largest first."""
        return self.used_of(self.softened, values)

    @staticmethod
    def used_of(named: dict[int, tuple[str, Any]], values: Array) -> list[tuple[str, Any, float]]:
        """(family, index, amount) of the artificial columns in use; largest first."""
        found = [(*key, float(values[i])) for i, key in named.items() if values[i] > 1e-6]
        return sorted(found, key=lambda entry: -entry[2])

    def meets_without(self, families: tuple[str, ...], seconds: float = INF) -> bool:
        """Whether the pool could meet all hard demand without the rows of some families; False if that is not
        known in time.
        """
        rows = np.array([at for key, at in self.row.items() if key[0] in families], dtype=np.int32)
        if not len(rows):
            return False
        self.solver.free_rows(rows)
        run = self.solver.run(time_limit=seconds)
        self.solver.row_bounds(rows, self.row_lower[rows], self.row_upper[rows])
        return run.values is not None and not any(run.values[i] > 1e-6 for i in self.softened)

    def projected(self, duals: Array) -> Array:
        """Row duals with the signs that weak duality needs: >= 0 where only a lower side exists, <= 0 where
        only an upper one.
        """
        duals = np.where(self.row_upper >= INF, np.maximum(duals, 0), duals)
        duals = np.where(self.row_lower <= -INF, np.minimum(duals, 0), duals)
        duals[self.contracts] = np.minimum(duals[self.contracts], self.contract_ends(duals))
        return duals

    def contract_ends(self, duals: Array) -> Array:
        """[contract] what a contracted flight is worth at most: above it a flight without cargo would seem to
        pay.

        Its price where it is paid, discounted and at what cash is worth there, or with its insurance, if that
        is expected to pay.
        """
        case = self.case
        if not len(self.contracts):
            return np.zeros(0)
        worth = case.discount_start - self.money(duals)
        v, b = self.contracted.T
        price = worth[ahead(case.prepay_launch, case.launch_periods)]
        return (case.price_musd * np.minimum(price, launches_worth(case, worth)))[v, b]

    def money(self, duals: Array) -> Array:
        """[t] duals of the rows of cash: what an M$ spent in t is worth (<= 0); zeros where cash has no
        limit.
        """
        rows = np.array([self.row.get(("cash", t), -1) for t in range(self.case.periods)])
        return np.where(rows >= 0, duals[rows], 0.0)

    def dual_value(self, q: float, duals: Array) -> float:
        """g(y) of the module docstring, over the static columns.

        A reduced cost that is zero but for BACKWARD of its own terms counts as zero: so it is exactly, in a
        question whose coefficients differ by no more than that, as those of the scaled question differ from
        those that were asked (models/units.py).
        """
        model = self.model
        cost = objective_cost(model, self.case, q)
        reduced = cost - model.matrix.T @ duals
        terms = np.abs(cost) + self.sizes.T @ np.abs(duals)
        reduced = np.where(np.abs(reduced) <= BACKWARD * terms, 0.0, reduced)
        sides = np.where(duals > 0, self.row_lower, self.row_upper)
        rows = float(np.sum(np.where(duals == 0, 0.0, duals * np.where(np.isfinite(sides), sides, 0.0))))
        ends = np.where(
            reduced >= 0, np.maximum(self.col_lower, -self.ends), np.minimum(self.col_upper, self.ends)
        )
        held = len(self.frozen)
        fixed = float(self.frozen @ self.pool_reduced(duals)[:held]) if held else 0.0
        return rows + fixed + float(np.sum(reduced * np.where(reduced == 0, 0.0, ends)))

    def pool_violation(self, duals: Array, extra: float) -> float:
        """Largest theta with reduced cost < -theta * stake among the pool's own columns that are not held,
        beyond `extra`.
        """
        reduced, stake = (
            np.array(one)[len(self.frozen) :] for one in (self.pool_reduced(duals), self.pool_stake)
        )
        lacks = reduced < -extra * stake
        return float((-reduced[lacks] / stake[lacks]).max(initial=extra))

    def pool_reduced(self, duals: Array) -> Array:
        """The reduced cost of every column of the pool."""
        return np.array(self.pool_cost) - self.pool_matrix @ duals

    @property
    def pool_matrix(self) -> sparse.csr_array:
        """[flight, row] the coefficients of the pool, whose new columns are stacked below the others."""
        done, width = self.stacked.shape
        fresh = self.columns[done:]
        if fresh:
            ends = self.stacked.nnz + np.cumsum([len(rows) for rows, _ in fresh])
            self.stacked = sparse.csr_array(
                (
                    np.concatenate([self.stacked.data, *(amounts for _, amounts in fresh)]),
                    np.concatenate([self.stacked.indices, *(rows for rows, _ in fresh)]),
                    np.concatenate([self.stacked.indptr, ends]),
                ),
                shape=(done + len(fresh), width),
            )
        return self.stacked

    @cached_property
    def sizes(self) -> sparse.csc_array:
        """The size of every coefficient of the static columns."""
        return abs(self.model.matrix)

    @property
    def ends(self) -> Array:
        """An implied bound on the size of every static column, where it has none of its own."""
        if not hasattr(self, "_ends"):
            self._ends = implied_bounds(self.case, self.model)
        return self._ends


def all_if_few(case: Case, few: int) -> tuple[int, ...]:
    """The designs on offer, if they are few: then their engineering is decided here, where many would take
    each other's place.
    """
    return tuple(sorted({d for d, _ in offered(case)})) if has_few_designs(case, few) else ()


def has_few_designs(case: Case, few: int) -> bool:
    """Whether no more than so many designs are on offer."""
    return len({d for d, _ in offered(case)}) <= few


def unpaid(case: Case) -> Array:
    """[v,b] discounted M$ that a flight costs at least beyond its own column: where its price is paid by
    tiers.
    """
    if not case.tiers:
        return np.zeros(case.cadence.shape)
    least = np.where(case.reachable, case.tier_factor[:, :, None], np.inf).min(axis=1)
    credited = 1 - case.cohort_share.min(axis=(0, 2), initial=1.0)
    paid = case.discount_start[ahead(case.prepay_launch, case.launch_periods)]
    an_musd = np.maximum(launches_worth(case, case.discount_start) - credited * paid, 0.0)
    return np.where(np.isnan(case.price_share), case.price_musd * least * an_musd, 0.0)
