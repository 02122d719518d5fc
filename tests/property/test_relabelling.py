"""Ids and their order mean nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator import instances
from models.case import Case
from small_questions import (
    FEASIBLE_KINDS,
    INDEX_OF,
    SEEDS,
    answer,
    answer_to,
    are_equal,
    members,
    rearranged,
    repeatable,
)


@st.composite
def orders(draw) -> tuple[str, int, dict[str, list[int]]]:
    """A kind, a seed, and an order of the members of every axis."""
    kind, seed = draw(st.sampled_from(FEASIBLE_KINDS)), draw(SEEDS)
    case = instances(kind, seed)
    return kind, seed, {axis: draw(st.permutations(range(members(case, axis)))) for axis in INDEX_OF}


@repeatable(6, shrink=True)
@given(orders())
def test_the_order_of_members_changes_nothing(drawn):
    kind, seed, order = drawn
    assert are_equal(answer(rearranged(instances(kind, seed), **order)), answer_to(kind, seed))


def test_an_order_and_its_inverse_give_the_case_back():
    """What the test above relies on, on a Case with two of most things."""
    case = instances("routes", 1)
    order = {axis: list(reversed(range(members(case, axis)))) for axis in INDEX_OF}
    there = rearranged(case, **order)
    assert there.shells == ("shell-2", "shell-1") and (there.gateway_musd[0] == case.gateway_musd[1]).all()
    back = rearranged(there, **order)
    assert all(same(getattr(case, name), getattr(back, name)) for name in vars(case))


def same(one, other) -> bool:
    return (one == other).all() if hasattr(one, "shape") else one == other


def renamed(case: Case) -> Case:
    """Other ids, whose alphabetical order is the reverse of the old one's."""
    return case.replaced(
        **{
            ids: tuple(f"z{99 - i}-renamed" for i in range(len(getattr(case, ids))))
            for axis, ids in INDEX_OF.items()
            if axis != "l"
        }
    )


@repeatable(3)
@given(st.sampled_from(FEASIBLE_KINDS), SEEDS)
def test_other_ids_give_the_same_plan(kind, seed):
    """Index by index, to the last digit."""
    before, after = answer_to(kind, seed).outcome, answer(renamed(instances(kind, seed))).outcome
    assert (before is None) == (after is None)
    if before is not None:
        assert (after.value, after.bound, after.solution) == (before.value, before.bound, before.solution)
