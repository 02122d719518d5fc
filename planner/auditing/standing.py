"""What existed before the study, derived for the audit from the Case and who retires early: period by period,
from each cohort's age.

A cohort is looked at in parts, one for each period in which some of it leave: part p is of cohort f[p] and
leaves in leaves[p]. Of what its cohort holds (satellites, those that work, those known dead) it has the share
of the satellites launched that are in it. Arrays are [f,t] over existing cohorts and periods; letters, units
and conventions are those of models/case.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case import Case

Floats = np.ndarray


@dataclass(frozen=True)
class Standing:
    """The existing cohorts of a Case. retired: (f, q, satellites as launched) that leave before their
    cohort's planned end.
    """

    case: Case
    retired: Sequence[tuple[int, int, int]] = ()

    @cached_property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """[p] cohort f, period in which it leaves, satellites as launched; the last part of each cohort stays
        to the planned end.
        """
        stay = self.case.flown_satellites.astype(int).copy()
        for f, _, count in self.retired:
            stay[f] -= count
        planned = zip(range(len(stay)), self.case.flown_leaves.tolist(), stay.tolist())
        rows = np.array([*self.retired, *planned], dtype=int).reshape(-1, 3)
        return rows[:, 0], rows[:, 1], rows[:, 2]

    def by_cohort(self, values: np.ndarray) -> np.ndarray:
        """[f,t] sum over the parts of each cohort."""
        total = np.zeros((len(self.case.flown), self.case.periods), dtype=values.dtype)
        np.add.at(total, self.parts[0], values)
        return total

    @cached_property
    def share(self) -> Floats:
        """[p] of its cohort."""
        f, _, count = self.parts
        return count / self.case.flown_satellites[f]

    @cached_property
    def begins(self) -> np.ndarray:
        """[p] first period of the study in which the cohort is there."""
        return np.maximum(self.case.flown_arrives, 0)[self.parts[0]]

    @cached_property
    def since(self) -> np.ndarray:
        """[p,t] periods since then, negative before it."""
        return np.arange(self.case.periods) - self.begins[:, None]

    @cached_property
    def serves(self) -> np.ndarray:
        """[p,t] begins <= t < leaves, where any satellites are left in the part"""
        _, leaves, count = self.parts
        is_left = np.arange(self.case.periods) >= leaves[:, None]
        return (self.since >= 0) & ~is_left & (count > 0)[:, None]

    @cached_property
    def in_service(self) -> np.ndarray:
        """[f,t] whether some of the cohort are planned in service"""
        return self.by_cohort(self.serves.astype(int)) > 0

    @cached_property
    def hazard(self) -> np.ndarray:
        """[p] L * D"""
        bus = self.case.design_bus[self.case.flown_design]
        return (self.case.bus_loss_per_year[bus] * self.case.period_years)[self.parts[0]]

    @cached_property
    def planned(self) -> np.ndarray:
        """[f,t] satellites as launched, in service by plan."""
        return self.by_cohort(self.serves * self.parts[2][:, None])

    @cached_property
    def remaining(self) -> Floats:
        """[f,t] share of the satellites launched that is planned in service."""
        return self.by_cohort(self.serves * self.share[:, None])

    @cached_property
    def working(self) -> Floats:
        """[f,t] satellites working, mean over the period: the difference of the survivors' integral over L
        D.
        """
        z = self.hazard[:, None]
        n = np.maximum(self.since, 0)
        safe = np.where(z > 0, z, 1.0)
        mean = np.where(z > 0, (np.exp(-z * n) - np.exp(-z * (n + 1))) / safe, 1.0)
        works = (self.case.flown_working[self.parts[0]] * self.share)[:, None]
        return self.by_cohort(np.where(self.serves, works * mean, 0.0))

    @cached_property
    def slots_held(self) -> Floats:
        """[f,t] slots held at the start of the period: the living, those dead for less than the decay time,
        those known dead before.
        """
        case, (f, leaves, _) = self.case, self.parts
        decay = case.decay_periods[case.design_bus[case.flown_design], case.flown_shell][f][:, None]
        n, z, alive = self.since, self.hazard[:, None], (case.flown_working[f] * self.share)[:, None]
        history = (case.flown_history_years / case.period_years)[f][:, None]  # periods
        seen = np.maximum(n - decay, -history)  # alive then: alive now, or dead and not down yet
        left = (leaves - self.begins)[:, None]  # periods from begins to the end of the life
        going = alive * (np.exp(-z * seen) - np.where(n >= left, np.exp(-z * left), 0.0))
        known = np.where(n < decay, (case.flown_dead[f] * self.share)[:, None], 0.0)
        return self.by_cohort(np.where(n >= 0, np.where(n < left + decay, going, 0.0) + known, 0.0))
