"""The part of the format that flies: buses, designs, vehicles."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from planner.instance.fields import (
    AcceleratorRef,
    BusRef,
    EclipseOperation,
    Efficiency,
    FirstDay,
    PadRef,
    PrepayMonths,
    Section,
    Share,
    ShellRef,
    Shielding,
    constant,
    distinct,
)
from planner.instance.rounding import LIFE
from planner.instance.series import AsBought, Mean


class SpecificMasses(Section):
    """A published mass budget: masses by power, entered as printed. Each key that is given replaces the
    detailed figures of its line.
    """

    array_w_per_kg: float | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="array power in sunlight at the end of life per array mass [W/kg]; "
        "replaces array_w_per_kg",
    )
    radiator_w_per_kg: float | None = Field(
        default=None,
        ge=1,
        le=100_000,
        description="heat shed per radiator mass, in every shell [W/kg]; replaces radiator_kg_per_m2",
    )
    compute_kg_per_kw: float | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="compute with its accelerators, host and racks per compute load [kg/kW]; replaces "
        "compute_kg_per_kw and mass_kg",
    )
    structure_factor: float | None = Field(
        default=None,
        ge=1,
        le=5,
        description="dry mass before margin / mass of the subsystems; replaces structure_fraction",
    )


class Bus(Section):
    """A satellite without its accelerators: what the sizing scales."""

    cell_efficiency: float = Field(ge=0.05, le=0.6, description="efficiency of solar cells")
    array_packing: Efficiency = Field(description="share of the array's area that is cells")
    array_w_per_kg: float = Field(
        ge=5, le=5000, description="array power per mass, beginning of life, 1 AU, normal incidence [W/kg]"
    )
    array_degradation_per_year: float = Field(ge=0, le=0.3, description="loss of array power [1/year]")
    array_usd_per_w: float = Field(
        ge=0, le=5000, description="array price per W at the beginning of life [$/W]"
    )
    battery_wh_per_kg: float = Field(ge=10, le=2000, description="specific energy of the battery [Wh/kg]")
    battery_depth_of_discharge: float | None = Field(
        default=None,
        ge=0.01,
        le=1,
        description="share of the battery used in the longest eclipse; none: by the number of eclipses in "
        "the longest service life, 80 % for 1,500 and 20 % for 30,000",
    )  # fmt: skip
    battery_efficiency: float = Field(ge=0.3, le=1, description="energy out / energy in")
    battery_usd_per_kwh: float = Field(ge=0, le=1e6, description="battery price [$/kWh]")
    radiator_c: float = Field(ge=-100, le=200, description="radiator temperature [degrees Celsius]")
    radiator_emissivity: float = Field(ge=0.05, le=1, description="infrared emissivity")
    radiator_absorptivity: Share = Field(description="solar absorptivity at the end of life")
    radiator_fin_efficiency: Efficiency = Field(description="fin efficiency")
    radiator_misalignment_deg: float = Field(
        default=5, ge=0, le=90, description="angle by which the radiator misses edge-on to the Sun [degrees]"
    )
    radiator_kg_per_m2: float = Field(
        ge=0.05, le=200, description="radiator mass per planform area, two faces radiate [kg/m2]"
    )
    radiator_usd_per_m2: float = Field(ge=0, le=1e7, description="radiator price per planform area [$/m2]")
    power_electronics_kg_per_kw: float = Field(
        ge=0, le=100, description="mass of power conversion per load [kg/kW]"
    )
    power_efficiency: float = Field(ge=0.3, le=1, description="efficiency from array or battery to load")
    pump_share: Share = Field(description="power of pumps per compute load")
    compute_kg_per_kw: float = Field(
        default=0,
        ge=0,
        le=1000,
        description="racks, cold plates and harness beyond the accelerators' mass [kg/kW]",
    )
    specific: SpecificMasses = Field(
        default_factory=lambda: SpecificMasses(),
        description="masses by power, as a published mass budget prints them; each takes the place of the "
        "detailed figure",
    )
    structure_fraction: float = Field(ge=0, le=2, description="structure per mass of the subsystems")
    mass_margin: float = Field(ge=0, le=1, description="margin on dry mass")
    avionics_kg: float = Field(ge=0, le=20_000, description="mass of avionics [kg]")
    avionics_kw: float = Field(ge=0, le=50, description="power of avionics [kW]")
    avionics_musd: float = Field(ge=0, le=500, description="price of avionics [M$]")
    comms_kg: float = Field(ge=0, le=20_000, description="mass of communications [kg]")
    comms_kw: float = Field(ge=0, le=50, description="power of communications [kW]")
    comms_musd: float = Field(ge=0, le=500, description="price of communications [M$]")
    shieldings_mm: Annotated[tuple[Shielding, ...], AfterValidator(distinct)] = Field(
        min_length=1, description="shieldings offered [mm of aluminium]"
    )
    shielded_m2_per_kw: float = Field(
        ge=0, le=100, description="area that shielding covers per compute load [m2/kW]"
    )
    propulsion_kg: float = Field(ge=0, le=20_000, description="dry mass of propulsion [kg]")
    isp_s: float = Field(ge=30, le=10_000, description="specific impulse [s]")
    ballistic_edge_kg_m2: float = Field(
        ge=0.5, le=1e5, description="mass / (Cd * area) in operation, edge-on [kg/m2]"
    )
    ballistic_tumbling_kg_m2: float = Field(
        ge=0.5, le=1e5, description="mass / (Cd * area) of a dead, tumbling satellite [kg/m2]"
    )
    volume_fixed_m3: float = Field(
        ge=0, le=1000, description="stowed volume beside arrays, radiators and accelerators [m3]"
    )
    array_stowed_m: float = Field(
        ge=0, le=1, description="stowed thickness of the array, volume per area [m]"
    )
    radiator_stowed_m: float = Field(
        ge=0, le=1, description="stowed thickness of the radiator, volume per area [m]"
    )
    mass_max_t: float = Field(gt=0, le=500, description="heaviest satellite that can be built, at launch [t]")
    load_max_kw: float = Field(gt=0, le=20_000, description="largest electric load [kW]")
    fixed_musd: float = Field(ge=0, le=5000, description="price of one satellite whatever its size [M$]")
    usd_per_kg: float = Field(ge=0, le=1e6, description="price per dry mass without accelerators [$/kg]")
    nre_musd: float = Field(
        ge=0, le=50_000, description="development of the bus, once, at its first flight [M$]"
    )
    variant_nre_musd: float = Field(
        ge=0, le=50_000, description="development of each design of the bus, once, at its first flight [M$]"
    )
    design_life_years: Annotated[float, LIFE] = Field(
        ge=0.25, le=30, description="longest service life [years]"
    )
    service_lives_years: Annotated[
        tuple[Annotated[float, Field(ge=0.25, le=30)], ...], AfterValidator(distinct), LIFE
    ] = Field(
        min_length=1, description="planned service lives offered, those up to design_life_years [years]"
    )
    losses_per_year: float = Field(
        ge=0, le=5, description="constant hazard of losing a whole satellite [1/year]"
    )
    operations_musd_per_year: float = Field(
        ge=0, le=1000, description="operations per working satellite [M$/year]"
    )
    eclipse_operations: Annotated[tuple[EclipseOperation, ...], AfterValidator(distinct)] = Field(
        min_length=1, description="share of compute kept running in eclipse, choices offered"
    )
    factory_per_year: Annotated[Mean, Field(ge=0, le=1e6)] | None = Field(
        default=None, description="satellites of this bus that the factory delivers [1/year]; none: no limit"
    )
    available_from: FirstDay = Field(description="first day on which it can be launched")
    prepay_months: PrepayMonths = Field(
        default=0,
        description="months ahead of launch in which a satellite without its accelerators is paid, at the "
        "price of its launch, at the first period where that would fall before it [months]",
    )  # fmt: skip


class CountRange(Section):
    """How many of one accelerator a design of the space may hold."""

    min: int = Field(ge=0, le=100_000, description="fewest, if it holds any")
    max: int = Field(ge=1, le=100_000, description="most")
    step: int = Field(default=1, ge=1, le=100_000, description="step from the fewest")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} exceeds max {self.max}")
        return self


class DesignSpace(Section):
    """Designs to enumerate: every mix of counts, for each home shell, shielding and eclipse operation of the
    bus.
    """

    bus: BusRef = Field(description="bus")
    home_shells: Annotated[tuple[ShellRef, ...], AfterValidator(distinct)] = Field(
        min_length=1, description="shells to size for"
    )
    accelerators: dict[AcceleratorRef, CountRange] = Field(
        min_length=1, description="counts of each accelerator"
    )
    kinds_max: int = Field(
        default=1, ge=1, le=10, description="kinds of accelerator that one satellite may mix"
    )
    accelerators_min: int = Field(
        default=1, ge=1, le=100_000, description="fewest accelerators on a satellite"
    )
    accelerators_max: int = Field(ge=1, le=100_000, description="most accelerators on a satellite")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.accelerators_min > self.accelerators_max:
            raise ValueError(
                f"accelerators_min {self.accelerators_min} exceeds accelerators_max {self.accelerators_max}"
            )
        return self


class Design(Section):
    """One satellite design, spelled out."""

    bus: BusRef = Field(description="bus")
    home_shell: ShellRef = Field(description="shell to size for")
    shielding_mm: Shielding = Field(description="shielding [mm of aluminium]")
    eclipse_operation: EclipseOperation = Field(description="share of compute kept running in eclipse")
    accelerators: dict[AcceleratorRef, Annotated[int, Field(ge=1, le=100_000)]] = Field(
        min_length=1, description="count of each accelerator"
    )


class Anchor(Section):
    """A published payload to a circular reference orbit."""

    altitude_km: float = Field(ge=120, le=2000, description="altitude [km]")
    inclination_deg: float = Field(
        ge=0, le=180, description="inclination [degrees]; sun-synchronous given by its inclination"
    )
    payload_t: float = Field(ge=0.01, le=500, description="payload [t]")


class Pad(Section):
    """A pad group or launch corridor that vehicles share."""

    flights_per_year: Mean = Field(ge=0, le=1e5, description="flights of all its vehicles together [1/year]")


class BulkDiscount(Section):
    """A discount for many flights."""

    flights: int = Field(
        ge=1, le=100_000, description="flights flown over all launch periods from which it holds"
    )
    discount: float = Field(ge=0, le=0.99, description="reduction of the price of all of them, as a share")


class Learning(Section):
    """A price that falls with the cumulative mass delivered (Wright's law), in tiers; each has the price at
    its lower edge.
    """

    rate: float = Field(
        default=0,
        ge=0,
        le=0.9,
        description="fall of the price at every doubling of the mass delivered; 0: it does not fall",
    )
    delivered_t: float | None = Field(
        default=None,
        gt=0,
        le=1e9,
        description="mass delivered before the study, at which price_musd holds [t]; "
        "required where rate is above 0",
    )
    exogenous_t_per_year: Mean = Field(
        default=constant(0),
        ge=0,
        le=1e9,
        description="mass that others deliver [t/year]; own mass at launch counts with the probability of "
        "success, from the next period on",
    )
    tiers: int = Field(default=6, ge=2, le=100, description="price tiers")
    floor_share: float = Field(default=0.1, ge=0.001, le=1, description="least price / first price")


class Vehicle(Section):
    """A launch vehicle as a customer sees it."""

    price_musd: AsBought = Field(ge=0, le=5000, description="price of one flight [M$]")
    price_usd_per_kg: AsBought = Field(
        default=constant(0),
        ge=0,
        le=1e6,
        description="price per mass launched, beside that of the flight [$/kg]",
    )
    flights_per_year: Mean = Field(ge=0, le=1e5, description="flights that can be bought [1/year]")
    available_from: FirstDay = Field(description="first day on which it flies")
    fairing_m3: float = Field(gt=0, le=5000, description="usable volume [m3]")
    satellites_max: int = Field(ge=1, le=1000, description="most satellites on one flight")
    success: float = Field(ge=0.01, le=1, description="probability that a flight delivers")
    insurance_rate: float = Field(
        default=0, ge=0, le=0.5, description="premium / insured value of launch and cargo; 0: not insured"
    )
    anchors: tuple[Anchor, ...] = Field(
        min_length=1, description="published payloads; elsewhere follows from delta-v"
    )
    launch_latitude_deg: float = Field(
        default=28.5,
        ge=-90,
        le=90,
        description="latitude of the launch site [degrees north]; the default is an assumption, the latitude "
        "of most published orbits",
    )
    upper_stage_isp_s: float = Field(
        ge=150, le=600, description="vacuum specific impulse of the upper stage [s]"
    )
    upper_stage_burnout_t: float = Field(
        ge=0.01, le=300, description="upper stage at burnout, without payload [t]"
    )
    payload_max_t: float | None = Field(
        default=None, gt=0, le=500, description="structural limit of the stack [t]; none: no limit"
    )
    prepay_months: PrepayMonths = Field(
        default=0,
        description="months ahead of launch in which a flight is paid (insurance is due at launch), at the "
        "first period where that would fall before it [months]",
    )  # fmt: skip
    pads: Annotated[tuple[PadRef, ...], AfterValidator(distinct)] = Field(
        default=(), description="pads and corridors that each of its flights uses"
    )
    minimum_flights: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="fewest flights over all launch periods if it flies at all, "
        "each with a satellite at least",
    )
    bulk_discounts: tuple[BulkDiscount, ...] = Field(
        default=(), description="discounts by the number of flights flown, each with a satellite at least"
    )
    learning: Learning = Field(
        default_factory=lambda: Learning(), description="price that falls with the mass delivered"
    )

    @model_validator(mode="after")
    def _priced(self) -> Self:
        steps = self.bulk_discounts
        if any(b.flights <= a.flights or b.discount < a.discount for a, b in zip(steps, steps[1:])):
            raise ValueError("bulk_discounts must rise: more flights, and no smaller a discount")
        if self.learning.rate > 0 and steps:
            raise ValueError("bulk_discounts and learning exclude each other: give one of them")
        if self.learning.rate > 0 and self.learning.delivered_t is None:
            raise ValueError("learning needs delivered_t, the mass delivered when price_musd holds")
        return self
