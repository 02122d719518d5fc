"""From the priced linear relaxation to whole flights, satellites and racks: the restricted master heuristic.

Three mixed-integer programs over a few members, each a relaxation of the next:

    1 openings     shells, NRE, orders, price tiers, gates and milestones are decided, everything else is
                   continuous, over the flights of the relaxation; then flights are priced again for just
                   these shells and buses, and the rest is decided once more
    2 flights      whole flights, existing satellites and racks that leave; new satellites and racks are
                   continuous; over those flights, copied to neighbouring periods
    3 satellites   whole satellites, flights held; then whole racks, period by period and kind by kind

None of them proves anything, the bound is the priced relaxation's. They stop by gap and node limits, so that
the same input gives the same plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models import frozen
from models.case import Case
from models.members import Cargo, Cohort, Flight, Members, cohorts_of, launchable
from models.rollout import DECISIONS, build
from planner.solver.branching.decisions import Split, held, switches_of
from planner.solver.column_generation.generation import Generation, StartingPoint
from planner.solver.column_generation.master import Composite
from planner.solver.dispatch import Decisions, decisions, objective_cost, price
from planner.solver.highs import INF, Array, Compiled, Run, Solver, compile_model
from planner.solver.search import Search

DECIDED = tuple(decision.name for decision in DECISIONS if decision.moves != "tier")
"""Binaries of step 1, held by the later ones; so are tiers."""


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
        for family in ("x", "n", "z", "leave", "removed", "R", "inuse", "tier", *DECIDED):
            self.of[family] = np.array(sorted(families[family]), dtype=np.int32)

    def columns(self, *families: str) -> np.ndarray:
        """Column numbers of some families."""
        return np.concatenate([np.empty(0, dtype=np.int32), *(self.of[f] for f in families)])

    def integer(self, *families: str) -> None:
        """Make exactly these families integer."""
        self.solver.integrality(self.columns(*self.of), False)
        self.solver.integrality(self.columns(*families), True)

    def fix(self, values: Array, *families: str, by: float = 0.0) -> None:
        """Hold families at (or within `by` of) the rounded values."""
        at = self.columns(*families)
        middle = np.round(values[at])
        self.solver.bounds(
            at,
            np.maximum(middle - by, self.model.col_lower[at]),
            np.minimum(middle + by, self.model.col_upper[at]),
        )

    def free(self, *families: str) -> None:
        """Give families their own bounds back."""
        at = self.columns(*families)
        self.solver.bounds(at, self.model.col_lower[at], self.model.col_upper[at])

    def hold_tiers(self, splits: Iterable[Split]) -> None:
        """Hold what is decided of price tiers."""
        tiers = {key: steps for key, steps in switches_of(self.model.column).items() if key[0] == "tier"}
        ends = held(tiers, splits)
        self.solver.bounds(list(ends), [low for low, _ in ends.values()], [high for _, high in ends.values()])

    def run(self, gap: float, nodes: int, start: Array | None = None) -> Run:
        """Solve the current step to a gap relative to the money spent, within a node limit."""
        self.solver.set(mip_abs_gap=gap * self.money, mip_max_nodes=nodes)
        if start is not None:
            self.solver.start_from(start)
        return self.solver.run(time_limit=self.search.left() - self.search.pricing_s)

    def value_of(self, values: Array) -> float:
        """What the steps minimise, at a point."""
        return float(objective_cost(self.model, self.case, self.q) @ values)

    def offer(self, values: Array) -> float:
        """Price the integers of a point; returns the plan's value."""
        return offer(self.search, decisions(self.members, self.model, values), self.q)


def offer(search: Search, decided: Decisions, q: float) -> float:
    """Make a plan of the integers and offer it; returns its value, infinite if they allow none."""
    with search.pricing():
        priced = price(search.case, decided, q=q or None, seed=search.seed)
    if priced is None:
        return INF
    search.offer(priced.solution, priced.value, priced.cost, priced.tokens)
    return priced.value


@dataclass(frozen=True)
class Found:
    """Where a climb began, its openings decided, the value of the best plan found from there, and whether
    more nodes might find better.
    """

    start: StartingPoint
    value: float
    cut: bool


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
        for d, s, i, _ in loaded:
            lives[d, s].add(i)
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


