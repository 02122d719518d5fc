"""Mean elements as public catalogs give them: SGP4's mean motion, and the altitude that it stands for.

The mean motion of a two-line element set or an OMM is Kozai's: Kepler's with the first-order secular term of
J2 (Hoots and Roehrich, Spacetrack Report No. 3, 1980). With a in Earth radii and k2 = J2 / 2

    delta = 1.5 k2 (3 cos^2 i - 1) / (a^2 (1 - e^2)^1.5)        n_Kozai = n_Kepler(a) (1 + delta)

Altitude is a less the equatorial radius, as everywhere in the planner. The term is worth up to 3 km of
altitude in a low orbit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from planner.physics.constants import DAY_S, EARTH_J2, EARTH_MU_KM3_S2, EARTH_RADIUS_KM
from planner.physics.limits import Array

STEPS = 4  # of the fixed point: each gains three digits


def mean_motion_rev_per_day(
    altitude_km: ArrayLike, inclination_deg: ArrayLike, eccentricity: ArrayLike = 0.0
) -> Array:
    """SGP4's mean motion of an orbit of that mean altitude [rev/day]."""
    a_km = EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=float)
    return _kepler(a_km) * (1 + _delta(a_km, inclination_deg, eccentricity))


def altitude_km(mean_motion: ArrayLike, inclination_deg: ArrayLike, eccentricity: ArrayLike = 0.0) -> Array:
    """The mean altitude of an orbit of SGP4's mean motion [rev/day]: semi-major axis less the radius."""
    mean_motion = np.asarray(mean_motion, dtype=float)
    a_km = _semi_major_axis_km(mean_motion)
    for _ in range(STEPS):
        a_km = _semi_major_axis_km(mean_motion / (1 + _delta(a_km, inclination_deg, eccentricity)))
    return a_km - EARTH_RADIUS_KM


def _kepler(a_km: Array) -> Array:
    """Kepler's mean motion [rev/day]."""
    return np.sqrt(EARTH_MU_KM3_S2 / a_km**3) * DAY_S / (2 * np.pi)


def _semi_major_axis_km(mean_motion: Array) -> Array:
    """Kepler's semi-major axis of a mean motion [rev/day]."""
    return np.cbrt(EARTH_MU_KM3_S2 / (mean_motion * 2 * np.pi / DAY_S) ** 2)


def _delta(a_km: Array, inclination_deg: ArrayLike, eccentricity: ArrayLike) -> Array:
    """The secular term of J2, relative."""
    cosine = np.cos(np.radians(np.asarray(inclination_deg, dtype=float)))
    shape = (1 - np.asarray(eccentricity, dtype=float) ** 2) ** 1.5
    return 0.75 * EARTH_J2 * (3 * cosine**2 - 1) / ((a_km / EARTH_RADIUS_KM) ** 2 * shape)
