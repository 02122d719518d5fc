"""One satellite from its accelerators, bus, shielding, eclipse operation and home shell: power, heat, mass,
volume and cost.

Everything is closed-form and vectorised over candidates. Symbols:

    load        electric load in sunlight                 phi     share of compute that runs on in eclipse
    f, f_ecl    sunlit and eclipsed share of an orbit of the worst season, f + f_ecl = 1
    eta         efficiency of the bus from array to load  eta_b   efficiency of the battery, in and out
    life        sizing life [year]: the longest service life that the bus offers within its design life

Worst cases size: least sunlit season, longest eclipse, sunlight at aphelion, hot Earth at perihelion, worst
launch date for drag, everything at the end of the sizing life. planner/coefficients/selection.py says
which satellites close, offers.py what they may do in other shells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from models.case import Floats, Ints
from planner.coefficients.shells import Shells
from planner.instance.schema import Accelerator, Bus
from planner.physics import constants, power, thermal

ALUMINIUM_KG_PER_M2_MM = 2.70
"""Mass of shielding per area and thickness: aluminium, 2,700 kg/m3."""

MASS_STEP_T, VOLUME_STEP_M3 = 0.01, 0.1
"""Masses and volumes are rounded up to these, so that flights can be filled on an exact grid."""

BUS_FIGURES = (
    "cell_efficiency", "array_packing", "array_w_per_kg", "array_degradation_per_year", "array_usd_per_w",
    "array_stowed_m",
    "battery_wh_per_kg", "battery_efficiency", "battery_usd_per_kwh",
    "radiator_c", "radiator_emissivity", "radiator_absorptivity", "radiator_fin_efficiency",
    "radiator_misalignment_deg", "radiator_kg_per_m2", "radiator_usd_per_m2", "radiator_stowed_m",
    "power_electronics_kg_per_kw", "power_efficiency", "pump_share",
    "compute_kg_per_kw", "structure_fraction", "mass_margin",
    "avionics_kg", "avionics_kw", "avionics_musd", "comms_kg", "comms_kw", "comms_musd",
    "shielded_m2_per_kw", "propulsion_kg", "isp_s", "ballistic_edge_kg_m2", "volume_fixed_m3",
    "mass_max_t", "load_max_kw", "fixed_musd", "usd_per_kg",
)  # fmt: skip

SPECIFIC_FIGURES = ("array_w_per_kg", "radiator_w_per_kg", "compute_kg_per_kw", "structure_factor")


@dataclass(frozen=True)
class Candidates:
    """Satellite types, before or after they are sized; axis [d] stands for candidates."""

    ids: tuple[str, ...]
    origins: tuple[str, ...]  # [d] the table that asks for it: designs.ID or design_spaces.ID
    bus: Ints  # [d] -> h
    home: Ints  # [d] -> s
    shielding_mm: Floats  # [d]
    eclipse_share: Floats  # [d] phi
    counts: Ints  # [d,k] accelerators

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, chosen: ArrayLike) -> Candidates:
        """Those of the given indices, in that order."""
        d = np.asarray(chosen, dtype=int)
        return Candidates(
            ids=tuple(self.ids[i] for i in d),
            origins=tuple(self.origins[i] for i in d),
            bus=self.bus[d],
            home=self.home[d],
            shielding_mm=self.shielding_mm[d],
            eclipse_share=self.eclipse_share[d],
            counts=self.counts[d],
        )


def bus_figures(buses: Sequence[Bus]) -> SimpleNamespace:
    """The sizing figures of buses as arrays [h]; those of a published mass budget as `specific_...`. NaN: not
    given.
    """
    figures = {name: [getattr(bus, name) for bus in buses] for name in BUS_FIGURES}
    figures |= {
        f"specific_{name}": [getattr(bus.specific, name) for bus in buses] for name in SPECIFIC_FIGURES
    }
    return SimpleNamespace(**{name: np.array(values, dtype=float) for name, values in figures.items()})


def given(figure: Floats, otherwise: ArrayLike) -> Floats:
    """A figure of a published mass budget where there is one."""
    return np.where(np.isnan(figure), otherwise, figure)


def at(figures: SimpleNamespace, index: ArrayLike) -> SimpleNamespace:
    """Every array of a namespace at an index of its first axis."""
    return SimpleNamespace(**{name: array[index] for name, array in vars(figures).items()})


def round_up(value: ArrayLike, step: float) -> Floats:
    """The next multiple of step at or above the value (a millionth of a step above one counts as that
    one).
    """
    per_unit = round(1 / step)
    return np.ceil(np.asarray(value) * per_unit - 1e-6) / per_unit


# ----------------------------------------------------------------------------------- physics of one satellite


def array_kw_needed(
    bus: SimpleNamespace, load_kw: ArrayLike, eclipse_load_kw: ArrayLike, sunlit: ArrayLike
) -> Floats:
    """Array power in sunlight that carries one orbit [kW]: (load f / eta + eclipse_load f_ecl / (eta eta_b))
    / f.
    """
    sunlit = np.asarray(sunlit)
    by_day = np.asarray(load_kw) * sunlit / bus.power_efficiency
    by_night = np.asarray(eclipse_load_kw) * (1 - sunlit) / (bus.power_efficiency * bus.battery_efficiency)
    return (by_day + by_night) / sunlit


def heat_kw(
    bus: SimpleNamespace, load_kw: ArrayLike, eclipse_load_kw: ArrayLike, sunlit: ArrayLike
) -> Floats:
    """Heat shed in sunlight [kW]: load / eta + what charging loses, eclipse_load f_ecl / (eta f) (1 / eta_b -
    1).

    All electric power ends as heat in the body; the array's own heat leaves by the array.
    """
    sunlit = np.asarray(sunlit)
    charging = (
        np.asarray(eclipse_load_kw)
        * (1 - sunlit)
        / (bus.power_efficiency * sunlit)
        * (1 / bus.battery_efficiency - 1)
    )
    return np.asarray(load_kw) / bus.power_efficiency + charging


def battery_kwh_needed(
    bus: SimpleNamespace, eclipse_load_kw: ArrayLike, eclipse_min: ArrayLike, depth_of_discharge: ArrayLike
) -> Floats:
    """Nameplate battery energy [kWh]: eclipse_load t_ecl / (DoD eta eta_b)."""
    efficiency = bus.power_efficiency * bus.battery_efficiency
    return power.battery_capacity_wh(eclipse_load_kw, eclipse_min, depth_of_discharge, efficiency)


def depth_of_discharge(buses: Sequence[Bus], shells: Shells, sizing_life: Ints) -> Floats:
    """Share of a battery that the longest eclipse may use: [h, s], the bus's own figure or by the eclipses of
    the sizing life (periods).

    Raises physics.limits.PhysicsRange where the bus gives none and the life has more eclipses than any test
    of batteries.
    """
    own = np.array([bus.battery_depth_of_discharge for bus in buses], dtype=float)[:, None]
    years = sizing_life[:, None] * shells.timeline.period_years
    cycles = shells.environment.eclipse_cycles_per_year * years
    return given(own, power.depth_of_discharge(np.where(np.isnan(own), cycles, 0.0)))


def deeper_discharge_share(depth: ArrayLike, planned: ArrayLike) -> Floats:
    """Share of its planned life for which a battery lasts that each longest eclipse discharges deeper than
    planned [-].

        min( cycles(depth) / cycles(planned),  (1 - depth) / (1 - planned) )

    It is 1 up to the planned depth and 0 from depth 1 on. A battery that is short for a shell is drawn down
    further, at the price of wear: at 0.35 planned, one that is short by 0.01 % lasts 99.983 % of its life,
    one that is short by a tenth 82 %. The second term runs out with the reserve: an empty battery carries
    nothing. planned is that of the longest service life; where it is 1, there is no reserve.
    """
    depth, planned = np.asarray(depth, dtype=float), np.asarray(planned, dtype=float)
    reserve = np.divide(
        1 - depth, 1 - planned, out=np.zeros(np.broadcast(depth, planned).shape), where=planned < 1
    )
    lasts = np.minimum(power.share_of_cycles(np.minimum(depth, 1.0), planned), reserve)
    return np.where(depth <= planned, 1.0, np.clip(lasts, 0.0, 1.0))


def array_kw_per_m2(bus: SimpleNamespace, irradiance_w_m2: float, years: ArrayLike) -> Floats:
    """Array power per m2 after some years, S eta_cell packing (1 - deg)^years [kW/m2]."""
    watts = power.array_w_m2(
        irradiance_w_m2,
        bus.cell_efficiency,
        bus.array_packing,
        degradation_per_year=bus.array_degradation_per_year,
        years=years,
    )
    return watts / 1000


def radiator_kw_per_m2(bus: SimpleNamespace, view_factor: ArrayLike, albedo_geometry: ArrayLike) -> Floats:
    """Heat shed per m2 of planform in the hot season [kW/m2]."""
    return radiator_w_per_m2(bus, view_factor, albedo_geometry, thermal.HOT_SEASON) / 1000


def radiator_w_per_m2(
    bus: SimpleNamespace, view_factor: ArrayLike, albedo_geometry: ArrayLike, season: thermal.Season
) -> Floats:
    """Heat shed per m2 of planform in a season with end-of-life optics [W/m2]; see physics.thermal."""
    return thermal.radiator_net_w_m2(
        bus.radiator_c,
        emissivity=bus.radiator_emissivity,
        absorptivity=bus.radiator_absorptivity,
        view_factor=view_factor,
        albedo_geometry=albedo_geometry,
        season=season,
        misalignment_deg=bus.radiator_misalignment_deg,
        fin_efficiency=bus.radiator_fin_efficiency,
    )


def propellant_t(
    dry_t: ArrayLike, isp_s: ArrayLike, manoeuvre_dv_m_s: ArrayLike, drag_dv_m_s: ArrayLike
) -> Floats:
    """Propellant for raising and disposal, and for drag make-up over a life [t].

        dry (exp(dv / (g Isp)) - 1)  +  dry exp(dv / (g Isp)) dv_drag / (g Isp)

    dv_drag is that of the edge-on ballistic coefficient: m dv_drag = 1/2 rho v^2 Cd A time, linear in the
    area.
    """
    exhaust_m_s = np.asarray(isp_s) * constants.STANDARD_GRAVITY_M_S2
    full = np.exp(np.asarray(manoeuvre_dv_m_s) / exhaust_m_s)
    return np.asarray(dry_t) * (full - 1 + full * np.asarray(drag_dv_m_s) / exhaust_m_s)


# ---------------------------------------------------------------------------------------------- the breakdown


def size(
    candidates: Candidates,
    buses: Sequence[Bus],
    accelerators: Sequence[Accelerator],
    shells: Shells,
    sizing_life: Ints,
) -> pd.DataFrame:
    """Sizing of every candidate in its home shell: one row each, masses in kg (t where named), powers in kW,
    money in M$.

    buses[h] and accelerators[k] are records of the instance, sizing_life[h] is in periods. The cost of the
    accelerators follows a price path and is not in here. Where radiator_w_per_m2 is not positive the
    satellite does not close, and what depends on its radiator means nothing.
    """
    power_w, mass_kg, volume_m3 = (
        np.array([getattr(k, name) for k in accelerators], dtype=float)
        for name in ("power_w", "mass_kg", "volume_m3")
    )
    h, s = candidates.bus, candidates.home
    bus = at(bus_figures(buses), h)
    life_years = sizing_life[h] * shells.timeline.period_years
    environment = shells.environment
    sunlit, eclipse_min = environment.sunlit_fraction_worst[s], shells.battery_eclipse_min[s]

    # power
    compute_kw = candidates.counts @ power_w / 1000 * (1 + bus.pump_share)
    housekeeping_kw = bus.avionics_kw + bus.comms_kw
    load_kw = compute_kw + housekeeping_kw
    eclipse_load_kw = candidates.eclipse_share * compute_kw + housekeeping_kw
    array_kw = array_kw_needed(bus, load_kw, eclipse_load_kw, sunlit)
    array_m2 = array_kw / array_kw_per_m2(bus, environment.irradiance_min_w_m2, life_years)
    array_new_kw = array_m2 * array_kw_per_m2(bus, constants.SOLAR_CONSTANT_W_M2, 0.0)
    deepest = depth_of_discharge(buses, shells, sizing_life)[h, s]
    battery_kwh = battery_kwh_needed(bus, eclipse_load_kw, eclipse_min, deepest)

    # heat
    warmth_kw = heat_kw(bus, load_kw, eclipse_load_kw, sunlit)
    net_kw_m2 = radiator_kw_per_m2(bus, environment.view_factor[s], environment.albedo_geometry_worst[s])
    radiator_m2 = warmth_kw / np.maximum(net_kw_m2, 1e-6)

    # mass
    all_in = np.isfinite(bus.specific_compute_kg_per_kw)  # the accelerators are in the budget's compute
    accelerators_kg = np.where(all_in, 0.0, candidates.counts @ mass_kg)
    compute_kg = given(bus.specific_compute_kg_per_kw, bus.compute_kg_per_kw) * compute_kw
    is_budget = np.isfinite(bus.specific_array_w_per_kg)
    array_kg = np.where(
        is_budget,
        array_kw * 1000 / given(bus.specific_array_w_per_kg, 1.0),
        array_new_kw * 1000 / bus.array_w_per_kg,
    )
    battery_kg = battery_kwh * 1000 / bus.battery_wh_per_kg
    radiator_kg = np.where(
        np.isfinite(bus.specific_radiator_w_per_kg),
        warmth_kw * 1000 / given(bus.specific_radiator_w_per_kg, 1.0),
        radiator_m2 * bus.radiator_kg_per_m2,
    )
    electronics_kg = load_kw * bus.power_electronics_kg_per_kw
    shielding_kg = candidates.shielding_mm * ALUMINIUM_KG_PER_M2_MM * bus.shielded_m2_per_kw * compute_kw
    subsystems_kg = (
        accelerators_kg + compute_kg + array_kg + battery_kg + radiator_kg + electronics_kg + shielding_kg
        + bus.avionics_kg + bus.comms_kg + bus.propulsion_kg
    )  # fmt: skip
    structure_kg = subsystems_kg * given(bus.specific_structure_factor - 1, bus.structure_fraction)
    margin_kg = (subsystems_kg + structure_kg) * bus.mass_margin
    dry_t = (subsystems_kg + structure_kg + margin_kg) / 1000
    drag_dv = shells.drag_dv_m_s(sizing_life)[h, s] / bus.ballistic_edge_kg_m2
    fuel_t = propellant_t(dry_t, bus.isp_s, shells.manoeuvre_dv_m_s[h, s], drag_dv)
    stowed_m3 = (
        bus.volume_fixed_m3
        + candidates.counts @ volume_m3
        + array_m2 * bus.array_stowed_m
        + radiator_m2 * bus.radiator_stowed_m
    )

    return pd.DataFrame(
        {
            "design": candidates.ids,
            "dry_t": dry_t,
            "wet_t": round_up(dry_t + fuel_t, MASS_STEP_T),
            "volume_m3": round_up(stowed_m3, VOLUME_STEP_M3),
            "load_kw": load_kw,
            "array_m2": array_m2,
            "battery_kwh": battery_kwh,
            "radiator_m2": radiator_m2,
            "compute_kw": compute_kw,
            "housekeeping_kw": housekeeping_kw,
            "eclipse_load_kw": eclipse_load_kw,
            "array_kw": array_kw,
            "heat_kw": warmth_kw,
            "radiator_w_per_m2": net_kw_m2 * 1000,
            "battery_depth_of_discharge": deepest,
            "drag_dv_m_s": drag_dv,
            "manoeuvre_dv_m_s": shells.manoeuvre_dv_m_s[h, s],
            "sizing_life_years": life_years,
            "accelerators_kg": accelerators_kg,
            "compute_kg": compute_kg,
            "array_kg": array_kg,
            "battery_kg": battery_kg,
            "radiator_kg": radiator_kg,
            "electronics_kg": electronics_kg,
            "shielding_kg": shielding_kg,
            "avionics_kg": bus.avionics_kg,
            "comms_kg": bus.comms_kg,
            "propulsion_kg": bus.propulsion_kg,
            "structure_kg": structure_kg,
            "margin_kg": margin_kg,
            "propellant_kg": fuel_t * 1000,
            "array_musd": array_new_kw * 1000 * bus.array_usd_per_w / 1e6,
            "battery_musd": battery_kwh * bus.battery_usd_per_kwh / 1e6,
            "radiator_musd": radiator_m2 * bus.radiator_usd_per_m2 / 1e6,
            "avionics_musd": bus.avionics_musd,
            "comms_musd": bus.comms_musd,
            "platform_musd": (dry_t * 1000 - accelerators_kg) * bus.usd_per_kg / 1e6,
            "fixed_musd": bus.fixed_musd,
        }
    )
