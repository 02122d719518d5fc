"""Rules that span sections. Each looks at a sound part of the file and yields (key path, message)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.series import months_after
from planner.instance.shape import Map
from planner.instance.sky import Shell

Found = Iterator[tuple[str, str]]

SAME_INCLINATION_DEG = 0.1
"""Shells whose inclinations differ by no more are reached without a turn of the plane that counts."""

PAST_YEARS = 20
"""So many years before the study the environment may be looked at, at most."""


@dataclass(frozen=True)
class Rule:
    """A check and the sections that must be sound for it."""

    needs: tuple[str, ...]
    check: Callable[[InstanceFile], Found]


def one_thing_an_id(file: InstanceFile) -> Found:
    """An id names one thing, whatever its section: plans list things of several kinds in one column."""
    owner: dict[str, str] = {}
    for section in OWNERS:
        for own_id in getattr(file, section):
            if own_id in owner:
                yield f"{section}.{own_id}", f"the id is taken: {owner[own_id]}.{own_id}"
            owner.setdefault(own_id, section)


def something_serves(file: InstanceFile) -> Found:
    """Tokens come from satellites or from sites."""
    if not (file.designs or file.design_spaces or file.sites):
        yield "workloads", "nothing can serve them: give designs, design_spaces or sites"


def satellites_fly(file: InstanceFile) -> Found:
    """Satellites need a vehicle and a way down."""
    if file.designs or file.design_spaces:
        for section, there in (("vehicles", file.vehicles), ("gateways", file.gateways or file.relays)):
            if not there:
                yield section, "is missing: satellites are designed, but without it none is of use"


def credits_are_paid(file: InstanceFile) -> Found:
    """Under `annuity` a launch is credited at the price paid; with a premium below the expected payout a tier
    might be worth missing.
    """
    for own_id, vehicle in file.vehicles.items() if file.study.horizon == "annuity" else ():
        is_tiered = vehicle.bulk_discounts or vehicle.learning.rate > 0
        if is_tiered and 0 < vehicle.insurance_rate < 1 - vehicle.success:
            yield (
                f"vehicles.{own_id}.insurance_rate",
                f"{vehicle.insurance_rate:g} is below the expected payout {1 - vehicle.success:g}: with "
                "price tiers and horizon annuity it must not be",
            )


def tokens_are_asked(file: InstanceFile) -> Found:
    """Least cost, in total or per token, needs tokens that must be served."""
    demands = [demand for workload in file.workloads.values() for demand in workload.demand.values()]
    committed = any(any(demand.committed_tt_per_year.values) for demand in demands)
    optional = any(any(demand.optional_tt_per_year.values) for demand in demands)
    if not committed and not optional:
        yield "workloads", "every demand is zero: give committed_tt_per_year or optional_tt_per_year"
    elif not committed and not file.study.min_tokens_tt and file.objective != "npv":
        yield (
            "workloads",
            "neither committed demand nor study.min_tokens_tt: the cheapest plan would serve nothing",
        )


def each_workload_has_an_accelerator(file: InstanceFile) -> Found:
    """Some accelerator that can be bought runs the workload's service and holds its replica."""
    usable = {k for site in file.sites.values() for k in site.accelerators}
    usable |= {k for design in file.designs.values() for k in design.accelerators}
    usable |= {k for space in file.design_spaces.values() for k in space.accelerators}
    for own_id, workload in file.workloads.items() if usable else ():
        if not any(file.accelerators[k].tokens_per_s.get(workload.service) for k in usable):
            yield (
                f"workloads.{own_id}",
                f"no accelerator can hold it: none of {', '.join(sorted(usable))} has "
                f"tokens_per_s.{workload.service} above 0",
            )


def residency_leaves_a_way(file: InstanceFile) -> Found:
    """A commitment without a penalty has something in its region that may serve it."""
    sites = {site.region for site in file.sites.values()}
    landings = {gateway.region for gateway in file.gateways.values()}
    landings |= {region for relay in file.relays.values() for region in relay.regions}
    for own_id, workload in file.workloads.items():
        if workload.residency == "none":
            continue
        homes = sites if workload.residency == "soil" else sites | landings
        for region, wanted in workload.demand.items():
            is_hard = wanted.shortfall_usd_per_mtoken is None and any(wanted.committed_tt_per_year.values)
            if is_hard and region not in homes:
                what = "site" if workload.residency == "soil" else "gateway or site"
                yield (
                    f"workloads.{own_id}.residency",
                    f"no {what} of {region} exists, where tokens are committed without a shortfall price",
                )


