"""What an instance says exists and that the plan never sees: past its life, beyond the study, or without room
to be used.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models import existing
from models.case import Case


def notes(case: Case) -> Iterator[str]:
    """A sentence for each entry of `existing` that exists on paper only, or of which a part does."""
    for f in range(len(case.flown)):
        entry = f"existing.satellites.{f}"
        what = (
            f"{case.flown_satellites[f]} {case.designs[case.flown_design[f]]} in "
            f"{case.shells[case.flown_shell[f]]}"
        )
        if say := out_of_time(case, int(case.flown_arrives[f]), int(case.flown_leaves[f])):
            holding = any(existing.slots_held(case, f, t) > 0 for t in range(case.periods))
            yield f"{entry}: {what} {say}" + (", but the dead among them still hold slots" if holding else "")
    for x in range(len(case.installed)):
        entry = f"existing.racks.{x}"
        j, k = case.installed_site[x], case.installed_accelerator[x]
        what = f"{case.installed_blocks[x]} rack blocks of {case.accelerators[k]} at {case.sites[j]}"
        if say := out_of_time(case, int(case.installed_arrives[x]), int(case.installed_leaves[x])):
            yield f"{entry}: {what} {say}"
    for v, b in np.argwhere(case.contracted > case.cadence).tolist():
        flights, most = int(case.contracted[v, b]), int(case.cadence[v, b])
        yield (
            f"existing.flights: {flights} flights of {case.vehicles[v]} are under contract in the period "
            f"from {case.dates[b]}, flights_per_year leaves room for {most}: the others are never flown"
        )


def out_of_time(case: Case, arrives: int, leaves: int) -> str:
    """Why something serves in no period of the plan; empty where it does."""
    if leaves <= max(arrives, 0):
        return f"exist on paper only: their life is over before the plan begins on {case.dates[0]}"
    if arrives >= case.periods:
        return (
            f"exist on paper only: they come after the plan's last period, which starts on {case.dates[-1]}"
        )
    return ""
