"""Flights and fills: the data are the plan's sums, and the titles follow their rules."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from planner.report.plan.canvas import Canvas
from planner.report.plan.findings import fills as fills_found
from planner.report.plan.findings import flights as flights_found
from planner.report.plan.flights import by_flights, cadence, flights_by_quarter, flights_of
from planner.report.plan.manifests import cargo_of, fills, fills_of, sentence_of
from planner.report.plan.names import called
from tests.unit.plan_pictures import check, shipped

NAN = math.nan


def flown(*rows):
    """A table of flights from (vehicle, year, flights, allowed, mass_t)."""
    columns = ["vehicle", "year", "flights", "flights_allowed", "mass_t"]
    frame = pd.DataFrame(rows, columns=columns)
    dates = pd.to_datetime(frame.year.astype(str) + "-01-01")
    last = pd.to_datetime(frame.year.astype(str) + "-12-31")
    return frame.assign(date=dates, last_date=last, period=frame.year - 2030)


def test_flights_and_mass_are_the_plans():
    plan = shipped("reference")
    table = flights_of(plan)
    assert table.flights.sum() == plan.launches.flights.sum()
    assert table.mass_t.sum() == pytest.approx(plan.launches.mass_t.sum())
    by_vehicle = plan.launches.groupby("vehicle").flights.sum()
    assert table.groupby("vehicle").flights.sum().to_dict() == by_vehicle.to_dict()
    assert (table.flights <= table.flights_allowed).all()
    assert table.groupby("vehicle").period.count().nunique() == 1


def test_the_cadence_is_that_of_the_instance():
    found = cadence(shipped("ipo"))
    assert found["falcon-9"][:6] == [2, 2, 2, 2, 3, 3]
    assert found["starship-goal"][:9] == [0] * 8 + [4]


def test_a_vehicle_without_a_limit_has_no_line_and_says_so(monkeypatch):
    plan = shipped("starcloud")
    monkeypatch.setattr("planner.report.plan.flights.cadence", lambda plan: {"reusable": [math.inf] * 2})
    figure = flights_by_quarter(plan)
    assert figure.data.flights_allowed.isna().all()
    assert any("no limit" in said for said in check(figure))


def test_many_vehicles_are_drawn_in_as_many_panels_as_there_is_room_for(monkeypatch):
    plan = shipped("pilot")
    names = [f"rocket-{n}" for n in range(12)]
    launches = pd.concat([plan.launches.assign(vehicle=name) for name in names], ignore_index=True)
    monkeypatch.setattr(
        "planner.report.plan.flights.cadence", lambda plan: {name: [9.0] * 12 for name in names}
    )
    figure = flights_by_quarter(replace(plan, launches=launches), width=340)
    check(figure)
    assert figure.data.vehicle.nunique() == 12
    drawn = str(figure.chart.to_dict())
    assert "Not drawn, few flights: Rocket" in drawn
    assert drawn.count("flights of 108 allowed") == 8


def test_vehicles_stand_in_the_order_of_their_first_flight():
    table = flown(("late", 2032, 50, 60, 9.0), ("early", 2030, 1, 2, 9.0))
    assert by_flights(table) == ["early", "late"]


def test_one_flight_carries_all():
    table = flown(("falcon-9", 2031, 1, 2, 5.0), ("falcon-9", 2032, 0, 2, 0.0))
    assert flights_found.title(table) == "One flight of Falcon 9 carries all that is launched, in 2031"


@pytest.mark.parametrize(
    ("flights", "allowed", "said"),
    [
        ([2, 2], [2, 2], "Falcon 9 flies all it may in every quarter: 4 flights"),
        ([2, 1], [2, 2], "Falcon 9 flies all it may in 1 of 2 quarters"),
        ([1, 2], [3, 3], "Falcon 9 flies 3 of 6 times that it may: the limit never binds"),
        ([1, 2], [NAN, NAN], "Falcon 9 flies 3 times, without a limit"),
        ([0, 2], [0, 2], "Falcon 9 flies all it may in 1 of 2 quarters"),
    ],
)
def test_one_vehicle_is_measured_by_its_limit(flights, allowed, said):
    rows = [("falcon-9", 2030 + n, f, a, 5.0 * f) for n, (f, a) in enumerate(zip(flights, allowed))]
    assert flights_found.title(flown(*rows)) == said


def test_a_vehicle_takes_over_in_the_year_from_which_on_it_always_leads():
    rows = [("old", y, 1, 2, m) for y, m in ((2030, 9.0), (2031, 2.0), (2032, 6.0), (2033, 1.0))]
    rows += [("new-glenn", y, 1, 2, m) for y, m in ((2031, 8.0), (2032, 4.0), (2033, 99.0))]
    assert flights_found.takes_over(flown(*rows), "new-glenn") == 2033
    said = "New Glenn takes over in 2033 and carries 99 % of the mass from then on"
    assert flights_found.title(flown(*rows)) == said


def test_a_vehicle_that_leads_from_the_start_takes_nothing_over():
    table = flown(("a1", 2030, 1, 2, 9.0), ("b1", 2030, 1, 2, 1.0))
    assert flights_found.title(table) == "A1 carries 90 % of the mass"


def test_where_no_vehicle_leads_the_title_says_so():
    table = flown(*[(name, 2030, 1, 2, mass) for name, mass in (("a1", 4.0), ("b1", 3.0), ("c1", 3.0))])
    assert flights_found.title(table) == "No vehicle leads: A1 carries 40 % of the mass, B1 30 %"


def test_fills_are_the_plans_sums():
    plan = shipped("reference")
    table = fills_of(plan)
    assert table.flights.sum() == plan.launches.flights.sum()
    assert table.mass_t.sum() == pytest.approx(plan.launches.mass_t.sum())
    assert table.payload_t.sum() == pytest.approx(plan.launches.payload_t.sum())
    one = plan.launches.iloc[0]
    own = table[table.manifest == one.manifest].iloc[0]
    assert own.mass_fill == pytest.approx(one.mass_fill)
    assert own.volume_fill == pytest.approx(one.volume_fill)


def test_a_mark_says_flights_vehicle_time_place_cargo_and_fills():
    table = fills_of(shipped("suncatcher"))
    assert sentence_of(next(table.itertuples()), 6) == (
        "22 flights of Starship in 2035 H1 to sso-650: 344 satellites tpu-satellite, "
        "99.8 % of the mass, 6.9 % of the volume."
    )


def test_cargo_of_several_shells_names_them():
    rows = [("low", "big", 1), ("high", "big", 2)]
    on_board = pd.DataFrame(rows, columns=["shell", "design", "satellites_per_flight"])
    assert cargo_of(on_board) == "1 satellite big for low and 2 satellites big for high"


@pytest.mark.parametrize(
    ("mass", "volume", "begins"),
    [
        (
            [True, True],
            [False, False],
            "Mass limits the flights, not volume: 50 % of the payload and 25 % of",
        ),
        ([False, False], [True, True], "Volume limits the flights, not mass: "),
        ([True, True], [True, True], "Mass and volume both limit the flights: "),
        ([False, False], [False, False], "The flights have room for more: "),
        ([True, False], [False, True], "Mass limits 75 % of the flights and volume 25 %: "),
        ([True, False], [False, False], "Mass limits 75 % of the flights: "),
    ],
)
def test_what_limits_the_flights(mass, volume, begins):
    table = pd.DataFrame(
        {
            "flights": [3, 1],
            "is_full_by_mass": mass,
            "is_full_by_volume": volume,
            "mass_t": [3.0, 1.0],
            "payload_t": [6.0, 2.0],
            "volume_m3": [1.0, 1.0],
            "fairing_m3": [4.0, 4.0],
        }
    )
    assert fills_found.title(table).startswith(begins)


def test_one_flight_is_one_and_next_to_nothing_has_no_digits():
    row = {
        "flights": 1,
        "is_full_by_mass": False,
        "is_full_by_volume": False,
        "mass_t": 6.0,
        "payload_t": 100.0,
    }
    table = pd.DataFrame([row | {"volume_m3": 0.4, "fairing_m3": 1000.0}])
    said = "The flight has room for more: 6 % of the payload and under 0.1 % of the fairing are used"
    assert fills_found.title(table) == said
    assert fills_found.title(table.assign(is_full_by_mass=True)).startswith(
        "Mass limits the flight, not volume"
    )


def test_no_flights_no_pictures():
    plan = shipped("ground_only")
    assert flights_by_quarter(plan) is None
    assert fills(plan) is None
    assert flights_of(plan).empty and fills_of(plan).empty


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("new-glenn", "New Glenn"),
        ("falcon-9", "Falcon 9"),
        ("gb300", "GB300"),
        ("tpu-v6e", "TPU v6e"),
        ("third-of-a-rack", "Third of a Rack"),
        ("H100", "H100"),
        ("load-1kw", "Load 1 kW"),
    ],
)
def test_names_as_people_write_them(name, said):
    assert called(name) == said


def test_marks_stand_on_tenths_of_pixels():
    canvas = Canvas(100, 50)
    canvas.lines([{"x": 1.23456, "x2": 2.0, "y": 3.0, "y2": 4.0}])
    drawn = canvas.layers[0].to_dict()["datasets"]
    assert list(drawn.values()) == [[{"x": 1.2, "x2": 2.0, "y": 3.0, "y2": 4.0}]]
