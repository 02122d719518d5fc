r"""Launches: flights carry cohorts, exactly as their manifests say.

    cover     sum_l x[d,v,s,b,l]  <=  sum_p count[p,d,s] n[v,p,b]            for all d, v, s, b
    cadence   sum_p n[v,p,b]      <=  cadence[v,b]                           for all v, b
    pads      sum_{v of a, p} n[v,p,b]  <=  pad_cadence[a,b]                 for all a, b

    x  satellites of design d launched on vehicle v to shell s in period b for service life l [count]
    n  flights of v in b with manifest p: a drop, and how many of each design to each of its shells [count]
A manifest fits its vehicle by mass, volume and count when it is made (planner/solver/pricing/manifests.py).
<= in cover lets a flight leave with less than its manifest, so that maximal manifests suffice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.algebra import pyo
from models.case import Case
from models.families import Family, Step, by_flight, named
from models.rows import Term, add_rows, variables


def launches(m) -> None:
    """Variables x and n of the members' cohorts and flights."""
    domain = pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals
    variables(m, "x", m.members.cohorts, domain=domain)
    variables(m, "n", range(len(m.members.flights)), domain=domain)  # i: the i-th of the members' flights


def cover(m) -> None:
    """sum_l x[d,v,s,b,l] <= sum_p count[p,d,s] n[v,p,b]."""
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for cohort in m.members.cohorts:
        d, v, s, b, _ = cohort
        terms[d, v, s, b].append((1.0, m.x[cohort]))
    for i, (v, _, b, cargo) in enumerate(m.members.flights):
        for d, s, count in cargo:
            if (d, v, s, b) in terms:
                terms[d, v, s, b].append((-float(count), m.n[i]))
    add_rows(m, "cover", ((i, terms[i], None, 0.0) for i in sorted(terms)))


def cadence(m) -> None:
    """sum_p n[v,p,b] <= cadence[v,b]."""
    terms = by_flight(m, cadence_steps)
    flown = [(int(v), int(b)) for v, b in np.argwhere(m.case.cadence > 0)]
    add_rows(
        m, "cadence", ((vb, terms[vb], None, float(m.case.cadence[vb])) for vb in flown), open_to=m.open_to
    )


def pads(m) -> None:
    """sum of the flights of all vehicles of a pad <= pad_cadence[a,b]."""
    terms = by_flight(m, pad_steps)
    every = [(a, b) for a in range(len(m.case.pads)) for b in range(m.case.launch_periods)]
    add_rows(
        m, "pads", ((ab, terms[ab], None, float(m.case.pad_cadence[ab])) for ab in every), open_to=m.open_to
    )


def cadence_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """The row of its period."""
    yield (v, b), 1.0


def pad_steps(case: Case, v: int, b: int) -> Iterator[Step]:
    """The row of each of its pads."""
    for a in np.flatnonzero(case.pad_of[v]).tolist():
        yield (a, b), 1.0


FAMILIES = named(
    Family(cover, is_loading=True),
    Family(cadence, flight=cadence_steps, limit="flights"),
    Family(pads, flight=pad_steps, limit="flights"),
)
