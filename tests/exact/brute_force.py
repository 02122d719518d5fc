"""The optimum of a tiny Case by enumeration, with code that shares nothing with the models but the Case.

Every integer plan is written down (integer_plans.py). What each plan costs apart from its remainder is added
up here; the remainder is a linear program (remainder.py). A plan's program is solved unless a dual solution
found at another plan proves that this one is infeasible or no better than the best so far. `Search.alone`
solves any single one, another way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

import retiring
import standing
from hazards import working
from integer_plans import IntegerPlans, integer_plans, running
from models.case import Case
from orders import price_shares, spread
from payments import due, insured, purchase
from planner.solver.solution import Flights, Solution
from remainder import Remainder, remainder

TIE = 1e-10  # a plan whose bound is within this of the best, relative, cannot matter
SHORT = 1e-7  # a plan that misses its hard limits by more than this [Tt] is infeasible


@dataclass(frozen=True)
class Best:
    """The optimum: `value` in the objective's unit (M$/Tt, or M$), cost N, tokens D, the plan, and how much
    was looked at.
    """

    value: float
    cost_musd: float
    tokens_tt: float
    solution: Solution
    plans: int
    programs: int


def brute_force(case: Case) -> Best | None:
    """The best plan of the Case for its objective, or None if no integer plan is feasible: over all ways in
    which what flies may retire.
    """
    best: Best | None = None
    sign = -1 if case.objective == "npv" else 1
    for leave, removed in retiring.ways(case):
        search = Search(retiring.as_chosen(case, leave, removed))
        found = search.by_bounds() if len(search.fixed) else None
        if found is not None and (best is None or sign * found.value < sign * best.value):
            best = replace(found, solution=replace(found.solution, leave=leave, removed=removed))
    return best


def fixed_cost(case: Case, plans: IntegerPlans) -> np.ndarray:
    """[plan] discounted M$ of everything that the integer decisions settle: all but gateways, own generation,
    what runs and shortfall.
    """
    start, mid, D = case.discount_start, case.discount_mid, case.period_years
    share = price_shares(case, plans.departures, plans.cohorts, plans.counts, plans.flights)
    unit, credit = np.zeros(plans.counts.shape[1]), np.zeros((plans.counts.shape[1], len(plans.departures)))
    for i, (d, v, s, b, life) in enumerate(plans.cohorts):
        kept = case.cohort_share[s, b, life]
        h = case.design_bus[d]
        at = due(b, case.prepay_launch[v])
        ticket = case.price_musd_per_t[v, b] * case.design_mass_t[d]
        unit[i] += start[b] * (case.design_cost_musd[d, b] + ticket) * insured(case, v)
        unit[i] += kept * sum(start[t] * musd for t, musd in purchase(case, d, b)) + kept * start[at] * ticket
        if kept < 1:
            payload = max(case.payload_t[v, o] for o, shells in enumerate(case.drop_shells) if s in shells)
            credit[i, plans.departures.index((v, b))] = (
                start[at] * (1 - kept) * case.price_musd[v, b] * case.design_mass_t[d] / payload
            )
        first = b + int(case.shell_lag[s])
        for t in range(first, min(case.periods, first + case.lives[life])):
            alive = working(case.success[v], case.bus_loss_per_year[h], D, t - first)
            unit[i] += mid[t] * D * case.bus_operations_musd[h] * alive
    for i, (j, k, b) in enumerate(plans.racks, len(plans.cohorts)):
        unit[i] += start[b] * case.rack_cost_musd[j, k, b] * case.rack_share[j, b]
        for t in running(case, j, b):
            unit[i] += mid[t] * D * standing.block_cost(case, j, k, t)
    flight = np.array(
        [
            case.price_musd[v, b] * (start[due(b, case.prepay_launch[v])] + start[b] * insured(case, v))
            for v, b in plans.departures
        ]
    )
    cost = plans.counts @ unit + (share * (plans.flights * flight - plans.counts @ credit)).sum(axis=1)
    cost += standing.running_cost(case) @ mid
    cost += standing.contract_cost(case, plans.departures, plans.flights) @ start

    flown = plans.counts[:, : len(plans.cohorts)] > 0
    for h in range(len(case.buses)):
        cost += case.bus_nre_musd[h] * first_use(
            case, plans, flown, [case.design_bus[c[0]] == h for c in plans.cohorts]
        )
    for d in range(len(case.designs)):
        cost += case.design_nre_musd[d] * first_use(case, plans, flown, [c[0] == d for c in plans.cohorts])
    for s in range(len(case.shells)):
        was_open = np.zeros(len(plans.counts), bool)
        for t in range(case.periods):
            serving = [
                c[2] == s and 0 <= t - c[3] - int(case.shell_lag[s]) < case.lives[c[4]] for c in plans.cohorts
            ]  # fmt: skip
            stays = any(
                shell == s and standing.serves(case, f, t) for f, shell in enumerate(case.flown_shell)
            )
            is_open = flown[:, serving].any(axis=1) | stays
            cost += start[t] * case.shell_opening_musd[s] * (is_open & ~was_open)
            cost += mid[t] * D * case.shell_yearly_musd[s] * is_open
            was_open |= is_open
    return cost


def first_use(case: Case, plans: IntegerPlans, flown: np.ndarray, which: list[bool]) -> np.ndarray:
    """[plan] discount factor of the first launch period in which one of the cohorts flies; 0 if none does."""
    factor = np.zeros(len(flown))
    for b in reversed(range(case.launch_periods)):
        used = flown[:, [w and c[3] == b for w, c in zip(which, plans.cohorts)]].any(axis=1)
        factor = np.where(used, case.discount_start[b], factor)
    return factor


@dataclass(frozen=True)
class Cut:
    """A dual solution (w, v): its value at the right side of every plan, and its combination of the rows."""

    right_side: np.ndarray  # [plan] w (a + S p)
    rows: np.ndarray  # [variable] w A + v E


class Search:
    """All integer plans of a Case, their fixed cost, their remainder, and the search for the best."""

    def __init__(self, case: Case):
        if case.flown_may_retire.any() or case.installed_may_retire.any():
            raise ValueError("satellites or racks that may choose when to leave: retiring.as_chosen first")
        self.case = case
        self.plans: IntegerPlans = integer_plans(case)
        self.fixed, self.programs = np.zeros(0), 0
        if len(self.plans.counts):
            self.program: Remainder = remainder(case, self.plans)
            self.fixed = fixed_cost(case, self.plans)

    # --- one plan on its own --------------------------------------------------------------------------------

    def alone(self, plan: int) -> float:
        """The value of one integer plan (the worst there is if it is infeasible): the ratio by one program in
        y/D and 1/D.

        min  fixed z + c y   over   A y <= b z, E y = 0, y <= u z, tokens y = 1, z >= 0

        (Charnes and Cooper; the plan is y/z)
        """
        p = self.program
        if self.case.objective != "levelized_cost":
            result = self.in_whole(p.cost - self.price(), plan)
            return (
                self.value(plan, result.x)
                if result.status == 0
                else (-np.inf if self.case.objective == "npv" else np.inf)
            )
        if p.whole.any():
            return self.alone_in_whole(plan)
        right = p.right(self.plans, plan)
        above = np.vstack([np.column_stack([p.A, -right]), np.column_stack([np.eye(len(p.upper)), -p.upper])])
        equal = np.vstack([np.column_stack([p.E, np.zeros(len(p.E))]), np.append(p.tokens, 0.0)])
        result = linprog(
            np.append(p.cost, self.fixed[plan]),
            A_ub=above,
            b_ub=np.zeros(len(above)),
            A_eq=equal,
            b_eq=np.append(np.zeros(len(p.E)), 1.0),
            method="highs",
        )
        return float(result.fun) if result.status == 0 else np.inf

    def alone_in_whole(self, plan: int) -> float:
        """The same where blocks run in whole numbers: N - q D solved again at the ratio found, until none is
        better (Dinkelbach).
        """
        result = self.in_whole(-self.program.tokens, plan)
        value = self.value(plan, result.x) if result.status == 0 else np.inf
        while np.isfinite(value):
            result = self.in_whole(self.program.cost - value * self.program.tokens, plan)
            better = self.value(plan, result.x)
            if better >= value * (1 - 1e-12):
                break
            value = better
        return value

    # --- plan by plan, best bound first ---------------------------------------------------------------------

    def by_bounds(self) -> Best | None:
        """Best-first over the plans, with every dual solution bounding every plan. Safe by weak duality
        alone.
        """
        is_ratio = self.case.objective == "levelized_cost"
        best: tuple[float, int, np.ndarray] | None = None
        cuts: list[Cut] = []
        open_plans = np.ones(len(self.fixed), bool)
        bound = None
        while True:
            if bound is None:  # the objective is new
                objective = self.objective(best)
                bound = (
                    self.box(objective)
                    if not cuts
                    else np.max([self.bound(objective, cut) for cut in cuts], axis=0)
                )
            if best is not None:
                open_plans &= bound + self.fixed < self.threshold(best)
            elif is_ratio:
                open_plans &= bound < 0  # without tokens there is no ratio
            if not open_plans.any():
                return None if best is None else self.report(*best)
            plan = int(
                np.argmin(
                    np.where(open_plans, bound + (0 if is_ratio and best is None else self.fixed), np.inf)
                )
            )
            result = self.solved(objective, plan)
            if result.status == 2:
                open_plans &= self.missed(plan) <= SHORT
                open_plans[plan] = False
                continue
            cuts.append(self.cut(self.program.A, self.program.E, result))
            bound = np.maximum(bound, self.bound(objective, cuts[-1]))
            y = self.in_whole(objective, plan).x if self.program.whole.any() else result.x
            value = np.inf if y is None else self.value(plan, y)
            if np.isfinite(value) and (best is None or self.is_better(value, best[0])):
                best = (value, plan, y)
                bound = None if is_ratio else bound  # at the lower ratio the same plan may do better still
            else:
                open_plans[plan] = False

    def objective(self, best) -> np.ndarray:
        """Cost vector of the remainder: N - q*D at the best ratio so far (most tokens while there is none),
        N, or N - revenue.
        """
        if self.case.objective != "levelized_cost":
            return self.program.cost - self.price()
        return -self.program.tokens if best is None else self.program.cost - best[0] * self.program.tokens

    def threshold(self, best) -> float:
        value, plan, _ = best
        if self.case.objective == "levelized_cost":
            return -TIE * abs(self.fixed[plan])
        least = -value if self.case.objective == "npv" else value
        return least - TIE * abs(least)

    def box(self, objective: np.ndarray) -> np.ndarray:
        """[plan] the least objective within the bounds of the variables alone."""
        return np.full(len(self.fixed), np.minimum(objective, 0) @ self.program.upper)

    def cut(self, A: np.ndarray, E: np.ndarray, result) -> Cut:
        """The dual solution of one program, ready to bound all of them."""
        w = np.minimum(result.ineqlin.marginals, 0.0)
        v = result.eqlin.marginals if len(E) else np.zeros(0)
        p = self.program
        return Cut(w @ p.a + self.plans.counts @ (w @ p.S) + p.F @ w, w @ A + v @ E)

    def bound(self, objective: np.ndarray, cut: Cut) -> np.ndarray:
        """[plan] c y >= w (a + S p) + min over the box of (c - w A - v E) y, for any w <= 0 and any v."""
        return cut.right_side + np.minimum(objective - cut.rows, 0.0) @ self.program.upper

    def missed(self, plan: int) -> np.ndarray:
        """[plan] lower bound on how far each plan misses its hard limits in sum, from the dual of the plan
        that does.
        """
        p = self.program
        slack = np.eye(len(p.a))[:, p.hard]
        A, E = np.hstack([p.A, -slack]), np.hstack([p.E, np.zeros((len(p.E), slack.shape[1]))])
        objective = np.append(np.zeros(len(p.upper)), np.ones(slack.shape[1]))
        upper = np.append(p.upper, p.miss[p.hard])
        result = linprog(
            objective,
            A_ub=A,
            b_ub=p.right(self.plans, plan),
            A_eq=E if len(E) else None,
            b_eq=np.zeros(len(E)) if len(E) else None,
            bounds=np.column_stack([np.zeros_like(upper), upper]),
            method="highs",
        )
        self.programs += 1
        if result.status != 0:
            raise ArithmeticError(f"the program with slack must have a solution: {result.message}")
        cut = self.cut(A, E, result)
        return cut.right_side + np.minimum(objective - cut.rows, 0.0) @ upper

    # --- shared ---------------------------------------------------------------------------------------------

    def price(self) -> np.ndarray:
        return self.program.revenue if self.case.objective == "npv" else np.zeros_like(self.program.cost)

    def solved(self, objective: np.ndarray, plan: int):
        self.programs += 1
        result = self.program.solve(objective, self.program.right(self.plans, plan))
        if result.status not in (0, 2):
            raise ArithmeticError(f"linprog: {result.message}")
        return result

    def in_whole(self, objective: np.ndarray, plan: int):
        """The program of one plan with whole blocks that run."""
        return self.program.solve(objective, self.program.right(self.plans, plan), whole=True)

    def value(self, plan: int, y: np.ndarray) -> float:
        cost, tokens = self.fixed[plan] + self.program.cost @ y, self.program.tokens @ y
        if self.case.objective == "npv":
            return float(self.program.revenue @ y - cost)
        if self.case.objective == "cost":
            return float(cost)
        return float(cost / tokens) if tokens > 1e-9 else np.inf

    def is_better(self, value: float, other: float) -> bool:
        return value > other if self.case.objective == "npv" else value < other

    def report(self, value: float, plan: int, y: np.ndarray) -> Best:
        cost, tokens = self.fixed[plan] + self.program.cost @ y, self.program.tokens @ y
        return Best(value, float(cost), float(tokens), self.solution(plan, y), len(self.fixed), self.programs)

    def solution(self, plan: int, y: np.ndarray) -> Solution:
        """The plan in the terms of the planner, so that the audit can look at it."""
        plans = self.plans
        counts = [int(n) for n in plans.counts[plan]]
        satellites = {c: n for c, n in zip(plans.cohorts, counts) if n}
        racks = {r: n for r, n in zip(plans.racks, counts[len(plans.cohorts) :]) if n}
        flights: dict[tuple, int] = {}
        for v, b in plans.departures:
            load = [
                sum(n for c, n in satellites.items() if (c[0], c[2]) == kind and (c[1], c[3]) == (v, b))
                for kind in plans.kinds
            ]
            many = int(plans.flights[plan, plans.departures.index((v, b))])
            for o, single in spread(plans.packings[v, b][tuple(load)], many):
                cargo = tuple(sorted((d, s, n) for (d, s), n in zip(plans.kinds, single) if n))
                flights[v, o, b, cargo] = flights.get((v, o, b, cargo), 0) + 1
        amounts: dict[str, dict] = {}
        for key, amount in zip(self.program.keys, y):
            if amount > 1e-12:
                amounts.setdefault(key[0], {})[key[1:]] = float(amount)
        return Solution(
            flights=tuple(Flights(*key, flights=n) for key, n in sorted(flights.items())),
            satellites=satellites,
            racks=racks,
            compute_orbit=amounts.get("compute orbit", {}),
            compute_ground=amounts.get("compute ground", {}),
            tokens_orbit=amounts.get("orbit", {}),
            tokens_ground=amounts.get("ground", {}),
            shortfall=amounts.get("short", {}),
            gateway_gbps=amounts.get("gateway", {}),
            onsite_mw=amounts.get("onsite", {}),
            reserve_orbit=amounts.get("reserve orbit", {}),
            reserve_ground=amounts.get("reserve ground", {}),
            drawn_musd={n: musd for (n, _), musd in amounts.get("drawn", {}).items()},
        )