def serving_pays_more_than_not_serving(file: InstanceFile) -> Found:
    """What is paid for committed tokens not served stays within their penalty in every period in which
    optional ones could be served.
    """
    start, months = file.study.start, file.study.period_months
    for own_id, workload in file.workloads.items():
        for region, wanted in workload.demand.items():
            price, optional, committed = (
                workload.usd_per_mtoken, wanted.optional_tt_per_year, wanted.committed_tt_per_year,
            )  # fmt: skip
            last = max(series.dates[-1] for series in (price, optional, committed))
            periods = max(0, (last.year - start.year) * 12 + last.month - start.month) // months + 2
            edges = [months_after(start, t * months) for t in range(periods + 1)]
            penalty = wanted.shortfall_usd_per_mtoken
            pays = wanted.take_or_pay_share * price.by_period(edges)
            for day, paid, extra, asked in zip(
                edges, pays, optional.by_period(edges), committed.by_period(edges)
            ):
                if paid > 0 and penalty is not None and paid > penalty and extra > 0 and asked > 0:
                    yield (
                        f"workloads.{own_id}.demand.{region}.take_or_pay_share",
                        f"pays {paid:g} $/Mtoken (in the period from {day}) for tokens not served, more than "
                        f"shortfall_usd_per_mtoken {penalty:g}, while optional tokens are asked: "
                        "not serving would pay",
                    )
                    break


def drops_keep_one_plane(file: InstanceFile) -> Found:
    """A flight releases at several shells only without turning its plane, and where all of them are reached
    the same way.
    """
    for own_id, drop in file.drops.items():
        first, *others = drop.shells
        for other in others:
            if reason := _apart(file.shells[first], file.shells[other]):
                yield f"drops.{own_id}.shells", f"{first} and {other} cannot share a flight: {reason}"


def _apart(one: Shell, other: Shell) -> str:
    """Why no flight serves both shells; empty where it may."""
    if (one.ltan_h is None) != (other.ltan_h is None):
        return "one is given by inclination_deg, the other by ltan_h"
    if one.ltan_h != other.ltan_h:
        return f"ltan_h {one.ltan_h:g} and {other.ltan_h:g}"
    if one.inclination_deg is not None and other.inclination_deg is not None:
        if abs(one.inclination_deg - other.inclination_deg) > SAME_INCLINATION_DEG:
            return (
                f"inclination_deg {one.inclination_deg:g} and {other.inclination_deg:g}, more than "
                f"{SAME_INCLINATION_DEG:g} apart"
            )
    nodes = [None if shell.raan_deg is None else (shell.raan_deg, shell.epoch) for shell in (one, other)]
    if nodes[0] != nodes[1]:
        return "their planes have other nodes (raan_deg, epoch)"
    if (one.raising_days > 0) != (other.raising_days > 0):
        return "satellites raise themselves to one (raising_days), the launcher climbs to the other"
    return ""


def milestones_lie_ahead(file: InstanceFile) -> Found:
    """What was due before the study is history: nothing in it can meet it."""
    for own_id, shell in file.shells.items():
        for n, milestone in enumerate(shell.milestones):
            if milestone.date < file.study.start:
                yield (
                    f"shells.{own_id}.milestones.{n}.date",
                    f"{milestone.date} lies before study.start, {file.study.start}: lower satellites if it "
                    "was missed, else leave it out",
                )


def one_gate_a_bus(file: InstanceFile) -> Found:
    """A bus passes one gate at most."""
    owner: dict[str, str] = {}
    for own_id, gate in file.gates.items():
        if gate.bus in owner:
            yield f"gates.{own_id}.bus", f"{gate.bus} has a gate already, gates.{owner[gate.bus]}"
        owner.setdefault(gate.bus, own_id)


def what_exists_is_older(file: InstanceFile) -> Found:
    """Satellites fly and racks stand since before the study starts."""
    start = file.study.start
    for i, satellites in enumerate(file.existing.satellites):
        if satellites.launched >= start:
            yield (
                f"existing.satellites.{i}.launched",
                f"{satellites.launched} is not before study.start {start}",
            )
    for i, racks in enumerate(file.existing.racks):
        if racks.bought >= start:
            yield f"existing.racks.{i}.bought", f"{racks.bought} is not before study.start {start}"


