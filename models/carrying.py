r"""Bounds that hold for a question because they hold for others: where a change is monotone, and between two.

*Dearer, or less allowed.* Where every price of a question is at least that of another one, every limit at
most, and all else equal, each of its plans is a plan of the other too, at no more cost. So what no plan of
the other beats, none of its own does:

    N'(x) >= N(x) for all x in X' <= X        =>        r*' = min N'/D  >=  min N/D = r*

*Between two.* For a plan x that stays what it is, N is linear in all arrays of M$ together, for
models/spending.py multiplies no two of them, and D holds none. Where the prices of a question are at least
the mix of those of two others, s N_1 + (1 - s) N_2, and all else is equal in the three,

    r*' >= min (s N_1 + (1 - s) N_2) / D >= s min N_1/D + (1 - s) min N_2/D

the least ratio is concave in prices: the chord of two bounds is a bound. Likewise for the least cost. Cash
that is limited ties plans to prices, and then nothing is mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from itertools import combinations

import numpy as np

from models.case import ARRAYS, Case, Floats

PRICES = (
    "shell_opening_musd", "shell_yearly_musd", "bus_nre_musd", "bus_operations_musd", "design_cost_musd",
    "design_nre_musd", "price_musd", "price_musd_per_t", "shortfall_musd", "gateway_musd", "rack_cost_musd",
    "rack_upkeep_musd", "rack_replacement_musd", "grid_musd", "onsite_musd", "building_musd",
    "contract_owed_musd",
)  # fmt: skip
"""Arrays of M$ that make no plan cheaper where they rise."""

MIXED = (*PRICES, "accelerator_cost_musd")
"""Arrays of M$ in which N is linear. What accelerators cost says when a part of a satellite is paid: by
itself it may go either way."""

LIMITS = ("cadence", "pad_cadence", "supply", "grid_mw", "onsite_mw", "gateway_gbps", "capital_musd")
"""Arrays that forbid no plan where they rise."""

INEXACT = 1e-9
"""Relative: by so much a mix of prices may miss for rounding; it is taken off the bound."""


def carried(case: Case, solved: Iterable[tuple[Case, float]]) -> float | None:
    """The best bound on `case` that bounds on other questions prove; None where they prove nothing.

    solved: (question, bound on it), bounds in the unit of the objective, in its own sense: what no plan
    beats. They and the result are in the units that were asked.
    """
    sign = -1.0 if case.objective == "npv" else 1.0
    known = [(other, sign * bound) for other, bound in solved if np.isfinite(bound)]
    found = [bound for other, bound in known if is_no_better(case, other)]
    for (one, its), (two, that) in combinations(known, 2):
        part = share_between(case, one, two)
        if part is not None:
            low, high = part
            mixed = max(s * its + (1 - s) * that for s in (low, high))
            found.append(mixed - INEXACT * abs(mixed))
    return sign * max(found) if found else None


def is_no_better(case: Case, other: Case) -> bool:
    """Whether no plan of `case` can be better than the best of `other`, as far as prices and limits say."""
    limits = () if case.assured.any() else LIMITS  # a promise may hang on the fullest flight that is allowed
    if not are_alike(case, other, (*PRICES, *limits)):
        return False
    dearer = all((getattr(case, name) >= getattr(other, name)).all() for name in PRICES)
    return dearer and all((getattr(case, name) <= getattr(other, name)).all() for name in limits)


def share_between(case: Case, one: Case, two: Case) -> tuple[float, float] | None:
    """The least and the greatest share s with which the prices of `case` are at least s times those of `one`
    plus 1 - s times those of `two`; None if there is none.
    """
    if case.objective == "npv" or case.cash_limited:
        return None
    if not (are_alike(case, one, MIXED) and are_alike(case, two, MIXED)):
        return None
    low, high = 0.0, 1.0
    for name in MIXED:
        here, first, second = (flat(question, name) for question in (case, one, two))
        is_open = np.isinf(here)
        if (np.isinf(first) | np.isinf(second))[~is_open].any():
            return None
        here, first, second = here[~is_open], first[~is_open], second[~is_open]
        room = INEXACT * np.abs(here)
        # s (first - second) <= here - second, and for what must be met both ways >= too
        slope, above = first - second, here - second
        low, high = narrowed(low, high, slope, above + room)
        if name not in PRICES:
            low, high = narrowed(low, high, -slope, room - above)
        if low > high:
            return None
    return low, high


def narrowed(low: float, high: float, slope: Floats, most: Floats) -> tuple[float, float]:
    """The ends of s under slope * s <= most in every entry; low > high where nothing is left."""
    if (most[slope == 0] < 0).any():
        return 1.0, 0.0
    up, down = slope > 0, slope < 0
    high = min(high, float(np.min(most[up] / slope[up], initial=np.inf)))
    low = max(low, float(np.max(most[down] / slope[down], initial=-np.inf)))
    return low, high


def flat(case: Case, name: str) -> Floats:
    """An array as a vector."""
    return np.asarray(getattr(case, name), dtype=float).ravel()


def are_alike(case: Case, other: Case, free: tuple[str, ...]) -> bool:
    """Whether two questions differ in nothing but the arrays of `free`, which have the same shape, and their
    names.
    """
    for field in fields(Case):
        mine, its = getattr(case, field.name), getattr(other, field.name)
        if field.name in ARRAYS:
            if mine.shape != its.shape:
                return False
            if field.name not in free and not np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f"):
                return False
        elif field.name != "name" and mine != its:
            return False
    return True
