"""Commitments met with a stated probability, written again without the models: what a reserve must hold, and
what a satellite adds to it.

Every expectation is a sum over outcomes. By Chernoff's bound every part holds -ln E exp(-y), independent
parts the sum of theirs, and what fails together (the satellites of a flight, the accelerators of a satellite)
shares the common chance in proportion. By variance every part holds its mean less half its covariance with
the whole.
"""

from __future__ import annotations

from math import comb, exp, log

import numpy as np

import standing
from integer_plans import IntegerPlans
from models.case import Case


def wanted(case: Case, c: int, t: int) -> float:
    """Tt of a period that are to be met with the stated probability; 0 where none is stated."""
    return float(case.committed[c, :, t].sum()) if case.assured[c] > 0 else 0.0


def margin(case: Case, c: int, t: int) -> float:
    """Share of the commitment by which the reserve must exceed it."""
    chance = case.assured[c]
    level = chance / (1 - chance) / 2 if case.by_variance else log(1 / (1 - chance))
    return level / (case.assured_exponent[c, t] * wanted(case, c, t))


def asking(case: Case, k: int, t: int | None = None) -> list[int]:
    """Workloads with a stated probability that accelerator k can serve, in t if it is given."""
    return [
        c
        for c in range(len(case.workloads))
        if case.assured[c] > 0
        and case.need[k, c] > 0
        and case.rate[k, c] > 0
        and (t is None or wanted(case, c, t) > 0)
    ]


def exponent(case: Case, k: int, t: int) -> float:
    """Per accelerator-year."""
    return max((case.assured_exponent[c, t] * case.rate[k, c] for c in asking(case, k, t)), default=0.0)


def common(chance: float, held: float) -> float:
    """What is held back of `held` where all of it is lost with 1 - chance."""
    return -log(1 - chance + chance * exp(-held))


