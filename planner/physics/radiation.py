"""Ionising dose behind shielding, proton flux, and what upsets cost in throughput.

Trapped particles: AE8/AP8 at solar minimum and maximum, each with its own magnetic field model, dose by
SHIELDOSE-2 at the centre of a solid aluminium sphere, in silicon (made with IRBEM). The models are good to a
factor of two, and published SPENVIS runs at 550 km, in the magnetic field of today, give 2.1-2.8 times these
doses. A node drifts through all longitudes, so inclinations i and 180 deg - i receive the same.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from planner.physics.constants import DAY_S
from planner.physics.limits import Array, require_range
from planner.physics.tables import blend, bracket, read_text

CYCLE_SOLAR_MAX_SHARE = 0.5
"""Weight of the solar-maximum models over a cycle: the mean activity of the cycle in drag.f107_cycle."""

PLANNING_FACTOR = 1.4
"""AP8 is known to be low below 1,000 km (Xapsos and Huston); it brings the 650 km sun-synchronous dose behind
10 mm to the 150 rad(Si) per year published for Suncatcher (arXiv:2511.19468)."""

DESIGN_MARGIN = 2.0
"""Radiation design margin between planning dose and part tolerance, ECSS-Q-ST-60-15C practice."""

SOLAR_PROTON_RAD_PER_YEAR_10MM = 20.0
"""Solar protons over a cycle in a polar orbit behind 10 mm: geometric mean of the range 10-40 rad(Si)/yr."""

SOLAR_PROTON_EXPONENT = 0.853
"""Fall with shielding that also gives 79 rad(Si)/yr behind 2 mm, geometric mean of 45-140."""

SOLAR_PROTON_LOW_INCLINATION_DEG, SOLAR_PROTON_LOW_SHARE = 50.0, 0.2
"""Below this inclination the magnetic field keeps all but this share away."""

SOLAR_PROTON_RAMP_DEG = 5.0
"""Assumed: the degrees below it over which the share falls, in a straight line, so that no dose jumps."""

PROTONS_CM2_PER_RAD = 8.2e6
"""Protons of 67 MeV that give 1 rad in silicon (7.6 MeV cm2/g): turns upsets per rad into cross-section."""


NO_DOSE_RAD_PER_YEAR = 0.1
"""What counts as nothing where the table falls to zero near the equator: of 0.01 to 10, the one that meets
nodes best that are left out (rms of ln(dose + 1 rad) beside zeros 0.40; 0.94 where it is linear there).
"""

NO_FLUX_CM2_S = 0.025
"""The flux of 67 MeV protons that gives that dose."""


@dataclass(frozen=True)
class RadiationTable:
    """Dose and proton flux at nodes; solar index 0 minimum, 1 maximum."""

    altitude_km: Array
    """[altitude]"""
    inclination_deg: Array
    """[altitude, inclination], folded to 0..90 and ascending; the sun-synchronous node moves with altitude"""
    shielding_mm: Array
    """[shielding], aluminium"""
    dose_rad_per_year: Array
    """[solar, altitude, inclination, shielding], rad(Si) per year"""
    proton_flux_cm2_s: Array
    """[solar, altitude, inclination], orbit mean above 30 MeV"""


@cache
def radiation_table() -> RadiationTable:
    """The shipped table: 18 altitudes, 18 inclinations, 11 shieldings, solar minimum and maximum.

    The file's 110 and 120 deg are its 70 and 60 deg again, to the digit: folded, they are one node. The
    sun-synchronous node moves with altitude and passes those of 80 and 75 deg, never on an altitude of the
    table; nodes are counted by inclination at each altitude.
    """
    lines = list(csv.DictReader(read_text("table_tid_sphere_rad_per_yr.csv").splitlines()))
    shields = [column for column in lines[0] if column.startswith("sphere_")]

    def key(row: dict[str, str]) -> tuple[bool, float, float]:
        return row["solar"] == "max", float(row["h_km"]), float(folded_inclination_deg(float(row["inc_deg"])))

    by_node = {key(row): row for row in lines}
    rows = [by_node[node] for node in sorted(by_node)]
    altitude = np.unique([float(row["h_km"]) for row in rows])
    shape = (2, len(altitude), -1)
    return RadiationTable(
        altitude_km=altitude,
        inclination_deg=np.array([key(row)[2] for row in rows]).reshape(shape)[0],
        shielding_mm=np.array(
            [float(column.removeprefix("sphere_").removesuffix("mm")) for column in shields]
        ),
        dose_rad_per_year=np.array([[float(row[c]) for c in shields] for row in rows]).reshape(
            *shape, len(shields)
        ),
        proton_flux_cm2_s=np.array([float(row["p_gt30_cm2s"]) for row in rows]).reshape(shape),
    )


def folded_inclination_deg(inclination_deg: ArrayLike) -> Array:
    """min(i, 180 - i) [deg]: the greatest latitude reached."""
    inclination = require_range(
        "inclination_deg", inclination_deg, 0, 180, "deg", "an inclination lies between"
    )
    return np.minimum(inclination, 180 - inclination)


def _at_orbits(
    table: RadiationTable, values: Array, floor: float, altitude_km: ArrayLike, inclination_deg: ArrayLike
) -> Array:
    """values[solar, altitude, inclination, ...] at orbits: [solar, orbit, ...]; in log h and sin i."""
    remedy = "the dose table ends there; choose another altitude"
    altitude = require_range(
        "altitude_km", altitude_km, table.altitude_km[0], table.altitude_km[-1], "km", remedy
    )
    inclination = np.sin(np.radians(folded_inclination_deg(inclination_deg)))
    altitude, inclination = np.broadcast_arrays(np.atleast_1d(altitude), np.atleast_1d(inclination))
    spare = (1,) * (values.ndim - 3)

    i, u = bracket(np.log(table.altitude_km), np.log(altitude))
    at_altitude = blend(values[:, i], values[:, i + 1], u.reshape(-1, 1, *spare), floor)
    nodes = (1 - u[:, None]) * table.inclination_deg[i] + u[:, None] * table.inclination_deg[i + 1]

    j, v = bracket(np.sin(np.radians(nodes)), inclination)
    orbits = np.arange(len(altitude))
    return blend(at_altitude[:, orbits, j], at_altitude[:, orbits, j + 1], v.reshape(-1, *spare), floor)


def _over_cycle(at_orbits: Array, solar_max_share: float) -> Array:
    """Mix of solar minimum and maximum, which are the first axis."""
    share = require_range("solar_max_share", solar_max_share, 0, 1, "", "0 is solar minimum, 1 maximum")
    return (1 - share) * at_orbits[0] + share * at_orbits[1]


def trapped_dose_rad_per_year(
    altitude_km: ArrayLike,
    inclination_deg: ArrayLike,
    shielding_mm: ArrayLike,
    solar_max_share: float = CYCLE_SOLAR_MAX_SHARE,
) -> Array:
    """Dose from trapped protons and electrons behind aluminium [rad(Si)/yr]: [orbit, shielding].

    altitude_km and inclination_deg are lists of one length (or numbers); solar_max_share 0 is solar minimum,
    1 maximum. Logarithmic in dose against log shielding, log altitude and sin inclination, the best of the
    schemes tried by leaving nodes out, with a floor beside the zeros near the equator. Against AE8/AP8 itself
    between nodes, behind 10 mm: -1.2 % at 480 km and 42 deg, -0.1 % at 625 km and 45 deg. Raises PhysicsRange
    outside 400-2,000 km or 0.5-20 mm.
    """
    table = radiation_table()
    low, high = table.shielding_mm[0], table.shielding_mm[-1]
    shielding = require_range("shielding_mm", shielding_mm, low, high, "mm", "the dose table ends there")
    k, w = bracket(np.log(table.shielding_mm), np.log(np.atleast_1d(shielding)))
    below, above = table.dose_rad_per_year[..., k], table.dose_rad_per_year[..., k + 1]
    dose = blend(below, above, w, NO_DOSE_RAD_PER_YEAR)
    at_orbits = _at_orbits(table, dose, NO_DOSE_RAD_PER_YEAR, altitude_km, inclination_deg)
    return _over_cycle(np.maximum(at_orbits, 0.0), solar_max_share)


def proton_flux_cm2_s(
    altitude_km: ArrayLike,
    inclination_deg: ArrayLike,
    solar_max_share: float = CYCLE_SOLAR_MAX_SHARE,
) -> Array:
    """Trapped protons above 30 MeV from all sides, orbit mean [1/cm2/s]: [orbit]; range as for the dose."""
    table = radiation_table()
    flux = _at_orbits(table, table.proton_flux_cm2_s, NO_FLUX_CM2_S, altitude_km, inclination_deg)
    return _over_cycle(np.maximum(flux, 0.0), solar_max_share)


def solar_proton_dose_rad_per_year(inclination_deg: ArrayLike, shielding_mm: ArrayLike) -> Array:
    """Dose from solar protons, mean over a cycle [rad(Si)/yr]: [orbit, shielding].

    20 (10 mm / t)^0.853 from 50 deg of inclination on, a fifth of it up to 45 deg, linear between. From the
    King event through SHIELDOSE-2 with geomagnetic transmission 0.25, one to two events per cycle: a factor
    of two either way between 2 and 10 mm, the same power law (an assumption) from 0.5 to 20 mm.
    """
    shielding = require_range("shielding_mm", shielding_mm, 0.5, 20, "mm", "the dose table ends there")
    polar = SOLAR_PROTON_RAD_PER_YEAR_10MM * (10 / np.atleast_1d(shielding)) ** SOLAR_PROTON_EXPONENT
    share = np.interp(
        np.atleast_1d(folded_inclination_deg(inclination_deg)),
        [SOLAR_PROTON_LOW_INCLINATION_DEG - SOLAR_PROTON_RAMP_DEG, SOLAR_PROTON_LOW_INCLINATION_DEG],
        [SOLAR_PROTON_LOW_SHARE, 1.0],
    )
    return share[:, None] * polar


def planning_dose_rad_per_year(
    altitude_km: ArrayLike,
    inclination_deg: ArrayLike,
    shielding_mm: ArrayLike,
    solar_max_share: float = CYCLE_SOLAR_MAX_SHARE,
    planning_factor: float = PLANNING_FACTOR,
) -> Array:
    """Dose to plan with, factor (trapped + solar) [rad(Si)/yr]: [orbit, shielding]; without design margin."""
    trapped = trapped_dose_rad_per_year(altitude_km, inclination_deg, shielding_mm, solar_max_share)
    return planning_factor * (trapped + solar_proton_dose_rad_per_year(inclination_deg, shielding_mm))


def dose_life_years(
    tolerance_rad: ArrayLike, dose_rad_per_year: ArrayLike, design_margin: float = DESIGN_MARGIN
) -> Array:
    """Years until a part has taken its tolerance over the margin, tolerance / (margin dose) [yr]."""
    return np.asarray(tolerance_rad) / (design_margin * np.asarray(dose_rad_per_year))


def upsets_per_day(
    cross_section_cm2: ArrayLike, proton_flux_cm2_s: ArrayLike, cosmic_ray_per_day: ArrayLike = 0.0
) -> Array:
    """Interruptions of one chip, sigma flux + cosmic-ray term [1/day]; good to a factor of 3-10.

    sigma = upsets per rad / 8.2e6: the estimate of one per 50 rad for stacked memory (unverified) gives
    2.4e-9 cm2.
    """
    return np.asarray(cross_section_cm2) * np.asarray(proton_flux_cm2_s) * DAY_S + np.asarray(
        cosmic_ray_per_day
    )


def throughput_overhead(
    upsets_per_day: ArrayLike, restart_s: float, *, chips: ArrayLike = 1, checkpoint_s: float = 0.0
) -> Array:
    """Share of compute time that upsets cost, at most 1 [-].

    sqrt(2 n lambda t_checkpoint) + n lambda t_restart: n chips work as one and stop together, checkpoints
    are taken at the best interval (Young; Daly). A single chip that merely restarts loses lambda t_restart.
    Above about 0.3 the formula is rough.
    """
    rate = np.asarray(upsets_per_day, float) / DAY_S * np.asarray(chips)
    return np.minimum(np.sqrt(2 * rate * checkpoint_s) + rate * restart_s, 1.0)
