"""What the least ratio becomes when a figure moves, guessed before anything is solved in whole numbers.

The linear relaxation is solved once, at the base; its duals choose few members
(planner/solver/relaxation.py). For each end of a figure the coefficients are built again and those members,
found again by their ids, are loaded as full as they may be now: the least ratio of the linear program over
them is the guess

    guess at an end  =  ratio of the base's plan  *  (few members at the end) / (few members at the base)

A guess, never a bound: the plan may turn to flights that are not among the members, and whole numbers round.
It is solved anew instead of priced to first order, c' x + y' (b' - A' x) at the base's point and duals:
compiling the members at the end is what takes the time in either, and a program that is solved sees how the
plan turns away from what gets dear, which at the ends of wide ranges is most of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from models.case import Case
from models.members import Cargo, Cohort, Flight, Members, fits, launchable
from models.units import Scale
from planner import coefficients
from planner.choices import Side
from planner.errors import InstanceError
from planner.instance.reading import Instance
from planner.solver.relaxation import Small, relaxed_members, with_frozen


@dataclass(frozen=True)
class Base:
    """The question at the base with its few members; everything in the scale of the base."""

    case: Case
    scale: Scale
    small: Small

    @property
    def ratio(self) -> float | None:
        """Of the members, scaled; None where they cannot meet the question."""
        return None if self.small.least is None else self.small.least.value

    @staticmethod
    def of(instance: Instance, case: Side) -> Base:
        """The base of one side of an instance. Raises InstanceError where physics or sizing refuses it."""
        built = coefficients.build(instance, case=case).case
        scale = Scale.of(built)
        scaled = scale.scaled(built)
        members = relaxed_members(scaled, time_limit_s=instance.data.solve.time_limit_s)
        return Base(built, scale, Small.of(scaled, members))

    def guess(self, instance: Instance, case: Side) -> Guess:
        """What becomes of the ratio in a changed instance."""
        try:
            built = coefficients.build(instance, case=case).case
        except InstanceError as error:
            return Guess(None, refused="; ".join(say for _, say in error.problems))
        if same(built, self.case):
            return Guess(1.0, is_same=True)
        if not self.ratio:
            return Guess(None)
        scaled = self.scale.scaled(built)
        members = found_again(self.case, self.small.members, scaled)
        least = Small.of(scaled, members, self.ratio, self.small).least
        return Guess(None if least is None else least.value / self.ratio)


@dataclass(frozen=True)
class Guess:
    """What becomes of the ratio at one end of a figure.

    factor   by what the ratio is multiplied; None where no guess is possible: the members cannot meet the
             question there
    is_same  nothing of the question changes at all
    refused  why physics or sizing refuses the question there; empty where it does not
    """

    factor: float | None
    is_same: bool = False
    refused: str = ""


def same(one: Case, other: Case) -> bool:
    """Whether two questions are the same to the last bit."""
    return all(equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Case) if f.init)


def equal(one: object, other: object) -> bool:
    """Whether two values of a question are: arrays or others."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)


def found_again(base: Case, members: Members, case: Case) -> Members:
    """The members of one question in another one, by their ids; flights loaded as full as they may be there.

    What is gone, or cannot fly there, is left out. A life that is not offered becomes the nearest that is.
    """
    design, shell, vehicle, drop = (
        positions(getattr(base, axis), getattr(case, axis))
        for axis in ("designs", "shells", "vehicles", "drops")
    )
    flights: set[Flight] = set()
    for v, o, b, cargo in members.flights:
        if v not in vehicle or o not in drop or not case.frozen_periods <= b < case.launch_periods:
            continue
        kept = tuple(
            (design[d], shell[s], n)
            for d, s, n in cargo
            if d in design
            and s in shell
            and shell[s] in case.drop_shells[drop[o]]
            and launchable(case, design[d], vehicle[v], shell[s], b)
        )
        if loaded := filled(case, vehicle[v], drop[o], kept):
            flights.add((vehicle[v], drop[o], b, loaded))
    carried = {(d, v, s, b) for v, _, b, cargo in flights for d, s, _ in cargo}
    cohorts: set[Cohort] = set()
    for d, v, s, b, l in members.cohorts:
        if not (d in design and v in vehicle and s in shell):
            continue
        at = (design[d], vehicle[v], shell[s], b)
        life = nearest_life(case, at[0], at[2], base.lives[l]) if at in carried else None
        if life is not None and b + case.shell_lag[at[2]] < case.periods:
            cohorts.add((*at, life))
    held = with_frozen(case, [])
    return Members.of(cohorts | set(held.cohorts), flights | set(held.flights))


def positions(ids: tuple[str, ...], others: tuple[str, ...]) -> dict[int, int]:
    """Where each id of one axis stands on another, of those that do."""
    known = {name: i for i, name in enumerate(others)}
    return {i: known[name] for i, name in enumerate(ids) if name in known}


def nearest_life(case: Case, d: int, s: int, life: int) -> int | None:
    """The index of the offered life that is nearest to one; None where none is offered."""
    offered = np.flatnonzero(case.life_offered[d, s]).tolist()
    return min(offered, key=lambda l: abs(case.lives[l] - life), default=None)


def filled(case: Case, v: int, o: int, cargo: Cargo) -> Cargo:
    """A cargo in the same proportions, as full as the vehicle takes it to the drop; empty where nothing
    fits.
    """
    if not cargo:
        return ()
    counts = np.array([n for *_, n in cargo], dtype=float)
    designs = [d for d, *_ in cargo]
    loads = np.array([case.design_mass_t[designs], case.design_volume_m3[designs], np.ones(len(cargo))])
    room = np.array([case.payload_t[v, o], case.fairing_m3[v], case.satellites_max[v]], dtype=float)
    if (room <= 0).any():
        return ()
    share = float((loads @ counts / room).max())
    whole = np.floor(counts / share * (1 + 1e-9))
    for i in np.argsort(-counts, kind="stable"):
        while all(fits(load, limit) for load, limit in zip(loads @ whole + loads[:, i], room)):
            whole[i] += 1
    return tuple((d, s, int(n)) for (d, s, _), n in zip(cargo, whole) if n)
