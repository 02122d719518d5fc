r"""Existing satellites as pilots: what flew before the study counts for the gate of its bus, as launched and
by plan.

Periods before the study are negative. With X[h,b], b < 0, what was launched of the bus then (a cohort that
arrives in a was launched in a - lag), and ran[h,tau] its existing satellites with arrives <= tau - M and
leaves >= tau, that is in service throughout the M periods before tau:

    passed before    tau0 = the first tau <= 0 with ran[h,tau] >= n_min
                     The line has grown since then: P[h,b] = b - tau0 + 1.
    before           sum_{b < 0} max(0, X[h,b] - ramp_h P[h,b])
                     Pilots that have flown: n_max less these are left for the plan.
    window           ran[h,tau], 0 < tau < B, beside the plan's own satellites

So a pilot in orbit goes on where it was, and a gate that it has passed stays passed. No plan has to make good
what flew before: fewer than no pilots are none.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case, Floats, Ints

NEVER = np.iinfo(np.int64).max


def serving(case: Case, h: int) -> list[int]:
    """Existing cohorts of a bus."""
    return np.flatnonzero(case.design_bus[case.flown_design] == h).tolist()


def launched_before(case: Case, h: int) -> dict[int, int]:
    """b < 0 -> satellites of a bus launched then."""
    found: dict[int, int] = {}
    for f in serving(case, h):
        b = min(-1, int(case.flown_arrives[f] - case.shell_lag[case.flown_shell[f]]))
        found[b] = found.get(b, 0) + int(case.flown_satellites[f])
    return found


def has_run(case: Case, f: int, tau: int) -> bool:
    """Whether an existing cohort is in service throughout the periods that its bus's gate asks for, just
    before tau.
    """
    window = int(case.gate_periods[case.design_bus[case.flown_design[f]]])
    return bool(case.flown_arrives[f] <= tau - window and case.flown_leaves[f] >= tau)


def ran(case: Case, h: int, tau: int) -> int:
    """Existing satellites of a bus that have run so before tau, if none retires early."""
    return sum(int(case.flown_satellites[f]) for f in serving(case, h) if has_run(case, f, tau))


def windows(case: Case, f: int) -> Iterator[tuple[tuple[str, int, int], float]]:
    """(("window", h, tau), satellites of an existing cohort that count for a passing in tau), 0 < tau < B."""
    h = int(case.design_bus[case.flown_design[f]])
    for tau in range(1, case.launch_periods if np.isfinite(case.gate_max[h]) else 0):
        if has_run(case, f, tau):
            yield ("window", h, tau), float(case.flown_satellites[f])


def passed_before(case: Case) -> Ints:
    """[h] tau0: the period, 0 or before, in which existing satellites have passed the gate (NEVER: they have
    not, or there is none).
    """
    first = np.full(len(case.buses), NEVER)
    for h in np.flatnonzero(np.isfinite(case.gate_max)).tolist():
        starts = [int(case.flown_arrives[f]) for f in serving(case, h)]
        for tau in range(min(starts, default=1) + int(case.gate_periods[h]), 1):
            if ran(case, h, tau) >= case.gate_min[h]:
                first[h] = tau
                break
    return first


def left(case: Case) -> Floats:
    """[h] pilots, and satellites beyond the line, that may still fly: gate_max less those that have."""
    flown, passed = np.zeros(len(case.buses)), passed_before(case)
    for h in np.flatnonzero(np.isfinite(case.gate_max)).tolist():
        for b, count in launched_before(case, h).items():
            line = float(case.gate_ramp[h]) * (b - int(passed[h]) + 1) if b >= passed[h] else 0.0
            flown[h] += max(0.0, count - line)
    return np.maximum(case.gate_max - flown, 0.0)
