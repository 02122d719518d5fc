"""The runner: rows in order, kept and found again, whatever becomes of a worker."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

import planner
import studies_stub
from planner.studies.asked.edits import Put, Tables, made
from planner.studies.asked.runs import Run
from planner.studies.running.runner import FAILED, Runner
from planner.studies.running.store import Store

STUB = "studies_stub"


@pytest.fixture(scope="module")
def base(request):
    return planner.read(request.config.rootpath / "instances/starter.toml")


def runs_of(base, count=4, **more):
    """Runs of a few prices and seeds."""
    return [
        Run({"seed": seed}, base, recipe=(Put({studies_stub.PRICE: 50 + seed, "solve.seed": seed}),), **more)
        for seed in range(count)
    ]


def solved(runs, folder=None, function="solved", workers=1, **more):
    with Runner(folder=folder, workers=workers, solving=f"{STUB}:{function}", **more) as runner:
        return runner.rows(runs)


def test_rows_come_in_the_order_of_the_runs_and_are_found_again(base, tmp_path):
    runs, told = runs_of(base), []
    first = solved(runs, tmp_path / "s", "slow", workers=2, progress=lambda *so_far: told.append(so_far))
    assert [row["value"] for row in first] == [50, 102, 156, 212]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    began = time.monotonic()
    again = solved(runs_of(base), tmp_path / "s", "faulty")
    assert again == first and time.monotonic() - began < 0.5, "nothing is solved again"
    more = solved(runs_of(base, 5), tmp_path / "s")
    assert more[:4] == first and more[4]["value"] == 270


def test_a_worker_that_dies_costs_its_run_alone(base, tmp_path):
    rows = solved(runs_of(base, 9), tmp_path / "s", "dying")
    assert [row["status"] for row in rows] == ["gap reached"] * 7 + [FAILED] + ["gap reached"]
    assert rows[7]["reason"] == "the worker died (killed by signal 9) 3 times"
    assert solved(runs_of(base, 9), tmp_path / "s")[7]["status"] == "gap reached", "tried again the next time"


def test_a_fault_in_a_worker_is_a_row(base):
    rows = solved(runs_of(base, 9), None, "faulty")
    assert [row["status"] for row in rows].count(FAILED) == 1
    assert rows[7]["reason"] == "ZeroDivisionError: division by zero"


def test_what_the_format_refuses_is_told_before_anything_is_solved(base, tmp_path):
    wrong = Run({}, base, recipe=(Put({studies_stub.PRICE: -1}),))
    with pytest.raises(planner.InstanceError) as told:
        solved([*runs_of(base), wrong, wrong], tmp_path / "s")
    assert [place for place, _ in told.value.problems] == [f"run {n}: {studies_stub.PRICE}" for n in (4, 5)]
    assert not (tmp_path / "s").exists()
    many = [Run({}, base, recipe=(Put({studies_stub.PRICE: 30 - n}),)) for n in range(40)]
    with pytest.raises(planner.InstanceError) as told:
        solved(many, tmp_path / "s")
    assert {place.split(":")[0] for place, _ in told.value.problems} == {f"run {n}" for n in range(31, 40)}


@pytest.mark.parametrize("content", [b"", b"{", b'{"row": {}}', b"[]", None])
def test_a_damaged_run_is_named_and_done_again(base, tmp_path, content):
    first = solved(runs_of(base), tmp_path / "s")
    hurt = next((tmp_path / "s/runs").glob("*/row.json"))
    good = hurt.read_bytes()
    hurt.write_bytes(good.replace(b"gap reached", b"gap reaches") if content is None else content)
    with Runner(folder=tmp_path / "s", workers=1, solving=f"{STUB}:solved") as runner:
        assert runner.rows(runs_of(base)) == first
        assert runner.store.damaged == [hurt.parent.name]
    assert json.loads(hurt.read_bytes()) == json.loads(good)


def test_what_a_killed_process_left_is_removed(base, tmp_path):
    solved(runs_of(base), tmp_path / "s")
    whole = sorted(path.name for path in (tmp_path / "s/runs").iterdir())
    code = (
        "import os, sys; from pathlib import Path; from planner.system import scratch\n"
        "with scratch.beside(Path(sys.argv[1])) as room:\n"
        "    (room / 'new').mkdir(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "s/runs/half")], cwd=base.path.parents[1])
    assert len(list((tmp_path / "s/runs").iterdir())) == len(whole) + 1
    Store(tmp_path / "s")
    assert sorted(path.name for path in (tmp_path / "s/runs").iterdir()) == whole


def test_studies_side_by_side_share_runs(base, tmp_path):
    first = solved(runs_of(base), tmp_path / "one")
    assert solved(runs_of(base), tmp_path / "apart", "faulty") == first
    shutil.rmtree(tmp_path / "apart")
    (tmp_path / "one/study.json").write_text("{}")
    with Runner(folder=tmp_path / "two", workers=1, solving=f"{STUB}:nothing") as runner:
        assert runner.rows(runs_of(base)) == first, "the function that would solve does not exist"
    kept = next((tmp_path / "two/runs").glob("*/row.json"))
    assert kept.samefile(tmp_path / "one/runs" / kept.parent.name / "row.json")


def test_a_run_whose_plan_was_not_kept_is_done_again_where_it_is_wanted(base, tmp_path):
    solved(runs_of(base, 1), tmp_path / "s", keep="row")
    (run,) = (tmp_path / "s/runs").iterdir()
    shutil.rmtree(run / "plan")
    solved(runs_of(base, 1), tmp_path / "s", "nothing", keep="row")
    solved(runs_of(base, 1), tmp_path / "s", keep="plan")
    assert (run / "plan/plan.json").is_file()


def test_ctrl_c_keeps_what_is_done(base, tmp_path, capsys):
    def stop(done, _runs):
        if done == 3:
            threading.Timer(0.01, signal.raise_signal, [signal.SIGINT]).start()

    with Runner(folder=tmp_path / "s", workers=2, solving=f"{STUB}:slow", progress=stop) as runner:
        rows = runner.rows(runs_of(base, 20))
        assert runner.is_interrupted
    done = [row for row in rows if row["status"] != "interrupted"]
    assert len(rows) == 20 and 3 <= len(done) < 20
    assert f"stopped after {len(done)} of 20 runs" in capsys.readouterr().err
    assert len(list((tmp_path / "s/runs").iterdir())) == len(done)


def test_a_full_disk_ends_it_and_the_same_call_goes_on(base, tmp_path, monkeypatch):
    from planner.studies.running import store

    put, left = store.Store._move_in, [2]

    def full(self, address, files):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        put(self, address, files)

    monkeypatch.setattr(store.Store, "_move_in", full)
    with pytest.raises(planner.InstanceError, match="No space left on device; what is done is kept"):
        solved(runs_of(base), tmp_path / "s")
    assert len(list((tmp_path / "s/runs").iterdir())) == 2
    monkeypatch.undo()
    assert [row["status"] for row in solved(runs_of(base), tmp_path / "s")] == ["gap reached"] * 4


def test_tables_are_added_and_taken_away(base):
    recipe = (
        Put({studies_stub.PRICE: 61}),
        Tables({"vehicles.mine": {"use": "catalog:new-glenn"}}, ("designs.older",)),
        Put({"vehicles.mine.price_musd": 99}),
    )
    found = made(base, recipe)
    assert set(found.data.vehicles) == {"falcon-9", "mine"} and "older" not in found.data.designs
    assert found.data.vehicles["falcon-9"].price_musd.values == (61,)
    assert found.data.vehicles["mine"].price_musd.values == (99,)
    assert found.provenance.keys() >= {"accelerators.h200.price_usd"}
    with pytest.raises(planner.InstanceError, match="did you mean falcon-9"):
        made(base, (Tables({}, ("vehicles.falcon-8",)),))
    with pytest.raises(planner.InstanceError, match="has it already"):
        made(base, (Tables({"vehicles.falcon-9": {}}),))


def test_a_script_without_a_main_guard_is_not_run_again(base, tmp_path):
    script = tmp_path / "ten_lines.py"
    script.write_text(
        "import sys, studies_stub\nfrom pathlib import Path\nimport planner\n"
        "from planner.studies.asked.edits import Put\nfrom planner.studies.running.runner import Runner\n"
        "from planner.studies.asked.runs import Run\n"
        "print('begins')\n"
        f"base = planner.read({str(base.path)!r})\n"
        f"runs = [Run({{}}, base, recipe=(Put({{{studies_stub.PRICE!r}: p}}),)) for p in (50, 60, 70)]\n"
        f"with Runner(workers=2, solving='{STUB}:solved') as runner:\n"
        "    print([row['value'] for row in runner.rows(runs)])\n"
    )
    root = base.path.parents[1]
    env = {"PYTHONPATH": f"{root}:{root / 'tests/unit'}", "PATH": ""}
    got = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert got.stdout.splitlines() == ["begins", "[50.0, 60.0, 70.0]"], got.stderr
