"""Shells as a spacecraft engineer asks for them: orbit, Sun and shadow, dose, air, manoeuvres, payload,
delay, heat, slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from models.case import Floats
from models.members import lifts_t
from planner.coefficients import Built, sizing
from planner.instance.reading import Instance
from planner.instance.schema import Bus
from planner.physics import eclipse, radiation, thermal
from planner.physics.environment import STATISTICS_YEAR, Environment, drag_dv_m_s_per_year
from planner.physics.sun import sun_by_day
from planner.text.showing.service import seen_round_trip_ms

SHIELDINGS_MM = (2.0, 5.0, 10.0, 20.0)
"""Shieldings behind which the dose is always shown; those of the instance's satellites join them."""

FIGURES = [
    "shell", "altitude_km", "inclination_deg", "ltan_h", "raan_deg", "period_min", "release_altitude_km",
    "beta_least_deg", "beta_greatest_deg", "sunlit_fraction", "sunlit_fraction_worst", "longest_eclipse_min",
    "eclipse_days", "eclipse_cycles_per_year", "eclipse_seasons", "proton_flux_cm2_s", "density_kg_m3",
    "raising_dv_m_s", "slots_first", "slots_last", "first_period", "lag_periods",
]  # fmt: skip
"""The columns that do not depend on what else the instance holds."""


def shells(built: Built, instance: Instance) -> pd.DataFrame:
    """One row a shell.

    altitude_km, inclination_deg, period_min
    ltan_h, or raan_deg of the node at the start of the study
                                  blank where planes stand anywhere
    release_altitude_km           where the launcher lets go
    payload_t.VEHICLE             what it brings there
    beta_..._deg, sunlit_fraction, eclipse_days, eclipse_cycles_per_year
                                  of the first year; seasons blank where planes stand anywhere
    sunlit_fraction_worst, longest_eclipse_min
                                  of the worst day
    dose_rad_per_year.THICKNESS   planning dose in silicon behind aluminium, design margin not in; protons
                                  above 30 MeV
    density_kg_m3                 mean over the launch periods
    drag_dv_m_s_per_year.BUS      edge-on, mean over all periods in which satellites may fly
    raising_dv_m_s                0 where the launcher brings satellites to the shell
    disposal_dv_m_s.BUS           at the end of life
    decay_years.BUS               of a dead, tumbling satellite: blank beyond 100 years
    disposal_ok.BUS               whether it keeps the rule on disposal
    latency_ms.GATEWAY            round trip to a satellite low above the gateway's horizon, see
                                  seen_round_trip_ms; blank where it is never seen
    radiator_net_w_per_m2.BUS     heat shed per planform in a mean season, and in the worst, which sizes

    Then slots, first launch period, periods from launch to service, and the least share of time that compute
    runs by eclipse operation.
    """
    if built.flying is None:
        return pd.DataFrame(columns=FIGURES)
    case, physics, found = built.case, instance.data.physics, built.flying.shells
    environment, records = found.environment, [instance.data.shells[name] for name in case.shells]
    buses = list(instance.data.buses.values())
    least, greatest = beta_range_deg(environment, [shell.ltan_h for shell in records])
    shieldings = sorted({*SHIELDINGS_MM, *environment.shieldings_mm.tolist()})
    dose = radiation.planning_dose_rad_per_year(
        environment.altitude_km,
        environment.inclination_deg,
        shieldings,
        physics.solar_max_share,
        physics.dose_factor,
    )
    raises_itself = found.release_altitude_km < environment.altitude_km
    mean_w_m2, worst_w_m2 = radiator_net_w_per_m2(environment, buses)
    return pd.DataFrame(
        {
            "shell": case.shells,
            "altitude_km": environment.altitude_km,
            "inclination_deg": environment.inclination_deg,
            "ltan_h": np.array([shell.ltan_h for shell in records], dtype=float),
            "raan_deg": environment.raan_deg,
            "period_min": environment.period_min,
            "release_altitude_km": found.release_altitude_km,
            "beta_least_deg": least,
            "beta_greatest_deg": greatest,
            "sunlit_fraction": environment.sunlit_fraction_mean,
            "sunlit_fraction_worst": environment.sunlit_fraction_worst,
            "longest_eclipse_min": environment.longest_eclipse_min,
            "eclipse_days": environment.eclipse_days_per_year,
            "eclipse_cycles_per_year": environment.eclipse_cycles_per_year,
            "eclipse_seasons": [seasons_text(runs) for runs in environment.eclipse_seasons],
            **by("dose_rad_per_year", [f"{mm:g}mm" for mm in shieldings], dose.T),
            "proton_flux_cm2_s": environment.proton_flux_cm2_s,
            "density_kg_m3": environment.density_kg_m3[:, : case.launch_periods].mean(axis=1),
            **by("drag_dv_m_s_per_year", case.buses, mean_drag_dv_m_s(environment, buses)),
            "raising_dv_m_s": np.where(raises_itself, environment.raising_dv_m_s, 0.0),
            **by("disposal_dv_m_s", case.buses, found.disposal_dv_m_s),
            **by("decay_years", case.buses, np.where(np.isinf(found.decay_years), np.nan, found.decay_years)),
            **by("disposal_ok", case.buses, found.is_passive),
            **by("payload_t", case.vehicles, lifts_t(case)),
            **by(
                "latency_ms",
                list(instance.data.gateways),
                seen_round_trip_ms(environment, instance.data.gateways),
            ),
            **by("radiator_net_w_per_m2", case.buses, mean_w_m2),
            **by("radiator_net_w_per_m2_worst", case.buses, worst_w_m2),
            "slots_first": case.slots[:, 0],
            "slots_last": case.slots[:, -1],
            "first_period": case.shell_from,
            "lag_periods": case.shell_lag,
            **{f"duty_{name}_least": case.duty[e].min(axis=1) for e, name in enumerate(case.operations)},
        }
    )


