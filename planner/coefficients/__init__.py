"""From an instance to the Case that models solve: every array, with its units and conventions as
models/case.py states them.

Time, money, sizing and physics each live in a module of their own; this one puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

from models.case import ARRAYS, Case, Floats, Ints
from planner.choices import Side
from planner.coefficients import frozen, gates, on_paper, rounding
from planner.coefficients.assurance import assured_exponents
from planner.coefficients.boundary import within
from planner.coefficients.capital import capital_arrays
from planner.coefficients.demand import compute_arrays, demand_arrays, require_memory
from planner.coefficients.existing import existing_arrays, oldest_periods, periods_of_existing, require_room
from planner.coefficients.frozen import frozen_arrays, require_possible
from planner.coefficients.ground import ground_arrays, rack_periods, require_small_blocks
from planner.coefficients.paths import from_first, paths
from planner.coefficients.satellites import LEADING_COLUMNS, Satellites, flight_price_musd, satellites
from planner.coefficients.timeline import Timeline
from planner.coefficients.ways_down import gateway_arrays
from planner.errors import require_none
from planner.instance.existing import Existing
from planner.instance.reading import Instance
from planner.instance.schema import Accelerator, Bus, InstanceFile, Vehicle
from planner.physics import link

DROPPED_COLUMNS = ["design", "origin", "reason", "detail"]


@dataclass(frozen=True)
class Built:
    """A Case and where its designs come from."""

    case: Case
    designs: pd.DataFrame
    """sizing breakdown, one row for each design of the case, in its order"""
    dropped: pd.DataFrame
    """design, origin, reason, detail: every candidate that is refused, or dominated by another"""
    flying: Satellites | None
    """physics of the shells, and what it means for payloads and designs; None without satellites"""
    rounding: tuple[str, ...]
    """a sentence for each figure that rounding to whole periods has changed"""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know before relying on the figures, a sentence each."""
        in_orbit = (*self.flying.notes, *gates.notes(self.case)) if self.flying else ()
        return (*in_orbit, *on_paper.notes(self.case), *frozen.notes(self.case), *self.rounding)


def build(instance: Instance, case: Side = "both") -> Built:
    """The Case of an instance, or of one side of it: `orbit` without its sites, `ground` without its
    satellites.

    T, the number of periods, is B plus the tail in which the last satellite or rack offered runs out its
    life, B itself under `annuity`. Raises InstanceError for what only physics and sizing can see: lives of
    half a period or less, dates beyond the ephemeris, published payloads that contradict each other, designs
    and design spaces that close nowhere.
    """
    data = side_of(instance.data, case)
    study = data.study
    timeline = Timeline(study.start, study.period_months, study.launch_periods, study.discount_rate)
    source = str(instance.path)
    compute = compute_arrays(data)

    ground_periods = max(periods_on_ground(data, timeline, source), periods_of_existing(data, timeline))
    flying = satellites(data, timeline, ground_periods, compute["need"], source) if data.shells else None
    periods = ground_periods if flying is None else max(ground_periods, flying.periods)
    launches = timeline.edges(timeline.launch_periods)
    accelerators = list(data.accelerators.values())
    first = np.array([timeline.count(k, "available_from") for k in accelerators], dtype=int)
    fields: dict[str, Any] = {
        "name": study.name,
        "objective": data.objective,
        "period_years": timeline.period_years,
        "launch_periods": timeline.launch_periods,
        "dates": tuple(day.isoformat() for day in timeline.dates(periods)),
        "discount_start": timeline.discount_start(periods),
        "discount_mid": timeline.discount_mid(periods),
        "min_tokens_tt": study.min_tokens_tt,
        "accelerators": tuple(data.accelerators),
        "workloads": tuple(data.workloads),
        "regions": tuple(data.regions),
        "gateways": (*data.gateways, *data.relays),
        "sites": tuple(data.sites),
        "supply": timeline.whole_counts(
            from_first(paths([data.supply.get(k) for k in data.accelerators], launches), first)
        ),
        "accelerator_cost_musd": flight_price_musd(accelerators, launches),
        "prepay_accelerator": prepaid(data.accelerators, timeline),
        **capital_arrays(data, timeline, periods, source),
        **compute,
        **demand_arrays(data, timeline, periods),
        **gateway_arrays(data, timeline, periods),
        **ground_arrays(data, timeline, periods),
    }
    if flying is None:
        fields |= nothing_in_orbit(fields)
    else:
        fields |= flying.fields | {"reach": reach(data, flying)}
        fields |= {
            "prepay_bus": prepaid(data.buses, timeline),
            "prepay_launch": prepaid(data.vehicles, timeline),
        }
        fields["slots"], fields["duty"] = fields["slots"][:, :periods], fields["duty"][:, :, :periods]
        fields["decay_periods"] = flying.shells.decay_periods(periods + oldest_periods(data, timeline))
    fields |= existing_arrays(data, timeline, fields)
    fields |= frozen_arrays(data, timeline, fields, flying.limits if flying else {}, source)
    result = assured_exponents(Case(**within(study.boundary, fields)))
    result.check()
    require_small_blocks(result, source)
    require_memory(result, data, source)
    require_room(result, source)
    gates.require_arrivals(result, source)
    require_possible(result, data, source)
    told = tuple(rounding.notes(data, timeline, flying.shells if flying else None))
    if flying is None:
        designs, dropped = pd.DataFrame(columns=LEADING_COLUMNS), pd.DataFrame(columns=DROPPED_COLUMNS)
        return Built(result, designs, dropped, None, told)
    return Built(result, flying.designs, flying.dropped, flying, told)


