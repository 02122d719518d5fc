"""Decisions that are frozen: the first launch periods of a plan hold just what the Case says, no flight,
satellite or rack more or less.

Letters as in models/case.py; w frozen flights, q launch rows, m manifests, i cohorts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from planner.auditing.ledger import Ledger
from planner.auditing.limits import Finding, Limits, unequal

LIMITS = Limits()


def apart(planned: Counter, frozen: Counter, where: Callable[..., str], what: str) -> Iterator[Finding]:
    """Every key whose count is not the frozen one."""
    for key in sorted({*planned, *frozen}):
        if planned[key] != frozen[key]:
            yield where(*key), f"{planned[key]} {what}, frozen {frozen[key]}"


@LIMITS("frozen flights")
def frozen_flights(p: Ledger) -> Iterator[Finding]:
    """sum of n[q] of v to o in b with a cargo  =  sum of frozen_flights[w] with them, b < frozen_periods"""
    aboard: list[Counter] = [Counter() for _ in p.manifest_ids]
    for m, d, s, count in zip(
        p.cargo_manifest, *(p.column("manifests", c) for c in ("design", "shell", "satellites_per_flight"))
    ):
        aboard[m][int(d), int(s)] += int(count)
    planned: Counter = Counter()
    rows = (p.column("launches", c) for c in ("vehicle", "drop", "period", "flights"))
    for m, v, o, b, flights in zip(p.launch_manifest, *rows):
        if b < p.case.frozen_periods:
            planned[int(v), int(o), int(b), tuple(sorted(aboard[m].items()))] += int(flights)
    frozen: Counter = Counter()
    for w, cargo in enumerate(p.case.frozen_cargo):
        load: Counter = Counter()
        for d, s, _, count in cargo:
            load[d, s] += count
        at = (p.case.frozen_vehicle[w], p.case.frozen_drop[w], p.case.frozen_period[w])
        frozen[(*map(int, at), tuple(sorted(load.items())))] += int(p.case.frozen_flights[w])

    def where(v: int, o: int, b: int, load: tuple) -> str:
        carried = ", ".join(f"{n} {p.case.designs[d]} for {p.case.shells[s]}" for (d, s), n in load)
        return f"{p.case.vehicles[v]} to {p.case.drops[o]} with {carried}, {p.at(b)}"

    yield from apart(planned, frozen, where, "flights")


@LIMITS("frozen satellites")
def frozen_satellites(p: Ledger) -> Iterator[Finding]:
    """x[d,v,s,b,l]  =  sum of frozen_flights[w] * satellites aboard with that life, b < frozen_periods"""
    planned: Counter = Counter()
    d, v, s, b, x = p.cohorts
    for i in np.flatnonzero((b < p.case.frozen_periods) & (x > 0)):
        planned[tuple(int(a[i]) for a in (d, v, s, b, p.life))] += int(x[i])
    frozen: Counter = Counter()
    for w, cargo in enumerate(p.case.frozen_cargo):
        vehicle, period = int(p.case.frozen_vehicle[w]), int(p.case.frozen_period[w])
        for design, shell, life, count in cargo:
            key = (design, vehicle, shell, period, p.case.lives[life])
            frozen[key] += count * int(p.case.frozen_flights[w])

    def where(d: int, v: int, s: int, b: int, life: int) -> str:
        years = life * p.case.period_years
        return (
            f"{p.case.designs[d]} on {p.case.vehicles[v]} to {p.case.shells[s]} for {years:g} years, "
            f"{p.at(b)}"
        )

    yield from apart(planned, frozen, where, "satellites")


@LIMITS("frozen racks")
def frozen_racks(p: Ledger) -> Iterator[Finding]:
    """z[j,k,b]  =  frozen_racks[j,k,b], b < frozen_periods"""
    F = p.case.frozen_periods
    where = p.place("{k} at {j}, {b}", "jkb")
    return unequal(p.built[:, :, :F], p.case.frozen_racks[:, :, :F], where, "blocks")
