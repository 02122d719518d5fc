"""Circular orbits: period, speed, drift of the node, sun-synchronism, and the cost of changing altitude.

All functions take and return arrays (or numbers) that broadcast. Valid for circular orbits of any altitude
above the surface unless a docstring says otherwise; formulas are those of Vallado, Fundamentals of
Astrodynamics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from planner.physics.constants import (
    DAY_S,
    EARTH_J2,
    EARTH_MU_KM3_S2,
    EARTH_RADIUS_KM,
    STANDARD_GRAVITY_M_S2,
    TROPICAL_YEAR_DAYS,
)
from planner.physics.limits import Array, PhysicsRange

PARKING_ALTITUDE_KM = 300.0
"""Release of satellites that raise themselves, and end of a disposal: drag does the rest in weeks."""

REENTRY_PERIGEE_KM = 100.0
"""Perigee that an impulsive disposal aims at."""

SUN_SYNCHRONOUS_CEILING_KM = 5900.0
"""Above it no inclination turns the node as fast as the Sun."""


def semi_major_axis_km(altitude_km: ArrayLike) -> Array:
    """a = R + h [km]."""
    return EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=float)


def velocity_km_s(altitude_km: ArrayLike) -> Array:
    """v = sqrt(mu / a) [km/s]."""
    return np.sqrt(EARTH_MU_KM3_S2 / semi_major_axis_km(altitude_km))


def mean_motion_rad_s(altitude_km: ArrayLike) -> Array:
    """n = sqrt(mu / a^3) [rad/s], Kepler."""
    return np.sqrt(EARTH_MU_KM3_S2 / semi_major_axis_km(altitude_km) ** 3)


def period_min(altitude_km: ArrayLike) -> Array:
    """T = 2 pi / n [min], Kepler. Within 0.1 % of the nodal period below 2,000 km."""
    return 2 * np.pi / mean_motion_rad_s(altitude_km) / 60


def _node_rate_scale_deg_per_day(altitude_km: ArrayLike) -> Array:
    """1.5 J2 n (R/a)^2, the node rate of a retrograde equatorial orbit [deg/day]."""
    shrink = (EARTH_RADIUS_KM / semi_major_axis_km(altitude_km)) ** 2
    return np.degrees(1.5 * EARTH_J2 * mean_motion_rad_s(altitude_km) * shrink) * DAY_S


def node_rate_deg_per_day(altitude_km: ArrayLike, inclination_deg: ArrayLike) -> Array:
    """Drift of the node, -1.5 J2 n (R/a)^2 cos i [deg/day], to first order: 0.3 % below 2,000 km."""
    return -_node_rate_scale_deg_per_day(altitude_km) * np.cos(np.radians(inclination_deg))


def sun_synchronous_inclination_deg(altitude_km: ArrayLike) -> Array:
    """Inclination whose node keeps step with the mean Sun [deg].

    cos i = -(360 deg / tropical year) / (1.5 J2 n (R/a)^2), first order in J2, within 0.02 deg of the full
    field. Raises PhysicsRange above 5,900 km, where there is none.
    """
    cosine = -360 / TROPICAL_YEAR_DAYS / _node_rate_scale_deg_per_day(altitude_km)
    if (cosine < -1).any():
        raise PhysicsRange(
            "altitude_km",
            np.max(altitude_km),
            0,
            SUN_SYNCHRONOUS_CEILING_KM,
            "km",
            "give an inclination instead",
        )
    return np.degrees(np.arccos(cosine))


def raan_from_ltan_deg(mean_sun_right_ascension_deg: ArrayLike, ltan_h: ArrayLike) -> Array:
    """Right ascension of the ascending node, mean Sun + 15 deg/h (LTAN - 12 h) [deg].

    ltan_h is mean local solar time, which a controlled sun-synchronous orbit holds; the equation of time (up
    to 4 deg) then shows in beta, as it must.
    """
    return np.asarray(mean_sun_right_ascension_deg) + 15 * (np.asarray(ltan_h) - 12)


def low_thrust_dv_m_s(from_altitude_km: ArrayLike, to_altitude_km: ArrayLike) -> Array:
    """Spiral between two circular orbits of one plane, |v1 - v2| [m/s] (Edelbaum)."""
    return 1000 * np.abs(velocity_km_s(from_altitude_km) - velocity_km_s(to_altitude_km))


def hohmann_dv_m_s(from_altitude_km: ArrayLike, to_altitude_km: ArrayLike) -> Array:
    """Two impulses between two circular orbits of one plane [m/s] (vis-viva)."""
    r1, r2 = semi_major_axis_km(from_altitude_km), semi_major_axis_km(to_altitude_km)
    first = np.sqrt(EARTH_MU_KM3_S2 / r1) * np.abs(np.sqrt(2 * r2 / (r1 + r2)) - 1)
    second = np.sqrt(EARTH_MU_KM3_S2 / r2) * np.abs(1 - np.sqrt(2 * r1 / (r1 + r2)))
    return 1000 * (first + second)


def raising_dv_m_s(altitude_km: ArrayLike) -> Array:
    """Electric raising from the 300 km release orbit [m/s]; time on the way and drag come on top."""
    return low_thrust_dv_m_s(PARKING_ALTITUDE_KM, altitude_km)


def low_thrust_disposal_dv_m_s(altitude_km: ArrayLike) -> Array:
    """Electric lowering to 300 km, from where drag takes the satellite down in weeks [m/s]."""
    return low_thrust_dv_m_s(altitude_km, PARKING_ALTITUDE_KM)


def impulsive_disposal_dv_m_s(altitude_km: ArrayLike) -> Array:
    """One impulse that lowers the perigee to 100 km [m/s] (vis-viva)."""
    r1, r2 = semi_major_axis_km(altitude_km), semi_major_axis_km(REENTRY_PERIGEE_KM)
    return 1000 * np.sqrt(EARTH_MU_KM3_S2 / r1) * (1 - np.sqrt(2 * r2 / (r1 + r2)))


def propellant_kg(initial_mass_kg: ArrayLike, dv_m_s: ArrayLike, isp_s: ArrayLike) -> Array:
    """Propellant burnt out of an initial (wet) mass, m (1 - exp(-dv / (Isp g0))) [kg] (Tsiolkovsky)."""
    exhaust_m_s = np.asarray(isp_s) * STANDARD_GRAVITY_M_S2
    return np.asarray(initial_mass_kg) * -np.expm1(-np.asarray(dv_m_s) / exhaust_m_s)
