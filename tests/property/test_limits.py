"""Limits: what a looser limit allows is never worse, and what was feasible stays so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comparison import check_plan
from generator import instances
from limits import LIMITS, YIELDS
from seeds import in_turn
from small_questions import (
    SEEDS,
    answer,
    answer_to,
    is_no_better,
    kinds_where,
    members,
    rearranged,
    repeatable,
)


@pytest.mark.parametrize("name", in_turn([*LIMITS, *YIELDS], 5))
def test_more_never_raises_the_ratio(name):
    kinds, easier = (LIMITS | YIELDS)[name]

    @repeatable(1)
    @given(st.sampled_from(kinds.split()), SEEDS)
    def holds(kind, seed):
        assert is_no_better(answer_to(kind, seed), answer(easier(instances(kind, seed))))

    holds()


@pytest.mark.parametrize("axis", ["d", "v", "g", "j", "l"])
def test_a_longer_list_to_choose_from_never_raises_the_ratio(axis):
    """Designs, vehicles, gateways, sites, service lives: the question with all of them against the one
    without the first or the last.
    """

    def applies(case) -> bool:
        """There is something to leave out, and it neither flies nor is under contract or frozen."""
        is_assured = bool(case.assured.any())  # its margin counts the fullest flight of all designs offered
        bound = {"d": len(case.flown) > 0 or is_assured, "v": bool(case.contracted.any())}
        return members(case, axis) > 1 and not bound.get(axis, False) and not case.frozen_periods

    @repeatable(2)
    @given(st.sampled_from(kinds_where(applies)), SEEDS, st.booleans())
    def holds(kind, seed, without_first):
        case = instances(kind, seed)
        all_of_them = list(range(members(case, axis)))
        assume(len(all_of_them) > 1)
        fewer = rearranged(case, **{axis: all_of_them[1:] if without_first else all_of_them[:-1]})
        assert is_no_better(answer(fewer), answer_to(kind, seed))

    holds()


@pytest.mark.parametrize("name", in_turn(LIMITS, 5))
def test_a_feasible_plan_stays_feasible_in_a_looser_question(name):
    """The audit accepts it there, at the same cost and tokens."""
    kinds, easier = LIMITS[name]

    @repeatable(1)
    @given(st.sampled_from([kind for kind in kinds.split() if not kind.startswith("infeasible")]), SEEDS)
    def holds(kind, seed):
        found = answer_to(kind, seed)
        assume(found.outcome is not None)
        check_plan(easier(instances(kind, seed)), found.outcome)

    holds()