def side_of(data: InstanceFile, case: Side) -> InstanceFile:
    """The instance without sites (`orbit`) or without anything that flies (`ground`, or if it has no designs
    at all).
    """
    if case not in get_args(Side):
        raise ValueError(f"case {case!r} is none of {', '.join(get_args(Side))}")
    if case == "ground" or not (data.designs or data.design_spaces):
        names = (
            "designs", "design_spaces", "buses", "shells", "drops", "vehicles", "pads", "gateways", "relays",
        )  # fmt: skip
        standing = Existing(racks=data.existing.racks)
        bought = data.frozen and data.frozen.model_copy(update={"flights": ()})
        data = data.model_copy(update=dict.fromkeys(names, {}) | {"existing": standing, "frozen": bought})
    if case == "orbit":
        standing = data.existing.model_copy(update={"racks": ()})
        flown = data.frozen and data.frozen.model_copy(update={"racks": ()})
        data = data.model_copy(update={"sites": {}, "existing": standing, "frozen": flown})
    return data


def periods_on_ground(data: InstanceFile, timeline: Timeline, source: str) -> int:
    """B and the tail that the last rack needs, lead + life - 1; B alone under `annuity`. InstanceError for a
    life that is none.
    """
    lead, life = rack_periods(data, timeline)
    say = f"half a period of {timeline.period_months} months or less: lives count in whole periods"
    problems = [
        (f"sites.{site}.rack_life_years", say)
        for site, periods in zip(data.sites, life, strict=True)
        if periods < 1
    ]
    require_none(source, problems)
    if data.study.horizon == "annuity":
        return timeline.launch_periods
    return timeline.launch_periods + int((lead + life).max(initial=1)) - 1


def reach(data: InstanceFile, flying: Satellites) -> Floats:
    """Share of time that a satellite of a shell is within a workload's latency limit of a region's centre:
    [s,r,c].
    """
    altitude, inclination = flying.shells.environment.altitude_km, flying.shells.environment.inclination_deg
    latitude = np.array([region.latitude_deg for region in data.regions.values()], dtype=float)
    limit_ms = np.array([workload.latency_ms for workload in data.workloads.values()], dtype=float)
    return link.reach_share(altitude[:, None, None], inclination[:, None, None], latitude[:, None], limit_ms)


def prepaid(records: Mapping[str, Accelerator | Bus | Vehicle], timeline: Timeline) -> Ints:
    """Whole periods ahead of launch in which each record is paid, its prepay_months: [record]."""
    return np.array([timeline.count(one, "prepay_months") for one in records.values()], dtype=int)


IN_ORBIT = {
    "shells": "s",
    "drops": "o",
    "buses": "h",
    "designs": "d",
    "vehicles": "v",
    "operations": "e",
    "lives": "l",
    "flown": "f",
}
"""Ids of what flies, and the axis each of them spans."""


def nothing_in_orbit(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Case that nothing flies in: empty ids, and arrays without entries."""
    spans = {"b": fields["launch_periods"], "t": len(fields["dates"])}
    spans |= {
        axis: len(fields[name])
        for name, axis in (("accelerators", "k"), ("workloads", "c"), ("regions", "r"))
    }
    spans |= dict.fromkeys(IN_ORBIT.values(), 0)
    empty = {
        name: np.zeros([spans[axis] for axis in declared.axes], declared.dtype)
        for name, declared in ARRAYS.items()
        if set(declared.axes) & set(IN_ORBIT.values()) and set(declared.axes) <= set(spans)
    }
    return dict.fromkeys(IN_ORBIT, ()) | empty | {"drop_shells": ()}
