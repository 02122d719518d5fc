"""The instance format: every key with its unit, meaning, allowed range and default, in this one place.

Numbers are in the unit that the key names; money is in dollars of the study's price year. In a file any value
may also be written as a figure, `{value = ..., source = ..., quality = ..., low = ..., high = ..., price_year
= ...}`; a Series has more forms (planner/instance/forms.py). Ranges catch wrong magnitudes and admit honest
extremes.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from planner.choices import Objective
from planner.instance import describe
from planner.instance.capital import Capital, Debt
from planner.instance.existing import Existing
from planner.instance.fields import (
    ID_PATTERN,
    AcceleratorRef,
    FirstDay,
    Id,
    Latitude,
    Longitude,
    PrepayMonths,
    RegionRef,
    Section,
    ServiceRef,
    Share,
    constant,
    distinct,
    whole,
)
from planner.instance.frozen import Frozen
from planner.instance.gates import Gate
from planner.instance.rounding import LIFE, WAIT
from planner.instance.series import AsBought, Mean
from planner.instance.shape import Derived, FromCatalog, Unit, shape_of
from planner.instance.sky import Disposal, Drop, Physics, Shell
from planner.instance.space import Anchor, Bus, CountRange, Design, DesignSpace, Pad, SpecificMasses, Vehicle

__all__ = [
    "SHAPE",
    "Accelerator",
    "Anchor",
    "Bus",
    "Capital",
    "CountRange",
    "Debt",
    "Demand",
    "Design",
    "DesignSpace",
    "Disposal",
    "Drop",
    "Existing",
    "Frozen",
    "Gate",
    "Gateway",
    "InstanceFile",
    "Pad",
    "Physics",
    "Region",
    "Relay",
    "Shell",
    "Site",
    "Solve",
    "SpecificMasses",
    "Study",
    "Vehicle",
    "Workload",
    "format_reference",
    "json_schema",
]


Boundary = Literal["full", "launch-build", "launch-power"]


class Study(Section):
    """What is asked: when, at which discount rate."""

    name: str = Field(min_length=1, max_length=200, description="name of the study")
    description: str = Field(
        default="", max_length=20_000, description="what it represents and which assumptions carry it"
    )
    price_year: int = Field(ge=2020, le=2035, description="year whose dollars the study counts in")
    start: date = Field(
        ge=date(2020, 1, 1), le=date(2053, 10, 8), description="first day of period 0 and of study year 0"
    )
    period_months: Annotated[Literal[1, 3, 6, 12], BeforeValidator(whole)] = Field(
        description="length of a period [months]"
    )
    launch_periods: int = Field(
        ge=1, le=240, description="periods in which satellites may be launched and racks bought"
    )
    discount_rate: float = Field(ge=0, le=0.5, description="real discount rate [1/year]")
    horizon: Literal["run-out", "annuity"] = Field(
        default="run-out",
        description="run-out: satellites and racks run out their planned life after the last launch period, "
        "and their tokens and costs count; annuity: only launch periods count, and each asset is charged the "
        "annuity of its years inside",
    )  # fmt: skip
    boundary: Boundary = Field(
        default="full",
        description="costs that count. full: all; launch-build: launches, insurance and satellites without "
        "their accelerators, energy and buildings; launch-power: launches and insurance, energy. Nothing "
        "else is counted, in orbit or on the ground",
    )
    min_tokens_tt: float = Field(
        default=0,
        ge=0,
        le=1e9,
        description="least tokens, weighted, over all periods [1e12 tokens]; 0: no such limit",
    )


class Solve(Section):
    """How hard to search."""

    gap: float = Field(
        default=0.01,
        ge=1e-7,
        le=0.5,
        description="relative gap between plan and proven bound at which to stop",
    )
    time_limit_s: float = Field(
        default=300,
        gt=0,
        le=1e7,
        description="time from the start of the command after which the best plan so far is taken [s]",
    )
    threads: int = Field(default=1, ge=1, le=64, description="threads; 1 repeats exactly")
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="random seed of the solver")


class Region(Section):
    """Where demand comes from, as one point."""

    latitude_deg: Latitude = Field(description="latitude of the centre of the demand [degrees north]")
    longitude_deg: Longitude = Field(description="longitude of the centre of the demand [degrees east]")


class Accelerator(Section):
    """One accelerator with its share of host and network."""

    price_usd: AsBought = Field(
        ge=0, le=5e6, description="price of one accelerator in a rack, with its share of host and network [$]"
    )
    flight_price_factor: float = Field(
        default=1.15, ge=1, le=1000,
        description="price of one that flies / price_usd: screening, qualification, rework of the board; "
        "racks pay price_usd. The default is the central one of the premia 1.05, 1.15 and 1.30 published for "
        "commercial accelerators adapted to orbit (research-viewer.pages.dev/pages/orbital-gpu-cost-premium, "
        "2026)",
    )  # fmt: skip
    available_from: FirstDay = Field(description="first day on which it can be bought")
    mass_kg: float = Field(ge=0.05, le=2000, description="mass with its share of host and network [kg]")
    volume_m3: float = Field(ge=1e-6, le=2, description="volume with its share of host and network [m3]")
    power_w: float = Field(
        ge=5, le=50_000, description="electric power at load, with host, network and conversion [W]"
    )
    memory_gb: float = Field(ge=0.05, le=20_000, description="memory that holds a model [GB]")
    failures_per_year: float = Field(
        ge=0,
        le=5,
        description="constant hazard of permanent failure, at work or at rest [1/year]: in orbit the "
        "accelerator is lost, on the ground the site's failed_accelerators says what follows",
    )
    dose_limit_krad: float = Field(
        gt=0, le=1000, description="total ionizing dose that it tolerates [krad(Si)]"
    )
    upset_cross_section_cm2: float = Field(
        default=0, ge=0, le=1, description="cross-section of upsets that stop it [cm2]"
    )
    recovery_minutes: float = Field(
        default=10, ge=0, le=10_080, description="time lost to one upset [minutes]"
    )
    tokens_per_s: dict[ServiceRef, Annotated[float, Field(ge=0, le=1e7)]] = Field(
        description="output tokens per second of one accelerator, by service, at that service's level [1/s]; "
        "0 or absent: cannot"
    )
    prepay_months: PrepayMonths = Field(
        default=0,
        description="months ahead of launch in which accelerators on board are paid, at the price of the "
        "launch, at the first period where that would fall before it; racks are paid when bought [months]",
    )  # fmt: skip


class Gateway(Section):
    """A ground station with fibre."""

    region: RegionRef = Field(description="region whose residency it satisfies")
    latitude_deg: Latitude = Field(description="latitude [degrees north]")
    longitude_deg: Longitude = Field(description="longitude [degrees east]")
    gbps: Mean = Field(ge=0, le=1e7, description="capacity that can be bought, each direction [Gbit/s]")
    musd_per_gbps_year: Mean = Field(ge=0, le=100, description="price of capacity [M$ per Gbit/s and year]")
    availability: float = Field(
        default=1,
        ge=0,
        le=1,
        description="share of time that the way down works (an optical one: without clouds); capacity bought "
        "carries tokens for that share",
    )


class Relay(Section):
    """An existing constellation that carries tokens down at a price: one more way down, listed among the
    gateways of a plan.
    """

    regions: Annotated[tuple[RegionRef, ...], AfterValidator(distinct)] = Field(
        min_length=1, description="regions at whose gateways it lands, and whose residency it satisfies"
    )
    gbps: Mean = Field(ge=0, le=1e7, description="capacity that can be bought, each direction [Gbit/s]")
    musd_per_gbps_year: Mean = Field(ge=0, le=100, description="price of capacity [M$ per Gbit/s and year]")
    extra_ms: float = Field(
        ge=0,
        le=10_000,
        description="round trip that it adds; a workload may use it if this, the way straight up to the "
        "lowest shell and back, and the fibre from the nearest landing region (none where it lands) stay "
        "within latency_ms [ms]",
    )
    availability: float = Field(
        default=1,
        ge=0,
        le=1,
        description="share of time that it works; capacity bought carries tokens for that share",
    )


class Site(Section):
    """A data center on the ground."""

    region: RegionRef = Field(description="region whose residency it satisfies")
    latitude_deg: Latitude = Field(description="latitude [degrees north]")
    longitude_deg: Longitude = Field(description="longitude [degrees east]")
    grid_mw: Mean = Field(ge=0, le=50_000, description="power limit of the grid connection [MW]")
    interconnection_months: Annotated[int, WAIT] = Field(
        default=0,
        ge=0,
        le=240,
        description="months from the start of the study, or from available_from if that is later, until the "
        "grid delivers; own generation is there from the first day [months]",
    )
    pue: Mean = Field(ge=1, le=3, description="facility power / accelerator power")
    grid_usd_per_kwh: Mean = Field(ge=0, le=5, description="price of grid energy [$/kWh]")
    building_musd_per_mw: float = Field(
        ge=0, le=1000, description="building and fit-out per facility power [M$/MW]"
    )
    building_life_years: float = Field(ge=1, le=100, description="life of the building [years]")
    lead_months: Annotated[int, WAIT] = Field(
        default=0, ge=0, le=120, description="months from order of a rack to service [months]"
    )
    accelerators: Annotated[tuple[AcceleratorRef, ...], AfterValidator(distinct)] = Field(
        min_length=1, description="accelerators that it may hold"
    )
    accelerators_per_block: int = Field(
        ge=1, le=100_000, description="accelerators in a rack block, the unit of purchase"
    )
    rack_life_years: Annotated[float, LIFE] = Field(
        ge=0.25, le=30, description="service life of racks [years]"
    )
    rack_overhead_share: float = Field(
        default=0,
        ge=0,
        le=5,
        description="racks and network beyond the accelerator's price, as a share of it",
    )
    availability: float = Field(
        ge=0.1,
        le=1,
        description="share of time that a rack works: planned work, repairs and the wait for accelerators "
        "that are replaced take the rest; accelerators that are lost for good are no part of it",
    )
    upkeep_share_per_year: Share = Field(
        description="upkeep of racks that stand, as a share of their price: staff, and spare parts other "
        "than accelerators [1/year]"
    )
    failed_accelerators: Literal["replaced", "lost"] = Field(
        default="replaced",
        description="what follows where an accelerator in a rack fails for good (failures_per_year). "
        "replaced: it is bought again at its price then, beside upkeep and supply; lost: it is missing until "
        "the rack leaves, and of replicas on several accelerators only whole ones count. Expected numbers "
        "count, under met_with_probability too",
    )
    idle_power_share: Share = Field(
        default=0.3,
        description="power of a rack that stands and does not run, as a share of its power at load; as many "
        "blocks run, for a whole period, as the work takes, at its peak and with reserves. The default is an "
        "assumption: accelerators at rest draw about a tenth of their load, and host, network and "
        "conversion, half of the power at load, about half of theirs",
    )
    onsite_mw: Mean = Field(
        default=constant(0),
        ge=0,
        le=50_000,
        description="own generation that may be added beyond the grid limit [MW]",
    )
    onsite_usd_per_kwh: Annotated[Mean, Field(ge=0, le=5)] | None = Field(
        default=None,
        description="price of its energy, plant and fuel [$/kWh]; required where onsite_mw is above 0",
    )
    available_from: FirstDay = Field(description="first day on which racks can be bought")

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if self.onsite_usd_per_kwh is None and any(self.onsite_mw.values):
            raise ValueError("onsite_mw needs onsite_usd_per_kwh, the price of its energy")
        return self


class Demand(Section):
    """Tokens that one region asks of one workload."""

    committed_tt_per_year: Mean = Field(
        default=constant(0),
        ge=0,
        le=1e8,
        description="tokens that must be served [1e12 tokens/year]; after the last launch period, when "
        "nothing can be bought for them any more, they are optional",
    )
    optional_tt_per_year: Mean = Field(
        default=constant(0),
        ge=0,
        le=1e8,
        description="tokens that may be served beyond them [1e12 tokens/year]",
    )
    shortfall_usd_per_mtoken: float | None = Field(
        default=None,
        ge=0,
        le=1e6,
        description="penalty per committed token not served [$ per 1e6 tokens]; none: the commitment is hard",
    )

    take_or_pay_share: float = Field(
        default=0,
        ge=0,
        le=1,
        description="share of usd_per_mtoken that the customer pays for committed tokens not served; needs "
        "shortfall_usd_per_mtoken, which it may exceed only while nothing optional is asked",
    )

    @model_validator(mode="after")
    def _may_be_short(self) -> Self:
        if self.take_or_pay_share and self.shortfall_usd_per_mtoken is None:
            raise ValueError(
                "take_or_pay_share needs shortfall_usd_per_mtoken: a hard commitment is never short"
            )
        return self


class Workload(Section):
    """A class of token demand with its service level."""

    service: Annotated[str, Field(pattern=ID_PATTERN), Derived("own id", lambda around: around.own_id)] = (
        Field(description="key in the accelerators' tokens_per_s")
    )
    token_weight: Annotated[
        Mean, Field(gt=0, le=1e6), Derived("1", lambda around: 1.0 if around.siblings == 1 else None)
    ] = Field(description="weight of one token in the objective; required when there are several workloads")
    latency_ms: float = Field(ge=1, le=1e9, description="longest network round trip [ms]")
    replica_memory_gb: float = Field(gt=0, le=1e5, description="memory of one replica of the model [GB]")
    bytes_up: float = Field(ge=0, le=1e7, description="bytes sent up per output token")
    bytes_down: float = Field(ge=0, le=1e7, description="bytes sent down per output token")
    residency: Literal["none", "gateways", "soil"] = Field(
        default="none",
        description="where a region's tokens may be handled: none, anywhere in time; gateways, only gateways "
        "and sites of the region; soil, only sites of the region, nothing from orbit",
    )  # fmt: skip
    peak_to_mean: float = Field(default=1, ge=1, le=20, description="peak demand / mean demand")
    can_wait: bool = Field(default=False, description="whether it fills the valleys of the others (batch)")
    met_with_probability: float | None = Field(
        default=None,
        ge=0.5,
        le=0.9999,
        description="probability with which the committed tokens of each period, all regions together, are "
        "to be met: launches, satellites and accelerators fail by chance, and a reserve is flown for it; "
        "where there is a penalty, tokens may be left out of the promise at that price; absent: "
        "expected numbers count",
    )
    usd_per_mtoken: Mean = Field(
        default=constant(0),
        ge=0,
        le=1e5,
        description="price earned [$ per 1e6 tokens]; counts under objective npv, and as cash where "
        "[capital] is given",
    )
    demand: dict[RegionRef, Demand] = Field(min_length=1, description="demand by region")


class InstanceFile(Section):
    """One planning question."""

    objective: Objective = Field(
        default="levelized_cost",
        description="least discounted dollars per discounted weighted token; least discounted cost; greatest "
        "net present value",
    )
    study: Study = Field(description="what is asked")
    solve: Solve = Field(default=Solve(), description="how hard to search")
    physics: Physics = Field(default=Physics(), description="assumptions about the environment")
    disposal: Disposal = Field(default=Disposal(), description="rule on satellites that are dead or done")
    regions: Annotated[dict[Id, Region], FromCatalog()] = Field(description="where demand comes from")
    accelerators: Annotated[dict[Id, Accelerator], FromCatalog()] = Field(
        description="chips with their share of host and network"
    )
    buses: Annotated[dict[Id, Bus], FromCatalog()] = Field(
        default={}, description="satellites without their accelerators"
    )
    design_spaces: dict[Id, DesignSpace] = Field(default={}, description="families of designs to enumerate")
    designs: dict[Id, Design] = Field(default={}, description="designs spelled out")
    gates: dict[Id, Gate] = Field(
        default={},
        description="stage gates: a bus flies in numbers once a pilot of it has run; "
        "one for each bus at most",
    )
    shells: dict[Id, Shell] = Field(default={}, description="orbits")
    drops: dict[Id, Drop] = Field(
        default={}, description="releases at several shells on one flight, beside the one that each shell has"
    )
    vehicles: Annotated[dict[Id, Vehicle], FromCatalog()] = Field(default={}, description="launch vehicles")
    pads: dict[Id, Pad] = Field(default={}, description="pad groups and launch corridors that vehicles share")
    gateways: Annotated[dict[Id, Gateway], FromCatalog()] = Field(default={}, description="ground stations")
    relays: dict[Id, Relay] = Field(default={}, description="existing constellations that carry tokens down")
    sites: Annotated[dict[Id, Site], FromCatalog()] = Field(
        default={}, description="data centers on the ground"
    )
    workloads: Annotated[dict[Id, Workload], FromCatalog()] = Field(
        min_length=1, description="classes of token demand"
    )
    supply: dict[AcceleratorRef, Annotated[Mean, Unit("per_year"), Field(ge=0, le=1e9)]] = Field(
        default={},
        description="accelerators that can be bought, orbit and ground together, by accelerator [1/year]; "
        "absent: no limit",
    )
    capital: Capital | None = Field(
        default=None,
        description="money for what is bought: capital, debt and revenue (usd_per_mtoken) must cover what is "
        "spent in every period, every cost in full as it is paid, penalties for tokens not served too; "
        "absent: no limit",
    )
    existing: Existing = Field(default=Existing(), description="what flies, stands or is bought already")
    frozen: Frozen | None = Field(
        default=None, description="launches and purchases that are decided through a date; absent: none are"
    )


SHAPE = shape_of(InstanceFile)


def json_schema() -> dict[str, Any]:
    """The format as JSON Schema (draft 2020-12), for editors."""
    return describe.json_schema(SHAPE)


def format_reference() -> str:
    """The format as Markdown: a table per section with key, meaning, allowed values and default."""
    return describe.format_reference(SHAPE)
