"""The shipped instances of published studies give what those studies print, by the commands that their files
name; every plan passes its audit.

Tolerances are those of the prints: three or four digits, and powers that the studies round after use.
"""

import json
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner import coefficients
from planner.cli import app
from planner.text import showing

INSTANCES = Path(__file__).parents[2] / "instances"
APHELION_SHARE = 1 / 1.0167**2  # of the solar constant, by which satellites are sized


def run(*words):
    answer = CliRunner().invoke(app, list(map(str, words)))
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@cache
def shown(name):
    """`planner show NAME --designs --shells --json`."""
    return json.loads(run("show", INSTANCES / f"{name}.toml", "--designs", "--shells", "--json"))


def designs(name):
    return pd.DataFrame(shown(name)["designs"]).set_index("design")


def shells(name):
    return {shell["shell"]: shell for shell in shown(name)["shells"]}


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """`planner solve NAME --case CASE --set KEY=VALUE ...` as a plan that passed its audit; the same command
    is run once.
    """

    @cache
    def solve(name, case="both", **changes):
        sets = [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]
        folder = tmp_path_factory.mktemp(name) / "plan"
        run("solve", INSTANCES / f"{name}.toml", "--case", case, *sets, "--out", folder)
        plan = planner.read_plan(folder)
        assert plan.status == "gap reached"
        assert plan.record.audit == "passed", plan.violations
        return plan

    return solve


@pytest.mark.parametrize("name", ["suncatcher", "starcloud", "published-satellites"])
def test_the_file_says_what_it_reproduces_and_where_it_differs(name):
    header = (INSTANCES / f"{name}.toml").read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in header.splitlines())
    says = (
        "What it represents",
        "What the planner reproduces",
        "differ by assumption",
        "Which assumptions carry",
    )
    assert [words for words in says if words not in header] == []


# --- Suncatcher, arXiv:2511.19468v2

TABLE_1 = {  # kg, kW, years, $/kW/yr at $200/kg and at $3,600/kg
    "starlink-v2-mini": (575, 28, 5, 810, 14_700),
    "starlink-v1": (260, 7, 5, 1470, 26_600),
    "oneweb": (150, 0.8, 5, 7500, 135_800),
    "iridium-next": (860, 2, 12.5, 6900, 124_600),
}
AT_3600 = {"vehicles.starship.price_musd": 720}
PRINTED = 0.015  # the study rounds powers after use: its own prices are met within 1.2 % and no better


@pytest.mark.parametrize("design", TABLE_1)
def test_suncatcher_masses_powers_and_lives_are_those_of_table_1(design):
    kg, kw, years, *_ = TABLE_1[design]
    found = designs("suncatcher").loc[design]
    assert found.dry_t * 1000 == pytest.approx(kg, rel=0.002)
    assert found.load_kw == pytest.approx(kw, rel=0.011)  # 28.3 for 28, which the study prints rounded
    assert found.sizing_life_years == years
    if kg % 10 == 0:  # launch masses count in steps of 10 kg
        assert found.wet_t * 1000 == pytest.approx(kg, rel=0.005)


@pytest.mark.parametrize("design", TABLE_1)
def test_suncatcher_launched_power_at_200_usd_per_kg(design):
    found = designs("suncatcher").loc[design, "usd_per_kw_year_launched"]
    assert found == pytest.approx(TABLE_1[design][3], rel=PRINTED)


@pytest.fixture(scope="module")
def at_3600():
    question = planner.read(INSTANCES / "suncatcher.toml").with_values(AT_3600)
    found = showing.designs.designs(coefficients.build(question), question)
    return found.set_index("design")["usd_per_kw_year_launched"]


@pytest.mark.parametrize("design", TABLE_1)
def test_suncatcher_launched_power_at_3600_usd_per_kg(design, at_3600):
    assert at_3600[design] == pytest.approx(TABLE_1[design][4], rel=PRINTED)


def test_suncatcher_file_prints_what_the_planner_gives(at_3600):
    header = (INSTANCES / "suncatcher.toml").read_text(encoding="utf-8").split("\n\n")[0]
    now = designs("suncatcher").usd_per_kw_year_launched
    for design, (*_, low, high) in TABLE_1.items():
        for printed, here in ((low, now[design]), (high, at_3600[design])):
            assert re.search(f"{printed:,} +{here:,.0f}", header), design


def test_suncatcher_array_of_a_v2_mini():
    """105 m2 x 22 % x 1,361 W/m2 x 90 % = 28.3 kW; the planner's array gives that at aphelion."""
    found = designs("suncatcher").loc["starlink-v2-mini"]
    assert 105 * 0.22 * 1.361 * 0.9 == pytest.approx(found.load_kw, rel=0.001)
    assert found.array_m2 * APHELION_SHARE == pytest.approx(105, rel=0.001)


def test_suncatcher_dose_behind_10_mm():
    assert shells("suncatcher")["sso-650"]["dose_rad_per_year"]["10mm"] == pytest.approx(150, rel=0.03)


def test_suncatcher_ground_energy(solved):
    """570-3,000 $/kW/yr at the two ends: what the plan at $3,600/kg pays per kilowatt of its accelerators."""
    plan = solved("suncatcher", **AT_3600)
    paid = -plan.cash.query("item == 'energy'").groupby("what").musd.sum()
    mw_years = plan.sites.groupby("site").power_mw.sum() / 2  # half-years
    assert paid["cheap"] / mw_years["cheap"] * 1.09 * 1000 == pytest.approx(570, rel=PRINTED)
    assert paid["dear"] / mw_years["dear"] * 1.40 * 1000 == pytest.approx(3000, rel=0.025)


