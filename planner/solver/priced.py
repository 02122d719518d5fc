"""Large questions: the relaxation priced over every candidate, a ladder to whole numbers, a certificate by branching."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.case import Case
from planner.errors import NoPlan
from planner.solver.certificate import Tree
from planner.solver.generation import Generation
from planner.solver.highs import Array
from planner.solver.lacking import PAID, SECONDS, Missing, enough, every, said, unserved
from planner.solver.left_out import lacks_by_pricing
from planner.solver.master import Master
from planner.solver.rounding import any_plan, climb, lacks_money, offer_floor
from planner.solver.search import Search

FIRST_GAP = (
    0.015  # the ladder is climbed to this gap first, so that a good plan exists early, whatever is asked for
)

CLIMBS = (1.0, 0.4, 0.15)
"""The ladder is climbed again to these shares of the gap that is asked for, once the bound is proven and while there is time."""


def solve_priced(search: Search) -> None:
    """Find plans and prove a bound; the result is in `search`."""
    with search.stage("build"):
        generation = Generation.of(search)
    model = generation.master.model
    search.sizes |= {
        "rows": len(model.row_lower),
        "columns": len(model.col_lower),
        "nonzeros": int(model.matrix.nnz),
    }
    with search.stage("linear relaxation"):
        generation.solve(enough=0.1 * search.gap)
    search.sizes["flights_priced"] = len(generation.master.pool)
    if generation.last is None and search.case.frozen_periods and not search.done():
        raise NoPlan(
            "No plan was found: beside what is frozen no limit can be kept, as far as the search saw."
        )
    if generation.last is None or search.halted():
        return
    point = generation.last
    search.lacks = lacks_by_pricing(generation)
    missed = generation.master.missed() if not search.done() else []
    if search.done() and search.best is None:
        search.unserved = unserved(search.case, generation.master.softly_missed(point.values))
    if missed and generation.bound() > 0.5 * abs(generation.value(point)):
        raise NoPlan(why_not(search.case, missed, generation.master))
    weights = np.zeros(len(generation.master.pool))
    weights[: len(point.flights)] = point.flights
    with search.stage("first plan"):
        bought, leave = (static(generation, point.values, family) for family in ("z", "leave"))
        offer_floor(search, generation.master.pool, weights, bought, leave, generation.q)
    climbs = dict.fromkeys((max(search.gap, FIRST_GAP), *(factor * search.gap for factor in CLIMBS)))
    first, *later = climbs
    climb(search, generation, weights, point.cost, first)
    if search.best is None and not search.done():
        with search.stage("any plan"):
            any_plan(search, generation.master.pool, generation.q, point.cost)
            if search.best is None and lacks_money(search, generation.master.pool, generation.q, point.cost):
                raise NoPlan(
                    "No plan was found, though there is one with no limit on cash: money is what is missing, as far as the search saw."
                )
    search.prove(generation.bound())
    if not search.done() and search.best is not None:
        with search.stage("certificate"):
            Tree(generation).prove()
    for gap in later:
        if not search.done() and search.best is not None:
            climb(search, generation, weights, point.cost, gap)
    search.entered = {d for *_, cargo in generation.master.pool for d, *_ in cargo}


def why_not(case: Case, missed: Missing, master: Master) -> str:
    """Which hard demand cannot be met, or which money is missing for it, in the planner's words."""
    family, index, tokens = missed[0]
    if family == "cash":
        return (
            f"No plan meets the inputs: money is what is missing. In the period from {case.dates[index]} capital, debt and revenue "
            f"fall short by {tokens:.4g} M$ of what the hard demand costs."
        )
    if master.meets_without(("cash",)):
        return (
            "No plan meets the inputs: money is what is missing. With no limit on cash the demand can be served; "
            "capital, debt and revenue do not pay for it in time."
        )

    def is_met(without: tuple[str, ...]) -> bool:
        return master.meets_without((*PAID, *without), SECONDS)

    return said(case, missed, every(case)) + enough(case, master.model, is_met)


def static(generation: Generation, values: Array, family: str) -> dict[Any, float]:
    """index -> value of a family of variables at a point of the master."""
    column = generation.master.model.column
    return {index: float(values[i]) for (name, index), i in column.items() if name == family}
