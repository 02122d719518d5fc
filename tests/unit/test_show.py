"""The tables that show an instance: every number against the physics behind it, every formula against the
number beside it.
"""

import inspect
import io
import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import planner
from planner import coefficients
from planner.coefficients import figures_of_merit, sizing
from planner.errors import InstanceError
from planner.physics import drag, eclipse, link, orbit, radiation, thermal
from planner.physics.sun import sun_by_day
from planner.text import showing
from planner.text.printing import Paper, fitting, nested, print_table
from planner.text.showing import TABLES, designs, orbits, service
from planner.text.showing.breakdown import breakdown
from planner.text.showing.overview import in_words
from planner.text.views import VIEWS


def built_of(path, values=None):
    question = planner.read(path)
    question = question.with_values(values) if values else question
    return coefficients.build(question), question


@pytest.fixture(scope="module")
def reference():
    return built_of("instances/reference.toml")


@pytest.fixture(scope="module")
def starter():
    return built_of("instances/starter.toml", {
        "shells.sso-600.altitude_km": 650,
        "buses.starlink-v3-like.specific": {
            "array_w_per_kg": 100.0, "radiator_w_per_kg": 500.0, "compute_kg_per_kw": 9.0,
            "structure_factor": 1.2,
        },
    })  # fmt: skip


def table(found, name):
    return showing.tables(*found, [name], None)[name]


def row(found, name, **keys):
    frame = table(found, name)
    (one,) = frame[np.logical_and.reduce([frame[key] == value for key, value in keys.items()])].to_dict(
        "records"
    )
    return one


# ----------------------------------------------------------------------------------------------------- shells

SHELLS = [("sso-800", 800.0, 98.603), ("i53-550", 550.0, 53.0)]


@pytest.mark.parametrize("shell, altitude, inclination", SHELLS)
def test_a_shell_is_what_physics_says(reference, shell, altitude, inclination):
    built, question = reference
    found, case = row(reference, "shells", shell=shell), built.case
    environment, s = built.flying.shells.environment, case.shells.index(shell)
    exact = environment.inclination_deg[s]
    dose = radiation.planning_dose_rad_per_year(altitude, exact, [2, 5, 10, 20])[0]
    assert (found["altitude_km"], found["inclination_deg"]) == (
        altitude,
        pytest.approx(inclination, abs=1e-3),
    )
    expected = {
        "period_min": orbit.period_min(altitude),
        "proton_flux_cm2_s": radiation.proton_flux_cm2_s(altitude, exact)[0],
        "raising_dv_m_s": orbit.low_thrust_dv_m_s(300, altitude),
        "release_altitude_km": 300,
        **{f"dose_rad_per_year.{mm}mm": value for mm, value in zip((2, 5, 10, 20), dose, strict=True)},
    }
    dawn_dusk = shell.startswith("sso")
    density = drag.density_kg_m3(altitude, environment.f107, dawn_dusk)
    expected["density_kg_m3"] = density[: case.launch_periods].mean()
    for name, bus in question.data.buses.items():
        by_period = drag.drag_dv_m_s_per_year(altitude, density, bus.ballistic_edge_kg_m2)
        expected[f"drag_dv_m_s_per_year.{name}"] = by_period.mean()
        sheds = {
            "emissivity": bus.radiator_emissivity,
            "absorptivity": bus.radiator_absorptivity,
            "view_factor": thermal.vertical_view_factor(altitude),
            "misalignment_deg": bus.radiator_misalignment_deg,
            "fin_efficiency": bus.radiator_fin_efficiency,
        }
        for key, albedo, season in (
            ("radiator_net_w_per_m2", environment.albedo_geometry_mean[s], thermal.MEAN_SEASON),
            ("radiator_net_w_per_m2_worst", environment.albedo_geometry_worst[s], thermal.HOT_SEASON),
        ):
            expected[f"{key}.{name}"] = thermal.radiator_net_w_m2(
                bus.radiator_c, albedo_geometry=albedo, season=season, **sheds
            )
    for name in case.gateways:
        expected[f"latency_ms.{name}"] = 2 * link.slant_range_km(altitude, 10) / 299.792458
    for v, name in enumerate(case.vehicles):
        expected[f"payload_t.{name}"] = case.payload_t[v, s]
    assert {key: found[key] for key in expected} == pytest.approx(expected, rel=1e-9)


