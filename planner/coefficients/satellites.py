"""Shells, buses, designs and vehicles as arrays of a Case: candidates are sized, and those that close and may
be best are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.case import Bools, Floats, Ints
from planner.coefficients import selection
from planner.coefficients.boundary import satellite_musd
from planner.coefficients.candidates import enumerate_candidates, operation_name
from planner.coefficients.frozen import frozen_designs
from planner.coefficients.gates import gate_arrays, milestone_arrays
from planner.coefficients.launchers import payloads_t, vehicle_arrays
from planner.coefficients.offers import LIMITS, Lives, Offers, offers
from planner.coefficients.paths import from_first, paths
from planner.coefficients.shells import Shells, lag_periods, survey
from planner.coefficients.sizing import Candidates, size
from planner.coefficients.timeline import Timeline
from planner.errors import InstanceError, require_none
from planner.instance.schema import Accelerator, Bus, InstanceFile
from planner.instance.shape import rounding_of
from planner.physics import link
from planner.physics.limits import PhysicsRange

LEADING_COLUMNS = [
    "design", "bus", "home_shell", "shielding_mm", "eclipse_operation", "dry_t", "wet_t", "volume_m3",
    "load_kw", "array_m2", "battery_kwh", "radiator_m2", "unit_cost_musd", "accelerators",
    "accelerators_musd",
]  # fmt: skip


@dataclass(frozen=True)
class Satellites:
    """The orbital part of a Case, and what happened on the way."""

    fields: dict[str, Any]
    """every field of Case over shells, drops, buses, designs, vehicles, operations or lives; but `slots` and
    `duty` reach over the environment's periods, which may be more than the Case has
    """
    periods: int
    """B and the tail that the last satellite needs"""
    designs: pd.DataFrame
    """sizing of every design of the Case, one row each; unit_cost_musd and accelerators_musd are those of its
    first launch period
    """
    dropped: pd.DataFrame
    """design, origin, reason, detail: every candidate that is refused, or dominated by another"""
    shells: Shells
    """the physics of the shells, and what follows from it"""
    is_estimated: Bools
    """[v,s] payloads that no two published orbits enclose"""
    elsewhere: pd.DataFrame
    """design, shell, compute_share, dose_life_years, service_lives_years, limited_by of every design of the
    Case in every shell
    """
    notes: tuple[str, ...]
    """what a planner should know of the shells in use"""

    @property
    def limits(self) -> dict[tuple[str, str], str]:
        """(design, shell) -> why the design does not fly there, where nothing of it is offered."""
        grounded = self.elsewhere[self.elsewhere.service_lives_years == ""]
        return {
            (row.design, row.shell): LIMITS[row.limited_by] for row in grounded.itertuples() if row.limited_by
        }


def service_lives(data: InstanceFile, timeline: Timeline, source: str) -> Lives:
    """Lives that buses offer, in whole periods, none beyond the design life of the bus.

    Raises InstanceError for a bus that then offers none.
    """
    by_bus = []
    way = rounding_of(Bus, "service_lives_years")
    for bus in data.buses.values():
        longest = timeline.count(bus, "design_life_years")
        lives = {timeline.counted(years, way, "years") for years in bus.service_lives_years}
        by_bus.append({life for life in lives if 0 < life <= longest})
    say = (
        f"none is more than half a period of {timeline.period_months} months and lies within "
        "design_life_years"
    )
    problems = [
        (f"buses.{bus}.service_lives_years", say)
        for bus, offered in zip(data.buses, by_bus, strict=True)
        if not offered
    ]
    require_none(source, problems)
    every = sorted(set().union(*by_bus))
    offers_it = [[life in offered for life in every] for offered in by_bus]
    return Lives(np.array(every, dtype=int), np.array(offers_it, dtype=bool))


def satellites(data: InstanceFile, timeline: Timeline, periods: int, need: Ints, source: str) -> Satellites:
    """Size all candidates, keep those that close and may be best, and write everything in orbit as arrays.

    periods: how far the environment must reach at least; need[k,c] accelerators of a replica (0: cannot hold
    it). Raises InstanceError for what the reader cannot see: lives, published payloads, physics out of range,
    and designs and design spaces that close nowhere.
    """
    lives = service_lives(data, timeline, source)
    found = enumerate_candidates(data, source)
    lag = max(lag_periods(shell, timeline) for shell in data.shells.values())
    reach = max(periods, timeline.launch_periods + lag + int(lives.periods.max()))
    buses, accelerators = list(data.buses.values()), list(data.accelerators.values())
    try:
        shells = survey(
            data.shells, buses, timeline, reach, found.shielding_mm.tolist(), data.physics, data.disposal
        )
        sized = size(found, buses, accelerators, shells, lives.longest)
    except PhysicsRange as error:
        raise InstanceError(source, [(where_from(error, data), str(error))]) from error
    payload_t, is_estimated = payloads_t(data.vehicles, shells, source)

    launches = timeline.edges(timeline.launch_periods)
    accelerators_musd = found.counts @ flight_price_musd(accelerators, launches)  # [d,b]
    hardware = hardware_musd(sized)[:, None]
    price = accelerators_musd + hardware
    cost = satellite_musd(data.study.boundary, accelerators_musd, hardware)  # what of it counts
    first = first_launch(found, data, timeline)
    offered = offers(found, sized, buses, accelerators, shells, lives)
    lift = lift_of(data, payload_t, shells)
    mass_t, volume_m3 = sized["wet_t"].to_numpy(), sized["volume_m3"].to_numpy()

    reasons, details = selection.refusals(
        found,
        sized,
        buses,
        offered,
        lift,
        shortest_years=(lives.shortest * timeline.period_years).astype(float),
        is_late=(first >= timeline.launch_periods) | comes_late(lift, payload_t, mass_t, volume_m3),
        hosts=np.any((need > 0) & (found.counts[:, :, None] >= need), axis=(1, 2)),
        down_years=shells.decay_years[found.bus, found.home],
        is_allowed=shells.is_allowed[found.bus, found.home],
    )
    flown = {entry.design for entry in data.existing.satellites}
    flies = np.array([design in flown for design in found.ids], dtype=bool)
    selection.waive(reasons, details, flies)
    selection.require_closing(found, reasons, details, source)
    closing = np.flatnonzero([reason == "" for reason in reasons])
    offered = where_flown(offered.where(lift.reaches(mass_t, volume_m3)), found, data, source)
    better = selection.dominators(
        found.take(closing),
        mass_t[closing],
        volume_m3[closing],
        cost[closing],
        first[closing],
        offered.take(closing),
        is_mass_credited=data.study.horizon == "annuity",
    )
    kept_anyway = flies | np.isin(found.ids, list(frozen_designs(data)))
    better = np.where(kept_anyway[closing], -1, better)
    for d, j in zip(closing, better, strict=True):
        if j >= 0:
            reasons[d], details[d] = "dominated", f"never better than {found.ids[closing[j]]}"
    dropped = pd.DataFrame(
        {"design": found.ids, "origin": found.origins, "reason": reasons, "detail": details}
    )

    kept = closing[better < 0]
    chosen = found.take(kept)
    designs, periods = design_arrays(chosen, data, shells, lives, offered.take(kept))
    return Satellites(
        fields={
            **shell_arrays(data, shells),
            **drop_arrays(data, shells, payload_t),
            **milestone_arrays(data, timeline),
            **bus_arrays(data, shells),
            **gate_arrays(data, timeline),
            **vehicle_arrays(data.vehicles, data.pads, payload_t, timeline, source),
            **designs,
            "design_mass_t": mass_t[kept],
            "design_volume_m3": volume_m3[kept],
            "design_cost_musd": cost[kept],
            "design_from": first[kept],
        },
        periods=periods,
        designs=design_table(
            chosen, sized.iloc[kept], data, price[kept], accelerators_musd[kept], first[kept]
        ),
        dropped=dropped[dropped["reason"] != ""].reset_index(drop=True),
        shells=shells,
        is_estimated=is_estimated,
        elsewhere=elsewhere(chosen, offered.take(kept), shells, lives),
        notes=tuple(
            shells.notes(
                list(data.buses), offered_by_bus(chosen, offered.take(kept), len(buses)), data.disposal.years
            )
        ),
    )


# ------------------------------------------------------------------------------------ what sizing starts from


def where_from(error: PhysicsRange, data: InstanceFile) -> str:
    """The key of the file behind a value that the physics refuses."""
    if error.quantity == "shielding_mm":
        offered = [(f"buses.{name}.shieldings_mm", bus.shieldings_mm) for name, bus in data.buses.items()]
        offered += [
            (f"designs.{name}.shielding_mm", (design.shielding_mm,)) for name, design in data.designs.items()
        ]
        return next((key for key, values in offered if error.value in values), error.quantity)
    if error.quantity == "battery cycles":
        lacking = (name for name, bus in data.buses.items() if bus.battery_depth_of_discharge is None)
        return f"buses.{next(lacking)}.battery_depth_of_discharge"
    return "study" if error.quantity == "date" else error.quantity


def where_flown(lifted: Offers, found: Candidates, data: InstanceFile, source: str) -> Offers:
    """The offers that vehicles can lift, and the compute of satellites where they fly already, whether or not
    one may be sent there today.

    InstanceError for a design of which nothing works where it is said to fly, with its limit.
    """
    share, problems = lifted.share.copy(), []
    for i, entry in enumerate(data.existing.satellites):
        at = found.ids.index(entry.design), list(data.shells).index(entry.shell)
        share[at] = lifted.able[at]
        if not share[at].any():
            why = LIMITS[str(lifted.limit[at])]
            say = f"none of the compute of {entry.design} works in {entry.shell}: {why}"
            problems.append((f"existing.satellites.{i}", say))
    require_none(source, problems)
    return replace(lifted, share=share)


def flight_price_musd(accelerators: Sequence[Accelerator], dates: Sequence[date]) -> Floats:
    """Price of one accelerator that flies, flight_price_factor times that of one in a rack [M$]: [k,
    date].
    """
    factor = np.array([k.flight_price_factor for k in accelerators], dtype=float)
    return factor[:, None] * paths([k.price_usd for k in accelerators], dates) / 1e6


def hardware_musd(sized: pd.DataFrame) -> Floats:
    """Cost of a satellite without its accelerators [M$]: [d]."""
    return sized[[name for name in sized.columns if name.endswith("_musd")]].to_numpy().sum(axis=1)


def first_launch(found: Candidates, data: InstanceFile, timeline: Timeline) -> Ints:
    """First period in which the bus and every accelerator on board are there: [d]."""
    bus = np.array([timeline.count(bus, "available_from") for bus in data.buses.values()], dtype=int)
    kinds = np.array([timeline.count(k, "available_from") for k in data.accelerators.values()], dtype=int)
    return np.maximum(bus[found.bus], np.where(found.counts > 0, kinds, 0).max(axis=1, initial=0))


def lift_of(data: InstanceFile, payload_t: Floats, shells: Shells) -> selection.Lift:
    """What vehicles bring up while there are launches: payload 0 for a vehicle or a shell that opens after
    them.
    """
    last = shells.timeline.launch_periods - 1
    flies = np.array(
        [shells.timeline.count(v, "available_from") <= last for v in data.vehicles.values()], dtype=bool
    )
    fairing_m3 = np.array([v.fairing_m3 for v in data.vehicles.values()], dtype=float)
    return selection.Lift(np.where(flies[:, None] & (shells.first <= last), payload_t, 0.0), fairing_m3)


def comes_late(lift: selection.Lift, payload_t: Floats, mass_t: Floats, volume_m3: Floats) -> Bools:
    """Whether only vehicles or shells that open after the launch periods would take a satellite: [d]."""
    ever = selection.Lift(payload_t, lift.fairing_m3).reaches(mass_t, volume_m3)
    return np.any(ever, axis=1) & ~np.any(lift.reaches(mass_t, volume_m3), axis=1)


# ------------------------------------------------------------------------------------------------- the arrays


def shell_arrays(data: InstanceFile, shells: Shells) -> dict[str, Any]:
    """All fields over shells s; slots[s,t] over the environment's periods: as many as are licensed, and as
    fit into the planes.
    """
    records = list(data.shells.values())
    licensed = paths([r.satellites for r in records], shells.environment.edges[shells.past :])
    fitting = [
        r.planes * link.slots_per_plane(r.altitude_km, r.spacing_km) if r.planes and r.spacing_km else np.inf
        for r in records
    ]
    return {
        "shells": shells.ids,
        "slots": np.minimum(licensed, np.array(fitting, dtype=float)[:, None]),
        "shell_from": shells.first,
        "shell_lag": shells.lag,
        "shell_opening_musd": np.array([r.opening_musd for r in records], dtype=float),
        "shell_yearly_musd": np.array([r.yearly_musd for r in records], dtype=float),
    }


def drop_arrays(data: InstanceFile, shells: Shells, payload_t: Floats) -> dict[str, Any]:
    """All fields over drops o: one for each shell, with its id, then those that serve several. payload_t[v,s]
    to single shells.

    A flight to several shells lifts the least of its shells' payloads: the upper stage climbs to the dearest
    of them, and satellites that raise themselves from the common release carry the propellant for that
    already.
    """
    own = tuple((s,) for s in range(len(shells.ids)))
    shared = tuple(tuple(shells.ids.index(s) for s in drop.shells) for drop in data.drops.values())
    served = own + shared
    return {
        "drops": (*shells.ids, *data.drops),
        "drop_shells": served,
        "payload_t": np.array([payload_t[:, list(s)].min(axis=1) for s in served]).T,
    }


def bus_arrays(data: InstanceFile, shells: Shells) -> dict[str, Any]:
    """All fields over buses h. bus_rate[h,b]: whole satellites that the factory delivers, fractions add
    up.
    """
    records, timeline = list(data.buses.values()), shells.timeline
    launches = timeline.edges(timeline.launch_periods)
    first = np.array([timeline.count(r, "available_from") for r in records], dtype=int)
    return {
        "buses": tuple(data.buses),
        "bus_loss_per_year": np.array([r.losses_per_year for r in records], dtype=float),
        "bus_nre_musd": np.array([r.nre_musd for r in records], dtype=float),
        "bus_operations_musd": np.array([r.operations_musd_per_year for r in records], dtype=float),
        "bus_rate": timeline.whole_counts(
            from_first(paths([r.factory_per_year for r in records], launches), first)
        ),
        "decay_periods": shells.decay_periods(
            len(shells.environment.edges) - 1
        ),  # a Case takes its own periods
    }


def design_arrays(
    chosen: Candidates, data: InstanceFile, shells: Shells, lives: Lives, offered: Offers
) -> tuple[dict[str, Any], int]:
    """Fields over designs d, operations e and lives l, and the number of periods until the last satellite has
    served.

    duty[e,s,t]          f_sun + phi f_ecl, mean of the period; over the environment's periods
    cohort_share[s,b,l]  1, or under `annuity` the discounted share of the cohort's service that falls inside
                         the study
    """
    timeline = shells.timeline
    phis, operation = np.unique(chosen.eclipse_share, return_inverse=True)
    sunlit = shells.environment.sunlit_fraction[:, shells.past :]
    used = np.any(offered.life_offered, axis=(0, 1))
    life = lives.periods[used]
    starts = shells.lag[:, None] + np.arange(timeline.launch_periods)  # [s,b]
    is_annuity = data.study.horizon == "annuity"
    charged = np.ones((*starts.shape, len(life)))
    flown = np.any(offered.life_offered, axis=0)[:, used]  # [s,l]
    tail = int(np.where(flown, shells.lag[:, None] + life, 1).max(initial=1)) - 1
    fields = {
        "designs": chosen.ids,
        "operations": tuple(operation_name(phi) for phi in phis),
        "lives": tuple(int(n) for n in life),
        "duty": sunlit + phis[:, None, None] * (1 - sunlit),
        "design_bus": chosen.bus,
        "design_operation": operation.ravel(),
        "design_counts": chosen.counts,
        "design_nre_musd": np.array([bus.variant_nre_musd for bus in data.buses.values()], dtype=float)[
            chosen.bus
        ],
        "share": offered.share,
        "life_offered": offered.life_offered[:, :, used],
        "cohort_share": timeline.share_inside(starts[:, :, None], life) if is_annuity else charged,
    }
    return fields, timeline.launch_periods if is_annuity else timeline.launch_periods + tail


def offered_by_bus(chosen: Candidates, offered: Offers, buses: int) -> Bools:
    """Whether some design of a bus may fly in a shell: [h,s]."""
    flies = np.any(offered.life_offered, axis=2)
    return np.array([flies[chosen.bus == h].any(axis=0) for h in range(buses)], dtype=bool)


def elsewhere(chosen: Candidates, offered: Offers, shells: Shells, lives: Lives) -> pd.DataFrame:
    """What each design does in each shell: share of its compute, years to its dose limit, service lives,
    limit; one row a pair.
    """
    dose_life = np.where(chosen.counts[:, None, :] > 0, offered.dose_life_years, np.inf).min(axis=2)
    years = lives.periods * shells.timeline.period_years
    pairs = [(d, s) for d in range(len(chosen)) for s in range(len(shells.ids))]
    return pd.DataFrame(
        {
            "design": [chosen.ids[d] for d, _ in pairs],
            "shell": [shells.ids[s] for _, s in pairs],
            "compute_share": [offered.share[d, s].max(initial=0.0) for d, s in pairs],
            "dose_life_years": [dose_life[d, s] for d, s in pairs],
            "service_lives_years": [
                " ".join(f"{year:g}" for year in years[offered.life_offered[d, s]]) for d, s in pairs
            ],
            "limited_by": [str(offered.limit[d, s]) for d, s in pairs],
        }
    )


def design_table(
    chosen: Candidates,
    sized: pd.DataFrame,
    data: InstanceFile,
    cost: Floats,
    accelerators_musd: Floats,
    first: Ints,
) -> pd.DataFrame:
    """The sizing breakdown with what the candidates are, leading columns first; prices at the first launch
    period.
    """
    d, first = np.arange(len(chosen)), np.minimum(first, cost.shape[1] - 1)
    buses, shells = list(data.buses), list(data.shells)
    table = sized.assign(
        bus=[buses[h] for h in chosen.bus],
        home_shell=[shells[s] for s in chosen.home],
        shielding_mm=chosen.shielding_mm,
        eclipse_operation=[operation_name(phi) for phi in chosen.eclipse_share],
        accelerators=chosen.counts.sum(axis=1),
        unit_cost_musd=cost[d, first],
        accelerators_musd=accelerators_musd[d, first],
    )
    columns = [*LEADING_COLUMNS, *(name for name in table.columns if name not in LEADING_COLUMNS)]
    return table[columns].reset_index(drop=True)
