"""Stage gates as arrays of a Case, and what a planner should know of those that no plan can pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from models.case import Case
from models.gates import earliest, has_gate
from models.members import offered
from planner.instance.schema import InstanceFile
from planner.timeline import Timeline


def gate_arrays(data: InstanceFile, timeline: Timeline) -> dict[str, Any]:
    """The fields over buses h that say which gate each must pass (models/case.py)."""
    rows = dict.fromkeys(data.buses, ("", 0, np.inf, 0, np.inf))
    for own_id, gate in data.gates.items():
        ramp = np.inf if gate.ramp_per_year is None else gate.ramp_per_year * timeline.period_years**2
        wait = timeline.periods_to_wait(gate.months)
        rows[gate.bus] = (own_id, gate.satellites_min, gate.satellites_max, wait, ramp)
    columns: dict[str, type] = {"gate_min": int, "gate_max": float, "gate_periods": int, "gate_ramp": float}
    return {"gates": tuple(own_id for own_id, *_ in rows.values())} | {
        name: np.array([row[n] for row in rows.values()], dtype=kind)
        for n, (name, kind) in enumerate(columns.items(), start=1)
    }


def notes(case: Case) -> Iterator[str]:
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
