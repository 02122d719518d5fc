"""What a satellite mostly consists of."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent

GROUPS = {
    "Power supply": ("solar array", "battery", "power electronics"),
    "The radiator": ("radiator",),
    "Compute": ("accelerators", "boards, racks, cooling"),
}
"""Parts that serve one purpose."""

LEAST = 0.01
"""Share of the mass from which on a purpose is named."""


def title(table: pd.DataFrame) -> str:
    """The finding of the parts of a satellite (planner.report.plan.satellite.parts_of): what of its dry mass
    is power, radiator and compute, the largest first.
    """
    mass = table[(table.quantity == "mass") & (table.part != "propellant")].set_index("part").value
    shares = {name: mass.reindex(parts).sum() / mass.sum() for name, parts in GROUPS.items()}
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    (first, share), *rest = [(name, value) for name, value in ordered if value >= LEAST] or [
        ("Other parts", 1.0)
    ]
    others = [f"{name[0].lower()}{name[1:]} {percent(value)}" for name, value in rest]
    tail = f", {' and '.join(others)}" if others else ""
    return f"{first} is {percent(share)} of the satellite's dry mass{tail}"
