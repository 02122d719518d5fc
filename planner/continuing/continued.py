"""A rollout under way as a new question: the instance that goes on from a plan, from the start of one of its
launch periods.

What the plan did before that day exists then: satellites, racks, opened shells, engineered buses and designs.
Everything else keeps its value at every date. Rates of whole things (flights, satellites from a factory,
accelerators) add up from the start of a study, so where counting anew would give other counts in a period,
the plan's own counts are written as a path.

With unchanged data the rest of the plan is a plan of the new question, with the same satellites in service,
the same costs and the same tokens in every period left, all scaled by one discount factor: so the new optimum
is no worse than the rest. The environment is looked at since the plan's own start, so that satellites keep
their masses. What differs by the span of a study:
- the upkeep of racks goes by their mean price over the launch periods left (it is the same for the rest of
  the plan and the new optimum);
- an opening that the plan would pay after the day, for satellites launched before it, is paid; and under
  `annuity` so is the launch of what flies, whose annuity the plan went on to charge;
- of existing satellites that were counted (`working`) the survivors expected are the new count: their dead
  hold slots for one more time of decay. Where slots are short because of that, the rest of the plan may hold
  too many of them.
Orders, gates, licences and money remember the time before as planner/continuing/memory.py says, which refuses
what cannot be said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from pydantic import ValidationError

from models import existing as stocks
from models.case import Case
from models.departing import FLOWN
from planner.auditing.question import built_of, readable
from planner.coefficients.candidates import enumerate_candidates
from planner.coefficients.existing import of_racks, of_satellites
from planner.coefficients.paths import from_first, paths
from planner.continuing.frozen import frozen_of
from planner.continuing.memory import gates_ahead, remembered
from planner.continuing.standpoint import Standpoint
from planner.errors import InstanceError
from planner.instance.emitting import resolved_toml
from planner.instance.existing import Existing, ExistingRacks, ExistingSatellites
from planner.instance.frozen import Frozen
from planner.instance.reading import Instance
from planner.instance.series import Mean, Series
from planner.instance.space import Design
from planner.plan.plan import Plan
from planner.tables.service import weights

CHANGED = ("existing.", "gates.", "capital.", "frozen.")
"""Sections of which no provenance is kept."""

SHORTEST_LIFE_YEARS = 0.25
"""Of existing satellites; what retired sooner leaves no trace."""


def continued(plan: Plan, day: date, frozen_until: date | None = None) -> Instance:
    """The instance that goes on from a plan on `day`, the start of one of its launch periods but
    the first.

    frozen_until: what the plan launches and buys in launch periods that start before this day is frozen.
    Raises InstanceError for another day, where what remains is no question (nothing committed and nothing
    left to serve), and for tables that no plan has.
    """
    try:
        return _continued(plan, day, frozen_until)
    except ValidationError as error:
        faults = [
            (".".join(map(str, one["loc"])), f"{one['msg']} (from the plan's tables)")
            for one in error.errors()
        ]
        raise InstanceError(plan.place, faults) from None


def _continued(plan: Plan, day: date, frozen_until: date | None) -> Instance:
    instance, case = plan.resolved, built_of(plan).case
    readable(case, plan)
    at = Standpoint(plan, instance, case, begin_of(case, day))
    if at.ahead.dates(1 + case.periods - at.begin)[:-1] != at.timeline.dates(case.periods)[at.begin :]:
        raise InstanceError(
            str(day), [("", "a study that starts late in a month cannot go on from a shorter one")]
        )
    kept = remembered(at)
    frozen = frozen_of(at, frozen_until)
    counts, told = whole_counts(replace(at, instance=replace(instance, data=at.data.model_copy(update=kept))))
    data = at.data.model_copy(
        update={
            "study": study_of(at),
            "physics": at.data.physics.model_copy(
                update={"since": at.data.physics.since or at.data.study.start}
            ),
            "designs": at.data.designs | designs_of(at, frozen),
            "existing": existing_of(at),
            "frozen": frozen,
            **(kept | counts),
        }
    )
    told |= {
        f"{section}.{own_id}.{key}"
        for section, key in (("vehicles", "minimum_flights"), ("sites", "interconnection_months"))
        for own_id in kept[section]
    }
    provenance = {
        path: replace(noted, low=None, high=None) if path in told else noted
        for path, noted in instance.provenance.items()
        if not path.startswith(CHANGED) and ".milestones." not in path and path != "study.min_tokens_tt"
    }
    return Instance.from_files({f"continued-{day}.toml": resolved_toml(data, provenance)})


def begin_of(case: Case, day: date) -> int:
    """The launch period that starts on a day."""
    starts = case.dates[1 : case.launch_periods]
    if day.isoformat() not in starts:
        known = f"those after the first start on {', '.join(starts)}" if starts else "it has but one"
        raise InstanceError(str(day), [("", f"is not the start of a launch period of the plan: {known}")])
    return starts.index(day.isoformat()) + 1


def study_of(at: Standpoint):
    """The study from the day on; least tokens are those not served yet."""
    study, case = at.data.study, at.case
    served = at.plan.tokens[at.plan.tokens.period < at.begin]
    done = float((served.tokens_tt * weights(case, served)).sum())
    story = f"Goes on from the plan of {study.name} on {at.ahead.start}."
    return study.model_copy(
        update={
            "start": at.ahead.start,
            "launch_periods": at.ahead.launch_periods,
            "min_tokens_tt": max(0.0, study.min_tokens_tt - done),
            "description": f"{study.description}\n{story}".strip()[:20_000],
        }
    )


def launched(at: Standpoint):
    """Rows of cohorts.csv launched before the day."""
    return at.plan.cohorts[at.plan.cohorts.launch_period < at.begin]


def designs_of(at: Standpoint, frozen: Frozen | None) -> dict[str, Design]:
    """Designs of design spaces that fly, or will on frozen flights, spelled out."""
    found = enumerate_candidates(at.data, str(at.instance.path))
    buses, shells, accelerators = list(at.data.buses), list(at.data.shells), list(at.data.accelerators)
    spelled = {}
    decided = [aboard.design for flight in frozen.flights for aboard in flight.cargo] if frozen else []
    for design in dict.fromkeys([*launched(at).design, *decided]):
        if design not in at.data.designs:
            d = found.ids.index(design)
            phi = float(found.eclipse_share[d])
            spelled[design] = Design(
                bus=buses[found.bus[d]],
                home_shell=shells[found.home[d]],
                shielding_mm=float(found.shielding_mm[d]),
                eclipse_operation={0.0: "idle", 1.0: "full"}.get(phi, phi),
                accelerators={
                    accelerators[k]: int(found.counts[d, k]) for k in np.flatnonzero(found.counts[d])
                },
            )
    return spelled


def existing_of(at: Standpoint) -> Existing:
    """What the plan and the time before it have left on the day."""
    case, before = at.case, at.data.existing
    flown = launched(at)
    designs = [*before.designs, *flown.design]
    buses = [*before.buses, *(case.buses[case.design_bus[case.designs.index(d)]] for d in flown.design)]
    used = at.plan.shells[(at.plan.shells.period < at.begin) & (at.plan.shells.open == 1)]
    return Existing(
        satellites=(*older_satellites(at), *satellites_of(at)),
        racks=(*older_racks(at), *racks_of(at)),
        flights=tuple(entry for entry in before.flights if entry.date >= at.ahead.start),
        shells=tuple(dict.fromkeys((*before.shells, *used.shell))),
        buses=tuple(dict.fromkeys(buses)),
        designs=tuple(dict.fromkeys(designs)),
    )


def older_satellites(at: Standpoint) -> list[ExistingSatellites]:
    """Satellites that flew before the plan and still serve or hold slots, or were pilots; those that were
    counted, with the survivors expected.

    Those that the plan has retired early are entries of their own with the life that they had, and what is
    left of their cohort another.
    """
    left = []
    for f, entry in enumerate(at.data.existing.satellites if len(at.case.flown) else ()):
        whole, planned = int(at.case.flown_satellites[f]), int(at.case.flown_leaves[f])
        gone = retired_by_then(at, f)
        for q, count in [*gone.items(), (planned, whole - sum(gone.values()))]:
            part = FLOWN.divided(at.case, [(f, q, count)]) if count else None
            if part is None or not (is_pilot(at, entry.design) or holds_slots(at, part)):
                continue
            changed: dict[str, Any] = {"count": count}
            if entry.working is not None:
                h = at.case.design_bus[at.case.flown_design[f]]
                years = max(0, at.begin - FLOWN.arrival(at.case, f)) * at.case.period_years
                alive = entry.working * count / whole * float(np.exp(-at.case.bus_loss_per_year[h] * years))
                changed["working"] = alive
            if q < planned:
                served = entry.service_life_years - (planned - q) * at.case.period_years
                if served < SHORTEST_LIFE_YEARS:
                    continue
                changed |= {"service_life_years": served, "may_retire_early": False}
            left.append(entry.model_copy(update=changed))
    return left


def holds_slots(at: Standpoint, part: Case) -> bool:
    """Whether the one existing cohort of a Case holds slots on the day or later."""
    return any(stocks.slots_held(part, 0, t) > 0 for t in range(at.begin, at.case.periods))


def is_pilot(at: Standpoint, design: str) -> bool:
    """Whether a design's bus has a gate that still asks what has flown."""
    bus = at.case.buses[at.case.design_bus[at.case.designs.index(design)]]
    return any(gate.bus == bus for gate in gates_ahead(at).values())


