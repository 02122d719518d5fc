"""From an instance to a Case: calendar, money, demand, ground, vehicles, and the sides of the comparison."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import AXES
from planner.coefficients import build
from planner.coefficients.demand import great_circle_km, replica_needs
from planner.coefficients.timeline import Timeline
from planner.errors import InstanceError
from planner.instance.reading import read
from planner.physics import ascent

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
BUILT = build(INSTANCE)
CASE = BUILT.case
QUARTERS = Timeline(date(2028, 1, 1), 3, 8, 0.05)
YEARS = Timeline(date(2028, 1, 1), 12, 3, 0.10)


# ----------------------------------------------------------------------------------------------- the calendar


def test_days_and_first_periods():
    assert QUARTERS.day(5) == date(2029, 4, 1)
    assert Timeline(date(2028, 1, 31), 1, 3, 0.0).day(1) == date(2028, 2, 29)
    assert QUARTERS.first_period(date(2027, 5, 1)) == QUARTERS.first_period(date(2028, 1, 1)) == 0
    assert QUARTERS.first_period(date(2028, 1, 2)) == QUARTERS.first_period(date(2028, 4, 1)) == 1
    assert QUARTERS.first_period(date(2028, 4, 2)) == 2
    assert QUARTERS.first_period(date(2100, 1, 1)) == 288


def test_discount_factors_at_the_start_and_middle_of_periods():
    """10 % a year: 1, 1/1.1; in the middle 1.1^-0.5, 1.1^-1.5."""
    assert YEARS.discount_start(2).tolist() == pytest.approx([1, 1 / 1.1])
    assert YEARS.discount_mid(2).tolist() == pytest.approx([1.1**-0.5, 1.1**-1.5])
    assert QUARTERS.discount_mid(5)[4] == pytest.approx(1.05 ** -((4 + 0.5) * 0.25))


@settings(max_examples=100)
@given(st.lists(st.floats(0, 200), min_size=1, max_size=40), st.sampled_from([1, 3, 6, 12]))
def test_whole_counts_never_run_ahead_of_the_rate_nor_a_unit_behind(rates, months):
    timeline = Timeline(date(2028, 1, 1), months, len(rates), 0.05)
    counts = timeline.whole_counts(rates)
    owed = np.cumsum(rates) * months / 12
    assert (counts == np.floor(counts)).all() and (counts >= 0).all()
    assert (np.cumsum(counts) <= owed + 1e-6).all() and (np.cumsum(counts) > owed - 1 - 1e-6).all()


def test_whole_counts_by_hand():
    """6 a year in quarters is 1.5 each: 1, 2, 1, 2; a third of a flight a year makes one in the third; no
    limit stays none.
    """
    assert QUARTERS.whole_counts([6, 6, 6, 6]).tolist() == [1, 2, 1, 2]
    assert YEARS.whole_counts([[1 / 3] * 3, [0, np.inf, np.inf]]).tolist() == [[0, 0, 1], [0, np.inf, np.inf]]


def test_cadence_and_factory_of_the_instance_are_whole_numbers_from_their_day_on():
    assert CASE.cadence.tolist() == [[1, 2, 1, 2, 1, 2, 1, 2]]
    assert CASE.cadence.dtype.kind == "i"
    assert CASE.bus_rate.tolist() == [[1, 2, 1, 2, 1, 2, 1, 2]]
    late = build(INSTANCE.with_value("vehicles.medium.available_from", date(2028, 7, 1))).case
    assert late.cadence.tolist() == [[0, 0, 1, 2, 1, 2, 1, 2]]
    assert CASE.supply[0].tolist() == [250] * 8
    assert CASE.supply[1].tolist() == [0] * 5 + [np.inf] * 3  # from 2029-02-15: period 5


def test_a_year_offers_the_same_flights_whatever_the_period():
    monthly = build(INSTANCE.with_values({"study.period_months": 1, "study.launch_periods": 24})).case
    assert monthly.cadence.sum() == CASE.cadence.sum() == 12
    assert monthly.committed.sum() == pytest.approx(CASE.committed.sum())


# ---------------------------------------------------------------------------------------------------- annuity


def test_share_of_a_service_inside_the_study_by_hand():
    """Three years of launches at 10 %. A life of 2 from the start of year 2 has its first year inside:
    1.1^-2.5 / (1.1^-2.5 + 1.1^-3.5) = 1.1 / 2.1 = 0.523810. From year 1 it is inside, from year 3 outside."""
    assert YEARS.share_inside([0, 1, 2, 3, 5], 2).tolist() == pytest.approx([1, 1, 1.1 / 2.1, 0, 0])
    assert Timeline(date(2028, 1, 1), 12, 3, 0.0).share_inside(1, 4) == pytest.approx(0.5)


def test_annuity_by_hand():
    """10 % over 2 years, paid in mid-year: a (1.1^-0.5 + 1.1^-1.5) = 1, a = 0.549376. Without interest 1 /
    2.
    """
    assert YEARS.annuity(2) == pytest.approx(1 / (1.1**-0.5 + 1.1**-1.5))
    assert YEARS.annuity(2) == pytest.approx(0.549376, rel=1e-6)
    assert Timeline(date(2028, 1, 1), 12, 3, 0.0).annuity(2) == 0.5


@settings(max_examples=100)
@given(st.floats(1e-6, 0.5), st.integers(1, 60))
def test_an_annuity_pays_the_asset_back(rate, years):
    timeline = Timeline(date(2028, 1, 1), 12, years, rate)
    assert timeline.annuity(years) * timeline.discount_mid(years).sum() == pytest.approx(1, rel=1e-8)


def test_under_annuity_time_ends_with_the_launches_and_assets_are_charged_by_their_share():
    """Quarters at 5 %, 8 launch periods. A cohort of the tilted shell (lag 1) bought in b = 2 serves 3..12,
    five quarters inside. A rack bought in b = 4 (lead 2) serves 6..25, two quarters inside. What is bought in
    b = 7 starts after the study.
    """
    case = build(INSTANCE.with_value("study.horizon", "annuity")).case
    assert case.periods == case.launch_periods == 8
    q = [1.05 ** (-0.25 * (t + 0.5)) for t in range(40)]
    tilted, ten = case.shells.index("tilted"), case.lives.index(10)
    assert case.cohort_share[tilted, 2, ten] == pytest.approx(sum(q[3:8]) / sum(q[3:13]))
    assert case.rack_share[0, 4] == pytest.approx(sum(q[6:8]) / sum(q[6:26]))
    assert case.cohort_share[tilted, 7, ten] == case.rack_share[0, 7] == 0
    assert case.committed.shape[2] == 8 and (CASE.cohort_share == 1).all() and (CASE.rack_share == 1).all()


# ---------------------------------------------------------------------------------------------------- horizon


def test_the_tail_runs_out_the_longest_life_offered():
    """Satellites: tilted has lag 1 and life 20, 8 + 21 - 1 = 28. Racks: lead 2 and life 20, 8 + 22 - 1 =
    29.
    """
    assert CASE.periods == 29
    assert build(INSTANCE, "orbit").case.periods == 28
    assert build(INSTANCE, "ground").case.periods == 29
    assert CASE.lives == (10, 20)
    assert CASE.dates[0] == "2028-01-01" and CASE.dates[28] == "2035-01-01"


def test_in_the_tail_the_commitment_is_optional():
    """chat, east: 0.5 Tt in the first year and 0.8 from the second, an eighth and a fifth a quarter; west may
    have 2 a year beyond.
    """
    east = CASE.committed[0, 1]
    assert east.tolist() == pytest.approx([0.125] * 4 + [0.2] * 4 + [0] * 21)
    assert CASE.optional[0, 1].tolist() == pytest.approx([0] * 8 + [0.2] * 21)
    assert CASE.optional[0, 0].tolist() == pytest.approx([0.5] * 8 + [0.75] * 21)
    assert CASE.shortfall_musd.tolist() == [[np.inf, 50], [np.inf, np.inf]]
    assert (CASE.token_price_musd[0] == 2).all() and (CASE.token_price_musd[1] == 0).all()


def test_dates_beyond_the_ephemeris_are_refused_with_the_remedy():
    with pytest.raises(InstanceError, match="start earlier or shorten the horizon"):
        build(INSTANCE.with_value("study.start", date(2052, 1, 1)))


def test_shielding_beyond_the_dose_table_is_refused():
    with pytest.raises(
        InstanceError, match="shieldings_mm.1 .*50 is outside 0.5..20: the dose tables end there"
    ):
        build(INSTANCE.with_value("buses.ai.shieldings_mm", [10.0, 50.0]))


def test_a_life_of_half_a_period_is_refused():
    yearly = {"study.period_months": 12, "study.launch_periods": 2}
    with pytest.raises(InstanceError) as error:
        build(INSTANCE.with_values(yearly | {"sites.desert.rack_life_years": 0.5}))
    assert error.value.problems == [
        ("sites.desert.rack_life_years", "half a period of 12 months or less: lives count in whole periods")
    ]
    with pytest.raises(InstanceError) as error:
        build(INSTANCE.with_values(yearly | {"buses.ai.service_lives_years": [0.5, 8.0]}))
    say = "none is more than half a period of 12 months and lies within design_life_years"
    assert error.value.problems == [("buses.ai.service_lives_years", say)]


# ---------------------------------------------------------------------------------------- demand and gateways


def test_replicas_and_rates():
    """chat: 150 GB on 100 GB are 2, on 200 GB 1. think: 700 GB on 100 GB are 7, so 8; next has no figure for
    it. 1,000 tokens/s are 1000 * 31,557,600 / 1e12 = 0.0315576 Tt a year.
    """
    assert CASE.need.tolist() == [[2, 8], [1, 0]]
    assert CASE.rate[0].tolist() == pytest.approx([0.0315576, 0.01262304])
    assert CASE.rate[1].tolist() == pytest.approx([0.0946728, 0])


def test_a_replica_takes_the_next_power_of_two():
    memory = np.array([1.0, 99.9, 100.0, 100.1, 301.0, 400.0, 801.0])
    assert replica_needs(memory, np.array([100.0]))[0].tolist() == [1, 1, 1, 2, 4, 4, 16]


def test_bandwidth_of_a_tt():
    """1e12 tokens * 4 bytes * 8 bit over a quarter of a year, 7,889,400 s: 4.05608e6 bit/s; 6 bytes down:
    6.08411e6; 40 up: 40.5608e6.
    """
    assert CASE.up_gbps.tolist() == pytest.approx([4.05608e-3, 40.5608e-3], rel=1e-5)
    assert CASE.down_gbps.tolist() == pytest.approx([6.08411e-3] * 2, rel=1e-5)


def test_gateways_and_sites_by_fibre_and_residency():
    """A quarter of the equator is 10,018.75 km and 98.2 ms of fibre there and back. think resides: only its
    own region serves it.
    """
    assert great_circle_km(0, 0, 0, 90) == pytest.approx(math.pi / 2 * 6378.137)
    assert great_circle_km(41, -96, 41, -96) == 0
    assert CASE.gateway_allowed[0].all()  # 100 ms are 10,200 km
    assert CASE.gateway_allowed[1].tolist() == [[True, False], [False, True]]
    assert CASE.site_allowed.tolist() == [[[True], [True]], [[True], [False]]]
    quick = build(INSTANCE.with_value("workloads.chat.latency_ms", 30)).case
    assert quick.gateway_allowed[0].tolist() == [[True, False], [False, True]]
    assert quick.site_allowed[0].tolist() == [[True], [False]]
    # the own region's site serves even where the limit is shorter than the way to its centre (1,400 km, 13.6
    # ms)
    assert build(INSTANCE.with_value("workloads.chat.latency_ms", 5)).case.site_allowed[0].tolist() == [
        [True],
        [False],
    ]


def test_reach_grows_with_the_limit_and_is_whole_without_one():
    assert ((CASE.reach >= 0) & (CASE.reach <= 1)).all()
    assert (CASE.reach[:, :, 1] >= CASE.reach[:, :, 0]).all()
    assert CASE.reach[:, :, 1] == pytest.approx(1.0)


# ----------------------------------------------------------------------------------------------------- ground


def test_racks_by_hand():
    """72 accelerators at $50,000 and 10 % overhead are $3.96 M in the first year, $3.168 M in the second; 72
    * 1 kW * 1.2 = 0.0864 MW. Upkeep: 3 % of the mean of both. `next` comes on 2029-02-15, so from period 5:
    72 * $80,000 * 1.1 = $6.336 M.
    """
    assert CASE.rack_cost_musd[0, 0].tolist() == pytest.approx([3.96] * 4 + [3.168] * 4)
    assert CASE.rack_mw[0, 0].tolist() == pytest.approx([0.0864] * 29)
    assert CASE.rack_upkeep_musd[0].tolist() == pytest.approx([0.03 * 3.564, 0.03 * 6.336])
    assert CASE.rack_offered[0].tolist() == [[True] * 8, [False] * 5 + [True] * 3]
    assert (CASE.site_lead.tolist(), CASE.rack_life.tolist(), CASE.rack_block.tolist()) == ([2], [20], [72])


def test_energy_and_buildings_by_hand():
    """$0.06/kWh * 8,766 h * 1,000 kW = $0.52596 M per MW-year. Building: $10 M per MW over 20 years at 5 % in
    mid-year payments, 10 * 0.05 / (1.05^0.5 (1 - 1.05^-20)) = $0.783083 M per MW-year.
    """
    assert CASE.grid_musd[0].tolist() == pytest.approx([0.52596] * 29)
    assert CASE.building_musd[0] == pytest.approx(10 * 0.05 / (1.05**0.5 * (1 - 1.05**-20)))
    assert CASE.building_musd[0] == pytest.approx(0.783083, rel=1e-5)
    assert (CASE.onsite_mw == 0).all() and (CASE.onsite_musd == 0).all()


# ------------------------------------------------------------------------------------------------------ orbit


def test_shells_and_their_launches():
    """60 days of raising are two months: the next quarter. Tilted opens on 1 February, so from period 1."""
    assert CASE.shell_lag.tolist() == [0, 1] and CASE.shell_from.tolist() == [0, 1]
    assert CASE.drops == CASE.shells and CASE.drop_shells == ((0,), (1,))
    assert CASE.slots[:, 0].tolist() == [100, 50]


def test_duty_follows_the_seasons_of_a_dawn_dusk_shell():
    """Idle computes in sunlight only, full always. LTAN 06:00 has its eclipses in the northern winter."""
    sunlit = BUILT.flying.shells.environment.sunlit_fraction[:, : CASE.periods]
    idle, full = CASE.operations.index("idle"), CASE.operations.index("full")
    assert np.allclose(CASE.duty[idle], sunlit) and np.allclose(CASE.duty[full], 1)
    winter, spring, summer, autumn = CASE.duty[idle, 0, :4]
    assert spring == summer == 1 and winter < 1 and autumn < 1
    half = build(INSTANCE.with_value("buses.ai.eclipse_operations", [0.5])).case
    share = half.operations.index("eclipse50")
    assert np.allclose(half.duty[share], sunlit[:, : half.periods] + 0.5 * (1 - sunlit[:, : half.periods]))


def test_payload_to_where_satellites_are_released():
    """Dawn is dropped at 650 km; tilted raises itself from 300 km and 53 degrees, the first anchor: 17.4 t,
    stacked 16 t at most.
    """
    assert CASE.payload_t[0, 1] == 16.0
    anchors = [ascent.Anchor(300, 53, 17.4), ascent.Anchor(600, 97.8, 14.0)]
    inclination = BUILT.flying.shells.environment.inclination_deg[0]
    payload, _ = ascent.payload_t(
        650, inclination, anchors, 28.5, upper_stage_dry_share=4.5 / 14.0, isp_s=348
    )
    assert CASE.payload_t[0, 0] == pytest.approx(float(payload))


def test_published_payloads_that_contradict_each_other_are_refused():
    with pytest.raises(InstanceError) as error:
        build(INSTANCE.with_value("vehicles.medium.anchors.1.payload_t", 18.0))
    [(place, message)] = error.value.problems
    assert place == "vehicles.medium.anchors" and "no less payload" in message


def test_unit_costs_follow_the_price_of_accelerators():
    """64 accelerators fall from $50,000 to $40,000 in a rack after the first year: 1.15 times $0.64 M
    less.
    """
    d = CASE.designs.index("byhand")
    cost = CASE.design_cost_musd[d]
    assert cost[3] - cost[4] == pytest.approx(1.15 * 0.64) and cost[0] == cost[3]
    assert BUILT.designs.loc[d, "unit_cost_musd"] == pytest.approx(cost[0])
    assert CASE.design_from.tolist() == [5 if row[1] else 0 for row in CASE.design_counts.tolist()]


def test_an_accelerator_that_flies_costs_its_factor_more_than_one_in_a_rack():
    """From 1.15 to 1.3: 0.15 of the rack's price more for each one on board, also as prepaid; racks as
    before.
    """
    dear = build(INSTANCE.with_value("accelerators.gb.flight_price_factor", 1.3)).case
    same = build(INSTANCE.with_value("accelerators.gb.flight_price_factor", 1)).case
    k = CASE.accelerators.index("gb")
    price = INSTANCE.data.accelerators["gb"].price_usd.at([date.fromisoformat(day) for day in CASE.dates])
    launches = CASE.design_cost_musd.shape[1]
    rack = np.asarray(price[:launches]) / 1e6
    for case, factor in ((same, 1.0), (CASE, 1.15), (dear, 1.3)):
        assert case.accelerator_cost_musd[k] == pytest.approx(factor * rack)
        extra = case.design_cost_musd - same.design_cost_musd
        assert extra == pytest.approx((factor - 1) * CASE.design_counts[:, [k]] * rack)
        assert (case.rack_cost_musd == CASE.rack_cost_musd).all()
        assert (case.rack_upkeep_musd == CASE.rack_upkeep_musd).all()


def test_dead_satellites_sink_faster_where_the_air_is_denser():
    dawn, tilted = CASE.decay_periods[0]
    assert 1 <= tilted < dawn <= CASE.periods
    high = build(
        INSTANCE.with_values({"shells.dawn.altitude_km": 1400, "accelerators.gb.dose_limit_krad": 1000})
    ).case
    assert high.decay_periods[0, 0] == high.periods


# ------------------------------------------------------------------------------------------- sides and shapes


@pytest.mark.parametrize("side", ["both", "orbit", "ground"])
def test_every_side_is_a_complete_case(side):
    case = build(INSTANCE, side).case
    case.check()
    assert bool(case.designs) == (side != "ground") and bool(case.sites) == (side != "orbit")
    for name in AXES:
        assert getattr(case, name).dtype.kind in "fib", name


def test_the_ground_needs_no_physics_and_lists_no_designs():
    built = build(INSTANCE, "ground")
    assert built.flying is None and len(built.designs) == 0 and len(built.dropped) == 0
    assert (built.case.shells, built.case.gateways, built.case.lives) == ((), (), ())
    assert list(built.designs.columns[:2]) == ["design", "bus"]


def test_an_unknown_side_is_refused():
    with pytest.raises(ValueError, match="none of both, orbit, ground"):
        build(INSTANCE, "moon")  # type: ignore[arg-type]


def test_all_designs_too_late_leave_an_orbit_without_designs():
    late = {
        "accelerators.gb.available_from": date(2035, 1, 1),
        "accelerators.next.available_from": date(2035, 1, 1),
    }
    built = build(INSTANCE.with_values(late), "orbit")
    assert built.case.designs == () and built.case.lives == () and built.case.shells == ("dawn", "tilted")
    assert dict(built.dropped[["design", "reason"]].to_numpy())["byhand"] == "available too late"


def test_the_same_instance_gives_the_same_case():
    again = build(read(INSTANCE.path)).case
    for name in AXES:
        assert np.array_equal(getattr(again, name), getattr(CASE, name)), name
