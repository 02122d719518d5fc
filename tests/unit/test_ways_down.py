"""Where tokens may come down and be handled, and how long: residency, clouds, relays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.coefficients import build
from planner.coefficients.demand import fibre_round_trip_ms
from planner.coefficients.ground import ground_arrays
from planner.coefficients.timeline import Timeline
from planner.coefficients.ways_down import gateway_arrays, relay_ms
from planner.errors import InstanceError
from planner.instance.reading import read

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
QUARTERS = Timeline(INSTANCE.data.study.start, 3, 8, 0.05)


def allowed(values: dict) -> tuple[np.ndarray, np.ndarray]:
    """gateway_allowed[c,r,g] and site_allowed[c,r,j] of the instance with other values."""
    data = INSTANCE.with_values(values).data
    return (
        gateway_arrays(data, QUARTERS, 8)["gateway_allowed"],
        ground_arrays(data, QUARTERS, 8)["site_allowed"],
    )


# -------------------------------------------------------------------------------------------------- residency


def test_residency_by_hand():
    """think asks from the east, where alps is; the one site is in the west. In time (1 s) everything is."""
    assert [a[1].tolist() for a in allowed({"workloads.think.residency": "none"})] == [
        [[True, True]] * 2,
        [[True]] * 2,
    ]
    assert [a[1].tolist() for a in allowed({})] == [[[True, False], [False, True]], [[True], [False]]]
    on_soil = allowed({"workloads.think.residency": "soil"})
    assert [a[1].tolist() for a in on_soil] == [[[False, False]] * 2, [[True], [False]]]


@settings(max_examples=60, deadline=None)
@given(
    latency_ms=st.floats(1, 300),
    latitude_deg=st.floats(-60, 60),
    longitude_deg=st.floats(-180, 180),
    workload=st.sampled_from(["chat", "think"]),
)
def test_a_residency_rule_never_opens_a_way(latency_ms, latitude_deg, longitude_deg, workload):
    """Each rule allows a part of what the milder one allows, so that no ratio falls (tests/property: ways
    down, sites allowed).
    """
    values = {f"workloads.{workload}.latency_ms": latency_ms}
    for place in ("gateways.alps", "sites.desert"):
        values |= {f"{place}.latitude_deg": latitude_deg, f"{place}.longitude_deg": longitude_deg}
    none, gateways, soil = (
        allowed(
            values
            | {f"workloads.{workload}.residency": rule, "workloads.chat.demand.east.committed_tt_per_year": 0}
        )
        for rule in ("none", "gateways", "soil")
    )
    for milder, stricter in ((none, gateways), (gateways, soil)):
        for wide, narrow in zip(milder, stricter, strict=True):
            assert (wide | ~narrow).all()
    assert not soil[0][list(INSTANCE.data.workloads).index(workload)].any()


def test_soil_without_a_site_is_refused_where_tokens_are_committed():
    says = "no site of east exists, where tokens are committed without a shortfall price"
    with pytest.raises(InstanceError, match=says):
        INSTANCE.with_values(
            {"workloads.think.residency": "soil", "workloads.think.demand.east.committed_tt_per_year": 1}
        )
    soft = {
        "workloads.think.residency": "soil",
        "workloads.think.demand.east.committed_tt_per_year": 1,
        "workloads.think.demand.east.shortfall_usd_per_mtoken": 5,
    }
    assert not build(INSTANCE.with_values(soft)).case.gateway_allowed[1].any()


# ----------------------------------------------------------------------------------------------------- clouds


def test_availability_of_a_gateway():
    case = build(INSTANCE.with_value("gateways.alps.availability", 0.6)).case
    assert case.gateway_availability.tolist() == [1.0, 0.6]
    assert case.gateway_gbps[1].tolist() == [50.0] * case.periods  # what can be bought stays, and its price


# ----------------------------------------------------------------------------------------------------- relays

RELAY = {"regions": ["east"], "gbps": 50, "musd_per_gbps_year": 0.5, "extra_ms": 60, "availability": 0.9}


def test_a_relay_is_one_more_way_down():
    case = build(INSTANCE.with_value("relays", {"star": RELAY})).case
    assert case.gateways == ("plains", "alps", "star")
    assert case.gateway_availability.tolist() == [1, 1, 0.9]
    assert (case.gateway_gbps[2] == 50).all() and (case.gateway_musd[2] == 0.5).all()
    assert case.gateway_allowed[1, :, 2].tolist() == [
        False,
        True,
    ]  # think resides, and the relay lands in the east
    assert build(INSTANCE.with_value("relays", {"star": RELAY}), "ground").case.gateways == ()


def test_the_round_trip_of_a_relay_by_hand():
    """The lowest shell is 550 km up: 2 * 550 km / 299,792.458 km/s = 3.669 ms. East to west is 7,914 km along
    the ground, by fibre at 0.0049 ms/km and back 77.56 ms. chat waits 100 ms: 96.3 + 3.669 in the east,
    18.74 + 3.669 + 77.56 in the west are just in time.
    """
    data = INSTANCE.with_value("relays", {"star": RELAY}).data
    west, east = relay_ms(data)[:, 0]
    assert east == pytest.approx(60 + 3.6692, abs=1e-3)
    assert west - east == pytest.approx(float(fibre_round_trip_ms(data.regions, data.regions)[0, 1]))
    for extra, reached in (
        (96.3, [False, True]),
        (96.4, [False, False]),
        (100 - 3.7 - (west - east), [True, True]),
    ):
        ways, _ = allowed({"relays": {"star": RELAY | {"extra_ms": float(extra)}}})
        assert ways[0, :, 2].tolist() == reached


def test_a_relay_keeps_the_rules_of_residency_and_of_names():
    ways, _ = allowed({"relays": {"star": RELAY}, "workloads.think.residency": "soil"})
    assert not ways[1].any()
    with pytest.raises(InstanceError, match="the id is taken: gateways.alps"):
        INSTANCE.with_value("relays", {"alps": RELAY})
    with pytest.raises(InstanceError, match='"north" is not defined in regions'):
        INSTANCE.with_value("relays", {"star": RELAY | {"regions": ["north"]}})


def test_satellites_may_have_relays_alone():
    case = build(INSTANCE.with_values({"gateways": {}, "relays": {"star": RELAY}})).case
    assert case.gateways == ("star",)
