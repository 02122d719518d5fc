"""The one entry point: axes, means, agreement with the parts, refusals, time."""

import time
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from planner.physics import drag, eclipse, environment, radiation
from planner.physics import orbit as orbit_physics
from planner.physics.environment import Orbit
from planner.physics.limits import PhysicsRange
from planner.physics.sun import sun_by_day

QUARTERS = [date(2030 + q // 4, 1 + 3 * (q % 4), 1) for q in range(9)]
SHELLS = [Orbit(650, None, 6.0), Orbit(1400, None, 18.0), Orbit(650, None, 12.0), Orbit(550, 53.0)]
DAWN, HIGH, NOON, DRIFTING = range(4)
FAST_ENOUGH_S = 3.0


@pytest.fixture(scope="module")
def env():
    return environment.environment(SHELLS, QUARTERS, None, [2, 10, 20])


def test_axes(env):
    s, t, k = 4, 8, 3
    shapes = {
        "shieldings_mm": (k,),
        "f107": (t,),
        "irradiance_w_m2": (t,),
        "sunlit_fraction": (s, t),
        "density_kg_m3": (s, t),
        "dose_rad_per_year": (s, k),
    }
    for field in fields(env):
        value = getattr(env, field.name)
        if isinstance(value, np.ndarray):
            assert value.shape == shapes.get(field.name, (s,)), field.name
            assert np.isfinite(value).all() or field.name == "raan_deg", field.name


def test_year_is_the_mean_of_its_quarters(env):
    days = np.array([(b - a).days for a, b in zip(QUARTERS, QUARTERS[1:], strict=False)])[:4]
    assert (env.sunlit_fraction[:, :4] * days).sum(axis=1) / days.sum() == pytest.approx(
        env.sunlit_fraction_mean
    )


def test_sunlit_and_eclipse_make_one(env):
    assert 1 - env.sunlit_fraction_worst == pytest.approx(env.longest_eclipse_min / env.period_min)
    assert env.sunlit_fraction_worst[DRIFTING] == pytest.approx(1 - eclipse.eclipse_fraction(550, 0))


def test_dawn_dusk_is_dark_in_its_season_only(env):
    assert env.sunlit_fraction[DAWN, [1, 2]].tolist() == [1, 1]
    assert env.sunlit_fraction[DAWN, 3] < 0.92
    assert env.longest_eclipse_min[DAWN] == pytest.approx(19.72, abs=0.05)
    assert env.eclipse_days_per_year[DAWN] == pytest.approx(87, abs=2)
    assert env.eclipse_cycles_per_year[DAWN] == pytest.approx(1283, rel=0.02)
    assert env.eclipse_days_per_year[HIGH] == env.longest_eclipse_min[HIGH] == 0


def test_other_orbits_are_dark_all_year(env):
    assert env.eclipse_days_per_year[NOON] == pytest.approx(365.25)
    assert env.eclipse_cycles_per_year[DRIFTING] == pytest.approx(5200, rel=0.02)
    assert np.ptp(env.sunlit_fraction[DRIFTING]) < 0.02


def test_sunlight_is_strongest_in_winter(env):
    assert env.irradiance_w_m2[0] > 1385 > 1335 > env.irradiance_w_m2[2]
    assert env.irradiance_min_w_m2 == pytest.approx(1316.6, abs=0.5)


def test_dawn_radiator_sees_less_albedo_than_a_noon_one(env):
    assert env.albedo_geometry_worst[NOON] == pytest.approx(0.0763, abs=3e-4)
    assert env.albedo_geometry_mean[DAWN] < 0.35 * env.albedo_geometry_mean[NOON]
    assert (env.albedo_geometry_mean <= env.albedo_geometry_worst).all()


def test_dose_and_air_are_those_of_the_parts(env):
    expected = radiation.planning_dose_rad_per_year(env.altitude_km, env.inclination_deg, [2, 10, 20])
    assert env.dose_rad_per_year == pytest.approx(expected)
    assert env.dawn_dusk.tolist() == [True, True, False, False]
    assert env.density_kg_m3[DAWN, 0] == drag.density_kg_m3(650, env.f107[0], True)
    assert env.density_kg_m3[NOON, 0] == drag.density_kg_m3(650, env.f107[0], False)
    assert (env.density_kg_m3[HIGH] == 0).all()


def test_make_up_takes_one_ballistic_coefficient_or_one_for_each_shell(env):
    one = environment.drag_dv_m_s_per_year(env, 50)
    each = environment.drag_dv_m_s_per_year(env, [50, 50, 100, 50])
    assert one.shape == each.shape == (4, 8)
    assert each[NOON] == pytest.approx(one[NOON] / 2)


def test_solar_flux_by_cycle_number_or_period():
    cycle, number, path = (
        environment.environment([Orbit(550, 53.0)], QUARTERS, f107)
        for f107 in (None, 140, np.linspace(70, 210, 8))
    )
    assert cycle.f107 == pytest.approx(
        drag.f107_cycle([d.toordinal() + 45.5 for d in QUARTERS[:-1]]), abs=0.5
    )
    assert number.f107.tolist() == [140] * 8
    assert path.f107[[0, -1]].tolist() == [70, 210]
    with pytest.raises(ValueError, match="8 periods"):
        environment.environment([Orbit(550, 53.0)], QUARTERS, [70, 140])


def test_decay_follows_the_solar_flux_of_the_case():
    calm, active = (environment.environment([Orbit(550, 53.0)], QUARTERS, f107) for f107 in (70, 210))
    years = [environment.decay_years(env, 0, 50, date(2030, 6, 1)) for env in (calm, active)]
    assert years == pytest.approx([53.1, 2.4], rel=0.05)


def test_decay_of_several_shells_and_beyond_the_horizon(env):
    years = environment.decay_years(env, [DAWN, HIGH, DRIFTING], [5, 5, 5], date(2031, 12, 1))
    assert years[1] == np.inf
    assert 0 < years[2] < years[0]
    after = environment.decay_years(env, DRIFTING, 5, date(2040, 1, 1))
    assert after == drag.decay_years(550, 5, date(2040, 1, 1))


def test_a_known_node_has_the_sunlight_of_its_own_plane():
    """Every day by the closed form at the drifted node; the same orbit said by an earlier epoch."""
    orbit = Orbit(550, 53.0, raan_deg=120.0)
    env = environment.environment([orbit], QUARTERS)
    sun = sun_by_day(QUARTERS[0], QUARTERS[-1])
    beta = eclipse.beta_propagated_deg(np.array([550.0]), np.array([53.0]), np.array([120.0]), sun)[0]
    dark = eclipse.eclipse_fraction(550.0, beta)
    assert env.sunlit_fraction[0, 0] == pytest.approx(1 - dark[:90].mean(), abs=1e-12)
    assert env.sunlit_fraction_worst[0] == pytest.approx(1 - dark.max(), abs=1e-12)
    assert env.raan_deg[0] == 120
    rate = float(orbit_physics.node_rate_deg_per_day(550.0, 53.0))
    earlier = replace(orbit, raan_deg=(120 - 31 * rate) % 360, epoch=date(2029, 12, 1))
    again = environment.environment([earlier], QUARTERS)
    assert again.sunlit_fraction == pytest.approx(env.sunlit_fraction, abs=1e-9)
    assert again.raan_deg == pytest.approx(env.raan_deg)


def test_planes_all_around_see_the_mean_over_their_nodes():
    nodes = [Orbit(550, 53.0, raan_deg=15.0 * n) for n in range(24)]
    each = environment.environment(nodes, QUARTERS).sunlit_fraction.mean(axis=0)
    assert each == pytest.approx(
        environment.environment([Orbit(550, 53.0)], QUARTERS).sunlit_fraction[0], abs=5e-4
    )


def test_eclipse_seasons_run_over_the_new_year(env):
    """650 km with the node at 06:00: Nov 8 to Feb 3, one season though the year begins inside it; none where
    the node is anywhere.
    """
    ((start, end),) = env.eclipse_seasons[DAWN]
    assert abs((start - date(2030, 11, 8)).days) <= 2 and abs((end - date(2031, 2, 3)).days) <= 2
    assert env.eclipse_seasons[HIGH] == () and env.eclipse_seasons[DRIFTING] == ()
    ((start, end),) = env.eclipse_seasons[NOON]
    assert (start, (end - start).days) == (QUARTERS[0], 364)


def test_short_horizon_still_knows_its_year():
    month = environment.environment([Orbit(650, None, 6.0)], [date(2030, 6, 1), date(2030, 7, 1)])
    assert month.sunlit_fraction.item() == 1
    assert month.longest_eclipse_min.item() == pytest.approx(19.72, abs=0.05)


@pytest.mark.parametrize(
    ("orbit", "message"),
    [
        (Orbit(399, 53.0), "altitude_km 399 is outside 400..2000 km"),
        (Orbit(550_000, 53.0), "altitude_km 550000 is outside"),
        (Orbit(float("nan"), 53.0), "altitude_km nan"),
        (Orbit(550, 190.0), "inclination_deg 190"),
        (Orbit(550, None, 25.0), "ltan_h 25"),
        (Orbit(550), "give either an inclination"),
        (Orbit(550, 53.0, 6.0), "give either an inclination"),
        (Orbit(650, None, 6.0, raan_deg=10.0), "follows from ltan_h"),
    ],
)
def test_orbits_refused(orbit, message):
    with pytest.raises(ValueError, match=message):
        environment.environment([orbit], QUARTERS)


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ([date(2045, 1, 1), date(2054, 1, 1)], "2053-10-08"),
        ([date(2053, 1, 1), date(2053, 2, 1)], "2053-10-08"),
        ([date(2030, 1, 1)], "two or more"),
        ([date(2030, 1, 1), date(2030, 1, 1)], "ascending"),
    ],
)
def test_dates_refused(edges, message):
    with pytest.raises(ValueError, match=message):
        environment.environment([Orbit(550, 53.0)], edges)


def test_shielding_and_solar_flux_refused():
    with pytest.raises(PhysicsRange, match="shielding_mm 25"):
        environment.environment([Orbit(550, 53.0)], QUARTERS, None, [10, 25])
    with pytest.raises(PhysicsRange, match="f107 300"):
        environment.environment([Orbit(550, 53.0)], QUARTERS, 300)


def test_fifty_shells_and_fifteen_years_of_quarters_are_quick():
    edges = [date(2026 + q // 4, 1 + 3 * (q % 4), 1) for q in range(61)]
    shells = [
        Orbit(400 + 32 * n, 30.0 + n) if n % 2 else Orbit(400 + 32 * n, None, n % 24) for n in range(50)
    ]
    start = time.process_time()
    environment.environment(shells, edges, None, [1, 2, 3, 5, 7, 10, 15, 20])
    assert time.process_time() - start < FAST_ENOUGH_S
