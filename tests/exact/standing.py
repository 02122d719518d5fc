"""What exists at the start, by closed form from the Case docstring, written again without the models: per
existing cohort f.
"""

from __future__ import annotations

from math import exp

import numpy as np

from hazards import group_polynomial, mean_decay
from models.case import Case


def serves(case: Case, f: int, t: int) -> bool:
    """Whether the cohort is planned in service in t."""
    return max(0, case.flown_arrives[f]) <= t < case.flown_leaves[f]


def loss(case: Case, f: int) -> float:
    return float(case.bus_loss_per_year[case.design_bus[case.flown_design[f]]])


def age(case: Case, f: int, t: int) -> int:
    """Periods since the cohort came into the study."""
    return int(t - max(0, case.flown_arrives[f]))


def works(case: Case, f: int, t: int) -> float:
    """Satellites working, mean over period t."""
    if not serves(case, f, t):
        return 0.0
    return case.flown_working[f] * mean_decay(loss(case, f), case.period_years, age(case, f, t))


def groups(case: Case, f: int, k: int, t: int, theta: int) -> float:
    """Accelerators k usable in groups of theta while compute runs, mean over period t."""
    if not serves(case, f, t):
        return 0.0
    d, s = case.flown_design[f], case.flown_shell[f]
    lost, old = float(case.accelerator_loss_per_year[k]), float(case.flown_age_years[f])
    each = sum(
        factor
        * exp(-power * lost * old)
        * mean_decay(loss(case, f) + power * lost, case.period_years, age(case, f, t))
        for power, factor in enumerate(group_polynomial(int(case.design_counts[d, k]), theta))
        if factor
    )
    return case.duty[case.design_operation[d], s, t] * case.share[d, s, k] * case.flown_working[f] * each


def slots(case: Case, f: int, t: int) -> float:
    """Slots held at the start of t."""
    n, years = age(case, f, t), case.period_years
    decay = int(case.decay_periods[case.design_bus[case.flown_design[f]], case.flown_shell[f]])
    if n < 0:
        return 0.0
    held = case.flown_dead[f] if n < decay else 0.0
    if t >= case.flown_leaves[f] + decay:
        return held
    then = max(-float(case.flown_history_years[f]), (n - decay) * years)
    gone = 0.0
    if t >= case.flown_leaves[f]:
        gone = exp(-loss(case, f) * years * age(case, f, int(case.flown_leaves[f])))
    return held + case.flown_working[f] * (exp(-loss(case, f) * then) - gone)


def total(case: Case, amount, s: int, *where) -> float:
    """Sum of an amount over the cohorts of shell s."""
    return float(sum(amount(case, f, *where) for f in range(len(case.flown)) if case.flown_shell[f] == s))


def running_cost(case: Case) -> np.ndarray:
    """[t] M$ that what exists costs to run whatever is decided: operations of satellites, upkeep, power and
    building of racks.
    """
    cost = np.zeros(case.periods)
    for t in range(case.periods):
        for f in range(len(case.flown)):
            bus = case.design_bus[case.flown_design[f]]
            cost[t] += case.period_years * case.bus_operations_musd[bus] * works(case, f, t)
        for j, k in np.ndindex(len(case.sites), len(case.accelerators)):
            each = block_cost(case, j, k, t)
            cost[t] += case.period_years * blocks(case, j, k, t) * each
    return cost


def block_cost(case: Case, j: int, k: int, t: int) -> float:
    """M$ a year of one block that stands and does not run: idle power, building, upkeep, accelerators
    replaced.
    """
    power = case.rack_mw[j, k, t] * (case.idle_power_share[j] * case.grid_musd[j, t] + case.building_musd[j])
    return float(power + case.rack_upkeep_musd[j, k] + case.rack_replacement_musd[j, k, t])


def stands(case: Case, x: int, j: int, k: int, t: int) -> bool:
    """Whether existing racks x are of this kind and stand in t."""
    same = case.installed_site[x] == j and case.installed_accelerator[x] == k
    return bool(same and max(0, case.installed_arrives[x]) <= t < case.installed_leaves[x])


def blocks(case: Case, j: int, k: int, t: int) -> int:
    """Blocks that stood before and stand in t."""
    return sum(int(n) for x, n in enumerate(case.installed_blocks) if stands(case, x, j, k, t))


def rack_groups(case: Case, j: int, k: int, t: int, theta: int) -> float:
    """Accelerators k of blocks that stood before at site j, usable in groups of theta, mean over period t."""
    total, lost = 0.0, float(case.rack_loss_per_year[j, k])
    for x, n in enumerate(case.installed_blocks):
        if stands(case, x, j, k, t):
            since, old = int(t - max(0, case.installed_arrives[x])), float(case.installed_age_years[x])
            total += n * sum(
                factor * exp(-power * lost * old) * mean_decay(power * lost, case.period_years, since)
                for power, factor in enumerate(group_polynomial(int(case.rack_block[j]), theta))
                if factor
            )
    return float(total * case.availability[j])


def idle_power(case: Case, j: int, t: int) -> float:
    """MW drawn at rest by racks that stood before."""
    drawn = sum(blocks(case, j, k, t) * case.rack_mw[j, k, t] for k in range(len(case.accelerators)))
    return float(case.idle_power_share[j] * drawn)


def contract_cost(case: Case, departures, flights: np.ndarray) -> np.ndarray:
    """[plan, t] M$: what is owed, less the price of the flights that were bought before, in the period in
    which a flight is paid.
    """
    cost = np.zeros((len(flights), case.periods))
    for v, b in np.ndindex(*case.contracted.shape):
        at = max(0, b - int(case.prepay_launch[v]))
        cost[:, at] += case.contract_owed_musd[v, b]
        if (v, b) in departures:
            flown = flights[:, departures.index((v, b))]
            cost[:, at] -= case.price_musd[v, b] * np.minimum(flown, case.contracted[v, b])
    return cost
