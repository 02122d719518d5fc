"""What must hold for any orbit, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.physics import ascent, drag, eclipse, link, orbit, radiation, thermal

ROUNDING = 1e-9

altitudes = st.floats(400, 2000)
inclinations = st.floats(0, 180)
betas = st.floats(-90, 90)
shieldings = st.floats(0.5, 20)
latitudes = st.floats(-60, 60)
sites = st.floats(-28.5, 28.5)
"""No further from the equator than the inclinations of the anchors below."""


@given(altitudes, betas, betas)
def test_eclipse_shortens_with_beta(altitude, one, other):
    low, high = sorted((one, other), key=abs)
    assert eclipse.eclipse_fraction(altitude, high) <= eclipse.eclipse_fraction(altitude, low) + ROUNDING


@given(altitudes, altitudes, betas)
def test_eclipse_fraction_falls_with_altitude(one, other, beta):
    low, high = sorted((one, other))
    assert eclipse.eclipse_fraction(high, beta) <= eclipse.eclipse_fraction(low, beta) + ROUNDING


@given(altitudes, betas)
def test_eclipse_ends_at_the_limit_of_beta(altitude, beta):
    clear = abs(beta) - eclipse.beta_limit_deg(altitude)
    if abs(clear) > 1e-6:
        assert (eclipse.eclipse_fraction(altitude, beta) == 0) == (clear > 0)


@given(altitudes, st.floats(0, 24), st.floats(0, 360), st.floats(-23.5, 23.5))
def test_beta_is_even_round_the_sun(altitude, local_time, sun_ra, sun_dec):
    """The same local time half a day later mirrors the orbit: beta changes sign with the declination."""
    inclination = orbit.sun_synchronous_inclination_deg(altitude)
    raan = orbit.raan_from_ltan_deg(sun_ra, local_time)
    here = eclipse.beta_deg(inclination, raan, sun_ra, sun_dec)
    there = eclipse.beta_deg(inclination, raan + 180, sun_ra, -sun_dec)
    assert abs(here + there) < 1e-6


@given(altitudes, st.floats(30, 150), shieldings, shieldings, st.floats(0, 1))
def test_dose_does_not_rise_with_shielding(altitude, inclination, one, other, share):
    thin, thick = sorted((one, other))
    dose = radiation.trapped_dose_rad_per_year(altitude, inclination, [thin, thick], share)[0]
    assert dose[1] <= dose[0] * (1 + ROUNDING)
    planned = radiation.planning_dose_rad_per_year(altitude, inclination, [thin, thick])[0]
    assert planned[1] <= planned[0] * (1 + ROUNDING)


@given(
    st.sampled_from([400, 450, 500, 600, 1000]) | altitudes,
    st.sampled_from([0, 5, 10, 15, 30, 45]) | inclinations,
    st.sampled_from([0.5, 8, 10, 12, 20]) | shieldings,
    st.tuples(*[st.sampled_from([-1, 1])] * 3),
)
def test_dose_and_flux_do_not_jump(altitude, inclination, shielding, ways):
    """At and beside the nodes, where some of them are zero too."""
    orbit = np.array([altitude, inclination, shielding])
    low, high = np.array([400, 0, 0.5]), np.array([2000, 180, 20])
    near = np.clip(orbit + 1e-7 * np.array(ways), low, high)
    dose = [radiation.trapped_dose_rad_per_year(*one).item() for one in (orbit, near)]
    assert dose[1] == pytest.approx(dose[0], rel=1e-4, abs=1e-3)
    flux = [radiation.proton_flux_cm2_s(*one[:2]).item() for one in (orbit, near)]
    assert flux[1] == pytest.approx(flux[0], rel=1e-4, abs=1e-3)


@given(altitudes, inclinations, shieldings)
def test_dose_is_that_of_the_mirrored_inclination(altitude, inclination, shielding):
    here, there = radiation.trapped_dose_rad_per_year(altitude, [inclination, 180 - inclination], shielding)
    assert there == pytest.approx(here, rel=1e-6, abs=1e-6)


@given(altitudes, altitudes, st.floats(65, 250), st.booleans())
def test_air_thins_with_altitude(one, other, flux, dawn_dusk):
    low, high = sorted((one, other))
    assert drag.density_kg_m3(high, flux, dawn_dusk) <= drag.density_kg_m3(low, flux, dawn_dusk) * (
        1 + ROUNDING
    )


@given(altitudes, st.floats(65, 250), st.floats(65, 250))
def test_air_thickens_with_solar_flux(altitude, one, other):
    calm, active = sorted((one, other))
    assert drag.density_kg_m3(altitude, calm) <= drag.density_kg_m3(altitude, active) * (1 + ROUNDING)


anchor_lists = st.sampled_from(
    [
        [ascent.Anchor(500, 97.4, 14.0)],
        [ascent.Anchor(300, 53, 17.4), ascent.Anchor(500, 97.4, 14.0)],
        [ascent.Anchor(200, 28.5, 22.8), ascent.Anchor(300, 53, 17.4), ascent.Anchor(700, 98.2, 12.9)],
    ]
)


@given(st.floats(200, 2000), st.floats(200, 2000), inclinations, anchor_lists, sites)
def test_payload_falls_with_altitude(one, other, inclination, anchors, latitude):
    low, high = sorted((one, other))
    payload = ascent.payload_t([low, high], inclination, anchors, latitude).payload_t
    assert payload[1] <= payload[0] * (1 + ROUNDING)


@given(altitudes, inclinations, latitudes, st.floats(0, 500), st.floats(0, 500), st.floats(5, 40))
@settings(max_examples=50)
def test_reach_is_a_share_and_grows_with_the_limit(altitude, inclination, latitude, one, other, elevation):
    low, high = link.reach_share(altitude, inclination, latitude, sorted((one, other)), elevation)
    assert 0 <= low <= high + ROUNDING <= 1 + 2 * ROUNDING


@given(altitudes, betas)
def test_albedo_geometry_is_less_than_that_of_a_fully_lit_earth(altitude, beta):
    assert 0 < thermal.albedo_geometry(altitude, beta) < thermal.vertical_view_factor(altitude)


@given(st.floats(0, 90), st.floats(0, 23.4))
@settings(max_examples=25)
def test_mean_over_the_node_of_a_constant_is_the_constant(inclination, declination):
    mean = eclipse.drifting_mean([inclination], [declination, -declination], np.ones_like)
    assert np.abs(mean - 1).max() < ROUNDING
