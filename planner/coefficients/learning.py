"""A launch price that falls with the mass delivered so far (Wright's law), in tiers.

    P(M) = P(M0) * (M / M0)^log2(1 - rate)

The price falls by `rate` at every doubling of the cumulative mass M.

A tier has the price at its lower edge, so that a tiered price is never below the law's. The edges are
geometric in mass, from M0 to where the least price is met, or to the largest mass within reach if that is
less: then every tier can matter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from models.case import Floats, Ints
from planner.coefficients import figures_of_merit
from planner.coefficients.paths import paths
from planner.coefficients.timeline import Timeline
from planner.errors import require_none
from planner.instance.space import Vehicle


def price_factor(mass_t: ArrayLike, first_t: float, rate: float) -> Floats:
    """P(M) / P(M0) for cumulative masses M [any shape], M0 = first_t, and a fall of `rate` per doubling."""
    return figures_of_merit.learned_price(mass_t, 1.0, first_t, rate)


def edges_t(first_t: float, rate: float, count: int, floor_share: float, reach_t: float) -> Floats:
    """Lower edges of `count` tiers [i], t: geometric from M0 to the mass at which the price is floor_share,
    or to reach_t if less.
    """
    floor_t = first_t * floor_share ** (1 / np.log2(1 - rate))
    last_t = min(max(reach_t, first_t), floor_t)
    return first_t * (last_t / first_t) ** (np.arange(count) / (count - 1))


def order_arrays(
    vehicles: Mapping[str, Vehicle],
    payload_t: Floats,
    cadence: Ints,
    timeline: Timeline,
    source: str,
) -> dict[str, object]:
    """minimum_flights[v], learns[v], tiers, tier_from[v,i], tier_factor[v,i], delivered_t[v,b] of a Case
    (conventions there).

    InstanceError for a least order above all flights that can be bought.
    """
    records = list(vehicles.values())
    learns = np.array([r.learning.rate > 0 for r in records], dtype=bool)
    counts = [r.learning.tiers if r.learning.rate > 0 else 1 + len(r.bulk_discounts) for r in records]
    tiers = max(counts, default=0)
    shape = (len(records), tiers if tiers > 1 else 0)
    tier_from, factor = np.full(shape, np.inf), np.ones(shape)
    others = paths(
        [r.learning.exogenous_t_per_year for r in records], timeline.edges(timeline.launch_periods)
    )
    before = np.cumsum(others, axis=1) * timeline.period_years - others * timeline.period_years
    first_t = np.array([r.learning.delivered_t or 0.0 for r in records])
    delivered_t = np.where(learns[:, None], first_t[:, None] + before, 0.0)
    for v, r in enumerate(records if shape[1] else ()):
        tier_from[v, 0] = 0.0
        if learns[v]:
            flights_before = cadence[v, :-1].sum()
            reach_t = delivered_t[v, -1] + r.success * payload_t[v].max(initial=0.0) * flights_before
            edges = edges_t(first_t[v], r.learning.rate, r.learning.tiers, r.learning.floor_share, reach_t)
            tier_from[v, 1 : len(edges)] = edges[1:]
            factor[v, : len(edges)] = price_factor(edges, first_t[v], r.learning.rate)
        else:
            tier_from[v, 1 : counts[v]] = [step.flights for step in r.bulk_discounts]
            factor[v, 1 : counts[v]] = [1 - step.discount for step in r.bulk_discounts]
        factor[v, counts[v] :] = factor[v, counts[v] - 1]
    problems = [
        (
            f"vehicles.{name}.minimum_flights",
            f"{r.minimum_flights} are never reached: {flights} can be bought over the launch periods",
        )
        for (name, r), flights in zip(vehicles.items(), cadence.sum(axis=1))
        if 0 < flights < r.minimum_flights
    ]
    require_none(source, problems)
    return {
        "minimum_flights": np.array([r.minimum_flights for r in records], dtype=int),
        "learns": learns,
        "tiers": shape[1],
        "tier_from": tier_from,
        "tier_factor": factor,
        "delivered_t": delivered_t,
    }
