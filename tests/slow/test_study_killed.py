"""A study that is killed at random moments, again and again, comes to what an undisturbed one comes to."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pandas as pd
import pytest

from planner.studies.running.store import Store

LEAST_KILLS = 30
RUNS = 600

STUDY = """
import sys
from pathlib import Path
import planner, studies_stub
from planner.studies.running.conducting import conduct
from planner.studies.asked.edits import Put
from planner.studies.asked.runs import Run

base = planner.read(sys.argv[1])
runs = [
    Run({"seed": seed}, base, recipe=(Put({studies_stub.PRICE: 50 + seed, "solve.seed": seed}),))
    for seed in range(int(sys.argv[3]))
]
conduct(Path(sys.argv[2]), "killed", base, runs, workers=2, solving="studies_stub:slow", say=print)
"""


def started(root, folder):
    env = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests/unit'}"}
    command = [sys.executable, "-c", STUDY, str(root / "instances/starter.toml"), str(folder), str(RUNS)]
    return subprocess.Popen(
        command, env=env, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def kept(folder):
    """Runs that are there."""
    return sum(1 for _ in (folder / "runs").glob("[!.]*"))


def finished(process):
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@pytest.mark.slow
def test_a_study_killed_thirty_times_is_as_if_it_had_not_been(tmp_path, request):
    root, dice = request.config.rootpath, random.Random(20261129)
    finished(started(root, tmp_path / "calm" / "s"))
    folder, kills, steps = tmp_path / "killed" / "s", 0, []
    while kills < LEAST_KILLS:
        before = kept(folder)
        process = started(root, folder)
        if dice.random() < 0.6:  # while it solves; else while it starts, reads and checks
            while kept(folder) == before and process.poll() is None:
                time.sleep(0.02)
            time.sleep(dice.uniform(0, 0.6))
        else:
            time.sleep(dice.uniform(0, 4))
        with suppress(ProcessLookupError):  # it was at its end
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        steps.append(kept(folder))
        for path in (folder / "runs").glob("[!.]*"):
            assert (path / "row.json").stat().st_size > 0, "whole or not at all"
    said = finished(started(root, folder))
    assert "damaged" not in said
    assert steps == sorted(steps) and 0 < steps[len(steps) // 2] < RUNS, steps
    calm, killed = (pd.read_csv(path / "results.csv") for path in (tmp_path / "calm/s", folder))
    pd.testing.assert_frame_equal(calm, killed)
    pd.testing.assert_frame_equal(
        *(pd.read_parquet(path / "results.parquet") for path in (tmp_path / "calm/s", folder))
    )
    assert sorted(path.name for path in (folder / "runs").iterdir()) == sorted(
        path.name for path in (tmp_path / "calm/s/runs").iterdir()
    )
    assert not Store(folder).damaged
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")], "no scratch is left"
    print(f"{kills} kills; runs there after each: {steps}")