def climb(
    search: Search,
    generation: Generation,
    start: StartingPoint,
    money: float,
    q: float,
    gap: float,
    effort: int = 1,
) -> Found | None:
    """Rungs 1 to 3 from the flights of a relaxation, each to a share of `gap`; the plans found are offered.
    None if there is no plan.

    money: discounted M$ spent by plans of this size, which turns gaps into money. q: the ratio at which
    tokens are worth their cost. effort: as many times the nodes.
    """
    case, pool = search.case, generation.master.pool
    with search.stage("openings"):
        if start.openings is None:
            openings = decide_openings(
                RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money), gap
            )
            if openings is None or search.done():
                return None
            start = generation.priced_again(openings, generation.root.q)
        again = RestrictedMaster(search, restricted(case, pool, start.weights, 0), q, money)
        again.hold_tiers(start.beyond)
        openings = decide_openings(again, gap, start.openings)
    if openings is None or search.done():
        return None
    with search.stage("flights"):
        ladder = RestrictedMaster(
            search, restricted(case, pool, start.weights, search.params.copies), q, money
        )
        apply_openings(ladder, openings)
        ladder.integer("n", "leave", "removed", "tier")
        run = ladder.run(search.params.flight_gap * gap, search.params.flight_nodes * effort)
    if run.values is None:
        return None
    with search.stage("satellites"):
        found, is_cut = satellites_and_racks(ladder, run.values, gap, effort)
    return Found(start, found, is_cut or run.status == "target")


def satellites_and_racks(
    ladder: RestrictedMaster, flown: Array, gap: float, effort: int
) -> tuple[float, bool]:
    """Rung 3: whole satellites on flights that are held, then whole racks for them; (the value of the best
    plan found, whether more effort might find better).

    Satellites are nearly whole where flights are. Racks are many and alike, and what runs of them fills a
    site's power in whole blocks: branching on all together finds poor plans, period by period good ones. With
    more effort all are branched on as well.
    """
    params = ladder.search.params
    allowed, nodes = params.satellite_gap * gap, params.satellite_nodes * effort
    ladder.fix(flown, "n")
    ladder.integer()
    ideal = ladder.run(0.0, 1).objective
    ladder.integer("x", "leave", "removed", "tier")
    run = ladder.run(allowed, nodes)
    found, is_cut = INF, True
    if run.values is not None:
        ladder.integer()
        ladder.fix(run.values, "x", "leave", "removed", "tier")
        whole = racks_in_turn(ladder, allowed, nodes)
        if whole is not None:
            found = ladder.offer(whole)
            is_cut = run.status == "target" or ladder.value_of(whole) - ideal > allowed * ladder.money
        ladder.free("x", "z", "R", "leave", "removed", "tier")
    if is_cut and (effort > 1 or found == INF):
        ladder.integer("z", "R", "x", "leave", "removed", "tier")
        run = ladder.run(allowed, nodes)
        is_cut = run.status == "target"
        if run.values is not None:
            found = min(found, ladder.offer(run.values))
    return found, is_cut


def racks_in_turn(ladder: RestrictedMaster, gap: float, nodes: int) -> Array | None:
    """A point with whole racks, and whole blocks of them at work, while satellites are held; None if none is
    found.

    Relax and fix: what first stands in a period and what runs in it is branched on, later periods are
    continuous; then it is held. Fix and optimise: all of one accelerator is branched on again, beside the
    others as they are held.
    """
    case = ladder.case
    by_period: dict[int, list[int]] = defaultdict(list)
    by_kind: dict[int, list[int]] = defaultdict(list)
    for (family, index), i in ladder.model.column.items():
        if family in ("z", "R"):
            j, k, t = index
            stands = t + int(case.site_lead[j]) if family == "z" else t
            by_period[min(stands, case.periods)].append(i)
            by_kind[k].append(i)
    run = ladder.run(0.0, 1)
    # What was held stays held, and every period is held once: after the last all racks are whole.
    for _, columns in sorted(by_period.items()):
        if run.values is None:
            return None
        at = run.values[columns]
        if np.abs(at - np.round(at)).max() > 1e-6:
            ladder.solver.integrality(columns, True)
            run = ladder.run(gap / len(by_period), nodes)
            ladder.solver.integrality(columns, False)
            if run.values is None:
                return None
            at = run.values[columns]
        ladder.solver.bounds(columns, np.round(at), np.round(at))
    best = ladder.run(0.0, 1).values
    if best is None:
        return None
    # Every round holds one kind again, at a point that is no worse.
    for _, columns in sorted(by_kind.items()):
        ladder.solver.bounds(columns, ladder.model.col_lower[columns], ladder.model.col_upper[columns])
        ladder.solver.integrality(columns, True)
        again = ladder.run(gap / len(by_kind), nodes, start=best).values
        ladder.solver.integrality(columns, False)
        if again is not None and ladder.value_of(again) < ladder.value_of(best):
            best = again
        ladder.solver.bounds(columns, np.round(best[columns]), np.round(best[columns]))
    return ladder.run(0.0, 1).values


