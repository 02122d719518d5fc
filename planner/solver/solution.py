"""What a solver phase hands on: the decisions of one plan in the Case's index letters, before they become
tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from planner.choices import Status, Way

STOPPING = "stopping"
"""The phase of a search after Ctrl-C, until it hands on its best plan."""

Cargo = tuple[
    tuple[int, int, int], ...
]  # ((d, s, count), ...) sorted: satellites of design d to shell s on one flight


def relative_gap(value: float, bound: float) -> float:
    """(value - bound) / |value| of a value that is minimised: signed, so that it is negative where a bound
    passes the value.

    0 where both are the same, infinite where the value alone is 0.
    """
    if value == bound:
        return 0.0
    return (value - bound) / abs(value) if value else math.copysign(math.inf, value - bound)


@dataclass(frozen=True)
class Flights:
    """`flights` flights of vehicle v to drop o in period b, each able to carry `cargo` (it may leave with
    less).
    """

    v: int
    o: int
    b: int
    cargo: Cargo
    flights: int


@dataclass(frozen=True)
class Solution:
    """Decisions with non-zero values. Keys are index tuples; letters and units as in models/case.py."""

    flights: tuple[Flights, ...]
    satellites: dict[tuple[int, int, int, int, int], int]  # (d, v, s, b, l) launched
    racks: dict[tuple[int, int, int], int] = field(default_factory=dict)  # (j, k, b) blocks
    compute_orbit: dict[tuple[int, int, int, int], float] = field(
        default_factory=dict
    )  # (k, c, s, t) accelerator-years
    compute_ground: dict[tuple[int, int, int, int], float] = field(
        default_factory=dict
    )  # (k, c, j, t) accelerator-years
    tokens_orbit: dict[tuple[int, int, int, int, int], float] = field(
        default_factory=dict
    )  # (c, r, s, g, t) Tt
    tokens_ground: dict[tuple[int, int, int, int], float] = field(default_factory=dict)  # (c, r, j, t) Tt
    shortfall: dict[tuple[int, int, int], float] = field(default_factory=dict)  # (c, r, t) Tt
    gateway_gbps: dict[tuple[int, int], float] = field(default_factory=dict)  # (g, t) Gbit/s bought
    onsite_mw: dict[tuple[int, int], float] = field(default_factory=dict)  # (j, t) MW of own generation used
    reserve_orbit: dict[tuple[int, int, int, int, int], float] = field(
        default_factory=dict
    )  # (k, c, r, s, t) accelerator-years set aside for assured commitments
    reserve_ground: dict[tuple[int, int, int, int, int], float] = field(
        default_factory=dict
    )  # (k, c, r, j, t)
    drawn_musd: dict[int, float] = field(default_factory=dict)  # n: M$ of debt drawn
    leave: dict[tuple[int, int], int] = field(default_factory=dict)
    """(f, tau) existing satellites as launched that leave in tau, of the cohorts that may retire early; none
    said: as planned
    """
    removed: dict[tuple[int, int], int] = field(default_factory=dict)
    """(x, tau) existing rack blocks that leave in tau, of those that may leave early; none said: as planned
    """


COMPLETE: Way = "complete enumeration"
PRICED: Way = "column generation"
CARRIED: Way = "carried over"


@dataclass(frozen=True)
class Outcome:
    """A solved question: the best plan found, the proven bound, and how the search went.

    `value` and `bound` are in the objective's unit: $/Mtoken (= M$/Tt) for levelized_cost, M$ for cost and
    npv (npv is maximised: bound >= value there). `gap` is relative_gap of the two, as a cost (npv negated).
    `fault` says, if that is so, that the bound is better than the value by more than rounding: then one of
    the two is wrong.
    """

    status: Status
    solution: Solution
    value: float
    bound: float
    gap: float
    cost_musd: float  # N, discounted
    tokens_tt: float  # D, discounted and weighted
    sizes: dict[str, int]  # rows, columns, nonzeros, candidates, columns_priced, ...
    seconds: dict[str, float]  # by stage
    history: tuple[tuple[float, str, float | None, float | None], ...]  # (elapsed s, phase, best, bound)
    path: Way = COMPLETE
    entered: tuple[int, ...] = ()  # designs that were columns of the search
    lacks: dict[int, float] = field(default_factory=dict)
    """design -> discounted M$ by which one satellite would have to be worth more to better the relaxation"""
    fault: str = ""
    notes: tuple[str, ...] = ()  # what became of the plan that the search was started from
    loss: float | None = (
        None  # (value - bound of the linear relaxation) / |value|; None where that is not known
    )


@dataclass(frozen=True)
class Progress:
    """One report of a running search; `best`, `bound`, `gap` are None before they exist."""

    phase: str
    best: float | None
    bound: float | None
    gap: float | None
    elapsed_s: float
    is_better_plan: bool = False
