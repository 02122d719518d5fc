"""Bounds that one question lends another: never above the other's best plan, and the chord of two between
them.
"""

from __future__ import annotations

import numpy as np
import pytest

from generator import instances
from kinds import KINDS
from models.carrying import LIMITS, MIXED, PRICES, carried, is_no_better
from models.members import Members, offered
from models.rollout import build
from planner.errors import NoPlan
from planner.solver import solve
from planner.solver.complete import every_member
from planner.solver.highs import compile_model
from planner.solver.warm_start import WarmStart
from seeds import SEEDS

SAMPLE = [
    pytest.param(kind, marks=() if n % 12 == 0 else pytest.mark.slow)
    for n, kind in enumerate(sorted(KINDS)[::3])
]
SETTINGS = {"gap": 1e-4, "time_limit_s": 20.0}


def dearer(case, names, factor):
    """The case with some arrays of money times a factor; what is infinite stays."""
    return case.replaced(**{name: factor * getattr(case, name) for name in names})


def found(case, **more):
    """The outcome of a search, None without a plan."""
    try:
        return solve(case, **SETTINGS, **more)
    except NoPlan:
        return None


@pytest.mark.parametrize("kind", SAMPLE)
def test_what_plans_cost_is_linear_in_all_prices_together(kind):
    """The cost vector of a mix of prices is the mix of the cost vectors: the ground of the chord."""
    case = instances(kind, SEEDS[kind][0])
    members = every_member(case) or Members.of([], [], offered(case))
    draw = np.random.default_rng(1)
    other = case.replaced(
        **{
            name: getattr(case, name) * draw.uniform(0.5, 2, getattr(case, name).shape)
            for name in MIXED
            if name not in ("design_cost_musd", "accelerator_cost_musd")
        }
    )
    mix = case.replaced(**{name: 0.3 * getattr(case, name) + 0.7 * getattr(other, name) for name in MIXED})
    one, two, mixed = (compile_model(build(c, members)).objectives["cost"] for c in (case, other, mix))
    assert mixed == pytest.approx(0.3 * one + 0.7 * two, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kind", SAMPLE)
def test_no_carried_bound_passes_a_plan(kind):
    cheap = instances(kind, SEEDS[kind][0])
    dear = dearer(cheap, PRICES, 1.6)
    middle = dearer(cheap, PRICES, 1.2)
    outcomes = {name: found(case) for name, case in (("cheap", cheap), ("dear", dear), ("middle", middle))}
    if None in outcomes.values():
        pytest.skip("no plan")
    ends = [(cheap, outcomes["cheap"].bound), (dear, outcomes["dear"].bound)]
    sign = -1 if cheap.objective == "npv" else 1
    value = sign * outcomes["middle"].value
    alone, both = carried(middle, ends[:1]), carried(middle, ends)
    assert (
        carried(cheap, [ends[1]]) is None
        or cheap.objective == "npv"
        and not any(getattr(cheap, name).any() for name in PRICES)
    )
    assert alone is not None and sign * alone <= value + 1e-6 * abs(value)
    assert sign * both >= sign * alone
    assert sign * both <= value + 1e-6 * abs(value)


def test_the_chord_is_between_the_ends():
    cheap = instances("shortfall", SEEDS["shortfall"][0])
    dear, middle = dearer(cheap, PRICES, 3.0), dearer(cheap, PRICES, 2.0)
    assert carried(middle, [(cheap, 1.0), (dear, 3.0)]) == pytest.approx(2.0, rel=1e-6)
    assert carried(middle, [(cheap, 1.0)]) == 1.0
    assert carried(middle, [(dear, 3.0)]) is None
    assert carried(middle, []) is None


def test_a_limit_that_falls_forbids_plans():
    case = instances("shortfall", SEEDS["shortfall"][0])
    for name in LIMITS:
        had = getattr(case, name)
        if (np.isfinite(had) & (had > 0)).any():
            less = case.replaced(**{name: np.where(np.isfinite(had), had - (had > 0), had)})
            assert is_no_better(less, case) and not is_no_better(case, less), name
    other = case.replaced(payload_t=0.5 * case.payload_t)
    assert not is_no_better(other, case)  # true, but not among what is declared: nothing is guessed


def test_nothing_is_mixed_where_cash_is_limited():
    case = instances("cash", SEEDS["cash"][0]) if "cash" in KINDS else None
    if case is None or not case.cash_limited:
        case = instances("shortfall", SEEDS["shortfall"][0]).replaced(cash_limited=True)
    ends = [(case, 1.0), (dearer(case, PRICES, 3.0), 3.0)]
    assert carried(dearer(case, PRICES, 2.0), ends) == 1.0


def test_a_search_whose_gap_is_closed_by_others_says_so():
    cheap = instances("shortfall", SEEDS["shortfall"][0])
    middle, dear = dearer(cheap, PRICES, 1.01), dearer(cheap, PRICES, 1.02)
    first, last = found(cheap), found(dear)
    bound = carried(middle, [(cheap, first.bound), (dear, last.bound)])
    warm = solve(middle, gap=0.01, time_limit_s=20, start=WarmStart((first.solution,), 0.0, bound))
    assert (warm.path, warm.status) == ("carried over", "gap reached")
    assert warm.value == pytest.approx(found(middle).value, rel=0.01)


def test_where_nothing_whole_can_be_paid_the_search_says_so_and_ends():
    """The bound rises with the ratio that is asked for: only the relaxation's own says when to stop."""
    dear = dearer(instances("take-or-pay-cash", SEEDS["take-or-pay-cash"][0]), PRICES, 1.6)
    with pytest.raises(NoPlan) as told:
        solve(dear, **SETTINGS)
    assert told.value.reason == "money" and told.value.proven
