"""datapackage.json is true of the folder it stands in, by the rules of Frictionless schemas; the documents
follow from it.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

import planner
from planner.tables.datapackage import datapackage, slug
from planner.tables.keys import RECORD, RUN, Key
from planner.tables.readme import document
from planner.tables.schema import SCHEMA
from small_plan import small_plan

ROOT = Path(__file__).parents[2]
INSTANCES = {
    "starter": {"solve.gap": 0.05},
    "small_operator": {"solve.gap": 0.3},  # capital, a debt, a reserve
    "npv0": {},
}


@pytest.fixture(scope="module", params=["by hand", *INSTANCES])
def folder(request, tmp_path_factory):
    """A plan folder: that of the plan by hand, or of an instance."""
    where = tmp_path_factory.mktemp("package") / "plan"
    if request.param == "by hand":
        return small_plan().write(where)
    files = {"npv0": ROOT / "tests" / "cases" / "npv0.toml"}
    instance = planner.read(files.get(request.param, ROOT / "instances" / f"{request.param}.toml"))
    return planner.solve(instance.with_values(INSTANCES[request.param])).write(where)


def package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def tables(folder):
    """Resource name -> (schema, rows as the file has them)"""
    found = {}
    for resource in package(folder)["resources"]:
        if resource["profile"] == "tabular-data-resource":
            with (folder / resource["path"]).open(newline="", encoding="utf-8") as handle:
                header, *rows = csv.reader(handle)
            assert header == [field["name"] for field in resource["schema"]["fields"]]
            found[resource["name"]] = (
                resource["schema"],
                [dict(zip(header, row, strict=True)) for row in rows],
            )
    return found


READ = {"integer": int, "number": float, "date": date.fromisoformat, "string": str}


def test_every_file_is_a_resource_and_every_resource_a_file(folder):
    paths = {resource["path"] for resource in package(folder)["resources"]}
    files = {path.name for path in folder.iterdir() if path.is_file()} - {"datapackage.json"}
    assert paths == files
    names = [resource["name"] for resource in package(folder)["resources"]]
    assert len(set(names)) == len(names)
    for name in [package(folder)["name"], *names]:
        assert re.fullmatch(r"[-a-z0-9._/]+", name)


def test_every_cell_is_what_its_field_says(folder):
    for name, (schema, rows) in tables(folder).items():
        for field in schema["fields"]:
            assert field["description"] and ("unit" in field) == (field["type"] in ("integer", "number"))
            rule = field["constraints"]
            for row in rows:
                cell = row[field["name"]]
                if cell in schema["missingValues"]:
                    assert not rule["required"], (name, field["name"])
                    continue
                value = READ[field["type"]](cell)
                assert cell != "-0"
                if "minimum" in rule:
                    assert value >= rule["minimum"], (name, field["name"], cell)
                if "enum" in rule:
                    assert value in rule["enum"]


def test_keys_name_rows_and_references_are_there(folder):
    found = tables(folder)
    for name, (schema, rows) in found.items():
        keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys), name
        for foreign in schema.get("foreignKeys", []):
            other = found[foreign["reference"]["resource"]][1]
            there = {tuple(row[column] for column in foreign["reference"]["fields"]) for row in other}
            here = {tuple(row[column] for column in foreign["fields"]) for row in rows}
            assert here <= there, (name, foreign)


def test_cohorts_named_as_predecessors_and_successors_are_there(folder):
    found = tables(folder)
    known = {row["cohort"] for row in found["cohorts"][1]} | {row["existing"] for row in found["existing"][1]}
    for row in found["replacements"][1]:
        assert {*row["predecessors"].split(), *row["successors"].split()} <= known


JSON_TYPES = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
    "null": type(None),
}  # fmt: skip


def leaves(content, at=""):
    """(path, value) of everything in a record; `[]` for elements of a list of tables."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from leaves(value, f"{at}.{key}" if at else key)
    elif isinstance(content, list) and not at.startswith(("defaults", "options")):
        for value in content:
            yield from leaves(value, f"{at}[]")
    else:
        yield at, content


def matching(path: str, keys: dict[str, Key]) -> Key | None:
    """The declaration of a key path such as `sizes.rows`, None without one."""
    if path in keys:
        return keys[path]
    for known, key in keys.items():
        if known.endswith(".*") and path.startswith(known[:-1]):
            return key
    return None


@pytest.mark.parametrize("file, keys", [("plan.json", RECORD), ("run.json", RUN)])
def test_every_key_is_declared(folder, file, keys):
    content = json.loads((folder / file).read_text(encoding="utf-8"))
    for path, value in leaves(content):
        key = matching(path, keys)
        assert key is not None, path
        kinds = tuple(JSON_TYPES[kind] for kind in key.type.split("|"))
        assert isinstance(value, kinds), (path, value)
        assert not (isinstance(value, bool) and "boolean" not in key.type), path


def test_a_plan_has_every_key(folder):
    if "small" in package(folder)["title"] and "operator" not in package(folder)["title"]:
        return  # the plan by hand has a short record
    record = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    paths = {path for path, _ in leaves(record)} | {key for key in record}
    for path in RECORD:
        stem = re.split(r"[.\[]\*?", path)[0]
        assert stem in record, path
        if "*" not in path and "[" not in path and not path.startswith("horizon."):
            assert path in paths, path


def test_an_added_column_is_described_as_not_ours():
    plan = small_plan()
    fields = datapackage("x", {"mixes": plan.mixes.assign(colour="red")})["resources"][-1]["schema"]["fields"]
    assert fields[-1] == {"name": "colour", "type": "any", "description": "not of the planner"}


def test_names_of_packages():
    assert [slug(name) for name in ("Mein Plan 2", "ÄÖ", "a/b_c.d")] == ["mein-plan-2", "plan", "a-b_c.d"]


def test_the_document_is_current():
    text = (ROOT / "planner" / "tables" / "README.md").read_text(encoding="utf-8")
    assert text == document(), "run: python -m planner.tables.readme planner/tables/README.md"


def test_every_column_name_carries_its_unit():
    """The last words of a number's name say its unit, or it is a share, a count in words, or years of
    accelerators.
    """
    ends = {
        "t": ("_t",), "m3": ("_m3",), "M$": ("_musd",), "Tt": ("_tt",), "MW": ("_mw",), "kW": ("_kw",),
        "kWh": ("_kwh",), "m2": ("_m2",), "mm": ("_mm",), "kg": ("_kg",), "m/s": ("_m_s",),
        "W/m2": ("_w_per_m2",), "year": ("_years",), "accelerator-years": ("accelerator_years",),
        "Gbit/s": (), "slots": (), "satellites": (), "blocks": (), "accelerators": (), "1": (),
    }  # fmt: skip
    for table in SCHEMA.values():
        for column in (*table.columns, *table.further):
            if column.type == "number":
                allowed = ends[column.unit]
                name = column.name.removesuffix("_per_flight") or column.name
                assert not allowed or column.name == "musd" or name.endswith(allowed), column
                if column.unit == "Gbit/s":
                    assert name.startswith("gbps_")
