"""The part of the format that the sky decides: shells, the physics around them, and the rule on disposal."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from planner.instance.fields import DOSE_TABLES, Anytime, FirstDay, FromStart, Section, ShellRef, distinct
from planner.instance.gates import Milestone
from planner.instance.rounding import SINCE, WAIT
from planner.instance.series import Mean
from planner.instance.shape import Remedy


class Physics(Section):
    """Assumptions about the environment that a study may vary."""

    f107_sfu: Annotated[Mean, Field(ge=65, le=250), Remedy("the density tables end there")] | None = Field(
        default=None,
        description="solar flux F10.7 that sets the air density [sfu]; none: the planning cycle, 68 in "
        "December 2019 to 160, 11 years",
    )
    since: Annotated[Anytime, SINCE] | None = Field(
        default=None,
        description="day from which on the environment is looked at: worst cases, launches and deaths "
        "from then on size satellites; none: the study's start. A rollout that goes on keeps the day on "
        "which it began",
    )
    solar_max_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="share of time at which the radiation belts are as at solar maximum, rest as at minimum",
    )
    dose_factor: float = Field(
        default=1.4,
        ge=0.1,
        le=10,
        description="planning dose / dose of the AE8/AP8 tables with solar protons (the tables are known to "
        "be low)",
    )
    dose_margin: float = Field(
        default=2,
        ge=1,
        le=10,
        description="dose that a part must tolerate / planning dose (radiation design margin)",
    )
    upset_factor: float = Field(
        default=1,
        ge=0,
        le=1000,
        description="scenario factor on the rate of upsets, which is known to a factor of 3-10",
    )


class Disposal(Section):
    """The rule on satellites that are dead or done."""

    years: float = Field(
        default=5,
        gt=0,
        le=100,
        description="time within which they must have come down (47 CFR 25.283(e): 5 years) [years]",
    )
    rule: Literal["warn", "refuse"] = Field(
        default="warn",
        description="what becomes of a shell in which a dead satellite stays up longer: warn names it, "
        "refuse offers no design there",
    )


class Drop(Section):
    """A release at several shells of one plane on one flight. Every shell has a drop of its own beside it."""

    shells: Annotated[tuple[ShellRef, ...], AfterValidator(distinct)] = Field(
        min_length=1,
        max_length=6,
        description="shells that one flight may serve, six at most: of one inclination within 0.1 degrees, "
        "or of one local time; all or none of them raise themselves; the payload is that of the dearest",
    )

    @model_validator(mode="after")
    def _several(self) -> Self:
        if len(self.shells) == 1:
            raise ValueError(
                f"shells names {self.shells[0]} alone, which has a drop of its own: give two or more"
            )
        return self


class Shell(Section):
    """A circular orbit with slots for satellites."""

    altitude_km: Annotated[float, Remedy(DOSE_TABLES)] = Field(ge=400, le=2000, description="altitude [km]")
    inclination_deg: float | None = Field(
        default=None, ge=0, le=180, description="inclination [degrees]; this or ltan_h"
    )
    ltan_h: float | None = Field(
        default=None,
        ge=0,
        le=24,
        description="sun-synchronous at this local time of the ascending node [h]; this or inclination_deg",
    )
    raan_deg: float | None = Field(
        default=None,
        ge=0,
        le=360,
        description="right ascension of the ascending node on the day `epoch`, with inclination_deg "
        "[degrees]; none: planes all around the Earth, sunlight is their mean",
    )  # fmt: skip
    epoch: FromStart = Field(description="day on which the node stands at raan_deg")
    satellites: Mean = Field(ge=0, le=1e6, description="satellites that may hold a slot at one time [count]")
    planes: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="orbital planes, with spacing_km; none: slots are `satellites`",
    )
    spacing_km: float | None = Field(
        default=None,
        ge=1,
        le=50_000,
        description="distance between neighbours of one plane, with planes: slots are at most planes * "
        "floor(2 pi radius / spacing) [km]",
    )
    opening_musd: float = Field(ge=0, le=1e5, description="cost of the first use: licence, coordination [M$]")
    yearly_musd: float = Field(ge=0, le=1e5, description="cost per year in use [M$/year]")
    available_from: FirstDay = Field(description="first day on which a cohort may be launched there")
    raising_days: Annotated[float, WAIT] = Field(
        default=0, ge=0, le=1500, description="days from launch to service [days]"
    )

    milestones: tuple[Milestone, ...] = Field(
        default=(), description="dates by which the licence must be taken up, or it shrinks to what is"
    )

    @model_validator(mode="after")
    def _one_milestone_a_date(self) -> Self:
        dates = [milestone.date for milestone in self.milestones]
        if len(set(dates)) < len(dates):
            raise ValueError("two milestones are due on one date")
        return self

    @model_validator(mode="after")
    def _one_plane(self) -> Self:
        if (self.inclination_deg is None) == (self.ltan_h is None):
            raise ValueError("give exactly one of inclination_deg and ltan_h")
        if self.raan_deg is not None and self.ltan_h is not None:
            raise ValueError(
                "raan_deg is for inclined shells; the node of a sun-synchronous one follows from ltan_h"
            )
        if (self.planes is None) != (self.spacing_km is None):
            raise ValueError("planes and spacing_km go together: give both or neither")
        return self
