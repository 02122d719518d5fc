"""Orders of flights by enumeration: how many may fly, which numbers are allowed, and what is then paid for
each.
"""

from __future__ import annotations

import numpy as np

from models.case import Case

SLACK = 1e-9  # sums of decimals


def is_counted(case: Case, v: int) -> bool:
    """Whether more flights than the cargo needs may be worth flying: a least order, or a discount by their
    number.
    """
    has_tiers = case.tiers > 1 and bool(np.isfinite(case.tier_from[v, 1:]).any())
    return bool(case.minimum_flights[v] > 0 or (has_tiers and not case.learns[v]))


def flight_numbers(case: Case, v: int, b: int, satellites: int, fewest: int) -> range:
    """Flights that may carry a load: as few as hold it; where they are counted, up to one for each
    satellite.
    """
    most = min(int(case.cadence[v, b]), satellites) if is_counted(case, v) else fewest
    return range(fewest, max(fewest, most) + 1)


def are_allowed(case: Case, departures: list[tuple[int, int]], flights: np.ndarray) -> np.ndarray:
    """[plan] pads and least orders hold."""
    held = np.ones(len(flights), bool)
    for a in range(len(case.pads)):
        for b in range(case.launch_periods):
            uses = np.array([case.pad_of[v, a] and q == b for v, q in departures], float)
            held &= flights @ uses <= case.pad_cadence[a, b] + SLACK
    for v in range(len(case.vehicles)):
        total = flights @ np.array([w == v for w, _ in departures], float)
        held &= (total == 0) | (total >= case.minimum_flights[v])
    return held


def price_shares(case: Case, departures, cohorts, counts: np.ndarray, flights: np.ndarray) -> np.ndarray:
    """[plan, departure] price of a flight / price_musd."""
    share = np.ones(flights.shape)
    for n, (v, b) in enumerate(departures if case.tiers else ()):
        amount = flights @ np.array([w == v for w, _ in departures], float)
        if case.learns[v]:
            each = [case.design_mass_t[d] * (w == v and q < b) for d, w, _, q, _ in cohorts]
            amount = case.delivered_t[v, b] + case.success[v] * (counts[:, : len(cohorts)] @ np.array(each))
        for start, factor in zip(case.tier_from[v], case.tier_factor[v]):
            share[:, n] = np.where(amount >= start - SLACK * (1 + abs(amount)), factor, share[:, n])
    return share


def spread(packing: tuple, many: int) -> list:
    """The (drop, load) flights of a packing as `many` flights, satellites moved one by one to flights of
    their own.
    """
    flights = [(o, list(load)) for o, load in packing]
    while len(flights) < many:
        o, load = next((o, load) for o, load in flights if sum(load) > 1)
        i = next(i for i, n in enumerate(load) if n)
        load[i] -= 1
        flights.append((o, [int(j == i) for j in range(len(load))]))
    return flights
