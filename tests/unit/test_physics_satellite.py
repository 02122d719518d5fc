"""Power, heat and radiation of a satellite: small true facts about each, and what each refuses."""

import numpy as np
import pytest

from planner.physics import power, radiation, thermal
from planner.physics.constants import EARTH_RADIUS_KM
from planner.physics.limits import PhysicsRange

# power


def test_array_power_wears_and_points():
    fresh = power.array_w_m2(1361, 0.3, 0.9)
    assert fresh == pytest.approx(367.47)
    assert power.array_w_m2(1361, 0.3, 0.9, degradation_per_year=0.02, years=5) == pytest.approx(
        fresh * 0.98**5
    )
    assert power.array_w_m2(1361, 0.3, 0.9, off_pointing_deg=60) == pytest.approx(fresh / 2)
    assert power.array_w_m2(1361, 0.3, 0.9, temperature_factor=0.9) == pytest.approx(fresh * 0.9)


def test_array_of_an_orbit_without_eclipse_carries_the_load_alone():
    assert power.array_power_required_w(850, 850, 100, 0) == pytest.approx(1000)


def test_battery_fade_is_made_up_for():
    assert power.battery_capacity_wh(1000, 30, 0.5, 1.0, fade=0.2) == pytest.approx(1250)


def test_depth_of_discharge_by_cycles():
    assert power.depth_of_discharge([0, 1500, 30_000, 60_000]) == pytest.approx([0.8, 0.8, 0.2, 0.2])
    five_years_drifting, five_years_dawn_dusk = power.depth_of_discharge([5 * 5400, 5 * 1250])
    assert 0.2 < five_years_drifting < 0.3
    assert 0.45 < five_years_dawn_dusk < 0.55
    with pytest.raises(PhysicsRange):
        power.depth_of_discharge(60_001)


def test_battery_floor():
    minutes = power.battery_eclipse_min([0, 0, 0, 20], [1400, 1500, 1500, 650], [True, True, False, True])
    assert minutes.tolist() == [8, 0, 8, 20]


# thermal


def albedo_by_integration(altitude, beta):
    """Orbit mean of diffusely reflected sunlight on a face whose normal points along the flight."""
    ratio = (EARTH_RADIUS_KM + altitude) / EARTH_RADIUS_KM
    x, w = np.polynomial.legendre.leggauss(48)
    c = 1 / ratio + (1 - 1 / ratio) * (x + 1) / 2
    azimuth = (np.arange(64) + 0.5) * 2 * np.pi / 64
    c, azimuth = np.meshgrid(c, azimuth, indexing="ij")
    s = np.sqrt(1 - c**2)
    ground = np.stack([s * np.cos(azimuth), s * np.sin(azimuth), c])
    ray = ground - np.array([0, 0, ratio])[:, None, None]
    distance = np.linalg.norm(ray, axis=0)
    leaving = -(ray * ground).sum(axis=0) / distance
    arriving = np.maximum(ray[0] / distance, 0)
    weight = (w * (1 - 1 / ratio) / 2)[:, None] * (2 * np.pi / 64) * leaving * arriving / distance**2 / np.pi
    u, b = (np.arange(72) + 0.5) * 2 * np.pi / 72, np.radians(beta)
    sun = np.array([-np.cos(b) * np.sin(u), np.full(72, np.sin(b)), np.cos(b) * np.cos(u)])
    lit = np.maximum(np.einsum("kij,ku->uij", ground, sun), 0)
    return (lit * weight).sum(axis=(1, 2)).mean()


@pytest.mark.parametrize("altitude", thermal.ALBEDO_ALTITUDES_KM)
def test_albedo_table_is_the_integral(altitude):
    integral = [albedo_by_integration(altitude, beta) for beta in thermal.ALBEDO_BETAS_DEG]
    assert thermal.albedo_geometry(altitude, thermal.ALBEDO_BETAS_DEG) == pytest.approx(integral, abs=2e-4)


@pytest.mark.parametrize(
    ("altitude", "beta"), [(450, 7.5), (575, 52.5), (900, 22.5), (1200, 67.5), (1700, 82.5)]
)
def test_albedo_between_the_nodes(altitude, beta):
    assert thermal.albedo_geometry(altitude, beta) == pytest.approx(
        albedo_by_integration(altitude, beta), abs=2e-3
    )


def net_20c(**change):
    inputs = {"emissivity": 0.9, "absorptivity": 0.15, "view_factor": thermal.vertical_view_factor(650)}
    inputs["albedo_geometry"] = thermal.albedo_geometry(650, 75)
    return float(thermal.radiator_net_w_m2(20, **{**inputs, **change}))


