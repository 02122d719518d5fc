"""Where the Sun is, once a day: right ascension, declination and distance from skyfield's ephemeris.

The ephemeris (JPL DE421) comes with the package skyfield-data, the time scale is the one built into skyfield:
no file is downloaded, and the package's warning about its Earth-orientation file, which is not read, is not
triggered. skyfield is imported at the first call, because its import is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from planner.physics.limits import Array, PhysicsRange

EPHEMERIS_FIRST_DAY = date(1899, 7, 29)
EPHEMERIS_LAST_DAY = date(2053, 10, 8)
"""Whole days that DE421 covers."""

NOON_OF_ORDINAL_ZERO_JD = 1721425.0
"""Julian date of 12:00 on the day with ordinal 0 in Python's calendar."""

J2000_JD = 2451545.0


@dataclass(frozen=True)
class Sun:
    """The Sun at 12:00 TT of successive days; every array has axis [day]."""

    right_ascension_deg: Array
    """of date, apparent but for 0.006 deg of aberration"""
    declination_deg: Array
    distance_au: Array
    mean_right_ascension_deg: Array
    """of the mean Sun, which mean local time follows"""


def ephemeris_path() -> Path:
    """Path of de421.bsp in the installed package skyfield-data; raises FileNotFoundError without it."""
    spec = find_spec("skyfield_data")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / "data" / "de421.bsp"
        if path.exists():
            return path
    raise FileNotFoundError("de421.bsp not found: install the package skyfield-data")


def require_ephemeris(day: date) -> None:
    """Raises PhysicsRange when the ephemeris does not reach that day."""
    if not EPHEMERIS_FIRST_DAY <= day <= EPHEMERIS_LAST_DAY:
        remedy = "start earlier or shorten the horizon; the ephemeris DE421 has no later (or earlier) Sun"
        raise PhysicsRange("date", day, EPHEMERIS_FIRST_DAY, EPHEMERIS_LAST_DAY, "", remedy)


@lru_cache(maxsize=4)
def sun_by_day(first: date, end: date) -> Sun:
    """The Sun at noon of each day from `first` up to, but not including, `end`.

    Mean Sun: right ascension 280.460 + 0.9856474 deg/day since J2000 (The Astronomical Almanac, low-precision
    Sun, 1950-2050). Raises PhysicsRange outside 1899-07-29..2053-10-08, ValueError if `end` is not after
    `first`.
    """
    require_ephemeris(first)
    require_ephemeris(end)
    if end <= first:
        raise ValueError(f"the days from {first} to {end} are none: the end must come after the first day")
    from skyfield.api import load
    from skyfield.jpllib import SpiceKernel

    jd = np.arange(first.toordinal(), end.toordinal()) + NOON_OF_ORDINAL_ZERO_JD
    kernel = SpiceKernel(str(ephemeris_path()))
    try:
        times = load.timescale(builtin=True).tt_jd(jd)
        right_ascension, declination, distance = (
            kernel["earth"].at(times).observe(kernel["sun"]).radec("date")
        )
    finally:
        kernel.close()
    sun = Sun(
        right_ascension_deg=right_ascension._degrees,
        declination_deg=declination.degrees,
        distance_au=distance.au,
        mean_right_ascension_deg=np.mod(280.460 + 0.9856474 * (jd - J2000_JD), 360.0),
    )
    for array in vars(sun).values():
        array.setflags(write=False)
    return sun
