r"""Decisions frozen through a date: the first F = frozen_periods launch periods fly and buy just what is
said.

    n[v,p,b] = frozen flights with manifest p,   x[d,v,s,b,l] = the satellites on them,   z[j,k,b] = frozen_racks[j,k,b]       for b < F

They stand as bounds on the columns of those periods, of which only the frozen ones exist: all their rows and
costs are those of any flight, satellite or rack. Pricing looks at b >= F alone, and the master holds a column
for each frozen flight with its lives.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.case import Case
from models.members import Cohort, Flight

Composite = tuple[int, int, int, tuple[tuple[int, int, int, int], ...]]  # (v, o, b, ((d, s, l, count), ...))


def composites(case: Case) -> dict[Composite, int]:
    """Frozen flights with the service life of every satellite on board -> how many of them."""
    found: dict[Composite, int] = defaultdict(int)
    for w, cargo in enumerate(case.frozen_cargo):
        aboard: dict[tuple[int, int, int], int] = defaultdict(int)
        for d, s, i, count in cargo:
            aboard[d, s, i] += count
        load = tuple((*key, count) for key, count in sorted(aboard.items()))
        where = (int(case.frozen_vehicle[w]), int(case.frozen_drop[w]), int(case.frozen_period[w]))
        found[(*where, load)] += int(case.frozen_flights[w])
    return dict(found)


def flights(case: Case) -> dict[Flight, int]:
    """(v, o, b, cargo) -> frozen flights."""
    found: dict[Flight, int] = defaultdict(int)
    for (v, o, b, load), count in composites(case).items():
        cargo: dict[tuple[int, int], int] = defaultdict(int)
        for d, s, _, n in load:
            cargo[d, s] += n
        found[v, o, b, tuple((d, s, n) for (d, s), n in sorted(cargo.items()))] += count
    return dict(found)


def satellites(case: Case) -> dict[Cohort, int]:
    """(d, v, s, b, l) -> satellites on frozen flights."""
    found: dict[Cohort, int] = defaultdict(int)
    for (v, _, b, load), count in composites(case).items():
        for d, s, i, n in load:
            found[d, v, s, b, i] += count * n
    return dict(found)


def racks(case: Case) -> dict[tuple[int, int, int], int]:
    """(j, k, b) -> frozen blocks."""
    return {
        (int(j), int(k), int(b)): int(case.frozen_racks[j, k, b])
        for j, k, b in np.argwhere(case.frozen_racks)
    }


def hold(m) -> None:
    """Both bounds of every n, x and z of a frozen period at what is frozen."""
    case = m.case
    flown = flights(case)
    for family, period, counts in (
        ({flight: m.n[i] for i, flight in enumerate(m.members.flights)}, 2, flown),
        (m.x, 3, satellites(case)),
        (m.z, 2, racks(case)),
    ):
        for index in family:
            if index[period] < case.frozen_periods:
                family[index].setlb(counts.get(index, 0))
                family[index].setub(counts.get(index, 0))
