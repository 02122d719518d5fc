"""The part of the format that is there already: a rollout under way is re-planned from where it stands."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from planner.instance.fields import (
    AcceleratorRef,
    Anytime,
    BusRef,
    DesignRef,
    Section,
    Share,
    ShellRef,
    SiteRef,
    VehicleRef,
    distinct,
)
from planner.instance.rounding import DAY_IN_PERIOD, FIRST_DAY, LIFE


class ExistingSatellites(Section):
    """Satellites launched together, in service or on their way."""

    design: DesignRef = Field(description="design, one of `designs`")
    shell: ShellRef = Field(description="shell")
    vehicle: VehicleRef | None = Field(
        default=None,
        description="vehicle that launched them: its success is the share that is expected to have arrived; "
        "none: all have",
    )
    launched: Annotated[Anytime, FIRST_DAY] = Field(
        description="day of the launch, before the study; they enter service after the shell's raising_days "
        "from that day"
    )
    service_life_years: Annotated[float, LIFE] = Field(
        ge=0.25, le=30, description="planned life, after which they retire [years]"
    )
    count: int = Field(ge=1, le=1_000_000, description="satellites launched [count]")
    working: float | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="how many of them work at the study's start, or on arrival [count], the others hold "
        "their slots until they are down; none: the survivors expected by the bus's hazard",
    )
    may_retire_early: bool = Field(
        default=False,
        description="whether the plan may retire some or all of them before the end of their life, to free "
        "slots or to spare their operation",
    )

    @model_validator(mode="after")
    def _no_more_than_launched(self) -> Self:
        if self.working is not None and self.working > self.count:
            raise ValueError(f"working {self.working:g} exceeds count {self.count}")
        return self


class ExistingRacks(Section):
    """Racks bought together."""

    site: SiteRef = Field(description="site")
    accelerator: AcceleratorRef = Field(description="accelerator in them")
    blocks: int = Field(ge=1, le=1_000_000, description="rack blocks [count]")
    bought: Annotated[Anytime, FIRST_DAY] = Field(
        description="day of the order, before the study; they run out the site's rack life after its lead "
        "time, in months from that day"
    )
    may_retire_early: bool = Field(
        default=False,
        description="whether the plan may take some or all of them out before the end of their life, to "
        "spare power, upkeep and building",
    )


class ExistingFlights(Section):
    """Flights under contract: flown at no further price, and what is not paid is owed, flown or not."""

    vehicle: VehicleRef = Field(description="vehicle")
    date: Annotated[Anytime, DAY_IN_PERIOD] = Field(
        description="day in the launch period in which they may be flown"
    )
    flights: int = Field(
        ge=1, le=100_000, description="flights under contract, within flights_per_year [count]"
    )
    paid_share: Share = Field(description="share of their price that is paid already")


class Existing(Section):
    """What flies, stands or is bought already. Its purchase is not counted, its running is."""

    satellites: tuple[ExistingSatellites, ...] = Field(
        default=(), description="satellites that fly; their shells are open, their designs engineered"
    )
    racks: tuple[ExistingRacks, ...] = Field(default=(), description="racks that stand")
    flights: tuple[ExistingFlights, ...] = Field(default=(), description="flights under contract")
    shells: Annotated[tuple[ShellRef, ...], AfterValidator(distinct)] = Field(
        default=(), description="shells whose opening is paid"
    )
    buses: Annotated[tuple[BusRef, ...], AfterValidator(distinct)] = Field(
        default=(), description="buses whose development is paid"
    )
    designs: Annotated[tuple[DesignRef, ...], AfterValidator(distinct)] = Field(
        default=(), description="designs whose development is paid"
    )