def test_dawn_dusk_radiator_at_20_c():
    assert net_20c() == pytest.approx(648, abs=2)


@pytest.mark.parametrize(("angle", "cost"), [(5, 18), (10, 35)])
def test_sun_misalignment(angle, cost):
    assert net_20c() - net_20c(misalignment_deg=angle) == pytest.approx(cost, abs=0.5)


def test_hot_season_and_fins_cost():
    assert net_20c(season=thermal.HOT_SEASON) < net_20c() - 10
    assert net_20c(fin_efficiency=0.9) == pytest.approx(0.9 * net_20c())


def test_cold_radiator_takes_heat_in():
    assert net_20c(view_factor=1.0, season=thermal.Season(500, 0.3, 1361)) < 0


@pytest.mark.parametrize("altitude", [399, 2001])
def test_albedo_range(altitude):
    with pytest.raises(PhysicsRange):
        thermal.albedo_geometry(altitude, 0)


# radiation


@pytest.mark.parametrize(
    ("altitude", "inclination", "shielding"),
    [(399, 53, 10), (2001, 53, 10), (650, 181, 10), (650, 53, 0.4), (650, 53, 21)],
)
def test_dose_range(altitude, inclination, shielding):
    with pytest.raises(PhysicsRange):
        radiation.trapped_dose_rad_per_year(altitude, inclination, shielding)


def test_solar_mix_is_a_share():
    with pytest.raises(PhysicsRange):
        radiation.trapped_dose_rad_per_year(650, 53, 10, solar_max_share=1.2)
    least, mean, most = (
        radiation.trapped_dose_rad_per_year(650, 53, 2, share).item() for share in (0, 0.5, 1)
    )
    assert mean == pytest.approx((least + most) / 2)


def test_thick_shielding_hardly_helps_against_protons():
    """650 to 1,400 km costs twentyfold behind 10 mm; 10 to 20 mm buys 30 %."""
    dose = radiation.trapped_dose_rad_per_year([650, 1400], [97.986, 101.427], [10, 20], solar_max_share=0)
    assert dose[1, 0] / dose[0, 0] == pytest.approx(20, rel=0.03)
    assert dose[0, 1] / dose[0, 0] == pytest.approx(0.7, abs=0.02)


def test_solar_protons_by_shielding_and_inclination():
    dose = radiation.solar_proton_dose_rad_per_year([97.0, 30.0, 150.0], [2, 10])
    assert dose[0] == pytest.approx([79, 20], rel=0.01)
    assert dose[1] == pytest.approx(dose[0] / 5)
    assert dose[2] == pytest.approx(dose[1])


def test_solar_protons_do_not_jump_with_inclination():
    dose = radiation.solar_proton_dose_rad_per_year([44.0, 45.0, 47.5, 49.99, 50.0, 53.0], 10)[:, 0]
    assert dose == pytest.approx([4, 4, 12, 19.968, 20, 20])


def test_planning_dose_adds_solar_protons_and_factor():
    trapped = radiation.trapped_dose_rad_per_year(650, 97.986, 10)
    assert radiation.planning_dose_rad_per_year(650, 97.986, 10) == pytest.approx(1.4 * (trapped + 20))


def test_dose_life_takes_the_margin_off():
    assert radiation.dose_life_years(2000, 150) == pytest.approx(6.67, abs=0.01)


def test_upsets_of_stacked_memory():
    """One per 50 rad: three a year at 150 rad per year; by flux at 650 km sun-synchronous about four."""
    sigma = 1 / 50 / radiation.PROTONS_CM2_PER_RAD
    a_year = radiation.upsets_per_day(sigma, radiation.proton_flux_cm2_s(650, 97.986, 0.0)).item() * 365.25
    assert 3 < a_year < 5
    assert radiation.upsets_per_day(sigma, 0, cosmic_ray_per_day=0.5) == 0.5


def test_throughput_lost_by_one_chip_and_by_a_gang():
    """Three upsets a year: 10 min each cost 6e-5; 10,000 chips with checkpoints lose 24 % + 28 %."""
    assert radiation.throughput_overhead(3 / 365.25, 600) == pytest.approx(6e-5, rel=0.06)
    gang = radiation.throughput_overhead(3 / 365.25, 300, chips=10_000, checkpoint_s=30)
    assert gang == pytest.approx(0.24 + 0.285, abs=0.005)
    assert radiation.throughput_overhead(3 / 365.25, 300, chips=10**7) == 1
