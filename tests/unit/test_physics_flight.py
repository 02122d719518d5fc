"""Drag, launch and links: small true facts about each, and what each refuses."""

from datetime import date

import numpy as np
import pytest

from planner.physics import ascent, drag, link, orbit
from planner.physics.limits import PhysicsRange

CYCLE_MEAN = 0.01
"""Yearly make-up over a cycle, from the table against the density model run at every F10.7 of the cycle."""


# drag


def test_solar_cycle():
    def flux(year, month):
        return float(drag.f107_cycle(date(year, month, 1).toordinal()))

    assert flux(2019, 12) == pytest.approx(68)
    assert flux(2024, 7) == pytest.approx(160, abs=0.2)
    assert flux(2030, 12) == pytest.approx(68, abs=0.1)
    assert flux(2035, 7) == pytest.approx(flux(2024, 7), abs=0.2)
    days = date(2019, 12, 1).toordinal() + np.linspace(0, 11 * 365.25, 10_000)
    assert drag.f107_cycle(days).mean() == pytest.approx((68 + 160) / 2, abs=0.1)


@pytest.mark.parametrize(
    ("altitude", "dv"),
    [(400, 38.62), (500, 7.359), (550, 3.450), (650, 0.8735), (800, 0.1712), (1000, 0.04483)],
)
def test_make_up_over_a_cycle(altitude, dv):
    days = date(2019, 12, 1).toordinal() + np.linspace(0, 11 * 365.25, 1000)
    density = drag.density_kg_m3(altitude, drag.f107_cycle(days))
    mean = drag.drag_dv_m_s_per_year(altitude, density, 50).mean()
    assert mean == pytest.approx(dv, rel=CYCLE_MEAN)


def test_no_drag_above_the_ceiling():
    assert drag.density_kg_m3(1200, 140) > 0
    assert drag.density_kg_m3(1200.1, 140) == 0
    assert drag.decay_years(1300, 5, date(2030, 1, 1)) == np.inf
    ceiling = drag.density_kg_m3(1200, 250)
    assert drag.drag_dv_m_s_per_year(1200, ceiling, 50) < 0.1


@pytest.mark.parametrize(("altitude", "flux"), [(179, 140), (550, 64), (550, 251)])
def test_density_range(altitude, flux):
    with pytest.raises(PhysicsRange):
        drag.density_kg_m3(altitude, flux)


def test_dawn_dusk_air_is_a_little_thinner():
    altitude = np.arange(400.0, 1001, 50)[:, None]
    flux = np.array([70.0, 140, 210])
    ratio = drag.density_kg_m3(altitude, flux, dawn_dusk=True) / drag.density_kg_m3(altitude, flux)
    assert 0.87 < ratio.min() and ratio.max() < 1


@pytest.mark.parametrize(
    ("ballistic", "five_years_km", "twenty_five_years_km"),
    [(30, 494, 638), (50, 467, 602), (100, 432, 557), (150, 412, 532)],
)
def test_passive_disposal_altitude(ballistic, five_years_km, twenty_five_years_km):
    """Highest altitude from which drag alone brings a satellite down in time, worst of three start years."""
    years = [
        drag.decay_years([five_years_km, twenty_five_years_km], ballistic, date(start, 1, 1))
        for start in (2024, 2027, 2030)
    ]
    assert np.max(years, axis=0) == pytest.approx([5, 25], rel=0.1)


def test_tumbling_thin_film_satellite_at_solar_minimum():
    """Operator's statement of January 2026 for 550 km: four years and more at solar minimum."""
    years = drag.decay_years(550, 4, date(2030, 1, 1), lambda days: np.full(np.shape(days), 70.0))
    assert 4 < years < 5


def test_decay_beyond_the_limit_is_never():
    assert drag.decay_years([500, 800], 50, date(2030, 1, 1), limit_years=30).tolist()[1] == np.inf
    assert drag.decay_years(180, 50, date(2030, 1, 1)) == 0


def test_decay_is_the_same_alone_and_among_others():
    together = drag.decay_years([450, 550, 650], [10, 50, 5], date(2030, 1, 1))
    alone = [drag.decay_years(h, b, date(2030, 1, 1)) for h, b in ((450, 10), (550, 50), (650, 5))]
    assert together == pytest.approx(np.array(alone))


# ascent


@pytest.mark.parametrize(
    ("altitude", "relative"),
    [(400, 1.025), (650, 0.964), (800, 0.929), (1000, 0.886), (1200, 0.846), (1400, 0.808), (2000, 0.707)],
)
def test_relative_payload_of_a_falcon_like_vehicle(altitude, relative):
    inclination = orbit.sun_synchronous_inclination_deg([altitude, 500])
    dv, reference = ascent.ascent_dv_m_s([altitude, 500], inclination, 34.6)
    payload = ascent.scaled_payload_t(1.0, dv - reference, 0.45, 348)
    assert payload == pytest.approx(relative, abs=0.003)


