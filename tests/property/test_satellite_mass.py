"""Satellites get heavier with every load; the sunlit and the eclipsed share of an orbit make up the whole."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.coefficients import build
from planner.coefficients.sizing import MASS_STEP_T
from planner.instance.reading import read
from planner.physics import eclipse
from planner.physics.environment import Orbit, environment
from planner.physics.sun import sun_by_day
from small_questions import repeatable

# One explicit design with both accelerators, and no limit that might refuse it. A dead satellite falls fast,
# which is quick to work out.
INSTANCE = read(Path(__file__).parents[1] / "unit" / "data" / "satellites.toml").with_values(
    {
        "design_spaces": {},
        "buses.ai.mass_max_t": 100,
        "buses.ai.load_max_kw": 1000,
        "buses.ai.ballistic_tumbling_kg_m2": 1,
        "vehicles.medium.anchors.0.payload_t": 120,
        "vehicles.medium.anchors.1.payload_t": 100,
        "vehicles.medium.payload_max_t": 120,
        "vehicles.medium.fairing_m3": 1000,
        "accelerators.gb.dose_limit_krad": 1000,
        "accelerators.next.dose_limit_krad": 1000,
    }
)

SATELLITES = st.fixed_dictionaries(
    {
        "designs.byhand.home_shell": st.sampled_from(["dawn", "tilted"]),
        "designs.byhand.shielding_mm": st.floats(1, 10),
        "designs.byhand.eclipse_operation": st.floats(0, 0.9),
        "designs.byhand.accelerators.gb": st.integers(2, 64),
        "designs.byhand.accelerators.next": st.integers(1, 32),
        "accelerators.gb.power_w": st.floats(100, 2000),
        "accelerators.next.power_w": st.floats(100, 2000),
        "accelerators.gb.mass_kg": st.floats(1, 20),
        "accelerators.next.mass_kg": st.floats(1, 20),
        "buses.ai.avionics_kw": st.floats(0, 2),
        "buses.ai.comms_kw": st.floats(0, 2),
    }
)
LOADS = {  # key path -> its value raised by a share of 0 to 1 of what is in range
    "designs.byhand.accelerators.gb": lambda count, by: count + 1 + round(20 * by),
    "designs.byhand.accelerators.next": lambda count, by: count + 1 + round(20 * by),
    "accelerators.gb.power_w": lambda watts, by: watts + 1000 * by,
    "accelerators.next.power_w": lambda watts, by: watts + 1000 * by,
    "accelerators.gb.mass_kg": lambda kg, by: kg + 10 * by,
    "accelerators.next.mass_kg": lambda kg, by: kg + 10 * by,
    "buses.ai.avionics_kw": lambda kw, by: kw + 2 * by,
    "buses.ai.comms_kw": lambda kw, by: kw + 2 * by,
    "designs.byhand.eclipse_operation": lambda phi, by: phi + (1 - phi) * by,
    "designs.byhand.shielding_mm": lambda mm, by: mm + 10 * by,
}


@cache
def built(values):
    table = build(INSTANCE.with_values(dict(values))).designs
    assert list(table["design"]) == ["byhand"]
    return table.iloc[0]


def sized(satellite):
    """The sizing of the one design, from an instance with these values; each satellite is built once."""
    return built(tuple(satellite.items()))


def fuelled_t(row):
    """Mass at launch before it is rounded up [t]."""
    return row["dry_t"] + row["propellant_kg"] / 1000


@pytest.mark.parametrize("load", LOADS)
def test_every_load_makes_a_satellite_heavier(load):
    """Dry and fuelled, in shells that both have eclipses, and what flights count: rounded up to 0.01 t."""

    @repeatable(3, shrink=True)
    @given(SATELLITES, st.floats(0.01, 1))
    def holds(satellite, by):
        light = sized(satellite)
        heavy = sized(satellite | {load: LOADS[load](satellite[load], by)})
        assert heavy["dry_t"] > light["dry_t"]
        assert fuelled_t(heavy) > fuelled_t(light)
        assert heavy["wet_t"] >= light["wet_t"]
        if fuelled_t(heavy) - fuelled_t(light) > MASS_STEP_T:
            assert heavy["wet_t"] > light["wet_t"]

    holds()


@repeatable(5)
@given(SATELLITES)
def test_mass_at_launch_is_the_fuelled_mass_rounded_up(satellite):
    row = sized(satellite)
    assert -1e-6 * MASS_STEP_T <= row["wet_t"] - fuelled_t(row) < MASS_STEP_T


# Sunlight and shadow

FIRST, DAYS = date(2028, 1, 1), 365
EDGES = [FIRST + timedelta(days) for days in (0, 90, DAYS)]
ALTITUDES = st.floats(400, 2000)
HELD = st.builds(lambda h, ltan: Orbit(h, ltan_h=ltan), ALTITUDES, st.floats(0, 24))
DRIFTING = st.builds(lambda h, i: Orbit(h, inclination_deg=i), ALTITUDES, st.floats(0, 180))
ROUNDING = 1e-12


@repeatable(200, shrink=True)
@given(st.floats(1, 40_000), st.floats(-90, 90))
def test_at_most_half_of_an_orbit_is_eclipsed(altitude, beta):
    assert 0 <= eclipse.eclipse_fraction(altitude, beta) <= 0.5


@repeatable(10, shrink=True)
@given(st.lists(HELD, min_size=1, max_size=5))
def test_sunlit_and_eclipsed_share_of_a_held_orbit_make_up_the_whole(orbits):
    sky = environment(orbits, EDGES)
    beta = eclipse.beta_held_deg(
        sky.inclination_deg, [one.ltan_h for one in orbits], sun_by_day(FIRST, EDGES[-1])
    )
    dark = eclipse.eclipse_fraction(sky.altitude_km[:, None], beta)
    periods = np.stack([dark[:, :90].mean(axis=1), dark[:, 90:].mean(axis=1)], axis=1)
    assert sky.sunlit_fraction + periods == pytest.approx(1, abs=ROUNDING)
    assert sky.sunlit_fraction_mean + dark.mean(axis=1) == pytest.approx(1, abs=ROUNDING)
    assert sky.sunlit_fraction_worst + dark.max(axis=1) == pytest.approx(1, abs=ROUNDING)
    assert sky.sunlit_fraction_worst * sky.period_min + sky.longest_eclipse_min == pytest.approx(
        sky.period_min
    )


@repeatable(10, shrink=True)
@given(st.lists(DRIFTING, min_size=1, max_size=5))
def test_sunlit_and_eclipsed_share_of_a_drifting_orbit_make_up_the_whole(orbits):
    sky = environment(orbits, EDGES)
    declination = sun_by_day(FIRST, EDGES[-1]).declination_deg
    altitude = sky.altitude_km[:, None, None]
    dark = eclipse.drifting_mean(
        sky.inclination_deg, declination, lambda beta: eclipse.eclipse_fraction(altitude, beta)
    )
    assert sky.sunlit_fraction_mean + dark.mean(axis=1) == pytest.approx(1, abs=ROUNDING)
    assert sky.sunlit_fraction_worst * sky.period_min + sky.longest_eclipse_min == pytest.approx(
        sky.period_min
    )


@repeatable(10, shrink=True)
@given(st.lists(HELD | DRIFTING, min_size=1, max_size=5))
def test_at_least_half_of_every_orbit_is_sunlit_and_no_mean_is_below_the_worst(orbits):
    sky = environment(orbits, EDGES)
    assert (sky.sunlit_fraction_worst >= 0.5).all()
    assert (sky.sunlit_fraction >= sky.sunlit_fraction_worst[:, None] - ROUNDING).all()
    assert (sky.sunlit_fraction <= 1).all()
    assert (sky.longest_eclipse_min <= sky.period_min / 2).all()