def retired_by_then(at: Standpoint, f: int) -> dict[int, int]:
    """Period -> satellites of an existing cohort, as launched, that the plan has retired before the day."""
    rows = at.plan.retirements
    rows = rows[(rows.existing == at.case.flown[f]) & (rows.period < at.begin)]
    return dict(zip(rows.period.astype(int).tolist(), rows.satellites.astype(int).tolist(), strict=True))


def satellites_of(at: Standpoint) -> list[ExistingSatellites]:
    """Satellites that the plan launched before the day and that still serve, or of which dead ones hold
    slots, or that were pilots.
    """
    case, left = at.case, []
    for row in launched(at).itertuples():
        s, d = case.shells.index(row.shell), case.designs.index(row.design)
        entry = ExistingSatellites(
            design=row.design,
            shell=row.shell,
            vehicle=row.vehicle,
            launched=row.launch_date.date(),
            service_life_years=at.whole_years(row.service_years),
            count=int(row.satellites),
        )
        leaves = of_satellites(at.data, at.timeline, entry)[1]
        if leaves + case.decay_periods[case.design_bus[d], s] > at.begin or is_pilot(at, row.design):
            left.append(entry)
    return left


def older_racks(at: Standpoint) -> list[ExistingRacks]:
    """Racks that stood before the plan and still stand, less what it has taken out."""
    rows = at.plan.removals[at.plan.removals.period < at.begin]
    gone = rows.groupby("existing").blocks.sum()
    left = []
    for x, entry in enumerate(at.data.existing.racks if at.case.installed else ()):
        blocks = entry.blocks - int(gone.get(at.case.installed[x], 0))
        if blocks and of_racks(at.data, at.timeline, entry)[1] > at.begin:
            left.append(entry.model_copy(update={"blocks": blocks}))
    return left