def first_plan(
    search: Search,
    pool: list[Composite],
    weights: Array,
    leave: dict[tuple[int, int], float],
    removed: dict[tuple[int, int], float],
    q: float,
    money: float,
) -> None:
    """A plan at once, from a point of the relaxation: whole flights near its own, then the best cargo and
    racks for them, rounded.

    Flights to the nearest serve nearly what the relaxation serves, flights rounded up more, where promises
    need it. The linear program over satellites and racks keeps all limits, and satellites rounded down do so
    too, unless a pilot becomes too small for its gate.
    """
    ladder = RestrictedMaster(search, restricted(search.case, pool, weights, 0), q, money)
    # By (v, b, o, cargo), so that a vehicle's flights stand in the order of their periods.
    flown: dict[tuple, float] = defaultdict(float)
    for i in np.flatnonzero(weights > 1e-6).tolist():
        v, o, b, _ = pool[i]
        flown[v, b, o, cargo_of(pool[i])] += float(weights[i])
    number = {flight: i for i, flight in enumerate(ladder.members.flights)}
    for to in (nearest, up):
        point = np.zeros(len(ladder.model.col_lower))
        for (v, b, o, cargo), count in in_whole(flown, 1, to).items():
            point[ladder.model.column["n", number[v, o, b, cargo]]] = count
        ladder.free("n", "z")
        ladder.fix(point, "n")
        ladder.integer()
        whole = with_whole_racks(ladder)
        if whole is not None:
            whole[ladder.of["x"]] = np.floor(whole[ladder.of["x"]] + 1e-6)
            decided = decisions(ladder.members, ladder.model, whole)
            decided = replace(decided, leave=whole_departures(leave), removed=whole_departures(removed))
            offer(search, decided, q)
        if search.stopped():
            return


def with_whole_racks(ladder: RestrictedMaster) -> Array | None:
    """A point of its linear program with whole racks; None if it has none, or none is found.

    Relax and fix: period by period, rack by rack, what is not whole in the last point is held at the whole
    number below or above, whichever costs less.
    """
    run = ladder.run(0.0, 1)
    columns = sorted(
        (index[2], index, i) for (family, index), i in ladder.model.column.items() if family == "z"
    )
    # What was held stays held, and every rack is held once: after the last all racks are whole.
    for _, _, i in columns:
        if run.status != "optimal" or run.values is None:
            return None
        racks = run.values[i]
        below, above = np.floor(racks + 1e-6), np.ceil(racks - 1e-6)
        if below < above:
            ways = []
            for way in (below, above):
                ladder.solver.bounds([i], way, way)
                ways.append((way, ladder.run(0.0, 1)))
            below, run = min(ways, key=lambda tried: tried[1].objective)
        ladder.solver.bounds([i], below, below)
    return run.values.copy() if run.status == "optimal" and run.values is not None else None


def nearest(total: float) -> int:
    """The nearest whole number."""
    return int(total + 0.5)


def up(total: float) -> int:
    """The next whole number."""
    return int(np.ceil(total - 1e-6))


