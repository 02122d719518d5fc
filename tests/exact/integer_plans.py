"""Every integer plan of a tiny Case: satellites by cohort, racks by order, flights as few as carry the
satellites.

A plan is a row of counts over `columns`: cohorts (d, v, s, b, l), then racks (j, k, b). Of two plans with the
same counts the one with fewer flights costs less (flight prices are >= 0), so only the least number of
flights per vehicle and period is kept, but for vehicles whose flights are counted for a least order or a
discount: of those every number.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

import frozen
import standing
from hazards import slots_held
from models.case import Case
from orders import are_allowed, flight_numbers
from stages import within_stages

SLACK = 1e-9  # sums of decimals: 0.1 + 0.2 t fit on 0.3 t
PLANS_MAX = 50_000

Load = tuple[int, ...]  # satellites by kind (d, s)


@dataclass(frozen=True)
class IntegerPlans:
    """`counts[plan, column]` and `flights[plan, n]` for the n-th (v, b) of `departures`; `packings[v,
    b][load]` are the flights.
    """

    cohorts: list[tuple[int, int, int, int, int]]  # (d, v, s, b, l)
    racks: list[tuple[int, int, int]]  # (j, k, b)
    departures: list[tuple[int, int]]  # (v, b)
    counts: np.ndarray
    flights: np.ndarray
    kinds: list[tuple[int, int]]  # (d, s)
    packings: dict[tuple[int, int], dict[Load, tuple[tuple[int, Load], ...]]]  # flights as (drop, load)


def integer_plans(case: Case) -> IntegerPlans:
    """All integer plans within packing, cadence, slots, factory, supply and site power, as arrays."""
    kinds = list(product(range(len(case.designs)), range(len(case.shells))))
    departures = [
        (v, b)
        for v in range(len(case.vehicles))
        for b in range(case.launch_periods)
        if case.cadence[v, b] > 0
    ]
    packings = {(v, b): packed(case, kinds, v, b) for v, b in departures}
    cohorts = [
        (d, v, s, b, life)
        for v, b in departures
        for i, (d, s) in enumerate(kinds)
        if any(load[i] for load in packings[v, b])
        for life in lives(case, d, s)
        if b >= case.frozen_periods or (d, v, s, b, life) in frozen.satellites(case)
    ]
    racks = [
        (j, k, b)
        for j in range(len(case.sites))
        for k in range(len(case.accelerators))
        for b in range(case.launch_periods)
        if case.rack_offered[j, k, b] and running(case, j, b)
    ]
    rows, limits = integer_limits(case, cohorts, racks)
    column = {cohort: i for i, cohort in enumerate(cohorts)}

    counts = np.zeros((1, len(cohorts) + len(racks)))
    flights = np.zeros((1, len(departures)))
    for n, (v, b) in enumerate(departures):
        choice, flown = [], []
        for load, packing in packings[v, b].items():
            if b < case.frozen_periods:
                choice.append(frozen.counts(case, v, b, column, counts.shape[1]))
                flown.append(np.eye(len(departures))[n] * len(packing))
                continue
            for row in with_lives(case, kinds, load, v, b, column, counts.shape[1]):
                for many in flight_numbers(case, v, b, sum(load), len(packing)):
                    choice.append(row)
                    flown.append(np.eye(len(departures))[n] * many)
        counts, flights = combined(counts, flights, np.array(choice), np.array(flown), rows, limits)
    for i, (j, k, b) in enumerate(racks):
        choice = np.zeros((rack_limit(case, j, k, b) + 1, counts.shape[1]))
        choice[:, len(cohorts) + i] = np.arange(len(choice))
        if b < case.frozen_periods:
            choice = choice[case.frozen_racks[j, k, b] : case.frozen_racks[j, k, b] + 1]
        counts, flights = combined(
            counts, flights, choice, np.zeros((len(choice), len(departures))), rows, limits
        )
    held = are_allowed(case, departures, flights) & within_stages(case, cohorts, counts)
    return IntegerPlans(cohorts, racks, departures, counts[held], flights[held], kinds, packings)


def combined(counts, flights, choice, flown, rows, limits):
    """Every plan so far with every choice, less those beyond a limit: more satellites or racks never help a
    limit.
    """
    many = len(counts) * len(choice)
    if many > 10 * PLANS_MAX:
        raise ValueError(f"{many} partial plans: not a tiny case")
    counts = (counts[:, None, :] + choice[None, :, :]).reshape(many, counts.shape[1])
    flights = (flights[:, None, :] + flown[None, :, :]).reshape(many, flights.shape[1])
    kept = (counts @ rows.T <= limits + SLACK).all(axis=1)
    if kept.sum() > PLANS_MAX:
        raise ValueError(f"{kept.sum()} plans: not a tiny case")
    return counts[kept], flights[kept]


def lives(case: Case, d: int, s: int) -> list[int]:
    """The lives for which design d is offered in shell s."""
    is_offered = any(
        case.design_counts[d, k] > 0 and case.share[d, s, k] > 0 for k in range(len(case.accelerators))
    )
    return [i for i in range(len(case.lives)) if is_offered and case.life_offered[d, s, i]]


def packed(case: Case, kinds, v: int, b: int) -> dict[Load, tuple[tuple[int, Load], ...]]:
    """Every load that the vehicle can fly in the period, with the fewest flights that carry it; where it is
    frozen, just that load.
    """
    if b < case.frozen_periods:
        return frozen.packed(case, kinds, v, b)
    single: dict[Load, tuple[int, Load]] = {}
    for o, shells in enumerate(case.drop_shells):
        if case.payload_t[v, o] > 0:
            for load in loads_of_one_flight(case, kinds, v, o, b, shells):
                single.setdefault(load, (o, load))
    found: dict[Load, tuple[tuple[int, Load], ...]] = {(0,) * len(kinds): ()}
    last = dict(found)
    for _ in range(int(case.cadence[v, b])):
        following = {}
        for load, flights in last.items():
            for extra, flight in single.items():
                total = tuple(a + c for a, c in zip(load, extra))
                if total not in found and total not in following:
                    following[total] = (*flights, flight)
        found.update(following)
        last = following
    return found


def loads_of_one_flight(case: Case, kinds, v: int, o: int, b: int, shells) -> list[Load]:
    """Every cargo within payload, fairing and satellites per flight, of designs and shells that are available
    in b.
    """
    loads: list[Load] = [()]
    for d, s in kinds:
        is_available = (
            s in shells and case.design_from[d] <= b and case.shell_from[s] <= b and lives(case, d, s)
        )
        most = int(case.satellites_max[v]) if is_available else 0
        loads = [(*load, n) for load in loads for n in range(most + 1)]
        loads = [load for load in loads if fits(case, kinds, v, o, load)]
    return [load for load in loads if any(load)]


def fits(case: Case, kinds, v: int, o: int, load: Load) -> bool:
    cargo = [(d, n) for (d, _), n in zip(kinds, load)]
    return (
        sum(n * case.design_mass_t[d] for d, n in cargo) <= case.payload_t[v, o] + SLACK
        and sum(n * case.design_volume_m3[d] for d, n in cargo) <= case.fairing_m3[v] + SLACK
        and sum(n for _, n in cargo) <= case.satellites_max[v]
    )


def with_lives(case: Case, kinds, load: Load, v: int, b: int, column, width: int) -> list[np.ndarray]:
    """The load as counts by cohort, in every way to give its satellites planned lives."""
    rows = [np.zeros(width)]
    for (d, s), n in zip(kinds, load):
        if n == 0:
            continue
        offered = lives(case, d, s)
        splits = [split for split in product(range(n + 1), repeat=len(offered)) if sum(split) == n]
        extended = []
        for row in rows:
            for split in splits:
                new = row.copy()
                for life, m in zip(offered, split):
                    new[column[d, v, s, b, life]] = m
                extended.append(new)
        rows = extended
    return rows


def running(case: Case, j: int, b: int) -> range:
    """The periods in which a rack bought in b stands at site j."""
    start = b + int(case.site_lead[j])
    return range(start, min(case.periods, start + int(case.rack_life[j])))


def rack_limit(case: Case, j: int, k: int, b: int) -> int:
    """Most blocks of one order: power at rest in every period in which they stand, and supply."""
    limits = [
        (case.grid_mw[j, t] + case.onsite_mw[j, t] - standing.idle_power(case, j, t))
        / (case.rack_mw[j, k, t] * case.idle_power_share[j])
        for t in running(case, j, b)
        if case.rack_mw[j, k, t] * case.idle_power_share[j] > 0
    ]
    limits.append(case.supply[k, b] / case.rack_block[j])
    if min(limits) == np.inf:
        raise ValueError("no limit on the blocks of one order")
    return int(min(limits) + SLACK)


def integer_limits(case: Case, cohorts, racks) -> tuple[np.ndarray, np.ndarray]:
    """Rows and right sides of slots [s,t], factory [h,b], accelerator supply [k,b] and site power [j,t]: rows
    @ counts <= limits.
    """
    rows, limits = [], []
    D = case.period_years
    width = len(cohorts) + len(racks)

    for s, t in product(range(len(case.shells)), range(case.periods)):
        row = np.zeros(width)
        for i, (d, v, shell, b, life) in enumerate(cohorts):
            if shell == s:
                h = case.design_bus[d]
                age = t - b - int(case.shell_lag[s])
                row[i] = slots_held(
                    case.success[v],
                    case.bus_loss_per_year[h],
                    D,
                    age,
                    case.lives[life],
                    int(case.decay_periods[h, s]),
                )
        rows.append(row)
        limits.append(case.slots[s, t] - standing.total(case, standing.slots, s, t))
    for h, b in product(range(len(case.buses)), range(case.launch_periods)):
        rows.append(
            np.array(
                [case.design_bus[c[0]] == h and c[3] == b for c in cohorts] + [False] * len(racks), float
            )
        )
        limits.append(case.bus_rate[h, b])
    for k, b in product(range(len(case.accelerators)), range(case.launch_periods)):
        in_orbit = [case.design_counts[c[0], k] if c[3] == b else 0 for c in cohorts]
        on_ground = [case.rack_block[r[0]] if r[1:] == (k, b) else 0 for r in racks]
        rows.append(np.array(in_orbit + on_ground, float))
        limits.append(case.supply[k, b])
    for j, t in product(range(len(case.sites)), range(case.periods)):
        power = [
            case.idle_power_share[j] * case.rack_mw[j, k, t] if site == j and t in running(case, j, b) else 0
            for site, k, b in racks
        ]
        rows.append(np.array([0.0] * len(cohorts) + power))
        limits.append(case.grid_mw[j, t] + case.onsite_mw[j, t] - standing.idle_power(case, j, t))
    return np.array(rows).reshape(len(rows), width), np.array(limits)
