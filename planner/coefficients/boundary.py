"""Which costs a study counts: all of them, or those within a narrower boundary that published comparisons
draw.

    boundary       orbit                                                   ground
    full           everything                                              everything
    launch-build   launches, their insurance, satellites without their     energy, buildings
                   accelerators
    launch-power   launches, their insurance                               energy

What is left out costs nothing in the Case: the plan is the best one of those who do not see that cost.
Insurance covers what is bought within the boundary. Energy is that of the grid and of own generation.
Shortfall penalties and prices of tokens are no costs of building or running anything: they count in every
boundary.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from models.case import Floats
from planner.instance.schema import Boundary

COUNTED = {
    "full": "all costs",
    "launch-build": "launches, insurance and satellites without their accelerators, energy and buildings",
    "launch-power": "launches and insurance, energy",
}
_BEYOND_BUILD = (
    "bus_nre_musd", "design_nre_musd", "bus_operations_musd", "shell_opening_musd", "shell_yearly_musd",
    "gateway_musd", "rack_cost_musd", "rack_upkeep_musd", "rack_replacement_musd", "accelerator_cost_musd",
)  # fmt: skip
BEYOND: dict[str, tuple[str, ...]] = {
    "full": (), "launch-build": _BEYOND_BUILD, "launch-power": (*_BEYOND_BUILD, "building_musd"),
}  # fmt: skip
"""The arrays of a Case that lie beyond a boundary; design_cost_musd is that of `satellite_musd`."""


def satellite_musd(boundary: Boundary, accelerators: Floats, hardware: Floats) -> Floats:
    """What a satellite costs within a boundary [M$]: [d,b] from its accelerators [d,b] and the rest of it
    [d,1].
    """
    counts_accelerators, counts_hardware = boundary == "full", boundary != "launch-power"
    return counts_accelerators * accelerators + counts_hardware * hardware


def within(boundary: Boundary, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Case with every cost beyond the boundary at zero."""
    return fields | {name: np.zeros_like(fields[name]) for name in BEYOND[boundary]}
