"""What an instance holds after reading, physics and sizing, as tables: shells, vehicles, designs, accelerators, defaults."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.case import Case
from models.members import lift_t
from planner.coefficients import Built
from planner.instance.reading import Instance


def overview(built: Built) -> pd.DataFrame:
    """How many of everything."""
    case = built.case
    counts = {
        "periods": case.periods, "launch periods": case.launch_periods, "shells": len(case.shells), "vehicles": len(case.vehicles),
        "buses": len(case.buses), "designs offered": len(case.designs), "designs dropped": len(built.dropped),
        "accelerators": len(case.accelerators), "workloads": len(case.workloads), "regions": len(case.regions),
        "gateways": len(case.gateways), "sites": len(case.sites),
    }  # fmt: skip
    return pd.DataFrame({"what": list(counts), "count": list(counts.values())})


def shells(built: Built, instance: Instance) -> pd.DataFrame:
    """Orbit, slots in the first and the last period, share of time that compute runs by eclipse operation, payload of each vehicle."""
    case = built.case
    table = pd.DataFrame({"shell": case.shells})
    orbits = [instance.data.shells[name] for name in case.shells]
    table["altitude_km"] = [orbit.altitude_km for orbit in orbits]
    table["inclination_deg"] = [
        np.nan if orbit.inclination_deg is None else orbit.inclination_deg for orbit in orbits
    ]
    table["ltan_h"] = [np.nan if orbit.ltan_h is None else orbit.ltan_h for orbit in orbits]
    table["slots_first"], table["slots_last"] = case.slots[:, 0], case.slots[:, -1]
    table["first_period"], table["lag_periods"] = case.shell_from, case.shell_lag
    for e, operation in enumerate(case.operations):
        table[f"duty_{operation}_least"] = case.duty[e].min(axis=1)
    for v, vehicle in enumerate(case.vehicles):
        table[f"payload_t_{vehicle}"] = [lift_t(case, v, s) for s in range(len(case.shells))]
    return table


def vehicles(built: Built) -> pd.DataFrame:
    """Price and cadence in the first and last launch period, lift, reliability; price per kg to the shell it lifts most to; orders."""
    case = built.case
    most = case.payload_t.max(axis=1, initial=0.0)
    per_kg = np.divide(
        case.price_musd[:, [0, -1]] * 1000,
        most[:, None],
        out=np.full((len(most), 2), np.nan),
        where=most[:, None] > 0,
    )
    return pd.DataFrame(
        {
            "vehicle": case.vehicles,
            "price_musd_first": case.price_musd[:, 0],
            "price_musd_last": case.price_musd[:, -1],
            "flights_first_period": case.cadence[:, 0],
            "flights_last_period": case.cadence[:, -1],
            "flights_total": case.cadence.sum(axis=1),
            "payload_t_most": most,
            "usd_per_kg_first": per_kg[:, 0],
            "usd_per_kg_last": per_kg[:, 1],
            "fairing_m3": case.fairing_m3,
            "satellites_max": case.satellites_max,
            "success": case.success,
            "insurance_rate": case.insurance_rate,
            "pads": ["+".join(np.array(case.pads)[used]) for used in case.pad_of],
            "minimum_flights": case.minimum_flights,
            "price_share_least": least_share(case),
        }
    )


def least_share(case: Case) -> np.ndarray:
    """[v] least price / price_musd that discounts and learning can bring."""
    if not case.tiers:
        return np.ones(len(case.vehicles))
    within = case.reachable.any(axis=2)
    return np.where(within, case.tier_factor, 1.0).min(axis=1)


def designs(built: Built) -> pd.DataFrame:
    """Every design offered: accelerators on board and its sizing."""
    case = built.case
    names = dict(zip(case.designs, case.design_counts, strict=True))
    mix = {
        d: "+".join(f"{n} {k}" for k, n in zip(case.accelerators, counts, strict=True) if n)
        for d, counts in names.items()
    }
    sized = built.designs
    return pd.concat(
        [sized[["design"]], sized["design"].map(mix).rename("mix"), sized.drop(columns="design")], axis=1
    )


DESIGN_FIGURES = ["design", "mix", "wet_t", "load_kw", "unit_cost_musd"]  # what a screen has room for


def accelerators(built: Built) -> pd.DataFrame:
    """Tokens by workload (one accelerator, one year), how many hold a replica, losses and supply."""
    case = built.case
    table = pd.DataFrame(
        {"accelerator": case.accelerators, "failures_per_year": case.accelerator_loss_per_year}
    )
    supply = case.supply.sum(axis=1)
    table["supply_total"] = np.where(np.isinf(supply), np.nan, supply)
    for c, workload in enumerate(case.workloads):
        table[f"{workload}_need"] = case.need[:, c]
        table[f"{workload}_tt_per_year"] = case.rate[:, c]
    return table


def defaults(instance: Instance) -> pd.DataFrame:
    """Every default that the instance leaves as it is."""
    return pd.DataFrame(
        {"key": list(instance.defaults), "default": [str(v) for v in instance.defaults.values()]}
    )
