"""Electric power: sunlight, solar array, battery."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from planner.physics.constants import SOLAR_CONSTANT_W_M2
from planner.physics.limits import Array, require_range

BATTERY_FLOOR_MIN = 8.0
"""Minutes of bus power that a battery holds even where the ideal orbit has no eclipse: 10 min of error in the
local time of the node already bring eclipses of 2 min, 30 min of error 7.4 min."""

BATTERY_FLOOR_TAPER_KM = (1400.0, 1450.0)
"""From the upper altitude on a dawn-dusk orbit with a controlled node stays clear of the shadow (ideal edge:
1,392 km); assumed: the floor falls to nothing in a straight line from the lower one.
"""

DISCHARGE_CYCLES = np.array([1_500.0, 30_000.0, 60_000.0])
DISCHARGE_DEPTHS = np.array([0.80, 0.20, 0.20])
"""Lithium-ion cells: 30,000 cycles at 20 % (manufacturers' rating), over 60,000 with less than 20 % loss at
20-40 % (VES16 life tests); 80 % for the 1,500 cycles of a geostationary life is common practice
(unverified)."""


def irradiance_w_m2(distance_au: ArrayLike) -> Array:
    """Sunlight, S0 / R^2 [W/m2]: 1,407.7 at perihelion, 1,316.6 at aphelion."""
    return SOLAR_CONSTANT_W_M2 / np.asarray(distance_au, dtype=float) ** 2


def array_w_m2(
    irradiance_w_m2: ArrayLike,
    cell_efficiency: ArrayLike,
    packing: ArrayLike = 1.0,
    *,
    off_pointing_deg: ArrayLike = 0.0,
    temperature_factor: ArrayLike = 1.0,
    degradation_per_year: ArrayLike = 0.0,
    years: ArrayLike = 0.0,
) -> Array:
    """Power of a solar array per m2, S eta packing cos(off-point) kT (1 - d)^years [W/m2].

    packing: share of the panel covered by cells. temperature_factor kT: efficiency at the working temperature
    over that at the rated one. At the end of life, `years` is the design life.
    """
    efficiency = np.asarray(cell_efficiency, float) * np.asarray(packing) * np.asarray(temperature_factor)
    wear = (1 - np.asarray(degradation_per_year)) ** years
    return np.asarray(irradiance_w_m2) * efficiency * np.cos(np.radians(off_pointing_deg)) * wear


def array_power_required_w(
    sun_load_w: ArrayLike,
    eclipse_load_w: ArrayLike,
    sunlit_min: ArrayLike,
    eclipse_min: ArrayLike,
    *,
    sun_path_efficiency: float = 0.85,
    eclipse_path_efficiency: float = 0.65,
) -> Array:
    """Array output in sunlight that carries one orbit, (P_s T_s / X_s + P_e T_e / X_e) / T_s [W].

    X: efficiency from array to load directly, and through the battery. Defaults for direct energy transfer;
    0.80 and 0.60 for peak power tracking (Wertz and Larson, Space Mission Analysis and Design; good to 5 %).
    """
    sunlit = np.asarray(sunlit_min, dtype=float)
    by_day = np.asarray(sun_load_w) * sunlit / sun_path_efficiency
    by_night = np.asarray(eclipse_load_w) * np.asarray(eclipse_min) / eclipse_path_efficiency
    return (by_day + by_night) / sunlit


def battery_capacity_wh(
    eclipse_load_w: ArrayLike,
    eclipse_min: ArrayLike,
    depth_of_discharge: ArrayLike,
    discharge_efficiency: ArrayLike,
    *,
    fade: ArrayLike = 0.0,
) -> Array:
    """Nameplate energy, P t / (DoD eta (1 - fade)) [Wh]; fade: share of capacity lost by the end of life."""
    usable = np.asarray(depth_of_discharge) * np.asarray(discharge_efficiency) * (1 - np.asarray(fade))
    return np.asarray(eclipse_load_w) * np.asarray(eclipse_min) / 60 / usable


def depth_of_discharge(cycles: ArrayLike) -> Array:
    """Depth to which a lithium-ion battery may be discharged over a life of so many cycles [-].

    Linear in the logarithm of the cycles between 80 % at 1,500 and 20 % at 30,000, level from there to 60,000
    and below 1,500: 0.22 for five years in a drifting low orbit, 0.51 for five years dawn-dusk. Raises
    PhysicsRange above 60,000 cycles, for which no life test is known to us.
    """
    count = require_range("battery cycles", cycles, 0, DISCHARGE_CYCLES[-1], "", "plan a shorter life")
    at_least_one = np.maximum(count, 1.0)
    return np.interp(np.log(at_least_one), np.log(DISCHARGE_CYCLES), DISCHARGE_DEPTHS)


def share_of_cycles(depth: ArrayLike, planned_depth: ArrayLike) -> Array:
    """Cycles that a battery lasts at one depth of discharge over those at another, by the line of
    `depth_of_discharge` [-].

    cycles(depth) ~ exp(-depth ln(30,000 / 1,500) / (0.80 - 0.20)), taken to hold beyond its ends too (an
    assumption): 1 at the planned depth, 0.61 for a tenth of the battery more.
    """
    slope = np.log(DISCHARGE_CYCLES[1] / DISCHARGE_CYCLES[0]) / (DISCHARGE_DEPTHS[0] - DISCHARGE_DEPTHS[1])
    return np.exp(-slope * (np.asarray(depth, dtype=float) - np.asarray(planned_depth)))


def battery_eclipse_min(
    longest_eclipse_min: ArrayLike, altitude_km: ArrayLike, node_controlled: ArrayLike
) -> Array:
    """Minutes of eclipse to size the battery for: the longest one, and at least 8 [min].

    The floor falls from 1,400 km to nothing at 1,450 km, where the local time of the node is controlled.
    """
    left = np.interp(np.asarray(altitude_km, dtype=float), BATTERY_FLOOR_TAPER_KM, [1.0, 0.0])
    floor = BATTERY_FLOOR_MIN * np.where(np.asarray(node_controlled, dtype=bool), left, 1.0)
    return np.maximum(np.asarray(longest_eclipse_min, dtype=float), floor)
