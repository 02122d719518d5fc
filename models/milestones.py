r"""Licences with milestones: a shell whose slots are not taken up in time keeps no more of them than are held
then.

Milestone i is due at the start of period t_i = milestone_period[i] in shell s = milestone_shell[i]; held = C
+ sum_h E + what existing cohorts hold (models/existing.py) is what `slots` limits (models/fleet.py).

    milestones  share_i slots[s,t_i] met[i]  <=  held[s,t_i]
    shrinking   held[s,t]  <=  held[s,t_i] + max(0, slots[s,t] - share_i slots[s,t_i]) met[i]   for t > t_i

    met  binary: the milestone is met

`slots` holds beside these rows, and a milestone that is met limits no more than `slots` does. One that is due
beyond the last period has no row.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models import existing
from models.algebra import pyo
from models.case import Case
from models.departing import FLOWN
from models.families import Decision, Family, named
from models.members import Cohort
from models.rows import Row, Term, add_rows, variables

ROOM = 1e-9  # by so much, relative, may rounding leave what is held below what is asked for


def asked(case: Case, i: int) -> float:
    """Slots that milestone i wants to be held."""
    return float(case.milestone_share[i] * case.slots[case.milestone_shell[i], case.milestone_period[i]])


def slots_held(case: Case, satellites: Mapping[Cohort, int], s: int, t: int) -> float:
    """Expected slots of shell s held at the start of period t (models/case.py: Survival)."""
    total = 0.0
    for (d, v, shell, b, l), count in satellites.items():
        h, life, age = int(case.design_bus[d]), case.lives[l], t - b - int(case.shell_lag[shell])
        decay, z = int(case.decay_periods[h, s]), float(case.bus_loss_per_year[h]) * case.period_years
        if shell == s and 0 <= age < life + decay:
            retired = np.exp(-z * life) if age >= life else 0.0
            total += float(case.success[v]) * count * float(np.exp(-z * max(0, age - decay)) - retired)
    return total + sum(
        existing.slots_held(case, f, t) for f in np.flatnonzero(case.flown_shell == s).tolist()
    )


def met_by(case: Case, satellites: Mapping[Cohort, int]) -> set[int]:
    """The milestones that these satellites meet."""
    return {
        i
        for i in range(len(case.milestone_shell))
        if case.milestone_period[i] < case.periods
        and slots_held(case, satellites, int(case.milestone_shell[i]), int(case.milestone_period[i]))
        >= asked(case, i) * (1 - ROOM)
    }


def milestones_met(m) -> None:
    """Variable met, over the milestones of shells in use that are due within the plan."""
    case = m.case
    used = set(m.shells_used)
    due = [
        i for i, s in enumerate(case.milestone_shell) if s in used and case.milestone_period[i] < case.periods
    ]
    variables(m, "met", due, domain=pyo.Binary)
    m.leaving_slots = FLOWN.terms(m, existing.slots)


def slot_terms(m, s: int, t: int, sign: float) -> list[Term]:
    """sign * (C[s,t] + sum_h E[h,s,t]), of existing cohorts only those with a choice; nothing is held before
    the first arrival.
    """
    if t < m.first[s]:
        return []
    leaving = [(sign * amount, variable) for amount, variable in m.leaving_slots[s, t]]
    return [(sign, m.C[s, t]), *((sign, m.E[h, shell, t]) for h, shell in m.fleets if shell == s), *leaving]


def milestones(m) -> None:
    """share slots met <= held."""
    case, rows, own = m.case, [], FLOWN.constants(m.case, existing.slots)
    for i in m.met:
        s, due = int(case.milestone_shell[i]), int(case.milestone_period[i])
        terms = [(asked(case, i), m.met[i]), *slot_terms(m, s, due, -1.0)]
        rows.append((i, terms, None, own.get((s, due), 0.0)))
    add_rows(m, "milestones", rows)


def shrinking(m) -> None:
    """held[t] <= held[t_i] + max(0, slots[t] - share slots[t_i]) met."""
    case, own = m.case, FLOWN.constants(m.case, existing.slots)
    rows: list[Row] = []
    for i in m.met:
        s, due = int(case.milestone_shell[i]), int(case.milestone_period[i])
        for t in range(max(due + 1, m.first[s]), case.periods):
            more = max(0.0, float(case.slots[s, t]) - asked(case, i))
            terms = [*slot_terms(m, s, t, 1.0), *slot_terms(m, s, due, -1.0), (-more, m.met[i])]
            rows.append(((i, t), terms, None, own.get((s, due), 0.0) - own.get((s, t), 0.0)))
    add_rows(m, "shrinking", rows)


FAMILIES = named(Family(milestones), Family(shrinking, limit="milestones"))
DECISIONS = (Decision("met", "once"),)
