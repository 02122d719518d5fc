"""The part of the format that is decided: launches and purchases that are frozen through a date."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.instance.fields import AcceleratorRef, Anytime, DesignRef, Section, ShellRef, SiteRef, VehicleRef
from planner.instance.rounding import DAY_IN_PERIOD, FIRST_DAY, LIFE
from planner.instance.shape import Ref


class FrozenCargo(Section):
    """Equal satellites on one flight."""

    design: DesignRef = Field(description="design, one of `designs`")
    shell: ShellRef = Field(description="shell")
    satellites: int = Field(ge=1, le=100_000, description="satellites on each flight [count]")
    service_life_years: Annotated[float, LIFE] = Field(
        ge=0.25, le=30, description="planned life, one of the bus's service_lives_years [years]"
    )


class FrozenFlights(Section):
    """Equal flights of one launch period."""

    vehicle: VehicleRef = Field(description="vehicle")
    drop: Annotated[str, Ref("drops")] | None = Field(
        default=None,
        description="release at several shells, one of `drops`; none: at the one shell of the cargo",
    )
    date: Annotated[Anytime, DAY_IN_PERIOD] = Field(description="day in the launch period in which they fly")
    flights: int = Field(ge=1, le=100_000, description="flights [count]")
    cargo: tuple[FrozenCargo, ...] = Field(min_length=1, description="satellites on board of each")


class FrozenRacks(Section):
    """Racks bought together."""

    site: SiteRef = Field(description="site")
    accelerator: AcceleratorRef = Field(description="accelerator in them")
    date: Annotated[Anytime, DAY_IN_PERIOD] = Field(
        description="day in the launch period in which they are bought"
    )
    blocks: int = Field(ge=1, le=1_000_000, description="rack blocks [count]")


class Frozen(Section):
    """Decisions that the plan must keep."""

    until: Annotated[Anytime, FIRST_DAY] = Field(
        description="in launch periods that start before this day just these flights fly and just these "
        "racks are bought, at their usual costs; from it on the plan is free. What is served from where, "
        "rented and borrowed is free at any time"
    )
    flights: tuple[FrozenFlights, ...] = Field(default=(), description="flights")
    racks: tuple[FrozenRacks, ...] = Field(default=(), description="racks")
