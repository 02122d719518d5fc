"""What the property tests share: tiny questions by kind and seed, and their proven answers, held against each
other as intervals.

The kinds are those of tests/exact; the seeds here are drawn by hypothesis, so that the questions are others
than the exact tests'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from comparison import EDGE, GAP, check_plan
from generator import instances
from kinds import KINDS
from models.case import AXES, Case
from planner.errors import NoPlan
from planner.solver import solve
from planner.solver.solution import Outcome

FEASIBLE_KINDS = tuple(sorted(kind for kind in KINDS if not kind.startswith("infeasible")))
# Few seeds, so that the answers to the instances as they are drawn are found once for many tests.
SEEDS = st.integers(200, 202)


def repeatable(examples: int, *, shrink: bool = False) -> settings:
    """The same few examples in every run. A kind and a seed say all there is to say: only choices beside them
    are worth shrinking.
    """
    phases = (Phase.explicit, Phase.generate) + ((Phase.shrink,) if shrink else ())
    return settings(derandomize=True, deadline=None, max_examples=examples, phases=phases)


@cache
def first_instance(kind: str) -> Case:
    """The instance of seed 0, drawn once for all tests."""
    return instances(kind, 0)


def kinds_where(holds: Callable[[Case], bool]) -> list[str]:
    """The feasible kinds whose first instance has a property."""
    return [kind for kind in FEASIBLE_KINDS if holds(first_instance(kind))]


@dataclass(frozen=True)
class Answer:
    """low <= optimum <= high in the sense of minimisation (npv negated), proven; both inf where there is
    provably no plan.
    """

    low: float
    high: float
    outcome: Outcome | None

    @property
    def edge(self) -> float:
        """Rounding of either side: far below the gap."""
        return EDGE * max(abs(self.low), abs(self.high), 1e-6) if self.outcome else 0.0


NOTHING = Answer(inf, inf, None)


def answer(case: Case) -> Answer:
    """The solved and audited question."""
    try:
        outcome = solve(case, gap=GAP, time_limit_s=10)
    except NoPlan as error:
        assert error.proven, f"{case.name}: given up, {error}"
        return NOTHING
    assert outcome.status == "gap reached", f"{case.name}: {outcome.status} at gap {outcome.gap:.3g}"
    check_plan(case, outcome)
    sign = -1 if case.objective == "npv" else 1
    return Answer(sign * outcome.bound, sign * outcome.value, outcome)


@cache
def answer_to(kind: str, seed: int) -> Answer:
    """The answer to an instance as it is drawn, once for all tests."""
    return answer(instances(kind, seed))


def is_no_better(harder: Answer, easier: Answer) -> bool:
    """Whether no plan of the harder question beats what is proven of the easier one."""
    return harder.high >= easier.low - easier.edge


def are_equal(one: Answer, other: Answer) -> bool:
    """Whether two proven intervals meet, each within the gap."""
    return is_no_better(one, other) and is_no_better(other, one)


INDEX_OF = {
    "s": "shells", "o": "drops", "h": "buses", "d": "designs", "v": "vehicles", "k": "accelerators",
    "e": "operations", "l": "lives", "c": "workloads", "r": "regions", "g": "gateways", "j": "sites",
    "a": "pads",
}  # fmt: skip  # axis -> the ids along it


def rearranged(case: Case, **order: list[int]) -> Case:
    """The Case with the members of some axes in another order, or fewer of them: v=[1, 0] exchanges two
    vehicles, v=[1] keeps one.

    Indices that point along an axis (the bus and the operation of a design, the shells of a drop, what flies
    where) follow; what they point to must stay.
    """
    arrays = {}
    for name, axes in AXES.items():
        array = getattr(case, name)
        for position, axis in enumerate(axes):
            if axis in order:
                array = np.take(array, order[axis], axis=position)
        arrays[name] = array
    for axis, ids in INDEX_OF.items():
        if axis in order:
            arrays[ids] = tuple(getattr(case, ids)[i] for i in order[axis])
    if "h" in order:
        arrays["gates"] = tuple(case.gates[h] for h in order["h"])
    if "o" in order:
        arrays["drop_shells"] = tuple(case.drop_shells[o] for o in order["o"])
    for axis, name in (
        ("h", "design_bus"),
        ("e", "design_operation"),
        ("d", "flown_design"),
        ("s", "flown_shell"),
    ):
        if axis in order:
            arrays[name] = np.array([order[axis].index(i) for i in arrays[name]], dtype=int)
    if case.frozen_periods:
        arrays |= frozen_in(case, order)
    if "s" in order:
        drops = arrays.get("drop_shells", case.drop_shells)
        arrays["milestone_shell"] = np.array([order["s"].index(s) for s in case.milestone_shell], dtype=int)
        arrays["drop_shells"] = tuple(tuple(order["s"].index(s) for s in shells) for shells in drops)
    result = case.replaced(**arrays)
    result.check()
    return result


def frozen_in(case: Case, order: dict[str, list[int]]) -> dict:
    """What is frozen, in the indices of another order."""

    def new(axis: str, i: int) -> int:
        return order[axis].index(i) if axis in order else int(i)

    cargo = tuple(
        tuple((new("d", d), new("s", s), new("l", life), n) for d, s, life, n in load)
        for load in case.frozen_cargo
    )
    where = {"frozen_vehicle": "v", "frozen_drop": "o"}
    moved = {
        name: np.array([new(axis, i) for i in getattr(case, name)], dtype=int) for name, axis in where.items()
    }
    return {"frozen_cargo": cargo, **moved}


def members(case: Case, axis: str) -> int:
    """How many members an axis has."""
    return len(getattr(case, INDEX_OF[axis]))
