"""Workloads and regions as arrays of a Case: who wants how many tokens, and what can hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.case import Bools, Case, Floats, Ints
from planner.coefficients.timeline import YEAR_S, Timeline
from planner.errors import require_none
from planner.instance.schema import Gateway, InstanceFile, Region, Site, Workload
from planner.instance.words import short
from planner.physics import link
from planner.physics.constants import EARTH_RADIUS_KM

Place = Region | Gateway | Site
Arrays = dict[str, NDArray[Any]]

TOKENS_PER_TT = 1e12


def great_circle_km(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, to_latitude_deg: ArrayLike, to_longitude_deg: ArrayLike
) -> Floats:
    """Distance along the surface of a sphere, by the haversine formula [km]; arguments broadcast."""
    la, lo, to_la, to_lo = (
        np.radians(np.asarray(x, dtype=float))
        for x in (latitude_deg, longitude_deg, to_latitude_deg, to_longitude_deg)
    )
    chord = np.sin((to_la - la) / 2) ** 2 + np.cos(la) * np.cos(to_la) * np.sin((to_lo - lo) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def fibre_round_trip_ms(regions: Mapping[str, Place], places: Mapping[str, Place]) -> Floats:
    """Light in fibre along the great circle from the centre of a region to a place and back: [region,
    place].
    """
    region, place = (
        [
            np.array([getattr(x, f"{angle}_deg") for x in table.values()], dtype=float)
            for angle in ("latitude", "longitude")
        ]
        for table in (regions, places)
    )
    distance = great_circle_km(region[0][:, None], region[1][:, None], place[0], place[1])
    return 2 * link.one_way_ms(0.0, distance)


def replica_needs(replica_memory_gb: Floats, memory_gb: Floats) -> Ints:
    """Accelerators that hold a replica: ceil(replica memory / memory), then the next power of two: [k,c]."""
    least = np.ceil(replica_memory_gb / memory_gb[:, None] - 1e-9)
    return (2 ** np.ceil(np.log2(np.maximum(least, 1)))).astype(int)


def compute_arrays(data: InstanceFile) -> Arrays:
    """What accelerators do for workloads.

    rate[k,c]  tokens_per_s * seconds of a year / 1e12 [Tt per accelerator-year], 0 where the accelerator has
               no figure for the service
    need[k,c]  accelerators of a replica, 0 where the rate is 0
    """
    accelerators, workloads = list(data.accelerators.values()), data.workloads
    services = [workload.service for workload in workloads.values()]
    per_s = np.array(
        [[k.tokens_per_s.get(service, 0.0) for service in services] for k in accelerators], dtype=float
    )
    per_s = per_s.reshape(len(accelerators), len(workloads))
    need = replica_needs(
        np.array([workload.replica_memory_gb for workload in workloads.values()], dtype=float),
        np.array([k.memory_gb for k in accelerators], dtype=float),
    )
    return {
        "accelerator_loss_per_year": np.array([k.failures_per_year for k in accelerators], dtype=float),
        "rate": per_s * YEAR_S / TOKENS_PER_TT,
        "need": np.where(per_s > 0, need, 0),
    }


def demand_arrays(data: InstanceFile, timeline: Timeline, periods: int) -> Arrays:
    """What regions want, with what weight, penalty and price.

    committed[c,r,t] holds in the first B periods; in the tail its path may still be served, as a part of
    optional[c,r,t].
    """
    workloads, regions = list(data.workloads.values()), list(data.regions)
    edges = timeline.edges(periods)
    shape = (len(workloads), len(regions), periods)
    committed, optional, price = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    weight = np.array([workload.token_weight.by_period(edges) for workload in workloads])
    shortfall, take_or_pay = np.full(shape[:2], np.inf), np.zeros(shape[:2])
    for c, workload in enumerate(workloads):
        price[c] = workload.usd_per_mtoken.by_period(edges)  # $/Mtoken is M$/Tt
        for region, wanted in workload.demand.items():
            r = regions.index(region)
            committed[c, r] = wanted.committed_tt_per_year.by_period(edges) * timeline.period_years
            optional[c, r] = wanted.optional_tt_per_year.by_period(edges) * timeline.period_years
            if wanted.shortfall_usd_per_mtoken is not None:
                shortfall[c, r] = wanted.shortfall_usd_per_mtoken
                take_or_pay[c, r] = wanted.take_or_pay_share
    in_tail = np.arange(periods) >= timeline.launch_periods
    return {
        "token_weight": weight,
        "peak": np.array([w.peak_to_mean for w in workloads], dtype=float),
        "can_wait": np.array([w.can_wait for w in workloads], dtype=bool),
        "assured": np.array([w.met_with_probability or 0.0 for w in workloads], dtype=float),
        "committed": np.where(in_tail, 0.0, committed),
        "optional": optional + np.where(in_tail, committed, 0.0),
        "shortfall_musd": shortfall,
        "take_or_pay": take_or_pay,
        "token_price_musd": price,
    }


def require_memory(case: Case, data: InstanceFile, source: str) -> None:
    """InstanceError for a hard commitment whose replica fits into no satellite and no rack block, memory
    against memory.

    A replica lies on need[k,c] accelerators of one kind, all on one satellite or in one block. Commitments
    with a shortfall price may go unserved; where only a residency leaves no place large enough, the search
    tells it (planner/solver/missing.py).
    """
    hard = (np.isinf(case.shortfall_musd) & (case.committed > 0).any(axis=2)).any(axis=1)
    problems = []
    for c in np.flatnonzero(hard).tolist():
        places = places_of(case, c)
        if not places or any(count >= case.need[k, c] for count, k, _ in places):
            continue
        count, k, where = max(places, key=lambda place: place[0] / case.need[place[1], c])
        chip, memory_gb = case.accelerators[k], data.accelerators[case.accelerators[k]].memory_gb
        say = (
            f"{short(data.workloads[case.workloads[c]].replica_memory_gb)} GB of one replica are more than "
            f"any satellite or rack block has: it takes {case.need[k, c]} {chip} of {short(memory_gb)} GB "
            f"together (a power of two), and {where} has {count}, {short(count * memory_gb)} GB"
        )
        problems.append((f"workloads.{case.workloads[c]}.replica_memory_gb", say))
    require_none(source, problems)


def places_of(case: Case, c: int) -> list[tuple[int, int, str]]:
    """(accelerators, kind k, where) of every satellite design and rack block with accelerators that run
    workload c.
    """
    runs = np.flatnonzero(case.rate[:, c] > 0).tolist()
    there = np.any(case.rack_offered, axis=2) | np.any(case.rack_installed > 0, axis=2)
    blocks = [
        (int(case.rack_block[j]), k, f"a rack block at {site}")
        for j, site in enumerate(case.sites)
        for k in runs
        if there[j, k]
    ]
    boards = [
        (int(case.design_counts[d, k]), k, f"design {design}")
        for d, design in enumerate(case.designs)
        for k in runs
        if case.design_counts[d, k] > 0
    ]
    return blocks + boards


def residency(workloads: Sequence[Workload]) -> tuple[Bools, Bools]:
    """Whether a workload may be served from other regions, and whether from orbit at all: two arrays
    [c,1,1].
    """
    rules = np.array([w.residency for w in workloads], dtype=str)[:, None, None]
    return rules == "none", rules != "soil"
