"""Launch vehicles as arrays of a Case: what they lift where, how often, for how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.case import Bools, Floats
from planner.coefficients.learning import order_arrays
from planner.coefficients.paths import from_first, paths
from planner.coefficients.shells import Shells
from planner.coefficients.timeline import Timeline
from planner.errors import require_none
from planner.instance.schema import Pad, Vehicle
from planner.physics import ascent


def payloads_t(vehicles: Mapping[str, Vehicle], shells: Shells, source: str) -> tuple[Floats, Bools]:
    """Payload of each vehicle to where the satellites of each shell are released [t], at most payload_max_t,
    and whether it is estimated.

    Both [v,s]. Estimated: no two published orbits enclose that orbit, so it is scaled from the nearer one and
    derated by the distance in velocity, 7 % at most. A site north of a published orbit's inclination cannot
    be: then that inclination is taken for the latitude. Delta-v scaling of physics.ascent; its upper stage is
    that of the dearest published orbit, from which payloads beyond are scaled. Raises InstanceError when a
    vehicle's published payloads contradict each other.
    """
    result, problems = np.zeros((len(vehicles), len(shells.ids))), []
    estimated = np.zeros(result.shape, dtype=bool)
    for v, (name, vehicle) in enumerate(vehicles.items()):
        anchors = [ascent.Anchor(a.altitude_km, a.inclination_deg, a.payload_t) for a in vehicle.anchors]
        latitude = min(
            [
                abs(vehicle.launch_latitude_deg),
                *(min(a.inclination_deg, 180 - a.inclination_deg) for a in anchors),
            ]
        )
        try:
            payload, estimated[v] = ascent.payload_t(
                shells.release_altitude_km,
                shells.environment.inclination_deg,
                anchors,
                latitude,
                upper_stage_dry_share=vehicle.upper_stage_burnout_t / min(a.payload_t for a in anchors),
                isp_s=vehicle.upper_stage_isp_s,
            )
        except ValueError as error:
            problems.append((f"vehicles.{name}.anchors", str(error)))
            continue
        result[v] = payload if vehicle.payload_max_t is None else np.minimum(payload, vehicle.payload_max_t)
    require_none(source, problems)
    return result, estimated


def vehicle_arrays(
    vehicles: Mapping[str, Vehicle],
    pads: Mapping[str, Pad],
    payload_t: Floats,
    timeline: Timeline,
    source: str,
) -> dict[str, Any]:
    """All fields of a Case over vehicles v but payload_t, and over pads a. Cadences: whole flights in the
    period, fractions add up.

    payload_t[v,s]. Raises InstanceError for a least order above all flights that can be bought.
    """
    records = list(vehicles.values())
    launches = timeline.edges(timeline.launch_periods)
    per_year = paths([r.flights_per_year for r in records], launches)
    first = np.array([timeline.count(r, "available_from") for r in records], dtype=int)
    cadence = timeline.whole_counts(from_first(per_year, first)).astype(int)
    from_pads = timeline.whole_counts(paths([pad.flights_per_year for pad in pads.values()], launches))
    return {
        "pads": tuple(pads),
        "pad_of": np.array([[a in r.pads for a in pads] for r in records], dtype=bool).reshape(
            len(records), len(pads)
        ),
        "pad_cadence": from_pads.astype(int),
        **order_arrays(vehicles, payload_t, cadence, timeline, source),
        "vehicles": tuple(vehicles),
        "fairing_m3": np.array([r.fairing_m3 for r in records], dtype=float),
        "satellites_max": np.array([r.satellites_max for r in records], dtype=int),
        "price_musd": paths([r.price_musd for r in records], launches),
        "price_musd_per_t": paths([r.price_usd_per_kg for r in records], launches) / 1000,  # $/kg is k$/t
        "cadence": cadence,
        "success": np.array([r.success for r in records], dtype=float),
        "insurance_rate": np.array([r.insurance_rate for r in records], dtype=float),
    }
