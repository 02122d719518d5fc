"""Why there is no plan, in the planner's words: what of the hard demand cannot be served, since when anything
could serve it, and which limits, each by itself, would have to go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from models import existing
from models.case import Case
from models.members import launchable, offered
from models.units import Scale
from planner.solver.highs import Clock, Compiled, Solver

Missing = list[tuple[str, Any, float]]
"""(family, index, Tt) of hard demand that cannot be met, largest first; of cash, M$ that are not there."""

LIMITS: dict[tuple[str, ...], Callable[[Case], str]] = {
    ("pilot", "passing", "ramp", "pilots_in_all"): lambda case: f"no stage gate {listed(filter(None, case.gates))}",
    ("assured", "assured_beside"): lambda case: "no probability with which what is committed is met (met_with_probability)",
    ("shrinking",): lambda case: f"no milestones of {listed(case.shells[s] for s in case.milestone_shell)}",
    ("cadence", "pads"): lambda case: "more flights of the same vehicles",
    ("minimum",): lambda case: "no least orders of flights",
    ("factory",): lambda case: "more satellites from the factories (factory_per_year)",
    ("supply",): lambda case: "more accelerators to be bought (supply)",
    ("slots",): lambda case: "more satellites allowed in the shells",
    ("power",): lambda case: f"more power at {listed(case.sites)}",
    ("uplink", "downlink"): lambda case: f"more capacity of {listed(case.gateways)}",
    ("peaks", "ground_peaks"): lambda case: "no peaks in demand (peak_to_mean)",
}  # fmt: skip
"""Families of rows -> what would be without them."""

PROMISED = ("committed", "assured", "assured_beside")
"""Families of rows that ask for committed tokens; their indices begin with (c, r, t)."""

PAID = ("visits", "in_use", "bus_nre", "design_nre")
"""Families of rows that say what is paid, by limits that hold anyway: they are in no plan's way."""

SOME = 1e-6  # Tt of the scaled question: less than that is served
SECONDS = 5.0  # for one question in whole numbers


def listed(ids: Iterable[str]) -> str:
    """Ids in their order, each once."""
    return ", ".join(dict.fromkeys(ids))


def shortage(
    case: Case,
    model: Compiled,
    *,
    without: tuple[str, ...] = (),
    integer: bool = False,
    clock: Clock | None = None,
) -> Missing | None:
    """What is least missing of the hard demand where some families of rows are left out.

    None if even that is no plan, or if it is not known in time.
    """
    hard = [
        (key, row)
        for key, row in model.row.items()
        if key[0] == "least" or (key[0] in PROMISED and np.isinf(case.shortfall_musd[key[1][:2]]))
    ]
    solver = Solver(clock=clock)
    solver.load(model, np.zeros(len(model.col_lower)), integer=integer)
    n = len(hard)
    starts, rows = np.arange(n, dtype=float), np.array([row for _, row in hard], dtype=float)
    solver.add_columns(np.ones(n), starts, rows, np.ones(n))
    solver.free_rows([row for (family, _), row in model.row.items() if family in (*PAID, *without)])
    run = solver.run(time_limit=SECONDS)
    if run.values is None:
        return None
    missed = [
        (*key, float(tt))
        for (key, _), tt in zip(hard, run.values[len(model.col_lower) :], strict=True)
        if tt > SOME
    ]
    is_least = run.status == "optimal" or not missed
    return sorted(missed, key=lambda entry: -entry[2]) if is_least else None


def in_units(missed: Missing | None, scale: Scale) -> Missing | None:
    """What is missing of a scaled question in the units that were asked."""
    if missed is None:
        return None
    units = {"cash": scale.musd, "least": scale.weighted_tt}
    return [(family, index, amount * units.get(family, scale.tt)) for family, index, amount in missed]


def why(
    case: Case,
    model: Compiled,
    missed: Missing | None,
    *,
    integer: bool = False,
    clock: Clock | None = None,
) -> str:
    """The sentences on demand that a whole formulation cannot meet; `missed` None: it has no plan even if all
    of it is missed, or none was found.
    """

    def is_met(without: tuple[str, ...]) -> bool:
        return shortage(case, model, without=without, integer=integer, clock=clock) == []

    even = "with whole satellites, flights and racks" if integer else every(case)
    what = said(case, missed, even) if missed else f"No plan meets the inputs {even}."
    return what + enough(case, model, is_met)


def every(case: Case) -> str:
    """What is allowed at most, in words: every launch and rack, beside what is frozen."""
    say, F = "even with every launch and rack allowed", case.frozen_periods
    if not F:
        return say
    if F == case.launch_periods:
        return f"{say}: every launch period is frozen"
    return f"{say} from {case.dates[F]} on, or what is frozen until then breaks a limit"


def enough(case: Case, model: Compiled, is_met: Callable[[tuple[str, ...]], bool]) -> str:
    """A sentence on what would let all hard demand be met: limits without which it could, one at a time, or
    else as few as possible together.

    is_met: whether it could without the rows of some families.
    """
    there = {family for family, _ in model.row}
    limits = [families for families in LIMITS if there & set(families)]
    alone = [limit for limit in limits if is_met(limit)]
    if alone:
        each = "Each of these would be enough" if len(alone) > 1 else "This would be enough"
        return f" {each}: {'; '.join(LIMITS[limit](case) for limit in alone)}."
    if not limits or not is_met(sum(limits, ())):
        return ""
    together = list(limits)
    for limit in limits:
        others = [one for one in together if one != limit]
        together = others if is_met(sum(others, ())) else together
    return f" These together would be enough: {'; '.join(LIMITS[limit](case) for limit in together)}."


