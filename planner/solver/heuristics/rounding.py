"""Whole racks, then whole flights, by linear programs alone.

Racks come first, while flights are continuous: blocks are small beside a flight, and what rounding them costs
the flights make good.

    bought     whole numbers whose running totals, by site and kind, are those of a linear program rounded: to
               the nearest, or up, whichever costs less; later what is more than a period's supply
    running    whole blocks, rounded up, but down where the site's power would not do (only where idle racks
               draw less)

    flights    up one by one, the nearest to one more first; the others are decided anew after each

Racks are held afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from models.case import Case
from planner.solver.evaluation import within_power
from planner.solver.heuristics.restricted_master import RestrictedMaster
from planner.solver.highs import Array, Run


def hold_whole_racks(program: RestrictedMaster) -> Run | None:
    """The program's linear optimum with whole racks, which stay held; None if rounding finds none."""
    program.integer()
    free = program.run(0.0, 1)
    if free.values is None:
        return None
    found: list[tuple[float, Array, Array, Run]] = []
    for to in (nearest, up):
        run = with_racks(program, free.values, to)
        if run is not None and run.values is not None:
            bought, running = (run.values[program.of[family]] for family in ("z", "R"))
            found.append((run.objective, bought, running, run))
        program.free("z", "R")
    if not found:
        return None
    _, bought, running, best = min(found, key=lambda entry: entry[0])
    for family, counts in (("z", bought), ("R", running)):
        program.solver.bounds(program.of[family], np.round(counts), np.round(counts))
    return best


def with_racks(program: RestrictedMaster, values: Array, to: Callable[[float], int]) -> Run | None:
    """The linear optimum with racks rounded one way; None if there is none."""
    column = program.model.column
    bought = {index: i for (family, index), i in column.items() if family == "z"}
    amounts = {index: max(0.0, float(values[i])) for index, i in bought.items()}
    whole = in_whole(amounts, 2, to, within_supply(program.case))
    counts = np.array([float(whole.get(index, 0)) for index in bought])
    at = list(bought.values())
    program.solver.bounds(
        at, *np.clip([counts, counts], program.model.col_lower[at], program.model.col_upper[at])
    )
    run = program.run(0.0, 1)
    running = [index for family, index in column if family == "R"]
    if run.status != "optimal" or run.values is None or not running:
        return run if run.status == "optimal" else None
    blocks = within_power(program.case, program.model, run.values, running)
    program.solver.bounds([column["R", index] for index in running], blocks, blocks)
    run = program.run(0.0, 1)
    return run if run.status == "optimal" else None


def whole_flights(program: RestrictedMaster, run: Run) -> Array | None:
    """A point whose flights are whole, from one in which they are not; None if none is found.

    The flight that is nearest to one more flies once more, or, where that cannot be, no more; then the others
    are decided anew.
    """
    at = program.of["n"]
    lower, upper = program.model.col_lower[at].copy(), program.model.col_upper[at].copy()
    program.integer()
    # Each turn narrows the whole numbers of one flight.
    try:
        while run.values is not None and run.status == "optimal":
            flown = run.values[at]
            part = flown - np.floor(flown + 1e-6)
            if part.max(initial=0.0) < 1e-6:
                return run.values
            i = int(part.argmax())
            less = float(np.floor(flown[i]))
            lower[i] = less + 1.0
            program.solver.bounds(at, lower, upper)
            run = program.run(0.0, 1)
            if run.status != "optimal":
                lower[i], upper[i] = min(float(program.model.col_lower[at[i]]), less), less
                program.solver.bounds(at, lower, upper)
                run = program.run(0.0, 1)
        return None
    finally:
        program.free("n")


def rounded_down(program: RestrictedMaster, values: Array) -> Array:
    """A point with whole flights, its satellites rounded down: it keeps all limits, unless a pilot becomes
    too small for its gate. Who leaves early is rounded so that the sums stay.
    """
    whole = values.copy()
    whole[program.of["x"]] = np.floor(whole[program.of["x"]] + 1e-6)
    for family in ("leave", "removed"):
        at = {index: i for (name, index), i in program.model.column.items() if name == family}
        for index, count in whole_departures({index: float(values[i]) for index, i in at.items()}).items():
            whole[at[index]] = count
    return whole


def in_whole(
    amounts: Mapping[Any, float],
    head: int,
    to: Callable[[float], int],
    allowed: Callable[[Any, int], int] = lambda _, count: count,
) -> dict[Any, int]:
    """Whole amounts whose running totals, over keys with the same first `head` entries, are those of
    `amounts` rounded by `to`.

    Running totals are rounded, so that what is left of one amount counts with the next, and the sum over keys
    in a row is the sum of their amounts, rounded down or up. allowed: how many of a key's count may be; the
    others come with the next key.
    """
    whole: dict[Any, int] = {}
    total: dict[Any, float] = defaultdict(float)
    given: dict[Any, int] = defaultdict(int)
    for key, amount in sorted(amounts.items()):
        group = key[:head]
        total[group] += amount
        due = to(total[group]) - given[group]
        if due > 0:
            whole[key] = allowed(key, due)
            given[group] += whole[key]
    return whole


def within_supply(case: Case) -> Callable[[tuple[int, int, int], int], int]:
    """How many rack blocks (j, k, b) of so many the supply allows, after those that were asked for before."""
    left = case.supply.copy()

    def allowed(index: tuple[int, int, int], count: int) -> int:
        j, k, b = index
        block = int(case.rack_block[j])
        if np.isfinite(left[k, b]):
            count = min(count, int(left[k, b] / block + 1e-9))
            left[k, b] -= count * block
        return count

    return allowed


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
