"""Which members the sets of a formulation hold: the cohorts, the flights, and the stocks that must exist.

The formulation is one; a solver phase only chooses its members. Everything is a sorted tuple, so that two
runs build the same model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.case import Bools, Case, Floats, Ints, exceeds

Cohort = tuple[int, int, int, int, int]  # (d, v, s, b, l)
Cargo = tuple[tuple[int, int, int], ...]  # ((d, s, count), ...)
Flight = tuple[int, int, int, Cargo]  # (v, o, b, cargo)


@dataclass(frozen=True)
class Members:
    """cohorts: columns x; flights: columns n; offers: the (design, shell) pairs that stocks exist for.

    engineered: designs whose engineering is decided although their cohorts join later.
    """

    cohorts: tuple[Cohort, ...]
    flights: tuple[Flight, ...]
    offers: tuple[tuple[int, int], ...]
    engineered: tuple[int, ...] = ()

    @staticmethod
    def of(
        cohorts: Iterable[Cohort], flights: Iterable[Flight], offers: Iterable[tuple[int, int]] | None = None
    ) -> Members:
        """Members of given columns; stocks exist for `offers`, by default for what the cohorts need."""
        ordered = tuple(sorted(set(cohorts)))
        pairs = {(d, s) for d, _, s, _, _ in ordered} if offers is None else set(offers)
        return Members(ordered, tuple(sorted(set(flights))), tuple(sorted(pairs)))

    def joined(self, others: Members) -> Members:
        """These and the others."""
        offers = {*self.offers, *others.offers}
        return Members.of({*self.cohorts, *others.cohorts}, {*self.flights, *others.flights}, offers)


def offered(case: Case) -> list[tuple[int, int]]:
    """All (d, s) in which some accelerator and some service life are offered."""
    return [
        (int(d), int(s))
        for d, s in np.argwhere((case.share.max(axis=2, initial=0) > 0) & case.life_offered.any(axis=2))
    ]


def lift_t(case: Case, v: int, s: int) -> float:
    """Largest payload [t] of vehicle v to a drop that serves shell s (0: it does not fly there)."""
    return float(
        max((case.payload_t[v, o] for o, shells in enumerate(case.drop_shells) if s in shells), default=0.0)
    )


def lifts_t(case: Case) -> Floats:
    """[v,s] `lift_t` of every vehicle to every shell."""
    V, S = len(case.vehicles), len(case.shells)
    return np.array([lift_t(case, v, s) for v in range(V) for s in range(S)], dtype=float).reshape(V, S)


def first_flights(case: Case) -> Ints:
    """[s] the first launch period in which some vehicle flies to a shell that is open (B or later: in
    none).
    """
    B = case.launch_periods
    flying = [int(np.flatnonzero(row)[0]) if row.any() else B for row in case.cadence > 0]  # [v]
    first = np.full(len(case.shells), B)
    for s in range(len(case.shells)):
        lifters = [b for v, b in enumerate(flying) if lift_t(case, v, s) > 0]
        first[s] = max(min(lifters, default=B), int(case.shell_from[s]))
    return first


def launchable(case: Case, d: int, v: int, s: int, b: int) -> bool:
    """Whether vehicle v may carry design d to shell s in period b, one satellite alone on a flight at
    least.
    """
    return bool(
        b >= case.design_from[d]
        and b >= case.shell_from[s]
        and case.cadence[v, b] > 0
        and case.satellites_max[v] > 0
        and fits(case.design_mass_t[d], lift_t(case, v, s))
        and fits(case.design_volume_m3[d], case.fairing_m3[v])
    )


def carriage(case: Case, d: Ints, s: Ints) -> Bools:
    """[v,i,b] `launchable` of all offers (d[i], s[i]) at once."""
    can = ~exceeds(case.design_mass_t[d], lifts_t(case)[:, s])  # [v,i]
    can &= ~exceeds(case.design_volume_m3[d], case.fairing_m3[:, None])
    can &= (case.satellites_max > 0)[:, None]
    is_ready = np.arange(case.launch_periods) >= np.maximum(case.design_from[d], case.shell_from[s])[:, None]
    return can[:, :, None] & is_ready[None] & (case.cadence > 0)[:, None, :]


def fits(load: float, limit: float) -> bool:
    """load <= limit with room for the rounding of sums of masses and volumes."""
    return not exceeds(load, limit)


def cohorts_of(case: Case, d: int, v: int, s: int, b: int) -> list[Cohort]:
    """The cohorts of one design, vehicle, shell and launch period: one for each service life offered that
    starts inside the plan.
    """
    if b + case.shell_lag[s] >= case.periods or not launchable(case, d, v, s, b):
        return []
    return [(d, v, s, b, int(i)) for i in np.flatnonzero(case.life_offered[d, s])]
