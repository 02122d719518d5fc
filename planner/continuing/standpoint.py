"""Where a rollout stands: a plan on the day from which a new question goes on."""

from __future__ import annotations

from dataclasses import dataclass

from models.case import Case
from planner.coefficients.timeline import Timeline
from planner.instance.reading import Instance
from planner.instance.schema import InstanceFile
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Standpoint:
    """A plan on the first day of period `begin`, seen from the instance that it answers."""

    plan: Plan
    instance: Instance
    case: Case
    begin: int

    @property
    def data(self) -> InstanceFile:
        """The instance's values."""
        return self.instance.data

    @property
    def timeline(self) -> Timeline:
        """The calendar of the plan."""
        study = self.data.study
        return Timeline(study.start, study.period_months, study.launch_periods, study.discount_rate)

    def whole_years(self, years: float) -> float:
        """A planned life of whole periods, of which a table holds so many years, rounded."""
        return round(years / self.case.period_years) * self.case.period_years

    @property
    def ahead(self) -> Timeline:
        """The calendar of what goes on."""
        study = self.data.study
        day = self.timeline.day(self.begin)
        return Timeline(day, study.period_months, study.launch_periods - self.begin, study.discount_rate)
