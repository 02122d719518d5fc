"""Manifests: what fits on one flight, by mass, volume and count.

A manifest's items are (d, s) pairs: a design to one of the shells that the drop serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from models.case import Case
from models.members import Cargo, cohorts_of, fits, launchable

ITEMS_AT_MOST = 500  # of one flight: of more there are next to always too many manifests


@dataclass(frozen=True)
class Bay:
    """One vehicle's room on a flight to one drop, and the items that may fly in a period."""

    v: int
    o: int
    items: tuple[tuple[int, int], ...]  # (d, s)
    mass_t: tuple[float, ...]
    volume_m3: tuple[float, ...]
    payload_t: float
    fairing_m3: float
    satellites_max: int


def subsets(shells: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The non-empty sets of shells that one flight of a drop may visit: a flight visits only shells that are
    opened.
    """
    return [chosen for n in range(1, len(shells) + 1) for chosen in combinations(shells, n)]


def bay_of(case: Case, v: int, o: int, b: int, shells: tuple[int, ...]) -> Bay:
    """Vehicle v to drop o in period b with every item that may fly to the given shells of it."""
    items = [
        (d, s)
        for s in shells
        for d in range(len(case.designs))
        if launchable(case, d, v, s, b)
        and cohorts_of(case, d, v, s, b)
        and case.share[d, s].max(initial=0) > 0
        and fits(case.design_mass_t[d], case.payload_t[v, o])
    ]
    return Bay(
        v=v,
        o=o,
        items=tuple(items),
        mass_t=tuple(float(case.design_mass_t[d]) for d, _ in items),
        volume_m3=tuple(float(case.design_volume_m3[d]) for d, _ in items),
        payload_t=float(case.payload_t[v, o]),
        fairing_m3=float(case.fairing_m3[v]),
        satellites_max=int(case.satellites_max[v]),
    )


def maximal(room: Bay, limit: int) -> list[Cargo] | None:
    """All manifests to which no further satellite can be added, or None if there are more than `limit`, or
    too many items to look through.

    Maximal manifests suffice: a flight may leave with less than its manifest.
    """
    n = len(room.items)
    if n == 0:
        return []
    if n > ITEMS_AT_MOST:
        return None
    mass, volume = np.array(room.mass_t), np.array(room.volume_m3)
    found: list[Cargo] = []
    counts = [0] * n

    def most(i: int, payload: float, fairing: float, left: int) -> int:
        by_mass = payload / mass[i] if mass[i] > 0 else np.inf
        by_volume = fairing / volume[i] if volume[i] > 0 else np.inf
        return int(min(left, np.floor(min(by_mass, by_volume) * (1 + 1e-9) + 1e-9), left))

    def extend(i: int, payload: float, fairing: float, left: int) -> bool:
        if i == n:
            if left and any(fits(mass[q], payload) and fits(volume[q], fairing) for q in range(n)):
                return True  # not maximal: another manifest covers it
            found.append(tuple((d, s, c) for (d, s), c in zip(room.items, counts) if c))
            return len(found) <= limit
        for c in range(most(i, payload, fairing, left), -1, -1):
            counts[i] = c
            if not extend(i + 1, payload - c * mass[i], fairing - c * volume[i], left - c):
                return False
        counts[i] = 0
        return True

    return sorted(found) if extend(0, room.payload_t, room.fairing_m3, room.satellites_max) else None
