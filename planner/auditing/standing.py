"""What existed before the study, derived for the audit from the Case alone: period by period, from each cohort's age.

Arrays are [f,t] over existing cohorts and periods; letters, units and conventions are those of models/case.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case import Case

Floats = np.ndarray


@dataclass(frozen=True)
class Standing:
    """The existing cohorts of a Case."""

    case: Case

    @cached_property
    def begins(self) -> np.ndarray:
        """[f] first period of the study in which the cohort is there."""
        return np.maximum(self.case.flown_arrives, 0)

    @cached_property
    def since(self) -> np.ndarray:
        """[f,t] periods since then, negative before it."""
        return np.arange(self.case.periods) - self.begins[:, None]

    @cached_property
    def in_service(self) -> np.ndarray:
        """[f,t] begins <= t < leaves"""
        is_left = np.arange(self.case.periods) >= self.case.flown_leaves[:, None]
        return (self.since >= 0) & ~is_left

    @cached_property
    def hazard(self) -> np.ndarray:
        """[f] L * D"""
        bus = self.case.design_bus[self.case.flown_design]
        return self.case.bus_loss_per_year[bus] * self.case.period_years

    @cached_property
    def planned(self) -> np.ndarray:
        """[f,t] satellites as launched, in service by plan."""
        return self.in_service * self.case.flown_satellites[:, None]

    @cached_property
    def working(self) -> Floats:
        """[f,t] satellites working, mean over the period: the difference of the survivors' integral over L D."""
        z = self.hazard[:, None]
        n = np.maximum(self.since, 0)
        safe = np.where(z > 0, z, 1.0)
        mean = np.where(z > 0, (np.exp(-z * n) - np.exp(-z * (n + 1))) / safe, 1.0)
        return np.where(self.in_service, self.case.flown_working[:, None] * mean, 0.0)

    @cached_property
    def slots_held(self) -> Floats:
        """[f,t] slots held at the start of the period: the living, those dead for less than the decay time, those known dead before."""
        case = self.case
        decay = case.decay_periods[case.design_bus[case.flown_design], case.flown_shell][:, None]
        n, z, alive = self.since, self.hazard[:, None], case.flown_working[:, None]
        history = (case.flown_history_years / case.period_years)[:, None]  # periods
        seen = np.maximum(n - decay, -history)  # alive then: alive now, or dead and not down yet
        left = (case.flown_leaves - self.begins)[:, None]  # periods from begins to the end of the life
        going = alive * (np.exp(-z * seen) - np.where(n >= left, np.exp(-z * left), 0.0))
        known = np.where(n < decay, case.flown_dead[:, None], 0.0)
        return np.where(n >= 0, np.where(n < left + decay, going, 0.0) + known, 0.0)
