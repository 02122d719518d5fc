"""Small questions: every cohort and every maximal manifest is a column, so that the solver's own dual bound
holds for the whole question.

Dinkelbach with inexact steps. With F(q) = min N - q D over the whole question and a dual bound LB <= F(q):

    LB >= 0:  r* >= q + LB / D_max
    LB < 0:   r* >= q + LB / D_min           D_min <= D <= D_max over plans no worse than the best

because r* = N/D >= q + LB / D for the best plan, and LB / D is least at D_max or at D_min by the sign of LB.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np

from models import frozen
from models.case import Case
from models.members import Cargo, Flight, Members, cohorts_of, offered
from models.rollout import build
from planner.errors import NoPlan, PlannerBug
from planner.solver.evaluation import decisions, evaluate, least_ratio_lp, most_tokens, objective_cost
from planner.solver.highs import INF, Array, Clock, Compiled, Run, Solver, compile_model
from planner.solver.left_out import ABOVE, lacks_by_columns, spare_given
from planner.solver.missing import SOME, in_units, shortage, why
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.pricing.manifests import bay_of, maximal, subsets
from planner.solver.search import Search

LEAST_ENTRY = 2e-9
"""Of a row that is added: HiGHS warns of entries up to 1e-9 and leaves them out."""

TOLD = 1e-4
"""Relative: by so much a point is to better the best plan before it is priced while a program still runs."""


def every_member(case: Case, params: SearchParams = DEFAULT) -> Members | None:
    """All cohorts and all maximal manifests in all periods, or None if they are too many for this method;
    where frozen, just that.
    """
    B, free = case.launch_periods, range(case.frozen_periods, case.launch_periods)
    cohorts = list(frozen.satellites(case))
    for d, s in offered(case):
        for v in range(len(case.vehicles)):
            for b in free:
                cohorts += cohorts_of(case, d, v, s, b)
        if len(cohorts) > params.cohorts_at_most:
            return None
    flights: list[Flight] = list(frozen.flights(case))
    known: dict[tuple, list[Cargo] | None] = {}
    # A period in which the same items may fly has the same manifests.
    for v, o, b in product(range(len(case.vehicles)), range(len(case.drops)), free):
        for shells in subsets(case.drop_shells[o]):
            room = bay_of(case, v, o, b, shells)
            key = (v, o, room.items)
            if key not in known:
                known[key] = maximal(room, params.flights_at_most // B)
            manifests = known[key]
            if manifests is None:
                return None
            flights += [(v, o, b, cargo) for cargo in manifests]
        if len(flights) > params.flights_at_most:
            return None
    return Members.of(cohorts, flights, offered(case))


def solve_complete(search: Search, members: Members) -> None:
    """Find and prove the best plan over `members`; raises NoPlan. The result is in `search`."""
    case = search.case
    with search.stage("build"):
        model = compile_model(build(case, members))
    search.sizes |= model.sizes
    with search.stage("linear relaxation"):
        q = relaxation(search, members, model)
    if q is None:
        return
    with search.stage("integer search"):
        if case.is_ratio:
            dinkelbach(search, members, model, q)
        else:
            one_step(search, members, model)


def relaxation(search: Search, members: Members, model: Compiled) -> float | None:
    """The least ratio of the linear relaxation: the first bound, and the first q (0 for cost and npv); None
    if it was stopped.
    """
    case = search.case
    solver = Solver(seed=search.seed, clock=search)
    solver.load(model, model.objectives["cost"], integer=False)
    q = 0.0
    if case.is_ratio:
        start = most_tokens(model, solver)
        if start is None:
            require_time_over(search, model)
            return None
        q = start
    found = least_ratio_lp(case, model, solver, q)
    if found is None:
        require_time_over(search, model)
        return None
    if search.stopped():  # perhaps on the way: then the ratio found is not the least
        return None
    if found.is_proven:
        search.prove(found.value)
        search.relaxation = found.value
    search.entered = {index[0] for family, index in model.column if family == "x"}
    above = found.value * ABOVE
    solver.costs(objective_cost(model, case, above))
    spare_given(solver, model)
    run = solver.run()
    if run.status == "optimal" and run.row_duals is not None:
        search.lacks = lacks_by_columns(case, members, model, run.row_duals, above)
    return found.value


def require_time_over(search: Search, model: Compiled) -> None:
    """Where the relaxation has no point: NoPlan with the reason, unless it was only not found in time."""
    if not search.stopped():
        raise why_not(search, model)


def why_not(search: Search, model: Compiled) -> NoPlan:
    """Confirm without presolve that no plan exists; the error says what is missing and what would do."""
    case, tokens = search.case, model.objectives["tokens_served"]
    solver = Solver(clock=search)
    solver.set(presolve="off")
    solver.load(model, -tokens, integer=False)
    run = solver.run()
    is_idle = run.status == "optimal"
    if is_idle and run.values is not None and tokens @ run.values > SOME:
        raise PlannerBug(
            "the linear relaxation has a plan that serves tokens, but its least ratio was not found"
        )
    if lacks_money(case, model, clock=search):
        return NoPlan("money", True)
    if is_idle:
        return NoPlan("nothing serves", True)
    missed = shortage(case, model, without=("cash",), clock=search) or shortage(case, model, clock=search)
    return why(search.asked, model, in_units(missed, search.scale), clock=search)


def lacks_money(case: Case, model: Compiled, *, integer: bool = False, clock: Clock | None = None) -> bool:
    """Whether cash is limited and there is a plan that serves tokens once it is not."""
    rows = [at for (family, _), at in model.row.items() if family == "cash"]
    if not rows:
        return False
    tokens = model.objectives["tokens_served"]
    solver = Solver(clock=clock)
    solver.load(model, -tokens, integer=integer)
    solver.free_rows(rows)
    run = solver.run()
    return run.values is not None and (not case.is_ratio or float(tokens @ run.values) > 1e-9)


def token_range(search: Search, model: Compiled) -> tuple[float, float]:
    """(D_min, D_max) over the linear relaxation of plans whose ratio is no worse than the best known."""
    case = search.case
    D = model.objectives["tokens_served"]
    solver = Solver(seed=search.seed, clock=search)
    solver.load(model, D, integer=False)
    if search.best is not None:
        row = model.objectives["cost"] - search.value * (1 + 1e-9) * D
        # HiGHS takes no smaller entries: they are made lower, which lets in more, columns being >= 0.
        row = np.where(np.abs(row) < LEAST_ENTRY, np.where(row < 0, -LEAST_ENTRY, 0.0), row)
        used = np.flatnonzero(row)
        solver.expect(solver.highs.addRow(-INF, 0.0, len(used), used.astype(np.int32), row[used]), "addRow")
    ends = []
    for sign in (1.0, -1.0):
        solver.costs(sign * D)
        run = solver.run()
        if run.status == "optimal" and run.values is not None:
            ends.append(float(D @ run.values))
    trivial = float(np.sum(case.discount_mid * case.token_weight[:, None] * (case.committed + case.optional)))
    low, high = ends if len(ends) == 2 else (0.0, trivial)
    return max(0.0, low * (1 - 1e-7)), high * (1 + 1e-7)


def transferred(q: float, lower: float, low: float, high: float) -> float:
    """The bound on the ratio that a dual bound `lower` <= F(q) proves."""
    if lower >= 0:
        return q + (lower / high if high > 0 else 0.0)
    return q + lower / low if low > 0 else -INF


def point_of_best(search: Search, members: Members, model: Compiled, q: float) -> Array | None:
    """The best plan as a point of the program, the rest of it by linear programming at q; None where its
    flights are no part of these members.
    """
    plan = search.best
    assert plan is not None
    held: dict[str, dict] = {
        "n": defaultdict(int), "x": plan.satellites, "z": plan.racks,
        "leave": plan.leave, "removed": plan.removed,
    }  # fmt: skip
    manifests: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for number, (v, o, b, _) in enumerate(members.flights):
        manifests[v, o, b].append(number)
    for f in plan.flights:
        wide = (n for n in manifests[f.v, f.o, f.b] if holds(members.flights[n][3], f.cargo))
        number = next(wide, -1)
        if number < 0:
            return None
        held["n"][number] += f.flights
    lower, upper = model.col_lower.copy(), model.col_upper.copy()
    for (family, index), i in model.column.items():
        if family in held:
            lower[i] = upper[i] = held[family].get(index, 0)
    solver = Solver(seed=search.seed, clock=search)
    solver.load(model, objective_cost(model, search.case, q), integer=False)
    solver.bounds(np.arange(len(lower)), lower, upper)
    run = solver.run()
    return run.values if run.status == "optimal" else None


def holds(manifest: Cargo, cargo: Cargo) -> bool:
    """Whether a manifest has room for a cargo by its own numbers."""
    room = {(d, s): n for d, s, n in manifest}
    return all(room.get((d, s), 0) >= n for d, s, n in cargo)


def step(
    search: Search,
    members: Members,
    model: Compiled,
    solver: Solver,
    q: float,
    low: float,
    high: float,
    first: Array | None = None,
) -> tuple[Run, list[Array]]:
    """One mixed-integer program min N - q D, stopped when the ratio's gap is proven; its run and the points
    found on the way. first: a point to begin with.

    A point that betters the best plan by TOLD is priced and offered at once: what progress tells of is a plan
    that is there.
    """
    N, D = model.objectives["cost"], model.objectives["tokens_served"]
    solver.costs(N - q * D)
    if first is not None:
        solver.start_from(first)
    solver.set(mip_abs_gap=max(1e-9, 0.2 * search.gap * q * max(low, 1e-3 * high)))
    better: list[Array] = []

    def watch(_best: float, bound: float) -> bool:
        if abs(bound) < INF:
            search.prove(transferred(q, bound, low, high))
        if not search.reached() and better and D @ better[-1] > 1e-9:
            ratio = float(N @ better[-1]) / float(D @ better[-1])
            return ratio - search.bound <= 0.9 * search.gap * ratio
        return search.reached()

    def found(values: Array) -> None:
        better.append(values)
        cost, tokens = float(N @ values), float(D @ values)
        if tokens > 1e-9 and cost / tokens < search.value * (1 - TOLD):
            offer(search, members, model, values)

    run = solver.run(time_limit=search.left() - search.evaluation_s, watch=watch, found=found)
    return run, better


def dinkelbach(search: Search, members: Members, model: Compiled, q: float) -> None:
    """Mixed-integer programs at falling q until the gap is proven or the time is over."""
    low, high = token_range(search, model)
    solver = Solver(seed=search.seed, clock=search)
    solver.load(model, model.objectives["cost"])
    solver.set(mip_rel_gap=0.0)
    first, at_relaxation, least = None, True, max(q, 1e-9)
    if search.has_good_start(q):
        at_relaxation = False
        first = point_of_best(search, members, model, q)
    # The first step is at the relaxation's ratio, unless the search has a good start. Each later one lowers q
    # to just below the best plan, or raises it until a plan serves something, and is the last if it ends
    # optimal without a better plan.
    while not search.done():
        if search.best is not None:
            low, high = token_range(search, model)
            q = q if at_relaxation else max(search.bound, search.value * (1 - 0.7 * search.gap))
        elif not at_relaxation:
            q *= 4  # at the last q serving nothing was best: make tokens worth more until a plan serves some
        before = search.value
        run, better = step(search, members, model, solver, q, low, high, first)
        first = None
        if run.status == "infeasible":
            if search.best is None:
                raise why_not_integer(search, model)
            return
        if abs(run.bound) < INF:
            search.prove(transferred(q, run.bound, low, high))
        for values in [*([run.values] if run.values is not None else []), *better[:-4:-1]]:  # the best first
            offer(search, members, model, values)
        if run.status == "time limit" and search.best is None:
            return  # what is left was kept for a plan, and there is none: q would rise without end
        if run.status == "optimal" and not at_relaxation and not search.reached() and search.value >= before:
            if search.best is not None:
                return  # the solver's tolerances end here; the outcome says which gap was reached
            if q > 1e9 * least:  # not of the bound, which rises with q where nothing can be served
                if lacks_money(search.case, model, integer=True, clock=search):
                    raise NoPlan("money", True, whole=True)
                raise NoPlan("nothing serves", True, whole=True)
        at_relaxation = False


def one_step(search: Search, members: Members, model: Compiled) -> None:
    """For cost and npv: one mixed-integer program whose dual bound is the bound."""
    solver = Solver(seed=search.seed, clock=search)
    solver.load(model, objective_cost(model, search.case, 0.0))
    solver.set(mip_rel_gap=0.9 * search.gap, mip_abs_gap=0.0)

    def watch(_best: float, bound: float) -> bool:
        if abs(bound) < INF:
            search.prove(bound)
        return False

    if search.best is not None:
        first = point_of_best(search, members, model, 0.0)
        if first is not None:
            solver.start_from(first)
    run = solver.run(time_limit=search.left() - search.evaluation_s, watch=watch)
    if run.status == "infeasible":
        raise why_not_integer(search, model)
    if abs(run.bound) < INF:
        search.prove(run.bound)
    if run.values is not None:
        offer(search, members, model, run.values)


def offer(search: Search, members: Members, model: Compiled, values: Array) -> None:
    """Make a plan of the integers of a point and offer the plan."""
    with search.evaluating():
        found = evaluate(search.case, decisions(members, model, values), seed=search.seed)
    if found is not None:
        search.offer(found.solution, found.value, found.cost, found.tokens)


def why_not_integer(search: Search, model: Compiled) -> NoPlan:
    """Confirm integer infeasibility without presolve."""
    solver = Solver(seed=search.seed, clock=search)
    solver.set(presolve="off")
    solver.load(model, np.zeros(len(model.col_lower)))
    run = solver.run()
    if run.status == "infeasible":
        if lacks_money(search.case, model, integer=True, clock=search):
            return NoPlan("money", True, whole=True)
        missed = shortage(search.case, model, integer=True, clock=search)
        return why(search.asked, model, in_units(missed, search.scale), integer=True, clock=search)
    return NoPlan("not confirmed", False, whole=True)
