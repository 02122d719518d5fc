"""Stage gates and milestones from the instance to the Case: units, whole periods, what is refused, what is
noted.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from planner import coefficients
from planner.errors import InstanceError
from planner.instance.reading import read

STARTER = Path(__file__).parents[1] / "cases" / "short-starter.toml"


@pytest.fixture(scope="module")
def starter():
    return read(STARTER)


def gate(instance, **keys) -> dict:
    bus = next(iter(instance.data.buses))
    return {"bus": bus, "satellites_min": 2, "satellites_max": 4, "months": 7} | keys


def test_months_are_rounded_up_and_the_ramp_is_per_period_and_period(starter):
    """Quarters: 7 months are 3 periods; 32 a year gained each year are 32 / 4 / 4 = 2 a quarter gained each
    quarter.
    """
    case = coefficients.build(starter.with_value("gates", {"first": gate(starter, ramp_per_year=32)})).case
    assert case.gates == ("first",) + ("",) * (len(case.buses) - 1)
    assert case.gate_min[0] == 2 and case.gate_max[0] == 4 and case.gate_periods[0] == 3
    assert case.gate_ramp[0] == pytest.approx(2.0)
    assert np.isinf(case.gate_max[1:]).all() and np.isinf(case.gate_ramp[1:]).all()


def test_without_gates_no_bus_has_one(starter):
    built = coefficients.build(starter)
    assert set(built.case.gates) == {""} and np.isinf(built.case.gate_max).all()
    assert not any("gates." in note for note in built.notes)


@pytest.mark.parametrize(
    "keys, path, message",
    [
        ({"satellites_min": 5}, "gates.first", "satellites_min 5 exceeds satellites_max 4: no pilot passes"),
        ({"satellites_min": 0}, "gates.first.satellites_min", "0 is outside 1..100000"),
        ({"months": 0}, "gates.first.months", "0 is outside 1..240"),
        ({"ramp_per_year": 0}, "gates.first.ramp_per_year", "0 is outside 0..1000000 (0 excluded)"),
        ({"bus": "no-such-bus"}, "gates.first.bus", "no-such-bus"),
    ],
)
def test_what_cannot_be_meant_is_refused(starter, keys, path, message):
    with pytest.raises(InstanceError) as error:
        starter.with_value("gates", {"first": gate(starter, **keys)})
    assert path in str(error.value) and message in str(error.value)


def test_a_bus_has_one_gate(starter):
    with pytest.raises(
        InstanceError, match="gates.second.bus +starlink-v3-like has a gate already, gates.first"
    ):
        starter.with_value("gates", {"first": gate(starter), "second": gate(starter)})


def test_a_gate_beyond_the_launches_is_noted(starter):
    """Six quarters of launches: a pilot of 24 months cannot have run before the last one."""
    built = coefficients.build(starter.with_value("gates", {"first": gate(starter, months=24)}))
    (note,) = [note for note in built.notes if note.startswith("gates.first")]
    assert "cannot be passed within the study, its pilot cannot have run while there are launches" in note
    assert "at most 4 satellites" in note


def test_a_pilot_longer_than_every_life_is_noted(starter):
    built = coefficients.build(starter.with_value("gates", {"first": gate(starter, months=240)}))
    (note,) = [note for note in built.notes if note.startswith("gates.first")]
    assert "no service life is as long" in note


def test_the_ground_alone_knows_no_gates(starter):
    case = coefficients.build(starter.with_value("gates", {"first": gate(starter)}), case="ground").case
    assert case.gates == () and case.gate_min.shape == (0,)


# --- milestones


def test_a_milestone_is_due_in_the_period_in_which_its_day_falls(starter):
    """What arrives on 1 July is too late for 30 June, and in time for the day itself and for any later one of
    the quarter.
    """
    due = [
        {"date": date(2027, 9, 30), "share": 0.8},
        {"date": date(2027, 6, 30), "share": 0.2},
        {"date": date(2027, 7, 1), "share": 0.4},
    ]
    case = coefficients.build(starter.with_value("shells.i53-550.milestones", due)).case
    assert [case.shells[s] for s in case.milestone_shell] == ["i53-550"] * 3
    assert case.milestone_period.tolist() == [1, 2, 2]
    assert case.milestone_share.tolist() == [0.2, 0.4, 0.8]


def test_a_milestone_after_the_end_is_noted_and_asks_nothing(starter):
    built = coefficients.build(
        starter.with_value("shells.sso-600.milestones", [{"date": date(2060, 1, 1), "share": 0.5}])
    )
    assert built.case.milestone_period[0] >= built.case.periods
    (note,) = [note for note in built.notes if "milestone" in note]
    assert note == (
        "shells.sso-600: the milestone of 0.5 of its satellites is due after the last period and asks nothing"
    )


def test_a_milestone_before_the_first_arrival_is_noted(starter):
    values = {
        "shells.sso-600.milestones": [{"date": date(2027, 2, 1), "share": 0.5}],
        "shells.sso-600.raising_days": 60,
    }
    notes = [note for note in coefficients.build(starter.with_values(values)).notes if "milestone" in note]
    note, day = notes
    assert day == (
        "shells.sso-600.milestones.0.date: 2027-02-01 counts as 2027-01-01: "
        "at the start of the period in which it falls"
    )
    assert "cannot be met, nothing can be in service by 2027-01-01" in note


def arriving(starter, *, days: int, due: date, share: float):
    """The starter with twelve satellites on their way to 200 slots since December 2026, and a milestone."""
    design = next(iter(starter.data.designs))
    fleet = {
        "design": design,
        "shell": "sso-600",
        "launched": date(2026, 12, 1),
        "service_life_years": 5,
        "count": 12,
    }
    return starter.with_values({
        "existing.satellites": [fleet],
        "shells.sso-600.raising_days": days,
        "shells.sso-600.milestones": [{"date": due, "share": share}],
    })  # fmt: skip


def test_satellites_that_arrive_after_a_milestone_that_must_be_missed_are_refused(starter):
    """Whoever raises for 200 days, from December or from January on, arrives in July or August: in April
    nothing is held.
    """
    with pytest.raises(InstanceError) as error:
        coefficients.build(arriving(starter, days=200, due=date(2027, 4, 1), share=0.5))
    assert error.value.problems == [(
        "shells.sso-600.milestones",
        "the milestone due in the period from 2027-04-01 asks for 100 slots, and at most 0 can be held by "
        "then; from then on no more may be, but 12 are in the period from 2027-07-01, once "
        "existing.satellites.0 has arrived: lower the share or move the date",
    )]  # fmt: skip


@pytest.mark.parametrize(
    "days, due, share",
    [
        (200, date(2027, 10, 1), 0.5),  # they are there on the day: what is held then may be held later
        (200, date(2027, 10, 1), 0.05),  # and meet it
        (30, date(2027, 10, 1), 0.5),  # flights of two quarters may bring a hundred
        (200, date(2060, 1, 1), 0.5),  # it asks nothing
    ],
)
def test_satellites_that_arrive_in_time_are_not(starter, days, due, share):
    built = coefficients.build(arriving(starter, days=days, due=due, share=share))
    assert not any("cannot be met" in note for note in built.notes)


def test_a_milestone_that_what_exists_meets_is_not_said_to_be_beyond_reach(starter):
    """Ten slots asked for in July 2027, before any launch: twelve satellites of the time before hold them."""
    instance = arriving(starter, days=0, due=date(2027, 7, 1), share=0.05)
    late = instance.with_value("vehicles.falcon-9.available_from", date(2028, 1, 1))
    assert not any("cannot be met" in note for note in coefficients.build(late).notes)
    more = late.with_value("shells.sso-600.milestones", [{"date": date(2027, 7, 1), "share": 0.07}])
    assert any("cannot be met" in note for note in coefficients.build(more).notes)


@pytest.mark.parametrize(
    "rows, path, message",
    [
        ([{"date": date(2026, 12, 31), "share": 0.5}], "shells.sso-600.milestones.0.date",
         "2026-12-31 lies before study.start"),
        ([{"date": date(2028, 1, 1), "share": 0}], "shells.sso-600.milestones.0.share",
         "0 is outside 0..1 (0 excluded)"),
        ([{"date": date(2028, 1, 1)}], "shells.sso-600.milestones.0.share", "missing"),
        ([{"date": date(2028, 1, 1), "share": 0.1}] * 2, "shells.sso-600",
         "two milestones are due on one date"),
    ],
)  # fmt: skip
def test_milestones_that_cannot_be_meant_are_refused(starter, rows, path, message):
    with pytest.raises(InstanceError) as error:
        starter.with_value("shells.sso-600.milestones", rows)
    assert path in str(error.value) and message in str(error.value)


def test_milestones_and_gates_are_written_out_and_read_back(starter, tmp_path):
    values = {
        "shells.sso-600.milestones": [{"date": date(2028, 1, 1), "share": 0.5}],
        "gates": {"first": gate(starter)},
    }
    instance = starter.with_values(values)
    (tmp_path / "resolved.toml").write_text(instance.resolved_toml(), encoding="utf-8")
    assert read(tmp_path / "resolved.toml").data == instance.data
