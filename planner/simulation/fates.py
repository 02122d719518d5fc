r"""One fate of a plan's fleet after another: which flights deliver, when satellites die, when accelerators
fail.

- A flight delivers with probability success[v], all that it carries or nothing.
- A satellite delivered dies after an exponential time of hazard L (its bus), an accelerator in it after one
  of hazard Lk.
- Of satellites that flew before, those work at first that are counted, or each with the chance that the Case
  expects; L goes on from there, and Lk has acted for their age.

States are those in the middle of a period, at the age (n + 1/2) D in its n-th period of service; they stand
for the mean over the period, from which the mean state differs by a share of about (L D)^2 / 24. Whatever
dies or fails stays so: states of a run are consistent in time.

Nothing here is shared with models/survival.py. Letters and units are those of models/case.py; n counts runs
where it is an axis.

Two ways of drawing, both exact. Where replicas take one accelerator, counts of a cohort are enough: N
satellites are thinned to Binomial(N, e^{-L D}); of W working accelerators among N m places, exchangeable,
Hypergeometric(W of N m, N' m drawn) stay on the N' satellites left, of which Binomial(., e^{-Lk D}) do not
fail. Where replicas take groups of theta > 1, every satellite has its time of death and the times of its
failures in order, and its g-th group is lost at failure number m - g theta + 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats, Ints

BLOCK = 2_000_000  # failure times drawn at once


@dataclass(frozen=True)
class Cohorts:
    """What flies, a position for each cohort i and each single flight f."""

    design: Ints  # [i] d
    shell: Ints  # [i] s
    start: Ints  # [i] first period of service
    periods: Ints  # [i] periods of service inside the horizon
    success: Floats  # [f] probability that the flight delivers
    carried: Ints  # [f,i] satellites of the cohort on the flight


@dataclass(frozen=True)
class Standing:
    """What flew before, a position for each existing cohort f: at the start of its first period in the
    study.
    """

    design: Ints  # [f] d
    shell: Ints  # [f] s
    start: Ints  # [f] first period of service in the study
    periods: Ints  # [f] periods of service from then on inside the horizon
    satellites: Ints  # [f] as launched
    working: Floats  # [f] expected to work then
    is_counted: NDArray[
        np.bool_
    ]  # [f] whether that is a count, the others being dead; otherwise each works with that chance
    age_years: Floats  # [f] for which accelerators have been failing


@dataclass
class Fates:
    """What some runs drew."""

    working: Floats  # [n,s,t] satellites
    usable: dict[tuple[int, int], Floats] = field(default_factory=dict)
    """(k, theta) -> [n,s,t] accelerators usable in groups of theta, times duty and share: in full-time
    equivalents
    """


def draw(
    case: Case,
    cohorts: Cohorts,
    generator: np.random.Generator,
    runs: int,
    standing: Standing | None = None,
) -> Fates:
    """The fates of the fleet in so many runs, of what flew before too."""
    shape = runs, len(case.shells), case.periods
    fates = Fates(np.zeros(shape), defaultdict(lambda: np.zeros(shape)))
    flown = generator.random((runs, len(cohorts.success))) < cohorts.success
    for i, d in enumerate(cohorts.design.tolist()):
        carried = cohorts.carried[:, i]
        flight = np.repeat(np.arange(len(carried)), carried)  # [satellite] f
        fleet = Fleet(d, int(cohorts.shell[i]), int(cohorts.start[i]), int(cohorts.periods[i]), len(flight))
        there = partial(on_flights, flown, flight)
        add(case, fates, fleet, delivered(flown, carried), there, generator)
    if standing is not None:
        add_standing(case, fates, standing, generator, runs)
    return fates


def add_standing(
    case: Case, fates: Fates, standing: Standing, generator: np.random.Generator, runs: int
) -> None:
    """Draw and add the fates of what flew before."""
    for f, d in enumerate(standing.design.tolist()):
        alive = alive_before(standing, f, generator, runs)
        shell, start, ages = (int(a[f]) for a in (standing.shell, standing.start, standing.periods))
        fleet = Fleet(d, shell, start, ages, int(standing.satellites[f]), float(standing.age_years[f]))
        add(case, fates, fleet, alive, partial(first_ones, alive), generator)


@dataclass(frozen=True)
class Fleet:
    """One cohort: its design d and shell s, first period and number of periods in service, satellites, and
    their age then.
    """

    d: int
    s: int
    start: int
    ages: int
    satellites: int
    age_years: float = 0.0


There = Callable[
    [int, int], NDArray[np.bool_]
]  # satellites from .. up to -> [n,satellite] whether it works at the start


def on_flights(flown, flight: Ints, first: int, end: int):
    """[n,satellite] whether its flight delivers."""
    return flown[:, flight[first:end]]


def first_ones(alive: Ints, first: int, end: int):
    """[n,satellite] true for as many as are alive in each run."""
    return np.arange(first, end)[None, :] < alive[:, None]


def alive_before(standing: Standing, f: int, generator: np.random.Generator, runs: int) -> Ints:
    """[n] satellites of an existing cohort that work at its first period: as counted, a fraction as the
    chance of one more, or by chance each.
    """
    expected, launched = float(standing.working[f]), int(standing.satellites[f])
    if standing.is_counted[f]:
        whole = int(expected + 1e-9)
        return whole + generator.binomial(1, min(max(expected - whole, 0.0), 1.0), runs)
    return generator.binomial(launched, min(expected / launched, 1.0), runs)


def add(case: Case, fates: Fates, fleet: Fleet, left: Ints, there: There, generator) -> None:
    """Draw the fates of a cohort, of which left[n] satellites work at the start, and add them."""
    if fleet.ages <= 0:
        return
    d, s = fleet.d, fleet.s
    kinds = [k for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]).tolist() if case.groups(k)]
    if any(case.groups(k) != (1,) for k in kinds):
        alive, usable = by_satellite(case, fleet, kinds, there, len(left), generator)
    else:
        alive, usable = by_count(case, fleet, kinds, left, generator)
    served = slice(fleet.start, fleet.start + fleet.ages)
    fates.working[:, s, served] += alive
    duty = case.duty[case.design_operation[d], s, served]
    for (k, theta), count in usable.items():
        fates.usable[k, theta][:, s, served] += case.share[d, s, k] * duty * count


def by_count(case: Case, fleet: Fleet, kinds: list[int], left: Ints, generator):
    """([n,age] satellites alive, {(k, 1): [n,age] accelerators working}) from the counts of a cohort."""
    loss = case.bus_loss_per_year[case.design_bus[fleet.d]]
    working = {k: left * case.design_counts[fleet.d, k] for k in kinds}
    if fleet.age_years:
        keep = np.exp(-case.accelerator_loss_per_year * fleet.age_years)
        working = {k: generator.binomial(count, keep[k]) for k, count in working.items()}
    alive = np.zeros((len(left), fleet.ages), dtype=np.int64)
    usable = {(k, 1): np.zeros_like(alive) for k in kinds}
    for age in range(fleet.ages):
        years = case.period_years * (1.0 if age else 0.5)
        before, left = left, generator.binomial(left, np.exp(-loss * years))
        alive[:, age] = left
        for k in kinds:
            m, keep = int(case.design_counts[fleet.d, k]), np.exp(-case.accelerator_loss_per_year[k] * years)
            on_board = generator.hypergeometric(working[k], before * m - working[k], left * m)
            working[k] = usable[k, 1][:, age] = generator.binomial(on_board, keep)
    return alive, usable


def by_satellite(case: Case, fleet: Fleet, kinds: list[int], there: There, runs: int, generator):
    """([n,age] satellites alive, {(k, theta): [n,age] accelerators usable in groups of theta}) from the times
    of each satellite.
    """
    loss = case.bus_loss_per_year[case.design_bus[fleet.d]]
    counts, ages = case.design_counts[fleet.d], fleet.ages
    alive = np.zeros((runs, ages), dtype=np.int64)
    usable = {(k, theta): np.zeros_like(alive) for k in kinds for theta in case.groups(k)}
    step = max(1, BLOCK // (runs * int(counts[kinds].max(initial=1))))
    for first in range(0, fleet.satellites, step):
        up = there(first, min(first + step, fleet.satellites))
        death = np.where(up, times(generator, loss, up.shape), 0.0)
        alive += outlasting(death, ages, case.period_years)
        for k in kinds:
            failures = failure_times(generator, case.accelerator_loss_per_year[k], up.shape, int(counts[k]))
            failures = failures - fleet.age_years  # those that came before are over
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
    generator: np.random.Generator, loss_per_year: float, shape: tuple[int, ...], m: int
) -> Floats:
    """[*shape, m] times [years] of the first, second, ... failure of m: independent gaps of hazards m Lk, (m
    - 1) Lk, ...
    """
    return np.cumsum(times(generator, loss_per_year, (*shape, m)) / np.arange(m, 0, -1), axis=-1)


def outlasting(ends: Floats, ages: int, period_years: float) -> Ints:
    """[n,age] how many of ends[n,:] (years, 0: never began) lie beyond the middle of each period."""
    lasted = np.clip(np.ceil(ends / period_years - 0.5), 0, ages).astype(np.int64)  # middles passed
    place = np.arange(len(ends))[:, None] * (ages + 1) + lasted
    ended = np.bincount(place.ravel(), minlength=len(ends) * (ages + 1)).reshape(len(ends), ages + 1)
    return ended[:, :0:-1].cumsum(axis=1)[:, ::-1]
