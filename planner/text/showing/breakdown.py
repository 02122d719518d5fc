"""One design line by line: power, heat, mass, volume and cost, each with the formula behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.coefficients import Built, sizing
from planner.coefficients.candidates import eclipse_share, operation_name
from planner.coefficients.shells import Shells
from planner.errors import InstanceError
from planner.instance.reading import Instance
from planner.instance.schema import Bus
from planner.instance.words import did_you_mean
from planner.physics import constants
from planner.physics.thermal import HOT_SEASON
from planner.text.showing.designs import mix_text

Line = tuple[str, str, str]  # item, unit, formula
Mix = list[tuple[int, str]]  # count, accelerator

SUBSYSTEMS = (
    "accelerators", "compute", "array", "battery", "radiator", "electronics", "shielding", "avionics",
    "comms", "propulsion",
)  # fmt: skip
COSTS = ("accelerators", "array", "battery", "radiator", "avionics", "comms", "platform", "fixed")
GIVEN = "given by the bus"


def breakdown(built: Built, instance: Instance, design: str) -> pd.DataFrame:
    """item, value, unit, formula of one design, in the order in which they follow from each other.

    A formula names other items, keys of the design's bus, and keys of accelerators as in `gb300.power_w`; one
    that is no arithmetic says where the value comes from. Items are the columns of the table of designs, and
    what else the formulas need. Raises InstanceError for a design that is not offered: why it was refused, or
    which id is near.
    """
    case = built.case
    if built.flying is None or design not in case.designs:
        raise InstanceError(str(instance.path), [(f"design {design}", why_not(built, design))])
    d = case.designs.index(design)
    row = built.designs.iloc[d].to_dict()
    bus = instance.data.buses[row["bus"]]
    operations = [*bus.eclipse_operations, *(one.eclipse_operation for one in instance.data.designs.values())]
    phi = {operation_name(share): share for share in map(eclipse_share, operations)}[row["eclipse_operation"]]
    values = row | {"eclipse_share": phi} | inputs(row, bus, built.flying.shells)
    mix = [(int(n), k) for k, n in zip(case.accelerators, case.design_counts[d], strict=True) if n]
    lines = [
        ("accelerators", "count", mix_text(case, d)),
        *from_outside(row, bus),
        *power_and_heat(mix),
        *masses(bus, mix),
        *costs(mix, case.dates[case.design_from[d]]),
    ]
    return pd.DataFrame(
        {
            "item": [item for item, _, _ in lines],
            "value": [float(values[item]) for item, _, _ in lines],
            "unit": [unit for _, unit, _ in lines],
            "formula": [formula for _, _, formula in lines],
        }
    )


def why_not(built: Built, design: str) -> str:
    """Why a design is not offered: refused, dominated, or no such id."""
    found = built.dropped[built.dropped["design"] == design]
    if len(found):
        return f"is not offered: {found.iloc[0].reason}, {found.iloc[0].detail}"
    return (
        "is no design of this "
        f"instance{did_you_mean(design, [*built.case.designs, *built.dropped['design']])}"
    )


def inputs(row: dict[str, Any], bus: Bus, shells: Shells) -> dict[str, float]:
    """Values of items that the table of designs does not hold."""
    s, environment = shells.ids.index(row["home_shell"]), shells.environment
    figures = sizing.at(sizing.bus_figures([bus]), 0)
    new_kw_m2 = float(sizing.array_kw_per_m2(figures, constants.SOLAR_CONSTANT_W_M2, 0.0))
    subsystems_kg = sum(row[f"{name}_kg"] for name in SUBSYSTEMS)
    return {
        "sunlit_fraction_worst": float(environment.sunlit_fraction_worst[s]),
        "battery_eclipse_min": float(shells.battery_eclipse_min[s]),
        "irradiance_min_w_m2": environment.irradiance_min_w_m2,
        "view_factor": float(environment.view_factor[s]),
        "albedo_geometry_worst": float(environment.albedo_geometry_worst[s]),
        "array_new_kw": row["array_m2"] * new_kw_m2,
        "subsystems_kg": subsystems_kg,
        "w_per_kg": row["load_kw"] / row["wet_t"],
    }


def over(mix: Mix, key: str) -> str:
    """Sum of a key over the accelerators on board: `(16 * gb300.power_w + 8 * vera-rubin.power_w)`."""
    terms = " + ".join(f"{count} * {accelerator}.{key}" for count, accelerator in mix)
    return f"({terms})" if len(mix) > 1 else terms


def from_outside(row: dict[str, Any], bus: Bus) -> list[Line]:
    """What is chosen, and what the home shell does in its worst season."""
    home = row["home_shell"]
    depth = GIVEN
    if bus.battery_depth_of_discharge is None:
        depth = (
            "by the eclipses of the sizing life, 80 % for 1,500 and 20 % for 30,000, "
            "linear in their logarithm"
        )
    return [
        ("shielding_mm", "mm", "chosen for the design"),
        ("eclipse_share", "-", f"eclipse operation {row['eclipse_operation']}"),
        (
            "sizing_life_years", "year",
            "longest of service_lives_years within design_life_years, in whole periods",
        ),
        ("sunlit_fraction_worst", "-", f"worst day in {home}"),
        ("battery_eclipse_min", "min", f"longest eclipse in {home}, at least 8 where the node may stray"),
        ("battery_depth_of_discharge", "-", depth),
        ("irradiance_min_w_m2", "W/m2", "sunlight in early July, farthest from the Sun"),
        ("view_factor", "-", f"of the Earth from one face of a radiator across the nadir, in {home}"),
        ("albedo_geometry_worst", "-", f"of that face on the worst day in {home}"),
        ("manoeuvre_dv_m_s", "m/s", f"raising to {home}, if satellites raise themselves, and disposal"),
        (
            "drag_dv_m_s", "m/s",
            f"drag in {home} over the sizing life at ballistic_edge_kg_m2, worst launch date",
        ),
    ]  # fmt: skip


def power_and_heat(mix: Mix) -> list[Line]:
    """From the accelerators' power to array, battery and radiator."""
    by_day = "load_kw * sunlit_fraction_worst / power_efficiency"
    by_night = "eclipse_load_kw * (1 - sunlit_fraction_worst) / (power_efficiency * battery_efficiency)"
    charging = (
        "eclipse_load_kw * (1 - sunlit_fraction_worst) / (power_efficiency * sunlit_fraction_worst) "
        "* (1 / battery_efficiency - 1)"
    )
    emitted = (
        f"2 * radiator_emissivity * {constants.STEFAN_BOLTZMANN_W_M2_K4} "
        f"* (radiator_c + {constants.ZERO_CELSIUS_K}) ** 4"
    )
    infrared = f"2 * radiator_emissivity * view_factor * {HOT_SEASON.earth_infrared_w_m2:g}"
    reflected = (
        f"2 * radiator_absorptivity * albedo_geometry_worst * {HOT_SEASON.albedo} "
        f"* {HOT_SEASON.irradiance_w_m2:.8g}"
    )
    direct = (
        f"radiator_absorptivity * {HOT_SEASON.irradiance_w_m2:.8g} * sin(radians(radiator_misalignment_deg))"
    )
    wear = "(1 - array_degradation_per_year) ** sizing_life_years"
    return [
        ("compute_kw", "kW", f"{over(mix, 'power_w')} / 1000 * (1 + pump_share)"),
        ("housekeeping_kw", "kW", "avionics_kw + comms_kw"),
        ("load_kw", "kW", "compute_kw + housekeeping_kw"),
        ("eclipse_load_kw", "kW", "eclipse_share * compute_kw + housekeeping_kw"),
        ("array_kw", "kW", f"({by_day} + {by_night}) / sunlit_fraction_worst"),
        (
            "array_m2", "m2",
            f"array_kw * 1000 / (irradiance_min_w_m2 * cell_efficiency * array_packing * {wear})",
        ),
        (
            "array_new_kw", "kW",
            f"array_m2 * {constants.SOLAR_CONSTANT_W_M2:g} * cell_efficiency * array_packing / 1000",
        ),
        (
            "battery_kwh", "kWh",
            "eclipse_load_kw * battery_eclipse_min / 60 "
            "/ (battery_depth_of_discharge * power_efficiency * battery_efficiency)",
        ),
        ("heat_kw", "kW", f"load_kw / power_efficiency + {charging}"),
        (
            "radiator_w_per_m2", "W/m2",
            f"radiator_fin_efficiency * ({emitted} - {infrared} - {reflected} - {direct})",
        ),
        ("radiator_m2", "m2", "heat_kw * 1000 / radiator_w_per_m2"),
    ]  # fmt: skip