def outcomes(
    case: Case, d: int, s: int, t: int, years: float, older: float
) -> dict[int, list[tuple[float, float]]]:
    """k -> (chance, exponent held) of every number of accelerators of a satellite in service that may work in
    t.
    """
    D, e = case.period_years, case.design_operation[d]
    found: dict[int, list[tuple[float, float]]] = {}
    for k in range(len(case.accelerators)):
        group = max((int(case.need[k, c]) for c in asking(case, k)), default=0)
        phi, m = exponent(case, k, t), int(case.design_counts[d, k])
        if phi > 0 and group <= m:
            works = exp(-case.accelerator_loss_per_year[k] * (years + older))
            each = phi * D * case.duty[e, s, t] * case.share[d, s, k]
            found[k] = [
                (comb(m, j) * works**j * (1 - works) ** (m - j), each * (j // group * group))
                for j in range(m + 1)
            ]
    return found


def mean_of(lottery: list[tuple[float, float]]) -> float:
    return sum(chance * y for chance, y in lottery)


def held(
    case: Case,
    d: int,
    s: int,
    t: int,
    years: float,
    older: float = 0.0,
    v: int | None = None,
    began: float = 1.0,
) -> dict[int, float]:
    """k: accelerators, surely, of one satellite in service for so many years, in t; launched on v, if that is
    given.
    """
    lotteries = outcomes(case, d, s, t, years, older)
    q = began * exp(-case.bus_loss_per_year[case.design_bus[d]] * years)
    success, aboard = (1.0, 0.0) if v is None else (float(case.success[v]), most_aboard(case, v, t))
    own: dict[int, float] = {}
    if case.by_variance:
        total = sum(mean_of(lottery) for lottery in lotteries.values())
        for k, lottery in lotteries.items():
            mean = mean_of(lottery)
            spread = sum(chance * (y - mean) ** 2 for chance, y in lottery)
            varies = (
                success * (q * spread + q * (1 - q) * mean * total)
                + success * (1 - success) * q * mean * aboard
            )
            own[k] = max(0.0, success * q * mean - varies / 2)
    else:
        parts = {k: -log(sum(chance * exp(-y) for chance, y in lottery)) for k, lottery in lotteries.items()}
        total = sum(parts.values())
        flight = common(success, aboard) / aboard if aboard > 0 else success
        own = {k: part * common(q, total) / total * flight for k, part in parts.items() if total > 0}
    return {k: part / (exponent(case, k, t) * case.period_years) for k, part in own.items()}


def aboard_of_one(case: Case, d: int, s: int, t: int) -> float:
    """What a new satellite counts for on its flight."""
    years = case.period_years / 2
    lotteries = outcomes(case, d, s, t, years, 0.0).values()
    q = exp(-case.bus_loss_per_year[case.design_bus[d]] * years)
    if case.by_variance:
        return q * sum(map(mean_of, lotteries))
    return common(q, sum(-log(sum(chance * exp(-y) for chance, y in lottery)) for lottery in lotteries))


def most_aboard(case: Case, v: int, t: int) -> float:
    """The most that any flight of v counts for: by mass, volume or count, whichever allows least."""
    able = [
        (d, s)
        for d in range(len(case.designs))
        for s in range(len(case.shells))
        if case.life_offered[d, s].any() and case.share[d, s].max() > 0 and carries(case, v, d, s)
    ]
    fresh = {(d, s): aboard_of_one(case, d, s, t) for d, s in able}
    return min(
        max((limit / load[d] * fresh[d, s] for d, s in able), default=0.0)
        for limit, load in (
            (case.payload_t[v].max(), case.design_mass_t),
            (case.fairing_m3[v], case.design_volume_m3),
            (case.satellites_max[v], np.ones(len(case.designs))),
        )
    )


def carries(case: Case, v: int, d: int, s: int) -> bool:
    """Whether v may launch the design to the shell in some period."""
    lift = max(
        (case.payload_t[v, o] for o, shells in enumerate(case.drop_shells) if s in shells), default=0.0
    )
    fits = case.design_mass_t[d] <= lift + 1e-9 and case.design_volume_m3[d] <= case.fairing_m3[v] + 1e-9
    when = (
        b >= max(case.design_from[d], case.shell_from[s]) and case.cadence[v, b] > 0
        for b in range(case.launch_periods)
    )
    return bool(fits and case.satellites_max[v] > 0 and any(when))


def in_orbit(case: Case, plans: IntegerPlans, k: int, s: int, t: int) -> tuple[np.ndarray, float]:
    """([column] accelerators k in shell s that are there surely, per satellite of each cohort; the same of
    what flew before).
    """
    amounts = np.zeros(plans.counts.shape[1])
    for i, (d, v, shell, b, life) in enumerate(plans.cohorts):
        age = t - b - int(case.shell_lag[s])
        if shell == s and 0 <= age < case.lives[life]:
            amounts[i] = held(case, d, s, t, (age + 0.5) * case.period_years, v=v).get(k, 0.0)
    before = 0.0
    for f, (d, shell) in enumerate(zip(case.flown_design, case.flown_shell)):
        if shell == s and standing.serves(case, f, t):
            years = (standing.age(case, f, t) + 0.5) * case.period_years
            began = min(1.0, case.flown_working[f] / case.flown_satellites[f])
            own = held(case, d, s, t, years, float(case.flown_age_years[f]), began=began)
            before += case.flown_satellites[f] * own.get(k, 0.0)
    return amounts, before


def in_service(case: Case, plans: IntegerPlans, t: int) -> np.ndarray:
    """[plan] whether a satellite is planned in service in t."""
    serving = [0 <= t - b - int(case.shell_lag[s]) < case.lives[life] for _, _, s, b, life in plans.cohorts]
    flown = (plans.counts[:, : len(plans.cohorts)][:, serving] > 0).any(axis=1)
    return flown | any(standing.serves(case, f, t) for f in range(len(case.flown)))
