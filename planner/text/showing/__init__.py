"""What an instance holds after reading, physics and sizing, as tables; nothing is solved.

Every table is a flat frame with the unit in its column names. A column `payload_t.starship` is one value of a
figure that has one for each vehicle (or bus, gateway, shielding, workload); JSON nests it, {"payload_t":
{"starship": 100.0}}.
"""

from __future__ import annotations

import pandas as pd

from planner.coefficients import Built
from planner.instance.reading import Instance
from planner.text.showing import breakdown, contracts, designs, orbits, overview, rollout, service, vehicles

TABLES = {
    "overview": overview.overview,
    "shells": orbits.shells,
    "vehicles": vehicles.vehicles,
    "payloads": vehicles.payloads,
    "designs": designs.designs,
    "elsewhere": designs.elsewhere,
    "refused": designs.refused,
    "accelerators": service.accelerators,
    "gateways": service.gateways,
    "reach": service.reach,
    "demand": contracts.demand,
    "sites": contracts.sites,
    "routes": contracts.routes,
    "prices": contracts.prices,
    "pads": rollout.pads,
    "stages": rollout.stages,
    "money": rollout.money,
    "existing": rollout.existing,
    "defaults": overview.defaults,
}


def tables(
    built: Built, instance: Instance, wanted: list[str], design: str | None
) -> dict[str, pd.DataFrame]:
    """The tables of some names of TABLES, and as `design` the breakdown of one design where its id is given,
    in the order of TABLES.

    Raises InstanceError for a design that is not offered.
    """
    found = {name: make(built, instance) for name, make in TABLES.items() if name in wanted}
    if design is not None:
        found["design"] = breakdown.breakdown(built, instance, design)
    return found


def for_people(found: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same tables as a screen has room for.

    Eclipse seasons stand apart, designs have few columns, refusals are counted first, reach has a column a
    workload.
    """
    shown: dict[str, pd.DataFrame] = {}
    for name, table in found.items():
        if name == "shells":
            shown["shells"] = table.drop(columns="eclipse_seasons")
            if len(seasons := orbits.seasons(table)):
                shown["eclipse_seasons"] = seasons
        elif name == "designs":
            shown["designs"] = table[designs.FIGURES]
        elif name == "refused":
            shown |= {"refused by reason": designs.by_reason(table), "refused": table}
        elif name == "reach":
            shown["reach"] = service.reach_by_workload(table)
        else:
            shown[name] = table
    return shown
