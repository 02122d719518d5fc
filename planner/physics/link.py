"""Distances and delays between ground and satellites, and how often they are in reach.

The Earth is a sphere; a satellite of a circular shell has its node and its phase anywhere with equal chance,
so shares of time are those of one satellite over months, or of all satellites of an evenly filled shell at
any time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from planner.physics import orbit
from planner.physics.constants import EARTH_RADIUS_KM, LIGHT_SPEED_KM_S
from planner.physics.limits import Array

FIBRE_MS_PER_KM = 0.0049
"""Light in glass, one way."""

PHASES_SAMPLED = 360
"""Positions along the orbit over which access is averaged."""

LASER_GRAZING_KM = 100.0
"""Height under which a laser between satellites is taken as blocked by air."""


def slant_range_km(altitude_km: ArrayLike, elevation_deg: ArrayLike) -> Array:
    """Distance to a satellite seen at an elevation, -R sin e + sqrt((R sin e)^2 + 2 R h + h^2) [km]."""
    altitude = np.asarray(altitude_km, dtype=float)
    rise = EARTH_RADIUS_KM * np.sin(np.radians(elevation_deg))
    return -rise + np.sqrt(rise**2 + 2 * EARTH_RADIUS_KM * altitude + altitude**2)


def central_angle_deg(altitude_km: ArrayLike, elevation_deg: ArrayLike) -> Array:
    """Great-circle angle from a station to the point under a satellite at an elevation [deg].

    acos(R cos e / (R + h)) - e.
    """
    elevation = np.radians(elevation_deg)
    ratio = EARTH_RADIUS_KM / orbit.semi_major_axis_km(altitude_km)
    return np.degrees(np.arccos(ratio * np.cos(elevation)) - elevation)


def one_way_ms(distance_km: ArrayLike, fibre_km: ArrayLike = 0.0) -> Array:
    """Delay over a distance in vacuum and a length of fibre [ms]; a round trip is twice that."""
    return np.asarray(distance_km) / LIGHT_SPEED_KM_S * 1000 + np.asarray(fibre_km) * FIBRE_MS_PER_KM


def share_within_angle(inclination_deg: ArrayLike, latitude_deg: ArrayLike, angle_deg: ArrayLike) -> Array:
    """Share of time that the point under a satellite is within a great-circle angle of a place [-].

    Mean over the argument of latitude u of acos((cos L - sin la sin phi) / (cos la cos phi)) / pi, with L the
    angle, phi the latitude of the place and sin la = sin i sin u. Arguments broadcast. Against 30 days of
    flown satellites it is good to 2 % in the tropics and northern middle latitudes and up to 5 % low in the
    far south, because the ground there is flattened and a frozen orbit higher.
    """
    u = (np.arange(PHASES_SAMPLED) + 0.5) * (2 * np.pi / PHASES_SAMPLED)
    inclination, latitude, angle = (
        np.radians(np.asarray(x, dtype=float))[..., None] for x in (inclination_deg, latitude_deg, angle_deg)
    )
    sine = np.sin(inclination) * np.sin(u)
    reach = np.cos(np.minimum(angle, np.pi)) - sine * np.sin(latitude)
    width = np.maximum(np.sqrt(1 - sine**2) * np.cos(latitude), 1e-12)
    return np.arccos(np.clip(reach / width, -1, 1)).mean(axis=-1) / np.pi


def access_share(
    altitude_km: ArrayLike, inclination_deg: ArrayLike, latitude_deg: ArrayLike, elevation_deg: ArrayLike
) -> Array:
    """Share of time that one satellite stands above an elevation at a station [-]; clouds are not in it."""
    return share_within_angle(inclination_deg, latitude_deg, central_angle_deg(altitude_km, elevation_deg))


def reach_angle_deg(
    altitude_km: ArrayLike, round_trip_limit_ms: ArrayLike, elevation_deg: ArrayLike
) -> Array:
    """Great-circle angle within which a satellite answers a place in time; negative when none does [deg].

    The signal rises to the satellite itself if it is in view (above the elevation), otherwise to one at the
    edge of view, and goes on along the shell: path = slant range + (R + h) (angle - edge angle), at the speed
    of light.
    """
    budget_km = np.asarray(round_trip_limit_ms, dtype=float) / 2000 * LIGHT_SPEED_KM_S
    altitude = np.asarray(altitude_km, dtype=float)
    a = orbit.semi_major_axis_km(altitude)
    edge_km = slant_range_km(altitude, elevation_deg)
    direct = np.arccos(np.clip((EARTH_RADIUS_KM**2 + a**2 - budget_km**2) / (2 * EARTH_RADIUS_KM * a), -1, 1))
    relayed = central_angle_deg(altitude, elevation_deg) + np.degrees((budget_km - edge_km) / a)
    angle = np.where(budget_km <= edge_km, np.degrees(direct), np.minimum(relayed, 180.0))
    return np.where(budget_km < altitude, -1.0, angle)


def reach_share(
    altitude_km: ArrayLike,
    inclination_deg: ArrayLike,
    latitude_deg: ArrayLike,
    round_trip_limit_ms: ArrayLike,
    elevation_deg: ArrayLike = 10.0,
) -> Array:
    """Share of time that a satellite of a shell is within a round-trip network latency of a place [-].

    round_trip_limit_ms: what is left of the limit for light between place and satellite, both ways; take
    fibre, queues and processing off beforehand. Arguments broadcast. Relay along the shell is the great
    circle: a real mesh is some 10-30 % longer (unverified), so take that off the limit too. No limit
    (infinite) gives 1.
    """
    angle = reach_angle_deg(altitude_km, round_trip_limit_ms, elevation_deg)
    share = share_within_angle(inclination_deg, latitude_deg, np.maximum(angle, 0.0))
    return np.where(angle < 0, 0.0, share)


def neighbour_distance_km(altitude_km: ArrayLike, satellites_per_plane: ArrayLike) -> Array:
    """Distance between neighbours of one plane, 2 a sin(pi / N) [km]."""
    return 2 * orbit.semi_major_axis_km(altitude_km) * np.sin(np.pi / np.asarray(satellites_per_plane))


def line_of_sight_limit_km(
    altitude_km: ArrayLike, grazing_altitude_km: ArrayLike = LASER_GRAZING_KM
) -> Array:
    """Greatest distance of two satellites in sight of each other, 2 sqrt(a^2 - (R + grazing)^2) [km]."""
    grazing = EARTH_RADIUS_KM + np.asarray(grazing_altitude_km)
    return 2 * np.sqrt(orbit.semi_major_axis_km(altitude_km) ** 2 - grazing**2)


def slots_per_plane(altitude_km: ArrayLike, spacing_km: ArrayLike) -> np.ndarray:
    """Satellites that fit in one plane at a spacing, floor(2 pi a / d) [count]."""
    return np.floor(2 * np.pi * orbit.semi_major_axis_km(altitude_km) / np.asarray(spacing_km)).astype(int)
