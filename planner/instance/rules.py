"""Rules that span sections. Each looks at a sound part of the file and yields (key path, message)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.shape import Map

Found = Iterator[tuple[str, str]]


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


def milestones_lie_ahead(file: InstanceFile) -> Found:
    """What was due before the study is history: nothing in it can meet it."""
    for own_id, shell in file.shells.items():
        for n, milestone in enumerate(shell.milestones):
            if milestone.date < file.study.start:
                yield (
                    f"shells.{own_id}.milestones.{n}.date",
                    f"{milestone.date} lies before study.start, {file.study.start}: lower satellites if it was missed, else leave it out",
                )


def one_gate_a_bus(file: InstanceFile) -> Found:
    """A bus passes one gate at most."""
    owner: dict[str, str] = {}
    for own_id, gate in file.gates.items():
        if gate.bus in owner:
            yield f"gates.{own_id}.bus", f"{gate.bus} has a gate already, gates.{owner[gate.bus]}"
        owner.setdefault(gate.bus, own_id)


OWNERS = tuple(name for name, key in SHAPE.keys.items() if isinstance(key.node, Map) and not key.node.ref)

RULES = (
    Rule(("gates", "buses"), one_gate_a_bus),
    Rule(("shells", "study"), milestones_lie_ahead),
    Rule(OWNERS, one_thing_an_id),
    Rule(("designs", "design_spaces", "sites", "workloads"), something_serves),
    Rule(("designs", "design_spaces", "vehicles", "gateways"), satellites_fly),
    Rule(("workloads", "study", "objective"), tokens_are_asked),
    Rule(
        ("accelerators", "designs", "design_spaces", "sites", "workloads"), each_workload_has_an_accelerator
    ),
)
