"""Which integer plans respect the stage gates and milestones of a tiny Case: limits that more satellites may
help to meet, so judged on whole plans.
"""

from __future__ import annotations

import numpy as np

import standing
from hazards import slots_held
from models.case import Case


def within_stages(case: Case, cohorts: list[tuple], counts: np.ndarray) -> np.ndarray:
    """[plan] whether every gate and milestone holds; counts[plan, column], the first columns being the
    cohorts.
    """
    return np.array(
        [gates_hold(case, cohorts, row) and licences_hold(case, cohorts, row) for row in counts], dtype=bool
    )


def gates_hold(case: Case, cohorts: list[tuple], row: np.ndarray) -> bool:
    """Period by period, from before the study on: passed once enough have served each period asked for; what
    the line cannot deliver is taken from the pilot. More pilots than may fly can only have flown before.
    """
    for h, most in enumerate(case.gate_max):
        if most == np.inf:
            continue
        mine = [  # (launched, first period in service, first one no longer in it, satellites)
            (c[3], c[3] + int(case.shell_lag[c[2]]), c[3] + int(case.shell_lag[c[2]]) + case.lives[c[4]], n)
            for c, n in zip(cohorts, row)
            if n and case.design_bus[c[0]] == h
        ]
        for f in range(len(case.flown)):
            if case.design_bus[case.flown_design[f]] == h:
                begins = int(case.flown_arrives[f])
                launch = min(-1, begins - int(case.shell_lag[case.flown_shell[f]]))
                mine.append((launch, begins, int(case.flown_leaves[f]), int(case.flown_satellites[f])))
        left, since, months = most, 0, int(case.gate_periods[h])
        for q in range(min((min(b, begins) for b, begins, *_ in mine), default=0), case.launch_periods):
            ran = sum(
                n for _, begins, ends, n in mine if all(begins <= t < ends for t in range(q - months, q))
            )
            since += bool(since or ran >= case.gate_min[h])
            launched = sum(n for b, _, _, n in mine if b == q)
            line = case.gate_ramp[h] * since if since else 0.0
            beyond = max(0.0, launched - line)
            left -= beyond
            if q >= 0 and beyond > 1e-9 and left < -1e-9:
                return False
    return True


def licences_hold(case: Case, cohorts: list[tuple], row: np.ndarray) -> bool:
    """A milestone is met, or no more slots are held later than on its day."""
    for s, due, share in zip(case.milestone_shell, case.milestone_period, case.milestone_share):
        if due >= case.periods:
            continue
        then = held(case, cohorts, row, s, due)
        if then < share * case.slots[s, due] - 1e-9:
            if any(held(case, cohorts, row, s, t) > then + 1e-9 for t in range(due + 1, case.periods)):
                return False
    return True


def held(case: Case, cohorts: list[tuple], row: np.ndarray, s: int, t: int) -> float:
    """Slots of a shell held at the start of a period."""
    total = standing.total(case, standing.slots, s, t)
    for (d, v, shell, b, life), n in zip(cohorts, row):
        if n and shell == s:
            h = case.design_bus[d]
            age = t - b - int(case.shell_lag[s])
            total += n * slots_held(
                case.success[v],
                case.bus_loss_per_year[h],
                case.period_years,
                age,
                case.lives[life],
                int(case.decay_periods[h, s]),
            )
    return total
