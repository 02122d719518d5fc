"""An earlier plan as the first plan of a search: what is still possible of it is flown, the rest is left out,
and demand is served anew.

What an earlier plan decided may no longer be possible: a lighter vehicle, fewer flights, a site that takes
other racks. What stays of it:

    cargo        of every flight what may still fly, less single satellites until it fits: mass, volume, count
    flights      no more than the cadence of their vehicle allows
    satellites   in lives that are offered, no more than the flights carry
    racks        where and when they are offered

Limits that reach over periods (slots, supply, power, gates, cash) are not mended: where one is broken, racks
alone or satellites alone may still be a plan. A start adds a plan and what that plan proves; where the search
looks for others hangs on what it finds itself (Search.own).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from models.case import Case
from models.members import Cargo, cohorts_of, fits, launchable
from planner.solver.evaluation import Decisions, decided_by, evaluate, with_frozen
from planner.solver.search import Search
from planner.solver.solution import Solution
from planner.solver.warm_start import WarmStart

REPAIRED = "not all of the earlier plan is possible in this instance; what is left of it was the first plan"
DROPPED = "what is left of the earlier plan is no plan in this instance; the search began without it"


def begin_from(search: Search, start: WarmStart) -> None:
    """Take what earlier searches left: their plans as the first ones, and what they proved for this question.

    The scale of the search is that of its case; plans and bound come in the units that were asked. Further
    plans are left where one closes the gap.
    """
    search.start_loss = start.loss
    if start.bound is not None:
        search.prove(search.sign * start.bound / search.unit)
    for plan in start.plans:
        if search.reached():
            break
        offer_start(search, plan)


def offer_start(search: Search, start: Solution) -> None:
    """Offer the earlier plan, repaired where that is needed; `search.notes` says what became of it."""
    case = search.case
    asked = with_frozen(case, decided_by(start))
    whole = with_frozen(case, repaired(case, asked))
    parts = [whole]
    if whole.racks and whole.satellites:
        parts += [
            with_frozen(case, replace(whole, flights={}, satellites={})),
            with_frozen(case, replace(whole, racks={})),
        ]
    for decided in parts:
        with search.evaluating():
            found = evaluate(case, decided, seed=search.seed)
        if found is not None:
            search.offer(found.solution, found.value, found.cost, found.tokens, is_given=True)
            if decided != asked:
                search.notes.append(REPAIRED)
            return
    search.notes.append(DROPPED)


def repaired(case: Case, decided: Decisions) -> Decisions:
    """What is still possible of decisions (which parts those are says the module docstring)."""
    flights: dict[tuple[int, int, int, Cargo], int] = defaultdict(int)
    flown: Counter = Counter()  # (v, b)
    room: Counter = Counter()  # (d, v, s, b) satellites that the flights carry
    for (v, o, b, cargo), count in sorted(decided.flights.items()):
        load = fitting(case, v, o, b, cargo)
        count = min(count, int(case.cadence[v, b]) - flown[v, b])
        if load and count > 0:
            flights[v, o, b, load] += count
            flown[v, b] += count
            room.update({(d, v, s, b): n * count for d, s, n in load})
    satellites: dict[tuple[int, int, int, int, int], int] = {}
    for cohort, count in sorted(decided.satellites.items()):
        carried = min(count, room[cohort[:4]]) if cohort in cohorts_of(case, *cohort[:4]) else 0
        if carried:
            satellites[cohort] = carried
            room[cohort[:4]] -= carried
    racks = {rack: blocks for rack, blocks in decided.racks.items() if case.rack_offered[rack]}
    return replace(decided, flights=dict(flights), satellites=satellites, racks=racks)


def fitting(case: Case, v: int, o: int, b: int, cargo: Cargo) -> Cargo:
    """What may fly of a cargo, less the last satellites until it fits."""
    load = [[d, s, n] for d, s, n in cargo if s in case.drop_shells[o] and launchable(case, d, v, s, b)]

    def is_over() -> bool:
        mass = sum(n * case.design_mass_t[d] for d, _, n in load)
        volume = sum(n * case.design_volume_m3[d] for d, _, n in load)
        count = sum(n for _, _, n in load)
        fit = fits(mass, case.payload_t[v, o]) and fits(volume, case.fairing_m3[v])
        return not (fit and count <= case.satellites_max[v])

    # Each turn takes one satellite off; nothing at all fits.
    while load and is_over():
        load[-1][2] -= 1
        if not load[-1][2]:
            load.pop()
    return tuple((d, s, n) for d, s, n in load)
