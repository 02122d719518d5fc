"""Caps of launches and groups of designs, by hand."""

import numpy as np

from planner.solver.column_generation import design_groups
from planner.solver.column_generation.design_groups import NONE, groups_of
from planner.solver.column_generation.launch_caps import launch_caps
from small_plan import small_case

BIG, LITTLE = np.array([0]), np.array([1])
BOTH = np.array([0, 1])


def caps(**changes):
    """[g,b] of the big design, of the little one, of both."""
    return launch_caps(small_case().replaced(**changes), [BIG, LITTLE, BOTH]).tolist()


def test_flights_carry_two_big_ones_or_five_little_ones():
    assert caps() == [[6, 6], [15, 15], [15, 15]]


def test_the_supply_is_shared_out_by_the_smallest_design():
    assert caps(supply=np.array([[20.0, 31.0]])) == [[2, 3], [10, 15], [10, 15]]


def test_the_factory_builds_no_more():
    assert caps(bus_rate=np.array([[4.0, 7.0]])) == [[4, 6], [4, 7], [4, 7]]


def test_a_design_counts_once_it_is_there():
    assert caps(design_from=np.array([0, 1])) == [[6, 6], [0, 15], [6, 15]]
    assert caps(design_from=np.array([1, 1])) == [[0, 6], [0, 15], [0, 15]]


def test_what_is_frozen_is_within_the_caps():
    frozen = {
        "frozen_periods": 1,
        "frozen_cargo": (((0, 0, 0, 1),),),
        "frozen_vehicle": np.array([0]),
        "frozen_drop": np.array([0]),
        "frozen_period": np.array([0]),
        "frozen_flights": np.array([2]),
    }
    assert caps(supply=np.array([[10.0, 10.0]]), **frozen) == [[2, 1], [5, 5], [5, 5]]


def test_two_kinds_are_counted_in_shares_of_their_supply():
    two = {
        "accelerators": ("chip", "core"),
        "design_counts": np.array([[4, 0], [0, 8]]),
        "share": np.ones((2, 1, 2)),
        "supply": np.array([[8.0, 12.0], [16.0, 80.0]]),
        "rate": np.ones((2, 1)),
        "rack_block": np.array([8, 8]),
    }
    case = small_case()
    for name in ("rack_cost_musd", "rack_mw", "rack_upkeep_musd"):
        two[name] = np.repeat(getattr(case, name), 2, axis=1)
    assert caps(**two) == [[2, 3], [2, 10], [4, 15]]


def test_designs_that_cost_no_engineering_are_in_no_group():
    assert groups_of(small_case()).tolist() == [0, NONE]


def test_a_group_has_the_number_of_its_cheapest_design():
    alike = {"design_nre_musd": np.array([11.0, 4.0])}
    assert groups_of(small_case().replaced(**alike)).tolist() == [1, 1]


def test_designs_of_two_buses_are_two_groups():
    apart = {"design_nre_musd": np.array([11.0, 4.0]), "design_bus": np.array([0, 1])}
    case = small_case()
    for name in ("buses", "bus_loss_per_year", "bus_nre_musd", "bus_operations_musd"):
        apart[name] = 2 * case.buses if name == "buses" else np.repeat(getattr(case, name), 2)
    apart |= {"decay_periods": np.ones((2, 1), int), "bus_rate": np.full((2, 2), np.inf)}
    assert groups_of(case.replaced(**apart)).tolist() == [0, 1]


def test_where_groups_are_many_the_home_shell_does_not_tell_them_apart(monkeypatch):
    alike = {"design_nre_musd": np.array([11.0, 4.0])}
    case = small_case().replaced(**alike)
    monkeypatch.setattr(design_groups, "likeness", lambda case, d: (0, (0,), d))
    assert groups_of(case).tolist() == [0, 1]
    monkeypatch.setattr(design_groups, "MOST_GROUPS", 1)
    assert groups_of(case).tolist() == [1, 1]
