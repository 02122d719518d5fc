"""What reduced costs leave: all flights that a better plan could hold, enumerated for one mixed-integer
program over the whole question.

At the duals y of the priced relaxation every plan has, with rc_f the reduced cost of flight f with the best
lives for its cargo,

    N - q D  >=  g(y) - theta N + sum_f (rc_f + theta stake_f) n_f           no term of the sum below 0

so that a plan no worse than the best one, N <= r D, holds only flights within reach:

    rc_f  <=  (r (1 + theta) - q) D_max - g                                  levelized cost
    rc_f  <=  r (1 + theta) - g                                              cost
    rc_f  <=  r (1 + theta) + theta R_max - g                      npv: r = N - R, so that N <= r + R_max

Where those are few, the formulation over them is solved as small questions are (planner/solver/complete.py).
Its bound b holds for the plans that it holds, r for all others: min(b, r) is a bound for the whole question.
This settles what the relaxation cannot see, whole flights and satellites, where a few of them carry
everything; where many flights do, one flight costs less than the gap, all are within reach, and nothing is
enumerated.

*Maximal manifests.* A flight within reach is part of a maximal manifest of those satellites that any flight
within reach may carry, and that manifest is worth as much at least if satellites with a negative worth count
0: only maximal manifests worth that much are taken.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models import frozen
from models.existing import prepaid_musd
from models.members import Cargo, Cohort, Flight, Members, cohorts_of
from models.rollout import build
from planner.errors import NoPlan
from planner.solver.column_generation.generation import Generation, most_revenue, token_ends
from planner.solver.complete import dinkelbach, one_step
from planner.solver.highs import Array, compile_model
from planner.solver.pricing.knapsack import bounds
from planner.solver.pricing.manifests import Bay, bay_of, maximal

ROUNDING = 1e-9  # relative: room for the rounding of the sums


def solve_remaining(generation: Generation) -> bool:
    """Solve the question over all flights that a better plan could hold, if they are few; whether they were.

    The plans found and the bound go to the search. Where there is none yet, plans up to a guessed value are
    looked for. Raises NoPlan where every flight was enumerated and no plan exists.
    """
    search = generation.search
    point = generation.master.solve(generation.root.q)
    if point is None:
        return False
    if search.best is not None:
        return solve_up_to(generation, point.duals, search.value)
    value = generation.value(point)
    guesses = search.params.enumeration_guesses
    guesses = guesses if np.isfinite(value) and value > 0 else guesses[-1:]
    # Plans up to a guess are all enumerated: where there are none, the next is wider; the last is for all.
    for guess in guesses:
        ceiling = guess * value if np.isfinite(guess) else np.inf
        few = solve_up_to(generation, point.duals, ceiling)
        if search.best is not None:
            # A plan beyond the guess was found beside: of those between the two nothing is known yet.
            is_beyond = few and search.value > ceiling and not search.done()
            return solve_up_to(generation, point.duals, search.value) if is_beyond else few
        if not few or search.stopped():
            return few
    return True


def solve_up_to(generation: Generation, duals: Array, ceiling: float) -> bool:
    """Solve over the flights that plans of this value or better may hold; whether they are few."""
    search, case = generation.search, generation.case
    values, _ = generation.flights.reduced_costs.satellites(duals, 0.0)
    if within_reach(generation, duals, values, reach(generation, duals, ceiling, 0.0, 0.0)) is None:
        return False
    allowed = search.params.enumeration_open * search.gap
    pricing = generation.pricer.price(duals, 0.0, settle=True, allowed=allowed)
    if not np.isfinite(pricing.worst):
        return False
    theta = generation.master.pool_violation(duals, pricing.worst)
    members = within_reach(generation, duals, values, reach(generation, duals, ceiling, theta, pricing.loss))
    if members is None:
        return False
    with search.within(search.params.enumeration_share), search.at_most(ceiling):
        model = compile_model(build(case, members))
        try:
            if case.is_ratio:
                dinkelbach(search, members, model, generation.root.q)
            else:
                one_step(search, members, model)
        except NoPlan:
            if search.best is None and not np.isfinite(ceiling):
                raise
    return True


def reach(generation: Generation, duals: Array, ceiling: float, theta: float, loss: float) -> float:
    """The largest reduced cost of a flight in a plan of value `ceiling` or better (formulas in the module
    docstring).
    """
    case, q = generation.case, generation.root.q
    if not np.isfinite(ceiling):
        return np.inf
    g = generation.master.dual_value(q, duals) - loss - theta * prepaid_musd(case)
    if case.is_ratio:
        _, most = token_ends(case, ceiling)
        top = max(0.0, ceiling * (1 + theta) - q) * most
    elif case.objective == "cost":
        top = ceiling * (1 + theta)
    else:
        top = ceiling * (1 + theta) + theta * most_revenue(case)
    return top - g + ROUNDING * (abs(top) + abs(g))


def within_reach(generation: Generation, duals: Array, values: Array, most: float) -> Members | None:
    """The members of all plans whose flights have a reduced cost of `most` at the highest; None if they are
    too many.

    values: [v,i,b] worth of a satellite at the duals less its cost, with its best life.
    """
    case, worth, params = generation.case, generation.flights.reduced_costs, generation.search.params
    number = {offer: i for i, offer in enumerate(worth.offers)}
    flights: set[Flight] = set(frozen.flights(case))
    cohorts: set[Cohort] = set(frozen.satellites(case))
    for room in generation.flights.rooms:
        v, value = room.v, values[room.v][room.items]  # [i,b]
        target = worth.flight[v] - generation.flights.flight_duals(duals, v, room.shells)  # [b]
        upper, weights = bounds(room, value)
        for b in range(case.frozen_periods, case.launch_periods):
            least = float(target[b]) - most  # a cargo within reach is worth that
            if case.cadence[v, b] <= 0 or upper[b] < least:
                continue
            slack = upper[b] * (weights[b] @ room.loads) - value[:, b]
            near = {worth.offers[i] for i in room.items[slack <= upper[b] - least]}
            kept = only(bay_of(case, v, room.o, b, room.shells), near)
            manifests = maximal(kept, params.enumerated_at_most)
            if manifests is None:
                return None
            for cargo in manifests:
                if sum(n * max(0.0, float(values[v, number[d, s], b])) for d, s, n in cargo) >= least:
                    flights.add((v, room.o, b, cargo))
                    cohorts |= lives(generation, v, b, cargo)
            if len(flights) > params.enumerated_at_most or len(cohorts) > params.cohorts_at_most:
                return None
    return Members.of(cohorts, flights)


def only(room: Bay, items: set[tuple[int, int]]) -> Bay:
    """A vehicle's room with some of its items."""
    chosen = [n for n, item in enumerate(room.items) if item in items]
    return replace(
        room,
        items=tuple(room.items[n] for n in chosen),
        mass_t=tuple(room.mass_t[n] for n in chosen),
        volume_m3=tuple(room.volume_m3[n] for n in chosen),
    )


def lives(generation: Generation, v: int, b: int, cargo: Cargo) -> set[Cohort]:
    """The cohorts that a manifest may carry: every service life of its satellites."""
    return {cohort for d, s, _ in cargo for cohort in cohorts_of(generation.case, d, v, s, b)}
