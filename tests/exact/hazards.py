"""What survives, by closed form: the survival rules of the Case docstring, written again without the models.

Everything is per satellite launched; D is the period in years, n the age in periods, rates are hazards per
year.
"""

from __future__ import annotations

from functools import cache
from math import comb, exp, expm1


def mean_decay(rate: float, years: float, age: int) -> float:
    """Mean of exp(-rate * a) over age*years <= a <= (age + 1)*years."""
    if rate == 0:
        return 1.0
    return exp(-rate * years * age) * -expm1(-rate * years) / (rate * years)


def working(success: float, loss: float, years: float, age: int) -> float:
    """Expected working satellites, mean over the period in which they have that age."""
    return success * mean_decay(loss, years, age)


def slots_held(success: float, loss: float, years: float, age: int, life: int, decay: int) -> float:
    """Expected slots held at the start of an age: the living, and the dead that have not come down yet."""
    if age < 0 or age >= life + decay:
        return 0.0
    not_yet_down = exp(-loss * years * max(0, age - decay))
    retired = exp(-loss * years * life) if age >= life else 0.0
    return success * (not_yet_down - retired)


@cache
def group_polynomial(count: int, group: int) -> tuple[float, ...]:
    """Coefficients, by power of q, of group * E[floor(Binomial(count, q) / group)].

    E[floor(X / g)] = sum_i P(X >= i*g), and P(X = j) = C(m,j) q^j (1-q)^(m-j) is expanded in powers of q.
    """
    powers = [0.0] * (count + 1)
    for j in range(count + 1):
        for r in range(count - j + 1):
            powers[j + r] += group * (j // group) * comb(count, j) * comb(count - j, r) * (-1) ** r
    return tuple(powers)


def usable(loss: float, accelerator_loss: float, years: float, age: int, count: int, group: int) -> float:
    """Expected accelerators of one satellite usable in groups, mean over the period, before success and
    share.

    q^i = exp(-i * accelerator_loss * a), so every power is one exponential with the bus hazard added.
    """
    return sum(
        factor * mean_decay(loss + power * accelerator_loss, years, age)
        for power, factor in enumerate(group_polynomial(count, group))
        if factor
    )
