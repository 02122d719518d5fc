"""What the candidates that stay on the ground lack: how much more one satellite of a design would have to be
worth to fly.

At the duals of the linear relaxation a satellite of design d has a worth (its tokens and everything it
spares, less its own cost) and takes room on a flight. It enters the relaxation's plan when its worth pays for
that room. For the weights w over mass, volume and count at which a flight's cargo is worth the most,

    lacks[d] = min over vehicles, drops, periods of target of the flight * (w . load_d) - worth_d,  at least 0

in discounted M$ a satellite.

*Which duals.* Nobody flies accelerators of the kinds that are left out, or flies them there: their stocks are
zero, and a dual solution may price them at anything between what they are worth and what would make them fly.
So a little more of every stock is given for nothing, SPARE accelerators that enter in every period: the duals
of that program are what one accelerator more is worth, kind by kind and shell by shell. They are duals of the
program without it, too, for only its right-hand side differs. What is said to be lacking is never too much;
it falls short of the truth where a shell, a bus or a design that nobody uses has its own price of first use.
"""

from __future__ import annotations

import numpy as np

from models.case import Case, Ints
from models.members import Members
from planner.solver.column_generation.generation import Generation
from planner.solver.column_generation.master import DUAL_SIMPLEX
from planner.solver.evaluation import objective_cost
from planner.solver.highs import Array, Compiled, Solver
from planner.solver.pricing.knapsack import bounds

SPARE = 1e-3  # accelerators
ABOVE = 1 + 1e-6
"""Times the least ratio of the relaxation: there serving is better than serving nothing, not just as good."""
STOCKS = ("accelerators", "usable", "effective")
"""The rows that say what of an accelerator there is."""


def stocks(model: Compiled) -> Ints:
    """The numbers of those rows."""
    return np.array([at for (family, _), at in model.row.items() if family in STOCKS], dtype=np.int32)


def spare_given(solver: Solver, model: Compiled) -> None:
    """Give SPARE accelerators for nothing, of every kind, everywhere, in every period; the next run is by
    dual simplex.
    """
    rows = stocks(model)
    solver.set(simplex_strategy=DUAL_SIMPLEX)
    solver.row_bounds(rows, model.row_lower[rows] + SPARE, model.row_upper[rows] + SPARE)


def spare_taken(solver: Solver, model: Compiled) -> None:
    """Take them back."""
    rows = stocks(model)
    solver.set(simplex_strategy=DUAL_SIMPLEX)
    solver.row_bounds(rows, model.row_lower[rows], model.row_upper[rows])


def lacks_by_reduced_costs(generation: Generation) -> dict[int, float]:
    """design -> what it lacks, by the duals over the columns of a generation at the ratio that it has found.

    Empty if that was stopped, or serves nothing. The generation's own state is kept.
    """
    worth, case, master = generation.flights.reduced_costs, generation.case, generation.master
    lacks = np.full(len(case.designs), np.inf)
    if generation.root.point is None:
        return {}
    found = generation.value(generation.root.point)
    if not np.isfinite(found):
        return {}
    spare_given(master.solver, master.model)
    point = master.solve(found * ABOVE if case.is_ratio else 0.0)
    spare_taken(master.solver, master.model)
    if point is None:
        return {}
    values, _ = worth.satellites(point.duals, 0.0)
    for room in generation.flights.rooms:
        value = values[room.v][room.items]  # [i,b]
        target = worth.flight[room.v] - generation.flights.flight_duals(
            point.duals, room.v, room.shells
        )  # [b]
        _, weights = bounds(room, value)
        price = target * (weights @ room.loads).T  # [i,b]
        can = (case.cadence[room.v] > 0) & np.isfinite(value)
        least = np.where(can, price - value, np.inf).min(axis=1, initial=np.inf)
        np.minimum.at(lacks, worth.d[room.items], least)
    return {d: max(0.0, float(lacks[d])) for d in np.flatnonzero(np.isfinite(lacks)).tolist()}


def lacks_by_columns(
    case: Case, members: Members, model: Compiled, duals: Array, q: float
) -> dict[int, float]:
    """design -> what it lacks, at the relaxation's duals and ratio q of a question whose every manifest is a
    column.

    A cover row's dual hides how far a satellite is from paying, so the flight is looked at whole: its reduced
    cost and that of the satellites on it, over the number of the design's satellites on board.
    """
    reduced = objective_cost(model, case, q) - model.matrix.T @ duals
    short: dict[tuple[int, int, int, int], float] = {}
    for (family, index), i in model.column.items():
        if family == "x":
            d, v, s, b, _ = index
            short[d, v, s, b] = min(short.get((d, v, s, b), np.inf), max(0.0, float(reduced[i])))
    lacks: dict[int, float] = {}
    for (family, index), i in model.column.items():
        if family == "n":
            v, _, b, cargo = members.flights[index]
            if b < case.frozen_periods:
                continue
            lack = max(0.0, float(reduced[i])) + sum(n * short[d, v, s, b] for d, s, n in cargo)
            for d, _, n in cargo:
                lacks[d] = min(lacks.get(d, np.inf), lack / n)
    return dict(sorted(lacks.items()))
