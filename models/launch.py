r"""Launches: flights carry cohorts, exactly as their manifests say.

    cover     sum_l x[d,v,s,b,l]  <=  sum_p count[p,d,s] n[v,p,b]            for all d, v, s, b
    cadence   sum_p n[v,p,b]      <=  cadence[v,b]                           for all v, b

    x  satellites of design d launched on vehicle v to shell s in period b for service life l [count]
    n  flights of v in b with manifest p: a drop, and how many of each design to each of its shells [count]
A manifest fits its vehicle by mass, volume and count when it is made (planner/solver/manifests.py). <= in cover lets a flight leave
with less than its manifest, so that maximal manifests suffice.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyomo.environ as pyo

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
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for i, (v, _, b, _) in enumerate(m.members.flights):
        terms[v, b].append((1.0, m.n[i]))
    flown = [(int(v), int(b)) for v, b in np.argwhere(m.case.cadence > 0)]
    add_rows(
        m, "cadence", ((vb, terms[vb], None, float(m.case.cadence[vb])) for vb in flown), open_to=m.open_to
    )


FAMILIES = {f.__name__: f for f in (cover, cadence)}