def test_shadow_of_a_held_and_of_a_drifting_plane(reference):
    sun = sun_by_day(date(2028, 1, 1), date(2028, 12, 31))
    held = row(reference, "shells", shell="sso-800")
    beta = eclipse.beta_held_deg([held["inclination_deg"]], [6.0], sun)[0]
    dark = eclipse.eclipse_fraction(800, beta)
    assert (held["beta_least_deg"], held["beta_greatest_deg"]) == pytest.approx(
        (beta.min(), beta.max()), abs=0.01
    )
    assert held["sunlit_fraction"] == pytest.approx(1 - dark.mean(), abs=1e-4)
    assert held["sunlit_fraction_worst"] == pytest.approx(1 - dark.max(), abs=1e-6)
    assert held["longest_eclipse_min"] == pytest.approx(dark.max() * held["period_min"], abs=1e-3)
    assert held["eclipse_days"] == pytest.approx((dark > 0).sum(), abs=1.1)
    assert held["eclipse_seasons"] == "2028-11-15..2029-01-25"

    drifting = row(reference, "shells", shell="i53-550")
    assert drifting["beta_greatest_deg"] == -drifting["beta_least_deg"] == pytest.approx(53 + 23.44, abs=0.01)
    assert drifting["sunlit_fraction_worst"] == pytest.approx(1 - eclipse.eclipse_fraction(550, 0.0))
    assert drifting["eclipse_seasons"] == "" and math.isnan(drifting["raan_deg"])


def test_a_known_node_has_its_own_seasons():
    found = built_of("instances/starter.toml", {"shells.i53-550.raan_deg": 40})
    shell = row(found, "shells", shell="i53-550")
    assert shell["raan_deg"] == 40
    assert -76.5 < shell["beta_least_deg"] < -60 and 60 < shell["beta_greatest_deg"] < 76.5
    texts = shell["eclipse_seasons"].split(" ")
    runs = found[0].flying.shells.environment.eclipse_seasons[found[0].case.shells.index("i53-550")]
    assert texts == [f"{first}..{last}" for first, last in runs] and len(texts) > 1
    assert list(orbits.seasons(table(found, "shells")).shell).count("i53-550") == len(texts)


def test_decay_and_disposal(reference):
    high, low = row(reference, "shells", shell="sso-1050"), row(reference, "shells", shell="i53-550")
    assert math.isnan(high["decay_years.ai1-like"]) and not high["disposal_ok.ai1-like"]
    assert high["disposal_dv_m_s.ai1-like"] == pytest.approx(orbit.low_thrust_dv_m_s(1050, 300))
    assert 1 < low["decay_years.ai1-like"] < 5 and low["disposal_ok.ai1-like"]
    assert low["disposal_dv_m_s.ai1-like"] == pytest.approx(orbit.low_thrust_dv_m_s(550, 540))


def test_a_satellite_never_in_view_has_no_delay(reference):
    assert math.isnan(row(reference, "shells", shell="i30-600")["latency_ms.ireland-gw"])
    assert row(reference, "gateways", gateway="ireland-gw", shell="i30-600")["access_fraction"] == 0


def test_the_plain_columns_of_shells(reference):
    columns = table(reference, "shells").columns
    assert [c for c in columns if "." not in c and not c.startswith("duty_")] == orbits.FIGURES
    assert [c for c in columns if c.startswith("dose_rad_per_year.")] == [
        f"dose_rad_per_year.{mm}mm" for mm in (2, 5, 10, 20)
    ]
    assert sum(c.startswith("dose_rad_per_year.") for c in columns) == 4


def test_shieldings_on_board_join_the_standard_ones(starter):
    assert "dose_rad_per_year.6mm" in table(starter, "shells")


def test_the_dose_follows_the_assumptions():
    values = {"physics.dose_factor": 1.0, "physics.solar_max_share": 0.0}
    found = row(built_of("instances/starter.toml", values), "shells", shell="i53-550")
    assert found["dose_rad_per_year.10mm"] == pytest.approx(
        radiation.planning_dose_rad_per_year(550, 53, 10, 0.0, 1.0).item()
    )


