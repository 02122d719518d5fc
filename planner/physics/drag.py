"""Air density, the solar cycle, drag make-up and decay.

Density: NRLMSIS 2.1, mean over orbit and season, at F10.7 with its usual geomagnetic activity (Ap 4 up to 70,
15 at 140, 20 at 210, linear between). Model error 10-15 % on average; the forecast of F10.7 dominates.
Dawn-dusk orbits have a table of their own (1-12 % lower); every other orbit takes that of 53 deg; between
them there are mixtures.

The ballistic coefficient m / (Cd A) is two numbers for one satellite: edge-on (30-150 kg/m2, for propellant)
and tumbling (3-15 kg/m2, for decay after failure).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from planner.physics import orbit
from planner.physics.constants import DAY_S, EARTH_MU_KM3_S2, YEAR_DAYS, YEAR_S
from planner.physics.limits import Array, require_range
from planner.physics.tables import bracket, read_text

DRAG_CEILING_KM = 1200.0
"""The density tables end here; above it drag is taken as zero.
At 50 kg/m2 and F10.7 = 250 it is below 0.1 m/s per year there."""

REENTRY_ALTITUDE_KM = 180.0
"""Where decay ends; from here the satellite is down within a day."""

CYCLE_START = date(2019, 12, 1)
CYCLE_YEARS = 11.0
CYCLE_RISE_SHARE = 0.42
CYCLE_F107_MIN, CYCLE_F107_MAX = 68.0, 160.0
"""A cycle of mean strength from the minimum of December 2019; the maximum is uncertain by 40."""

LONGEST_STEP_DAYS, LONGEST_STEP_KM = 60.0, 4.0
"""Decay steps: short against the solar cycle, small against the 25 km scale height at the end."""


@cache
def density_tables() -> tuple[Array, Array, Array]:
    """altitude_km, f107, log density[kind, altitude, f107]; kind 0 is 53 deg, 1 dawn-dusk."""
    texts = [read_text(name) for name in ("table_density_i53.csv", "table_density_sso0600.csv")]
    f107 = np.array([float(word) for word in texts[0].splitlines()[0].split(",")[1:]])
    tables = np.array([np.loadtxt(text.splitlines(), delimiter=",") for text in texts])
    return tables[0, :, 0], f107, np.log(tables[:, :, 1:])


def _density(altitude_km: Array, f107: Array, dawn_dusk: Array) -> Array:
    """Density of inputs already checked; zero above the ceiling."""
    altitude, solar, weight = np.broadcast_arrays(altitude_km, f107, dawn_dusk)
    heights, fluxes, logs = density_tables()
    i, u = bracket(heights, np.minimum(altitude, DRAG_CEILING_KM))
    j, v = bracket(np.log(fluxes), np.log(solar))
    low = (1 - v) * logs[:, i, j] + v * logs[:, i, j + 1]  # [kind, ...]
    high = (1 - v) * logs[:, i + 1, j] + v * logs[:, i + 1, j + 1]
    elsewhere, dawn = (1 - u) * low + u * high
    return np.where(altitude > DRAG_CEILING_KM, 0.0, np.exp((1 - weight) * elsewhere + weight * dawn))


def require_f107(f107: ArrayLike) -> Array:
    """`f107` as an array; raises PhysicsRange outside the 65-250 of the density tables."""
    return require_range("f107", f107, 65, 250, "sfu", "give a solar flux that the density tables cover")


def density_kg_m3(altitude_km: ArrayLike, f107: ArrayLike, dawn_dusk: ArrayLike = False) -> Array:
    """Mean air density [kg/m3]: its logarithm is linear in altitude, in log F10.7, and in the weight of
    dawn-dusk air; arguments broadcast.

    dawn_dusk: 1 for a dawn-dusk orbit, 0 for any other, or a weight between. Zero above 1,200 km. Raises
    PhysicsRange below 180 km or F10.7 outside 65-250.
    """
    remedy = "below it, it has decayed"
    altitude = require_range("altitude_km", altitude_km, REENTRY_ALTITUDE_KM, np.inf, "km", remedy)
    return _density(altitude, require_f107(f107), np.asarray(dawn_dusk, dtype=float))


def f107_cycle(day_ordinal: ArrayLike) -> Array:
    """F10.7 for planning, a cosine rise over 42 % of 11 years and a cosine fall over the rest [sfu].

    day_ordinal: date.toordinal(). 68 at the minimum of December 2019, 160 at the maximum; earlier and later
    cycles repeat it. Solar weather within a cycle is not in it.
    """
    phase = (np.asarray(day_ordinal, dtype=float) - CYCLE_START.toordinal()) / (CYCLE_YEARS * YEAR_DAYS) % 1.0
    rising = phase / CYCLE_RISE_SHARE
    falling = (1 - phase) / (1 - CYCLE_RISE_SHARE)
    activity = (1 - np.cos(np.pi * np.minimum(rising, falling))) / 2
    return CYCLE_F107_MIN + (CYCLE_F107_MAX - CYCLE_F107_MIN) * activity


def drag_dv_m_s_per_year(
    altitude_km: ArrayLike, density_kg_m3: ArrayLike, ballistic_kg_m2: ArrayLike
) -> Array:
    """Velocity that drag takes in a year, rho v^2 / (2 B) [m/s per year].

    The air stands still here; that it turns with the Earth makes this 8 % high at 53 deg, 2 % low if
    sun-synchronous. ballistic_kg_m2 is B = m / (Cd A).
    """
    velocity_m_s = 1000 * orbit.velocity_km_s(altitude_km)
    return np.asarray(density_kg_m3) * velocity_m_s**2 / (2 * np.asarray(ballistic_kg_m2)) * YEAR_S


def decay_years(
    altitude_km: ArrayLike,
    ballistic_kg_m2: ArrayLike,
    start: date,
    f107_on: Callable[[Array], Array] = f107_cycle,
    dawn_dusk: ArrayLike = False,
    limit_years: float = 100.0,
) -> Array:
    """Years from `start` until an abandoned orbit has sunk to 180 km, infinite beyond limit_years [yr].

    da/dt = -rho sqrt(mu a) / B (King-Hele, circular), midpoint steps of at most 60 days and 4 km.
    altitude_km, ballistic_kg_m2 (tumbling) and dawn_dusk broadcast; f107_on maps day ordinals to F10.7. Good
    to a factor of 1.5-2, most of it solar. Raises PhysicsRange below 180 km or where F10.7 leaves 65-250.
    """
    remedy = "below it, it has decayed"
    height = require_range("altitude_km", altitude_km, REENTRY_ALTITUDE_KM, np.inf, "km", remedy)
    height, ballistic, kind = np.broadcast_arrays(
        height, np.asarray(ballistic_kg_m2, dtype=float), np.asarray(dawn_dusk, dtype=float)
    )
    days = np.zeros(height.shape)

    def sink_km_per_day(at_km: Array, at_days: Array) -> Array:
        solar = require_f107(f107_on(start.toordinal() + at_days))
        root_m2_s = 1e6 * np.sqrt(EARTH_MU_KM3_S2 * orbit.semi_major_axis_km(at_km))
        return _density(at_km, solar, kind) * root_m2_s / ballistic * DAY_S / 1000

    while (flying := (height > REENTRY_ALTITUDE_KM) & (days < limit_years * YEAR_DAYS)).any():
        rate = sink_km_per_day(height, days)
        step = np.minimum(LONGEST_STEP_DAYS, LONGEST_STEP_KM / np.maximum(rate, 1e-9))
        step = np.where(flying, np.where(rate > 0, step, limit_years * YEAR_DAYS), 0.0)  # no air, no end
        middle = np.maximum(height - rate * step / 2, REENTRY_ALTITUDE_KM)
        height = height - sink_km_per_day(middle, days + step / 2) * step
        days = days + step
    return np.where(height > REENTRY_ALTITUDE_KM, np.inf, days / YEAR_DAYS)
