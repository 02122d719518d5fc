"""What the rows of stage gates add to a satellite's worth (models/gates.py states the rows;
planner/solver/pricing/reduced_costs.py uses it).

by bus     sum_{q >= b} y_pilot[h,q] + y_ramp[h,b]
by life    - sum_{a + M <= q <= a + life} y_passing[h,q],      a = b + lag
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.case import Case, Floats, Ints
from models.gates import has_gate


class GateValues:
    """The duals of the gates' rows, summed up for every offer i, launch period b and life l."""

    def __init__(self, case: Case, row: Mapping[Any, int], h: Ints, start: Ints, life: Ints):
        """h[i] bus, start[i,b] first period in service, life[l] in periods."""
        H, B = len(case.buses), case.launch_periods
        self.shape, self.h = (*start.shape, len(life)), h
        self.exists = any(has_gate(case, bus) for bus in range(H))
        if self.exists:

            def numbers(family: str, *head: str) -> Ints:
                return np.array(
                    [[row.get((family, (*head, bus, b)), -1) for b in range(B)] for bus in range(H)]
                )

            self.pilot, self.ramp = numbers("pilot"), numbers("ramp")
            self.window = numbers("passing", "window")
            end = start[:, :, None] + life + 1
            begin = (start + case.gate_periods[h][:, None])[:, :, None]
            self.end = np.minimum(end, B)  # [i,b,l]
            self.begin = np.minimum(np.minimum(begin, self.end), B)

    def by_bus(self, duals: Floats) -> Floats | float:
        """[h,b] what one satellite of the bus launched in b takes of the pilot and of the line."""
        if not self.exists:
            return 0.0
        pilot, ramp = (np.where(at >= 0, duals[at], 0.0) for at in (self.pilot, self.ramp))
        return np.cumsum(pilot[:, ::-1], axis=1)[:, ::-1] + ramp

    def by_life(self, duals: Floats) -> Floats | float:
        """[i,b,l] what one satellite does for the passing of its bus's gate."""
        if not self.exists:
            return 0.0
        passing = np.where(self.window >= 0, duals[self.window], 0.0)
        until = np.concatenate([np.zeros((len(passing), 1)), np.cumsum(passing, axis=1)], axis=1)  # [h, b+1]
        h = self.h[:, None, None]
        return until[h, self.begin] - until[h, self.end]
