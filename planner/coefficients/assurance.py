"""How the margin of an assured commitment is measured: the exponent of Chernoff's bound for each workload and
period.

Any exponent theta gives a reserve that is safe (models/assurance.py). The one taken here is the best where
the commitment R is served alone by full flights of one kind, of those kinds the one that does so at least
cost: of each vehicle the design and shell whose satellites cost least per token. With N satellites on a
flight of success p, each of half its longest life,

    flights(theta) = (theta R + level) / (what a full flight holds at theta)

is least over a grid. Of Chernoff's and Cantelli's bounds the one is taken with which all commitments together
cost less so. Where nothing can fly, nothing is to be assured: racks are counted with their availability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.assurance import asked_tt, moments, surely
from models.case import Case
from models.members import launchable, lift_t, offered

GRID = np.geomspace(0.003, 30.0, 200)  # theta times the tokens of one flight in a period


@dataclass(frozen=True)
class FullFlight:
    """Flights of one kind: design d, vehicle v, shell s, satellites on board, M$ of one flight with them."""

    d: int
    v: int
    s: int
    satellites: int
    musd: float


def assured_exponents(case: Case) -> Case:
    """The Case with by_variance and assured_exponent[c,t] chosen, and assured = 0 where nothing flies."""
    asked = asked_tt(case)
    if not asked.any():
        return case
    exponents = {by_variance: np.ones(asked.shape) for by_variance in (False, True)}
    cost = dict.fromkeys(exponents, 0.0)
    able = np.zeros(len(case.workloads), dtype=bool)
    for c, t in np.argwhere(asked > 0).tolist():
        kinds = flights(case, c, t)
        able[c] |= bool(kinds)
        for by_variance in exponents if kinds else ():
            musd, theta = min(best(case, c, t, flight, by_variance) for flight in kinds)
            exponents[by_variance][c, t] = theta
            cost[by_variance] += musd
    chosen = cost[True] < cost[False]
    return case.replaced(
        assured=np.where(able, case.assured, 0.0), by_variance=chosen, assured_exponent=exponents[chosen]
    )


def flights(case: Case, c: int, t: int) -> list[FullFlight]:
    """For each vehicle the full flight that costs least per token of workload c, of those that can be
    launched by t.
    """
    b = min(t, case.launch_periods - 1)
    cheapest: dict[int, tuple[float, FullFlight]] = {}
    for d, s in offered(case):
        tokens = tokens_of(case, c, d, s, t)
        for v in range(len(case.vehicles)) if tokens > 0 else ():
            if launchable(case, d, v, s, b):
                loads = (
                    case.design_mass_t[d] / lift_t(case, v, s),
                    case.design_volume_m3[d] / case.fairing_m3[v],
                )
                count = min(int(1 / max(*loads, 1e-9) + 1e-9), int(case.satellites_max[v]))
                each = case.design_cost_musd[d, b] + case.price_musd_per_t[v, b] * case.design_mass_t[d]
                flight = FullFlight(d, v, s, count, float(case.price_musd[v, b] + count * each))
                if v not in cheapest or flight.musd / (count * tokens) < cheapest[v][0]:
                    cheapest[v] = flight.musd / (count * tokens), flight
    return [flight for _, flight in cheapest.values()]


def tokens_of(case: Case, c: int, d: int, s: int, t: int) -> float:
    """Tt of workload c that a satellite serves in period t while nothing fails."""
    groups = np.where(
        case.need[:, c] > 0, case.design_counts[d] // np.maximum(case.need[:, c], 1) * case.need[:, c], 0
    )
    full_time = case.duty[case.design_operation[d], s, t] * case.period_years
    return float(full_time * (case.rate[:, c] * groups * case.share[d, s]).sum())


def best(case: Case, c: int, t: int, flight: FullFlight, by_variance: bool) -> tuple[float, float]:
    """(M$ of the flights that assure the commitment alone, theta [1/Tt] at which they are least)."""
    d, s, p = flight.d, flight.s, float(case.success[flight.v])
    theta = GRID / (flight.satellites * tokens_of(case, c, d, s, t))
    years = max(case.lives[i] for i in np.flatnonzero(case.life_offered[d, s])) * case.period_years / 2
    q = np.exp(-case.bus_loss_per_year[case.design_bus[d]] * years)
    full_time = case.duty[case.design_operation[d], s, t] * case.period_years
    parts = np.zeros((3, len(theta)))  # u, mean and variance of a satellite that works
    for k in np.flatnonzero(case.design_counts[d] * case.rate[:, c] * case.share[d, s]):
        m, need = int(case.design_counts[d, k]), int(case.need[k, c])
        if 0 < need <= m:
            works = np.exp(-case.accelerator_loss_per_year[k] * np.array([years]))
            each = theta * case.rate[k, c] * full_time * case.share[d, s, k]
            parts += np.array([x[0] for x in moments(m, need, works, each)])
    u, mean, spread = parts
    wanted = theta * asked_tt(case)[c, t]
    if by_variance:
        board = flight.satellites * q * mean
        holds = (
            p * (board - flight.satellites * q * (spread + (1 - q) * mean**2) / 2)
            - p * (1 - p) * board**2 / 2
        )
        number = (wanted + case.assured[c] / (1 - case.assured[c]) / 2) / np.where(holds > 0, holds, np.nan)
    else:
        number = (wanted - np.log1p(-case.assured[c])) / surely(p, flight.satellites * surely(q, u))
    at = int(np.nanargmin(number))
    return float(number[at] * flight.musd), float(theta[at])
