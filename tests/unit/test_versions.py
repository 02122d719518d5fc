"""Versions: of the instance format, of a plan's columns, and plans of earlier ones."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.auditing.glance import glance
from planner.instance import version
from planner.tables.columns import FORMAT

ROOT = Path(__file__).parents[2]
OLD = Path(__file__).parent / "data" / "plan-of-format-2"
SHIPPED = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/plan.json"))
STARTER = (ROOT / "instances" / "starter.toml").read_text(encoding="utf-8")


def test_a_plan_of_format_2_is_read_as_one_of_this_format():
    plan = planner.read_plan(OLD)
    now = planner.read_plan(ROOT / "solutions" / "starter")
    assert plan.record.format == FORMAT and plan.run.solved is None
    for name, frame in plan.tables().items():
        pd.testing.assert_frame_equal(frame, now.tables()[name])


def test_it_is_audited_clean_and_shown_without_a_warning():
    plan = planner.read_plan(OLD)
    assert planner.audit(plan).ok
    assert glance(plan) == []


def test_an_edit_of_it_is_still_found(tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    record = json.loads((tmp_path / "old" / "plan.json").read_text(encoding="utf-8"))
    (tmp_path / "old" / "plan.json").write_text(json.dumps(record | {"cost_musd": record["cost_musd"] * 2}))
    assert not planner.audit(planner.read_plan(tmp_path / "old")).ok


def test_it_is_written_in_this_format(tmp_path):
    planner.read_plan(OLD).write(tmp_path / "new")
    record = json.loads((tmp_path / "new" / "plan.json").read_text(encoding="utf-8"))
    assert record["format"] == FORMAT
    assert planner.read_plan(tmp_path / "new").package is not None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1.1.0", "this one reads formats up to 1.0.0: install a newer planner"),
        ("2.0.0", "this one reads formats up to 1.0.0: install a newer planner"),
        (1, "this one reads format 2 and 1.0.0: solve the instance in"),
        (3, "this one reads format 2 and 1.0.0"),
        ("x", "this one reads format 2 and 1.0.0"),
        (None, "this one reads format 2 and 1.0.0"),
        ([2], "this one reads format 2 and 1.0.0"),
        ({}, "this one reads format 2 and 1.0.0"),
        (True, "this one reads format 2 and 1.0.0"),
    ],
)
def test_a_plan_of_another_format_is_refused_in_words(tmp_path, written, says):
    shutil.copytree(ROOT / "solutions" / "starter", tmp_path / "plan")
    path = tmp_path / "plan" / "plan.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"format": written}))
    with pytest.raises(planner.InstanceError, match="written in format") as raised:
        planner.read_plan(tmp_path / "plan")
    assert says in str(raised.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_plans_are_of_this_format_and_unedited(name):
    plan = planner.read_plan(ROOT / "solutions" / name)
    written = json.loads((ROOT / "solutions" / name / "plan.json").read_text(encoding="utf-8"))
    assert written["format"] == FORMAT
    assert glance(plan) == []


def test_words_of_another_version_are_no_edit(tmp_path):
    shutil.copytree(ROOT / "solutions" / "starter", tmp_path / "plan")
    package, run = tmp_path / "plan" / "datapackage.json", tmp_path / "plan" / "run.json"
    held = json.loads(package.read_text(encoding="utf-8"))
    held["resources"][0]["description"] = "Said in other words."
    package.write_text(json.dumps(held))
    told = json.loads(run.read_text(encoding="utf-8"))
    for planner_version, is_edited in ((planner.__version__, True), ("1.0.99", False)):
        told["versions"]["planner"] = planner_version
        run.write_text(json.dumps(told))
        assert bool(glance(planner.read_plan(tmp_path / "plan"))) is is_edited


@pytest.mark.parametrize("line", [f'format = "{version.FORMAT}"\n', ""])
def test_an_instance_may_name_the_version(line):
    body = STARTER.replace(f'format = "{version.FORMAT}"\n', line)
    assert planner.Instance.from_files({"mine.toml": body}).data.study.name == "starter"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('"1.0.1"', "is 1.0.1, a later version than this planner reads (1.0.0): install a newer planner"),
        ('"2.0.0"', "is 2.0.0, a later version than this planner reads (1.0.0): install a newer planner"),
        ('"0.1.0"', "is 0.1.0: the first version is 1.0.0"),
        ("1", 'must be a text of the form "1.0.0", at most "1.0.0", not 1'),
        ('"1.0"', 'must be a text of the form "1.0.0", at most "1.0.0", not 1.0'),
        ('""', 'must be a text of the form "1.0.0", at most "1.0.0", not '),
        ("[1]", 'must be a text of the form "1.0.0", at most "1.0.0", not '),
    ],
)
def test_another_version_of_it_is_refused_in_words(said, message):
    body = STARTER.replace(f'format = "{version.FORMAT}"', f"format = {said}")
    with pytest.raises(planner.InstanceError) as raised:
        planner.Instance.from_files({"mine.toml": body})
    assert message in str(raised.value)


def test_every_shipped_instance_names_its_version():
    for path in (ROOT / "instances").glob("*.toml"):
        assert f'format = "{version.FORMAT}"' in path.read_text(encoding="utf-8"), path.name


def test_what_to_cite_is_this_version():
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {planner.__version__}\n" in said
