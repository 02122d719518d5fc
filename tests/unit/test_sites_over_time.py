"""Sites that change with time: efficiency that improves, a grid connection that comes later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.coefficients import build
from planner.errors import InstanceError
from planner.instance.reading import read

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")


def ground(values: dict):
    return build(INSTANCE.with_values(values), "ground").case


def test_facility_power_follows_the_pue_of_its_period():
    """A block of 72 at the accelerator's power: with a PUE of 1.2 in the first year and 1.1 from the second
    on, quarters.
    """
    usual, better = ground({}), ground({"sites.desert.pue": [1.2, 1.1]})
    assert better.rack_mw[0, :, :4] == pytest.approx(usual.rack_mw[0, :, :4])
    assert better.rack_mw[0, :, 4:] == pytest.approx(usual.rack_mw[0, :, 4:] * 1.1 / 1.2)
    power_w = INSTANCE.data.accelerators["gb"].power_w
    assert better.rack_mw[0, 0, 4] == pytest.approx(72 * power_w * 1.1 / 1e6)
    with pytest.raises(InstanceError, match="0.9 .from 2029-01-01 on. is outside 1..3"):
        INSTANCE.with_value("sites.desert.pue", [1.2, 0.9])


def test_the_grid_delivers_when_the_connection_is_there():
    """Quarters from January 2028: 7 months are over in August 2028, period 3 (October) is the first whole one
    with power; of a site that opens in April, 7 months are over in November, period 4.
    """
    assert (ground({}).grid_mw == 10).all()
    assert ground({"sites.desert.interconnection_months": 7}).grid_mw[0, :5].tolist() == [0, 0, 0, 10, 10]
    later = {"sites.desert.interconnection_months": 7, "sites.desert.available_from": date(2028, 4, 1)}
    assert ground(later).grid_mw[0, :5].tolist() == [0, 0, 0, 0, 10]
    early = {"sites.desert.interconnection_months": 7, "sites.desert.available_from": date(2027, 1, 1)}
    assert ground(early).grid_mw[0, :5].tolist() == [0, 0, 0, 10, 10]
    own = {"sites.desert.onsite_mw": 3, "sites.desert.onsite_usd_per_kwh": 0.1}
    assert (ground(own | {"sites.desert.interconnection_months": 7}).onsite_mw == 3).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100))
def test_a_longer_wait_never_gives_more_power(months, more):
    """(What a lower grid limit does to the ratio: tests/property, "a third of a MW".)"""
    first, second = (
        ground({"sites.desert.interconnection_months": n}).grid_mw for n in (months, months + more)
    )
    assert (second <= first).all()