def masses(bus: Bus, mix: Mix) -> list[Line]:
    """Subsystems, structure, margin, propellant, and the stowed volume; a published mass budget takes the
    place of its lines.
    """
    budget = bus.specific
    accelerators, compute = over(mix, "mass_kg"), "compute_kg_per_kw * compute_kw"
    array, radiator = "array_new_kw * 1000 / array_w_per_kg", "radiator_m2 * radiator_kg_per_m2"
    structure = "structure_fraction * subsystems_kg"
    if budget.compute_kg_per_kw is not None:
        accelerators, compute = "0, they are in compute_kg", "specific.compute_kg_per_kw * compute_kw"
    if budget.array_w_per_kg is not None:
        array = "array_kw * 1000 / specific.array_w_per_kg"
    if budget.radiator_w_per_kg is not None:
        radiator = "heat_kw * 1000 / specific.radiator_w_per_kg"
    if budget.structure_factor is not None:
        structure = "(specific.structure_factor - 1) * subsystems_kg"
    exhaust = f"({constants.STANDARD_GRAVITY_M_S2} * isp_s)"
    full = f"exp(manoeuvre_dv_m_s / {exhaust})"
    stowed = (
        f"volume_fixed_m3 + {over(mix, 'volume_m3')} + array_m2 * array_stowed_m "
        "+ radiator_m2 * radiator_stowed_m"
    )
    return [
        ("accelerators_kg", "kg", accelerators),
        ("compute_kg", "kg", compute),
        ("array_kg", "kg", array),
        ("battery_kg", "kg", "battery_kwh * 1000 / battery_wh_per_kg"),
        ("radiator_kg", "kg", radiator),
        ("electronics_kg", "kg", "load_kw * power_electronics_kg_per_kw"),
        (
            "shielding_kg", "kg",
            f"shielding_mm * {sizing.ALUMINIUM_KG_PER_M2_MM:g} * shielded_m2_per_kw * compute_kw",
        ),
        ("avionics_kg", "kg", GIVEN),
        ("comms_kg", "kg", GIVEN),
        ("propulsion_kg", "kg", GIVEN),
        ("subsystems_kg", "kg", " + ".join(f"{name}_kg" for name in SUBSYSTEMS)),
        ("structure_kg", "kg", structure),
        ("margin_kg", "kg", "mass_margin * (subsystems_kg + structure_kg)"),
        ("dry_t", "t", "(subsystems_kg + structure_kg + margin_kg) / 1000"),
        ("propellant_kg", "kg", f"dry_t * 1000 * ({full} - 1 + {full} * drag_dv_m_s / {exhaust})"),
        ("wet_t", "t", f"dry_t + propellant_kg / 1000, rounded up to {sizing.MASS_STEP_T:g}"),
        ("volume_m3", "m3", f"{stowed}, rounded up to {sizing.VOLUME_STEP_M3:g}"),
        ("w_per_kg", "W/kg", "load_kw / wet_t"),
    ]  # fmt: skip


def costs(mix: Mix, first: str) -> list[Line]:
    """What one satellite costs, without launch; `first`: the first launch period in which it can fly, whose
    prices count.
    """
    terms = [f"{count} * {one}.price_usd * {one}.flight_price_factor" for count, one in mix]
    return [
        ("accelerators_musd", "M$", f"({' + '.join(terms)}) / 1000000, prices of {first}"),
        ("array_musd", "M$", "array_new_kw * 1000 * array_usd_per_w / 1000000"),
        ("battery_musd", "M$", "battery_kwh * battery_usd_per_kwh / 1000000"),
        ("radiator_musd", "M$", "radiator_m2 * radiator_usd_per_m2 / 1000000"),
        ("avionics_musd", "M$", GIVEN),
        ("comms_musd", "M$", GIVEN),
        ("platform_musd", "M$", "(dry_t * 1000 - accelerators_kg) * usd_per_kg / 1000000"),
        ("fixed_musd", "M$", GIVEN),
        ("unit_cost_musd", "M$", " + ".join(f"{name}_musd" for name in COSTS)),
    ]
