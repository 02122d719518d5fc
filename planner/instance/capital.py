"""The part of the format about the money that is there: capital, interest, debt."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.instance.fields import Anytime, Id, Section, constant
from planner.instance.rounding import FIRST_DAY, LIFE
from planner.instance.series import Mean


class Debt(Section):
    """Money that may be borrowed once."""

    musd: float = Field(ge=0, le=1e7, description="most that may be drawn; the plan chooses how much [M$]")
    date: Annotated[Anytime, FIRST_DAY] = Field(description="day on which it can be drawn")
    rate_per_year: float = Field(ge=0, le=1, description="real rate of interest [1/year]")
    years: Annotated[float, LIFE] = Field(
        ge=0.25,
        le=50,
        description="years over which it is repaid in equal instalments, one a period from the next period "
        "on; those that fall behind the last period of the plan are not seen [years]",
    )  # fmt: skip


class Capital(Section):
    """Money for what is bought."""

    initial_musd: float = Field(
        default=0, ge=0, le=1e7, description="cash at the start of the study, before anything is paid [M$]"
    )
    musd_per_year: Mean = Field(
        default=constant(0),
        ge=0,
        le=1e7,
        description="capital raised, a period's share at its start [M$/year]",
    )
    interest_per_year: float = Field(
        default=0, ge=0, le=0.5, description="real interest on cash held from one period to the next [1/year]"
    )
    debts: dict[Id, Debt] = Field(default={}, description="money that may be borrowed")
