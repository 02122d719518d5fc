"""From integers to a plan: with flights, satellites and racks decided, the best use of them is a linear
program.

`evaluate` builds the formulation over just the columns that are used, fixes them, and finds the least ratio
of what remains by Dinkelbach's method on linear programs: exact, and clean of the integrality tolerance of
whatever proposed the integers. Where debt may be drawn, no more is than that needs
(planner/solver/borrowing.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np

from models import existing, frozen, tiers
from models.case import Case, exceeds
from models.departing import FLOWN, INSTALLED
from models.gates import passed_by
from models.ground import blocks_at_work, whole_blocks
from models.members import Cargo, Members
from models.milestones import met_by
from models.objective import coefficients
from models.rollout import build
from planner.solver.borrowing import with_least_debt
from planner.solver.heuristics.orders import completed
from planner.solver.highs import Array, Compiled, Solver, compile_model
from planner.solver.solution import Flights, Solution


@dataclass(frozen=True)
class Decisions:
    """The integers of a plan: flights by (v, o, b, cargo), satellites by (d, v, s, b, l), racks by (j, k, b),
    who leaves early.

    leave: existing satellites by (f, tau); removed: existing rack blocks by (x, tau).
    """

    flights: dict[tuple[int, int, int, Cargo], int]
    satellites: dict[tuple[int, int, int, int, int], int]
    racks: dict[tuple[int, int, int], int]
    leave: dict[tuple[int, int], int] = field(default_factory=dict)
    removed: dict[tuple[int, int], int] = field(default_factory=dict)
    running: dict[tuple[int, int, int], int] = field(
        default_factory=dict
    )  # (j, k, t) blocks; none said: as the work takes


@dataclass(frozen=True)
class Evaluated:
    """A feasible plan with its value in the sense of minimisation, N [discounted M$] and D [discounted
    weighted Tt].
    """

    solution: Solution
    value: float
    cost: float
    tokens: float


def decisions(members: Members, model: Compiled, values: Array) -> Decisions:
    """Read the integers off a solver's point."""
    read: dict[str, dict] = {"n": {}, "x": {}, "z": {}, "leave": {}, "removed": {}, "R": {}}
    parts = [abs(values[i] - round(values[i])) for (family, _), i in model.column.items() if family == "R"]
    for (family, index), i in model.column.items():
        if family in read and round(values[i]) > 0:
            read[family][index] = round(values[i])
    flights = {members.flights[i]: count for i, count in read["n"].items()}
    is_whole = max(parts, default=0.0) < 1e-5
    return Decisions(
        flights, read["x"], read["z"], read["leave"], read["removed"], read["R"] if is_whole else {}
    )


def trimmed(case: Case, decided: Decisions) -> Decisions:
    """The same satellites on flights that carry just them: manifests lose what stays behind, empty flights
    are not flown.

    Where flights are counted (models/tiers.py) the cargo may be spread over more of them again.
    """
    wanted: dict[tuple[int, int, int, int], int] = defaultdict(int)
    for (d, v, s, b, _), count in decided.satellites.items():
        wanted[d, v, s, b] += count
    flights: dict[tuple[int, int, int, Cargo], int] = defaultdict(int)
    for (v, o, b, cargo), count in sorted(decided.flights.items()):
        for _ in range(count):
            loaded = []
            for d, s, most in cargo:
                take = min(most, wanted[d, v, s, b])
                wanted[d, v, s, b] -= take
                if take:
                    loaded.append((d, s, take))
            if loaded:
                flights[v, o, b, tuple(loaded)] += 1
    return replace(decided, flights=completed(case, flights, decided.flights))


def with_frozen(case: Case, decided: Decisions) -> Decisions:
    """The decisions, those of frozen periods as they are frozen (models/frozen.py), and who leaves when of
    all that have the choice.
    """
    F = case.frozen_periods
    return Decisions(
        {key: n for key, n in decided.flights.items() if key[2] >= F} | frozen.flights(case),
        {key: n for key, n in decided.satellites.items() if key[3] >= F} | frozen.satellites(case),
        {key: n for key, n in decided.racks.items() if key[2] >= F} | frozen.racks(case),
        FLOWN.complete(case, decided.leave),
        INSTALLED.complete(case, decided.removed),
        decided.running,
    )


