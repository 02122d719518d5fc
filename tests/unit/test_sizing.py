"""Sizing, refusals, what a satellite may do in other shells, and dominance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.coefficients import build, selection
from planner.coefficients.candidates import enumerate_candidates, operation_name
from planner.coefficients.offers import Offers, compute_shares, offers
from planner.coefficients.satellites import service_lives
from planner.coefficients.shells import Shells, survey
from planner.coefficients.sizing import Candidates, deeper_discharge_share, propellant_t, round_up, size
from planner.coefficients.timeline import Timeline
from planner.errors import InstanceError
from planner.instance.reading import read

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
DATA = INSTANCE.data
BUSES, ACCELERATORS = list(DATA.buses.values()), list(DATA.accelerators.values())
TIMELINE = Timeline(DATA.study.start, 3, 8, 0.05)
LIVES = service_lives(DATA, TIMELINE, "test")
SHELLS = survey(DATA.shells, BUSES, TIMELINE, 8 + 1 + 20, [2.0, 10.0], DATA.physics, DATA.disposal)
MASSES = [
    "accelerators", "compute", "array", "battery", "radiator", "electronics", "shielding", "avionics",
    "comms", "propulsion",
]  # fmt: skip


def round_shells() -> Shells:
    """The two shells with round numbers in place of the physics: 0.8 sunlit, 20 min of eclipse, 1,300 W/m2,
    60 m2/s of drag.
    """
    two = np.ones(2)
    environment = replace(
        SHELLS.environment,
        sunlit_fraction_worst=0.8 * two,
        irradiance_min_w_m2=1300.0,
        view_factor=0.24 * two,
        albedo_geometry_worst=0.02 * two,
        # drag of 1 / 5 of 60 m/s per year at 1 kg/m2, so that five years make 60: rho = 2 * 12 / (v^2 *
        # seconds of a year)
        density_kg_m3=np.array(
            [
                [24 / ((v * 1000) ** 2 * 31_557_600.0)] * 29
                for v in np.sqrt(398600.4418 / (6378.137 + np.array([650, 550])))
            ]
        ),
    )
    return replace(
        SHELLS,
        environment=environment,
        battery_eclipse_min=20 * two,
        manoeuvre_dv_m_s=200 * np.ones((len(BUSES), 2)),
        least_manoeuvre_dv_m_s=200 * np.ones((len(BUSES), 2)),
    )


def candidates(counts, shielding_mm=10.0, phi=1.0, home=0) -> Candidates:
    """Satellites of the one bus with the given rows of accelerator counts."""
    counts = np.atleast_2d(np.asarray(counts, dtype=int))
    n = len(counts)
    return Candidates(
        ids=tuple(f"d{i}" for i in range(n)),
        origins=("designs.test",) * n,
        bus=np.zeros(n, dtype=int),
        home=np.full(n, home),
        shielding_mm=np.broadcast_to(np.asarray(shielding_mm, dtype=float), n).copy(),
        eclipse_share=np.broadcast_to(np.asarray(phi, dtype=float), n).copy(),
        counts=counts,
    )


def sized(some: Candidates, shells: Shells = SHELLS):
    return size(some, BUSES, ACCELERATORS, shells, LIVES.longest)


def test_one_satellite_by_hand():
    """64 accelerators of 1 kW behind 10 mm, computing through eclipses.

    sunlit 0.8, eclipse 20 min, 1,300 W/m2, five years; bus eta 0.95, battery 0.9

      compute      64 * 1.0 kW * 1.05 pumps                                      67.2     kW
      load         67.2 + 0.5 avionics + 0.5 comms                                68.2     kW
      array        (68.2 * 0.8 / 0.95 + 68.2 * 0.2 / (0.95 * 0.9)) / 0.8          91.7310  kW at end of life
                   / (1.3 kW/m2 * 0.25 * 0.9 * 0.98^5 = 0.264397)                346.944   m2
                   new, at 1 AU: 346.944 * 1.361 * 0.225 = 106.2430 kW;
                   / 100 W/kg 1,062.430 kg;  * $5/W = $0.531215 M
      battery      68.2 * (20/60) / (0.5 * 0.95 * 0.9)                            53.1774  kWh
                   / 150 Wh/kg 354.516 kg; $0.053177 M
      heat         68.2 / 0.95 + 68.2 * 0.2 / (0.95 * 0.8) * (1/0.9 - 1)          73.7836  kW
      radiator     0.9 * (1113.0147 emitted - 118.8 infrared - 3.3784 albedo - 18.4027 sun) = 875.190 W/m2
                   73.7836 / 0.875190                                            84.3058   m2
                   * 4 = 337.223 kg; $0.084306 M
      electronics  68.2 * 2                                                      136.4     kg
      shielding    10 mm * 2.7 kg/m2/mm * 0.05 m2/kW * 67.2                        90.72    kg
      subsystems   320 accelerators + 67.2 + 1062.430 + 354.516 + 337.223 + 136.4 + 90.72 + 30 + 20 + 40
                   = 2458.490 kg
      structure    * 0.2 = 491.698      margin  (2458.490 + 491.698) * 0.1 = 295.019      dry  3.245206 t
      propellant   v_e = 2000 * 9.80665; exp(200 / v_e) = 1.0102493;
                   3.245206 * (0.0102493 + 1.0102493 * (60 / 60) / v_e) = 0.033428 t
      wet          3.278635 -> 3.28 t
      volume       1 + 64 * 0.005 + 346.944 * 0.01 + 84.3058 * 0.02 = 6.475560 -> 6.5 m3
      platform     (3245.206 - 320) kg * $200 = $0.585041 M
      without accelerators: 0.25 + 0.2 + 0.3 + 0.585041 + 0.531215 + 0.053177 + 0.084306 = $2.003740 M
    """
    row = sized(candidates([64, 0]), round_shells()).iloc[0]
    expected = {
        "compute_kw": 67.2, "load_kw": 68.2, "eclipse_load_kw": 68.2, "array_kw": 91.730994,
        "array_m2": 346.944376, "battery_kwh": 53.177388, "heat_kw": 73.783626,
        "radiator_w_per_m2": 875.190211, "radiator_m2": 84.305817, "accelerators_kg": 320, "compute_kg": 67.2,
        "array_kg": 1062.430414, "battery_kg": 354.515919, "radiator_kg": 337.223268, "electronics_kg": 136.4,
        "shielding_kg": 90.72, "avionics_kg": 30, "comms_kg": 20, "propulsion_kg": 40,
        "structure_kg": 491.697920, "margin_kg": 295.018752, "dry_t": 3.245206274, "propellant_kg": 33.428347,
        "wet_t": 3.28, "volume_m3": 6.5, "array_musd": 0.531215207, "battery_musd": 0.053177388,
        "radiator_musd": 0.084305817, "platform_musd": 0.585041255, "avionics_musd": 0.2, "comms_musd": 0.3,
        "fixed_musd": 0.25, "sizing_life_years": 5,
    }  # fmt: skip
    for name, value in expected.items():
        assert row[name] == pytest.approx(value, rel=1e-6), name
    costs = sum(row[name] for name in row.index if name.endswith("_musd"))
    assert costs == pytest.approx(2.003739667, rel=1e-8)


def test_idle_in_eclipse_carries_only_housekeeping():
    """1 kW through 20 min: 1 / 3 / (0.5 * 0.855) = 0.7797 kWh; array (68.2 * 0.8 / 0.95 + 0.2 / 0.855) / 0.8
    = 72.0819 kW.
    """
    row = sized(candidates([64, 0], phi=0.0), round_shells()).iloc[0]
    assert row["battery_kwh"] == pytest.approx(0.779727, rel=1e-5)
    assert row["array_kw"] == pytest.approx(72.081871, rel=1e-6)


def test_built_designs_show_the_breakdown_and_add_up():
    built = build(INSTANCE)
    table = built.designs
    assert list(table["design"]) == list(built.case.designs)
    assert list(table.columns[:3]) == ["design", "bus", "home_shell"]
    subsystems = table[[f"{name}_kg" for name in MASSES]].sum(axis=1)
    assert np.allclose(table["dry_t"] * 1000, subsystems + table["structure_kg"] + table["margin_kg"])
    assert (table["wet_t"] >= table["dry_t"] + table["propellant_kg"] / 1000 - 1e-8).all()
    costs = table[
        [name for name in table.columns if name.endswith("_musd") and name != "unit_cost_musd"]
    ].sum(axis=1)
    assert np.allclose(table["unit_cost_musd"], costs)
    assert np.array_equal(built.case.design_mass_t, table["wet_t"])


def test_sizes_are_rounded_up():
    assert round_up([3.2786, 3.28, 3.28 + 1e-12, 0.0], 0.01).tolist() == [3.28, 3.28, 3.28, 0.0]
    assert round_up([6.41, 6.4], 0.1).tolist() == [6.5, 6.4]


# ----------------------------------------------------------------------------------------------- monotonicity

MORE = st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(0, 20), st.integers(1, 20))


@settings(max_examples=60, deadline=None)
@given(MORE, st.sampled_from([2.0, 10.0]), st.floats(0, 1), st.integers(0, 1))
def test_more_of_anything_is_heavier_larger_and_dearer(counts, shielding, phi, home):
    gb, nxt, more_gb, more_nxt = counts
    pair = sized(candidates([[gb, nxt], [gb + more_gb, nxt + more_nxt]], shielding, phi, home))
    thick = sized(candidates([gb + 1, nxt], 10.0, phi, home))
    thin = sized(candidates([gb + 1, nxt], 2.0, phi, home))
    dark = sized(candidates([[gb + 1, nxt]] * 2, shielding, [0.5 * phi, phi], home))
    for name in (
        "dry_t",
        "wet_t",
        "volume_m3",
        "load_kw",
        "array_m2",
        "battery_kwh",
        "radiator_m2",
        "platform_musd",
        "array_musd",
    ):
        assert pair[name][1] >= pair[name][0], name
        assert dark[name][1] >= dark[name][0] - 1e-9, name
    assert thick["dry_t"][0] > thin["dry_t"][0]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 70), st.integers(0, 40), st.sampled_from([2.0, 10.0]), st.floats(0, 1), st.integers(0, 1)
)
def test_shares_lie_within_one_and_home_is_whole(gb, nxt, shielding, phi, home):
    some = candidates([gb, nxt], shielding, phi, home)
    sizes = sized(some)
    kappa = compute_share(some, sizes, BUSES, SHELLS, LIVES.longest)
    offered = offers(some, sizes, BUSES, ACCELERATORS, SHELLS, LIVES)
    assert (kappa >= 0).all() and (kappa <= 1).all()
    assert kappa[0, home] == 1
    assert (offered.share >= 0).all() and (offered.share <= kappa[:, :, None]).all()
    assert np.array_equal(offered.life_offered.any(axis=2), (offered.share > 0).any(axis=2))


# ----------------------------------------------------------------------------------------- other shells, dose


def compute_share(*arguments):
    """The least of what array, battery and radiator allow: [d,s]."""
    return np.minimum.reduce(list(compute_shares(*arguments).values()))


def test_battery_of_a_dawn_dusk_satellite_limits_it_where_eclipses_are_long():
    """Its battery carries 68.2 kW for 19.7 min; in 35.5 min of eclipse that is 1 kW of housekeeping and 36.8
    kW of compute.
    """
    some = candidates([64, 0])
    kappa = compute_share(some, sized(some), BUSES, SHELLS, LIVES.longest)[0, 1]
    short, long = SHELLS.battery_eclipse_min
    assert kappa == pytest.approx((68.2 * short / long - 1) / 67.2, rel=1e-6)
    assert 0.5 < kappa < 0.6


def test_housekeeping_battery_of_an_idle_satellite_wears_out_where_eclipses_are_longer():
    """Planned for half of it in 19.7 min; 35.5 min take 0.9: exp(-0.4 ln 20 / 0.6) = 0.136 of the cycles, 0.1
    / 0.5 of the reserve.
    """
    some = candidates([64, 0], phi=0.0)
    short, long = SHELLS.battery_eclipse_min
    planned = 0.5
    assert BUSES[0].battery_depth_of_discharge == planned
    depth = planned * long / short
    worn = np.exp(-(depth - planned) * np.log(20) / 0.6)
    assert worn < (1 - depth) / (1 - planned)
    assert compute_share(some, sized(some), BUSES, SHELLS, LIVES.longest)[0].tolist() == pytest.approx(
        [1, worn]
    )


def test_a_satellite_of_the_tilted_shell_works_whole_in_the_sunnier_one():
    some = candidates([64, 0], home=1)
    assert compute_share(some, sized(some), BUSES, SHELLS, LIVES.longest).tolist() == [[1.0, 1.0]]


def test_propellant_for_one_shell_does_not_bring_down_from_another():
    """From the tilted shell a dead satellite falls in time, so its satellites carry 139 m/s to raise
    themselves and 5 to clear the slot; the dawn-dusk one asks for 195 m/s down to 300 km. The other way round
    that is enough, and drag takes little.
    """
    for home, expected in ((0, [True, True]), (1, [False, True])):
        some = candidates([64, 0], home=home)
        offered = offers(some, sized(some), BUSES, ACCELERATORS, SHELLS, LIVES)
        assert offered.life_offered[0].any(axis=1).tolist() == expected
        assert ((offered.share[0, :, 0] > 0) == expected).all()


def test_lives_end_with_the_dose():
    """gb tolerates 10 krad, half of it by design: 5,000 rad over the dose behind 2 mm lasts 2.5 years but not
    5; 8 > design life.
    """
    assert LIVES.periods.tolist() == [10, 20]
    some = candidates([[64, 0], [64, 0]], shielding_mm=[2.0, 10.0])
    offered = offers(some, sized(some), BUSES, ACCELERATORS, SHELLS, LIVES)
    dose = SHELLS.environment.dose_rad_per_year[0]
    assert offered.dose_life_years[:, 0, 0] == pytest.approx(5000 / dose)
    assert 2.5 < 5000 / dose[0] < 5 < 5000 / dose[1]
    assert offered.life_offered[:, 0].tolist() == [[True, False], [True, True]]


def test_an_accelerator_beyond_its_dose_keeps_nothing_and_does_not_shorten_lives():
    """next tolerates 1 krad: dead within 2.5 years behind 2 mm, where gb still serves."""
    some = candidates([32, 16], shielding_mm=2.0)
    offered = offers(some, sized(some), BUSES, ACCELERATORS, SHELLS, LIVES)
    assert offered.share[0, 0, 0] > 0.99 and offered.share[0, 0, 1] == 0
    assert offered.life_offered[0, 0].tolist() == [True, False]


def test_upsets_cost_their_recovery_time():
    """10 minutes per upset of 1e-7 cm2 in a flux of n per cm2 and s: n * 1e-7 * 600 of the time."""
    some = candidates([64, 16])
    share = offers(some, sized(some), BUSES, ACCELERATORS, SHELLS, LIVES).share[0, 0]
    assert share.tolist() == pytest.approx([1 - SHELLS.environment.proton_flux_cm2_s[0] * 6e-5, 1.0])


# --------------------------------------------------------------------------------------- candidates, refusals


def test_candidates_in_the_order_of_the_file_with_readable_ids():
    """One explicit design, then (3 + 2 single kinds + 4 mixes of at most 64) * 2 shieldings * 2 operations *
    2 homes.
    """
    found = enumerate_candidates(DATA, "test")
    assert found.ids[:3] == ("byhand", "ai-16xgb-2mm-idle-dawn", "ai-16xgb-2mm-idle-tilted")
    assert found.ids[-1] == "ai-48xgb-16xnext-10mm-full-tilted"
    assert len(found) == 1 + (3 + 2 + 5) * 8
    assert len(set(found.ids)) == len(found)
    assert found.counts.sum(axis=1).max() == 64
    assert found.origins[:2] == ("designs.byhand", "design_spaces.mixed")


def test_names_of_operations_and_figures():
    assert [operation_name(phi) for phi in (0.0, 1.0, 0.5, 0.125)] == [
        "idle",
        "full",
        "eclipse50",
        "eclipse12p5",
    ]
    ids = build(INSTANCE.with_value("buses.ai.shieldings_mm", [2.5])).case.designs
    assert "ai-16xgb-2p5mm-idle-dawn" in ids


def test_a_member_of_two_spaces_counts_once():
    twice = DATA.model_copy(
        update={"design_spaces": {**DATA.design_spaces, "again": DATA.design_spaces["mixed"]}}
    )
    assert enumerate_candidates(twice, "test").ids == enumerate_candidates(DATA, "test").ids


def test_an_explicit_design_may_not_take_the_id_of_another_member():
    taken = DATA.model_copy(update={"designs": {"ai-16xgb-2mm-idle-dawn": DATA.designs["byhand"]}})
    with pytest.raises(
        InstanceError, match="is also the id of a different member of design space mixed: rename it"
    ):
        enumerate_candidates(taken, "test")


def test_too_many_candidates_are_refused_before_they_are_listed():
    wide = {"gb": {"min": 1, "max": 1000, "step": 1}, "next": {"min": 1, "max": 1000, "step": 1}}
    with pytest.raises(InstanceError, match="take larger steps or fewer home shells"):
        build(
            INSTANCE.with_values(
                {"design_spaces.mixed.accelerators": wide, "design_spaces.mixed.accelerators_max": 2000}
            )
        )


REFUSALS = [
    ({"buses.ai.load_max_kw": 60}, "load limit", "68.2 kW of load, load_max_kw 60"),
    ({"buses.ai.mass_max_t": 3}, "mass limit", "3.26 t at launch, mass_max_t 3"),
    ({"accelerators.gb.dose_limit_krad": 0.1}, "dose", "years to the dose limit, shortest life 2.5"),
    ({"vehicles.medium.payload_max_t": 2.5}, "payload", "3.26 t, largest payload to its shells 2.50 t"),
    ({"vehicles.medium.fairing_m3": 5}, "fairing", "6.5 m3, largest fairing 5 m3"),
    ({"buses.ai.radiator_c": -90}, "no heat shed", "radiator at "),
    ({"workloads.chat.replica_memory_gb": 9000, "workloads.think.replica_memory_gb": 9000},
     "no workload", "fewer accelerators than"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "reason", "detail"), REFUSALS, ids=[reason for _, reason, _ in REFUSALS])
def test_an_explicit_design_that_does_not_close_says_why(values, reason, detail):
    with pytest.raises(InstanceError) as error:
        build(INSTANCE.with_values(values))
    message = dict(error.value.problems)["designs.byhand"]
    assert message.startswith(f"does not close: {reason} (") and detail in message


def test_no_vehicle_holds_both_mass_and_volume():
    lift = selection.Lift(payload_t=np.array([[10.0], [2.0]]), fairing_m3=np.array([3.0, 50.0]))
    reached = lift.reaches(np.array([5.0, 5.0, 1.0]), np.array([2.0, 20.0, 20.0]))
    assert reached[:, 0].tolist() == [True, False, True]


def test_a_space_that_closes_nowhere_counts_its_reasons():
    with pytest.raises(InstanceError) as error:
        build(
            INSTANCE.with_values(
                {
                    "buses.ai.mass_max_t": 0.73,
                    "buses.ai.load_max_kw": 60,
                    "accelerators.gb.dose_limit_krad": 0.1,
                }
            )
        )
    say = dict(error.value.problems)["design_spaces.mixed"]
    assert say == (
        "none of 80 candidates closes: 54 mass limit, 24 load limit, 2 dose; "
        "ai-16xgb-2mm-full-dawn: 0.91 t at launch, mass_max_t 0.73"
    )
    assert error.value.source == str(INSTANCE.path)


def test_refused_members_are_listed_with_their_reason():
    dropped = build(INSTANCE).dropped.set_index("design")
    assert dropped.loc["ai-16xnext-2mm-idle-dawn", "reason"] == "dose"
    assert dropped.loc["ai-32xgb-32xnext-10mm-full-tilted", "reason"] == "mass limit"
    assert dropped.loc["ai-32xgb-32xnext-10mm-full-tilted", "origin"] == "design_spaces.mixed"


def test_a_generation_that_comes_after_the_last_launch_is_dropped_without_an_error():
    built = build(INSTANCE.with_value("accelerators.next.available_from", date(2035, 1, 1)))
    late = built.dropped[built.dropped["reason"] == selection.TOO_LATE]
    assert len(late) > 0 and built.case.design_counts[:, 1].sum() == 0


# -------------------------------------------------------------------------------------------------- dominance


def offering(share, life):
    """Offers of candidates with given shares [d,s,k] and lives [d,s,l], which nothing limits."""
    whole = np.ones(share.shape[:2])
    return Offers(whole, np.ones(share.shape), share, share, life, np.full(whole.shape, ""))


def beaten_by_definition(mass, volume, cost, first, share, life):
    """Pairwise, one by one: i is beaten when some j is at most as bad in everything, and better somewhere or
    earlier in the list.
    """

    def never_worse(j, i):
        return (
            mass[j] <= mass[i] and volume[j] <= volume[i] and (cost[j] <= cost[i]).all()
            and first[j] <= first[i] and (share[j] >= share[i]).all() and (life[j] >= life[i]).all()
        )  # fmt: skip

    n = range(len(mass))
    return [any(j != i and never_worse(j, i) and (j < i or not never_worse(i, j)) for j in n) for i in n]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 14))
def test_dominance_is_the_pairwise_definition_within_equal_satellites(seed, n):
    rng = np.random.default_rng(seed)
    mass, volume = rng.integers(1, 3, n) / 1.0, rng.integers(1, 3, n) / 1.0
    cost, first = rng.integers(1, 3, (n, 2)) / 1.0, rng.integers(0, 2, n)
    share, life = rng.integers(0, 3, (n, 2, 1)) / 2, rng.integers(0, 2, (n, 2, 2)).astype(bool)
    some = candidates(rng.integers(1, 3, (n, 1)) * [1, 0], phi=rng.integers(0, 2, n))
    offered = offering(share, life)
    found = selection.dominators(some, mass, volume, cost, first, offered, is_mass_credited=False)
    for key in {(*row, phi) for row, phi in zip(some.counts.tolist(), some.eclipse_share, strict=True)}:
        alike = [i for i in range(n) if (*some.counts[i].tolist(), some.eclipse_share[i]) == key]
        expected = beaten_by_definition(*(a[alike] for a in (mass, volume, cost, first, share, life)))
        assert [found[i] >= 0 for i in alike] == expected
        assert all(found[i] in alike and found[found[i]] == -1 for i in alike if found[i] >= 0)


def test_of_identical_twins_the_first_stays():
    some = candidates([[8, 0]] * 3)
    offered = offering(np.ones((3, 1, 2)), np.ones((3, 1, 1), dtype=bool))
    same = np.ones(3)
    found = selection.dominators(
        some, same, same, np.ones((3, 2)), np.zeros(3, int), offered, is_mass_credited=False
    )
    assert found.tolist() == [-1, 0, 0]


def test_a_lighter_satellite_is_not_surely_better_where_launches_are_credited_by_mass():
    some = candidates([[8, 0]] * 2)
    offered = offering(np.ones((2, 1, 2)), np.ones((2, 1, 1), dtype=bool))
    arguments = (some, np.array([2.0, 1.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, int), offered)
    assert selection.dominators(*arguments, is_mass_credited=False).tolist() == [1, -1]
    assert selection.dominators(*arguments, is_mass_credited=True).tolist() == [-1, -1]


def test_thin_shielding_wins_where_dose_does_not_matter():
    built = build(
        INSTANCE.with_values(
            {"accelerators.gb.dose_limit_krad": 500, "accelerators.next.dose_limit_krad": 500}
        )
    )
    dominated = built.dropped[built.dropped["reason"] == "dominated"].set_index("design")["detail"]
    assert dominated["ai-32xgb-10mm-idle-dawn"] == "never better than ai-32xgb-2mm-idle-dawn"
    assert not any("10mm" in design for design in built.case.designs)


# ---------------------------------------------------------------------------- short of battery, of propellant


@settings(max_examples=200)
@given(st.floats(0.05, 0.9), st.floats(0, 1.5), st.floats(1e-6, 1e-3))
def test_a_battery_a_little_short_costs_a_little(planned, depth, more):
    """At most 5 % of the planned life for 1 % more of the battery by wear, and 1 / (1 - planned) of it by the
    reserve; never a step.
    """
    before, after = deeper_discharge_share(np.array([depth, depth * (1 + more)]), planned)
    assert 1 >= before >= after >= 0
    assert before - after <= depth * more * max(np.log(20) / 0.6, 1 / (1 - planned)) + 1e-12


def test_a_battery_discharged_as_planned_lasts_and_an_empty_one_does_not():
    """Planned for 0.35; 0.01 % short it lasts 1 - 0.35e-4 ln 20 / 0.6 = 0.999825 of its life."""
    depth = 0.35 * np.array([0.5, 1, 1.0001, 1 / 0.35, 4])
    assert deeper_discharge_share(depth, 0.35) == pytest.approx([1, 1, 0.999825, 0, 0], abs=1e-6)
    assert deeper_discharge_share([1.0, 1.0001], 1.0).tolist() == [1, 0]  # no reserve is planned


def test_propellant_short_of_the_drag_costs_the_share_of_life_that_it_lacks():
    """Of a satellite that carries a third less for the drag of its life than it needs, that part of the
    shortest life works.
    """
    some = candidates([64, 0], home=1)
    sizes = sized(some)
    bus = BUSES[0]
    dry = sizes["dry_t"].to_numpy()
    least = SHELLS.least_manoeuvre_dv_m_s[0, 1]
    manoeuvres = propellant_t(dry, bus.isp_s, least, 0.0)
    by_life = SHELLS.drag_dv_m_s(np.array([LIVES.periods[0]]))[0, 1] / bus.ballistic_edge_kg_m2
    drag = propellant_t(dry, bus.isp_s, least, by_life) - manoeuvres
    whole = offers(some, sizes, BUSES, ACCELERATORS, SHELLS, LIVES)
    short = sizes.assign(propellant_kg=1000 * (manoeuvres + drag * 2 / 3))
    found = offers(some, short, BUSES, ACCELERATORS, SHELLS, LIVES)
    assert found.share[0, 1, 0] == pytest.approx(whole.share[0, 1, 0] * 2 / 3)
    assert found.life_offered[0, 1].tolist() == [True, False] and found.limit[0, 1] == "propellant"
