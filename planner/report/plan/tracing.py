"""The price figures of the instance on which each dollar of a plan's cost rests, and their quality.

    satellites                 price of accelerators; $/W of the array, $/kWh of the battery, $/m2 of the
                               radiator, avionics, communication, $/kg and fixed price of the bus: by the
                               sizing of the design in the first period in which it can fly
    launch, contracts, credit  price of a flight, and by mass, of the vehicle
    insurance                  rate of the vehicle
    nre                        of the bus, of its variants
    shell_opening, _yearly     of the shell;  operations: of the buses that fly there, by satellites working
    gateways                   price of capacity of the gateway or relay
    racks, rack_replacement    price of accelerators, by what is bought or stands; overhead share of the site
    rack_upkeep, buildings, energy, onsite_energy      of the site
    shortfall                  penalty of the workload in the regions where tokens are missing

A dollar rests on one price here. How many watts, kilograms or failures it pays for rests on further figures,
which are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.plan.plan import Plan
from planner.report.plan.names import called
from planner.tables.earning import SIDES

QUALITIES = ("measured", "quoted", "estimated", "assumed", "not said", "not traced")
NOT_SAID, NOT_TRACED = QUALITIES[4:]
BUS = {
    "array_musd": "array_usd_per_w", "battery_musd": "battery_usd_per_kwh",
    "radiator_musd": "radiator_usd_per_m2", "avionics_musd": "avionics_musd", "comms_musd": "comms_musd",
    "platform_musd": "usd_per_kg", "fixed_musd": "fixed_musd",
}  # fmt: skip
SITE = {
    "rack_upkeep": "upkeep_share_per_year", "buildings": "building_musd_per_mw", "energy": "grid_usd_per_kwh",
    "onsite_energy": "onsite_usd_per_kwh",
}  # fmt: skip
WORDS = {
    "price_usd": "price", "array_usd_per_w": "array price", "battery_usd_per_kwh": "battery price",
    "radiator_usd_per_m2": "radiator price", "avionics_musd": "avionics", "comms_musd": "communication",
    "usd_per_kg": "price by mass", "fixed_musd": "fixed price", "price_musd": "price of a flight",
    "price_usd_per_kg": "price by mass", "insurance_rate": "insurance rate", "nre_musd": "development",
    "variant_nre_musd": "development of variants", "opening_musd": "opening", "yearly_musd": "yearly fees",
    "operations_musd_per_year": "operations", "musd_per_gbps_year": "price of capacity",
    "rack_overhead_share": "overhead of racks", "upkeep_share_per_year": "upkeep of racks",
    "building_musd_per_mw": "buildings", "grid_usd_per_kwh": "grid energy",
    "onsite_usd_per_kwh": "own generation", "shortfall_usd_per_mtoken": "penalty",
}  # fmt: skip
"""Keys as people call them, after the name of the record."""
SHELL = {"shell_opening": "opening_musd", "shell_yearly": "yearly_musd"}
Weights = dict[str, float]  # key path -> weight


def traced(plan: Plan) -> pd.DataFrame:
    """A row a side, item and figure: its quality, and the discounted cost that rests on it, credits below 0.

    figure is the key path in the instance, empty where the cost is not traced. The sum is the plan's cost.
    """
    instance = plan.resolved
    paid = -plan.cash[plan.cash.kind == "cost"].groupby(["item", "what"]).discounted_musd.sum()
    sides = {item: side for side, items in SIDES.items() for item in items}
    rows = []
    for (item, what), musd in paid.items():
        weights = figures_of(plan, instance.data, str(item), str(what))
        total = sum(weights.values())
        for path, weight in weights.items() if total > 0 else [("", 1.0)]:
            noted = instance.provenance.get(path)
            quality = NOT_TRACED if not path else (noted.quality if noted else None) or NOT_SAID
            share = weight / total if total > 0 else 1.0
            rows.append((sides.get(str(item), "neither"), str(item), path, quality, float(musd) * share))
    frame = pd.DataFrame(rows, columns=["side", "item", "figure", "quality", "cost_musd"])
    return frame.groupby(["side", "item", "figure", "quality"], as_index=False, sort=False).cost_musd.sum()


def name_of(path: str) -> str:
    """A price figure as people call it: "Rubin Ultra price", "texas grid energy"."""
    section, record, *_, key = path.split(".")
    name = called(record) if section in ("vehicles", "accelerators") else record
    return f"{name} {WORDS[key]}"


def figures_of(plan: Plan, data: Any, item: str, what: str) -> Weights:
    """The price figures of one item and subject of cash.csv, with weights; none where it is not traced."""
    if item == "satellites":
        return satellite(plan, data, what)
    if item in ("launch", "contracts", "launch_credit"):
        return flight(plan, data, what)
    if item == "insurance":
        return held(data.vehicles, "vehicles", what, "insurance_rate")
    if item == "nre":
        bus = bus_of(plan).get(what, what)
        return held(data.buses, "buses", bus, "nre_musd" if what == bus else "variant_nre_musd")
    if item in SHELL:
        return held(data.shells, "shells", what, SHELL[item])
    if item == "operations":
        return operations(plan, data, what)
    if item == "gateways":
        price = "musd_per_gbps_year"
        return held(data.gateways, "gateways", what, price) or held(data.relays, "relays", what, price)
    if item in ("racks", "rack_replacement"):
        return racks(plan, data, item, what)
    if item in SITE:
        return held(data.sites, "sites", what, SITE[item])
    return penalties(plan, data, what) if item == "shortfall" else {}


def held(section: Mapping[str, Any], name: str, what: str, key: str) -> Weights:
    """One figure of a record, where the instance has the record."""
    return {f"{name}.{what}.{key}": 1.0} if what in section else {}


def bus_of(plan: Plan) -> dict[str, str]:
    """design -> bus."""
    return dict(zip(plan.designs.design, plan.designs.bus))


def satellite(plan: Plan, data: Any, design: str) -> Weights:
    """The prices of which a satellite's cost is made, in M$ of the sizing table."""
    rows = plan.designs[plan.designs.design == design]
    if rows.empty:
        return {}
    row = rows.iloc[0]
    found = {f"buses.{row.bus}.{key}": float(row[column]) for column, key in BUS.items()}
    found = {path: musd for path, musd in found.items() if musd > 0}
    if data.study.boundary != "full":
        return found
    mix = plan.mixes[plan.mixes.design == design]
    flown = {k: n * first_price(data, k) * data.accelerators[k].flight_price_factor
             for k, n in zip(mix.accelerator, mix["count"]) if k in data.accelerators}  # fmt: skip
    total = sum(flown.values())
    for name, usd in flown.items():
        if total > 0:
            found[f"accelerators.{name}.price_usd"] = float(row.accelerators_musd) * usd / total
    return found


