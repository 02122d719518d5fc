"""The limits of a question that a planner could buy more of, in his words: what, where, when, how much.

    flight          of a vehicle in a launch period                             cadence[v,b]
    slot            in a shell, in every period                                 slots[s,:]
    flight from a pad   of all its vehicles in a launch period                  pad_cadence[a,b]
    satellite       of a bus that its factory delivers in a launch period       bus_rate[h,b]
    accelerator     of a kind that can be bought in a launch period             supply[k,b]
    MW              of grid power at a site, in every period                    grid_mw[j,:]
    Gbit/s          of a gateway, in every period                               gateway_gbps[g,:]
    M$ of capital   raised in a period, where cash is limited                   capital_musd[t]
    Tt committed    of a workload and region in a year, spread over its periods committed[c,r,t]

Limits of none (nothing may fly, nothing is committed) and those without a limit are left out: one more of
what is not offered at all is another question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.case import Case, Floats
from models.factory import most_of_buses, most_of_designs

RowKey = tuple[str, Any]
"""(family, index) of a row, or of a column."""


SIDES = ("cadence", "pads", "factory", "supply", "power", "cash", "committed", "optional")
"""Families whose right-hand sides are limits; in other rows a limit is a coefficient of a binary."""


@dataclass(frozen=True)
class Limit:
    """One limit.

    name, share    the array of the Case that holds it, and what one more adds to each of its entries
    rows, columns  the rows it stands in, and the columns whose upper bound it is
    has_structure  whether it stands in other rows too, whose coefficients are not known here: moving it takes
                   the formulation to be compiled anew
    """

    what: str
    where: str
    when: str
    unit: str
    amount: float
    name: str
    share: Floats
    rows: tuple[RowKey, ...]
    columns: tuple[RowKey, ...] = ()
    has_structure: bool = False

    def moved(self, case: Case, units: float, unit: float = 1.0) -> Case:
        """The question with so many units more; unit: what counts as one of the array in a scaled one."""
        now = getattr(case, self.name)
        amount = np.maximum(now + units * self.share / unit, 0)
        return case.replaced(**{self.name: amount.astype(now.dtype)})  # flights are whole numbers


def limits_of(case: Case) -> Iterator[Limit]:
    """Every limit of a question."""
    yield from flights(case)
    yield from pads(case)
    yield from factories(case)
    yield from slots(case)
    yield from supply(case)
    yield from power(case)
    yield from gateways(case)
    yield from capital(case)
    yield from demand(case)


def entry(array: Any, *at: Any, value: float = 1.0) -> Any:
    """Zeros in the shape of an array with a value at an entry; whole numbers where the array has them."""
    share = np.zeros_like(array)
    share[at] = value
    return share


def period(case: Case, t: int) -> str:
    """A period by its first day."""
    return str(case.dates[t])


def flights(case: Case) -> Iterator[Limit]:
    """One more flight of a vehicle in a launch period."""
    for v, b in np.argwhere(case.cadence > 0).tolist():
        if b >= case.frozen_periods:
            visits = tuple(("visits", (v, s, b)) for s in range(len(case.shells)))
            yield Limit(
                "flight", case.vehicles[v], period(case, b), "flights", float(case.cadence[v, b]), "cadence",
                entry(case.cadence, v, b), (("cadence", (v, b)), *visits),
                has_structure=bool(case.tiers or case.minimum_flights[v]),
            )  # fmt: skip


def pads(case: Case) -> Iterator[Limit]:
    """One more flight from a pad in a launch period, whichever vehicle it is."""
    for a, b in np.argwhere(case.pad_cadence > 0).tolist():
        if b >= case.frozen_periods:
            yield Limit(
                "flight from a pad", case.pads[a], period(case, b), "flights", float(case.pad_cadence[a, b]),
                "pad_cadence", entry(case.pad_cadence, a, b), (("pads", (a, b)),),
            )  # fmt: skip


def factories(case: Case) -> Iterator[Limit]:
    """One more satellite of a bus that its factory delivers in a launch period, where it has a limit."""
    for h, b in np.argwhere(np.isfinite(case.bus_rate) & (case.bus_rate > 0)).tolist():
        if b >= case.frozen_periods:
            yield Limit(
                "satellite", case.buses[h], period(case, b), "satellites", float(case.bus_rate[h, b]),
                "bus_rate", entry(case.bus_rate, h, b), (("factory", (h, b)),),
            )  # fmt: skip


def slots(case: Case) -> Iterator[Limit]:
    """One more slot in a shell, in every period in which it has any."""
    for s, name in enumerate(case.shells):
        own = case.slots[s] > 0
        if own.any():
            rows = tuple(("slots", (s, t)) for t in range(case.periods))
            share = np.zeros_like(case.slots)
            share[s] = own
            yield Limit(
                "slot", name, "always", "slots", float(case.slots[s].max()), "slots", share, rows,
                has_structure=bool((case.milestone_shell == s).any()),
            )  # fmt: skip


def supply(case: Case) -> Iterator[Limit]:
    """One more accelerator of a kind in a launch period, where they are limited."""
    for k, b in np.argwhere(np.isfinite(case.supply) & (case.supply > 0)).tolist():
        yield Limit(
            "accelerator", case.accelerators[k], period(case, b), "accelerators", float(case.supply[k, b]),
            "supply", entry(case.supply, k, b), (("supply", (k, b)),),
        )  # fmt: skip


def power(case: Case) -> Iterator[Limit]:
    """One more MW of grid power at a site, in every period."""
    for j, name in enumerate(case.sites):
        rows = tuple(("power", (j, t)) for t in range(case.periods))
        yield Limit(
            "MW", name, "always", "MW", float(case.grid_mw[j].max()), "grid_mw", entry(case.grid_mw, j), rows
        )


def gateways(case: Case) -> Iterator[Limit]:
    """One more Gbit/s that can be bought at a gateway, in every period in which it sells any."""
    for g, name in enumerate(case.gateways):
        own = case.gateway_gbps[g] > 0
        if own.any():
            share = np.zeros_like(case.gateway_gbps)
            share[g] = own
            columns = tuple(("y", (g, t)) for t in np.flatnonzero(own).tolist())
            yield Limit(
                "Gbit/s", name, "always", "Gbit/s", float(case.gateway_gbps[g].max()), "gateway_gbps", share,
                (), columns,
            )  # fmt: skip


def capital(case: Case) -> Iterator[Limit]:
    """One more M$ raised in a period, where cash is limited."""
    for t in range(case.periods if case.cash_limited else 0):
        if case.capital_musd[t] > 0:
            yield Limit(
                "M$ of capital", "", period(case, t), "M$", float(case.capital_musd[t]), "capital_musd",
                entry(case.capital_musd, t), (("cash", t),),
            )  # fmt: skip


def demand(case: Case) -> Iterator[Limit]:
    """One more Tt committed of a workload and region in a year, in the proportions of its periods."""
    years: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for c, r, t in np.argwhere(case.committed > 0).tolist():
        years[c, r, period(case, t)[:4]].append(t)
    for (c, r, year), periods in sorted(years.items()):
        amount = float(case.committed[c, r, periods].sum())
        share = np.zeros_like(case.committed)
        share[c, r, periods] = case.committed[c, r, periods] / amount
        rows = tuple(("committed", (c, r, t)) for t in periods)
        rows += tuple(("optional", (c, r, t)) for t in periods)
        yield Limit(
            "Tt committed", f"{case.workloads[c]}, {case.regions[r]}", year, "Tt", amount, "committed", share,
            rows, has_structure=bool(case.assured[c]),
        )  # fmt: skip


def coefficients(case: Case, limit: Limit) -> Iterator[tuple[RowKey, RowKey, float]]:
    """(row, column, coefficient) where a limit stands before a binary: what may fly to an opened shell, hold
    its slots, or be launched once its engineering is paid (models/fleet.py, models/factory.py).
    """
    if limit.name in ("cadence", "bus_rate", "supply"):
        b = limit.rows[0][1][1]
        for family, column, most in (
            ("bus_nre", "usedbus", most_of_buses(case)),
            ("design_nre", "useddesign", most_of_designs(case)),
        ):
            for i in range(len(most)):
                yield (family, ("link", i, b)), (column, (i, b)), -float(most[i, b])
    for family, index in limit.rows:
        if family == "visits":
            v, s, b = index
            yield (family, index), ("opened", (s, b + int(case.shell_lag[s]))), -float(case.cadence[v, b])
        elif family == "slots":
            s, t = index
            last = min(case.periods - 1, case.launch_periods - 1 + int(case.shell_lag[s]))
            yield (family, index), ("opened", (s, min(t, last))), -float(case.slots[s, t])
            yield ("in_use", index), ("inuse", index), -float(case.slots[s, t])
