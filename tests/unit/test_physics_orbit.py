"""Refusals and tables, orbits, the Sun, the shadow: small true facts about each."""

import pickle
import socket
import subprocess
import sys
import warnings
from datetime import date, timedelta

import numpy as np
import pytest

from planner.physics import eclipse, orbit, tables
from planner.physics.constants import EARTH_RADIUS_KM
from planner.physics.limits import PhysicsRange, require_range
from planner.physics.sun import sun_by_day

# limits and tables


def test_refusal_names_value_range_and_remedy():
    with pytest.raises(PhysicsRange, match=r"altitude_km 300 is outside 400..2000 km: go higher") as caught:
        require_range("altitude_km", [500, 300, 100], 400, 2000, "km", "go higher")
    error = pickle.loads(pickle.dumps(caught.value))  # studies hand errors from one process to another
    assert (error.quantity, error.value, error.low, error.high) == ("altitude_km", 300, 400, 2000)
    assert isinstance(error, ValueError)
    assert str(error) == str(caught.value)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_not_a_number_is_out_of_range(bad):
    with pytest.raises(PhysicsRange):
        require_range("x", bad, 0, 1, "", "mend it")


def test_blend_is_logarithmic_above_a_floor():
    low, high = np.array([1e3, 0.0, 0.0]), np.array([1e5, 99.0, 0.0])
    middle = tables.blend(low, high, np.array([0.5, 0.5, 0.5]), floor=1.0)
    assert middle == pytest.approx([1e4, 9.0, 0.0], rel=1e-2)


def test_bracket_takes_one_list_of_nodes_or_one_for_each():
    nodes = np.array([0.0, 10.0, 30.0])
    below, weight = tables.bracket(nodes, np.array([0.0, 15.0, 30.0]))
    assert (below.tolist(), weight.tolist()) == ([0, 1, 1], [0, 0.25, 1])
    below, weight = tables.bracket(np.array([nodes, 2 * nodes]), np.array([15.0, 15.0]))
    assert (below.tolist(), weight.tolist()) == ([1, 0], [0.25, 0.75])


# orbit


def test_sun_synchronous_node_turns_once_a_year():
    inclination = orbit.sun_synchronous_inclination_deg([400, 1000, 2000])
    rate = orbit.node_rate_deg_per_day([400, 1000, 2000], inclination)
    assert rate * 365.2421897 == pytest.approx(360)


def test_no_sun_synchronous_orbit_above_5900_km():
    with pytest.raises(PhysicsRange, match="give an inclination"):
        orbit.sun_synchronous_inclination_deg(6500)


def test_noon_node_points_at_the_mean_sun():
    assert orbit.raan_from_ltan_deg(123.0, 12.0) == 123.0


@pytest.mark.parametrize(("altitude", "dv"), [(500, 113), (650, 195), (1000, 376), (1400, 567)])
def test_electric_raising_from_300_km(altitude, dv):
    assert orbit.raising_dv_m_s(altitude) == pytest.approx(dv, abs=0.5)


def test_impulses_cost_what_a_small_spiral_does():
    assert orbit.hohmann_dv_m_s(500, 550) == pytest.approx(orbit.low_thrust_dv_m_s(500, 550), rel=1e-4)


def test_propellant_of_the_rocket_equation():
    """1,000 kg, 195 m/s at 1,500 s: 1000 (1 - exp(-195 / 14710)) = 13.17 kg."""
    assert orbit.propellant_kg(1000, 195, 1500) == pytest.approx(13.17, abs=0.01)


# Sun


ALMANAC_RA_DEG, ALMANAC_DEC_DEG, ALMANAC_AU = 0.02, 0.008, 1e-4


def test_sun_agrees_with_the_almanac_formula():
    """The Astronomical Almanac's low-precision Sun, 2026-2050."""
    first, end = date(2026, 1, 1), date(2050, 1, 1)
    sun = sun_by_day(first, end)
    n = np.arange(len(sun.distance_au)) + (first - date(2000, 1, 1)).days
    g = np.radians(357.528 + 0.9856003 * n)
    longitude = np.radians(280.460 + 0.9856474 * n + 1.915 * np.sin(g) + 0.020 * np.sin(2 * g))
    tilt = np.radians(23.439 - 4e-7 * n)
    ra = np.degrees(np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude)))
    dec = np.degrees(np.arcsin(np.sin(tilt) * np.sin(longitude)))
    distance = 1.00014 - 0.01671 * np.cos(g) - 0.00014 * np.cos(2 * g)
    assert np.abs((sun.right_ascension_deg - ra + 180) % 360 - 180).max() < ALMANAC_RA_DEG
    assert np.abs(sun.declination_deg - dec).max() < ALMANAC_DEC_DEG
    assert np.abs(sun.distance_au - distance).max() < ALMANAC_AU


