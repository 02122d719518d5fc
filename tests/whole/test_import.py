"""`planner import` from the outside: a part that checks when pasted, what is printed, what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from test_importing_satellites import constellation

STARTER = Path("instances/starter.toml").read_text(encoding="utf-8")
PLACE = "[workloads.batch.demand.north-america]"


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_demand_pasted_into_the_starter_checks(tmp_path):
    table = tmp_path / "forecast.csv"
    table.write_text("year,batch (billion tokens/day)\n2027,0\n2028,1500\n2029,3000\n2031,3000\n")
    part = tmp_path / "part.toml"
    done = run("import", "demand", table, "--region", "north-america", "--out", part)
    assert done.exit_code == 0, done.stderr
    assert "unit: billion tokens/day (as the file says)" in done.stdout
    assert "4 values from 2027-01-01 to 2031-01-01" in done.stdout
    assert f"{part} and {tmp_path}/part.csv: written" in done.stdout
    assert "look at: batch/north-america: nothing from 2030-01-01 until 2031-01-01" in done.stderr
    mine = tmp_path / "mine.toml"
    mine.write_text(STARTER.partition(PLACE)[0] + part.read_text() + "shortfall_usd_per_mtoken = 5\n")
    done = run("check", mine)
    assert done.exit_code == 0, done.stderr
    series = planner.read(mine).data.workloads["batch"].demand["north-america"].committed_tt_per_year
    assert series.values == pytest.approx((0, 547.875, 1095.75, 1095.75))


def test_satellites_pasted_into_the_starter_check(tmp_path):
    elements = tmp_path / "gp.json"
    elements.write_text(json.dumps(constellation()))
    part = tmp_path / "part.toml"
    done = run("import", "satellites", elements, "--design", "small", "--out", part)
    assert done.exit_code == 0, done.stderr
    assert "144 satellites in 3 shells, of 17 launches; 9 kept apart" in done.stdout
    assert "look at: 3 satellites sinking" in done.stderr
    mine = tmp_path / "mine.toml"
    mine.write_text(STARTER + part.read_text())
    done = run("check", mine)
    assert done.exit_code == 0, done.stderr
    assert "5 shells" in done.stdout


def test_nothing_is_overwritten_unasked(tmp_path):
    table, part = tmp_path / "part.csv", tmp_path / "part.toml"
    table.write_text("year,batch (Tt/year)\n2027,1\n2028,2\n")
    read = table.read_bytes()
    first = run("import", "demand", table, "--region", "europe", "--out", part)
    assert first.exit_code == 0, first.stderr
    assert "part-tt-per-year.csv: written" in first.stdout  # part.csv is what was read
    again = run("import", "demand", table, "--region", "europe", "--out", part)
    assert again.exit_code == 2 and "this file exists" in again.stderr
    forced = run("import", "demand", table, "--region", "europe", "--out", part, "--force")
    assert forced.exit_code == 0, forced.stderr
    assert table.read_bytes() == read


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["demand", "README.md"], "is no spreadsheet by its name"),
        (["demand", "none.csv"], "no such file"),
        (["demand", "instances"], "is no spreadsheet"),
        (["demand", "instances/pilot-demand.csv"], "say it with --region ID"),
        (["demand", "instances/pilot-demand.csv", "--region", "Europe!"], "is no id"),
        (
            ["demand", "instances/pilot-demand.csv", "--unit", "tons", "--region", "europe"],
            "is no unit of tokens",
        ),
        (
            ["demand", "solutions/pilot/cash.csv"],
            "one column of tokens|names none that is understood|is not a number",
        ),
        (["satellites", "README.md"], "has no OBJECT_NAME"),
        (["satellites", "none.json"], "no such file"),
        (["satellites", "solutions/pilot/plan.json"], "has no OBJECT_NAME"),
        (["satellites", "solutions/pilot/plan.json", "--design", "Big One"], "is no id"),
    ],
)
def test_what_is_refused(tmp_path, arguments, says):
    done = run("import", *arguments, "--out", tmp_path / "part.toml")
    assert done.exit_code == 2, done.output
    assert any(word in done.stderr for word in says.split("|")), done.stderr
    assert not (tmp_path / "part.toml").exists()
