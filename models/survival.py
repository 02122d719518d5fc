r"""What a satellite still does at a given age: the closed forms that cohorts enter the stocks with.

Constant hazards: a satellite works at age a with probability exp(-L a), an accelerator in it with exp(-(L +
Lk) a). Symbols and units are those of models/case.py.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import betainc

from models.case import Case, Floats

PANEL = 8.0
"""Width of a quadrature panel in mean times to the first failure: within it 16 nodes are exact to 1e-9 of the
mean.
"""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


def mean_factor(loss_per_year: float, period_years: float) -> float:
    """abar: mean over one period of exp(-loss * a) relative to its start [-]."""
    exponent = loss_per_year * period_years
    return 1.0 if exponent == 0 else float(-np.expm1(-exponent) / exponent)


def groups_working(m: int, theta: int, works: Floats) -> Floats:
    """Groups: `E[floor(Binomial(m, works) / theta)]`, from `P(Binomial >= j) = I_works(j, m - j + 1)`;
    m works for groups of one.
    """
    if theta == 1:
        return m * works
    total = np.zeros_like(works)
    for j in range(theta, m + 1, theta):
        total += betainc(j, m - j + 1, works)
    return total


@lru_cache(maxsize=10_000)
def usable_profile(
    *,
    m: int,
    theta: int,
    accelerator_loss: float,
    bus_loss: float,
    period_years: float,
    periods: int,
    age_years: float = 0.0,
) -> Floats:
    """[n] accelerators of m that are usable in groups of theta, mean over the n-th period, per satellite
    working at its start.

    At the start satellites are g = age_years old (0: they enter service). Mean over a in [n D, (n+1) D] of
    exp(-L a) * theta * E[floor(Bin(m, exp(-Lk (g + a))) / theta)], by 16-point Gauss-Legendre on panels that
    resolve exp(-m Lk a).
    """
    panels = max(1, int(np.ceil(period_years * (m * accelerator_loss + bus_loss) / PANEL)))
    within = ((np.arange(panels)[:, None] + (NODES + 1) / 2) / panels).ravel()  # of a period, 0..1
    after = (np.arange(periods)[:, None] + within) * period_years
    works = np.exp(-accelerator_loss * (age_years + after))
    usable = np.exp(-bus_loss * after) * theta * groups_working(m, theta, works)
    profile = usable @ np.tile(WEIGHTS / 2 / panels, panels)
    profile.setflags(write=False)
    return profile


def rack_profile(case: Case, j: int, k: int, theta: int, periods: int, age_years: float = 0.0) -> Floats:
    """[n] accelerators k of one block of site j that are usable in groups of theta: the same, without a bus
    and without availability.
    """
    return usable_profile(
        m=int(case.rack_block[j]),
        theta=theta,
        accelerator_loss=float(case.rack_loss_per_year[j, k]),
        bus_loss=0.0,
        period_years=case.period_years,
        periods=periods,
        age_years=age_years,
    )


def slot_events(
    *, bus_loss: float, period_years: float, life: int, decay: int
) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """How one delivered satellite enters and leaves the two stocks whose sum is the slots held, as (age,
    amount) steps.

    The first stock has no hazard: fresh satellites, younger than the decay time (whoever dies still holds the
    slot), less the survivors that retired. The second decays with the bus's hazard: satellites at least
    `decay` old, seen one decay time late.
    """
    retired = float(np.exp(-bus_loss * period_years * life))
    steady = [(0, 1.0), (decay, -1.0), (life, -retired), (life + decay, retired)] if decay else []
    delayed = [(decay, 1.0), (life + decay, -retired)]
    return steady, delayed
