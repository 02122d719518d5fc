"""What an instance that goes on from a plan must remember of the time before, beside what flies and stands:
orders, gates, licences, money.

    minimum_flights          those flown count for vehicles that have flown
    interconnection_months   those still to wait
    gates                    passed and without a ramp: gone; others as they were, for every satellite of
                             their bus that ever flew stays among those that exist, so that pilots, the
                             months they have served and the line's growth go on
    milestones               met: gone
    capital                  initial_musd is the cash held, with its interest; debts that were to be drawn
                             before are gone

Whatever else has a past that the format cannot say is refused: flights and satellites paid ahead, prices that
follow from what flew, a licence that lost slots, a debt that is being repaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from planner.continuing.standpoint import Standpoint
from planner.errors import InstanceError, require_none
from planner.instance.gates import Gate
from planner.instance.schema import Site
from planner.instance.series import months_after

Problem = tuple[str, str]


def remembered(at: Standpoint) -> dict[str, Any]:
    """The sections of the instance that go on changed; InstanceError naming everything that cannot be
    said.
    """
    problems = [
        *paid_ahead(at),
        *priced_by_the_past(at),
        *slots_lost(at),
        *debts_owed(at),
    ]
    require_none(str(at.ahead.start), problems)
    data = at.data
    vehicles = {
        own_id: record.model_copy(
            update={"minimum_flights": max(0, record.minimum_flights - flown(at, own_id))}
        )
        for own_id, record in data.vehicles.items()
    }
    shells = {
        own_id: record.model_copy(
            update={"milestones": tuple(one for one in record.milestones if one.date >= at.ahead.start)}
        )
        for own_id, record in data.shells.items()
    }
    sites = {
        own_id: record.model_copy(update={"interconnection_months": months_left(at, record)})
        for own_id, record in data.sites.items()
    }
    gates = gates_ahead(at)
    return {"vehicles": vehicles, "shells": shells, "sites": sites, "gates": gates, "capital": capital(at)}


def flown(at: Standpoint, vehicle: str) -> int:
    """Flights of a vehicle before the day."""
    rows = at.plan.launches
    return int(rows[(rows.vehicle == vehicle) & (rows.period < at.begin)].flights.sum())


def months_left(at: Standpoint, site: Site) -> int:
    """Months from the day (or from available_from if that is later) until the grid delivers."""
    starts: date = max(site.available_from or at.timeline.start, at.timeline.start)
    if not site.interconnection_months or starts >= at.ahead.start:
        return site.interconnection_months
    delivers = months_after(starts, site.interconnection_months)
    left = (delivers.year - at.ahead.start.year) * 12 + delivers.month - at.ahead.start.month
    return max(0, left if months_after(at.ahead.start, left) >= delivers else left + 1)


def gates_ahead(at: Standpoint) -> dict[str, Gate]:
    """The gates that still limit something: not passed, or with a line that grows."""
    return {
        own_id: gate
        for own_id, gate in at.data.gates.items()
        if gate.ramp_per_year is not None or not is_passed(at, own_id)
    }


def is_passed(at: Standpoint, gate: str) -> bool:
    """Whether a gate is passed on the day."""
    rows = at.plan.gates
    return bool(rows[(rows.gate == gate) & (rows.period == at.begin)].passed.any())


def capital(at: Standpoint) -> Any:
    """The capital with the cash held on the day."""
    own, case = at.data.capital, at.case
    if own is None:
        return None
    before = at.plan.balance[at.plan.balance.period == at.begin - 1]
    if len(before) != 1:
        day = case.dates[at.begin - 1]
        raise InstanceError(at.plan.place, [("balance.csv", f"has {len(before)} rows of {day}, not one")])
    held = float(before.cash_musd.iloc[0])
    later = {name: debt for name, debt in own.debts.items() if at.timeline.count(debt, "date") >= at.begin}
    return own.model_copy(update={"initial_musd": max(0.0, held * case.interest_factor), "debts": later})


def paid_ahead(at: Standpoint) -> Iterator[Problem]:
    """Launches after the day of which a part was paid before it."""
    case = at.case
    for row in at.plan.cohorts[at.plan.cohorts.launch_period >= at.begin].itertuples():
        d, v = case.designs.index(row.design), case.vehicles.index(row.vehicle)
        ahead = [case.prepay_bus[case.design_bus[d]], case.prepay_launch[v]]
        ahead += case.prepay_accelerator[np.flatnonzero(case.design_counts[d])].tolist()
        if row.launch_period - max(ahead) < at.begin:
            yield (
                f"{row.design} on {row.vehicle}, {row.launch_date.date()}",
                "a part of it was paid before that day (prepay_months), which no instance can say: give "
                "another day, or no prepay_months",
            )
            return


def priced_by_the_past(at: Standpoint) -> Iterator[Problem]:
    """Vehicles whose prices go by what flew before the day."""
    for own_id, record in at.data.vehicles.items():
        if record.learning.rate > 0:
            yield (
                f"vehicles.{own_id}.learning",
                "prices would learn anew from delivered_t: give price_musd a path",
            )
        if record.bulk_discounts and flown(at, own_id):
            yield (
                f"vehicles.{own_id}.bulk_discounts",
                "flights flown before would not count: give price_musd a path",
            )


def slots_lost(at: Standpoint) -> Iterator[Problem]:
    """Licences whose milestone was missed before the day."""
    case, rows = at.case, at.plan.shells
    for s, due, share in zip(case.milestone_shell, case.milestone_period, case.milestone_share, strict=True):
        held = rows[(rows.shell == case.shells[s]) & (rows.period == due)].slots_held.sum()
        if due < at.begin and held < share * case.slots[s, due] * (1 - 1e-9):
            yield (
                f"shells.{case.shells[s]}.milestones",
                f"that of {case.dates[due]} was missed: lower satellites to what is held",
            )


def debts_owed(at: Standpoint) -> Iterator[Problem]:
    """Debts drawn before the day with instalments after it."""
    cash, case = at.plan.cash, at.case
    for n, name in enumerate(case.debts):
        drawn = cash[(cash.item == "debt") & (cash.what == name) & (cash.period < at.begin)].musd.sum()
        if drawn > 0 and case.debt_period[n] + case.debt_periods[n] >= at.begin:
            yield f"capital.debts.{name}", f"{drawn:.4g} M$ of it are being repaid, which no instance can say"
