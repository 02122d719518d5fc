"""Which way the best ratio moves when a figure of the instance rises, where that is known for sure.

The ratio is N / D over plans that the limits allow, N discounted cost and D discounted tokens. A price that
rises raises N of some plans, lowers that of none, and leaves D and the limits alone: the best ratio does not
fall. A limit that rises allows plans and forbids none, at the same N and D: the best ratio does not rise. A
figure that a side of the comparison never sees leaves its ratio as it is.

Only keys for which this holds whatever else the instance says are in the tables below. A price may change
which satellites are offered (planner/coefficients/selection.py): those left out are never better than one
that stays, at the new prices too, so that the optimum is the same as with all of them. Two things break the
rule and are looked for: commitments to be met with a probability, whose reserve is planned with the exponents
that suit the prices, and a premium of zero, which means no insurance rather than a cheap one (insurance is in
no table).
"""

from __future__ import annotations

from typing import Literal

from planner.choices import Side
from planner.instance.reading import Instance

Direction = Literal[1, 0, -1]
"""The best ratio never falls, does not change, never rises as the figure rises."""

ORBIT_SECTIONS = (
    "designs", "design_spaces", "buses", "shells", "drops", "vehicles", "pads", "gateways", "relays",
)  # fmt: skip
"""What the ground alone never sees: planner.coefficients.side_of takes these away."""

PRICES: dict[str, tuple[str, ...]] = {
    "vehicles": ("price_musd", "price_usd_per_kg"),
    "buses": (
        "array_usd_per_w", "battery_usd_per_kwh", "radiator_usd_per_m2", "avionics_musd", "comms_musd",
        "fixed_musd", "usd_per_kg", "nre_musd", "variant_nre_musd", "operations_musd_per_year",
    ),
    "shells": ("opening_musd", "yearly_musd"),
    "gateways": ("musd_per_gbps_year",),
    "relays": ("musd_per_gbps_year",),
    "accelerators": ("price_usd", "flight_price_factor"),
    "sites": (
        "grid_usd_per_kwh", "onsite_usd_per_kwh", "building_musd_per_mw", "rack_overhead_share",
        "upkeep_share_per_year",
    ),
}  # fmt: skip
"""Section -> keys of its records that are prices, or factors of prices."""

LIMITS: dict[str, tuple[str, ...]] = {
    "vehicles": ("flights_per_year", "satellites_max"),
    "pads": ("flights_per_year",),
    "buses": ("factory_per_year",),
    "shells": ("satellites",),
    "gateways": ("gbps",),
    "relays": ("gbps",),
    "sites": ("grid_mw", "onsite_mw"),
}
"""Section -> keys of its records that are limits."""


def is_monotone(instance: Instance, parameter: str, case: Side) -> Direction | None:
    """Which way the best ratio of a case moves as the figure at a key path rises; None: not known."""
    section, *rest = parameter.split(".")
    if case == "ground" and (section in ORBIT_SECTIONS or rest[-1:] == ["flight_price_factor"]):
        return 0
    if case == "orbit" and section == "sites":
        return 0
    if any(workload.met_with_probability for workload in instance.data.workloads.values()):
        return None
    if section == "supply" and len(rest) == 1:
        return -1
    if len(rest) != 2:
        return None
    if rest[1] in PRICES.get(section, ()):
        return 1
    return -1 if rest[1] in LIMITS.get(section, ()) else None
