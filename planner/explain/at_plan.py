"""The linear program at a plan's decisions: what it opens, engineers and orders is held, the rest is free, in
parts of flights, satellites and racks.

    held      shells opened and in use, buses and designs engineered, stage gates passed, milestones met
    settled   the price tier that each vehicle has reached is its price; what asks for a least order and is
              not ordered does not fly, and what is ordered may fly less
    free      how many flights, satellites and racks, when, for how long; what serves whom; money borrowed

Its members are the flights of the plan, in every launch period in which they can leave, and for every design,
vehicle and shell of the plan the flight full of that design alone. Nothing that the plan has not opened or
engineered is among them: what that would be worth stands with the designs left out.

So a shell's opening and a bus's engineering are paid, wholly, and what one more of a limit is worth is what a
plan with these openings could do with it. `planner shadow-prices` leaves openings free too, in parts of an
opening (planner/explain/shadow_prices.py): its worths are of the whole question, and may differ.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models import frozen
from models.case import Case
from models.members import Cargo, Cohort, Flight, Members, cohorts_of, fits, launchable
from models.tiers import flights_by_period, prices_paid
from models.units import Scale
from planner.explain.shadow_prices import Program
from planner.solver.evaluation import Decisions, decided_by, implied, with_frozen
from planner.solver.solution import Solution


def program_at(case: Case, plan: Solution, ratio: float | None) -> Program:
    """The program at a plan's decisions and its ratio [$/Mtoken]; ratio None where the objective is none."""
    decided = with_frozen(case, decided_by(plan))
    scale = Scale.of(case)
    settled = scale.scaled(settled_at(case, decided))
    members = members_near(settled, decided)
    q = 0.0 if ratio is None else ratio / scale.value(case.objective)
    return Program.of(settled, scale, members, q, implied(settled, decided))


def settled_at(case: Case, decided: Decisions) -> Case:
    """The question in which a plan's price tiers and orders are no decisions any more."""
    flown = flights_by_period(decided.flights)
    flies = np.isin(np.arange(len(case.vehicles)), [v for v, _ in flown])
    unordered = (case.minimum_flights > 0) & ~flies
    return case.replaced(
        price_musd=prices_paid(case, flown, decided.satellites),
        tiers=0,
        tier_from=None,
        tier_factor=None,
        minimum_flights=np.zeros_like(case.minimum_flights),
        cadence=np.where(unordered[:, None], 0, case.cadence),
    )


def members_near(case: Case, decided: Decisions) -> Members:
    """The plan's flights in every period, and full flights of each of its designs."""
    cohorts: set[Cohort] = {*decided.satellites, *frozen.satellites(case)}
    flights: set[Flight] = {*decided.flights, *frozen.flights(case)}
    for v, o, cargo in loads(case, decided):
        for b in range(case.frozen_periods, case.launch_periods):
            if all(launchable(case, d, v, s, b) for d, s, _ in cargo):
                flights.add((v, o, b, cargo))
                cohorts |= {one for d, s, _ in cargo for one in cohorts_of(case, d, v, s, b)}
    return Members.of(cohorts, flights)


def loads(case: Case, decided: Decisions) -> Iterator[tuple[int, int, Cargo]]:
    """(vehicle, drop, cargo) of the plan, each once, and for its designs and shells the full flights of one
    design.
    """
    flown = {(v, o, cargo) for v, o, _, cargo in decided.flights}
    pairs = {(d, s) for d, _, s, _, _ in decided.satellites}
    for v, _ in np.argwhere((case.cadence > 0).any(axis=1, keepdims=True)).tolist():
        for o, shells in enumerate(case.drop_shells):
            for d, s in pairs:
                count = most_aboard(case, v, o, d) if s in shells else 0
                if count:
                    flown.add((v, o, ((d, s, count),)))
    yield from sorted(flown)


def most_aboard(case: Case, v: int, o: int, d: int) -> int:
    """Satellites of one design that a flight of v to drop o takes."""
    count = int(case.satellites_max[v])
    for load, limit in (
        (case.design_mass_t[d], case.payload_t[v, o]),
        (case.design_volume_m3[d], case.fairing_m3[v]),
    ):
        if load > 0:
            count = min(count, int(limit / load * (1 + 1e-9)))
    is_light = fits(count * case.design_mass_t[d], case.payload_t[v, o])
    return count if is_light else max(0, count - 1)
