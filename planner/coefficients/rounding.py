"""What rounding to whole periods has changed: a sentence for each figure, with the value used.

The directions are declared beside the keys of the format (planner/instance/rounding.py); Timeline.count does
the rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from planner.coefficients.existing import of_racks, of_satellites
from planner.coefficients.ground import connected, delivers
from planner.coefficients.shells import Shells
from planner.coefficients.timeline import Timeline, rounded
from planner.instance.rounding import DAY_IN_PERIOD, FIRST_DAY, LIFE
from planner.instance.schema import SHAPE, InstanceFile
from planner.instance.shape import Leaf, Map, Node, Table

EXACT = 1e-6
"""Times within this share of a period of a whole number are that number."""

SAID_BELOW = {"interconnection_months", "launched", "bought"}
"""Keys whose effect depends on others too: `connections` and `existing` speak of it."""


def notes(data: InstanceFile, timeline: Timeline, shells: Shells | None) -> Iterator[str]:
    """A sentence for all figures that count alike as another one because the study's periods are as long as
    they are.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for path, leaf, value in values(SHAPE, data):
        name = path.rsplit(".", 1)[-1]
        is_existing_life = path.startswith("existing.") and name == "service_life_years"
        if name in SAID_BELOW or is_existing_life:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            said = of_day(leaf, one, timeline) if isinstance(one, date) else of_time(leaf, one, timeline)
            if said:
                alike[said].append(path)
    for said, paths in alike.items():
        yield f"{', '.join(paths)}: {said}"
    yield from connections(data, timeline)
    yield from existing(data, timeline)
    if shells is not None:
        yield from decays(data, shells)


def values(node: Node, value: Any, path: str = "") -> Iterator[tuple[str, Leaf, Any]]:
    """(path, leaf, value) of every value of an instance that counts in whole periods."""
    if value is None:
        return
    if isinstance(node, Leaf):
        if node.in_periods:
            yield path, node, value
    elif isinstance(node, Table):
        for name, key in node.keys.items():
            yield from values(key.node, getattr(value, name), f"{path}.{name}".lstrip("."))
    else:
        members = value.items() if isinstance(node, Map) else enumerate(value)
        for own_id, one in members:
            yield from values(node.of, one, f"{path}.{own_id}")


def is_whole(periods: float) -> bool:
    """Whether a time in periods is a whole number of them."""
    return abs(periods - round(periods)) <= EXACT


def of_time(leaf: Leaf, value: float, timeline: Timeline) -> str:
    """What a time counts as; empty where it is a whole number of periods."""
    way, unit = leaf.in_periods, leaf.name.rsplit("_", 1)[-1]
    if way is None or is_whole(timeline.length(value, unit)):
        return ""
    periods = timeline.counted(value, way, leaf.name)
    if way is LIFE and periods < 1:
        return f"{value:g} {unit} are half a period or less: not offered"
    used = f"{periods * timeline.period_months} months"
    if unit == "years":
        used = f"{periods * timeline.period_years:g} years"
    return f"{value:g} {unit} count as {used}, {way.words}"


def of_day(leaf: Leaf, day: date, timeline: Timeline) -> str:
    """What a day counts as; empty where a period starts on it, or where it is a first day before or after all
    launch periods.
    """
    way, position = leaf.in_periods, timeline.position(day)
    is_outside = leaf.name == "available_from" and position >= timeline.launch_periods
    if way is None or is_whole(position) or (way is FIRST_DAY and (position < 0 or is_outside)):
        return ""
    used = timeline.day(int(rounded(position, way.direction)))
    return f"{day} counts {'as' if way is DAY_IN_PERIOD else 'from'} {used}: {way.words}"


def connections(data: InstanceFile, timeline: Timeline) -> Iterator[str]:
    """Grids that deliver from a later day than the months say."""
    sites = list(data.sites.values())
    for own_id, site, first in zip(data.sites, sites, connected(sites, timeline).tolist(), strict=True):
        day = delivers(site, timeline)
        if site.interconnection_months and timeline.day(first) != day:
            yield (
                f"sites.{own_id}.interconnection_months: the grid delivers from {timeline.day(first)}, the "
                f"first period that starts on {day} or later"
            )


def existing(data: InstanceFile, timeline: Timeline) -> Iterator[str]:
    """Satellites and racks of before the study that arrive, or leave, on another day than they were meant
    to.
    """
    entries: list[tuple[str, tuple[int, int, float], float | None]] = [
        (f"existing.satellites.{i}", of_satellites(data, timeline, one), one.service_life_years)
        for i, one in enumerate(data.existing.satellites)
    ]
    entries += [
        (f"existing.racks.{i}", of_racks(data, timeline, one), None)
        for i, one in enumerate(data.existing.racks)
    ]
    for path, (arrives, leaves, age), years in entries:
        begins = max(0, arrives) - age / timeline.period_years
        if arrives > 0 and not is_whole(begins):
            yield (
                f"{path}: they enter service on {timeline.day(arrives)}, "
                "the first start of a period after they could"
            )
        ends = begins + years / timeline.period_years if years is not None else begins
        if leaves > 0 and not is_whole(ends):
            yield (
                f"{path}: they serve until {timeline.day(leaves)}, the start of the period that is nearest "
                "to the end of their life"
            )


def decays(data: InstanceFile, shells: Shells) -> Iterator[str]:
    """How long dead satellites of each bus that has designs hold their slots, where they come down within the
    plan.
    """
    horizon = len(shells.environment.edges) - 1 - shells.past
    held, buses = shells.decay_periods(horizon), list(data.buses)
    flown = {one.bus for one in data.designs.values()} | {one.bus for one in data.design_spaces.values()}
    for s, shell in enumerate(shells.ids):
        said = [
            f"{bus} {shells.decay_years[h, s]:.3g} as {held[h, s] * shells.timeline.period_years:g}"
            for h, bus in enumerate(buses)
            if bus in flown
            and held[h, s] < horizon
            and not is_whole(shells.decay_years[h, s] / shells.timeline.period_years)
        ]
        if said:
            yield (
                f"shells.{shell}: years until a dead satellite has left its slot, in whole periods, rounded "
                f"up: {', '.join(said)}"
            )
