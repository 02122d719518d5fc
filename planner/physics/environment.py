"""What the orbits of a plan are like: the one call that the planner's coefficients start from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from planner.physics import drag, eclipse, orbit, power, radiation, thermal
from planner.physics.constants import YEAR_DAYS
from planner.physics.limits import Array, require_range
from planner.physics.sun import Sun, sun_by_day

LOWEST_ALTITUDE_KM, HIGHEST_ALTITUDE_KM = 400.0, 2000.0
"""Range of the dose and albedo tables."""

DAWN_DUSK_WIDTH_H = (1.5, 3.0)
"""Within the first of 06:00 or 18:00 a sun-synchronous orbit is dawn-dusk for air density, beyond the second
it is not; assumed: between them the logarithm of the density changes in a straight line.
"""

STATISTICS_YEAR = timedelta(days=365)
"""Means and extremes of a year are those of the first year of the horizon; they repeat every year."""


@dataclass(frozen=True)
class Orbit:
    """A circular orbit; inclination_deg None is sun-synchronous, and then ltan_h is its mean local time of
    the ascending node, held by station-keeping. Otherwise ltan_h is None and the node drifts by J2: from
    raan_deg at 00:00 of the day `epoch`, or, without raan_deg, from anywhere with equal chance."""

    altitude_km: float
    inclination_deg: float | None = None
    ltan_h: float | None = None
    raan_deg: float | None = None
    epoch: date | None = None


@dataclass(frozen=True)
class Environment:
    """Arrays over orbits s, periods t and shieldings k; axis order in brackets."""

    edges: tuple[date, ...]
    """[t + 1] first day of every period, and the day after the last"""
    shieldings_mm: Array
    """[k]"""
    f107: Array
    """[t] solar flux [sfu]; beyond the horizon the cycle, or the constant that was given"""
    f107_constant: float | None
    altitude_km: Array
    """[s]"""
    inclination_deg: Array
    """[s] also of the sun-synchronous ones"""
    raan_deg: Array
    """[s] node at the first edge; of a drifting plane without one NaN"""
    dawn_dusk: Array
    """[s] 1 for a dawn-dusk orbit, 0 for one that is none, between them by local time: weight of its air
    density
    """
    period_min: Array
    """[s] of one revolution"""
    sunlit_fraction: Array
    """[s, t] mean of the period; for a drifting node the mean over all nodes"""
    sunlit_fraction_mean: Array
    """[s] mean of a year"""
    sunlit_fraction_worst: Array
    """[s] of the worst day; for a drifting node of the worst day that its plane meets, or, if the node is
    known, of the worst day of the horizon"""
    longest_eclipse_min: Array
    """[s]"""
    eclipse_days_per_year: Array
    """[s] days with an eclipse"""
    eclipse_cycles_per_year: Array
    """[s] eclipses, each one battery cycle"""
    eclipse_seasons: tuple[tuple[tuple[date, date], ...], ...]
    """[s] first and last day of every run of days with eclipses that begins in the first year, of orbits
    whose node is held or known; one that runs over the new year of the horizon is one season. () without
    eclipses, or where the node may stand anywhere
    """
    irradiance_w_m2: Array
    """[t] mean of the period"""
    irradiance_min_w_m2: float
    """least of a year, in early July"""
    dose_rad_per_year: Array
    """[s, k] planning dose, solar protons in, design margin not in"""
    proton_flux_cm2_s: Array
    """[s] trapped, above 30 MeV, cycle mean"""
    density_kg_m3: Array
    """[s, t] air"""
    raising_dv_m_s: Array
    """[s] low thrust from 300 km"""
    disposal_dv_m_s: Array
    """[s] low thrust down to 300 km"""
    view_factor: Array
    """[s] of the Earth from one face of a radiator across the nadir"""
    albedo_geometry_mean: Array
    """[s] of that face, mean of a year, see thermal.albedo_geometry"""
    albedo_geometry_worst: Array
    """[s] of the worst day"""


def environment(
    orbits: Sequence[Orbit],
    edges: Sequence[date],
    f107: float | Sequence[float] | None = None,
    shieldings_mm: Sequence[float] = (10.0,),
    *,
    solar_max_share: float = radiation.CYCLE_SOLAR_MAX_SHARE,
    planning_factor: float = radiation.PLANNING_FACTOR,
) -> Environment:
    """Everything a plan needs to know about its orbits, over periods between `edges` (first days, ascending).

    f107: None for the planning cycle, one number, or one per period. A drifting node without raan_deg stands
    anywhere with equal chance. Raises PhysicsRange for altitudes outside 400-2,000 km, shieldings outside
    0.5-20 mm, dates outside the ephemeris (which ends 2053-10-08; at least one year after the first edge is
    needed), F10.7 outside 65-250, and ValueError for orbits that are neither sun-synchronous with a local
    time nor inclined without one.
    """
    altitude, inclination, ltan = _resolve(orbits)
    held = ~np.isnan(ltan)
    first, lengths = _periods(edges)
    sun = sun_by_day(first, max(edges[-1], first + STATISTICS_YEAR))
    year = slice(0, STATISTICS_YEAR.days)
    node = _node_at(first, orbits, altitude, inclination)
    planes = _Planes(altitude, inclination, ltan, node)
    known = held | ~np.isnan(node)

    sunlit = 1 - planes.by_day(sun, eclipse.eclipse_fraction)
    eclipsed = planes.by_day(sun, lambda h, beta: eclipse.eclipse_fraction(h, beta) > 0)
    albedo = planes.by_day(sun, thermal.albedo_geometry)
    irradiance = power.irradiance_w_m2(sun.distance_au)
    worst = np.where(held, sunlit[:, year].min(axis=1), sunlit.min(axis=1))
    worst = np.where(known, worst, 1 - eclipse.eclipse_fraction(altitude, 0.0))
    albedo_worst = np.where(held, albedo[:, year].max(axis=1), albedo.max(axis=1))
    albedo_worst = np.where(known, albedo_worst, thermal.albedo_geometry(altitude, 0.0))
    period = orbit.period_min(altitude)
    eclipse_days = eclipsed[:, year].mean(axis=1) * YEAR_DAYS

    solar = _f107_by_period(f107, first, lengths)
    dawn_dusk = np.where(held, np.interp(np.abs(ltan % 12 - 6), DAWN_DUSK_WIDTH_H, [1.0, 0.0]), 0.0)
    return Environment(
        edges=tuple(edges),
        shieldings_mm=np.asarray(shieldings_mm, dtype=float),
        f107=solar,
        f107_constant=None if f107 is None or np.ndim(f107) else float(solar[0]),
        altitude_km=altitude,
        inclination_deg=inclination,
        raan_deg=np.where(
            held, orbit.raan_from_ltan_deg(sun.mean_right_ascension_deg[0], ltan) % 360, node % 360
        ),
        dawn_dusk=dawn_dusk,
        period_min=period,
        sunlit_fraction=_mean_by_period(sunlit, lengths),
        sunlit_fraction_mean=sunlit[:, year].mean(axis=1),
        sunlit_fraction_worst=worst,
        longest_eclipse_min=(1 - worst) * period,
        eclipse_days_per_year=eclipse_days,
        eclipse_cycles_per_year=eclipse_days * 1440 / period,
        eclipse_seasons=tuple(
            _seasons(first, days) if is_known else ()
            for days, is_known in zip(eclipsed[:, year], known, strict=True)
        ),
        irradiance_w_m2=_mean_by_period(irradiance, lengths),
        irradiance_min_w_m2=float(irradiance[year].min()),
        dose_rad_per_year=radiation.planning_dose_rad_per_year(
            altitude, inclination, shieldings_mm, solar_max_share, planning_factor
        ),
        proton_flux_cm2_s=radiation.proton_flux_cm2_s(altitude, inclination, solar_max_share),
        density_kg_m3=drag.density_kg_m3(altitude[:, None], solar, dawn_dusk[:, None]),
        raising_dv_m_s=orbit.raising_dv_m_s(altitude),
        disposal_dv_m_s=orbit.low_thrust_disposal_dv_m_s(altitude),
        view_factor=thermal.vertical_view_factor(altitude),
        albedo_geometry_mean=albedo[:, year].mean(axis=1),
        albedo_geometry_worst=albedo_worst,
    )


def drag_dv_m_s_per_year(environment: Environment, ballistic_kg_m2: ArrayLike) -> Array:
    """Drag make-up [m/s per year]: [s, t]; ballistic_kg_m2 (edge-on) is one number or [s]."""
    ballistic = np.asarray(ballistic_kg_m2, dtype=float)[..., None]
    return drag.drag_dv_m_s_per_year(environment.altitude_km[:, None], environment.density_kg_m3, ballistic)


def decay_years(environment: Environment, s: ArrayLike, ballistic_kg_m2: ArrayLike, start: date) -> Array:
    """Years until satellites abandoned on `start` are down, infinite past 100 [yr].

    s: index of an orbit, or several; ballistic_kg_m2 (tumbling) broadcasts with it. F10.7 is that of the
    periods and, outside them, the constant that was given or the planning cycle.
    """
    starts = np.array([edge.toordinal() for edge in environment.edges])

    def f107_on(day_ordinal: Array) -> Array:
        constant = environment.f107_constant
        outside = (
            drag.f107_cycle(day_ordinal) if constant is None else np.full(np.shape(day_ordinal), constant)
        )
        period = np.clip(np.searchsorted(starts, day_ordinal, side="right") - 1, 0, len(starts) - 2)
        inside = (day_ordinal >= starts[0]) & (day_ordinal < starts[-1])
        return np.where(inside, environment.f107[period], outside)

    altitude = environment.altitude_km[np.asarray(s)]
    return drag.decay_years(altitude, ballistic_kg_m2, start, f107_on, environment.dawn_dusk[np.asarray(s)])


def _resolve(orbits: Sequence[Orbit]) -> tuple[Array, Array, Array]:
    """altitude_km[s], inclination_deg[s] and ltan_h[s], the last NaN where the node drifts."""
    for one in orbits:
        if (one.inclination_deg is None) == (one.ltan_h is None):
            raise ValueError(f"{one}: give either an inclination, or ltan_h for a sun-synchronous orbit")
        if one.raan_deg is not None and one.inclination_deg is None:
            raise ValueError(f"{one}: the node of a sun-synchronous orbit follows from ltan_h, not raan_deg")
    remedy = "the dose tables cover this range; choose a shell inside it"
    altitude = require_range(
        "altitude_km",
        [one.altitude_km for one in orbits],
        LOWEST_ALTITUDE_KM,
        HIGHEST_ALTITUDE_KM,
        "km",
        remedy,
    )
    local_time = [12.0 if one.ltan_h is None else one.ltan_h for one in orbits]
    require_range("ltan_h", local_time, 0, 24, "h", "a local time lies between")
    synchronous = orbit.sun_synchronous_inclination_deg(altitude)
    given = np.array([np.nan if one.inclination_deg is None else one.inclination_deg for one in orbits])
    ltan = np.array([np.nan if one.ltan_h is None else one.ltan_h for one in orbits])
    return altitude, np.where(np.isnan(ltan), given, synchronous), ltan


def _periods(edges: Sequence[date]) -> tuple[date, np.ndarray]:
    """First day, and length of every period in days; ValueError unless the edges ascend."""
    lengths = np.diff([edge.toordinal() for edge in edges])
    if len(lengths) == 0 or (lengths <= 0).any():
        raise ValueError("period edges must be two or more ascending dates")
    return edges[0], lengths


@dataclass(frozen=True)
class _Planes:
    """Orbits s by how their node moves: held at a local time, drifting from a known place, or drifting from
    anywhere.
    """

    altitude_km: Array
    inclination_deg: Array
    ltan_h: Array
    """NaN unless held"""
    node_deg: Array
    """at 00:00 of the first day; NaN unless known"""

    def by_day(self, sun: Sun, of: Callable[[Array, Array], np.ndarray]) -> Array:
        """of(altitude_km, beta_deg): [s, day]; the mean over all nodes where none is known."""
        held, known = ~np.isnan(self.ltan_h), ~np.isnan(self.node_deg)
        anywhere = ~(held | known)
        result = np.empty((len(self.altitude_km), len(sun.distance_au)))
        beta = eclipse.beta_held_deg(self.inclination_deg[held], self.ltan_h[held], sun)
        result[held] = of(self.altitude_km[held, None], beta)
        beta = eclipse.beta_propagated_deg(
            self.altitude_km[known], self.inclination_deg[known], self.node_deg[known], sun
        )
        result[known] = of(self.altitude_km[known, None], beta)
        drifting_km = self.altitude_km[anywhere, None, None]
        result[anywhere] = eclipse.drifting_mean(
            self.inclination_deg[anywhere], sun.declination_deg, lambda betas: of(drifting_km, betas)
        )
        return result


def _node_at(first: date, orbits: Sequence[Orbit], altitude_km: Array, inclination_deg: Array) -> Array:
    """Right ascension of the node at 00:00 of the first day [s], NaN where none is given: drift by J2 since
    its epoch.
    """
    given = np.array([np.nan if one.raan_deg is None else one.raan_deg for one in orbits])
    since = np.array([(first - (one.epoch or first)).days for one in orbits])
    return given + orbit.node_rate_deg_per_day(altitude_km, inclination_deg) * since


def _seasons(first: date, eclipsed: np.ndarray) -> tuple[tuple[date, date], ...]:
    """Runs of days with eclipses in a year from `first`; a run over its end goes on at its beginning, a year
    later.
    """
    runs = eclipse.eclipse_seasons(first, eclipsed)
    last = first + timedelta(len(eclipsed) - 1)
    if len(runs) > 1 and runs[0][0] == first and runs[-1][1] == last:
        (_, end), *between, (start, _) = runs
        runs = [*between, (start, end + timedelta(len(eclipsed)))]
    return tuple(runs)


def _mean_by_period(by_day: Array, lengths: np.ndarray) -> Array:
    """Mean of the days of every period; last axis [day] becomes [t]."""
    starts = np.cumsum(lengths) - lengths
    return np.add.reduceat(by_day[..., : lengths.sum()], starts, axis=-1) / lengths


def _f107_by_period(f107: float | Sequence[float] | None, first: date, lengths: np.ndarray) -> Array:
    """F10.7 [t]: mean of the cycle over each period, or what was given, which must be of that length."""
    if f107 is None:
        cycle = drag.f107_cycle(first.toordinal() + np.arange(lengths.sum()) + 0.5)
        return _mean_by_period(cycle, lengths)
    given = np.asarray(f107, dtype=float)
    if given.ndim == 1 and len(given) != len(lengths):
        raise ValueError(
            f"f107 has {len(given)} values for {len(lengths)} periods: give one per period, or a number"
        )
    return np.broadcast_to(given, lengths.shape).copy()
