"""planner study as an analyst runs it: one file in, table and plans out; bad input before anything runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.studies.running import cluster

CASES = Path(__file__).parents[1] / "cases"
STUDY = """
name = "two prices"
base = "CASES/short-starter.toml"
gap = 0.5
case = ["both", "ground"]
same_tokens_as = "both"
[vary]
"vehicles.falcon-9.price_musd" = [60, 70]
""".replace("CASES", str(CASES))


def command(root, *arguments):
    env = {**os.environ, "PYTHONPATH": str(root)}
    full = [sys.executable, "-m", "planner", "study", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(full, env=env, start_new_session=True, **pipes)


def ran(*arguments):
    """The command in this process: exit code, what it printed, what it said."""
    answer = CliRunner().invoke(app, ["study", *map(str, arguments)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture(scope="module")
def root(request):
    return request.config.rootpath


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A folder in which the study was done."""
    place = tmp_path_factory.mktemp("study")
    (place / "a.toml").write_text(STUDY)
    code, out, err = ran(place / "a.toml", "--out", place / "a", "--workers", 1)
    assert code == 0 and "Traceback" not in err, err
    assert out.startswith("4 of 4 runs: 4 gap reached; ")
    return place


def test_the_table_and_the_plans(study):
    found = planner.read_study(study / "a")
    assert list(found.frame["vehicles.falcon-9.price_musd"]) == [60, 60, 70, 70]
    assert list(found.frame.case) == ["both", "ground"] * 2
    assert (found.frame.audit == "passed").all() and (found.frame.bound <= found.frame.value).all()
    plan = found.plan(found.frame.iloc[2])
    assert plan.ratio == found.frame.ratio_usd_per_mtoken[2]
    assert planner.audit(plan).ok


def test_the_ground_is_asked_for_the_tokens_that_both_serve(study):
    found = planner.read_study(study / "a")
    both, ground = found.plan(0), found.plan(1)
    asked = (ground.demand.committed_tt + ground.demand.optional_tt).groupby(ground.demand.period).sum()
    served = both.demand.groupby("period").served_tt.sum()
    both_have = asked.index.intersection(served.index)
    pd.testing.assert_series_equal(asked[both_have], served[both_have], check_names=False, rtol=1e-9)
    assert served.drop(both_have).sum() == 0 and asked.drop(both_have).sum() == 0
    launching = ground.demand.period < 6
    assert (ground.demand.optional_tt[launching] == 0).all() and (ground.demand.committed_tt > 0).any()
    assert ground.demand.shortfall_tt.sum() > 0, (
        "its connection is too small, and the base lets it pay for that"
    )
    assert planner.audit(ground).ok


def test_the_list_and_the_same_command_again(study):
    code, out, _ = ran(study / "a.toml", "--out", study / "a", "--list")
    assert code == 0 and out.count(" done ") == 4 and out.rstrip().endswith("4 runs, 4 done")
    before = (study / "a/results.csv").read_bytes()
    code, _, err = ran(study / "a.toml", "--out", study / "a")
    assert code == 0 and not err and (study / "a/results.csv").read_bytes() == before
    (study / "more.toml").write_text(STUDY.replace("[60, 70]", "[60, 70, 80]").replace("two prices", "three"))
    code, out, _ = ran(study / "more.toml", "--out", study / "more", "--list")
    assert "6 runs, 4 done; the others may take" in out and not (study / "more").exists()


@pytest.mark.parametrize(
    "text, arguments, said",
    [
        ('base = "starter"\n[vary]\n"vehicles.falcon-9.prize_musd" = [1]', (), "did you mean price_musd?"),
        (
            'base = "starter"\n[vary]\n"vehicles.falcon-9.price_musd" = [60, -1]',
            (),
            "run 1: vehicles",
        ),
        ('base = "starter"', (), "is a study without runs"),
        (STUDY, ("--scheduler", "tcp://127.0.0.1:9"), "no scheduler answers there"),
    ],
)
def test_bad_input_ends_it_before_anything_runs(tmp_path, monkeypatch, text, arguments, said):
    monkeypatch.setattr(cluster, "ANSWER_S", 0.5)
    (tmp_path / "s.toml").write_text(text)
    code, out, err = ran(tmp_path / "s.toml", "--out", tmp_path / "s", *arguments)
    assert code == 2 and out == "" and said in err and "Traceback" not in err
    assert not (tmp_path / "s").exists()


def test_ctrl_c_keeps_what_is_done_and_the_command_goes_on(root, tmp_path):
    many = f'base = "{CASES}/tiny.toml"\n[vary]\n"sites.tx.grid_mw" = {{ from = 1, to = 60, steps = 60 }}'
    (tmp_path / "s.toml").write_text(many)
    process = command(root, tmp_path / "s.toml", "--out", tmp_path / "s", "--workers", "1")
    for _ in range(1000):
        if list((tmp_path / "s/runs").glob("*/row.json")) if (tmp_path / "s/runs").is_dir() else []:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    done = len(planner.read_study(tmp_path / "s").frame)
    assert f"stopped after {done} of 60 runs" in err and f"{done} of 60 runs: {done} gap reached" in out
    assert done >= 1