# ---------------------------------------------------------------------------------- gateways, vehicles, reach


def test_a_gateway_by_hand(starter):
    """650 km at 10 degrees: slant range 2,045 km, 6.82 ms one way."""
    found = row(starter, "gateways", gateway="texas-gw", shell="sso-600")
    rise = 6378.137 * math.sin(math.radians(10))
    distance = math.sqrt(rise**2 + 2 * 6378.137 * 650 + 650**2) - rise
    assert found["slant_range_km"] == pytest.approx(distance) == pytest.approx(2045, abs=1)
    assert found["one_way_ms"] == pytest.approx(6.82, abs=0.005)
    assert found["round_trip_ms"] == row(starter, "shells", shell="sso-600")["latency_ms.texas-gw"]
    assert found["round_trip_ms"] == pytest.approx(2 * found["one_way_ms"])
    assert (found["min_elevation_deg"], found["gbps_first"]) == (10, 300)
    assert 0.01 < found["access_fraction"] < 0.03


def test_the_elevation_is_that_of_reach():
    assert (
        service.LOWEST_ELEVATION_DEG
        == inspect.signature(link.reach_share).parameters["elevation_deg"].default
    )


def test_payloads(reference):
    built, _ = reference
    frame = table(reference, "payloads")
    assert len(frame) == len(built.case.vehicles) * len(built.case.shells)
    found = row(reference, "payloads", vehicle="new-glenn", shell="i53-800")
    v, s = built.case.vehicles.index("new-glenn"), built.case.shells.index("i53-800")
    payload_kg = 1000 * built.case.payload_t[v, s]
    assert found["payload_t"] == payload_kg / 1000
    assert found["estimated"] == built.flying.is_estimated[v, s]
    assert found["usd_per_kg_first"] == pytest.approx(1e6 * built.case.price_musd[v, 0] / payload_kg)
    assert found["usd_per_kg_last"] == pytest.approx(1e6 * built.case.price_musd[v, -1] / payload_kg)
    assert found["binding_density_kg_m3"] == pytest.approx(
        figures_of_merit.binding_density_kg_m3(payload_kg, found["fairing_m3"])
    )
    wide = table(reference, "shells").set_index("shell")
    for one in frame.to_dict("records"):
        assert wide.loc[one["shell"], f"payload_t.{one['vehicle']}"] == one["payload_t"]


def test_reach(reference):
    case = reference[0].case
    frame = table(reference, "reach")
    assert list(frame.columns) == service.REACH_FIGURES and len(frame) == case.reach.size
    found = row(reference, "reach", shell="i53-550", region="europe", workload="interactive")
    at = case.shells.index("i53-550"), case.regions.index("europe"), case.workloads.index("interactive")
    assert found["reach_share"] == case.reach[at]
    people = showing.for_people({"reach": frame})["reach"]
    assert list(people.columns) == ["shell", "region", *case.workloads]
    assert list(people["shell"].unique()) == list(case.shells)
    assert people.set_index(["shell", "region"]).loc[("i53-550", "europe"), "interactive"] == case.reach[at]


def test_accelerators(reference):
    _, question = reference
    found, record = (
        row(reference, "accelerators", accelerator="vera-rubin"),
        question.data.accelerators["vera-rubin"],
    )
    assert (found["power_w"], found["dose_limit_krad"]) == (record.power_w, record.dose_limit_krad)
    assert found["price_usd_first"] == record.price_usd.at([question.data.study.start])[0]
    assert found["tokens_per_s.agentic"] == record.tokens_per_s["agentic"]
    assert found["agentic_tt_per_year"] == pytest.approx(
        found["tokens_per_s.agentic"] * 365.25 * 86400 / 1e12
    )


# ---------------------------------------------------------------------------------------------------- designs


