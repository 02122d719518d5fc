"""Why there is no plan, as data: what of the hard demand cannot be served, since when anything could serve
it, and which limits, each by itself, would have to go. The words are made in planner/errors/no_plan.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args

import numpy as np

from models.case import Case
from models.departing import FLOWN
from models.members import launchable, offered
from models.rollout import FAMILIES
from models.units import Scale
from planner.errors.no_plan import (
    Limit,
    LimitKind,
    Memory,
    Missing,
    MissingMinimum,
    MissingMoney,
    MissingTokens,
    NoPlan,
    Since,
)
from planner.solver.highs import Clock, Compiled, Solver

Missed = list[tuple[str, Any, float]]
"""(family, index, Tt) of hard demand that cannot be met, largest first; of cash, M$ that are not there."""

LIMITS: dict[LimitKind, tuple[str, ...]] = {
    kind: tuple(name for name, family in FAMILIES.items() if family.limit == kind)
    for kind in get_args(LimitKind)
}
"""Each limit with the families of rows that are it, in the order in which limits are tried."""

PROMISED = tuple(name for name, family in FAMILIES.items() if family.role == "promise")
PAID = tuple(name for name, family in FAMILIES.items() if family.role == "payment")
"""Families of rows that ask for committed tokens, and those that are in no plan's way."""

SOME = 1e-6  # Tt of the scaled question: less than that is served
SECONDS = 5.0  # for one question in whole numbers


def shortage(
    case: Case,
    model: Compiled,
    *,
    without: tuple[str, ...] = (),
    integer: bool = False,
    clock: Clock | None = None,
) -> Missed | None:
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


def in_units(missed: Missed | None, scale: Scale) -> Missed | None:
    """What is missing of a scaled question in the units that were asked."""
    if missed is None:
        return None
    units = {"cash": scale.musd, "least": scale.weighted_tt}
    return [(family, index, amount * units.get(family, scale.tt)) for family, index, amount in missed]


def why(
    case: Case,
    model: Compiled,
    missed: Missed | None,
    *,
    integer: bool = False,
    clock: Clock | None = None,
) -> NoPlan:
    """The error on demand that a whole formulation cannot meet; `missed` None: it has no plan even if all of
    it is missed, or none was found.
    """

    def is_met(without: tuple[str, ...]) -> bool:
        return shortage(case, model, without=without, integer=integer, clock=clock) == []

    return unmet(case, model, missed, is_met, whole=integer)


def unmet(
    case: Case,
    model: Compiled,
    missed: Missed | None,
    is_met: Callable[[tuple[str, ...]], bool],
    *,
    whole: bool = False,
) -> NoPlan:
    """The error on demand that cannot be met, with what would be enough.

    is_met: whether it could without the rows of some families.
    """
    limits, together = enough(case, model, is_met)
    F, B = case.frozen_periods, case.launch_periods
    return NoPlan(
        "demand" if missed else "limits", True, missing=missing(case, missed),
        limits=limits, together=together,
        since=since(case, missed[0]) if missed and missed[0][0] == "committed" else None,
        whole=whole, free_from=case.dates[F] if 0 < F < B else None, all_frozen=0 < F == B,
    )  # fmt: skip


def enough(
    case: Case, model: Compiled, is_met: Callable[[tuple[str, ...]], bool]
) -> tuple[tuple[Limit, ...], bool]:
    """Limits without which all hard demand could be met, one at a time; or else as few as possible together,
    and True.
    """
    there = {family for family, _ in model.row}
    limits = [kind for kind, families in LIMITS.items() if there & set(families)]

    def is_met_without(kinds: Iterable[LimitKind]) -> bool:
        return is_met(tuple(family for kind in kinds for family in LIMITS[kind]))

    alone = [kind for kind in limits if is_met_without([kind])]
    if alone or not limits or not is_met_without(limits):
        return tuple(limit_of(case, kind) for kind in alone), False
    together = list(limits)
    for kind in limits:
        others = [one for one in together if one != kind]
        together = others if is_met_without(others) else together
    return tuple(limit_of(case, kind) for kind in together), True


def limit_of(case: Case, kind: LimitKind) -> Limit:
    """A limit with the ids that it is of, each once."""
    ids: dict[LimitKind, list[str]] = {
        "stage gates": [gate for gate in case.gates if gate],
        "milestones": [case.shells[s] for s in case.milestone_shell],
        "power": list(case.sites),
        "links": list(case.gateways),
    }
    return Limit(kind, tuple(dict.fromkeys(ids.get(kind, ()))))


def missing(case: Case, missed: Missed | None) -> tuple[Missing, ...]:
    """What is missing, by ids and dates."""
    return tuple(missing_one(case, *one) for one in missed or ())


def missing_one(case: Case, family: str, index: Any, amount: float) -> Missing:
    """One entry of it."""
    if family == "cash":
        return MissingMoney(case.dates[index], amount)
    if family == "least":
        return MissingMinimum(amount)
    c, r, t = index[:3]
    probability = None if family == "committed" else float(case.assured[c])
    committed = float(case.committed[c, r, t])
    return MissingTokens(case.workloads[c], case.regions[r], case.dates[t], amount, committed, probability)


def since(case: Case, one: tuple[str, Any, float]) -> Since | None:
    """What may not serve missing demand at all, and what can only after it; None of min_tokens."""
    if one[0] == "least":
        return None
    c, r, t = one[1][:3]
    barred: list[Literal["gateway", "site"]] = []
    if case.gateways and not case.gateway_allowed[c, r].any():
        barred.append("gateway")
    if case.sites and not case.site_allowed[c, r].any():
        barred.append("site")
    late: list[tuple[Literal["satellite", "rack"], str | None]] = []
    orbit, ground = first_from_orbit(case, c, r), first_from_ground(case, c, r)
    if case.gateway_allowed[c, r].any() and orbit > t:
        late.append(("satellite", case.dates[orbit] if orbit < case.periods else None))
    if case.site_allowed[c, r].any() and ground > t:
        late.append(("rack", case.dates[ground] if ground < case.periods else None))
    return Since(tuple(barred), tuple(late), memory_short(case, c, r) if ("rack", None) in late else None)


def memory_short(case: Case, c: int, r: int) -> Memory | None:
    """A replica that no rack block allowed to serve (c, r) holds; None where one does."""
    blocks = [
        (
            case.rack_block[j] / case.need[k, c],
            case.need[k, c],
            case.rack_block[j],
            case.accelerators[k],
            case.sites[j],
        )
        for j in np.flatnonzero(case.site_allowed[c, r]).tolist()
        for k in np.flatnonzero(case.rate[:, c] > 0).tolist()
        if case.rack_offered[j, k].any() or case.rack_installed[j, k].any()
    ]  # fmt: skip
    share, need, block, chip, site = max(blocks, default=(1.0, 0, 0, "", ""))
    return None if share >= 1 else Memory(case.workloads[c], chip, int(need), site, int(block))


def first_from_orbit(case: Case, c: int, r: int) -> int:
    """The first period in which a satellite can serve workload c for region r (T: in none)."""
    first = case.periods
    if not case.gateway_allowed[c, r].any():
        return first
    arrives: dict[tuple[int, int], list[int]] = {(d, s): [] for d, s in offered(case)}
    for f, (d, s) in enumerate(zip(case.flown_design.tolist(), case.flown_shell.tolist(), strict=True)):
        arrives.setdefault((d, s), []).append(FLOWN.arrival(case, f))
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
