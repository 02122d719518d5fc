"""Ways down as arrays of a Case: gateways, and relays beside them on the same axis g; how tokens of orbit get
home.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.case import Bools, Floats
from planner.coefficients.demand import TOKENS_PER_TT, fibre_round_trip_ms, residency
from planner.coefficients.paths import paths
from planner.coefficients.timeline import YEAR_S, Timeline
from planner.instance.schema import Gateway, InstanceFile, Relay
from planner.physics import link


def gateway_arrays(data: InstanceFile, timeline: Timeline, periods: int) -> dict[str, NDArray[Any]]:
    """Gateways and relays: price, capacity, load per token, and which tokens may use them.

    up_gbps[c]              bytes * 8 bit * 1e12 / (D seconds of a year) / 1e9: Gbit/s while one Tt is served
                            in a period
    gateway_allowed[c,r,g]  what lands in the region, unless the workload must stay on its soil; without
                            residency what lands elsewhere as well if it is in time. A gateway at home is
                            always in time, others by their fibre (the way to the satellite is held against
                            the limit by `reach`); a relay by `relay_ms` everywhere
    """
    workloads, edges = list(data.workloads.values()), timeline.edges(periods)
    ways: list[Gateway | Relay] = [*data.gateways.values(), *data.relays.values()]
    limit_ms = np.array([w.latency_ms for w in workloads], dtype=float)[:, None, None]
    roams, may_fly = residency(workloads)
    at_home = np.array([[g.region == r for g in data.gateways.values()] for r in data.regions], dtype=bool)
    at_home = at_home.reshape(len(data.regions), len(data.gateways))
    near = fibre_round_trip_ms(data.regions, data.gateways) <= limit_ms
    lands, in_time = relay_lands(data), relay_ms(data) <= limit_ms
    allowed = np.concatenate([at_home | (roams & near), in_time & (lands | roams)], axis=2)
    gbps_of_a_byte = 8 * TOKENS_PER_TT / (timeline.period_years * YEAR_S) / 1e9
    return {
        "up_gbps": np.array([w.bytes_up for w in workloads], dtype=float) * gbps_of_a_byte,
        "down_gbps": np.array([w.bytes_down for w in workloads], dtype=float) * gbps_of_a_byte,
        "gateway_allowed": may_fly & allowed,
        "gateway_availability": np.array([way.availability for way in ways], dtype=float),
        "gateway_gbps": paths([way.gbps for way in ways], edges),
        "gateway_musd": paths([way.musd_per_gbps_year for way in ways], edges),
    }


def relay_lands(data: InstanceFile) -> Bools:
    """Whether a relay lands in a region: [r, relay]."""
    lands = [[r in relay.regions for relay in data.relays.values()] for r in data.regions]
    return np.array(lands, dtype=bool).reshape(len(data.regions), len(data.relays))


def relay_ms(data: InstanceFile) -> Floats:
    """Least round trip of a region's tokens by a relay [ms]: [r, relay].

        extra_ms + 2 * (altitude of the lowest shell / speed of light)
        + fibre there and back from the nearest region where it lands

    Straight up and down: no satellite of any shell answers sooner, so that what this refuses could not be
    served in time by any.
    """
    lowest_km = min((shell.altitude_km for shell in data.shells.values()), default=0.0)
    extra = np.array([relay.extra_ms for relay in data.relays.values()], dtype=float)
    fibre = fibre_round_trip_ms(data.regions, data.regions)[:, :, None]
    nearest = np.where(relay_lands(data), fibre, np.inf).min(axis=1, initial=np.inf)
    return 2 * link.one_way_ms(lowest_km) + extra + nearest