def by(figure: str, names: Sequence[str], rows: Iterable[ArrayLike]) -> dict[str, ArrayLike]:
    """Columns `figure.name`, one row of values each."""
    return {f"{figure}.{name}": row for name, row in zip(names, rows, strict=True)}


def seasons_text(runs: Iterable[tuple[date, date]]) -> str:
    """Eclipse seasons in words: `2028-11-05..2029-02-04`, several joined by a space."""
    return " ".join(f"{first}..{last}" for first, last in runs)


def seasons(shells: pd.DataFrame) -> pd.DataFrame:
    """The eclipse seasons of a table of shells, one row each: shell, first and last day."""
    rows = [
        (shell, *season.split(".."))
        for shell, text in zip(shells["shell"], shells["eclipse_seasons"], strict=True)
        for season in text.split()
    ]
    return pd.DataFrame(rows, columns=["shell", "first_day", "last_day"])


def beta_range_deg(environment: Environment, ltan_h: Sequence[float | None]) -> tuple[Floats, Floats]:
    """Least and greatest angle of the Sun above the orbit plane in the first year [deg]: [s], [s]; ltan_h[s]
    None unless held.

    Planes that stand anywhere: the range over all of them, symmetric, up to the inclination plus the Sun's
    declination or 90.
    """
    first, last = environment.edges[0], environment.edges[-1]
    sun, year = sun_by_day(first, max(last, first + STATISTICS_YEAR)), slice(0, STATISTICS_YEAR.days)
    inclination, local_time = environment.inclination_deg, np.array(ltan_h, dtype=float)
    drifting = eclipse.beta_propagated_deg(
        environment.altitude_km, inclination, environment.raan_deg, sun
    )  # NaN without a node
    held = eclipse.beta_held_deg(inclination, local_time, sun)
    beta = np.where(np.isnan(local_time)[:, None], drifting, held)[:, year]
    steepest = np.abs(sun.declination_deg[year]).max()
    reach = np.minimum(radiation.folded_inclination_deg(inclination) + steepest, 90.0)
    anywhere = np.isnan(environment.raan_deg)
    return np.where(anywhere, -reach, beta.min(axis=1)), np.where(anywhere, reach, beta.max(axis=1))


def mean_drag_dv_m_s(environment: Environment, buses: Sequence[Bus]) -> list[Floats]:
    """Drag make-up in a year with the edge-on ballistic coefficient, mean over the periods [m/s per year]:
    [h][s].
    """
    return [drag_dv_m_s_per_year(environment, bus.ballistic_edge_kg_m2).mean(axis=1) for bus in buses]


def radiator_net_w_per_m2(environment: Environment, buses: Sequence[Bus]) -> tuple[Floats, Floats]:
    """Heat shed per planform with end-of-life optics [W/m2], in a mean season and in the worst: [h,s],
    [h,s].
    """
    bus = sizing.at(sizing.bus_figures(buses), np.arange(len(buses))[:, None])
    mean = sizing.radiator_w_per_m2(
        bus, environment.view_factor, environment.albedo_geometry_mean, thermal.MEAN_SEASON
    )
    worst_kw = sizing.radiator_kw_per_m2(bus, environment.view_factor, environment.albedo_geometry_worst)
    return mean, worst_kw * 1000
