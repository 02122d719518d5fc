"""How much of each limit a plan uses, period by period, from its tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.case import Bools, Case, Floats
from planner.plan.plan import Plan

Use = tuple[Floats, Floats]
"""What is used and what is allowed, by period."""

LEFT = {"MW": 0.02, "Gbit/s": 0.02, "M$ of capital": 0.02}
"""What -> share of it that may be left where it is used up, for nothing whole fits in there; of others
0.001."""


def full_periods(what: str, use: Use) -> Bools:
    """[t] whether a limit is used up; a slot is where less than one is left (they are held by expected
    numbers).
    """
    amount, allowed = use
    room = (
        np.full(len(allowed), 1.0)
        if what == "slot"
        else LEFT.get(what, 0.001) * np.where(np.isfinite(allowed), allowed, 0.0)
    )
    return (allowed > 0) & np.isfinite(allowed) & (amount >= allowed - room) & (amount > 0)


def stretches(what: str, use: Use) -> list[tuple[int, int]]:
    """(first, last) period of each run of periods in which a limit is used up; those that have none of it are
    passed over.
    """
    runs: list[tuple[int, int]] = []
    full, before = full_periods(what, use), False
    for t in np.flatnonzero(use[1] > 0).tolist():
        if full[t]:
            runs = [*runs[:-1], (runs[-1][0], t)] if before else [*runs, (t, t)]
        before = bool(full[t])
    return runs


def use_of(plan: Plan, case: Case) -> dict[tuple[str, str], Use]:
    """(what, where) of planner/explain/limits.py -> what the plan uses of it, and how much there is."""
    return flights(plan, case) | satellites(plan, case) | chips(plan, case) | places(plan, case)


def by_period(frame: pd.DataFrame, name: str, amount: str, ids: tuple[str, ...], periods: int) -> Floats:
    """[id, period] sums of a column of a table with the columns `name` and period."""
    number = {one: i for i, one in enumerate(ids)}
    total = np.zeros((len(ids), periods))
    rows = frame[frame[name].isin(ids)]
    np.add.at(
        total, (rows[name].map(number).to_numpy(dtype=int), rows.period.to_numpy(dtype=int)), rows[amount]
    )
    return total


def flights(plan: Plan, case: Case) -> dict[tuple[str, str], Use]:
    """Flights by vehicle and by pad."""
    flown = by_period(plan.launches, "vehicle", "flights", case.vehicles, case.launch_periods)
    by_pad = case.pad_of.T.astype(float) @ flown
    found = {
        ("flight", one): (flown[v], case.cadence[v].astype(float)) for v, one in enumerate(case.vehicles)
    }
    return found | {
        ("flight from a pad", one): (by_pad[a], case.pad_cadence[a].astype(float))
        for a, one in enumerate(case.pads)
    }


def satellites(plan: Plan, case: Case) -> dict[tuple[str, str], Use]:
    """Satellites by bus."""
    bus = dict(zip(case.designs, (case.buses[h] for h in case.design_bus), strict=True))
    sent = plan.cohorts.rename(columns={"launch_period": "period"})
    sent = sent.assign(bus=sent.design.map(bus))
    launched = by_period(sent, "bus", "satellites", case.buses, case.launch_periods)
    return {("satellite", one): (launched[h], case.bus_rate[h]) for h, one in enumerate(case.buses)}


def chips(plan: Plan, case: Case) -> dict[tuple[str, str], Use]:
    """Accelerators bought, in satellites and in racks."""
    sent = plan.cohorts.rename(columns={"launch_period": "period"}).merge(plan.mixes, on="design")
    sent = sent.assign(accelerators=sent.satellites * sent["count"])
    bought = by_period(sent, "accelerator", "accelerators", case.accelerators, case.periods)
    bought += by_period(plan.sites, "accelerator", "accelerators_built", case.accelerators, case.periods)
    return {
        ("accelerator", one): (bought[k, : case.launch_periods], case.supply[k])
        for k, one in enumerate(case.accelerators)
    }


def places(plan: Plan, case: Case) -> dict[tuple[str, str], Use]:
    """Slots, grid power, capacity of gateways; capital that is spent by the end of each period; committed
    tokens that are served.
    """
    T = case.periods
    held = by_period(plan.shells, "shell", "slots_held", case.shells, T)
    drawn = by_period(plan.power, "site", "grid_mw", case.sites, T)
    rented = by_period(plan.gateways, "gateway", "gbps_bought", case.gateways, T)
    found: dict[tuple[str, str], Use] = {}
    found |= {("slot", one): (held[s], case.slots[s]) for s, one in enumerate(case.shells)}
    found |= {("MW", one): (drawn[j], case.grid_mw[j]) for j, one in enumerate(case.sites)}
    found |= {("Gbit/s", one): (rented[g], case.gateway_gbps[g]) for g, one in enumerate(case.gateways)}
    if case.cash_limited:
        left = np.zeros(T)
        left[plan.balance.period.to_numpy(dtype=int)] = plan.balance.cash_musd
        capital = case.capital_musd
        found["M$ of capital", ""] = capital - np.clip(left, 0, capital), capital
    asked = plan.demand.assign(
        where=plan.demand.workload + ", " + plan.demand.region,
        met=plan.demand.committed_tt - plan.demand.shortfall_tt,
    )
    ids = tuple(asked["where"].unique())
    met, committed = (by_period(asked, "where", column, ids, T) for column in ("met", "committed_tt"))
    return found | {("Tt committed", one): (met[i], committed[i]) for i, one in enumerate(ids)}
