"""Satellites that retire early, gone through by hand: years without interest or losses, as in
test_orders_by_hand.py.
"""

import numpy as np
import pytest

from comparison import GAP, check_plan, sizing
from models import existing
from models.case import Case
from models.departing import FLOWN
from planner.errors import NoPlan
from planner.solver import solve
from planner.tables.build import build
from test_orders_by_hand import costs, years


def three_years(**changes) -> Case:
    """Two old satellites fly since a year and stay for good, each serving 1 Tt a year for 3 M$ of operation.
    Two slots.

    A newer generation, from year 1 on, serves 4 Tt a year in the slot of one: 1 M$, and its flight 10 M$; it
    lives a year. 2, 6 and 8 Tt are asked.
    """
    T = 3
    arrays = {
        "buses": ("old", "new"), "gates": ("", ""), "gate_min": np.zeros(2, int),
        "gate_max": np.full(2, np.inf), "gate_periods": np.zeros(2, int), "gate_ramp": np.full(2, np.inf),
        "bus_loss_per_year": np.zeros(2), "bus_nre_musd": np.zeros(2),
        "bus_operations_musd": np.array([3.0, 0.0]), "bus_rate": np.full((2, T), np.inf),
        "decay_periods": np.zeros((2, 1), int), "designs": ("first", "second"),
        "design_bus": np.array([0, 1]), "design_operation": np.zeros(2, int),
        "design_counts": np.array([[1], [4]]), "design_mass_t": np.ones(2), "design_volume_m3": np.ones(2),
        "design_cost_musd": np.ones((2, T)), "design_nre_musd": np.zeros(2), "design_from": np.array([0, 1]),
        "share": np.ones((2, 1, 1)), "life_offered": np.array([[[False]], [[True]]]),
        "slots": np.full((1, T), 2.0), "flown": ("old-ones",), "flown_design": np.zeros(1, int),
        "flown_shell": np.zeros(1, int), "flown_satellites": np.array([2]), "flown_working": np.array([2.0]),
        "flown_dead": np.zeros(1), "flown_age_years": np.ones(1), "flown_history_years": np.ones(1),
        "flown_arrives": np.array([-1]), "flown_leaves": np.array([9]),
    }  # fmt: skip
    return years([2.0, 5.0, 8.0], [10.0], **arrays | {"flown_may_retire": np.array([True])} | changes)


def retired(case: Case) -> dict[tuple[int, int], int]:
    """(f, q) -> satellites that leave in q, of the best plan, which the audit has passed."""
    outcome = solve(case, gap=GAP)
    check_plan(case, outcome)
    return {key: n for key, n in outcome.solution.leave.items() if n}


def test_a_newer_generation_earns_the_slots():
    """Year 0: both old ones serve the 2 Tt (6 M$). Year 1: 5 Tt are 4 of a new one (11 M$) and 1 of an old
    one (3 M$).

    Year 2: 8 Tt need two new ones, which a slot each holds (2 + 20 M$): the last old one leaves. In all 6 +
    14 + 22 = 42 M$.
    """
    case = three_years()
    costs(case, 42.0)
    assert retired(case) == {(0, 1): 1, (0, 2): 1}


def test_without_the_choice_the_slots_stay_taken():
    """Two slots held by two old satellites: 5 Tt cannot be served. With two slots more they can, for 4 * 3 M$
    that nobody needs.
    """
    with pytest.raises(NoPlan) as caught:
        solve(three_years(flown_may_retire=np.array([False])), gap=GAP)
    assert caught.value.proven
    wide = {"slots": np.full((1, 3), 4.0)}
    costs(three_years(**wide, flown_may_retire=np.array([False])), 6 + (11 + 6) + (22 + 6))
    costs(three_years(**wide), 6 + (11 + 3) + 22)


def test_dead_satellites_of_those_that_retire_hold_their_slots():
    """Two of three work, the third is known dead and up for a year more: each that leaves is 2/3 of one that
    works and 1/3 of the dead one.

    All leave in year 1: three slots in year 0, none later. Two leave: 2/3 of a slot stays with the last one,
    its dead third gone in year 1.
    """
    case = three_years(
        flown_satellites=np.array([3]), flown_dead=np.ones(1), flown_history_years=np.zeros(1),
        decay_periods=np.ones((2, 1), int), slots=np.full((1, 3), 3.0),
    )  # fmt: skip
    settled = FLOWN.settled(case, {(0, 1): 3})
    held = FLOWN.constants(settled, existing.slots)
    assert [held[0, t] for t in range(3)] == pytest.approx([3.0, 0.0, 0.0])
    partly = FLOWN.constants(FLOWN.settled(case, {(0, 1): 2, (0, 9): 1}), existing.slots)
    assert [partly[0, t] for t in range(3)] == pytest.approx([3.0, 2 / 3, 2 / 3])


def test_what_is_no_choice_is_not_taken():
    case = three_years()
    planned = {(0, 9): 2}
    assert FLOWN.complete(case, {}) == planned
    assert FLOWN.complete(case, {(0, 1): 1}) == planned  # one is missing
    assert FLOWN.complete(case, {(0, 7): 2}) == planned  # beyond the study, and not the planned end
    assert FLOWN.complete(case, {(0, 1): 2}) == {(0, 1): 2}
    assert FLOWN.settled(
        case.replaced(flown_may_retire=np.array([False])), {(0, 1): 2}
    ).flown_leaves.tolist() == [9]


def test_the_tables_say_who_leaves():
    case = three_years()
    outcome = solve(case, gap=GAP)
    tables = build(case, outcome.solution, sizing(case))
    assert tables.retirements[["period", "existing", "satellites"]].values.tolist() == [
        [1, "old-ones", 1],
        [2, "old-ones", 1],
    ]
    assert tables.existing[["existing", "satellites", "leaves_period"]].values.tolist() == [
        ["old-ones", 2, 9]
    ]
    old = tables.fleet[tables.fleet.design == "first"]
    assert old[["period", "satellites", "slots_held"]].values.tolist() == [[0, 2, 2.0], [1, 1, 1.0]]
    leaving = tables.replacements[tables.replacements.predecessors.str.contains("old-ones")]
    assert leaving[["period", "satellites_retired", "predecessors"]].values.tolist() == [
        [1, 1, "old-ones"],
        [2, 2, "old-ones c1"],
    ]
