"""The catalog's data: every figure is sourced, ranges hold, and the figures that rest on cited facts
reproduce them.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import planner.instance
from planner.instance import reading
from planner.instance.schema import Accelerator

CATALOG = Path(planner.instance.__file__).parent / "catalog"
FACTS = Path(__file__).parent / "data" / "facts_used.csv"
"""Rows of the fact list that the catalog uses, with the figure's place, the field used and the factor from
its unit to ours.
"""

ROUNDING = 0.005  # derived figures keep three or four significant digits, masses of boards two
LEAST = {
    "vehicles": 10,
    "accelerators": 10,
    "buses": 4,
    "sites": 5,
    "gateways": 5,
    "workloads": 6,
    "regions": 4,
}
QUALITIES = {"measured", "quoted", "estimated", "assumed"}
NOTES = {"value", "source", "quality", "low", "high", "price_year"}
NOT_FIGURES = {"region", "can_wait"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((CATALOG / f"{name}.toml").read_text(encoding="utf-8"))


def figures(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, figure) of everything below a node; anything bare comes as {"value": it}."""
    if isinstance(node, dict) and "value" not in node:
        for key, child in node.items():
            yield from figures(child, f"{path}.{key}")
    elif isinstance(node, list):
        for i, child in enumerate(node):
            yield from figures(child, f"{path}.{i}")
    else:
        yield path, node if isinstance(node, dict) else {"value": node}


def at(path: str) -> Any:
    section, *keys = path.split(".")
    node = read(section)[section]
    for key in keys:
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def used_facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("section", LEAST)
def test_there_are_enough_records(section):
    assert len(read(section)[section]) >= LEAST[section]


@pytest.mark.parametrize("section", [*LEAST, "deflator"])
def test_every_file_states_its_version(section):
    assert read(section)["version"] == "2026.11"


@pytest.mark.parametrize("section", LEAST)
def test_every_figure_has_source_quality_and_a_sound_range(section):
    for path, figure in figures(read(section)[section], section):
        if path.rsplit(".", 1)[-1] in NOT_FIGURES:
            continue
        assert set(figure) <= NOTES, path
        assert len(figure.get("source", "")) > 10, path
        assert figure["quality"] in QUALITIES, path
        value = figure["value"]
        if "low" in figure or "high" in figure:
            assert figure.get("low", value) <= value <= figure.get("high", value), path
        if figure["quality"] == "assumed":
            says_why = ("assumed: ", "from memory, unverified")
            assert any(words in figure["source"] for words in says_why), path


@pytest.mark.parametrize("section", LEAST)
def test_money_says_of_which_year(section):
    for path, figure in figures(read(section)[section], section):
        is_money = bool({"usd", "musd"} & set(path.rsplit(".", 1)[-1].split("_")))
        assert ("price_year" in figure) == is_money, path
        assert 2010 <= figure.get("price_year", 2026) <= 2035, path


def test_a_figure_from_memory_is_called_assumed():
    for section in LEAST:
        for path, figure in figures(read(section)[section], section):
            if "unverified" in str(figure.get("source", "")):
                assert figure["quality"] in {"assumed", "estimated"}, path


def test_every_accelerator_has_every_service():
    services = set(read("workloads")["workloads"])
    for name, record in read("accelerators")["accelerators"].items():
        assert set(record["tokens_per_s"]) == services, name
        rates = [figure["value"] for figure in record["tokens_per_s"].values()]
        assert all(1 < rate < 1e6 for rate in rates), name


def test_a_scaled_rate_is_its_base_times_the_ratio_in_its_source():
    """`gb200 x 1.055: ...` in the source of a rate means that accelerator's rate of the same service times
    1.055.
    """
    records = read("accelerators")["accelerators"]
    scaled = 0
    for name, record in records.items():
        for service, figure in record["tokens_per_s"].items():
            rule = re.match(r"(?:assumed: )?([a-z0-9-]+) x ([0-9.]+): ", figure["source"])
            if rule:
                base = records[rule[1]]["tokens_per_s"][service]["value"]
                assert figure["value"] == pytest.approx(base * float(rule[2]), rel=2e-3), (name, service)
                assert figure["quality"] in {"estimated", "assumed"}, (name, service)
                scaled += 1
            else:
                assert figure["quality"] == "measured", (name, service)
    assert scaled >= 30


ROUNDS = {
    "interactive": "MLPerf v5.1",
    "frontier": "MLPerf v6.0",
    "reasoning": "MLPerf v6.0",
    "agentic": "InferenceX 2026-05",
    "batch": "TensorRT-LLM 2025-12",
    "long-context": "TensorRT-LLM 2025-12",
}
ANOTHER_ROUND = {("mi355x", "interactive"): "MLPerf v6.0, where AMD publishes"}


def test_the_rates_of_a_service_are_of_one_round_of_software():
    """Said at the end of every source; the one rate of another round says how it compares."""
    for name, record in read("accelerators")["accelerators"].items():
        assert set(record["tokens_per_s"]) == set(ROUNDS)
        for service, figure in record["tokens_per_s"].items():
            _, said, software = figure["source"].partition("; round: ")
            assert said, (name, service)
            if (name, service) in ANOTHER_ROUND:
                assert software.startswith(ANOTHER_ROUND[name, service])
            else:
                assert software == ROUNDS[service], (name, service)