def test_launched_power_price(reference):
    frame, payloads = table(reference, "designs"), table(reference, "payloads")
    flies = payloads[payloads["vehicle"] != "starship-goal"]  # which the first period has no flight of
    cheapest = flies.groupby("shell")["usd_per_kg_first"].min()
    expected = (
        frame["home_shell"].map(cheapest)
        * (frame["dry_t"] * 1000 + frame["propellant_kg"])
        / (frame["load_kw"] * frame["sizing_life_years"])
    )
    assert frame["usd_per_kw_year_launched"].to_numpy() == pytest.approx(expected.to_numpy())
    assert frame["w_per_kg"].to_numpy() == pytest.approx((frame["load_kw"] / frame["wet_t"]).to_numpy())
    assert list(showing.for_people({"designs": frame})["designs"].columns) == designs.FIGURES


def namespace(found, frame, design):
    """What a formula may name: items, keys of the bus, keys of accelerators."""
    built, question = found
    d = built.case.designs.index(design)
    bus = question.data.buses[built.designs["bus"][d]]
    first = [date.fromisoformat(built.case.dates[built.case.design_from[d]])]
    known = dict(bus) | {"specific": bus.specific, "exp": math.exp, "sin": math.sin, "radians": math.radians}
    for name, record in question.data.accelerators.items():
        price = float(record.price_usd.at(first)[0])
        known[name.replace("-", "_")] = SimpleNamespace(**(dict(record) | {"price_usd": price}))
    return known | dict(zip(frame["item"], frame["value"], strict=True))


def check_formulas(found, design):
    built, question = found
    frame = breakdown(built, question, design)
    known = namespace(found, frame, design)
    words = set()
    for item, value, formula in zip(frame["item"], frame["value"], frame["formula"], strict=True):
        text, _, remark = formula.partition(", ")
        for name in question.data.accelerators:
            text = text.replace(f"{name}.", f"{name.replace('-', '_')}.")
        try:
            result = eval(text, {"__builtins__": {}}, known)
        except SyntaxError:
            words.add(item)
            continue
        if remark.startswith("rounded up"):
            result = sizing.round_up(result, float(remark.split()[-1]))
        assert value == pytest.approx(result, rel=1e-6, abs=1e-9), (item, formula)
    assert words == {
        "accelerators", "shielding_mm", "eclipse_share", "sizing_life_years", "sunlit_fraction_worst",
        "battery_eclipse_min", "battery_depth_of_discharge", "irradiance_min_w_m2", "view_factor",
        "albedo_geometry_worst", "manoeuvre_dv_m_s", "drag_dv_m_s", "avionics_kg", "comms_kg",
        "propulsion_kg", "avionics_musd", "comms_musd", "fixed_musd",
    }  # fmt: skip
    return frame


def test_every_formula_gives_its_value(reference):
    built, _ = reference
    mixed = next(
        d
        for d, counts in zip(built.case.designs, built.case.design_counts, strict=True)
        if sum(counts > 0) > 1
    )
    half = next(d for d in built.case.designs if "eclipse50" in d)
    late = built.case.designs[int(built.case.design_from.argmax())]
    for design in (built.case.designs[0], mixed, half, late):
        frame = check_formulas(reference, design).set_index("item")["value"]
        d = built.case.designs.index(design)
        assert frame["unit_cost_musd"] == pytest.approx(
            built.case.design_cost_musd[d, built.case.design_from[d]]
        )
        assert frame["wet_t"] == built.case.design_mass_t[d]


def test_the_formulas_of_a_published_mass_budget(starter):
    text = check_formulas(starter, "small").set_index("item")["formula"]
    for item, key in (
        ("array_kg", "array_w_per_kg"), ("radiator_kg", "radiator_w_per_kg"),
        ("compute_kg", "compute_kg_per_kw"),
        ("structure_kg", "structure_factor"),
    ):  # fmt: skip
        assert f"specific.{key}" in text[item]
    assert text["accelerators_kg"] == "0, they are in compute_kg"


def test_every_figure_of_the_sizing_has_a_line(reference):
    built, question = reference
    items = set(breakdown(built, question, built.case.designs[0])["item"])
    assert set(built.designs.select_dtypes("number").columns) <= items