SUN_SYNCHRONOUS = {h: float(orbit.sun_synchronous_inclination_deg(h)) for h in (500, 600)}
PUBLISHED_PAIRS = {
    # vehicle: published orbit, farther orbit, latitude, upper stage at burnout [t], its Isp [s]
    "Falcon 9": ((300, 53, 17.4), (600, SUN_SYNCHRONOUS[600], 14.1), 28.5, 4.5, 348),
    "Ariane 64": ((250, 51.6, 20.0), (500, SUN_SYNCHRONOUS[500], 15.5), 5.2, 8, 457),
    "Ariane 64, polar": ((250, 51.6, 20.0), (900, 90, 15.4), 5.2, 8, 457),
    "Electron": ((500, 40, 0.2638), (500, 60, 0.2430), 39.26, 0.240, 343),
    "Electron, retrograde": ((500, 40, 0.2638), (800, 100, 0.1803), 39.26, 0.240, 343),
}
ATLAS_V_551 = [((51.6, 28.5), 0.04), ((63.4, 34.6), 0.12)]
"""From 28.6 deg to (inclination, latitude of the site), both low: how far the scaling was above the published
payload. The payloads themselves are not at hand."""


def extra_dv_m_s(one, other, latitude):
    low, high = ascent.ascent_dv_m_s([one[0], other[0]], [one[1], other[1]], latitude)
    return high - low


def test_derating_is_the_mean_error_of_scaling_from_one_orbit():
    """Least squares through the origin of 1 - published / scaled against the distance in km/s."""
    distance, missing = [], []
    for one, other, latitude, dry, isp in PUBLISHED_PAIRS.values():
        extra = extra_dv_m_s(one, other, latitude)
        distance.append(extra / 1000)
        missing.append(1 - other[2] / ascent.scaled_payload_t(one[2], extra, dry, isp))
    low = ascent.ascent_dv_m_s(200, 28.6, 28.5)
    for (inclination, latitude), above in ATLAS_V_551:
        distance.append((ascent.ascent_dv_m_s(200, inclination, latitude) - low) / 1000)
        missing.append(1 - 1 / (1 + above))
    slope = np.dot(distance, missing) / np.dot(distance, distance)
    assert slope == pytest.approx(ascent.DERATING_PER_KM_S, abs=0.001)
    assert max(distance) < ascent.DERATING_MAX / ascent.DERATING_PER_KM_S
    assert 0 < min(missing) and max(missing) < 0.12


@pytest.mark.parametrize("vehicle", PUBLISHED_PAIRS)
def test_published_pairs_from_one_orbit(vehicle):
    """Within 6 % of what is published, from the nearer orbit alone."""
    one, other, latitude, dry, isp = PUBLISHED_PAIRS[vehicle]
    payload, _ = ascent.payload_t(
        other[0], other[1], [ascent.Anchor(*one)], latitude, upper_stage_dry_share=dry / one[2], isp_s=isp
    )
    assert payload == pytest.approx(other[2], rel=0.06)


def test_one_published_orbit_is_derated_by_the_distance_from_it():
    anchor = ascent.Anchor(500, 97.4, 14.0)
    altitude = np.array([400, 499.99, 500, 500.01, 501, 1000])
    payload, estimated = ascent.payload_t(altitude, 97.4, [anchor], 34.6)
    assert estimated.tolist() == [True, True, False, True, True, True]
    assert payload[2] == 14
    assert payload[[1, 3]] == pytest.approx(14, rel=1e-5)
    extra = ascent.ascent_dv_m_s(altitude, 97.4, 34.6) - ascent.ascent_dv_m_s(500, 97.4, 34.6)
    scaled = ascent.scaled_payload_t(14.0, extra, 14.0 * ascent.UPPER_STAGE_DRY_SHARE, 348)
    assert 1 - payload[5] / scaled[5] == pytest.approx(0.085 * extra[5] / 1000)
    assert 1 - payload[0] / scaled[0] == pytest.approx(0.085 * -extra[0] / 1000)


def test_derating_ends_at_seven_per_cent():
    anchor = ascent.Anchor(200, 28.5, 14.0)
    payload, _ = ascent.payload_t([1400, 2000], 97.4, [anchor], 28.5)
    extra = ascent.ascent_dv_m_s([1400, 2000], 97.4, 28.5) - ascent.ascent_dv_m_s(200, 28.5, 28.5)
    scaled = ascent.scaled_payload_t(14.0, extra, 14.0 * ascent.UPPER_STAGE_DRY_SHARE, 348)
    assert (extra > 70 / 0.085).all()
    assert payload == pytest.approx(0.93 * scaled)


