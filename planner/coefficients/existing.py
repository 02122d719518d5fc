"""What exists when a study starts, as arrays of a Case: satellites that fly, racks that stand, flights under
contract.

Satellites are ready after the raising time of their shell, racks after the lead time of their site, counted
from the day of the launch or of the order; both enter service at the start of the first period after that,
and retire at the start of the period that is nearest to the end of their planned life. What was launched or
ordered on the start of a period takes the whole periods that the plan's own take: a plan continued on such a
day has the fleet that it had.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import existing
from models.case import Floats, Ints, exceeds
from models.departing import FLOWN
from models.installed import surely_standing
from planner.coefficients.shells import lag_periods
from planner.coefficients.timeline import COUNT_SLACK, Timeline, rounded
from planner.errors import require_none
from planner.instance.existing import ExistingRacks, ExistingSatellites
from planner.instance.schema import InstanceFile
from planner.instance.series import months_after
from planner.instance.shape import rounding_of

Arrays = dict[str, NDArray[Any]]


def ready(timeline: Timeline, day: date, waits: float) -> float:
    """Position [periods] of the moment so many days after a day."""
    days = int(waits)
    reached, next_day = (timeline.position(day + timedelta(days=n)) for n in (days, days + 1))
    return reached + (waits - days) * (next_day - reached)


def service(timeline: Timeline, day: date, begins: float, wait: int, life: float) -> tuple[int, int, float]:
    """(arrives, leaves, age): first period in service, first one no longer in it, years in service at the
    start of max(0, arrives).

    day: of launch or order, before the study; begins: position at which service could begin, by days; wait:
    the same in whole periods, which holds for what a plan could have launched or ordered itself, at the start
    of a period; life: periods in service.
    """
    position = timeline.position(day)
    if abs(position - round(position)) <= COUNT_SLACK:
        begins = round(position) + wait
    arrives = int(rounded(begins, rounding_of(ExistingSatellites, "launched").direction))
    leaves = int(rounded(begins + life, rounding_of(ExistingSatellites, "service_life_years").direction))
    return arrives, leaves, max(0.0, (max(0, arrives) - begins) * timeline.period_years)


def of_satellites(
    data: InstanceFile, timeline: Timeline, entry: ExistingSatellites
) -> tuple[int, int, float]:
    """`service` of satellites."""
    shell = data.shells[entry.shell]
    begins = ready(timeline, entry.launched, shell.raising_days)
    life = entry.service_life_years / timeline.period_years
    return service(timeline, entry.launched, begins, lag_periods(shell, timeline), life)


def of_racks(data: InstanceFile, timeline: Timeline, entry: ExistingRacks) -> tuple[int, int, float]:
    """`service` of racks."""
    site = data.sites[entry.site]
    begins = timeline.position(months_after(entry.bought, site.lead_months))
    life = site.rack_life_years / timeline.period_years
    return service(timeline, entry.bought, begins, timeline.count(site, "lead_months"), life)


def periods_of_existing(data: InstanceFile, timeline: Timeline) -> int:
    """Periods until the last of what exists has served, B at least; B under `annuity`."""
    if data.study.horizon == "annuity":
        return timeline.launch_periods
    ends = [of_satellites(data, timeline, entry)[1] for entry in data.existing.satellites]
    ends += [of_racks(data, timeline, entry)[1] for entry in data.existing.racks]
    return max([timeline.launch_periods, *ends])


def oldest_periods(data: InstanceFile, timeline: Timeline) -> int:
    """Periods that the oldest existing satellite has been in service at the start, rounded up."""
    ages = [of_satellites(data, timeline, entry)[2] for entry in data.existing.satellites]
    return int(rounded(max(ages, default=0.0) / timeline.period_years, "up"))


def existing_arrays(data: InstanceFile, timeline: Timeline, fields: dict[str, Any]) -> dict[str, Any]:
    """All arrays over existing cohorts f and racks x, contracted and contract_owed_musd[v,b]; what is paid
    costs nothing more.

    flown_working[f]        as given, or count * success of the vehicle * exp(-hazard * age)
    flown_dead[f]           count - working where working is given: they hold their slots for the time of
                            decay, from the study's start on
    flown_history_years[f]  the age where working is not given, so that the dead follow from the hazard; 0
                            where it is given
    """
    found = flown(data, timeline, fields)
    found |= installed(data, timeline, fields)
    found |= contracts(data, timeline, fields)
    paid_shells = {*data.existing.shells, *(entry.shell for entry in data.existing.satellites)}
    paid_designs = {*data.existing.designs, *(entry.design for entry in data.existing.satellites)}
    paid_buses = {*data.existing.buses, *(data.designs[d].bus for d in paid_designs if d in data.designs)}
    for name, axis, paid in (
        ("shell_opening_musd", "shells", paid_shells),
        ("bus_nre_musd", "buses", paid_buses),
        ("design_nre_musd", "designs", paid_designs),
    ):
        found[name] = np.where([own_id in paid for own_id in fields[axis]], 0.0, fields[name])
    return found


def flown(data: InstanceFile, timeline: Timeline, fields: dict[str, Any]) -> dict[str, Any]:
    """The arrays over f."""
    entries = data.existing.satellites
    times = [of_satellites(data, timeline, entry) for entry in entries]
    design = [fields["designs"].index(entry.design) for entry in entries]
    shell = [fields["shells"].index(entry.shell) for entry in entries]
    working, dead, history = [], [], []
    for entry, d, (_, leaves, age) in zip(entries, design, times, strict=True):
        hazard = fields["bus_loss_per_year"][fields["design_bus"][d]]
        success = 1.0 if entry.vehicle is None else data.vehicles[entry.vehicle].success
        alive = entry.count * success * np.exp(-hazard * age) if entry.working is None else entry.working
        is_over = leaves <= 0 and entry.working is not None  # whoever was alive has left
        working.append(0.0 if is_over else float(alive))
        dead.append(0.0 if entry.working is None else entry.count - entry.working)
        history.append(age if entry.working is None else 0.0)
    return {
        "flown": tuple(f"existing-{i + 1}" for i in range(len(entries))),
        "flown_design": np.array(design, dtype=int),
        "flown_shell": np.array(shell, dtype=int),
        "flown_satellites": np.array([entry.count for entry in entries], dtype=int),
        "flown_working": np.array(working, dtype=float),
        "flown_dead": np.array(dead, dtype=float),
        "flown_age_years": np.array([age for _, _, age in times], dtype=float),
        "flown_history_years": np.array(history, dtype=float),
        "flown_arrives": np.array([arrives for arrives, _, _ in times], dtype=int),
        "flown_leaves": np.array([leaves for _, leaves, _ in times], dtype=int),
        "flown_may_retire": np.array([entry.may_retire_early for entry in entries], dtype=bool),
    }


def installed(data: InstanceFile, timeline: Timeline, fields: dict[str, Any]) -> dict[str, Any]:
    """The arrays over x."""
    entries = data.existing.racks
    times = [of_racks(data, timeline, entry) for entry in entries]
    return {
        "installed": tuple(f"existing-racks-{i + 1}" for i in range(len(entries))),
        "installed_site": np.array([fields["sites"].index(entry.site) for entry in entries], dtype=int),
        "installed_accelerator": np.array(
            [fields["accelerators"].index(entry.accelerator) for entry in entries], dtype=int
        ),
        "installed_blocks": np.array([entry.blocks for entry in entries], dtype=int),
        "installed_age_years": np.array([age for _, _, age in times], dtype=float),
        "installed_arrives": np.array([arrives for arrives, _, _ in times], dtype=int),
        "installed_leaves": np.array([leaves for _, leaves, _ in times], dtype=int),
        "installed_may_retire": np.array([entry.may_retire_early for entry in entries], dtype=bool),
    }


def contracts(data: InstanceFile, timeline: Timeline, fields: dict[str, Any]) -> Arrays:
    """contracted[v,b] flights, and contract_owed_musd[v,b] = sum of flights * (1 - paid_share) * price."""
    shape = (len(fields["vehicles"]), timeline.launch_periods)
    flights, owed = np.zeros(shape, dtype=int), np.zeros(shape)
    for entry in data.existing.flights:
        v = fields["vehicles"].index(entry.vehicle)
        b = timeline.count(entry, "date")
        flights[v, b] += entry.flights
        owed[v, b] += entry.flights * (1 - entry.paid_share) * fields["price_musd"][v, b]
    return {"contracted": flights, "contract_owed_musd": owed}


def least_mw(standing: Ints, case: Any) -> Floats:
    """[j,t] MW that standing blocks [j,k,t] draw where none of them runs."""
    return np.einsum("jkt,jkt,j->jt", standing, case.rack_mw, case.idle_power_share)


def require_room(case: Any, source: str) -> None:
    """InstanceError where existing satellites hold more slots than a shell has, even if all retire that may,
    or racks that stand draw more than their site's power even at rest, all gone that may leave.
    """
    problems = []
    held = FLOWN.constants(FLOWN.left_at_once(case), existing.slots)
    for s, shell in enumerate(case.shells):
        over = [t for t in range(case.periods) if exceeds(held.get((s, t), 0.0), case.slots[s, t])]
        if over:
            t = over[0]
            say = (
                f"hold {held[s, t]:.4g} slots in the period from {case.dates[t]}, {shell} has "
                f"{case.slots[s, t]:.4g}"
            )
            problems.append(("existing.satellites", say))
    drawn = least_mw(surely_standing(case), case)
    for j, site in enumerate(case.sites):
        limit = case.grid_mw[j] + case.onsite_mw[j]
        over = np.flatnonzero(exceeds(drawn[j], limit)).tolist()
        if over:
            t = over[0]
            say = (
                f"draw {drawn[j, t]:.4g} MW at rest in the period from {case.dates[t]}, {site} has "
                f"{limit[t]:.4g} MW"
            )
            problems.append(("existing.racks", say))
    require_none(source, problems)