def test_vendors_keep_the_ratios_of_the_last_round_that_has_them_all():
    """DeepSeek-R1 and Llama 3.1 405B, Server, MLPerf v5.1, per accelerator."""
    records = read("accelerators")["accelerators"]
    published = {
        "reasoning": {"gb300": 2907.3, "gb200": 2327.5, "b200": 2324.0},
        "frontier": {"gb300": 170.1, "gb200": 161.3, "b200": 159.9, "h200": 36.9},
    }
    for service, rates in published.items():
        newest = records["gb300"]["tokens_per_s"][service]["value"]
        for name, rate in rates.items():
            figure = records[name]["tokens_per_s"][service]
            assert figure["value"] / newest == pytest.approx(rate / rates["gb300"], rel=2e-3), (name, service)
            assert figure.get("low", 0) == rate or name == "gb300"


def test_what_flies_costs_more_than_a_rack():
    """The premia published for adapted commercial accelerators; the format's default is the middle one."""
    for name, record in read("accelerators")["accelerators"].items():
        premium = record["flight_price_factor"]
        assert (premium["low"], premium["value"], premium["high"]) == (1.05, 1.15, 1.3), name
    assert Accelerator.model_fields["flight_price_factor"].default == 1.15


def test_rubin_ultra_is_half_of_what_the_package_of_four_dies_was():
    """A rack of 600 kW and 576 dies; 1 TB in four dies; as many dies as Vera Rubin, at its price per watt."""
    records = read("accelerators")["accelerators"]
    ultra, before = records["rubin-ultra"], records["vera-rubin"]
    assert ultra["power_w"]["value"] == pytest.approx(600_000 / 576 * 2, abs=1)
    assert ultra["memory_gb"]["value"] == 1024 / 2
    per_watt = before["price_usd"]["value"] / before["power_w"]["value"]
    assert ultra["price_usd"]["value"] == pytest.approx(per_watt * ultra["power_w"]["value"], rel=ROUNDING)


def test_sites_and_gateways_lie_in_catalog_regions():
    regions = read("regions")["regions"]
    for section in ("sites", "gateways"):
        for name, record in read(section)[section].items():
            assert record["region"] in regions, name


def test_the_price_index_rises_and_covers_every_price_year():
    deflator = read("deflator")
    years = [int(year) for year in deflator["index"]]
    values = list(deflator["index"].values())
    assert years == list(range(2010, 2026))
    assert all(a <= b for a, b in zip(values, values[1:]))
    assert deflator["note"]["source"] and deflator["note"]["quality"] == "measured"
    assert deflator["later"]["quality"] == "assumed" and deflator["later"]["source"].startswith("assumed")


def test_dates_are_dates():
    for section in ("vehicles", "accelerators", "buses"):
        for name, record in read(section)[section].items():
            if "available_from" in record:
                assert isinstance(record["available_from"]["value"], date), name


def test_enough_facts_are_reproduced():
    assert len(used_facts()) >= 100


@pytest.mark.parametrize("fact", used_facts(), ids=lambda fact: fact["catalog"])
def test_a_figure_is_its_fact_in_our_unit(fact):
    expected = float(fact[fact["field"]]) * float(fact["factor"])
    assert float(at(fact["catalog"])) == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize("fact", used_facts(), ids=lambda fact: fact["catalog"])
def test_a_figure_names_the_source_of_its_fact(fact):
    path = fact["catalog"]
    figure = at(path.rsplit(".", 1)[0])
    first_word = fact["source"].split()[0].rstrip(";,")
    assert first_word in figure["source"]


INSTANCES = Path(__file__).parents[2] / "instances"
SHIPPED = ("starter", "pilot", "reference", "ground_only")


def shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((INSTANCES / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_instance_is_read_and_says_what_carries_it(name):
    path = INSTANCES / f"{name}.toml"
    instance = reading.read(path)
    assert instance.data.study.name
    first_comment = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in first_comment.splitlines())
    assert "What it represents" in first_comment and "Which assumptions carry it" in first_comment


def test_ground_only_asks_for_the_tokens_of_the_reference():
    reference, ground = shipped("reference"), shipped("ground_only")
    for workload in reference["workloads"].values():
        for wanted in workload["demand"].values():
            del wanted["shortfall_usd_per_mtoken"]  # on the ground every promise is hard
    for section in ("workloads", "regions", "accelerators", "supply"):
        assert ground[section] == reference[section], section
    for key in ("price_year", "start", "period_months", "launch_periods", "discount_rate"):
        assert ground["study"][key] == reference["study"][key], key
    assert not {"designs", "design_spaces", "shells", "vehicles"} & set(ground)
    for name, site in reference["sites"].items():
        on_site = {"onsite_mw", "onsite_usd_per_kwh"}
        kept = {key: value for key, value in ground["sites"][name].items() if key not in on_site}
        assert kept == {key: value for key, value in site.items() if key not in on_site}, name
        assert on_site <= set(ground["sites"][name]), name


def test_nothing_is_promised_before_anything_can_serve_it():
    """Neither a rack (lead) nor a satellite (raising) can be there before the first commitment of the larger
    instances.
    """
    for name in ("pilot", "reference"):
        data = reading.read(INSTANCES / f"{name}.toml").data
        start = data.study.start
        for workload in data.workloads.values():
            for wanted in workload.demand.values():
                series = wanted.committed_tt_per_year
                first = next(day for day, value in zip(series.dates, series.values) if value > 0)
                months = (first.year - start.year) * 12 + first.month - start.month
                assert months >= min(site.lead_months for site in data.sites.values())
                assert wanted.shortfall_usd_per_mtoken is not None