def test_payload_beside_its_anchor_is_nearly_that_of_the_anchor():
    """53.0 and 53.1 degrees: 17.40 t and, for 11 cm/s per hundredth of a degree, hardly less."""
    anchor = ascent.Anchor(300, 53, 17.4)
    inclination = np.arange(53, 54, 0.01)
    payload, _ = ascent.payload_t(300, inclination, [anchor], 28.5, upper_stage_dry_share=4.5 / 17.4)
    assert payload[0] == 17.4
    steps = -np.diff(payload)
    assert (steps > 0).all() and steps.max() < 0.001 * 17.4
    assert payload[10] == pytest.approx(17.4, rel=0.001)


def test_two_published_orbits_enclose_those_between():
    anchors = [ascent.Anchor(500, 97.4, 14.0), ascent.Anchor(300, 53, 17.4)]
    payload, estimated = ascent.payload_t([300, 400, 500], [53, 70, 97.4], anchors, 28.5)
    assert not estimated.any()
    assert payload[0] == 17.4 and payload[2] == 14.0
    assert 14 < payload[1] < 17.4


def test_inconsistent_published_orbits_are_refused():
    anchors = [ascent.Anchor(300, 53, 14.0), ascent.Anchor(500, 97.4, 14.5)]
    with pytest.raises(ValueError, match=r"altitude_km=500.* but is given no less payload"):
        ascent.payload_t(400, 53, anchors, 28.5)
    with pytest.raises(ValueError, match="at least one"):
        ascent.payload_t(400, 53, [], 28.5)


def test_turning_the_plane_costs_more_than_any_climb():
    equatorial, inclined = ascent.ascent_dv_m_s(500, [0, 28.5], 28.5)
    assert equatorial - inclined == pytest.approx(2 * 7784 * np.sin(np.radians(28.5) / 2), rel=1e-3)


def test_payload_runs_out():
    assert ascent.scaled_payload_t(1.0, 20_000, 0.45, 348) == 0


@pytest.mark.parametrize("altitude", [199, 2001])
def test_ascent_range(altitude):
    with pytest.raises(PhysicsRange, match="give the payload of that orbit itself"):
        ascent.ascent_dv_m_s(altitude, 53, 28.5)


# link


def test_share_within_angle_against_random_satellites():
    rng = np.random.default_rng(7)
    node, phase = rng.uniform(0, 2 * np.pi, (2, 200_000))
    i = np.radians(53)
    latitude = np.arcsin(np.sin(i) * np.sin(phase))
    longitude = node + np.arctan2(np.cos(i) * np.sin(phase), np.cos(phase))
    place = np.radians(48)
    cosine = np.sin(place) * np.sin(latitude) + np.cos(place) * np.cos(latitude) * np.cos(longitude)
    for angle in (10, 40, 90, 150):
        drawn = (cosine > np.cos(np.radians(angle))).mean()
        assert link.share_within_angle(53, 48, angle) == pytest.approx(drawn, abs=0.004)


def test_equatorial_orbit_and_pole():
    assert link.share_within_angle(0, 0, 45) == pytest.approx(0.25)
    assert link.share_within_angle(0, 90, 89) == 0
    assert link.share_within_angle(0, 90, 91) == pytest.approx(1)


def test_station_sees_to_the_horizon():
    """At elevation 0 the angle is acos(R / (R + h)); the station itself is below a satellite at 90 deg."""
    assert link.central_angle_deg(550, [0, 90]) == pytest.approx(
        [np.degrees(np.arccos(6378.137 / 6928.137)), 0]
    )


def test_reach():
    too_short, overhead, world, unlimited = link.reach_share(650, 97.986, 50, [4.0, 4.4, 200.0, np.inf])
    assert too_short == 0  # up and down alone take 4.34 ms
    assert 0 < overhead < 1e-3
    assert [world, unlimited] == pytest.approx([1, 1])


def test_reach_angle_runs_on_from_direct_view_to_relay():
    """From the edge of view on, 10 ms more of round trip give 1,499 km more along the shell."""
    edge_ms = 2 * link.one_way_ms(link.slant_range_km(650, 10))
    edge = link.central_angle_deg(650, 10)
    angle = link.reach_angle_deg(650, [edge_ms - 1e-6, edge_ms, edge_ms + 10], 10)
    assert angle[:2] == pytest.approx(edge, abs=1e-5)
    assert angle[2] - edge == pytest.approx(np.degrees(1498.96 / 7028.137), abs=1e-3)


def test_reach_broadcasts_over_shells_places_and_limits():
    share = link.reach_share(
        np.array([550.0, 1400])[:, None, None],
        np.array([53.0, 101.4])[:, None, None],
        np.array([40.0, 50, 0])[:, None],
        [50.0, 100],
    )
    assert share.shape == (2, 3, 2)


def test_round_trip_with_fibre():
    assert link.one_way_ms(299792.458) == pytest.approx(1000)
    assert link.one_way_ms(0, fibre_km=1000) == pytest.approx(4.9)


def test_slots_per_plane():
    assert link.slots_per_plane(550, 100) == 435
