"""What a study may assume about the sky, batteries and published masses: each assumption acts as its key
says.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.coefficients import build
from planner.errors import InstanceError
from planner.instance.reading import read
from planner.physics import power, radiation

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml").with_value("buses.ai.mass_max_t", 6.0)
BUILT = build(INSTANCE)
DAWN, TILTED = 0, 1


def row(instance, design="byhand"):
    """One design's sizing."""
    return build(instance).designs.set_index("design").loc[design]


# --------------------------------------------------------------------------------------------------- disposal


def test_a_shell_where_the_dead_fall_in_time_needs_no_propellant_to_come_down():
    """At 6 kg/m2 tumbling a satellite is down from 550 km within five years and from 650 km is not; clearing
    10 km costs 5.4 m/s.
    """
    shells = BUILT.flying.shells
    assert shells.decay_years[0, TILTED] < 5 < shells.decay_years[0, DAWN]
    assert shells.is_passive.tolist() == [[False, True]]
    assert shells.disposal_dv_m_s[0, DAWN] == pytest.approx(194.8, abs=0.1)
    assert shells.disposal_dv_m_s[0, TILTED] == pytest.approx(5.5, abs=0.1)
    assert shells.manoeuvre_dv_m_s[0, TILTED] == pytest.approx(
        shells.environment.raising_dv_m_s[TILTED] + 5.5, abs=0.1
    )


def test_a_longer_rule_saves_the_propellant():
    longer = row(INSTANCE.with_value("disposal.years", 50.0))
    assert longer["manoeuvre_dv_m_s"] < 6
    assert longer["propellant_kg"] < row(INSTANCE)["propellant_kg"]


def test_a_shell_that_breaks_the_rule_is_named_or_refused():
    (note,) = [note for note in BUILT.notes if "disposal.years" in note]
    assert note.startswith("shells.dawn: a dead satellite stays up longer than disposal.years = 5 (ai ")
    with pytest.raises(InstanceError, match="does not close: disposal .a dead satellite stays up"):
        build(INSTANCE.with_value("disposal.rule", "refuse"))
    refused = build(INSTANCE.with_values({"disposal.rule": "refuse", "designs.byhand.home_shell": "tilted"}))
    assert not refused.case.life_offered[:, DAWN].any() and refused.case.life_offered[:, TILTED].any()
    assert set(refused.dropped.loc[refused.dropped.design.str.endswith("-dawn"), "reason"]) >= {"disposal"}
    assert not [note for note in refused.notes if "disposal.years" in note]


def test_air_above_the_density_tables_is_said_to_be_none():
    high = build(INSTANCE.with_value("shells.dawn.altitude_km", 1300.0))
    assert any("air drag is taken as zero above 1,200 km" in note for note in high.notes)
    assert (high.designs["drag_dv_m_s"][high.designs.home_shell == "dawn"] == 0).all()


# --------------------------------------------------------------------------------------------- solar activity


def test_an_active_sun_costs_propellant_and_brings_the_dead_down():
    calm, active = (INSTANCE.with_value("physics.f107_sfu", flux) for flux in (70.0, 210.0))
    dv = [build(one).designs.set_index("design").loc["byhand", "drag_dv_m_s"] for one in (calm, active)]
    assert 20 < dv[1] / dv[0] < 40  # 4.92 / 0.15 at 650 km
    down = [build(one).flying.shells.decay_years[0] for one in (calm, active)]
    assert (down[1] < down[0]).all()


def test_a_path_of_solar_flux_holds_by_period():
    path = [70.0, 210.0]  # a value a year
    built = build(INSTANCE.with_value("physics.f107_sfu", path))
    assert built.flying.shells.environment.f107[:9].tolist() == [70.0] * 4 + [210.0] * 5


# -------------------------------------------------------------------------------------------------- radiation


def test_dose_and_upsets_follow_their_factors():
    usual, harsh = (
        build(one).flying.shells
        for one in (
            INSTANCE,
            INSTANCE.with_values({"physics.dose_factor": 2.8, "physics.upset_factor": 10.0}),
        )
    )
    mm, cross, minutes = np.array([10.0]), np.array([1e-8]), np.array([10.0])
    assert harsh.dose_rad_per_year(mm) == pytest.approx(2 * usual.dose_rad_per_year(mm))
    assert harsh.upset_overhead(cross, minutes) == pytest.approx(10 * usual.upset_overhead(cross, minutes))


def test_a_smaller_margin_lets_accelerators_live_longer():
    lives = [build(INSTANCE.with_value("physics.dose_margin", m)).flying.elsewhere for m in (2.0, 1.0)]
    at = lives[0].merge(lives[1], on=["design", "shell"])
    assert len(at) and np.allclose(at.dose_life_years_y, 2 * at.dose_life_years_x)