def test_a_refused_design_is_explained(reference):
    built, question = reference
    for reason in ("mass limit", "dose", "dominated"):
        gone = built.dropped[built.dropped["reason"] == reason].iloc[0]
        with pytest.raises(InstanceError) as refusal:
            breakdown(built, question, gone.design)
        assert f"{gone.design}   is not offered: {reason}, {gone.detail}" in str(refusal.value)


def test_an_unknown_design_names_a_near_one(reference):
    built, question = reference
    near = built.case.designs[0]
    with pytest.raises(InstanceError, match=f"is no design of this instance; did you mean {near}"):
        breakdown(built, question, near[:-1])


def test_refusals_are_counted(reference):
    shown = showing.for_people({"refused": table(reference, "refused")})
    counts = shown["refused by reason"]
    assert list(shown) == ["refused by reason", "refused"]
    assert counts["designs"].sum() == len(shown["refused"]) and counts["designs"].is_monotonic_decreasing


def test_elsewhere(reference):
    built, _ = reference
    frame = table(reference, "elsewhere")
    assert len(frame) == len(built.case.designs) * len(built.case.shells)
    assert not np.isinf(frame["dose_life_years"]).any()


# ---------------------------------------------------------------------------------------------- without orbit


def test_nothing_flies():
    found = built_of("instances/ground_only.toml")
    for name in ("shells", "vehicles", "payloads", "designs", "elsewhere", "refused", "gateways", "reach"):
        frame = table(found, name)
        assert len(frame) == 0 and len(frame.columns) > 3, name
    assert showing.for_people(showing.tables(*found, list(showing.TABLES), None)).keys() >= {
        "overview",
        "reach",
    }
    with pytest.raises(InstanceError, match="none is defined"):
        breakdown(*found, "any")


@pytest.mark.parametrize("name", ["payloads", "gateways", "reach", "designs", "elsewhere", "refused"])
def test_the_columns_do_not_depend_on_what_flies(reference, name):
    empty = table(built_of("instances/ground_only.toml"), name)
    columns = list(table(reference, name).columns)
    assert columns[: len(empty.columns)] == list(empty.columns)


# --------------------------------------------------------------------------------------------------- printing


def test_nested():
    assert nested({"shell": "a", "dose.2mm": 1, "dose.2.5mm": 2}) == {
        "shell": "a",
        "dose": {"2mm": 1, "2.5mm": 2},
    }


def test_columns_in_parts_that_fit():
    texts = pd.DataFrame({"id": ["a" * 30], "kind": ["b"], "x": ["1" * 10], "y": ["2" * 10], "z": ["3" * 10]})
    right = [False, False, True, True, True]
    assert fitting(texts, right, 200) == [[0, 1, 2, 3, 4]]
    assert fitting(texts, right, 70) == [[0, 1, 2, 3], [0, 1, 4]]
    assert fitting(texts, right, 20) == [[0, 1], [0, 2], [0, 3], [0, 4]]
    assert fitting(texts[["id", "kind"]], [False, False], 10) == [[0, 1]]


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_cuts_no_figure(reference, width):
    shown = showing.for_people(
        {"shells": table(reference, "shells"), "payloads": table(reference, "payloads")}
    )
    for frame in shown.values():
        paper = Paper(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
        print_table(frame, console=paper)
        text = paper.file.getvalue()
        assert max(map(len, text.splitlines())) <= width
        wide = Paper(file=io.StringIO(), width=1000)
        print_table(frame, console=wide)
        figures_shown = {word for word in wide.file.getvalue().split() if word[0].isdigit()}
        assert figures_shown <= set(text.split())


def test_a_relay_has_no_place_to_be_seen_from():
    built, question = built_of("instances/ipo.toml")
    tables = showing.tables(built, question, ["shells", "gateways"], None)
    assert set(tables["gateways"]["gateway"]) == set(question.data.gateways)
    assert set(built.case.gateways) > set(question.data.gateways)


def test_every_table_but_the_overview_is_a_flag():
    assert ["overview", *VIEWS] == list(TABLES)


def test_the_overview_in_words():
    table = pd.DataFrame(
        {"what": ["periods", "buses", "designs offered", "designs refused"], "count": [1200, 1, 1, 0]}
    )
    assert in_words(table) == "1,200 periods, 1 bus, 1 design offered, 0 designs refused"
