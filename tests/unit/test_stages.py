"""Stage gates from the instance to the Case: units, whole periods, what is refused, what is noted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner import coefficients
from planner.errors import InstanceError
from planner.instance.reading import read

STARTER = Path(__file__).parents[2] / "instances" / "starter.toml"


@pytest.fixture(scope="module")
def starter():
    return read(STARTER)


def gate(instance, **keys) -> dict:
    bus = next(iter(instance.data.buses))
    return {"bus": bus, "satellites_min": 2, "satellites_max": 4, "months": 7} | keys


def test_months_are_rounded_up_and_the_ramp_is_per_period_and_period(starter):
    """Quarters: 7 months are 3 periods; 32 a year gained each year are 32 / 4 / 4 = 2 a quarter gained each quarter."""
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
