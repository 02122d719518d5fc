"""`planner breakeven` as an analyst runs it: the sentence, the folder, going on, bad input."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "instances" / "orbit_vs_ground.toml"
POWER = "sites.texas.grid_usd_per_kwh"
SMALL = ("--gap", 0.05, "--set", "study.launch_periods=4", "--tolerance", 0.5)


def run(*words):
    return CliRunner().invoke(app, ["breakeven", *map(str, words)])


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A folder with the break-even of orbit against ever dearer power on the ground, and what was said."""
    out = tmp_path_factory.mktemp("asked") / "power"
    answer = run(TEMPLATE, "--parameter", POWER, "--between", 0.05, 5, *SMALL, "--out", out)
    return out, answer


def test_the_sentence_comes_first_and_holds_what_is_proven(asked):
    out, answer = asked
    assert answer.exit_code == 0, answer.output
    found = json.loads((out / "breakeven.json").read_text())
    assert answer.stdout.splitlines()[0] == found["verdict"]
    assert f"proven dearer up to {found['low']:g}, cheaper from {found['high']:g} on" in found["verdict"]
    assert found["is_proven"] and 0.05 < found["low"] < found["high"] < 5
    assert "runs of this round" in answer.stderr


def test_the_folder_holds_curve_answer_figure_and_runs(asked):
    out, _ = asked
    curve = pd.read_csv(out / "breakeven.csv")
    assert set(curve.case) == {"orbit", "ground"} and (curve.bound <= curve.ratio_usd_per_mtoken).all()
    assert curve[curve.case == "orbit"].ratio_usd_per_mtoken.nunique() == 1  # power is not orbit's
    low, high = (curve[curve.case == "ground"].ratio_usd_per_mtoken.agg(end) for end in ("min", "max"))
    assert low < curve[curve.case == "orbit"].ratio_usd_per_mtoken.iloc[0] < high
    assert {path.suffix for path in (out / "figures").iterdir()} == {".svg", ".png", ".csv"}
    assert any((out / "runs").iterdir())


def test_the_same_question_again_solves_nothing_and_says_the_same(asked):
    out, answer = asked
    before = (out / "breakeven.csv").read_bytes()
    again = run(TEMPLATE, "--parameter", POWER, "--between", 0.05, 5, *SMALL, "--out", out)
    assert (again.exit_code, again.stdout) == (0, answer.stdout)
    assert (out / "breakeven.csv").read_bytes() == before


def test_another_question_does_not_go_into_its_folder(asked):
    out, _ = asked
    other = run(TEMPLATE, "--parameter", POWER, "--between", 0.1, 5, *SMALL, "--out", out)
    assert other.exit_code == 2 and "holds another break-even (between differ)" in other.stderr
    (out.parent / "notes").mkdir(exist_ok=True)
    (out.parent / "notes" / "mine.txt").write_text("mine")
    other = run(TEMPLATE, "--parameter", POWER, "--between", 0.1, 5, *SMALL, "--out", out.parent / "notes")
    assert other.exit_code == 2 and "holds mine.txt, which no break-even writes" in other.stderr


def test_against_a_plan_and_as_data():
    """The shipped plan of the template, all of it on the ground: its ratio and bound are given."""
    against = ROOT / "solutions" / "orbit_vs_ground"
    words = ("--parameter", "sites.*.grid_usd_per_kwh", "--between", 0.1, 0.2, "--against", against)
    answer = run(TEMPLATE, *words, *SMALL, "--json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    plan = planner.read_plan(against)
    given = [row for row in found["curve"] if row["case"] == "plan"]
    assert {(row["ratio_usd_per_mtoken"], row["status"]) for row in given} == {(plan.ratio, "given")}
    assert found["verdict"].startswith("no break-even between 0.1 and 0.2: proven; orbit is dearer")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--parameter", "sites.texs.grid_mw", "--between", 1, 2), "did you mean texas?"),
        (("--parameter", "study.start", "--between", 1, 2), "is no number but date"),
        (("--parameter", POWER, "--between", 2, 1), "the range is empty"),
        (("--parameter", POWER, "--between", 0.1, 50), "50 is outside 0..5"),
        (("--parameter", POWER, "--between", "a", "b"), "Usage"),
        (("--parameter", POWER, "--between", 1, 2, "--against", "nowhere"), "nor a plan folder that exists"),
        (("--parameter", POWER, "--between", 1, 2, "--set", "objective=cost"), "levelized_cost"),
        (("--parameter", POWER, "--between", 1, 2, "--gap", 7), "solve.gap"),
    ],
)
def test_bad_input_is_told_with_exit_code_2(words, says):
    answer = run(TEMPLATE, *words)
    assert answer.exit_code == 2 and says in answer.output and "Traceback" not in answer.output
