r"""Decisions frozen through a date: the first F = frozen_periods launch periods fly and buy just what is
said.

    n[v,p,b]      =  frozen flights with manifest p
    x[d,v,s,b,l]  =  the satellites on them
    z[j,k,b]      =  frozen_racks[j,k,b]                for b < F in all three

They stand as bounds on the columns of those periods, of which only the frozen ones exist: all their rows and
costs are those of any flight, satellite or rack. Pricing looks at b >= F alone, and the master holds a column
for each frozen flight with its lives.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from models.case import Case
from models.members import Cohort, Flight

Composite = tuple[int, int, int, tuple[tuple[int, int, int, int], ...]]  # (v, o, b, ((d, s, l, count), ...))


def composites(case: Case) -> dict[Composite, int]:
    """Frozen flights with the service life of every satellite on board -> how many of them."""
    found: dict[Composite, int] = defaultdict(int)
    for w, cargo in enumerate(case.frozen_cargo):
        aboard: dict[tuple[int, int, int], int] = defaultdict(int)
        for d, s, l, count in cargo:
            aboard[d, s, l] += count
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
        for d, s, l, n in load:
            found[d, v, s, b, l] += count * n
    return dict(found)


def racks(case: Case) -> dict[tuple[int, int, int], int]:
    """(j, k, b) -> frozen blocks."""
    return {
        (int(j), int(k), int(b)): int(case.frozen_racks[j, k, b])
        for j, k, b in np.argwhere(case.frozen_racks)
    }


def first_stage(m, until: int) -> dict[str, dict[tuple, Any]]:
    """The variables that are decided in launch periods b < until, by what they decide: n by flight (v, o, b,
    cargo), x by cohort (d, v, s, b, l), z by (j, k, b).

    They are what scenarios of a tree share that part at period `until`; all others may answer to a scenario.
    """
    families: tuple[tuple[str, dict, int], ...] = (
        ("n", {flight: m.n[i] for i, flight in enumerate(m.members.flights)}, 2),
        ("x", {index: m.x[index] for index in m.x}, 3),
        ("z", {index: m.z[index] for index in m.z}, 2),
    )
    return {
        name: {index: variable for index, variable in family.items() if index[period] < until}
        for name, family, period in families
    }


def fixed(m) -> None:
    """Both bounds of every variable of the frozen periods at what is frozen."""
    case = m.case
    frozen: dict[str, dict[Any, int]] = {"n": flights(case), "x": satellites(case), "z": racks(case)}
    for name, family in first_stage(m, case.frozen_periods).items():
        for index, variable in family.items():
            count = frozen[name].get(index, 0)
            variable.setlb(count)
            variable.setub(count)
