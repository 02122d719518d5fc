"""A plan at once from a point of the relaxation, by rounding; and, where the way through whole numbers finds
none, all integers at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from planner.solver.column_generation.master import Composite
from planner.solver.evaluation import decisions
from planner.solver.heuristics.restricted_master import RestrictedMaster, cargo_of, offer, restricted
from planner.solver.highs import Array
from planner.solver.search import Search


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
    program = RestrictedMaster(search, restricted(search.case, pool, weights, 0), q, money)
    # By (v, b, o, cargo), so that a vehicle's flights stand in the order of their periods.
    flown: dict[tuple, float] = defaultdict(float)
    for i in np.flatnonzero(weights > 1e-6).tolist():
        v, o, b, _ = pool[i]
        flown[v, b, o, cargo_of(pool[i])] += float(weights[i])
    number = {flight: i for i, flight in enumerate(program.members.flights)}
    # Flights to the nearest serve nearly what the relaxation serves; rounded up they keep promises, too.
    for to in (nearest, up):
        point = np.zeros(len(program.model.col_lower))
        for (v, b, o, cargo), count in in_whole(flown, 1, to).items():
            point[program.model.column["n", number[v, o, b, cargo]]] = count
        program.free("n", "z")
        program.fix(point, "n")
        program.integer()
        whole = with_rounded_racks(program)
        if whole is not None:
            whole[program.of["x"]] = np.floor(whole[program.of["x"]] + 1e-6)
            decided = decisions(program.members, program.model, whole)
            decided = replace(decided, leave=whole_departures(leave), removed=whole_departures(removed))
            offer(search, decided, q)
        if search.stopped():
            return


def with_rounded_racks(program: RestrictedMaster) -> Array | None:
    """A point of its linear program with whole racks; None if it has none, or none is found.

    Relax and fix: period by period, rack by rack, what is not whole in the last point is held at the whole
    number below or above, whichever costs less.
    """
    run = program.run(0.0, 1)
    columns = sorted(
        (index[2], index, i) for (family, index), i in program.model.column.items() if family == "z"
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
                program.solver.bounds([i], way, way)
                ways.append((way, program.run(0.0, 1)))
            below, run = min(ways, key=lambda tried: tried[1].objective)
        program.solver.bounds([i], below, below)
    return run.values.copy() if run.status == "optimal" and run.values is not None else None


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


def nearest(total: float) -> int:
    """The nearest whole number."""
    return int(total + 0.5)


def up(total: float) -> int:
    """The next whole number."""
    return int(np.ceil(total - 1e-6))


def whole_departures(leave: dict[tuple[int, int], float]) -> dict[tuple[int, int], int]:
    """Existing satellites or rack blocks that leave, in whole numbers with the same sum: period by period
    what is due by then, rounded.
    """
    whole: dict[tuple[int, int], int] = {}
    due: dict[int, float] = defaultdict(float)
    gone: dict[int, int] = defaultdict(int)
    for (f, tau), count in sorted(leave.items()):
        due[f] += count
        whole[f, tau] = round(due[f]) - gone[f]
        gone[f] += whole[f, tau]
    return whole


def any_plan(search: Search, pool: list[Composite], q: float, money: float) -> None:
    """All integers at once over every flight that was ever priced: for questions too tight for the steps."""
    # Wider and wider: more flights to choose from, then tokens that are worth more.
    for copies in (0, search.params.copies):
        for factor in (1, 4, 16):  # at a low q serving nothing may look best
            program = RestrictedMaster(
                search, restricted(search.case, pool, np.ones(len(pool)), copies), q * factor, money
            )
            run = program.run(0.5 * search.gap, 500)
            if run.values is not None:
                program.offer(run.values)
            if search.has_own() or search.done():
                return


def lacks_money(search: Search, pool: list[Composite], q: float, money: float) -> bool:
    """Whether cash is limited and the flights that were priced make a plan once it is not."""
    program = RestrictedMaster(search, restricted(search.case, pool, np.ones(len(pool)), 0), q, money)
    rows = [at for (family, _), at in program.model.row.items() if family == "cash"]
    program.solver.free_rows(rows)
    return bool(rows) and program.run(0.5, 100).values is not None