def racks_of(at: Standpoint) -> list[ExistingRacks]:
    """Racks that the plan bought before the day and that still stand."""
    built = at.plan.sites[(at.plan.sites.period < at.begin) & (at.plan.sites.blocks_built > 0)]
    entries = [
        ExistingRacks(
            site=row.site,
            accelerator=row.accelerator,
            blocks=int(row.blocks_built),
            bought=row.date.date(),
        )
        for row in built.itertuples()
    ]
    return [entry for entry in entries if of_racks(at.data, at.timeline, entry)[1] > at.begin]


def whole_counts(at: Standpoint) -> tuple[dict[str, dict], set[str]]:
    """(sections with paths that keep the plan's whole counts, the key paths rewritten): vehicles, pads,
    buses, supply.
    """
    sections: dict[str, dict] = {}
    told: set[str] = set()
    for section, key, counted in (
        ("vehicles", "flights_per_year", at.case.cadence),
        ("pads", "flights_per_year", at.case.pad_cadence),
        ("buses", "factory_per_year", at.case.bus_rate),
        ("supply", None, at.case.supply),
    ):
        records = dict(getattr(at.data, section))
        ids = getattr(at.case, "accelerators" if key is None else section)
        for own_id, counts in zip(ids, counted[:, at.begin :], strict=True):
            record = records.get(own_id)
            series = record if key is None or record is None else getattr(record, key)
            if record is None or series is None or np.array_equal(anew(at, section, own_id, series), counts):
                continue
            path = Mean(at.ahead.dates(len(counts)), tuple((counts / at.ahead.period_years).tolist()))
            records[own_id] = path if key is None else record.model_copy(update={key: path})
            told.add(f"{section}.{own_id}" if key is None else f"{section}.{own_id}.{key}")
        sections[section] = records
    return sections, told


def anew(at: Standpoint, section: str, own_id: str, series: Series):
    """[b] whole counts of a rate when counting starts on the day."""
    owner = at.data.accelerators[own_id] if section == "supply" else getattr(at.data, section)[own_id]
    ahead = at.ahead
    rates = from_first(
        paths([series], ahead.edges(ahead.launch_periods)),
        np.array([ahead.count(owner, "available_from") if hasattr(owner, "available_from") else 0]),
    )
    return ahead.whole_counts(rates)[0]
