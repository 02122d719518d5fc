"""Stage gates and milestones as arrays of a Case, and what a planner should know of those that no plan can
pass or meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from models import existing
from models.case import Case, exceeds
from models.departing import FLOWN
from models.gates import earliest, has_gate
from models.members import first_flights, launchable, lift_t, offered
from models.milestones import ROOM, asked
from planner.coefficients.timeline import Timeline
from planner.errors import require_none
from planner.instance.schema import InstanceFile


def gate_arrays(data: InstanceFile, timeline: Timeline) -> dict[str, Any]:
    """The fields over buses h that say which gate each must pass (models/case.py)."""
    rows = dict.fromkeys(data.buses, ("", 0, np.inf, 0, np.inf))
    for own_id, gate in data.gates.items():
        ramp = np.inf if gate.ramp_per_year is None else gate.ramp_per_year * timeline.period_years**2
        wait = timeline.count(gate, "months")
        rows[gate.bus] = (own_id, gate.satellites_min, gate.satellites_max, wait, ramp)
    columns: dict[str, type] = {"gate_min": int, "gate_max": float, "gate_periods": int, "gate_ramp": float}
    return {"gates": tuple(own_id for own_id, *_ in rows.values())} | {
        name: np.array([row[n] for row in rows.values()], dtype=kind)
        for n, (name, kind) in enumerate(columns.items(), start=1)
    }


def milestone_arrays(data: InstanceFile, timeline: Timeline) -> dict[str, Any]:
    """The fields over milestones i, shell by shell in the order of their dates. Satellites arrive at the
    start of periods: what is held on a day was there when the period began in which the day falls.
    """
    due = [
        (s, timeline.count(one, "date"), one.share)
        for s, shell in enumerate(data.shells.values())
        for one in sorted(shell.milestones, key=lambda milestone: milestone.date)
    ]
    columns: dict[str, type] = {"milestone_shell": int, "milestone_period": int, "milestone_share": float}
    return {
        name: np.array([row[n] for row in due], dtype=kind) for n, (name, kind) in enumerate(columns.items())
    }


def notes(case: Case) -> Iterator[str]:
    """A sentence for each gate that cannot be passed while there are launches, and each milestone that asks
    nothing or the impossible.
    """
    yield from gate_notes(case)
    yield from milestone_notes(case)


def milestone_notes(case: Case) -> Iterator[str]:
    """A sentence for each milestone after the last period, or before anything can be in service."""
    arrives, held = first_flights(case) + case.shell_lag, held_as_planned(case)
    for s, due, share in zip(case.milestone_shell, case.milestone_period, case.milestone_share, strict=True):
        which = f"shells.{case.shells[s]}: the milestone of {share:g} of its satellites"
        if due >= case.periods:
            yield f"{which} is due after the last period and asks nothing"
        elif due < arrives[s] and case.slots[s, due] * share > held.get((s, due), 0.0):
            yield (
                f"{which} cannot be met, nothing can be in service by {case.dates[due]}: "
                "no satellite may fly there"
            )


def held_as_planned(case: Case) -> dict[tuple, float]:
    """(s, t) -> slots held by existing cohorts of which nobody retires early."""
    held: dict[tuple, float] = defaultdict(float)
    for f in range(len(case.flown)):
        for place, amount in existing.slots(case, f):
            held[place] += amount
    return held


def require_arrivals(case: Case, source: str) -> None:
    """InstanceError where existing satellites arrive after a milestone that no plan can meet: more slots than
    may be held from then on.
    """
    held, stays, problems = held_as_planned(case), FLOWN.constants(case, existing.slots), []
    for i, (s, due) in enumerate(
        zip(case.milestone_shell.tolist(), case.milestone_period.tolist(), strict=True)
    ):
        most = held.get((s, due), 0.0) + launched_by(case, s, due) if due < case.periods else np.inf
        late = [t for t in range(due + 1, case.periods) if exceeds(stays.get((s, t), 0.0), most)]
        if late and most < asked(case, i) * (1 - ROOM):
            t = late[0]
            comes = [
                f
                for f in range(len(case.flown))
                if case.flown_shell[f] == s and due < case.flown_arrives[f] <= t
            ]
            problems.append(
                (
                    f"shells.{case.shells[s]}.milestones",
                    f"the milestone due in the period from {case.dates[due]} asks for {asked(case, i):.4g} "
                    f"slots, and at most {most:.4g} can be held by then; from then on no more may be, but "
                    f"{stays[s, t]:.4g} are in the period from {case.dates[t]}, once "
                    f"{' and '.join(f'existing.satellites.{f}' for f in comes)} "
                    f"{'have' if len(comes) > 1 else 'has'} arrived: lower the share or move the date",
                )
            )
    require_none(source, problems)


def launched_by(case: Case, s: int, t: int) -> float:
    """Slots of shell s that satellites launched by the plan can hold at the start of period t, at most: every
    flight full of the lightest.
    """
    total = 0.0
    designs = [d for d, shell in offered(case) if shell == s]
    for b in range(max(0, min(case.launch_periods, t - int(case.shell_lag[s]) + 1))):
        carried = 0.0
        for v in range(len(case.vehicles)):
            masses = [case.design_mass_t[d] for d in designs if launchable(case, d, v, s, b)]
            if masses:
                fit = min(float(case.satellites_max[v]), lift_t(case, v, s) / min(masses) * (1 + 1e-9))
                carried += float(case.cadence[v, b] * case.success[v]) * fit
        total += min(carried, float(case.bus_rate[:, b].sum()))
    return total


def gate_notes(case: Case) -> Iterator[str]:
    """A sentence for each gate of a bus on offer that cannot be passed while there are launches."""
    offers = offered(case)
    first = earliest(case, offers)
    flown = {int(case.design_bus[d]) for d, _ in offers}
    for h, own_id in enumerate(case.gates):
        if h in flown and has_gate(case, h) and first[h] >= case.launch_periods:
            lives = case.life_offered[case.design_bus == h].any(axis=(0, 1))
            lasts = any(case.lives[i] >= case.gate_periods[h] for i in np.flatnonzero(lives))
            why = (
                "its pilot cannot have run while there are launches"
                if lasts
                else "no service life is as long"
            )
            yield (
                f"gates.{own_id}: cannot be passed within the study, {why}: "
                f"at most {case.gate_max[h]:.0f} satellites of {case.buses[h]} fly"
            )
