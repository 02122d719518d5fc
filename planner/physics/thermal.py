"""Radiators: what a two-faced panel sheds in low orbit, net of the Earth and the Sun.

The panel is edge-on to the Earth (normal across the nadir) and, but for misalignment, edge-on to the Sun.
Numbers are per m2 of planform, which both faces share: twice those of one face.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from planner.physics.constants import (
    EARTH_RADIUS_KM,
    PERIHELION_AU,
    SOLAR_CONSTANT_W_M2,
    STEFAN_BOLTZMANN_W_M2_K4,
    ZERO_CELSIUS_K,
)
from planner.physics.limits import Array, require_range
from planner.physics.tables import bracket


class Season(NamedTuple):
    """What the Earth and the Sun send to a radiator."""

    earth_infrared_w_m2: float
    albedo: float
    irradiance_w_m2: float


MEAN_SEASON = Season(237.0, 0.30, SOLAR_CONSTANT_W_M2)
"""Orbit and year mean. Infrared is good to 15 %, reflected sunlight to 30 %."""

HOT_SEASON = Season(275.0, 0.40, SOLAR_CONSTANT_W_M2 / PERIHELION_AU**2)
"""Sizing case: hot Earth (unverified) and perihelion together."""

ALBEDO_ALTITUDES_KM = np.array([400.0, 500.0, 650.0, 800.0, 1000.0, 1400.0, 2000.0])
ALBEDO_BETAS_DEG = np.array([0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0])
ALBEDO_GEOMETRY = np.array(
    [
        [0.0917, 0.0886, 0.0795, 0.0650, 0.0462, 0.0246, 0.0075],
        [0.0848, 0.0820, 0.0736, 0.0602, 0.0429, 0.0230, 0.0082],
        [0.0763, 0.0737, 0.0662, 0.0542, 0.0387, 0.0211, 0.0088],
        [0.0691, 0.0668, 0.0600, 0.0492, 0.0352, 0.0196, 0.0092],
        [0.0613, 0.0592, 0.0532, 0.0437, 0.0314, 0.0179, 0.0095],
        [0.0493, 0.0476, 0.0428, 0.0353, 0.0256, 0.0152, 0.0094],
        [0.0370, 0.0358, 0.0322, 0.0267, 0.0196, 0.0123, 0.0087],
    ]
)
"""Orbit mean of reflected sunlight on one face across the nadir, over albedo times irradiance: [altitude,
|beta|]. Integrated over the sunlit cap of a diffuse sphere; a test repeats the integral."""


def nadir_view_factor(altitude_km: ArrayLike) -> Array:
    """Share of a nadir-facing plate's view that the Earth fills, (R / (R + h))^2 [-]."""
    return (EARTH_RADIUS_KM / (EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=float))) ** 2


def vertical_view_factor(altitude_km: ArrayLike) -> Array:
    """The same for one face across the nadir, (atan(1/s) - s/H^2) / pi, H = (R + h)/R, s = sqrt(H^2 - 1) [-].

    Valid above the surface (h > 0). Source: standard configuration factor, checked by Monte Carlo.
    """
    ratio = (EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=float)) / EARTH_RADIUS_KM
    s = np.sqrt(ratio**2 - 1)
    return (np.arctan(1 / s) - s / ratio**2) / np.pi


def albedo_geometry(altitude_km: ArrayLike, beta_deg: ArrayLike) -> Array:
    """Orbit-mean reflected sunlight on one face across the nadir, over albedo times irradiance [-].

    Bilinear in the table above, 0.001 to 0.002 high at the most. Raises PhysicsRange outside 400-2,000 km.
    """
    remedy = "the albedo table ends there; choose another altitude"
    altitude = require_range("altitude_km", altitude_km, 400, 2000, "km", remedy)
    altitude, beta = np.broadcast_arrays(altitude, np.abs(np.asarray(beta_deg, dtype=float)))
    i, u = bracket(ALBEDO_ALTITUDES_KM, altitude)
    j, v = bracket(ALBEDO_BETAS_DEG, beta)
    low = (1 - v) * ALBEDO_GEOMETRY[i, j] + v * ALBEDO_GEOMETRY[i, j + 1]
    high = (1 - v) * ALBEDO_GEOMETRY[i + 1, j] + v * ALBEDO_GEOMETRY[i + 1, j + 1]
    return (1 - u) * low + u * high


def radiator_net_w_m2(
    temperature_c: ArrayLike,
    *,
    emissivity: ArrayLike,
    absorptivity: ArrayLike,
    view_factor: ArrayLike,
    albedo_geometry: ArrayLike,
    season: Season = MEAN_SEASON,
    misalignment_deg: ArrayLike = 0.0,
    fin_efficiency: ArrayLike = 1.0,
) -> Array:
    """Heat that a two-faced radiator sheds per m2 of planform, orbit mean [W/m2]; below 0 it takes heat in.

    q = fin (2 eps sigma T^4 - 2 eps F IR - 2 alpha A S G - alpha S |sin misalignment|)

    T root temperature; emissivity eps, absorptivity alpha for sunlight, both at the end of life; F view
    factor and G albedo geometry of one face; misalignment: angle by which the panel is off edge-on to the Sun
    (5 deg cost 18 W/m2 at alpha 0.15); fin 0.85-0.95. The algebra is exact, the sink is known to 5-10 %. The
    panel's view of the satellite's own array is not in it.
    """
    kelvin = np.asarray(temperature_c, dtype=float) + ZERO_CELSIUS_K
    emitted = 2 * np.asarray(emissivity) * STEFAN_BOLTZMANN_W_M2_K4 * kelvin**4
    infrared = 2 * np.asarray(emissivity) * np.asarray(view_factor) * season.earth_infrared_w_m2
    reflected = (
        2 * np.asarray(absorptivity) * np.asarray(albedo_geometry) * season.albedo * season.irradiance_w_m2
    )
    direct = np.asarray(absorptivity) * season.irradiance_w_m2 * np.abs(np.sin(np.radians(misalignment_deg)))
    return np.asarray(fin_efficiency) * (emitted - infrared - reflected - direct)
