"""The format described: names, ranges, hints, JSON Schema, Markdown; the catalog that ships fits it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from planner.errors import InstanceError
from planner.instance import describe, money, records
from planner.instance.files import Files
from planner.instance.problems import Problems
from planner.instance.resolving import Resolver
from planner.instance.schema import SHAPE, format_reference, json_schema
from planner.instance.shape import Leaf, Map, Node, Rows, Table, unit_of
from planner.instance.validating import validated
from planner.instance.words import did_you_mean, shown, slip

DATA = Path(__file__).parent / "data" / "instance"


def leaves(node: Node, path: str = "") -> dict[str, Leaf]:
    """Every leaf of the format by its path."""
    if isinstance(node, Leaf):
        return {path: node}
    if isinstance(node, Table):
        return {
            p: leaf
            for name, key in node.keys.items()
            for p, leaf in leaves(key.node, f"{path}.{name}".lstrip(".")).items()
        }
    return leaves(node.of, f"{path}.*")


LEAVES = leaves(SHAPE)


def keys(node: Node):
    """Every key of every table."""
    if isinstance(node, Table):
        for name, key in node.keys.items():
            yield name, key
            yield from keys(key.node)
    elif isinstance(node, Map | Rows):
        yield from keys(node.of)


def test_every_key_is_described():
    assert [name for name, key in keys(SHAPE) if not key.description] == []


def test_every_number_has_a_range_on_both_sides():
    numbers = {path: leaf.item or leaf for path, leaf in LEAVES.items()}
    open_ended = [
        path
        for path, leaf in numbers.items()
        if leaf.kind in ("number", "whole number", "series", "date")
        and (leaf.bounds.low is None or leaf.bounds.high is None)
    ]
    assert open_ended == []


def test_every_default_is_allowed():
    for name, key in keys(SHAPE):
        if (
            isinstance(key.node, Leaf)
            and isinstance(key.default, int | float)
            and not isinstance(key.default, bool)
        ):
            assert key.node.bounds.hold(key.default), name


def test_prices_may_be_zero():
    costs = {path: leaf for path, leaf in LEAVES.items() if leaf.is_money}
    assert len(costs) == 25
    assert [path for path, leaf in costs.items() if leaf.bounds.low != 0 or leaf.bounds.open_low] == []


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("price_musd", "musd"),
        ("committed_tt_per_year", "tt_per_year"),
        ("grid_usd_per_kwh", "usd_per_kwh"),
        ("flights_per_year", "per_year"),
        ("gbps", "gbps"),
        ("satellites", "satellites"),
    ],
)
def test_the_unit_ends_the_name(name, unit):
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "hint"),
    [
        ("altitude_km", 550_000, 400, 2000, "; was it given in metres?"),
        ("altitude_km", 9_000, 400, 2000, ""),
        ("payload_t", 17_400, 0.01, 500, "; was it given in kilograms?"),
        ("memory_gb", 80e9, 0.05, 20_000, "; was it given in bytes?"),
        ("array_stowed_m", 25, 0, 1, "; was it given in millimetres?"),
        ("success", 98, 0.01, 1, "; was it given in per cent?"),
        ("success", 0, 0.01, 1, ""),
        ("discount_rate", 8, 0, 0.5, "; was it given in per cent?"),
        ("committed_tt_per_year", 5e12, 0, 1e8, "; was it given in tokens?"),
        ("lead_months", 720, 0, 120, "; was it given in days?"),
        ("peak_to_mean", 30, 1, 20, ""),
    ],
)
def test_unit_slips(name, value, low, high, hint):
    assert slip(name, value, low, high) == hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        (2000.0, "2000"),
        (1e-9, "1e-09"),
        ("a" * 80, 'the text "' + "a" * 56 + "..."),
        ("a\nb", 'the text "a?b"'),
        ([], "an empty list"),
        ({}, "a table"),
        (None, "a Python NoneType"),
        (10**400, "a number of absurd size"),
    ],
)
def test_values_in_messages(value, words):
    assert shown(value) == words


def test_did_you_mean():
    assert did_you_mean("paylod_t", ["payload_t", "price"]) == "; did you mean payload_t?"
    assert did_you_mean("xyz", ["a", "b"]) == "; known: a, b"
    assert did_you_mean("xyz", []) == "; none is defined"
    assert did_you_mean("xyz", [f"word{i}" for i in range(20)]) == ""


# --- Markdown


def test_the_reference_has_a_row_for_every_key():
    text = format_reference()
    rows = re.findall(r"^\| `([^`]*)` \|", text, flags=re.M)
    assert len(rows) == len(LEAVES) + 1  # the version of the format
    assert "| `altitude_km` | altitude [km] | number 400..2000 | required |" in text
    assert (
        "| `available_from` | first day on which it flies | date 2000-01-01..2100-01-01; "
        "from the first period that starts on it or later | start of the study |" in text
    )
    assert (
        "| `accelerators.{accelerators}.step` | step from the fewest | whole number 1..100000 | 1 |" in text
    )
    assert "| `anchors[].payload_t` | payload [t] | number 0.01..500 | required |" in text
    assert "## `[vehicles.ID]` (*catalog*)" in text
    assert "## `[shells.ID]`\n" in text


# --- JSON Schema


def test_the_json_schema_is_json_and_names_every_key():
    schema = json.loads(json.dumps(json_schema()))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(schema["properties"]) == ["format", *SHAPE.keys]
    assert schema["required"] == ["study", "regions", "accelerators", "workloads"]
    assert schema["additionalProperties"] is False
    shell = schema["properties"]["shells"]["additionalProperties"]["properties"]["altitude_km"]
    assert shell["description"] == "altitude [km]"
    assert shell["anyOf"][0] == {"type": "number", "minimum": 400, "maximum": 2000}
    assert shell["anyOf"][1]["required"] == ["value"]
    vehicle = schema["properties"]["vehicles"]["additionalProperties"]
    assert {"required": ["use"]} in vehicle["anyOf"]
    prices = vehicle["properties"]["price_musd"]["anyOf"]
    assert [set(form["required"]) for form in prices[2:]] == [
        {"value"},
        {"start", "growth_per_year"},
        {"start", "saturation", "growth_per_year"},
        {"csv", "column"},
        {"dates", "value"},
    ]
    assert "price_year" in prices[3]["properties"]
    assert "price_year" not in vehicle["properties"]["success"]["anyOf"][1]["properties"]


def test_ranges_in_words():
    assert describe.allowed(LEAVES["study.period_months"]) == "1 or 3 or 6 or 12"
    assert describe.allowed(LEAVES["sites.*.accelerators"]) == "list of ids of accelerators"
    assert describe.allowed(LEAVES["buses.*.eclipse_operations"]) == 'list of: "idle", "full" or a share 0..1'
    assert describe.allowed(LEAVES["buses.*.mass_max_t"]) == "number 0..500 (0 excluded)"


# --- the catalog that ships


@pytest.mark.parametrize("section", records.SECTIONS)
def test_every_record_of_the_catalog_fits_the_format(section):
    """Each record is read as if an instance used it; only what the instance itself must say may be
    missing.
    """
    for own_id in records.load(section):
        problems = Problems(f"catalog {section}")
        study = {"name": "x", "price_year": 2026, "start": "2028", "period_months": 3, "launch_periods": 4}
        tree = records.expand({"study": study, section: {own_id: {"use": f"catalog:{own_id}"}}}, problems)
        resolver = Resolver(tree, Files(DATA), problems)
        validated(resolver.resolve(), problems)
        with pytest.raises(
            InstanceError
        ) as caught:  # the study above is faulty, so that rules which span sections stay silent
            problems.raise_if_any([])
        mine = [(path, message) for path, message in caught.value.problems if path.startswith(f"{section}.")]
        faults = [(p, m) for p, m in mine if not m.startswith("is missing") and "is not defined in" not in m]
        assert faults == [], own_id
        missing = {path.split(".")[2] for path, message in mine if message.startswith("is missing")}
        assert missing <= {"demand", "token_weight", "region", "accelerators", "flights_per_year"}, own_id


def test_the_price_index_reaches_every_price_year():
    first, last = records.PRICE_YEARS
    assert money.factor(first, first) == 1.0
    indices = [money.index(year) for year in range(first, last + 1)]
    assert all(later > earlier for earlier, later in zip(indices, indices[1:]))
    assert (
        1.15 < money.factor(2020, 2024) < 1.25
    )  # US prices rose by 19 % (GDP deflator) to 21 % (consumer prices)
    assert money.factor(2024, 2020) == pytest.approx(1 / money.factor(2020, 2024))
