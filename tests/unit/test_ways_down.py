"""Where tokens may come down and be handled, and how long: residency, clouds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.coefficients import build
from planner.demand import gateway_arrays
from planner.errors import InstanceError
from planner.ground import ground_arrays
from planner.instance.reading import read
from planner.timeline import Timeline

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
QUARTERS = Timeline(INSTANCE.data.study.start, 3, 8, 0.05)


def allowed(values: dict) -> tuple[np.ndarray, np.ndarray]:
    """gateway_allowed[c,r,g] and site_allowed[c,r,j] of the instance with other values."""
    data = INSTANCE.with_values(values).data
    return (
        gateway_arrays(data, QUARTERS, 8)["gateway_allowed"],
        ground_arrays(data, QUARTERS, 8)["site_allowed"],
    )


# ------------------------------------------------------------------------------------------------------------------------ residency


def test_residency_by_hand():
    """think asks from the east, where alps is; the one site is in the west. In time (1 s) everything is."""
    assert [a[1].tolist() for a in allowed({"workloads.think.residency": "none"})] == [
        [[True, True]] * 2,
        [[True]] * 2,
    ]
    assert [a[1].tolist() for a in allowed({})] == [[[True, False], [False, True]], [[True], [False]]]
    assert [a[1].tolist() for a in allowed({"workloads.think.residency": "soil"})] == [[[False, False]] * 2, [[True], [False]]]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    latency_ms=st.floats(1, 300),
    latitude_deg=st.floats(-60, 60),
    longitude_deg=st.floats(-180, 180),
    workload=st.sampled_from(["chat", "think"]),
)
def test_a_residency_rule_never_opens_a_way(latency_ms, latitude_deg, longitude_deg, workload):
    """Each rule allows a part of what the milder one allows, so that no ratio falls (tests/property: ways down, sites allowed)."""
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
    with pytest.raises(InstanceError, match="no site of east exists, where tokens are committed without a shortfall price"):  # fmt: skip
        INSTANCE.with_values(
            {"workloads.think.residency": "soil", "workloads.think.demand.east.committed_tt_per_year": 1}
        )
    soft = {
        "workloads.think.residency": "soil",
        "workloads.think.demand.east.committed_tt_per_year": 1,
        "workloads.think.demand.east.shortfall_usd_per_mtoken": 5,
    }
    assert not build(INSTANCE.with_values(soft)).case.gateway_allowed[1].any()


# --------------------------------------------------------------------------------------------------------------------------- clouds


def test_availability_of_a_gateway():
    case = build(INSTANCE.with_value("gateways.alps.availability", 0.6)).case
    assert case.gateway_availability.tolist() == [1.0, 0.6]
    assert case.gateway_gbps[1].tolist() == [50.0] * case.periods  # what can be bought stays, and its price