def test_sun_needs_no_network_and_warns_of_nothing(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the physics opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    sun_by_day.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sun = sun_by_day(date(2030, 1, 1), date(2030, 1, 3))
    assert sun.distance_au.shape == (2,)


def test_sun_cannot_be_changed_by_a_caller():
    with pytest.raises(ValueError, match="read-only"):
        sun_by_day(date(2030, 1, 1), date(2030, 1, 3)).distance_au[0] = 1


@pytest.mark.parametrize("end", [date(2053, 10, 9), date(2100, 1, 1)])
def test_no_sun_beyond_the_ephemeris(end):
    with pytest.raises(PhysicsRange, match=r"outside 1899-07-29..2053-10-08: .*shorten the horizon"):
        sun_by_day(date(2050, 1, 1), end)


def test_sun_reaches_the_last_day_of_the_ephemeris():
    assert len(sun_by_day(date(2053, 10, 1), date(2053, 10, 8)).distance_au) == 7


def test_no_days_are_refused():
    with pytest.raises(ValueError, match="must come after"):
        sun_by_day(date(2030, 1, 1), date(2030, 1, 1))


def test_import_does_not_import_skyfield():
    code = "import sys, planner.physics.environment; sys.exit('skyfield' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# eclipse


def test_eclipse_at_noon_orbit():
    assert eclipse.eclipse_fraction(550, 0) == pytest.approx(0.3723, abs=1e-4)
    assert eclipse.eclipse_fraction(550, 0) == pytest.approx(np.arcsin(EARTH_RADIUS_KM / 6928.137) / np.pi)


@pytest.mark.parametrize(
    ("altitude", "longest", "sunlit_06", "sunlit_18"),
    [
        (500, 22.66, 0.9460, 0.9439),
        (550, 21.66, 0.9517, 0.9497),
        (650, 19.72, 0.9615, 0.9599),
        (800, 16.89, 0.9733, 0.9722),
        (1000, 13.04, 0.9852, 0.9846),
        (1200, 8.65, 0.9939, 0.9936),
        (1300, 5.81, 0.9973, 0.9972),
        (1400, 0, 1, 1),
    ],
)
def test_dawn_dusk_seasons(altitude, longest, sunlit_06, sunlit_18):
    sun = sun_by_day(date(2030, 4, 1), date(2031, 4, 1))
    inclination = orbit.sun_synchronous_inclination_deg(altitude)
    fraction = eclipse.eclipse_fraction(altitude, eclipse.beta_held_deg([inclination] * 2, [6.0, 18.0], sun))
    assert fraction.max(axis=1) * orbit.period_min(altitude) == pytest.approx(longest, abs=0.03)
    assert 1 - fraction.mean(axis=1) == pytest.approx([sunlit_06, sunlit_18], abs=3e-4)


def test_morning_node_is_dark_in_winter_and_evening_node_in_summer():
    first = date(2030, 4, 1)
    sun = sun_by_day(first, first + timedelta(days=365))
    fraction = eclipse.eclipse_fraction(650, eclipse.beta_held_deg([97.986] * 2, [6.0, 18.0], sun))
    morning, evening = (eclipse.eclipse_seasons(first, row) for row in fraction)
    assert [(a.month, b.month) for a, b in morning] == [(11, 2)]
    assert [(a.month, b.month) for a, b in evening] == [(5, 8)]


def test_no_season_without_an_eclipse():
    assert eclipse.eclipse_seasons(date(2030, 1, 1), np.zeros(10)) == []
    assert eclipse.eclipse_seasons(date(2030, 1, 1), np.array([0.1, 0.1, 0])) == [
        (date(2030, 1, 1), date(2030, 1, 2))
    ]


def test_mean_over_the_node_is_that_of_many_planes():
    """256 planes of a 53 deg shell, each propagated for a year, against the mean over the node."""
    sun = sun_by_day(date(2030, 1, 1), date(2031, 1, 1))
    planes = np.arange(256) * 360 / 256
    beta = eclipse.beta_propagated_deg(np.full(256, 550.0), np.full(256, 53.0), planes, sun)
    each = eclipse.eclipse_fraction(550, beta).mean(axis=0)
    mean = eclipse.drifting_mean([53.0], sun.declination_deg, lambda b: eclipse.eclipse_fraction(550, b))[0]
    assert mean == pytest.approx(each, abs=4e-4)
    assert mean.mean() == pytest.approx(each.mean(), abs=3e-5)
