"""`planner show` from the outside: what it prints for people and for scripts, its keys, its notes, what it
refuses.
"""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
import planner.solver
from planner import coefficients
from planner.cli import app
from planner.text import showing

ROOT = Path(__file__).parents[2]
TWIN = """
[designs.twin]
bus = "starlink-v3-like"
home_shell = "sso-600"
shielding_mm = 10
eclipse_operation = "idle"
accelerators = { gb300 = 16 }
"""

KEYS = {
    "shells": "shell altitude_km inclination_deg ltan_h raan_deg period_min release_altitude_km "
    "beta_least_deg beta_greatest_deg sunlit_fraction sunlit_fraction_worst longest_eclipse_min eclipse_days "
    "eclipse_cycles_per_year eclipse_seasons dose_rad_per_year proton_flux_cm2_s density_kg_m3 "
    "drag_dv_m_s_per_year raising_dv_m_s disposal_dv_m_s decay_years disposal_ok payload_t latency_ms "
    "radiator_net_w_per_m2 radiator_net_w_per_m2_worst slots_first slots_last first_period lag_periods "
    "duty_idle_least duty_full_least",
    "vehicles": "vehicle price_musd_first price_musd_last flights_first_period flights_last_period "
    "flights_total payload_t_most usd_per_kg_first usd_per_kg_last fairing_m3 satellites_max success "
    "insurance_rate pads minimum_flights price_share_least",
    "payloads": "vehicle shell payload_t estimated usd_per_kg_first usd_per_kg_last satellites_max "
    "fairing_m3 binding_density_kg_m3",
    "elsewhere": "design shell compute_share dose_life_years service_lives_years limited_by",
    "refused": "design origin reason detail",
    "accelerators": "accelerator power_w dose_limit_krad price_usd_first flight_price_factor "
    "failures_per_year supply_total batch_need batch_tt_per_year tokens_per_s",
    "gateways": "gateway shell slant_range_km one_way_ms round_trip_ms access_fraction min_elevation_deg "
    "gbps_first gbps_last",
    "reach": "shell region workload reach_share",
    "demand": "workload region year committed_tt optional_tt price_usd_per_mtoken penalty_usd_per_mtoken "
    "take_or_pay_share met_with_probability margin_share",
    "routes": "way_down kind regions gbps_first gbps_last musd_per_gbps_year_first musd_per_gbps_year_last "
    "availability",
    "prices": "vehicle from of price_share price_musd_first price_musd_last price_musd_per_t_last "
    "paid_months_ahead minimum_flights",
    "money": "date discount_factor",
    "design": "item value unit formula",
    "defaults": "key default",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The starter with a design that another is never worse than, and what it becomes."""
    path = tmp_path_factory.mktemp("show") / "mine.toml"
    path.write_text((ROOT / "instances" / "starter.toml").read_text() + TWIN)
    return path, coefficients.build(planner.read(path))


@pytest.fixture
def show(built, monkeypatch):
    """The command on that instance, its physics done once for all tests; a search would be a failure."""
    path, found = built

    def never(*args, **kwargs):
        raise AssertionError("show solves nothing")

    monkeypatch.setattr(coefficients, "build", lambda question: found)
    monkeypatch.setattr(planner.solver, "solve", never)
    return lambda *words: CliRunner().invoke(app, ["show", str(path), *words])


@pytest.mark.parametrize("table", [*KEYS, "designs"])
def test_json_nests_what_csv_and_the_frame_hold_flat(show, built, table):
    words = ["--design", "large"] if table == "design" else [f"--{table}"]
    as_json, as_csv = show(*words, "--json"), show(*words, "--csv")
    assert as_json.exit_code == as_csv.exit_code == 0, as_json.output + as_csv.output
    rows = json.loads(as_json.stdout)[table]
    flat = pd.json_normalize(rows)
    read = pd.read_csv(io.StringIO(as_csv.stdout), keep_default_na=False, na_values=[""])
    assert sorted(flat.columns) == sorted(read.columns)
    if table in KEYS:
        assert list(rows[0]) == KEYS[table].split()
    for column in flat:
        left, right = flat[column].where(flat[column] != ""), read[column]
        if pd.api.types.is_numeric_dtype(right):
            assert left.astype(float).to_numpy() == pytest.approx(
                right.astype(float).to_numpy(), rel=1e-12, nan_ok=True
            )
        else:
            assert left.dropna().astype(str).tolist() == right.dropna().astype(str).tolist()


def test_the_nested_keys(show):
    (sun_synchronous, inclined) = json.loads(show("--shells", "--json").stdout)["shells"]
    assert list(sun_synchronous["dose_rad_per_year"]) == ["2mm", "5mm", "6mm", "10mm", "20mm"]
    for key in (
        "drag_dv_m_s_per_year",
        "disposal_dv_m_s",
        "decay_years",
        "disposal_ok",
        "radiator_net_w_per_m2",
    ):
        assert list(sun_synchronous[key]) == ["starlink-v3-like"]
    assert list(sun_synchronous["payload_t"]) == ["falcon-9"] and list(sun_synchronous["latency_ms"]) == [
        "texas-gw"
    ]
    assert (sun_synchronous["disposal_ok"], inclined["disposal_ok"]) == (
        {"starlink-v3-like": False},
        {"starlink-v3-like": True},
    )
    assert sun_synchronous["eclipse_seasons"] == "2027-11-06..2028-02-05" and inclined["raan_deg"] is None


def test_truth_in_csv_is_that_of_json(show):
    assert ",true," in show("--payloads", "--csv").stdout
    assert "True" not in show("--payloads", "--csv").stdout


def test_several_tables_are_one_object(show):
    answer = show("--reach", "--shells", "--design", "large", "--json")
    assert list(json.loads(answer.stdout)) == ["shells", "reach", "design"]


def test_csv_names_the_flags(show):
    for words in (["--shells", "--reach", "--csv"], ["--csv"], ["--shells", "--design", "large", "--csv"]):
        answer = show(*words)
        assert answer.exit_code == 2
        for flag in [*showing.TABLES, "design ID"]:
            assert flag == "overview" or f"--{flag}" in answer.stderr


def test_for_people(show):
    answer = show("--shells", "--designs", "--design", "large", "--refused", "--reach")
    assert answer.exit_code == 0, answer.output
    for words in (
        "shells", "eclipse_seasons", "2027-11-06   2028-02-05", "usd_per_kw_year_launched",
        "refused by reason", "never better than small",
        "load_kw / power_efficiency",
    ):  # fmt: skip
        assert words in answer.stdout


def test_a_design_that_is_not_offered(show):
    answer = show("--design", "twin")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "design twin   is not offered: dominated, never better than small" in answer.stderr
    answer = show("--design", "larg")
    assert answer.exit_code == 2
    assert "design larg   is no design of this instance; did you mean large?" in answer.stderr


def test_notes_go_to_stderr(show, built):
    path, found = built
    assert found.notes
    for answer in (show("--reach", "--json"), show(), CliRunner().invoke(app, ["check", str(path)])):
        assert answer.exit_code == 0, answer.output
        assert answer.stderr.splitlines() == [f"note: {note}" for note in found.notes]
        assert "note: " not in answer.stdout


def test_defaults_need_no_physics(show, monkeypatch):
    monkeypatch.setattr(coefficients, "build", None)
    answer = show("--defaults")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "physics.dose_factor" in answer.stdout


def test_nothing_flies():
    path = ROOT / "instances" / "ground_only.toml"
    flags = [f"--{name}" for name in showing.TABLES if name != "overview"]
    answer = CliRunner().invoke(app, ["show", str(path), *flags])
    assert (answer.exit_code, answer.stderr) == (0, ""), answer.output
    found = json.loads(CliRunner().invoke(app, ["show", str(path), *flags, "--json"]).stdout)
    assert all(
        found[name] == []
        for name in ("shells", "payloads", "designs", "elsewhere", "refused", "gateways", "reach")
    )
    assert found["accelerators"]
    for name in ("payloads", "gateways", "refused", "elsewhere", "reach"):
        assert (
            CliRunner().invoke(app, ["show", str(path), f"--{name}", "--csv"]).stdout
            == KEYS[name].replace(" ", ",") + "\n"
        )
