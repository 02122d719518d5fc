"""The tables of a plan against a rollout worked out by hand (tests/unit/small_plan.py)."""

import dataclasses

import numpy as np
import pytest

from planner.errors import PlannerBug
from planner.solution import Flights
from planner.tables.build import build
from planner.tables.columns import COLUMNS, significant
from planner.tables.orbit import loads_of, period_date
from small_plan import WORKING, small_case, small_designs, small_solution

TOLERANCE = 1e-11  # numbers keep 12 significant digits


@pytest.fixture(scope="module")
def tables():
    return build(small_case(), small_solution(), small_designs())


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_columns_and_types_are_the_interface(tables):
    for name, frame in tables.tables().items():
        assert list(frame.columns[: len(COLUMNS[name])]) == list(COLUMNS[name])
        assert not frame.isna().any(axis=None)


def test_flights_carry_what_was_launched_and_no_more(tables):
    # room for 2 x (2 big + 1 little); 3 big and 2 little fly: the second flight leaves with one big less
    assert rows(tables.manifests, "manifest", "design", "satellites") == [
        ("m1", "big", 1), ("m1", "little", 1), ("m2", "big", 2), ("m2", "little", 1), ("m3", "little", 1),
    ]  # fmt: skip
    assert rows(
        tables.launches,
        "period",
        "manifest",
        "flights",
        "satellites",
        "mass_t",
        "mass_fill",
        "volume_m3",
        "price_musd",
    ) == [
        (0, "m1", 1, 2, 5.0, 0.5, 25.0, 60.0),
        (0, "m2", 1, 3, 9.0, 0.9, 45.0, 60.0),
        (1, "m3", 1, 1, 1.0, 0.1, 5.0, 50.0),
    ]


def test_a_flight_without_cargo_is_a_fault_of_ours():
    solution = dataclasses.replace(
        small_solution(), flights=(*small_solution().flights, Flights(0, 0, 1, ((1, 0, 1),), 1))
    )
    with pytest.raises(PlannerBug, match="carry nothing"):
        loads_of(solution)


def test_cohorts_and_replacements(tables):
    assert rows(
        tables.cohorts,
        "cohort",
        "design",
        "launch_period",
        "satellites",
        "service_start",
        "service_end",
        "unit_cost_musd",
    ) == [
        ("c1", "big", 0, 3, "2030-01-01", "2032-01-01", 30.0),
        ("c2", "little", 0, 2, "2030-01-01", "2031-01-01", 9.0),
        ("c3", "little", 1, 1, "2031-01-01", "2032-01-01", 8.0),
    ]
    assert rows(tables.replacements, "period", "design", "retired", "launched", "replaces") == [
        (0, "big", 0, 3, ""), (0, "little", 0, 2, ""), (1, "little", 2, 1, "c2"), (2, "big", 3, 0, "c1"), (2, "little", 1, 0, "c3"),
    ]  # fmt: skip


def test_a_life_beyond_the_last_period_ends_on_its_date():
    assert period_date(small_case(), 5) == "2035-01-01"


def test_fleet_counts_survivors_and_slots_of_the_dead(tables):
    # 3/4 delivered; half of them lost a year; a dead one holds its slot for one period
    # period 1: 3 big in their second year, mean working 3/4 * 3 * 1/2 * WORKING, all 2.25 slots still held
    # period 2: big retired: the slots of those that died in the second year, 2.25 * (1/2 - 1/4)
    big = tables.fleet[tables.fleet.design == "big"]
    assert big.satellites.tolist() == [3, 3, 0]
    assert big.expected_working.tolist() == pytest.approx(
        [2.25 * WORKING, 1.125 * WORKING, 0.0], rel=TOLERANCE
    )
    assert big.slots.tolist() == pytest.approx([2.25, 2.25, 0.5625], rel=TOLERANCE)
    # shell, period 1: 2.25 big, 1.5 * (1 - 1/2) dead of the two old little ones, 0.75 of the new one
    assert rows(tables.shells, "open", "planned_in_service")[1] == (
        1,
        pytest.approx(2.25 + 0.75 + 0.75, rel=TOLERANCE),
    )
    assert tables.shells.open.tolist() == [1, 1, 0]


def test_racks_run_after_their_lead_and_take_their_power(tables):
    assert rows(tables.sites, "period", "blocks_built", "blocks_standing", "blocks_running", "power_mw") == [
        (0, 2, 0, 0.0, 0.0),
        (1, 0, 2, 2.0, 0.5),
    ]
    assert rows(tables.power, "period", "grid_mw", "onsite_mw") == [(1, 0.4, 0.1)]