def test_solar_maximum_share_mixes_the_tables():
    built = build(INSTANCE.with_value("physics.solar_max_share", 1.0)).flying.shells.environment
    expected = radiation.planning_dose_rad_per_year(
        built.altitude_km, built.inclination_deg, [2.0, 10.0], 1.0
    )
    assert built.dose_rad_per_year == pytest.approx(expected)


# ---------------------------------------------------------------------------------- batteries by their cycles


@pytest.fixture(scope="module")
def by_cycles(tmp_path_factory):
    """The instance without a depth of discharge of its own."""
    path = tmp_path_factory.mktemp("cycles") / "satellites.toml"
    text = Path(INSTANCE.path).read_text(encoding="utf-8")
    path.write_text(text.replace("battery_depth_of_discharge = 0.5\n", ""), encoding="utf-8")
    return read(path)


def test_depth_of_discharge_by_the_eclipses_of_a_life(by_cycles):
    built = build(by_cycles)
    cycles = built.flying.shells.environment.eclipse_cycles_per_year * 5
    table = built.designs.groupby("home_shell")["battery_depth_of_discharge"].unique()
    assert table["dawn"] == pytest.approx(power.depth_of_discharge(cycles[DAWN]))
    assert table["tilted"] == pytest.approx(power.depth_of_discharge(cycles[TILTED]))
    assert table["dawn"].item() > 2 * table["tilted"].item()


def test_a_life_of_more_eclipses_than_any_test_is_refused(by_cycles):
    longer = by_cycles.with_values(
        {"buses.ai.design_life_years": 12.0, "buses.ai.service_lives_years": [12.0]}
    )
    say = "buses.ai.battery_depth_of_discharge .*battery cycles .* is outside 0..60000"
    with pytest.raises(InstanceError, match=say):
        build(longer)


# ------------------------------------------------------------------------------------- published mass budgets


def test_a_published_budget_is_entered_as_printed():
    """100 W/kg of array, 200 W/kg of radiator, 5 kg/kW of compute with its accelerators, structure factor
    1.25.
    """
    printed = {
        "array_w_per_kg": 100.0,
        "radiator_w_per_kg": 200.0,
        "compute_kg_per_kw": 5.0,
        "structure_factor": 1.25,
    }
    one = row(INSTANCE.with_values({f"buses.ai.specific.{key}": value for key, value in printed.items()}))
    assert one["array_kg"] == pytest.approx(one["array_kw"] * 10)
    assert one["radiator_kg"] == pytest.approx(one["heat_kw"] * 5)
    assert (one["compute_kg"], one["accelerators_kg"]) == (pytest.approx(5 * 67.2), 0)
    masses = [
        "compute",
        "array",
        "battery",
        "radiator",
        "electronics",
        "shielding",
        "avionics",
        "comms",
        "propulsion",
    ]
    assert one["structure_kg"] == pytest.approx(0.25 * sum(one[f"{name}_kg"] for name in masses))
    assert one["accelerators_musd"] == row(INSTANCE)["accelerators_musd"]


def test_each_printed_figure_stands_alone():
    usual = row(INSTANCE)
    for key, value, line in (
        ("array_w_per_kg", 50.0, "array_kg"),
        ("radiator_w_per_kg", 100.0, "radiator_kg"),
    ):
        one = row(INSTANCE.with_value(f"buses.ai.specific.{key}", value))
        assert one[line] != usual[line]
        others = ["array_kg", "radiator_kg", "compute_kg", "accelerators_kg", "battery_kg"]
        assert all(one[name] == usual[name] for name in others if name != line)


def test_a_printed_radiator_sheds_its_heat_in_every_shell():
    hot = INSTANCE.with_values(
        {"buses.ai.specific.radiator_w_per_kg": 200.0, "designs.byhand.home_shell": "tilted"}
    )
    shares = build(hot).flying.elsewhere.set_index(["design", "shell"])["compute_share"]
    assert shares["byhand", "tilted"] > 0.99


# ----------------------------------------------------------------------------------------------------- launch


def test_a_launch_site_nearer_the_equator_lifts_less_to_a_tilted_orbit_than_its_anchor_says():
    """Payload between two published orbits depends on the site only a little; beyond them it follows the
    velocity.
    """
    payloads = [
        build(
            INSTANCE.with_values(
                {"vehicles.medium.launch_latitude_deg": latitude, "shells.dawn.altitude_km": 1200.0}
            )
        ).case.payload_t
        for latitude in (5.0, 50.0)
    ]
    assert (payloads[0] != payloads[1]).any()


def test_payloads_that_no_two_anchors_enclose_are_marked():
    """Released at 300 km the tilted satellites ride to the very anchor; 650 km sun-synchronous lies beyond
    the dearer one.
    """
    assert BUILT.flying.is_estimated.tolist() == [[True, False]]
