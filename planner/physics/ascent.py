"""Payload of a launch vehicle to a circular orbit, from published figures for other orbits.

Everything is referred to one number per orbit, the velocity that the vehicle must give: payload falls with
it. Valid for circular orbits of 200-2,000 km. Fairing volume and deployment count often bind first; they are
not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from planner.physics import orbit
from planner.physics.constants import EARTH_RADIUS_KM, EARTH_SPIN_RAD_S, STANDARD_GRAVITY_M_S2
from planner.physics.limits import Array, require_range

INSERTION_ALTITUDE_KM = 200.0
"""Circular orbit that every ascent is taken to pass through."""

DERATING_PER_KM_S = 0.085
"""Share of payload taken off per km/s between an orbit and the published one that it is scaled from.

Scaling from one published orbit is optimistic, the more so the farther the orbit: least squares through the
origin over seven published pairs 0.1-0.65 km/s apart (Falcon 9, Ariane 64 twice, Electron twice, Atlas V 551
twice; tests/unit/test_physics_flight.py lists them). They spread from 0.005 to 0.5, so a second anchor is
worth more than this number."""

DERATING_MAX = 0.07
"""Most that is taken off, from 0.82 km/s on: no published pair lies that far, and the errors of single
vehicles, 1-12 %, do not grow beyond it."""

UPPER_STAGE_DRY_SHARE, UPPER_STAGE_ISP_S = 0.45, 348.0
"""Default shape, of a Falcon 9-like vehicle: burnt-out upper stage over payload, and its specific impulse."""


class Anchor(NamedTuple):
    """A published payload to a circular orbit."""

    altitude_km: float
    inclination_deg: float
    payload_t: float


class Payload(NamedTuple):
    """What a vehicle carries; `estimated` where no two published figures enclose the orbit."""

    payload_t: Array
    estimated: np.ndarray


def ascent_dv_m_s(altitude_km: ArrayLike, inclination_deg: ArrayLike, site_latitude_deg: float) -> Array:
    """Velocity for an orbit, |v200 - v_ground| + turn of the plane + Hohmann from 200 km [m/s].

    v200: circular velocity at 200 km along the launch azimuth, sin azimuth = cos i / cos latitude; v_ground:
    speed of the site eastwards. An inclination below the latitude costs a turn 2 v200 sin((latitude - i) / 2)
    at 200 km. Losses to gravity and air are the same for all orbits of a vehicle and cancel. Raises
    PhysicsRange below 200 km or above 2,000 km.
    """
    remedy = "payload scaling holds for low circular orbits; give the payload of that orbit itself"
    altitude = require_range("altitude_km", altitude_km, INSERTION_ALTITUDE_KM, 2000, "km", remedy)
    inclination = require_range(
        "inclination_deg", inclination_deg, 0, 180, "deg", "an inclination lies between"
    )
    latitude = np.radians(abs(site_latitude_deg))
    v200_m_s = 1000 * orbit.velocity_km_s(INSERTION_ALTITUDE_KM)
    ground_m_s = 1000 * EARTH_SPIN_RAD_S * EARTH_RADIUS_KM * np.cos(latitude)
    sin_azimuth = np.clip(np.cos(np.radians(inclination)) / np.cos(latitude), -1, 1)
    climb = np.sqrt(v200_m_s**2 + ground_m_s**2 - 2 * v200_m_s * ground_m_s * sin_azimuth)
    turn = np.maximum(latitude - np.radians(np.minimum(inclination, 180 - inclination)), 0)
    return climb + 2 * v200_m_s * np.sin(turn / 2) + orbit.hohmann_dv_m_s(INSERTION_ALTITUDE_KM, altitude)


def scaled_payload_t(
    payload_t: ArrayLike, extra_dv_m_s: ArrayLike, upper_stage_dry_t: ArrayLike, isp_s: ArrayLike
) -> Array:
    """Payload after extra velocity, (P0 + ms) exp(-dv / (Isp g0)) - ms, not below 0 [t] (Tsiolkovsky).

    ms: upper stage at burnout. Fits the Electron payload curve with an rms of 1.1 %.
    """
    dry = np.asarray(upper_stage_dry_t)
    burnout = np.exp(-np.asarray(extra_dv_m_s) / (np.asarray(isp_s) * STANDARD_GRAVITY_M_S2))
    return np.maximum((np.asarray(payload_t) + dry) * burnout - dry, 0.0)


def derating_factor(dv_m_s: ArrayLike) -> Array:
    """What is left of a scaled payload, 1 - min(0.085 |dv| / 1 km/s, 0.07) [-]; 1 at the published orbit
    itself.

    dv_m_s: velocity between the orbit and the published one, of either sign. Towards easier orbits this is
    caution: there the scaling falls short by itself.
    """
    return 1 - np.minimum(DERATING_PER_KM_S * np.abs(np.asarray(dv_m_s)) / 1000, DERATING_MAX)


def payload_t(
    altitude_km: ArrayLike,
    inclination_deg: ArrayLike,
    anchors: Sequence[Anchor],
    site_latitude_deg: float,
    *,
    upper_stage_dry_share: float = UPPER_STAGE_DRY_SHARE,
    isp_s: float = UPPER_STAGE_ISP_S,
) -> Payload:
    """Payload to orbits from published ones.

    Between two anchors: linear in ascent velocity, good to 3 %. Beyond the dearest one: scaled from it and
    derated by the distance. Short of the cheapest one: the same from that, but at least its own payload. So
    payload is continuous, and an anchor's own orbit has exactly what is published. Give two anchors or more,
    one at middle inclination and one sun-synchronous. Raises ValueError when there is none, or when a
    dearer orbit is published with as much payload as a cheaper one (then they are not of one configuration of
    the vehicle).
    """
    if not anchors:
        raise ValueError("payload needs at least one published orbit")
    anchor_dv = ascent_dv_m_s(
        [a.altitude_km for a in anchors], [a.inclination_deg for a in anchors], site_latitude_deg
    )
    order = np.argsort(anchor_dv, kind="stable")
    anchor_dv, anchor_t = anchor_dv[order], np.array([a.payload_t for a in anchors], dtype=float)[order]
    if (np.diff(anchor_t) >= 0).any():
        cheap, dear = order[np.argmax(np.diff(anchor_t) >= 0) :][:2]
        raise ValueError(
            f"{anchors[dear]} needs more velocity than {anchors[cheap]} but is given no less payload: "
            "give figures of one configuration of the vehicle"
        )

    def scaled_from(one: int) -> Array:
        dry, extra = upper_stage_dry_share * anchor_t[one], dv - anchor_dv[one]
        return derating_factor(extra) * scaled_payload_t(anchor_t[one], extra, dry, isp_s)

    dv = ascent_dv_m_s(altitude_km, inclination_deg, site_latitude_deg)
    easier, harder = dv < anchor_dv[0], dv > anchor_dv[-1]
    payload = np.interp(dv, anchor_dv, anchor_t)
    payload = np.where(easier, np.maximum(scaled_from(0), anchor_t[0]), payload)
    payload = np.where(harder, scaled_from(-1), payload)
    return Payload(payload, easier | harder)