def in_whole(amounts: Mapping[Any, float], head: int, to: Callable[[float], int]) -> dict[Any, int]:
    """Whole amounts whose running totals, over keys with the same first `head` entries, are those of
    `amounts` rounded by `to`.

    Running totals are rounded, so that what is left of one amount counts with the next, and the sum over keys
    in a row is the sum of their amounts, rounded down or up.
    """
    whole: dict[Any, int] = {}
    total: dict[Any, float] = defaultdict(float)
    for key, amount in sorted(amounts.items()):
        group = key[:head]
        before = to(total[group])
        total[group] += amount
        if to(total[group]) > before:
            whole[key] = to(total[group]) - before
    return whole


def whole_departures(leave: dict[tuple[int, int], float]) -> dict[tuple[int, int], int]:
    """Existing satellites or rack blocks that leave, in whole numbers with the same sum: period by period
    what is due by then, rounded.
    """
    whole: dict[tuple[int, int], int] = {}
    due: dict[int, float] = defaultdict(float)
    gone: dict[int, int] = defaultdict(int)
    for (f, q), count in sorted(leave.items()):
        due[f] += count
        whole[f, q] = round(due[f]) - gone[f]
        gone[f] += whole[f, q]
    return whole


def any_plan(search: Search, pool: list[Composite], q: float, money: float) -> None:
    """All integers at once over every flight that was ever priced: for questions too tight for the heuristic."""
    for copies in (0, search.params.copies):
        for factor in (1, 4, 16):  # at a low q serving nothing may look best
            ladder = RestrictedMaster(
                search, restricted(search.case, pool, np.ones(len(pool)), copies), q * factor, money
            )
            run = ladder.run(0.5 * search.gap, 500)
            if run.values is not None:
                ladder.offer(run.values)
            if search.has_own() or search.done():
                return


def lacks_money(search: Search, pool: list[Composite], q: float, money: float) -> bool:
    """Whether cash is limited and the flights that were priced make a plan once it is not."""
    ladder = RestrictedMaster(search, restricted(search.case, pool, np.ones(len(pool)), 0), q, money)
    rows = [at for (family, _), at in ladder.model.row.items() if family == "cash"]
    ladder.solver.free_rows(rows)
    return bool(rows) and ladder.run(0.5, 100).values is not None


def decide_openings(
    ladder: RestrictedMaster, gap: float, given: Mapping[tuple[str, Any], float] | None = None
) -> dict[tuple[str, Any], float] | None:
    """Rung 1: the binaries of shells, engineering, orders, tiers, gates and milestones, by (family, index);
    those of `given` stay.
    """
    wanted = (*DECIDED, "tier")
    at = {key: i for key, i in ladder.model.column.items() if key[0] in wanted}
    if given is not None:
        fixed = [key for key in at if key in given]
        values = [given[key] for key in fixed]
        ladder.solver.bounds([at[key] for key in fixed], values, values)
    ladder.integer(*wanted)
    run = ladder.run(ladder.search.params.opening_gap * gap, ladder.search.params.opening_nodes)
    if run.values is None:
        return None
    return {key: round(run.values[i]) for key, i in at.items()}


def tier_choices(entries: dict[tuple[str, Any], Any]) -> list[tuple[tuple[str, Any], Any]]:
    """What a table by (family, index) says of the price tiers."""
    return [(key, value) for key, value in entries.items() if key[0] == "tier"]


def apply_openings(ladder: RestrictedMaster, openings: dict[tuple[str, Any], float]) -> None:
    """Hold the binaries of step 1; a shell counts as in use from its opening on (pricing later charges what
    is really used).

    A price tier may turn out lower than step 1 had it, for whole flights may miss it by a little, but no
    higher.
    """
    first: dict[int, int] = {}
    for (family, index), value in sorted(openings.items()):
        if family == "opened" and value:
            first.setdefault(index[0], index[1])
    at, values = [], []
    taken = {(v, q): tier for (family, (v, tier, q)), value in tier_choices(openings) if value}
    too_high = [
        i for (family, (v, tier, q)), i in tier_choices(ladder.model.column) if tier > taken.get((v, q), tier)
    ]
    ladder.solver.bounds(too_high, 0.0, 0.0)
    for (family, index), i in ladder.model.column.items():
        if family in DECIDED:
            at.append(i)
            values.append(openings.get((family, index), 0.0))
        elif family == "inuse":
            at.append(i)
            values.append(float(index[0] in first and index[1] >= first[index[0]]))
    ladder.solver.bounds(at, values, values)