def decided_by(plan: Solution) -> Decisions:
    """The integers of an earlier plan."""
    flights: dict[tuple[int, int, int, Cargo], int] = defaultdict(int)
    for f in plan.flights:
        flights[f.v, f.o, f.b, f.cargo] += f.flights
    return Decisions(
        dict(flights), dict(plan.satellites), dict(plan.racks), dict(plan.leave), dict(plan.removed)
    )


def objective_cost(model: Compiled, case: Case, q: float) -> Array:
    """Cost vector of what the case's objective minimises at a ratio (models/objective.py)."""
    cost = np.zeros(len(model.col_lower))
    for form, share in coefficients(case, q).items():
        cost += share * model.objectives[form]
    return cost


@dataclass(frozen=True)
class Least:
    """The best point of a linear program with its value, N and D; `is_proven`: the last program ended optimal
    and found no better.
    """

    values: Array
    value: float
    cost: float
    tokens: float
    is_proven: bool


def least_ratio_lp(case: Case, model: Compiled, solver: Solver, q: float) -> Least | None:
    """The point of the least ratio over a linear program, from a start q >= the least ratio; None if there is
    none that serves tokens.

    Dinkelbach: solve at q, set q := N/D, until N - q D stops falling; superlinear. For cost and npv one LP. A
    program that ends without "optimal" may give a point, but proves nothing.
    """
    N, D = model.objectives["cost"], model.objectives["tokens_served"]
    best: Least | None = None
    # q falls with every point taken, each a point of the program; it ends where none is better, or a program
    # fails.
    for _ in range(50):
        solver.costs(objective_cost(model, case, q))
        run = solver.run()
        is_optimal = run.status == "optimal"
        if run.values is None or run.status not in ("optimal", "unknown"):
            return best
        n, d = float(N @ run.values), float(D @ run.values)
        if not case.is_ratio:
            return Least(run.values, run.objective, n, d, is_optimal)
        if d <= 0 or (best is not None and n / d >= best.value * (1 - 1e-12)):
            return best and replace(best, is_proven=is_optimal)
        best, q = Least(run.values, n / d, n, d, False), n / d
    return best


def most_tokens(model: Compiled, solver: Solver) -> float | None:
    """A ratio that some point of the linear program has: where the most tokens are served. None if infeasible
    or no token at all.
    """
    solver.costs(-model.objectives["tokens_served"] + 1e-9 * model.objectives["cost"])
    run = solver.run()
    if run.values is None or run.status != "optimal":
        return None
    tokens = float(model.objectives["tokens_served"] @ run.values)
    return float(model.objectives["cost"] @ run.values) / tokens if tokens > 1e-12 else None


def evaluate(case: Case, decided: Decisions, *, q: float | None = None, seed: int = 0) -> Evaluated | None:
    """The plan that makes the best of the decisions, or None if no service of the demand is possible with
    them.

    q: a ratio near the plan's own, if one is known; it spares the search for a start.
    """
    decided = trimmed(case, with_frozen(case, decided))
    case = INSTALLED.settled(FLOWN.settled(case, decided.leave), decided.removed)
    members = Members.of(decided.satellites, decided.flights)
    model = compile_model(build(case, members))
    lower, upper = model.col_lower.copy(), model.col_upper.copy()
    flown = {i: decided.flights[flight] for i, flight in enumerate(members.flights)}
    fixed: dict[str, dict] = {"x": decided.satellites, "n": flown, "z": decided.racks}
    forced = implied(case, decided)
    for (family, index), i in model.column.items():
        if family in fixed:
            lower[i] = upper[i] = fixed[family].get(index, 0)
        elif family in forced:
            lower[i] = upper[i] = float(index in forced[family])
    solver = Solver(seed=seed)
    solver.load(model, model.objectives["cost"], integer=False)
    solver.bounds(np.arange(len(lower)), lower, upper)
    found = with_whole_racks(case, model, solver, decided.running, q)
    if found is None:
        return None
    values, value, cost, tokens = found.values, found.value, found.cost, found.tokens
    thrifty = with_least_debt(case, model, solver, objective_cost(model, case, value), values)
    if thrifty is not values:
        values = thrifty
        cost, tokens = (float(model.objectives[name] @ values) for name in ("cost", "tokens_served"))
    return Evaluated(solution(case, model, values, decided), value, cost, tokens)


