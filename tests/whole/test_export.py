"""`planner export` from the outside: several outputs at once, nothing overwritten unasked, every refusal."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app

PLAN = "solutions/starcloud"


def run(*arguments):
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def test_all_outputs_at_once(tmp_path):
    asked = {
        "xlsx": tmp_path / "plan.xlsx", "parquet": tmp_path / "tables", "czml": tmp_path / "fleet.czml",
        "omm": tmp_path / "fleet.xml", "mps": tmp_path / "model.mps",
    }  # fmt: skip
    done = run(PLAN, *(part for name, path in asked.items() for part in (f"--{name}", path)))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{path}{'/' if name == 'parquet' else ''} is written" for name, path in asked.items()
    ]
    assert openpyxl.load_workbook(asked["xlsx"]).sheetnames[0] == "summary"
    assert (asked["parquet"] / "cash.parquet").exists()
    assert json.loads(asked["czml"].read_text())[0]["id"] == "document"
    assert asked["mps"].read_text().startswith("* orbital-planner: starcloud")

    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = run(PLAN, *(part for name, path in asked.items() for part in (f"--{name}", path)))
    assert again.exit_code == 2
    assert "export: 5 problems" in again.stderr
    assert again.stderr.count("without --force") == 4 and "this folder exists" in again.stderr
    assert {path: path.read_bytes() for path in before} == before

    (asked["parquet"] / "reserve.parquet").write_bytes(b"of an earlier plan")
    forced = run(PLAN, "--force", "--xlsx", asked["xlsx"], "--parquet", asked["parquet"])
    assert forced.exit_code == 0, forced.stderr
    assert not (asked["parquet"] / "reserve.parquet").exists()
    assert asked["xlsx"].read_bytes() == before[asked["xlsx"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([PLAN], "nothing is asked for"),
        ([PLAN, "--xlsx", "plan.xls"], "must end in .xlsx"),
        ([PLAN, "--omm", "x.kvn"], "must end in .json or .csv or .xml"),
        ([PLAN, "--xlsx", "none/plan.xlsx"], "none is no folder"),
        ([PLAN, "--parquet", "folder"], "holds notes.txt, which is no table of a plan"),
        ([PLAN, "--parquet", "file"], "a file of this name exists"),
        ([PLAN, "--omm", "a.json", "--czml", "taken.czml"], "is a directory, not a file"),
        (["instances/starter.toml", "--xlsx", "a.xlsx"], "is an instance"),
        (["solutions/ground_only", "--czml", "a.czml"], "no orbit to show"),
        (["solutions/studies", "--xlsx", "a.xlsx"], "plan.json"),
        (["none", "--xlsx", "a.xlsx"], "no such plan folder or instance file"),
        (["README.md", "--mps", "a.mps"], "is not TOML"),
        ([f"{PLAN}/plan.json", "--mps", "a.mps"], "is not TOML"),
    ],
)
def test_what_is_refused(tmp_path, monkeypatch, arguments, says):
    root = Path.cwd()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "taken.czml").mkdir()
    monkeypatch.chdir(tmp_path)
    place = root / arguments[0] if arguments[0] != "none" else "none"
    before = sorted(tmp_path.rglob("*"))
    done = run(place, "--force", *arguments[1:])
    assert done.exit_code == 2, done.output
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_call(tmp_path):
    plan = planner.read_plan(PLAN)
    assert planner.export(plan, xlsx=tmp_path / "a.xlsx") == [tmp_path / "a.xlsx"]
    with pytest.raises(planner.InstanceError, match="force=True"):
        planner.export(plan, xlsx=tmp_path / "a.xlsx")
    planner.export(PLAN, xlsx=str(tmp_path / "a.xlsx"), force=True)
    with pytest.raises(TypeError, match="xlsx|output"):
        planner.export(plan, xlsx=3)
    with pytest.raises(TypeError, match="plan must be"):
        planner.export(7, xlsx=tmp_path / "b.xlsx")
    with pytest.raises(planner.InstanceError, match="two outputs have the same place"):
        planner.export(plan, omm=tmp_path / "c.json", parquet=tmp_path / "c.json")


def test_an_instance_has_a_program(tmp_path):
    done = run("instances/starter.toml", "--mps", tmp_path / "model.mps")
    assert done.exit_code == 0, done.stderr
    assert "the least ratio of the linear relaxation" in (tmp_path / "model.mps").read_text()[:2000]
