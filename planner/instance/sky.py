"""The part of the format that the sky decides: shells, the physics around them, and the rule on disposal."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.instance.fields import Anytime, FromStart, Section
from planner.instance.series import Series


class Physics(Section):
    """Assumptions about the environment that a study may vary."""

    f107_sfu: Annotated[Series, Field(ge=65, le=250)] | None = Field(
        default=None,
        description="solar flux F10.7 that sets the air density [sfu]; none: the planning cycle, 68 in December 2019 to 160, 11 years",
    )
    since: Anytime | None = Field(
        default=None,
        description="day from which on the environment is looked at, in whole periods before the study: worst cases, launches and deaths "
        "from then on size satellites; none: the study's start. A rollout that goes on keeps the day on which it began",
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
        description="planning dose / dose of the AE8/AP8 tables with solar protons (the tables are known to be low)",
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
        description="what becomes of a shell in which a dead satellite stays up longer: warn names it, refuse offers no design there",
    )


class Shell(Section):
    """A circular orbit with slots for satellites."""

    altitude_km: float = Field(ge=400, le=2000, description="altitude [km]")
    inclination_deg: float | None = Field(
        default=None, ge=0, le=180, description="inclination [degrees]; this or ltan_h"
    )
    ltan_h: float | None = Field(default=None, ge=0, le=24, description="sun-synchronous at this local time of the ascending node [h]; this or inclination_deg")  # fmt: skip
    raan_deg: float | None = Field(
        default=None,
        ge=0,
        le=360,
        description="right ascension of the ascending node on the day `epoch`, with inclination_deg [degrees]; none: planes all around "
        "the Earth, sunlight is their mean",
    )  # fmt: skip
    epoch: FromStart = Field(description="day on which the node stands at raan_deg")
    satellites: Series = Field(
        ge=0, le=1e6, description="satellites that may hold a slot at one time [count]"
    )
    opening_musd: float = Field(ge=0, le=1e5, description="cost of the first use: licence, coordination [M$]")
    yearly_musd: float = Field(ge=0, le=1e5, description="cost per year in use [M$/year]")
    available_from: FromStart = Field(description="first day on which a cohort may be launched there")
    raising_days: float = Field(
        default=0,
        ge=0,
        le=1500,
        description="days from launch to service, rounded up to whole periods [days]",
    )

    @model_validator(mode="after")
    def _one_plane(self) -> Self:
        if (self.inclination_deg is None) == (self.ltan_h is None):
            raise ValueError("give exactly one of inclination_deg and ltan_h")
        if self.raan_deg is not None and self.ltan_h is not None:
            raise ValueError(
                "raan_deg is for inclined shells; the node of a sun-synchronous one follows from ltan_h"
            )
        return self