def best_use(case: Case, model: Compiled, solver: Solver, q: float | None) -> Least | None:
    """`least_ratio_lp`, from a ratio where the most tokens are served if q is too low or not known."""
    found = None if q is None else least_ratio_lp(case, model, solver, q)
    if found is None:  # at a q too low nothing is served
        q = most_tokens(model, solver) if case.is_ratio else 0.0
        found = None if q is None else least_ratio_lp(case, model, solver, q)
    return found


def with_whole_racks(
    case: Case, model: Compiled, solver: Solver, decided: dict[tuple[int, int, int], int], q: float | None
) -> Least | None:
    """The best use in which whole blocks run: as decided, or else those near what the program without whole
    blocks runs.
    """
    column = {index: i for (family, index), i in model.column.items() if family == "R"}
    if not column:
        return best_use(case, model, solver, q)
    at = np.array(list(column.values()), dtype=np.int32)
    found = None
    counts = np.array([decided.get(index, 0) for index in column], dtype=float)
    if decided:
        solver.bounds(at, counts, counts)
        found = best_use(case, model, solver, q)
    if found is None:
        solver.bounds(at, np.zeros(len(at)), np.full(len(at), np.inf))
        found = best_use(case, model, solver, q)
        if found is None:
            return None
        counts = within_power(case, model, found.values, list(column))
        solver.bounds(at, counts, counts)
        found = best_use(case, model, solver, q)
    # Work moves between racks while their numbers are held; what then rests is held at less. Each round
    # lowers a whole number
    # or is the last one, and what a round found is allowed in the next.
    while found is not None:
        flows = amounts(model, found.values, ("w", "ag"))
        need = blocks_at_work(case, flows["w"], flows["ag"])
        fewer = np.minimum(counts, [need.get(index, 0) for index in column])
        if (fewer == counts).all():
            return found
        counts = fewer
        solver.bounds(at, counts, counts)
        found = best_use(case, model, solver, found.value if case.is_ratio else q)
    return None


def within_power(case: Case, model: Compiled, values: Array, racks: list[tuple[int, int, int]]) -> Array:
    """[rack] what runs in a point, in whole blocks: rounded up, but down where a site's power would not
    do.
    """
    run = {index: float(values[model.column["R", index]]) for index in racks}
    whole = {index: whole_blocks(blocks) for index, blocks in run.items()}
    for j, t in sorted({(j, t) for j, _, t in racks}):
        kinds = [index for index in racks if (index[0], index[2]) == (j, t)]
        idle = float(case.idle_power_share[j])
        drawn = sum(
            float(case.rack_mw[i]) * (idle * float(values[model.column["K", i]]) + (1 - idle) * whole[i])
            for i in kinds
        )
        limit = float(case.grid_mw[j, t] + case.onsite_mw[j, t])
        for i in sorted(kinds, key=lambda i: run[i] - whole[i]):
            if exceeds(drawn, limit) and whole[i] > run[i]:
                whole[i] -= 1
                drawn -= (1 - idle) * float(case.rack_mw[i])
    return np.array([max(0, whole[index]) for index in racks], dtype=float)


def amounts(model: Compiled, values: Array, families: tuple[str, ...]) -> dict[str, dict]:
    """Family -> index -> what is above the solver's tolerance of zero."""
    found: dict[str, dict] = {name: {} for name in families}
    for (family, index), i in model.column.items():
        if family in found and values[i] > 1e-9:
            found[family][index] = float(values[i])
    return found


