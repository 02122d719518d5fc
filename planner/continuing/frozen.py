"""What a plan has decided for some of its launch periods, as decisions that an instance freezes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from planner.continuing.standpoint import Standpoint
from planner.errors import InstanceError
from planner.instance.frozen import Frozen, FrozenCargo, FrozenFlights, FrozenRacks
from planner.tables.aboard import Waiting, aboard

Cargo = tuple[tuple[str, str, float, int], ...]  # (design, shell, service life in years, satellites), ...


def frozen_of(at: Standpoint, until: date | None) -> Frozen | None:
    """The plan's own launches and purchases from the day to `until`, or to the end of what its instance has
    frozen if that is later.

    None where nothing is frozen after the day. InstanceError for a date that is not after it.
    """
    day = at.ahead.start
    if until is not None and until <= day:
        raise InstanceError(str(until), [("", f"is not after {day}: nothing would be frozen")])
    own = at.data.frozen
    until = max([d for d in (until, own.until if own else None) if d is not None], default=day)
    if until <= day:
        return None
    end = min(at.timeline.first_period(until), at.timeline.launch_periods)
    return Frozen(until=until, flights=flights_of(at, end), racks=racks_of(at, end))


def flights_of(at: Standpoint, end: int) -> tuple[FrozenFlights, ...]:
    """Flights of periods begin..end-1, cohorts of several lives filling them in their order."""
    plan, shells = at.plan, at.case.shells
    waiting: Waiting = defaultdict(list)  # -> [service life, satellites left]
    for row in plan.cohorts.itertuples():
        waiting[row.launch_period, row.vehicle, row.shell, row.design].append(
            [at.whole_years(row.service_years), int(row.satellites)]
        )
    manifests: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for row in plan.manifests.itertuples():
        manifests[row.manifest].append((row.design, row.shell, int(row.satellites_per_flight)))
    flown: Counter[tuple[datetime, str, str, Cargo]] = Counter()
    for row in plan.launches[(plan.launches.period >= at.begin) & (plan.launches.period < end)].itertuples():
        wanted = [
            ((row.period, row.vehicle, shell, design), count)
            for design, shell, count in manifests[row.manifest]
        ]
        for alike, carried, _ in aboard(waiting, wanted, int(row.flights)):
            cargo = tuple((design, shell, years, n) for (_, _, shell, design), years, n in carried)
            flown[row.date, row.vehicle, row.drop, cargo] += alike
    return tuple(
        FrozenFlights(
            vehicle=vehicle,
            drop=None if drop in shells else drop,
            date=day.date(),
            flights=count,
            cargo=tuple(
                FrozenCargo(design=design, shell=shell, satellites=n, service_life_years=years)
                for design, shell, years, n in aboard
            ),
        )
        for (day, vehicle, drop, aboard), count in flown.items()
    )


def racks_of(at: Standpoint, end: int) -> tuple[FrozenRacks, ...]:
    """Racks bought in periods begin..end-1."""
    rows = at.plan.sites
    bought = rows[(rows.period >= at.begin) & (rows.period < end) & (rows.blocks_built > 0)]
    return tuple(
        FrozenRacks(
            site=row.site,
            accelerator=row.accelerator,
            date=row.date.date(),
            blocks=int(row.blocks_built),
        )
        for row in bought.itertuples()
    )