def the_environment_begins_in_time(file: InstanceFile) -> Found:
    """The environment is looked at from the study's start at the latest, and not for ever."""
    since, start = file.physics.since, file.study.start
    if since is not None and not months_after(start, -12 * PAST_YEARS) <= since <= start:
        yield "physics.since", f"{since} is not within {PAST_YEARS} years before study.start {start}"


def contracts_fall_into_launch_periods(file: InstanceFile) -> Found:
    """A contracted flight leaves in a launch period; under annuity a launch is credited at its price, which
    is not charged then.
    """
    study = file.study
    end = months_after(study.start, study.launch_periods * study.period_months)
    for i, flights in enumerate(file.existing.flights):
        if not study.start <= flights.date < end:
            say = f"{flights.date} is in no launch period: they run from {study.start} up to {end}"
            yield f"existing.flights.{i}.date", say
        if study.horizon == "annuity":
            yield (
                f"existing.flights.{i}",
                "contracted flights need horizon run-out: annuity charges a launch by its price",
            )


def what_is_frozen_lies_before_its_date(file: InstanceFile) -> Found:
    """Frozen flights fly, and frozen racks are bought, in launch periods that start before the date; a flight
    has one drop.
    """
    study, own = file.study, file.frozen
    if own is None:
        return
    if own.until <= study.start:
        yield (
            "frozen.until",
            f"{own.until} is not after study.start {study.start}: no launch period is frozen",
        )
        return
    end = min(own.until, months_after(study.start, study.launch_periods * study.period_months))
    for name, dates in (("flights", [f.date for f in own.flights]), ("racks", [r.date for r in own.racks])):
        for i, day in enumerate(dates):
            if not study.start <= day < end:
                say = f"{day} is in no launch period that is frozen: they run from {study.start} up to {end}"
                yield f"frozen.{name}.{i}.date", say
    for i, flight in enumerate(own.flights):
        shells = list(dict.fromkeys(aboard.shell for aboard in flight.cargo))
        if flight.drop is None and len(shells) > 1:
            yield f"frozen.flights.{i}.drop", f"is missing: the cargo goes to {' and '.join(shells)}"


def contracts_have_one_price(file: InstanceFile) -> Found:
    """What a contracted flight cost must be known, whatever the plan flies."""
    for i, flights in enumerate(file.existing.flights):
        vehicle = file.vehicles.get(flights.vehicle)
        if vehicle and (vehicle.bulk_discounts or vehicle.learning.rate > 0):
            key = "bulk_discounts" if vehicle.bulk_discounts else "learning"
            yield (
                f"existing.flights.{i}.vehicle",
                f"the price of {flights.vehicle} follows from the plan ({key}), that of a contracted flight "
                "is known: give it to another vehicle with one price",
            )


OWNERS = tuple(name for name, key in SHAPE.keys.items() if isinstance(key.node, Map) and not key.node.ref)

RULES = (
    Rule(("gates", "buses"), one_gate_a_bus),
    Rule(("shells", "study"), milestones_lie_ahead),
    Rule(OWNERS, one_thing_an_id),
    Rule(("designs", "design_spaces", "sites", "workloads"), something_serves),
    Rule(("designs", "design_spaces", "vehicles", "gateways", "relays"), satellites_fly),
    Rule(("vehicles", "study"), credits_are_paid),
    Rule(("workloads", "study", "objective"), tokens_are_asked),
    Rule(("physics", "study"), the_environment_begins_in_time),
    Rule(("existing", "study"), what_exists_is_older),
    Rule(("existing", "study"), contracts_fall_into_launch_periods),
    Rule(("existing", "vehicles"), contracts_have_one_price),
    Rule(("frozen", "study"), what_is_frozen_lies_before_its_date),
    Rule(
        ("accelerators", "designs", "design_spaces", "sites", "workloads"), each_workload_has_an_accelerator
    ),
    Rule(("gateways", "relays", "sites", "workloads"), residency_leaves_a_way),
    Rule(("drops", "shells"), drops_keep_one_plane),
    Rule(("workloads", "study"), serving_pays_more_than_not_serving),
)
