"""The shells of an instance as the satellites meet them: environment, manoeuvres, drag, slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from models.case import Bools, Floats, Ints
from planner.coefficients.timeline import YEAR_DAYS, Timeline, rounded
from planner.instance.schema import Bus, Disposal, Physics, Shell
from planner.physics import drag, orbit, power, radiation
from planner.physics import environment as physics

DEATH_PHASES = 4
"""Dates of failure, evenly over one solar cycle, of which the slowest decay counts: a dead satellite holds
its slot that long.
"""

CLEARING_KM = 10.0
"""Assumed: how far a satellite that is done lowers itself to free its slot where drag alone brings it down in
time.
"""

LEAST_CLEARING_KM, HIGHEST_END_KM = 5.0, 350.0
"""Assumed: what is enough at the end of its life for a satellite that is short of propellant in another shell
than its home. From 350 km a tumbling satellite of 10 kg/m2 is down within 0.15 years even at solar minimum
(physics.drag.decay_years).
"""


@dataclass(frozen=True)
class Shells:
    """Arrays over the shells s of an instance; the environment covers `past` periods and every period in
    which a satellite may fly.
    """

    ids: tuple[str, ...]
    timeline: Timeline
    past: int  # periods before the study from which on the environment is looked at
    environment: physics.Environment
    first: Ints  # [s] first period in which a cohort may be launched
    lag: Ints  # [s] periods from launch to service
    # [s] where the launcher lets go: the shell itself, or 300 km if the satellites raise themselves
    release_altitude_km: Floats
    # [h, s] until a dead, tumbling satellite is down, slowest of DEATH_PHASES dates of failure
    decay_years: Floats
    is_passive: Bools  # [h, s] whether that keeps the rule on disposal
    is_allowed: Bools  # [h, s] the same if the rule refuses, else true
    # [h, s] at the end of life: out of the slot where the decay is in time, else down to 300 km
    disposal_dv_m_s: Floats
    manoeuvre_dv_m_s: Floats  # [h, s] raising, if they raise themselves, and disposal
    # [h, s] the same with the least disposal that is enough: 5 km out of the slot, or down to 350 km
    least_manoeuvre_dv_m_s: Floats
    battery_eclipse_min: Floats  # [s] eclipse that sizes a battery
    physics: Physics  # the assumptions behind all this

    def drag_dv_m_s(self, life: ArrayLike) -> Floats:
        """Velocity that drag takes over a life at a ballistic coefficient of 1 kg/m2, worst launch period:
        [h, s]; life[h] in periods.
        """
        life = np.asarray(life, dtype=int)
        per_year = physics.drag_dv_m_s_per_year(self.environment, 1.0)
        by_period = per_year * self.timeline.period_years
        taken = np.cumsum(np.pad(by_period, ((0, 0), (1, 0))), axis=1)  # before each period
        start = self.lag[:, None] + np.arange(self.past + self.timeline.launch_periods)  # [s, b]
        s = np.arange(len(self.ids))[:, None]
        windows = taken[s, start + life[:, None, None]] - taken[s, start]  # [h, s, b]
        return windows.max(axis=2)

    def dose_rad_per_year(self, shielding_mm: Floats) -> Floats:
        """Planning dose behind the shielding of each candidate in every shell [rad(Si)/yr]: [d, s];
        shielding_mm[d].
        """
        index = np.searchsorted(self.environment.shieldings_mm, shielding_mm)
        return self.environment.dose_rad_per_year[:, index].T

    def upset_overhead(self, cross_section_cm2: Floats, recovery_min: Floats) -> Floats:
        """Share of its time that an accelerator loses to upsets [-]: [s, k], upsets a day times the minutes
        of recovery.

        The rate is scaled by the scenario's upset_factor. The flux counted is that above 30 MeV, which passes
        4 mm of aluminium: thicker shielding is not credited.
        """
        flux = self.environment.proton_flux_cm2_s[:, None]
        upsets = radiation.upsets_per_day(cross_section_cm2, flux) * self.physics.upset_factor
        return np.minimum(upsets * recovery_min / 1440, 1.0)

    def notes(self, buses: Sequence[str], is_offered: Bools, rule_years: float) -> list[str]:
        """What a planner should know of shells that are used: shells beyond the rule on disposal, and beyond
        the density tables.

        is_offered[h, s]: whether a satellite of the bus may fly there.
        """
        found = []
        for s, shell in enumerate(self.ids):
            late = [
                f"{bus} {self.decay_years[h, s]:.3g}"
                if np.isfinite(self.decay_years[h, s])
                else f"{bus} over 100"
                for h, bus in enumerate(buses)
                if is_offered[h, s] and not self.is_passive[h, s]
            ]
            if late:
                say = (
                    f"a dead satellite stays up longer than disposal.years = {rule_years:g} "
                    f"({', '.join(late)} years)"
                )
                found.append(f"shells.{shell}: {say}; working ones carry propellant to come down")
            if is_offered[:, s].any() and self.environment.altitude_km[s] > drag.DRAG_CEILING_KM:
                ceiling = f"{drag.DRAG_CEILING_KM:,.0f} km"
                found.append(
                    f"shells.{shell}: air drag is taken as zero above {ceiling}, where the density tables end"
                )
        return found

    def decay_periods(self, periods: int) -> Ints:
        """Periods for which a dead satellite holds its slot, rounded up and at most `periods`: [h, s]."""
        return rounded(np.minimum(self.decay_years / self.timeline.period_years, periods), "up")


def lag_periods(shell: Shell, timeline: Timeline) -> int:
    """Periods from launch to service: the raising time, in whole periods."""
    return timeline.count(shell, "raising_days")


def past_periods(assumed: Physics, timeline: Timeline) -> int:
    """Periods before the study in which the environment is looked at: since the last start of one on `since`
    or before.
    """
    return -timeline.count(assumed, "since")


def survey(
    shells: Mapping[str, Shell],
    buses: Sequence[Bus],
    timeline: Timeline,
    periods: int,
    shieldings_mm: Sequence[float],
    assumed: Physics,
    rule: Disposal,
) -> Shells:
    """The environment of all shells since `assumed.since`, over the study and its tail, and what follows from
    it for the buses h.

    At the end of its life a satellite lowers itself to 300 km, or only out of its slot where a dead one comes
    down within the rule's years. Where raising_days > 0 it is also released at 300 km and raises itself (air
    drag on the way is not counted); otherwise the launcher brings it to its shell.

    shells, buses: the instance's records; shieldings_mm: every shielding that a candidate has. Raises
    physics.limits.PhysicsRange when a date, an altitude or a shielding lies beyond the tables.
    """
    records = list(shells.values())
    orbits = [
        physics.Orbit(shell.altitude_km, shell.inclination_deg, shell.ltan_h, shell.raan_deg, shell.epoch)
        for shell in records
    ]
    past = past_periods(assumed, timeline)
    looked = replace(timeline, start=timeline.day(-past), launch_periods=past + timeline.launch_periods)
    edges = looked.dates(past + periods + 1)
    environment = physics.environment(
        orbits,
        edges,
        _solar_flux(assumed, edges),
        sorted(set(shieldings_mm)),
        solar_max_share=assumed.solar_max_share,
        planning_factor=assumed.dose_factor,
    )
    raising = np.array([shell.raising_days > 0 for shell in records], dtype=bool)
    held = np.array([shell.ltan_h is not None for shell in records], dtype=bool)
    tumbling = np.array([bus.ballistic_tumbling_kg_m2 for bus in buses], dtype=float)
    decay_years = _slowest_decay_years(environment, tumbling, looked)
    is_passive = decay_years <= rule.years
    altitude = environment.altitude_km
    clearing = orbit.low_thrust_dv_m_s(altitude, altitude - CLEARING_KM)
    disposal = np.where(is_passive, clearing, environment.disposal_dv_m_s)
    least_clearing = orbit.low_thrust_dv_m_s(altitude, altitude - LEAST_CLEARING_KM)
    least = np.where(is_passive, least_clearing, orbit.low_thrust_dv_m_s(altitude, HIGHEST_END_KM))
    return Shells(
        ids=tuple(shells),
        timeline=timeline,
        past=past,
        environment=environment,
        first=np.array([timeline.count(shell, "available_from") for shell in records], dtype=int),
        lag=np.array([lag_periods(shell, timeline) for shell in records], dtype=int),
        release_altitude_km=np.where(raising, orbit.PARKING_ALTITUDE_KM, altitude),
        decay_years=decay_years,
        is_passive=is_passive,
        is_allowed=is_passive | (rule.rule == "warn"),
        disposal_dv_m_s=disposal,
        manoeuvre_dv_m_s=disposal + raising * environment.raising_dv_m_s,
        least_manoeuvre_dv_m_s=least + raising * environment.raising_dv_m_s,
        battery_eclipse_min=power.battery_eclipse_min(environment.longest_eclipse_min, altitude, held),
        physics=assumed,
    )


def _solar_flux(assumed: Physics, edges: Sequence[date]) -> float | list[float] | None:
    """F10.7 as the physics takes it: none for the planning cycle, a constant, or the mean of every period;
    before its dates the first value.
    """
    series = assumed.f107_sfu
    if series is None:
        return None
    whole = type(series)((min(edges[0], series.dates[0]), *series.dates[1:]), series.values)
    values = whole.by_period(edges).tolist()
    return values[0] if len(set(values)) == 1 else values


def _slowest_decay_years(environment: physics.Environment, tumbling: Floats, timeline: Timeline) -> Floats:
    """Years until a dead satellite of ballistic coefficient tumbling[h] is down: [h, s], slowest of
    DEATH_PHASES dates of failure.

    The dates are spread over one solar cycle from the start of the timeline. Stepping through decades takes
    most of the time of an instance's physics, and a study asks for the same orbits again and again: the last
    answers are kept.
    """
    solar = (environment.edges, environment.f107.tobytes(), environment.f107_constant, timeline.start)
    orbits = (environment.altitude_km.tobytes(), environment.dawn_dusk.tobytes(), tumbling.tobytes())
    if (solar, orbits) not in _KNOWN_DECAY:
        slowest = np.zeros((len(tumbling), len(environment.altitude_km)))
        s = np.arange(len(environment.altitude_km))
        for phase in range(DEATH_PHASES):
            failure = timeline.start + timedelta(round(phase / DEATH_PHASES * drag.CYCLE_YEARS * YEAR_DAYS))
            slowest = np.maximum(slowest, physics.decay_years(environment, s, tumbling[:, None], failure))
        slowest.setflags(write=False)
        while len(_KNOWN_DECAY) >= DECAYS_KEPT:
            del _KNOWN_DECAY[next(iter(_KNOWN_DECAY))]
        _KNOWN_DECAY[solar, orbits] = slowest
    return _KNOWN_DECAY[solar, orbits]


DECAYS_KEPT = 32
_KNOWN_DECAY: dict[tuple[tuple[object, ...], tuple[bytes, ...]], Floats] = {}
