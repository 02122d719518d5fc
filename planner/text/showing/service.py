"""What serves tokens and how it is reached: accelerators, gateways, regions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.case import Floats
from planner.coefficients import Built
from planner.instance.reading import Instance
from planner.instance.schema import Gateway
from planner.physics import link
from planner.physics.environment import Environment

LOWEST_ELEVATION_DEG = 10.0
"""Elevation from which a satellite counts as in view, that of link.reach_share."""

GATEWAY_FIGURES = [
    "gateway", "shell", "slant_range_km", "one_way_ms", "round_trip_ms", "access_fraction",
    "min_elevation_deg", "gbps_first", "gbps_last",
]  # fmt: skip
REACH_FIGURES = ["shell", "region", "workload", "reach_share"]


def accelerators(built: Built, instance: Instance) -> pd.DataFrame:
    """Tokens by workload (one accelerator, one year), how many hold a replica, losses and supply; power, dose
    limit, first price.
    """
    case, records = built.case, list(instance.data.accelerators.values())
    supply = case.supply.sum(axis=1)
    start = [instance.data.study.start]
    table = {
        "accelerator": case.accelerators,
        "power_w": [k.power_w for k in records],
        "dose_limit_krad": [k.dose_limit_krad for k in records],
        "price_usd_first": [float(k.price_usd.at(start)[0]) for k in records],
        "flight_price_factor": [k.flight_price_factor for k in records],
        "failures_per_year": case.accelerator_loss_per_year,
        "supply_total": np.where(np.isinf(supply), np.nan, supply),
    }
    for c, name in enumerate(case.workloads):
        table[f"{name}_need"] = case.need[:, c]
        table[f"{name}_tt_per_year"] = case.rate[:, c]
    for name, workload in instance.data.workloads.items():
        table[f"tokens_per_s.{name}"] = [k.tokens_per_s.get(workload.service, 0.0) for k in records]
    return pd.DataFrame(table)


def gateways(built: Built, instance: Instance) -> pd.DataFrame:
    """Every gateway on the ground and every shell (a relay has no place), one row a pair: distance and light
    time to a satellite at the lowest elevation, and how often one is in view.

    access_fraction: share of time that one satellite stands above min_elevation_deg; 0: never, and the
    distance is to no satellite there.
    """
    if built.flying is None:
        return pd.DataFrame(columns=GATEWAY_FIGURES)
    case, environment = built.case, built.flying.shells.environment
    names = list(instance.data.gateways)
    shape = len(names), len(case.shells)
    distance = np.broadcast_to(link.slant_range_km(environment.altitude_km, LOWEST_ELEVATION_DEG), shape)
    first, last = (
        np.repeat(case.gateway_gbps[[case.gateways.index(name) for name in names], t], shape[1])
        for t in (0, -1)
    )
    return pd.DataFrame(
        {
            "gateway": np.repeat(names, shape[1]),
            "shell": np.tile(case.shells, shape[0]),
            "slant_range_km": distance.ravel(),
            "one_way_ms": link.one_way_ms(distance).ravel(),
            "round_trip_ms": 2 * link.one_way_ms(distance).ravel(),
            "access_fraction": access_fraction(environment, instance.data.gateways).ravel(),
            "min_elevation_deg": LOWEST_ELEVATION_DEG,
            "gbps_first": first,
            "gbps_last": last,
        }
    )


def access_fraction(environment: Environment, gateways: Mapping[str, Gateway]) -> Floats:
    """Share of time that one satellite of a shell stands above the lowest elevation at a gateway [-]:
    [g,s].
    """
    latitude = np.array([gateway.latitude_deg for gateway in gateways.values()], dtype=float)[:, None]
    return link.access_share(
        environment.altitude_km, environment.inclination_deg, latitude, LOWEST_ELEVATION_DEG
    )


def seen_round_trip_ms(environment: Environment, gateways: Mapping[str, Gateway]) -> Floats:
    """Light from a gateway to a satellite at the lowest elevation and back [ms]: [g,s]; NaN where none of the
    shell ever stands so high.
    """
    there_and_back = 2 * link.one_way_ms(link.slant_range_km(environment.altitude_km, LOWEST_ELEVATION_DEG))
    return np.where(access_fraction(environment, gateways) > 0, there_and_back, np.nan)


def reach(built: Built, instance: Instance) -> pd.DataFrame:
    """Share of time that a satellite of a shell is within a workload's latency limit of a region's centre:
    one row a triple.
    """
    if built.flying is None:
        return pd.DataFrame(columns=REACH_FIGURES)
    case = built.case
    triples = pd.MultiIndex.from_product([case.shells, case.regions, case.workloads], names=REACH_FIGURES[:3])
    return pd.Series(case.reach.ravel(), index=triples, name=REACH_FIGURES[3]).reset_index()


def reach_by_workload(reach: pd.DataFrame) -> pd.DataFrame:
    """The same with a column a workload: one row a shell and region."""
    workloads = list(reach["workload"].unique())
    table = reach.pivot(index=["shell", "region"], columns="workload", values="reach_share")
    pairs = pd.MultiIndex.from_frame(reach[["shell", "region"]].drop_duplicates())
    return table.loc[pairs, workloads].reset_index()