def test_suncatcher_orbit_pays_at_200_usd_per_kg_and_not_at_3600(solved):
    """The dear site then takes what whole flights leave over: less than one more flight would bring."""
    near, far = solved("suncatcher"), solved("suncatcher", **AT_3600)
    assert set(near.cohorts.design) == {"tpu-satellite"}
    dear = near.sites.query("site == 'dear'").groupby("period").accelerators_standing.sum().max()
    dear = 0 if pd.isna(dear) else dear  # nothing stands there at all
    on_board = near.mixes.groupby("design")["count"].sum()["tpu-satellite"]
    per_flight = near.launches.satellites_per_flight.max() * on_board
    assert dear < per_flight
    assert len(far.cohorts) == 0
    assert set(far.sites.site) == {"cheap", "dear"}
    assert near.value < far.value


# --- Starcloud white paper, table 1

TABLE = 0.005


def test_starcloud_on_the_ground(solved):
    plan = solved("starcloud", "ground")
    assert plan.cost_by_item["energy"] == pytest.approx(140.2 + 7.0, rel=TABLE)
    assert plan.cost_by_item["buildings"] == pytest.approx(20, rel=TABLE)
    assert sum(plan.cost_by_item.values()) == pytest.approx(167, rel=TABLE)


def test_starcloud_in_orbit(solved):
    plan = solved("starcloud", "orbit")
    assert plan.cost_by_item["launch"] == pytest.approx(5.0, rel=TABLE)
    assert plan.cost_by_item["satellites"] == pytest.approx(2.0 + 1.2, rel=TABLE)
    assert sum(plan.cost_by_item.values()) == pytest.approx(8.2, rel=TABLE)
    assert plan.launches.flights.sum() == 1
    assert plan.launches.mass_t.sum() < 100


def test_starcloud_array_and_shielding_are_those_of_table_1():
    found = designs("starcloud").loc["module"]
    assert 4 * found.array_musd == pytest.approx(2.0, rel=TABLE)
    assert 4 * found.fixed_musd == pytest.approx(4 * found.shielding_kg * 30 / 1e6, rel=TABLE)
    assert 4 * found.shielding_kg == pytest.approx(40e3, rel=TABLE)


def test_starcloud_serves_the_same_tokens_on_both_sides_and_prefers_orbit(solved):
    ground, orbit, either = (solved("starcloud", case) for case in ("ground", "orbit", "both"))
    served = [plan.demand.served_tt.sum() for plan in (ground, orbit)]
    assert served == pytest.approx([12_623, 12_623])
    assert either.value == pytest.approx(orbit.value)


def test_starcloud_with_the_prices_of_2026(solved):
    changes = {"vehicles.reusable.price_musd": 50, "buses.starcloud-module.fixed_musd": 5}
    assert solved("starcloud", "orbit", **changes).value == pytest.approx(72, rel=TABLE)


def test_starcloud_radiator_is_an_optimistic_bound():
    """633.08 W/m2 printed: ours sheds as much less as both faces take in from the Earth's infrared, but for
    the 14.46 that the paper has.
    """
    shell, bus = shells("starcloud")["sso-600"], "starcloud-module"
    mean, worst = (shell[key][bus] for key in ("radiator_net_w_per_m2", "radiator_net_w_per_m2_worst"))
    infrared = 2 * 0.92 * 0.25 * 237
    assert mean == pytest.approx(633.08 + 14.46 - infrared, rel=0.01)
    assert worst < mean < 633.08


# --- satellites


@pytest.mark.parametrize("design", ["starlink-v3", "starlink-v3-ours"])
def test_a_starlink_v3_weighs_what_flew(design):
    """Flights 13 and 14: 20 in 34 t, 26 in 44 t."""
    assert designs("published-satellites").loc[design, "wet_t"] == pytest.approx(1.7, rel=0.05)


def test_a_starlink_v3_of_ours_has_100_kw_of_array_when_new():
    found = designs("published-satellites").loc["starlink-v3-ours"]
    assert found.array_m2 * 0.22 * 0.9 * 1.361 == pytest.approx(100, rel=0.01)


def test_ai1_at_70_kw_per_tonne():
    mean, peak = (designs("published-satellites").loc[f"spacex-ai1{end}"] for end in ("", "-peak"))
    assert (mean.load_kw, peak.load_kw) == (120, 150)
    assert 1.7 <= mean.wet_t <= 2.1
    assert peak.wet_t == pytest.approx(2.1, rel=0.025)  # 2.14, printed 2.1
    assert peak.array_m2 * APHELION_SHARE == pytest.approx(600, rel=0.002)
    assert peak.radiator_m2 == pytest.approx(110, rel=0.07)  # the planner counts the infrared of a hot Earth


def test_other_printed_masses():
    wet_t = designs("published-satellites").wet_t
    assert wet_t["starlink-v3-papers"] == pytest.approx(2.0, rel=0.006)
    assert wet_t["starlink-v2-mini"] == pytest.approx(0.575, rel=0.01)  # counted in steps of 10 kg
    assert wet_t["starcloud-3"] == pytest.approx(3.0, rel=0.006)


def test_the_catalog_does_not_reach_what_is_claimed():
    w_per_kg = designs("published-satellites").w_per_kg
    assert 40 < w_per_kg["spacex-ai1-ours"] < 50 < w_per_kg["spacex-ai1"]
    assert w_per_kg["starlink-v2-mini-ours"] < 0.5 * w_per_kg["starlink-v2-mini"]


def test_the_published_satellites_make_a_plan(solved):
    assert solved("published-satellites").launches.flights.sum() == 1
