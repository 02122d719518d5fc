"""planner compare as an analyst runs it: two plans and a question between them, a study, bad input."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "solutions" / "starter"
SHORT = ROOT / "tests" / "cases" / "short-starter.toml"


def ran(*arguments):
    """The command in this process: exit code, what it printed, what it said."""
    answer = CliRunner().invoke(app, ["compare", *map(str, arguments)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """Two plans of the short starter: in the second flights are cheaper and a shell's yearly fee dearer."""
    room = tmp_path_factory.mktemp("plans")
    instance = planner.read(SHORT)
    cheaper = instance.with_values({"vehicles.falcon-9.price_musd": 40, "shells.sso-600.yearly_musd": 2})
    planner.solve(instance, gap=0.4).write(room / "a")
    planner.solve(cheaper, gap=0.5).write(room / "b")
    return room / "a", room / "b"


def test_the_steps_sum_to_the_difference_and_the_page_is_written(plans, tmp_path):
    page = tmp_path / "a-b.html"
    code, out, err = ran(*plans, "--json", "--workers", 1, "--html", page)
    assert code == 0 and "1 question between the plans to solve, at most 5 min each" in err, err
    found = json.loads(out)
    a, b = map(planner.read_plan, plans)
    assert [row["inputs"] for row in found["steps"]] == [
        "shells.sso-600.yearly_musd",
        "vehicles.falcon-9.price_musd",
    ]
    assert sum(row["found"] for row in found["steps"]) == pytest.approx(b.value - a.value)
    fee, flights = found["steps"]
    assert fee["low"] >= 0 and flights["high"] <= 0  # a dearer fee makes nothing cheaper, nor the reverse
    assert all(row["low"] <= row["found"] <= row["high"] for row in found["steps"])
    assert sum(row["a_musd"] for row in found["costs"]) == pytest.approx(a.cost_musd)
    assert {row["input"] for row in found["inputs"]} >= {"solve.gap", "vehicles.falcon-9.price_musd"}
    assert [row["plan"] for row in found["plans"]] == ["a", "b"]
    text = page.read_text()
    assert "What explains it" in text and text.count("<svg") == 4
    page.write_text("mine")
    code, out, err = ran(*plans, "--html", page)
    assert code == 2 and "not overwritten without --force" in err and page.read_text() == "mine"


def test_without_steps_nothing_is_solved(plans):
    code, out, err = ran(*plans, "--no-steps")
    assert code == 0 and "to solve" not in err
    assert "b costs $" in out and "Inputs that differ" in out and "explains" not in out
    code, out, _ = ran(*plans, "--no-steps", "--csv")
    assert code == 0 and out.splitlines()[0].startswith("item,a_musd,b_musd,change_musd")


def test_several_plans_stand_side_by_side(plans):
    code, out, err = ran(*plans, STARTER)
    assert code == 0 and "to solve" not in err
    assert out.splitlines()[1].startswith("A  a")
    assert " costs least, $" in out and "change" not in out


@pytest.fixture
def study(tmp_path):
    """A folder as planner study leaves it, with the runs of a shipped study."""
    folder = tmp_path / "prices"
    (folder / "runs").mkdir(parents=True)
    (folder / "study.json").write_text(json.dumps({"name": "launch-price", "runs": []}))
    frame = pd.read_csv(ROOT / "solutions/studies/launch-price/results.csv")
    frame.to_parquet(folder / "results.parquet", index=False)
    return folder


def test_the_runs_of_a_study(study):
    code, out, err = ran(study)
    assert code == 0 and "launch-price: " in out and "% from orbit" in out, err
    table = ROOT / "solutions/studies/launch-price"
    code, alone, _ = ran(table)
    assert code == 0 and alone == out
    code, out, _ = ran(study, "--csv")
    assert code == 0 and len(out.splitlines()) == 1 + len(planner.read_study(study).frame)


def test_bad_input_is_said_and_nothing_is_lost(study, tmp_path):
    other = tmp_path / "older"
    shutil.copytree(STARTER, other)
    told = json.loads((other / "plan.json").read_text())
    (other / "plan.json").write_text(json.dumps({**told, "format": 99}))
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "results.csv").write_text("a,b\n1,2\n")
    for arguments, says in (
        ((STARTER, study), "holds a study, not a plan: planner compare"),
        ((STARTER,), "is one plan; name another one to compare it with"),
        ((STARTER, SHORT), "is a file; compare takes plan folders: planner solve"),
        ((STARTER, tmp_path / "none"), "no such plan folder"),
        ((tmp_path / "none",), "no such folder"),
        ((STARTER, other), "written in format 99"),
        ((STARTER, STARTER, "--html", tmp_path), "is a directory, not a file"),
        ((STARTER, STARTER, "--html", tmp_path / "none" / "a.html"), "its folder does not exist"),
        ((study, "--html", tmp_path / "a.html"), "is for plans, and"),
        ((STARTER, ROOT / "solutions/studies/launch-price"), "holds a study, not a plan"),
        ((bad,), "is no table of a study: it lacks run, name"),
        ((STARTER,) * 9, "9 plans; it takes 2 to 8"),
    ):
        code, out, err = ran(*arguments)
        assert code == 2 and says in err and not out, (arguments, code, err)


def test_a_plan_compared_with_itself():
    code, out, _ = ran(STARTER, STARTER)
    assert code == 0 and "starter (B) costs the same as starter (A): $0.137 a million tokens." in out
    assert "No input differs: the difference lies within the proven gaps." in out
