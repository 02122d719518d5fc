"""The part of the format that says what must have happened before a fleet may grow: stage gates of buses,
milestones of licences.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.instance.fields import Anytime, BusRef, Section
from planner.instance.rounding import DAY_IN_PERIOD, WAIT


class Milestone(Section):
    """A date by which a share of a licence must be taken up."""

    date: Annotated[Anytime, DAY_IN_PERIOD] = Field(
        description="day on which so many must hold a slot (one that arrives later in its period comes too "
        "late)"
    )
    share: float = Field(
        gt=0,
        le=1,
        description="share of the satellites allowed on that day that must hold a slot; fewer: no more than "
        "hold one then may from then on",
    )  # fmt: skip


class Gate(Section):
    """A stage gate: what a pilot of a bus must have done before the bus flies in numbers. Satellites that fly
    already (`existing`) count.
    """

    bus: BusRef = Field(description="bus")
    satellites_min: int = Field(
        ge=1, le=100_000, description="satellites that must serve all months of the pilot, by plan, at least"
    )
    satellites_max: int = Field(
        ge=1,
        le=100_000,
        description="satellites that may be launched before the gate is passed, with those of `existing`",
    )
    months: Annotated[int, WAIT] = Field(
        ge=1,
        le=240,
        description="months that the pilot must run; those before the study count [months]",
    )
    ramp_per_year: float | None = Field(
        default=None,
        gt=0,
        le=1e6,
        description="satellites per year that production gains each year after it; what is left of "
        "satellites_max may fly beyond them; none: no limit [1/year per year]",
    )  # fmt: skip

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.satellites_min > self.satellites_max:
            raise ValueError(
                f"satellites_min {self.satellites_min} exceeds satellites_max {self.satellites_max}: "
                "no pilot passes"
            )
        return self
