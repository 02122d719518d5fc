r"""One fate of a plan's fleet after another: which flights deliver, when satellites die, when accelerators fail.

    a flight delivers with probability success[v], all that it carries or nothing
    a satellite delivered dies after an exponential time of hazard L (its bus), an accelerator in it after one of hazard Lk

States are those in the middle of a period, at the age (n + 1/2) D in its n-th period of service; they stand for the mean over the period,
from which the mean state differs by a share of about (L D)^2 / 24. Whatever dies or fails stays so: states of a run are consistent in time.

Nothing here is shared with models/survival.py. Letters and units are those of models/case.py; n counts runs where it is an axis.

Two ways of drawing, both exact. Where replicas take one accelerator, counts of a cohort are enough: N satellites are thinned to
Binomial(N, e^{-L D}); of W working accelerators among N m places, exchangeable, Hypergeometric(W of N m, N' m drawn) stay on the N' satellites
left, of which Binomial(., e^{-Lk D}) do not fail. Where replicas take groups of theta > 1, every satellite has its time of death and the times of
its failures in order, and its g-th group is lost at failure number m - g theta + 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from models.case import Case, Floats, Ints

BLOCK = 2_000_000  # failure times drawn at once


@dataclass(frozen=True)
class Cohorts:
    """What flies, a position for each cohort i and each single flight f."""

    design: Ints  # [i] d
    shell: Ints  # [i] s
    start: Ints  # [i] first period of service
    periods: Ints  # [i] periods of service inside the horizon
    older: (
        Floats  # [i] years by which its accelerators are older than its service: satellites that flew before
    )
    success: Floats  # [f] probability that the flight delivers
    carried: Ints  # [f,i] satellites of the cohort on the flight


@dataclass
class Fates:
    """What some runs drew."""

    working: Floats  # [n,s,t] satellites
    usable: dict[tuple[int, int], Floats] = field(default_factory=dict)
    """(k, theta) -> [n,s,t] accelerators usable in groups of theta, times duty and share: in full-time equivalents"""


def draw(case: Case, cohorts: Cohorts, generator: np.random.Generator, runs: int) -> Fates:
    """The fates of the fleet in so many runs."""
    shape = runs, len(case.shells), case.periods
    fates = Fates(np.zeros(shape), defaultdict(lambda: np.zeros(shape)))
    flown = generator.random((runs, len(cohorts.success))) < cohorts.success
    for i, d in enumerate(cohorts.design.tolist()):
        s, start, ages = int(cohorts.shell[i]), int(cohorts.start[i]), int(cohorts.periods[i])
        if ages <= 0:
            continue
        kinds = [
            k for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]).tolist() if case.groups(k)
        ]
        drawing = by_satellite if any(case.groups(k) != (1,) for k in kinds) else by_count
        older = float(cohorts.older[i])
        alive, usable = drawing(case, d, kinds, flown, cohorts.carried[:, i], ages, older, generator)
        served = slice(start, start + ages)
        fates.working[:, s, served] += alive
        duty = case.duty[case.design_operation[d], s, served]
        for (k, theta), count in usable.items():
            fates.usable[k, theta][:, s, served] += case.share[d, s, k] * duty * count
    return fates


def by_count(case: Case, d: int, kinds: list[int], flown, carried: Ints, ages: int, older: float, generator):
    """([n,age] satellites alive, {(k, 1): [n,age] accelerators working}) from the counts of a cohort."""
    loss = case.bus_loss_per_year[case.design_bus[d]]
    left = delivered(flown, carried)
    working = {
        k: generator.binomial(
            left * case.design_counts[d, k], np.exp(-case.accelerator_loss_per_year[k] * older)
        )
        if older
        else left * case.design_counts[d, k]
        for k in kinds
    }
    alive = np.zeros((len(left), ages), dtype=np.int64)
    usable = {(k, 1): np.zeros_like(alive) for k in kinds}
    for age in range(ages):
        years = case.period_years * (1.0 if age else 0.5)
        before, left = left, generator.binomial(left, np.exp(-loss * years))
        alive[:, age] = left
        for k in kinds:
            m, keep = int(case.design_counts[d, k]), np.exp(-case.accelerator_loss_per_year[k] * years)
            on_board = generator.hypergeometric(working[k], before * m - working[k], left * m)
            working[k] = usable[k, 1][:, age] = generator.binomial(on_board, keep)
    return alive, usable


def by_satellite(
    case: Case, d: int, kinds: list[int], flown, carried: Ints, ages: int, older: float, generator
):
    """([n,age] satellites alive, {(k, theta): [n,age] accelerators usable in groups of theta}) from the times of each satellite."""
    loss = case.bus_loss_per_year[case.design_bus[d]]
    counts, runs = case.design_counts[d], len(flown)
    flight = np.repeat(np.arange(len(carried)), carried)  # [satellite] f
    alive = np.zeros((runs, ages), dtype=np.int64)
    usable = {(k, theta): np.zeros_like(alive) for k in kinds for theta in case.groups(k)}
    step = max(1, BLOCK // (runs * int(counts[kinds].max(initial=1))))
    for first in range(0, len(flight), step):
        up = flown[:, flight[first : first + step]]
        death = np.where(up, times(generator, loss, up.shape), 0.0)
        alive += outlasting(death, ages, case.period_years)
        for k in kinds:
            failures = failure_times(
                generator, case.accelerator_loss_per_year[k], up.shape, int(counts[k]), older
            )
            for theta in case.groups(k):
                lost = failures[
                    ..., counts[k] - theta :: -theta
                ]  # of groups 1, 2, ...: failures m - theta + 1, m - 2 theta + 1, ...
                if counts[k] >= theta:
                    ends = np.minimum(lost, death[..., None]).reshape(runs, -1)
                    usable[k, theta] += theta * outlasting(ends, ages, case.period_years)
    return alive, usable


def delivered(flown, carried: Ints) -> Ints:
    """[n] satellites of a cohort that reach service."""
    return flown[:, carried > 0] @ carried[carried > 0]


def times(generator: np.random.Generator, loss_per_year: float, shape: tuple[int, ...]) -> Floats:
    """Exponential times [years] of a hazard; endless where there is none."""
    if loss_per_year == 0:
        return np.full(shape, np.inf)
    return generator.standard_exponential(shape) / loss_per_year


def failure_times(
    generator: np.random.Generator, loss_per_year: float, shape: tuple[int, ...], m: int, older: float
) -> Floats:
    """[*shape, m] times [years] of the first, second, ... failure of m, that have run `older` years before.

    Of new ones independent gaps of hazards m Lk, (m - 1) Lk, ...; of older ones those that failed before are failures at 0.
    """
    if not older:
        return np.cumsum(times(generator, loss_per_year, (*shape, m)) / np.arange(m, 0, -1), axis=-1)
    failed = generator.random((*shape, m)) < -np.expm1(-loss_per_year * older)
    return np.sort(np.where(failed, 0.0, times(generator, loss_per_year, (*shape, m))), axis=-1)


def outlasting(ends: Floats, ages: int, period_years: float) -> Ints:
    """[n,age] how many of ends[n,:] (years, 0: never began) lie beyond the middle of each period."""
    lasted = np.clip(np.ceil(ends / period_years - 0.5), 0, ages).astype(np.int64)  # middles passed
    place = np.arange(len(ends))[:, None] * (ages + 1) + lasted
    ended = np.bincount(place.ravel(), minlength=len(ends) * (ages + 1)).reshape(len(ends), ages + 1)
    return ended[:, :0:-1].cumsum(axis=1)[:, ::-1]
