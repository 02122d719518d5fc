"""Rules that span sections. Each looks at a sound part of the file and yields (key path, message)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.series import months_after
from planner.instance.shape import Map

Found = Iterator[tuple[str, str]]

PAST_YEARS = 20


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
    """Satellites need a vehicle and a gateway."""
    if file.designs or file.design_spaces:
        for section in ("vehicles", "gateways"):
            if not getattr(file, section):
                yield section, "is missing: satellites are designed, but without it none is of use"


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
                f"no accelerator can hold it: none of {', '.join(sorted(usable))} has tokens_per_s.{workload.service} above 0",
            )


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
    """A contracted flight leaves in a launch period; under annuity a launch is credited at its price, which is not charged then."""
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


OWNERS = tuple(name for name, key in SHAPE.keys.items() if isinstance(key.node, Map) and not key.node.ref)

RULES = (
    Rule(OWNERS, one_thing_an_id),
    Rule(("designs", "design_spaces", "sites", "workloads"), something_serves),
    Rule(("designs", "design_spaces", "vehicles", "gateways"), satellites_fly),
    Rule(("workloads", "study", "objective"), tokens_are_asked),
    Rule(("physics", "study"), the_environment_begins_in_time),
    Rule(("existing", "study"), what_exists_is_older),
    Rule(("existing", "study"), contracts_fall_into_launch_periods),
    Rule(
        ("accelerators", "designs", "design_spaces", "sites", "workloads"), each_workload_has_an_accelerator
    ),
)
