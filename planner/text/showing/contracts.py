"""What is asked for and what stands on the ground to serve it: demand with its terms, sites with their power,
prices that vehicles reach.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.assurance import margins
from planner.coefficients import Built
from planner.coefficients.timeline import HOURS_PER_YEAR
from planner.instance.reading import Instance

DEMAND = [
    "workload", "region", "year", "committed_tt", "optional_tt", "price_usd_per_mtoken",
    "penalty_usd_per_mtoken", "take_or_pay_share", "met_with_probability", "margin_share",
]  # fmt: skip
PRICES = [
    "vehicle", "from", "of", "price_share", "price_musd_first", "price_musd_last", "price_musd_per_t_last",
    "paid_months_ahead", "minimum_flights",
]  # fmt: skip


def demand(built: Built, instance: Instance) -> pd.DataFrame:
    """Tokens asked for by workload, region and year, and the terms: one row each where something is asked.

    price_usd_per_mtoken: mean over the year; penalty_usd_per_mtoken: NaN where the commitment is hard;
    margin_share: the most by which a reserve must exceed what is committed, where it is to be met with a
    probability.
    """
    case = built.case
    years = np.array([day[:4] for day in case.dates])
    margin = margins(case)
    rows = []
    for c, r in np.ndindex(len(case.workloads), len(case.regions)):
        for year in dict.fromkeys(years.tolist()):
            inside = years == year
            committed, optional = case.committed[c, r, inside].sum(), case.optional[c, r, inside].sum()
            penalty = case.shortfall_musd[c, r]
            if committed + optional > 0:
                rows.append((
                    case.workloads[c], case.regions[r], year, committed, optional,
                    case.token_price_musd[c, r, inside].mean(), penalty if np.isfinite(penalty) else np.nan,
                    case.take_or_pay[c, r], case.assured[c] or np.nan, margin[c, inside].max(),
                ))  # fmt: skip
    return pd.DataFrame(rows, columns=DEMAND)


def sites(built: Built, instance: Instance) -> pd.DataFrame:
    """Sites: power from the grid and of their own in the first and last period, its price, the wait for
    racks, and what a rack is.
    """
    case = built.case
    table = {
        "site": case.sites,
        "grid_mw_first": case.grid_mw[:, 0],
        "grid_mw_last": case.grid_mw[:, -1],
        "connected_from": [day_when(case.dates, row > 0) for row in case.grid_mw],
        "grid_usd_per_mwh_first": case.grid_musd[:, 0] * 1e6 / HOURS_PER_YEAR,
        "grid_usd_per_mwh_last": case.grid_musd[:, -1] * 1e6 / HOURS_PER_YEAR,
        "onsite_mw_most": case.onsite_mw.max(axis=1, initial=0.0),
        "onsite_usd_per_mwh_last": np.where(
            case.onsite_mw.any(axis=1), case.onsite_musd[:, -1] * 1e6 / HOURS_PER_YEAR, np.nan
        ),
        "building_musd_per_mw_year": case.building_musd,
        "order_to_running_months": np.rint(case.site_lead * case.period_years * 12).astype(int),
        "rack_life_years": case.rack_life * case.period_years,
        "availability": case.availability,
        "failed_accelerators": [site.failed_accelerators for site in instance.data.sites.values()]
        if len(case.sites)
        else [],
        "idle_power_share": case.idle_power_share,
        "accelerators_per_block": case.rack_block,
    }
    for k, name in enumerate(case.accelerators):
        offered = case.rack_offered[:, k].any(axis=1)
        table[f"block_musd_last.{name}"] = np.where(offered, case.rack_cost_musd[:, k, -1], np.nan)
        table[f"block_mw_last.{name}"] = np.where(offered, case.rack_mw[:, k, -1], np.nan)
        replaced = np.where(offered, case.rack_replacement_musd[:, k, -1], np.nan)
        table[f"block_replacement_musd_per_year_last.{name}"] = replaced
    return pd.DataFrame(table)


def day_when(dates: tuple[str, ...], holds) -> str:
    """The first date at which something holds, nothing where it never does."""
    return dates[int(np.argmax(holds))] if np.any(holds) else ""


def prices(built: Built, instance: Instance) -> pd.DataFrame:
    """Price tiers that vehicles may reach, by tonnes delivered before or by flights in all, and flights owed:
    one row a tier.
    """
    case = built.case
    rows = []
    for v, name in enumerate(case.vehicles):
        within = np.flatnonzero(case.reachable[v].any(axis=1)).tolist() if case.tiers else []
        counted = "t delivered before" if case.learns[v] else "flights in all"
        steps = [(case.tier_from[v, i], case.tier_factor[v, i]) for i in within]
        for start, share in steps or [(0.0, 1.0)]:
            rows.append((
                name, start, counted if len(within) > 1 else "", share,
                share * case.price_musd[v, 0], share * case.price_musd[v, -1], case.price_musd_per_t[v, -1],
                round(case.prepay_launch[v] * case.period_years * 12), case.minimum_flights[v],
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=PRICES)


def routes(built: Built, instance: Instance) -> pd.DataFrame:
    """Ways down, gateways and relays: capacity that may be bought and its price in the first and last period,
    and whose tokens they take.
    """
    case = built.case
    takes = [
        "+".join(region for r, region in enumerate(case.regions) if case.gateway_allowed[:, r, g].any())
        for g in range(len(case.gateways))
    ]
    return pd.DataFrame(
        {
            "way_down": case.gateways,
            "kind": ["gateway" if name in instance.data.gateways else "relay" for name in case.gateways],
            "regions": takes,
            "gbps_first": case.gateway_gbps[:, 0],
            "gbps_last": case.gateway_gbps[:, -1],
            "musd_per_gbps_year_first": case.gateway_musd[:, 0],
            "musd_per_gbps_year_last": case.gateway_musd[:, -1],
            "availability": case.gateway_availability,
        }
    )