def said(case: Case, missed: Missing, even: str) -> str:
    """The sentences on missing demand: where, how much, and whether anything could serve it by then."""
    family, index, tokens = missed[0]
    if family == "least":
        return f"No plan serves min_tokens: {tokens:.3g} Tt are missing {even}."
    if family != "committed":
        c, r, t = index[:3]
        return (
            f"No plan meets the inputs: the committed {case.workloads[c]} for {case.regions[r]} in the period from {case.dates[t]} cannot be "
            f"met with a probability of {case.assured[c]:g} {even}; {tokens:.3g} Tt of reserve are missing{others(missed)}."
        )
    return (
        f"No plan meets the inputs: of the committed {part(case, index, tokens)} cannot be served {even}{others(missed)}."
        f"{first_served(case, *index[:3])}"
    )


def unserved(case: Case, missed: Missing) -> str:
    """The sentences on demand that a search which ran out of time had no way to serve yet; empty where there
    is none.
    """
    if not missed:
        return ""
    family, index, tokens = missed[0]
    if family == "least":
        return f" When it ended, even flights and racks in parts left {tokens:.3g} Tt of min_tokens unserved."
    return (
        f" When it ended, even flights and racks in parts left unserved, of the committed {part(case, index, tokens)}{others(missed)}."
        f"{first_served(case, *index[:3])}"
    )


def part(case: Case, index: tuple[int, ...], tokens: float) -> str:
    """Whose tokens, when, and how many of how many."""
    c, r, t = index[:3]
    where = f"{case.workloads[c]} for {case.regions[r]} in the period from {case.dates[t]}"
    return f"{where}, {tokens:.3g} of {case.committed[c, r, t]:.3g} Tt"


def others(missed: Missing) -> str:
    """In how many places beside the first."""
    more = len(missed) - 1
    return f", and in {more} other place{'s' if more > 1 else ''}" if more else ""


def first_served(case: Case, c: int, r: int, t: int) -> str:
    """Sentences on what may not serve (c, r) at all, and on what can only later than t."""
    orbit, ground = first_from_orbit(case, c, r), first_from_ground(case, c, r)
    barred = []
    if case.gateways and not case.gateway_allowed[c, r].any():
        barred.append("no gateway may carry it down")
    if case.sites and not case.site_allowed[c, r].any():
        barred.append("no site may serve it")
    say = f" By its residency {' and '.join(barred)}." if barred else ""
    for thing, first, there in (
        ("satellite", orbit, case.gateway_allowed),
        ("rack", ground, case.site_allowed),
    ):
        if there[c, r].any() and first > t:
            when = f"before the period from {case.dates[first]}" if first < case.periods else "in any period"
            say += f" No {thing} that could serve it can be in service {when}."
            say += memory_short(case, c, r) if thing == "rack" and first == case.periods else ""
    return say


def memory_short(case: Case, c: int, r: int) -> str:
    """A sentence on replicas that no rack block allowed to serve (c, r) holds; empty where one does."""
    blocks = [
        (case.rack_block[j] / case.need[k, c], case.need[k, c], case.rack_block[j], case.accelerators[k], case.sites[j])
        for j in np.flatnonzero(case.site_allowed[c, r]).tolist()
        for k in np.flatnonzero(case.rate[:, c] > 0).tolist()
        if case.rack_offered[j, k].any() or case.rack_installed[j, k].any()
    ]  # fmt: skip
    share, need, block, chip, site = max(blocks, default=(1.0, 0, 0, "", ""))
    if share >= 1:
        return ""
    return (
        f" One replica of {case.workloads[c]} takes the memory of {need} {chip} together, "
        f"a rack block at {site} has {block}."
    )


def first_from_orbit(case: Case, c: int, r: int) -> int:
    """The first period in which a satellite can serve workload c for region r (T: in none)."""
    first = case.periods
    if not case.gateway_allowed[c, r].any():
        return first
    arrives: dict[tuple[int, int], list[int]] = {(d, s): [] for d, s in offered(case)}
    for f, (d, s) in enumerate(zip(case.flown_design.tolist(), case.flown_shell.tolist(), strict=True)):
        arrives.setdefault((d, s), []).append(existing.arrival(case, f))
    for (d, s), there in arrives.items():
        holds = (case.need[:, c] > 0) & (case.need[:, c] <= case.design_counts[d]) & (case.share[d, s] > 0)
        if not (holds & (case.rate[:, c] > 0)).any() or case.reach[s, r, c] <= 0:
            continue
        flights = (
            b
            for b in range(case.launch_periods)
            if any(launchable(case, d, v, s, b) for v in range(len(case.vehicles)))
        )
        launched = next(flights, case.periods) + int(case.shell_lag[s])
        first = min(first, launched, *there)
    return first


def first_from_ground(case: Case, c: int, r: int) -> int:
    """The first period in which a rack can serve workload c for region r (T: in none)."""
    first = case.periods
    for j in np.flatnonzero(case.site_allowed[c, r]).tolist():
        for k in np.flatnonzero(case.rate[:, c] > 0).tolist():
            if 0 < case.need[k, c] <= case.rack_block[j]:
                bought = np.flatnonzero(case.rack_offered[j, k]) + int(case.site_lead[j])
                stands = np.flatnonzero(case.rack_installed[j, k])
                first = min(first, *bought[:1].tolist(), *stands[:1].tolist(), case.periods)
    return first
