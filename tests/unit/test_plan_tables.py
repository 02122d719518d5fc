"""The tables of a plan against a rollout worked out by hand (tests/unit/small_plan.py)."""

import dataclasses

import numpy as np
import pytest

from planner.errors import PlannerBug
from planner.solver.solution import Flights
from planner.tables.build import build
from planner.tables.columns import COLUMNS, significant, table
from planner.tables.orbit import loads_of, period_date
from small_plan import WORKING, small_case, small_designs, small_solution

TOLERANCE = 1e-9  # numbers keep ten significant digits


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
    assert rows(tables.manifests, "manifest", "design", "satellites_per_flight") == [
        ("m1", "big", 1), ("m1", "little", 1), ("m2", "big", 2), ("m2", "little", 1), ("m3", "little", 1),
    ]  # fmt: skip
    columns = (
        "period manifest flights satellites_per_flight satellites mass_t_per_flight mass_t mass_fill".split()
    )
    columns += ["volume_m3_per_flight", "volume_m3", "price_musd_per_flight", "price_musd"]
    assert rows(tables.launches, *columns) == [
        (0, "m1", 1, 2, 2, 5.0, 5.0, 0.5, 25.0, 25.0, 60.0, 60.0),
        (0, "m2", 1, 3, 3, 9.0, 9.0, 0.9, 45.0, 45.0, 60.0, 60.0),
        (1, "m3", 1, 1, 1, 1.0, 1.0, 0.1, 5.0, 5.0, 50.0, 50.0),
    ]  # fmt: skip


def test_equal_flights_are_one_row_with_their_totals():
    """Four big satellites on two equal flights, of 8 of 10 t each."""
    solution = dataclasses.replace(
        small_solution(), flights=(Flights(0, 0, 0, ((0, 0, 2),), 2),), satellites={(0, 0, 0, 0, 1): 4}
    )
    (row,) = build(small_case(), solution, small_designs()).launches.itertuples()
    assert (row.flights, row.satellites_per_flight, row.satellites) == (2, 2, 4)
    assert (row.mass_t_per_flight, row.mass_t, row.payload_t_per_flight, row.payload_t) == (
        8.0,
        16.0,
        10.0,
        20.0,
    )
    assert (row.volume_m3_per_flight, row.volume_m3, row.mass_fill) == (40.0, 80.0, 0.8)
    assert (row.price_musd_per_flight, row.price_musd) == (60.0, 120.0)


def test_every_period_has_its_first_and_last_day(tables):
    last = {0: "2030-12-31", 1: "2031-12-31", 2: "2032-12-31"}
    for name, frame in tables.tables().items():
        if "period" in frame:
            assert frame.date.tolist() == [f"{2030 + t}-01-01" for t in frame.period], name
            assert frame.last_date.tolist() == [last[t] for t in frame.period], name
    assert tables.cohorts.launch_last_date.tolist() == [last[b] for b in tables.cohorts.launch_period]


def test_noise_is_written_as_nothing():
    """What cancelling sums leave beside amounts of the same unit in a table; a small table keeps its small
    amounts.
    """
    rows = [(0, "2030-01-01", "2030-12-31", 5e3, 0.0, 5e3, 0.0, 0.0, -0.0, 3e-13)]
    (row,) = table("balance", rows).itertuples(index=False)
    assert row.cash_musd == 0.0 and str(row.cash_musd) == str(row.interest_musd) == "0.0"
    (row,) = table("balance", [(*rows[0][:3], 5e-9, 0.0, 5e-9, 0.0, 0.0, 0.0, 3e-13)]).itertuples(index=False)
    assert row.cash_musd == 3e-13 and row.capital_musd == 5e-9


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
    columns = "period", "shell", "satellites_retired", "satellites_entered", "predecessors", "successors"
    assert rows(tables.replacements, *columns) == [
        (0, "low", 0, 5, "", "c1 c2"),
        (1, "low", 2, 1, "c2", "c3"),
        (2, "low", 4, 0, "c1 c3", ""),
    ]


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
    assert big.slots_held.tolist() == pytest.approx([2.25, 2.25, 0.5625], rel=TOLERANCE)
    # shell, period 1: 2.25 big, 1.5 * (1 - 1/2) dead of the two old little ones, 0.75 of the new one
    assert rows(tables.shells, "open", "slots_held")[1] == (
        1,
        pytest.approx(2.25 + 0.75 + 0.75, rel=TOLERANCE),
    )
    assert tables.shells.open.tolist() == [1, 1, 0]


def test_racks_run_after_their_lead_and_take_their_power(tables):
    columns = [
        f"{what}_{when}" for what in ("blocks", "accelerators") for when in ("built", "standing", "running")
    ]
    assert rows(tables.sites, "period", *columns, "power_mw") == [
        (0, 2, 0, 0, 16, 0, 0, 0.0),
        (1, 0, 2, 2, 0, 16, 16, 0.5),
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
    signed = [musd if item == "revenue" else -musd for (_, item, _), musd in expected.items()]
    assert cash.musd.tolist() == pytest.approx(signed, rel=TOLERANCE)
    assert cash.kind.tolist() == ["revenue" if item == "revenue" else "cost" for _, item, _ in expected]
    start = cash.item.isin(["satellites", "launch", "insurance", "nre", "shell_opening", "racks"])
    factor = np.where(start, np.array([1.0, 0.5, 0.25])[cash.period], np.array([0.8, 0.4, 0.2])[cash.period])
    assert cash.discounted_musd.tolist() == pytest.approx((cash.musd * factor).tolist(), rel=TOLERANCE)


def test_annuity_charges_shares_and_credits_unused_launches():
    # big ones are charged 3/4: of 90 M$ for satellites 67.5; of their lift, 3 * 4 t of 10 t at 60 M$, a
    # quarter is credited
    share = np.ones((1, 2, 2))
    share[0, 0, 1] = 0.75
    cash = (
        build(small_case().replaced(cohort_share=share), small_solution(), small_designs())
        .cash.set_index(["period", "item", "what"])
        .musd
    )
    assert cash[0, "satellites", "big"] == pytest.approx(-67.5)
    assert cash[0, "launch_credit", "rocket"] == pytest.approx(0.25 * 60 * 1.2)


def test_only_designs_that_fly_are_listed(tables):
    assert tables.designs.design.tolist() == ["big", "little"]
    assert tables.designs.eclipse_operation.tolist() == ["full", "0.5"]
    assert "array_kg" in tables.designs
    assert rows(tables.mixes, "design", "accelerator", "count") == [
        ("big", "chip", 10),
        ("little", "chip", 2),
    ]


def test_numbers_keep_ten_digits():
    assert significant(1 / 3) == 0.3333333333
    assert significant(1234567.123456789) == 1234567.123
    assert significant(0.0) == 0.0