def test_service_tables(tables):
    assert rows(tables.compute, "period", "source_kind", "source", "accelerator_years", "tokens_tt") == [
        (0, "orbit", "low", 4.0, 8.0), (1, "orbit", "low", 2.0, 4.0), (1, "ground", "hall", 2.0, 4.0),
    ]  # fmt: skip
    assert tables.tokens.gateway.tolist() == ["dish", "dish", ""]
    assert rows(tables.demand, "committed_tt", "served_tt", "shortfall_tt") == [
        (8.0, 8.0, 0.0),
        (8.0, 8.0, 0.0),
        (8.0, 0.0, 8.0),
    ]
    assert rows(tables.gateways, "period", "gbps_bought", "gbps_used") == [
        (0, 4.0, 3.2),
        (1, 1.6, 1.6),
    ]  # down: 0.4 Gbit/s per Tt


def test_cash_by_hand(tables):
    insured = 0.30 - 0.25  # premium less expected payout
    working = [2.25 * WORKING + 1.5 * WORKING, 1.125 * WORKING + 0.75 * WORKING]
    expected = {
        (0, "satellites", "big"): 3 * 30.0,
        (0, "satellites", "little"): 2 * 9.0,
        (0, "launch", "rocket"): 2 * 60.0,
        (0, "insurance", "rocket"): insured * (120.0 + 108.0),
        (0, "nre", "big"): 11.0,
        (0, "nre", "bus"): 100.0,
        (0, "shell_opening", "low"): 7.0,
        (0, "racks", "hall"): 2 * 4.0,
        (0, "shell_yearly", "low"): 2.0,
        (0, "operations", "low"): 0.5 * working[0],
        (0, "gateways", "dish"): 4.0 * 3.0,
        (0, "revenue", "chat"): 8 * 5.0,
        (1, "satellites", "little"): 8.0,
        (1, "launch", "rocket"): 50.0,
        (1, "insurance", "rocket"): insured * 58.0,
        (1, "shell_yearly", "low"): 2.0,
        (1, "operations", "low"): 0.5 * working[1],
        (1, "gateways", "dish"): 1.6 * 3.0,
        (1, "rack_upkeep", "hall"): 2 * 0.4,
        (1, "buildings", "hall"): 0.5 * 8.0,
        (1, "energy", "hall"): 0.4 * 1.0,
        (1, "onsite_energy", "hall"): 0.1 * 2.0,
        (1, "revenue", "chat"): 8 * 5.0,
        (2, "shortfall", "chat"): 8 * 100.0,
    }
    cash = tables.cash
    assert rows(cash, "period", "item", "what") == list(expected)
    assert cash.musd.tolist() == pytest.approx(list(expected.values()), rel=TOLERANCE)
    start = cash.item.isin(["satellites", "launch", "insurance", "nre", "shell_opening", "racks"])
    factor = np.where(start, np.array([1.0, 0.5, 0.25])[cash.period], np.array([0.8, 0.4, 0.2])[cash.period])
    assert cash.discounted_musd.tolist() == pytest.approx((cash.musd * factor).tolist(), rel=TOLERANCE)


def test_annuity_charges_shares_and_credits_unused_launches():
    # big ones are charged 3/4: of 90 M$ for satellites 67.5; of their lift, 3 * 4 t of 10 t at 60 M$, a quarter is credited
    share = np.ones((1, 2, 2))
    share[0, 0, 1] = 0.75
    cash = (
        build(small_case().replaced(cohort_share=share), small_solution(), small_designs())
        .cash.set_index(["period", "item", "what"])
        .musd
    )
    assert cash[0, "satellites", "big"] == pytest.approx(67.5)
    assert cash[0, "launch_credit", "rocket"] == pytest.approx(-0.25 * 60 * 1.2)


def test_only_designs_that_fly_are_listed(tables):
    assert tables.designs.design.tolist() == ["big", "little"]
    assert tables.designs.eclipse_operation.tolist() == ["full", "0.5"]
    assert "array_kg" in tables.designs
    assert rows(tables.mixes, "design", "accelerator", "count") == [
        ("big", "chip", 10),
        ("little", "chip", 2),
    ]


def test_numbers_keep_twelve_digits():
    assert significant(1 / 3) == 0.333333333333
    assert significant(123456789.123456789) == 123456789.123
    assert significant(0.0) == 0.0
