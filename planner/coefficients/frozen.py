"""Decisions that an instance freezes through a date, as arrays of a Case, and what of them cannot be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from models import frozen, gates, milestones, pilots
from models.case import Case, exceeds
from models.installed import surely_standing
from models.members import fits
from planner.coefficients.existing import least_mw
from planner.coefficients.timeline import Timeline
from planner.errors import require_none
from planner.instance.frozen import FrozenCargo, FrozenFlights
from planner.instance.schema import InstanceFile

Problem = tuple[str, str]
Limits = Mapping[tuple[str, str], str]  # (design, shell) -> why it does not fly there


def frozen_designs(data: InstanceFile) -> set[str]:
    """The designs that frozen flights carry."""
    flights = data.frozen.flights if data.frozen else ()
    return {aboard.design for entry in flights for aboard in entry.cargo}


def frozen_arrays(
    data: InstanceFile, timeline: Timeline, fields: dict[str, Any], limits: Limits, source: str
) -> dict[str, Any]:
    """Every field of a Case about what is frozen. InstanceError for a service life that is not offered, with
    the limit on its design.

    limits: why a design does not fly in a shell, where it does not.
    """
    own = data.frozen
    if own is None:
        return {}
    problems: list[Problem] = []
    cargo = []
    for n, entry in enumerate(own.flights):
        lives = [life_of(aboard, timeline, fields) for aboard in entry.cargo]
        for i, (aboard, life) in enumerate(zip(entry.cargo, lives, strict=True)):
            if life is None:
                say = (
                    f"{aboard.service_life_years:g} years are not offered for {aboard.design} in "
                    f"{aboard.shell}"
                )
                offered = ", ".join(f"{years:g}" for years in offered_years(aboard, timeline, fields))
                why = limits.get((aboard.design, aboard.shell), "it does not fly there")
                problems.append((f"frozen.flights.{n}.cargo.{i}", f"{say}: {offered or why}"))
        cargo.append(
            tuple(
                (
                    fields["designs"].index(aboard.design),
                    fields["shells"].index(aboard.shell),
                    life or 0,
                    aboard.satellites,
                )
                for aboard, life in zip(entry.cargo, lives, strict=True)
            )
        )
    require_none(source, problems)
    racks = np.zeros((len(fields["sites"]), len(fields["accelerators"]), timeline.launch_periods), dtype=int)
    for bought in own.racks:
        j, k = fields["sites"].index(bought.site), fields["accelerators"].index(bought.accelerator)
        racks[j, k, timeline.count(bought, "date")] += bought.blocks
    columns: dict[str, list[int]] = {
        "frozen_vehicle": [fields["vehicles"].index(entry.vehicle) for entry in own.flights],
        "frozen_drop": [fields["drops"].index(drop_of(entry)) for entry in own.flights],
        "frozen_period": [timeline.count(entry, "date") for entry in own.flights],
        "frozen_flights": [entry.flights for entry in own.flights],
    }
    return {
        "frozen_periods": min(timeline.count(own, "until"), timeline.launch_periods),
        "frozen_cargo": tuple(cargo),
        "frozen_racks": racks,
        **{name: np.array(values, dtype=int) for name, values in columns.items()},
    }


def drop_of(entry: FrozenFlights) -> str:
    """The drop: the one named, or that of the only shell."""
    return entry.drop if entry.drop is not None else entry.cargo[0].shell


def life_of(aboard: FrozenCargo, timeline: Timeline, fields: dict[str, Any]) -> int | None:
    """The index of a satellite's service life; None where it is not offered."""
    periods = timeline.count(aboard, "service_life_years")
    d, s = fields["designs"].index(aboard.design), fields["shells"].index(aboard.shell)
    offered = [i for i in np.flatnonzero(fields["life_offered"][d, s]) if fields["lives"][i] == periods]
    return int(offered[0]) if offered else None


def offered_years(aboard: FrozenCargo, timeline: Timeline, fields: dict[str, Any]) -> list[float]:
    """The service lives that are offered for a satellite where it flies."""
    d, s = fields["designs"].index(aboard.design), fields["shells"].index(aboard.shell)
    return [fields["lives"][i] * timeline.period_years for i in np.flatnonzero(fields["life_offered"][d, s])]


def require_possible(case: Case, data: InstanceFile, source: str) -> None:
    """InstanceError where what is frozen breaks a limit that no later decision can mend."""
    if not case.frozen_periods:
        return
    own = data.frozen
    problems = [
        (f"frozen.flights.{w}", say)
        for w in range(len(case.frozen_cargo))
        for say in wrong_with_flight(case, w)
    ]
    for i, entry in enumerate(own.racks if own else ()):
        j, k = case.sites.index(entry.site), case.accelerators.index(entry.accelerator)
        b = max(b for b in range(case.frozen_periods) if case.dates[b] <= entry.date.isoformat())
        if not case.rack_offered[j, k, b]:
            problems.append(
                (f"frozen.racks.{i}", f"{entry.site} takes no {entry.accelerator} on {case.dates[b]}")
            )
        elif b + case.site_lead[j] >= case.periods:
            problems.append((f"frozen.racks.{i}", "they would run only after the study"))
    problems += [("frozen", say) for say in limits_broken(case)] if not problems else []
    require_none(source, problems)


