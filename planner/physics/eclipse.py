"""Sunlight and shadow: beta angle, eclipse fraction, seasons, and means over the node of a drifting plane.

The shadow is a cylinder of the Earth's equatorial radius. Against penumbra-weighted sunlight on a spherical
Earth the sunlit fraction is right to 5e-5, against an oblate Earth with penumbra it is about 0.002 low
(conservative).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from planner.physics import orbit
from planner.physics.constants import EARTH_RADIUS_KM
from planner.physics.limits import Array
from planner.physics.sun import Sun
from planner.physics.tables import bracket

NODES_AVERAGED = 180
"""Positions of the node over which a drifting plane is averaged: the sunlit mean is then good to 1e-4."""

DECLINATION_NODES_DEG = np.linspace(0.0, 23.5, 48)
"""Solar declinations at which that mean is worked out; between them it is interpolated."""


def beta_deg(
    inclination_deg: ArrayLike, raan_deg: ArrayLike, sun_ra_deg: ArrayLike, sun_dec_deg: ArrayLike
) -> Array:
    """Angle of the Sun above the orbit plane [deg], exact.

    asin(cos d sin i sin(node - alpha) + sin d cos i), with alpha and d the right ascension and declination.
    """
    inclination, declination = np.radians(inclination_deg), np.radians(sun_dec_deg)
    hour = np.radians(np.asarray(raan_deg) - np.asarray(sun_ra_deg))
    in_plane = np.cos(declination) * np.sin(inclination) * np.sin(hour)
    across = np.sin(declination) * np.cos(inclination)
    return np.degrees(np.arcsin(np.clip(in_plane + across, -1, 1)))


def beta_held_deg(inclination_deg: ArrayLike, ltan_h: ArrayLike, sun: Sun) -> Array:
    """beta [deg] of orbits whose mean local time of the ascending node is held: [orbit, day]."""
    raan = orbit.raan_from_ltan_deg(sun.mean_right_ascension_deg, np.asarray(ltan_h, dtype=float)[..., None])
    inclination = np.asarray(inclination_deg, dtype=float)[..., None]
    return beta_deg(inclination, raan, sun.right_ascension_deg, sun.declination_deg)


def beta_propagated_deg(
    altitude_km: ArrayLike, inclination_deg: ArrayLike, first_raan_deg: ArrayLike, sun: Sun
) -> Array:
    """beta [deg] with the node at first_raan_deg at 00:00 of the first day, drifting by J2: [orbit, day]."""
    days = np.arange(len(sun.distance_au)) + 0.5
    rate = orbit.node_rate_deg_per_day(altitude_km, inclination_deg)
    raan = np.asarray(first_raan_deg, dtype=float)[..., None] + rate[..., None] * days
    inclination = np.asarray(inclination_deg, dtype=float)[..., None]
    return beta_deg(inclination, raan, sun.right_ascension_deg, sun.declination_deg)


def eclipse_fraction(altitude_km: ArrayLike, beta_deg: ArrayLike) -> Array:
    """Share of one circular orbit spent in the Earth's shadow [-].

    acos(sqrt(h^2 + 2 R h) / ((R + h) cos beta)) / pi where the ratio is below 1, else 0. At beta 0 it is
    asin(R / (R + h)) / pi: 0.372 at 550 km. Valid for circular orbits; checked against skyfield's is_sunlit.
    """
    altitude = np.asarray(altitude_km, dtype=float)
    grazing = np.sqrt(altitude**2 + 2 * EARTH_RADIUS_KM * altitude) / (EARTH_RADIUS_KM + altitude)
    cosine = np.cos(np.radians(beta_deg))
    return np.arccos(grazing / np.maximum(cosine, grazing)) / np.pi


def beta_limit_deg(altitude_km: ArrayLike) -> Array:
    """|beta| from which on there is no eclipse, asin(R / (R + h)) [deg]."""
    return np.degrees(np.arcsin(EARTH_RADIUS_KM / orbit.semi_major_axis_km(altitude_km)))


def drifting_mean(
    inclination_deg: ArrayLike, sun_dec_deg: ArrayLike, of_beta: Callable[[Array], Array]
) -> Array:
    """Mean of a function of beta over a node anywhere with equal chance: result[orbit, day].

    inclination_deg[orbit], sun_dec_deg[day]; of_beta maps beta_deg[orbit, declination, node] to values of
    that shape and must be even in beta. A constellation spreads its planes, and a single plane drifts through
    all nodes in a few months; this is the expected value for either, free of the aliasing that one start node
    brings.
    """
    nodes = (np.arange(NODES_AVERAGED) + 0.5) * (360 / NODES_AVERAGED)
    inclination = np.asarray(inclination_deg, dtype=float)[:, None, None]
    mean = of_beta(beta_deg(inclination, nodes, 0.0, DECLINATION_NODES_DEG[:, None])).mean(axis=-1)
    below, weight = bracket(DECLINATION_NODES_DEG, np.abs(np.asarray(sun_dec_deg, dtype=float)))
    return (1 - weight) * mean[:, below] + weight * mean[:, below + 1]


def eclipse_seasons(first: date, eclipse_fraction_by_day: Array) -> list[tuple[date, date]]:
    """Runs of days with eclipses, (first day, last day); eclipse_fraction_by_day[day] starts on `first`."""
    dark = np.concatenate(([False], eclipse_fraction_by_day > 0, [False])).astype(int)
    starts, ends = np.flatnonzero(np.diff(dark) > 0), np.flatnonzero(np.diff(dark) < 0) - 1
    return [(first + timedelta(int(a)), first + timedelta(int(b))) for a, b in zip(starts, ends, strict=True)]
