"""The decisions that a master's relaxation may take by halves, in one form: switches that go up once, or
never.

    up      (family, head): the binary of every period, which never falls
    once    (family, head): one binary
    tier    (tier, (v, i)): whether tier i or a higher one is reached; by period where prices learn, then it
            never falls

models/rollout.py: DECISIONS says of each family which it is.

A step of a switch is on if one of its columns is 1. The columns of a tier sum to 1 with the lower tiers', so
that the step is held on by holding those at 0, held off by holding its own at 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.case import Case
from models.families import Decision
from models.rollout import DECISIONS
from models.tiers import when
from planner.solver.highs import Array

GROUPS = Decision("usedgroup", "up", "design_nre_musd")  # planner/solver/column_generation/design_groups.py
MOVES = {decision.name: decision.moves for decision in (*DECISIONS, GROUPS)}
BINARIES = tuple(decision.name for decision in DECISIONS if decision.moves != "tier")
"""Decisions that are one binary a step: flights are priced again for them, and they are held while whole
numbers are found."""
PRICES = {decision.name: decision.price for decision in (*DECISIONS, GROUPS) if decision.price is not None}
Key = tuple[str, Any]  # family, head


@dataclass(frozen=True)
class Step:
    """At period `at` the switch is on if one of the columns `on` is 1; `off` are the columns of the other
    choices, if there are any.
    """

    at: int
    on: tuple[int, ...]
    off: tuple[int, ...] = ()


@dataclass(frozen=True)
class Split:
    """One decision: the switch is on from `at` on (up), or off until `at` (not up); or flights
    (planner/solver/branching/counting.py) are more than `at` (up), or no more.
    """

    family: str
    head: Any
    at: int
    up: bool

    def decides(self, at: int) -> bool:
        """Whether it says what the switch is in a period."""
        return at >= self.at if self.up else at <= self.at


Switches = dict[Key, list[Step]]


def switches_of(column: Mapping[tuple[str, Any], int]) -> Switches:
    """All switches among the columns of a model, their steps ascending."""
    found: dict[Key, list[Step]] = defaultdict(list)
    tiers: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)  # (v, tau) -> tier -> column
    for (family, index), i in column.items():
        moves = MOVES.get(family)
        if moves == "up":
            found[family, index[0]].append(Step(index[1], (i,)))
        elif moves == "once":
            found[family, index].append(Step(0, (i,)))
        elif moves == "tier":
            v, tier, tau = index
            tiers[v, tau][tier] = i
    for (v, tau), choices in tiers.items():
        for tier in sorted(choices)[1:]:
            on = tuple(i for j, i in sorted(choices.items()) if j >= tier)
            off = tuple(i for j, i in sorted(choices.items()) if j < tier)
            found["tier", (v, tier)].append(Step(tau, on, off))
    return {key: sorted(found[key], key=lambda step: step.at) for key in sorted(found, key=str)}


def bounds_under(switches: Switches, splits: Iterable[Split]) -> dict[int, tuple[float, float]]:
    """Column -> (lower, upper) of every column of the switches, under the decisions on them."""
    ends = {i: (0.0, 1.0) for steps in switches.values() for step in steps for i in (*step.on, *step.off)}
    for split in splits:
        for step in switches.get((split.family, split.head), ()):
            if split.decides(step.at):
                if split.up and not step.off:
                    ends[step.on[0]] = (1.0, 1.0)
                else:
                    ends |= dict.fromkeys(step.off if split.up else step.on, (0.0, 0.0))
    return ends


def levels(steps: list[Step], values: Array) -> Array:
    """[step] how far the switch is on."""
    return np.array([sum(values[i] for i in step.on) for step in steps])


def undercharged_musd(case: Case, key: Key, steps: list[Step], on: Array, dust: float) -> float:
    """Discounted M$ that an opening or an engineering costs in full where it begins, beyond what the
    relaxation pays.
    """
    family, head = key
    price = float(getattr(case, PRICES[family])[head])
    due = price * case.discount_start[[step.at for step in steps]]
    return float(due[np.flatnonzero(on > dust)[0]] - np.diff(on, prepend=0.0) @ due)


def dear_tiers(
    case: Case, column: Mapping[tuple[str, Any], int], cost: Array, values: Array
) -> list[tuple[Key, int, float]]:
    """(switch, period, discounted M$) of every price tier that the relaxation mixes with lower ones.

    It claims sum_i from_i tier_i flights or tonnes, whose own price is that of the highest tier they reach:
    all that is paid below this is undercharged. The switch is the next tier above.
    """
    claimed: dict[tuple[int, int], float] = defaultdict(float)
    for (family, index), at in column.items():
        if family == "tier":
            v, i, tau = index
            claimed[v, tau] += float(case.tier_from[v, i]) * values[at]
    missing: dict[tuple[int, int], float] = defaultdict(float)
    for (family, index), at in column.items():
        if family == "paid" and values[at] > 1e-9:
            v, i, b = index
            tau = when(case, v, b)
            reached = highest(case, v, tau, claimed[v, tau])
            missing[v, tau] += values[at] * (cost[column["paid", (v, reached, b)]] - cost[at])
    found = []
    for (v, tau), musd in sorted(missing.items()):
        above = np.flatnonzero(case.reachable[v, :, tau] & (case.tier_from[v] > claimed[v, tau] * (1 + 1e-9)))
        if musd > 0 and len(above):
            found.append((("tier", (v, int(above[0]))), tau, musd))
    return found


def highest(case: Case, v: int, tau: int, amount: float) -> int:
    """The highest tier within reach that an amount of flights or tonnes reaches."""
    within = np.flatnonzero(case.reachable[v, :, tau])
    reached = case.tier_from[v, within] <= amount * (1 + 1e-9) + 1e-9
    return int(within[max(int(reached.sum()) - 1, 0)])