def wrong_with_flight(case: Case, w: int) -> Iterator[str]:
    """What forbids one of the flights, whatever else flies."""
    v, o, b = (int(a[w]) for a in (case.frozen_vehicle, case.frozen_drop, case.frozen_period))
    vehicle, drop, cargo = case.vehicles[v], case.drops[o], case.frozen_cargo[w]
    count = sum(n for *_, n in cargo)
    mass = sum(n * float(case.design_mass_t[d]) for d, _, _, n in cargo)
    volume = sum(n * float(case.design_volume_m3[d]) for d, _, _, n in cargo)
    for s in dict.fromkeys(s for _, s, _, _ in cargo):
        if s not in case.drop_shells[o]:
            yield f"carries to {case.shells[s]}, which {drop} does not serve"
        if b < case.shell_from[s]:
            yield f"{case.shells[s]} is not open on {case.dates[b]}"
        if b + case.shell_lag[s] >= case.periods:
            yield f"satellites in {case.shells[s]} would serve only after the study"
    for d in dict.fromkeys(d for d, *_ in cargo):
        if b < case.design_from[d]:
            yield f"{case.designs[d]} is not available on {case.dates[b]}"
    if not case.payload_t[v, o] > 0:
        yield f"{vehicle} does not fly to {drop}"
    elif not fits(mass, case.payload_t[v, o]):
        yield f"{mass:.4g} t exceed the payload of {vehicle} to {drop}, {case.payload_t[v, o]:.4g} t"
    if not fits(volume, case.fairing_m3[v]):
        yield f"{volume:.4g} m3 exceed the fairing of {vehicle}, {case.fairing_m3[v]:.4g} m3"
    if count > case.satellites_max[v]:
        yield f"{count} satellites exceed satellites_max of {vehicle}, {case.satellites_max[v]}"


def limits_broken(case: Case) -> Iterator[str]:
    """Limits on all that is frozen together: cadences, pads, factories, supply, slots, power, gates."""
    F, launched = case.frozen_periods, frozen.satellites(case)
    flown = np.zeros(case.cadence.shape, dtype=int)
    np.add.at(flown, (case.frozen_vehicle, case.frozen_period), case.frozen_flights)
    made, needed = np.zeros(case.bus_rate.shape), np.zeros(case.supply.shape)
    for (d, _, _, b, _), n in launched.items():
        made[case.design_bus[d], b] += n
        needed[:, b] += n * case.design_counts[d]
    needed += np.einsum("j,jkb->kb", case.rack_block, case.frozen_racks)
    for used, limit, ids, what in (
        (flown, case.cadence, case.vehicles, "flights of"),
        (case.pad_of.astype(int).T @ flown, case.pad_cadence, case.pads, "flights from"),
        (made, case.bus_rate, case.buses, "satellites of"),
        (needed, case.supply, case.accelerators, "accelerators"),
    ):
        for i, b in np.argwhere(used[:, :F] > limit[:, :F] * (1 + 1e-9)).tolist():
            yield (
                f"{used[i, b]:g} {what} {ids[i]} in the period from {case.dates[b]} exceed {limit[i, b]:g}"
            )
    for s in sorted({s for _, _, s, _, _ in launched}):
        for t in range(case.periods):
            held = milestones.slots_held(case, launched, s, t)
            if exceeds(held, case.slots[s, t]):
                shell, slots = case.shells[s], case.slots[s, t]
                yield (
                    f"{held:.4g} slots of {shell} held in the period from {case.dates[t]} exceed {slots:.4g}"
                )
                break
    yield from power_broken(case)
    for h in np.flatnonzero(gates.beyond_the_line(case, launched) > pilots.left(case)):
        yield (
            f"more than {case.gate_max[h]:.0f} satellites of {case.buses[h]} fly before "
            f"gates.{case.gates[h]} is passed"
        )


def power_broken(case: Case) -> Iterator[str]:
    """Sites whose racks would draw more than they have, even at rest and with all gone that may leave."""
    standing = surely_standing(case).copy()
    for (j, k, b), blocks in frozen.racks(case).items():
        first = b + int(case.site_lead[j])
        standing[j, k, first : first + int(case.rack_life[j])] += blocks
    drawn, limit = least_mw(standing, case), case.grid_mw + case.onsite_mw
    for j in range(len(case.sites)):
        over = np.flatnonzero(exceeds(drawn[j], limit[j])).tolist()
        if over:
            t = over[0]
            yield (
                f"racks draw {drawn[j, t]:.4g} MW at rest at {case.sites[j]} in the period from "
                f"{case.dates[t]}, {limit[j, t]:.4g} MW are there"
            )


def notes(case: Case) -> Iterator[str]:
    """A sentence on what is frozen."""
    if case.frozen_periods:
        F, flights, blocks = case.frozen_periods, case.frozen_flights.sum(), case.frozen_racks.sum()
        until = f"before {case.dates[F]}" if F < case.launch_periods else "in all launch periods"
        yield (
            f"frozen: {flights} flights and {blocks} rack blocks are all that is launched and bought {until}"
        )