def first_price(data: Any, accelerator: str) -> float:
    """The accelerator's first price [$]."""
    return float(data.accelerators[accelerator].price_usd.values[0])


def flight(plan: Plan, data: Any, vehicle: str) -> Weights:
    """The price of a flight, and what it asks by mass."""
    if vehicle not in data.vehicles:
        return {}
    rows = plan.launches[plan.launches.vehicle == vehicle]
    per_kg = data.vehicles[vehicle].price_usd_per_kg
    usd = float(getattr(per_kg, "values", (per_kg,))[0])
    total, by_mass = float(rows.price_musd.sum()), usd * float(rows.mass_t.sum()) / 1e3
    if not by_mass or not total:
        return {f"vehicles.{vehicle}.price_musd": 1.0}
    return {
        f"vehicles.{vehicle}.price_musd": max(0.0, total - by_mass),
        f"vehicles.{vehicle}.price_usd_per_kg": min(by_mass, total),
    }


def operations(plan: Plan, data: Any, shell: str) -> Weights:
    """What running the buses of a shell costs, by satellites working."""
    buses, found = bus_of(plan), Weights()
    rows = plan.fleet[plan.fleet.shell == shell]
    for design, working in zip(rows.design, rows.expected_working):
        bus = buses.get(design)
        if bus in data.buses:
            path = f"buses.{bus}.operations_musd_per_year"
            found[path] = found.get(path, 0.0) + working * data.buses[bus].operations_musd_per_year
    return found


def racks(plan: Plan, data: Any, item: str, site: str) -> Weights:
    """Accelerators of a site by what they cost, bought or replaced; of what is bought the overhead too."""
    if site not in data.sites:
        return {}
    rows, found = plan.sites[plan.sites.site == site], Weights()
    counts = rows.accelerators_built if item == "racks" else rows.accelerators_standing
    for name, count in zip(rows.accelerator, counts):
        if name in data.accelerators and count > 0:
            rate = 1.0 if item == "racks" else data.accelerators[name].failures_per_year
            path = f"accelerators.{name}.price_usd"
            found[path] = found.get(path, 0.0) + count * first_price(data, name) * rate
    overhead = data.sites[site].rack_overhead_share
    if item == "racks" and overhead > 0 and found:
        found[f"sites.{site}.rack_overhead_share"] = overhead * sum(found.values())
    return found


def penalties(plan: Plan, data: Any, workload: str) -> Weights:
    """The penalties of the regions in which a workload is short."""
    if workload not in data.workloads:
        return {}
    rows, found = plan.demand[plan.demand.workload == workload], Weights()
    for region, short in rows.groupby("region").shortfall_tt.sum().items():
        wanted = data.workloads[workload].demand.get(str(region))
        if wanted is not None and wanted.shortfall_usd_per_mtoken and short > 0:
            path = f"workloads.{workload}.demand.{region}.shortfall_usd_per_mtoken"
            found[path] = float(short) * wanted.shortfall_usd_per_mtoken
    return found
