"""Launch vehicles, and what each brings to each shell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.case import Case, Floats
from models.members import lifts_t
from planner.coefficients import Built
from planner.instance.reading import Instance

PAYLOAD_FIGURES = [
    "vehicle", "shell", "payload_t", "estimated", "usd_per_kg_first", "usd_per_kg_last", "satellites_max",
    "fairing_m3", "binding_density_kg_m3",
]  # fmt: skip


def vehicles(built: Built, instance: Instance) -> pd.DataFrame:
    """Price and cadence in the first and last launch period, lift, reliability; price per kg to the shell it
    lifts most to; pads, orders.
    """
    case = built.case
    most = case.payload_t.max(axis=1, initial=0.0)
    return pd.DataFrame(
        {
            "vehicle": case.vehicles,
            "price_musd_first": case.price_musd[:, 0],
            "price_musd_last": case.price_musd[:, -1],
            "flights_first_period": case.cadence[:, 0],
            "flights_last_period": case.cadence[:, -1],
            "flights_total": case.cadence.sum(axis=1),
            "payload_t_most": most,
            "usd_per_kg_first": usd_per_kg(case.price_musd[:, 0], most, case.price_musd_per_t[:, 0]),
            "usd_per_kg_last": usd_per_kg(case.price_musd[:, -1], most, case.price_musd_per_t[:, -1]),
            "fairing_m3": case.fairing_m3,
            "satellites_max": case.satellites_max,
            "success": case.success,
            "insurance_rate": case.insurance_rate,
            "pads": ["+".join(np.array(case.pads)[used]) for used in case.pad_of],
            "minimum_flights": case.minimum_flights,
            "price_share_least": least_share(case),
        }
    )


def least_share(case: Case) -> Floats:
    """Least price / price_musd that discounts and learning can bring: [v]."""
    if not case.tiers:
        return np.ones(len(case.vehicles))
    within = case.reachable.any(axis=2)
    return np.where(within, case.tier_factor, 1.0).min(axis=1)


def payloads(built: Built, instance: Instance) -> pd.DataFrame:
    """Every vehicle to every shell, one row a pair.

    estimated: no two published orbits enclose the one where the vehicle lets go, so the payload is scaled and
    derated usd_per_kg_...: price of a full flight over its payload, in the first and the last launch period,
    flown by then or not binding_density_kg_m3: payload over fairing; satellites stowed less densely fill the
    volume first
    """
    if built.flying is None:
        return pd.DataFrame(columns=PAYLOAD_FIGURES)
    case = built.case
    payload_t = lifts_t(case).ravel()
    v = np.repeat(np.arange(len(case.vehicles)), len(case.shells))
    return pd.DataFrame(
        {
            "vehicle": np.repeat(case.vehicles, len(case.shells)),
            "shell": np.tile(case.shells, len(case.vehicles)),
            "payload_t": payload_t,
            "estimated": built.flying.is_estimated.ravel(),
            "usd_per_kg_first": usd_per_kg(case.price_musd[v, 0], payload_t, case.price_musd_per_t[v, 0]),
            "usd_per_kg_last": usd_per_kg(case.price_musd[v, -1], payload_t, case.price_musd_per_t[v, -1]),
            "satellites_max": case.satellites_max[v],
            "fairing_m3": case.fairing_m3[v],
            "binding_density_kg_m3": payload_t * 1000 / case.fairing_m3[v],
        }
    )


def usd_per_kg(price_musd: Floats, payload_t: Floats, musd_per_t: Floats) -> Floats:
    """Price of a full flight by mass, per flight and per mass [$/kg], NaN where there is no payload; one
    shape.
    """
    flight = np.divide(
        price_musd * 1000, payload_t, out=np.full(np.shape(payload_t), np.nan), where=payload_t > 0
    )
    return flight + musd_per_t * 1000