def implied(case: Case, decided: Decisions) -> dict[str, set]:
    """The binaries that follow, as the sets of indices that are 1.

    Shells in use and opened, buses and designs engineered, vehicles ordered, price tiers reached, gates
    passed, milestones met.
    """
    T, B = case.periods, case.launch_periods
    inuse, opened, usedbus, useddesign = existing.in_service(case), set(), set(), set()
    opened |= {(s, t) for s, first in existing.first_service(case).items() for t in range(first, T)}
    for d, _, s, b, l in decided.satellites:
        a = b + int(case.shell_lag[s])
        inuse |= {(s, t) for t in range(a, min(T, a + case.lives[l]))}
        opened |= {(s, t) for t in range(a, T)}
        usedbus |= {(int(case.design_bus[d]), later) for later in range(b, B)}
        useddesign |= {(d, later) for later in range(b, B)}
    ordered, tier = orders(case, decided)
    return {
        "inuse": inuse, "opened": opened, "usedbus": usedbus, "useddesign": useddesign,
        "ordered": ordered, "tier": tier,
        "passed": passed_by(case, decided.satellites), "met": met_by(case, decided.satellites),
    }  # fmt: skip


def orders(case: Case, decided: Decisions) -> tuple[set, set]:
    """Vehicles that fly at all, and (v, i, tau) the tier by which their flights are priced."""
    flown = tiers.flights_by_period(decided.flights)
    if not case.tiers:
        return {v for v, _ in flown}, set()
    reached = tiers.tiers_reached(case, *tiers.flown_and_launched(case, flown, decided.satellites))
    every = np.ndindex(*reached.shape)
    return {v for v, _ in flown}, {(v, int(reached[v, b]), tiers.when(case, v, b)) for v, b in every}


def solution(case: Case, model: Compiled, values: Array, decided: Decisions) -> Solution:
    """The plan in index letters; what is within the solver's tolerance of zero is zero."""
    flows: dict[str, dict] = {
        name: {} for name in ("u", "w", "f", "p", "fg", "short", "y", "own", "drawn", "a", "ag")
    }
    for (family, index), i in model.column.items():
        if family in flows and values[i] > 1e-9:
            flows[family][index] = float(values[i])
    for c, r, t in flows["short"]:
        if (
            case.take_or_pay[c, r] > 0 and case.assured[c] == 0
        ):  # no more than is missing, where a short token is worth nothing either way
            missing = case.committed[c, r, t] - values[model.column["served", (c, r, t)]]
            flows["short"][c, r, t] = min(flows["short"][c, r, t], max(0.0, float(missing)))
    return Solution(
        flights=tuple(Flights(v, o, b, cargo, n) for (v, o, b, cargo), n in sorted(decided.flights.items())),
        satellites=dict(sorted(decided.satellites.items())),
        racks=dict(sorted(decided.racks.items())),
        compute_orbit=flows["u"],
        compute_ground=flows["w"],
        tokens_orbit=transport(flows["f"], flows["p"]),
        tokens_ground=flows["fg"],
        shortfall=flows["short"],
        gateway_gbps=flows["y"],
        onsite_mw=flows["own"],
        reserve_orbit=flows["a"],
        reserve_ground=flows["ag"],
        drawn_musd=flows["drawn"],
        leave=decided.leave,
        removed=decided.removed,
    )


def transport(
    by_shell: dict[tuple, float], by_gateway: dict[tuple, float]
) -> dict[tuple[int, int, int, int, int], float]:
    """Tokens (c, r, s, g, t) from tokens by shell (c, r, s, t) and by gateway (c, r, g, t) with equal sums:
    filled in order.
    """
    shells, gateways = defaultdict(list), defaultdict(list)
    for (c, r, s, t), amount in sorted(by_shell.items()):
        shells[c, r, t].append([s, amount])
    for (c, r, g, t), amount in sorted(by_gateway.items()):
        gateways[c, r, t].append([g, amount])
    sent: dict[tuple[int, int, int, int, int], float] = defaultdict(float)
    for (c, r, t), sources in shells.items():
        sinks = gateways[c, r, t]
        for n, (s, amount) in enumerate(sources):
            # What is left of a source goes down the first way with room; a full one is struck off, and the
            # last way takes the rest, rounding with it.
            while amount > 0 and sinks:
                g, room = sinks[0]
                last = n == len(sources) - 1 and len(sinks) == 1
                moved = amount if last else min(amount, room)
                sent[c, r, s, g, t] += moved
                amount -= moved
                sinks[0][1] -= moved
                if sinks[0][1] <= 0 and len(sinks) > 1:
                    sinks.pop(0)
                elif sinks[0][1] <= 0:
                    sinks[0][1] = amount
    return {key: amount for key, amount in sent.items() if amount > 0}
