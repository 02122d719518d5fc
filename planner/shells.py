"""The shells of an instance as the satellites meet them: environment, manoeuvres, drag, slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.instance.schema import Shell
from planner.physics import drag, orbit, power, radiation
from planner.physics import environment as physics
from planner.timeline import YEAR_DAYS, Timeline

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEATH_PHASES = 4
"""Dates of failure, evenly over one solar cycle, of which the slowest decay counts: a dead satellite holds its slot that long."""


@dataclass(frozen=True)
class Shells:
    """Arrays over the shells s of an instance; the environment covers every period in which a satellite may fly."""

    ids: tuple[str, ...]
    timeline: Timeline
    environment: physics.Environment
    first: Ints  # [s] first period in which a cohort may be launched
    lag: Ints  # [s] periods from launch to service
    release_altitude_km: Floats  # [s] where the launcher lets go: the shell itself, or 300 km if the satellites raise themselves
    manoeuvre_dv_m_s: Floats  # [s] raising, if they raise themselves, and disposal at the end of life
    battery_eclipse_min: Floats  # [s] eclipse that sizes a battery

    def drag_dv_m_s(self, life: ArrayLike) -> Floats:
        """Velocity that drag takes over a life at a ballistic coefficient of 1 kg/m2, worst launch period: [h, s]; life[h] in periods."""
        life = np.asarray(life, dtype=int)
        per_year = physics.drag_dv_m_s_per_year(self.environment, 1.0)
        by_period = per_year * self.timeline.period_years
        taken = np.cumsum(np.pad(by_period, ((0, 0), (1, 0))), axis=1)  # before each period
        start = self.lag[:, None] + np.arange(self.timeline.launch_periods)  # [s, b]
        s = np.arange(len(self.ids))[:, None]
        windows = taken[s, start + life[:, None, None]] - taken[s, start]  # [h, s, b]
        return windows.max(axis=2)

    def dose_rad_per_year(self, shielding_mm: Floats) -> Floats:
        """Planning dose behind the shielding of each candidate in every shell [rad(Si)/yr]: [d, s]; shielding_mm[d]."""
        index = np.searchsorted(self.environment.shieldings_mm, shielding_mm)
        return self.environment.dose_rad_per_year[:, index].T

    def upset_overhead(self, cross_section_cm2: Floats, recovery_min: Floats) -> Floats:
        """Share of its time that an accelerator loses to upsets [-]: [s, k], upsets a day times the minutes of recovery.

        The flux counted is that above 30 MeV, which passes 4 mm of aluminium: thicker shielding is not credited.
        """
        upsets = radiation.upsets_per_day(cross_section_cm2, self.environment.proton_flux_cm2_s[:, None])
        return np.minimum(upsets * recovery_min / 1440, 1.0)

    def decay_periods(self, ballistic_kg_m2: Floats, periods: int) -> Ints:
        """Periods for which a dead satellite holds its slot, rounded up and at most `periods`: [h, s].

        ballistic_kg_m2[h] of the tumbling satellite. The slowest of four dates of failure over a solar cycle from the study's start.
        """
        slowest = np.zeros((len(ballistic_kg_m2), len(self.ids)))
        s = np.arange(len(self.ids))
        for phase in range(DEATH_PHASES):
            days = round(phase / DEATH_PHASES * drag.CYCLE_YEARS * YEAR_DAYS)
            failure = self.timeline.start + timedelta(days)
            years = physics.decay_years(self.environment, s, ballistic_kg_m2[:, None], failure)
            slowest = np.maximum(slowest, years)
        whole = np.ceil(np.minimum(slowest / self.timeline.period_years, periods))
        return whole.astype(int)


def lag_periods(shell: Shell, timeline: Timeline) -> int:
    """Periods from launch to service: the raising time, rounded up."""
    return timeline.periods_to_wait(shell.raising_days / YEAR_DAYS * 12)


def survey(
    shells: Mapping[str, Shell], timeline: Timeline, periods: int, shieldings_mm: Sequence[float]
) -> Shells:
    """The environment of all shells over the study and its tail, and what follows from it.

    Every satellite lowers itself to 300 km at the end of its life. Where raising_days > 0 it is also released there and raises itself
    (air drag on the way is not counted); otherwise the launcher brings it to its shell.

    shells: the instance's records; shieldings_mm: every shielding that a candidate has. Raises physics.limits.PhysicsRange when a
    date, an altitude or a shielding lies beyond the tables.
    """
    records = list(shells.values())
    orbits = [physics.Orbit(shell.altitude_km, shell.inclination_deg, shell.ltan_h) for shell in records]
    environment = physics.environment(
        orbits, timeline.dates(periods + 1), shieldings_mm=sorted(set(shieldings_mm))
    )
    raising = np.array([shell.raising_days > 0 for shell in records], dtype=bool)
    held = np.array([shell.ltan_h is not None for shell in records], dtype=bool)
    return Shells(
        ids=tuple(shells),
        timeline=timeline,
        environment=environment,
        first=np.array([timeline.first_period(shell.available_from) for shell in records], dtype=int),
        lag=np.array([lag_periods(shell, timeline) for shell in records], dtype=int),
        release_altitude_km=np.where(raising, orbit.PARKING_ALTITUDE_KM, environment.altitude_km),
        manoeuvre_dv_m_s=environment.disposal_dv_m_s + raising * environment.raising_dv_m_s,
        battery_eclipse_min=power.battery_eclipse_min(
            environment.longest_eclipse_min, environment.altitude_km, held
        ),
    )
