"""The same input gives the same bytes; a search that is stopped keeps its best plan.

Each search is a process of its own, as a user starts it: hash seeds, signals and HiGHS's threads belong to a
process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import planner

ROOT = Path(__file__).parents[2]
PILOT, STARTER = ROOT / "instances" / "pilot.toml", ROOT / "tests" / "cases" / "short-starter.toml"
GAP_OPEN = 4  # exit code: a plan, but the gap was not reached
TINY = "1e-7"  # a gap that pilot.toml does not reach in a minute
PATIENCE_S = 60


def command(*words, **environment: str) -> tuple[list[str], dict[str, str]]:
    """A planner command and its environment, wherever the tests run and whether or not the package is
    installed.
    """
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return [sys.executable, "-m", "planner", *map(str, words)], {
        **os.environ,
        "PYTHONPATH": path,
        **environment,
    }


def planner_command(folder: Path, *words, **environment: str) -> subprocess.CompletedProcess:
    """A planner command run to its end in a folder."""
    line, around = command(*words, **environment)
    return subprocess.run(
        line, cwd=folder, env=around, capture_output=True, text=True, timeout=5 * PATIENCE_S
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- the same bytes


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed(tmp_path):
    """All of the plan folder but run.json, which tells times."""
    written = []
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        answer = planner_command(folder, "solve", STARTER, "--out", "plan", PYTHONHASHSEED=hash_seed)
        assert answer.returncode == 0, answer.stderr
        files = contents(folder / "plan")
        assert files.pop("run.json")
        written.append((files, answer.stdout))
    (first, said), (second, said_again) = written
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)
    assert said == said_again


def test_the_python_calls_write_the_same_bytes_as_the_command(tmp_path):
    assert planner_command(tmp_path, "solve", STARTER, "--out", "by-command").returncode == 0
    planner.solve(planner.read(STARTER)).write(tmp_path / "by-call")
    by_command, by_call = contents(tmp_path / "by-command"), contents(tmp_path / "by-call")
    assert [name for name in by_command if name != "run.json" and by_command[name] != by_call.get(name)] == []


# --- threads


@pytest.mark.slow
def test_two_threads_find_a_plan_of_the_same_worth(tmp_path):
    answer = planner_command(tmp_path, "solve", STARTER, "--out", "plan", "--set", "solve.threads=2")
    assert answer.returncode == 0, answer.stderr
    plan = planner.read_plan(tmp_path / "plan")
    assert plan.record.threads == 2
    assert plan.gap <= 0.01 and planner.audit(plan).ok


@pytest.mark.slow
def test_one_process_may_solve_with_one_thread_and_then_with_two(tmp_path):
    calls = (
        "import planner\n"
        f"question = planner.read({str(STARTER)!r})\n"
        "for threads in (1, 2, 1):\n"
        "    print(planner.solve(question.with_value('solve.threads', threads), gap=0.05).status)\n"
    )
    line, around = command()
    answer = subprocess.run(
        [line[0], "-c", calls], cwd=tmp_path, env=around, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split("\n")[:3] == ["gap reached"] * 3


# --- Ctrl-C


@dataclass(frozen=True)
class Stopped:
    """What an interrupted search said and wrote."""

    reported: bool  # whether it told of a plan while it ran
    code: int
    stdout: str
    stderr: str
    folder: Path


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory) -> Stopped:
    """`planner solve pilot.toml` with a tiny gap, sent SIGINT when it has told of a plan, or after PATIENCE_S
    if it never does.
    """
    folder = tmp_path_factory.mktemp("interrupted")
    line, around = command("solve", PILOT, "--out", "plan", "--gap", TINY, "--time-limit", 10 * PATIENCE_S)
    process = subprocess.Popen(
        line, cwd=folder, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    said: list[str] = []
    reported = threading.Event()

    def listen() -> None:
        for text in process.stderr:
            said.append(text)
            if "best" in text:
                reported.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        was_reported = reported.wait(PATIENCE_S)
        process.send_signal(signal.SIGINT)
        stdout = process.stdout.read()
        process.wait(PATIENCE_S)
    finally:
        process.kill()
        listener.join()
        for pipe in (process.stdout, process.stderr):
            pipe.close()
    return Stopped(was_reported, process.returncode, stdout, "".join(said), folder / "plan")


def test_a_running_search_tells_of_its_plans(interrupted):
    """One log line per better plan, when it is found: with none to see, nobody knows that there is one to
    keep.
    """
    assert interrupted.reported, f"no plan was reported in {PATIENCE_S} s; in the end:\n{interrupted.stderr}"


def test_ctrl_c_keeps_the_best_plan(interrupted):
    assert interrupted.code == GAP_OPEN, interrupted.stderr
    assert "interrupted" in interrupted.stdout and "Traceback" not in interrupted.stderr
    plan = planner.read_plan(interrupted.folder)
    assert plan.status == "interrupted"
    assert 0 < plan.bound <= plan.value and plan.gap > float(TINY)
    assert plan.record.audit == "passed" and len(plan.launches) > 0


def test_the_plan_of_an_interrupted_search_passes_the_audit_command(interrupted):
    answer = planner_command(interrupted.folder.parent, "audit", "plan")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_what_an_interrupted_search_told_is_what_it_wrote(interrupted):
    """The last line on stderr that names a best value names that of plan.json; then it says what a second
    Ctrl-C would do.
    """
    record = json.loads((interrupted.folder / "plan.json").read_text())
    *told, stopping = interrupted.stderr.splitlines()
    assert f"best {record['value']:.6g}" in [line for line in told if "best " in line][-1]
    assert stopping.startswith("stopping; with another Ctrl-C")


# --- the time limit


def test_the_time_limit_keeps_the_best_plan(tmp_path):
    limit_s, began = 8, time.perf_counter()
    answer = planner_command(
        tmp_path, "solve", PILOT, "--out", "plan", "--gap", TINY, "--time-limit", limit_s
    )
    assert time.perf_counter() - began <= 1.1 * limit_s + 3  # the whole command
    assert answer.returncode == GAP_OPEN, answer.stderr
    assert "time limit" in answer.stdout
    plan = planner.read_plan(tmp_path / "plan")
    assert plan.status == "time limit"
    assert 0 < plan.bound <= plan.value and plan.gap > float(TINY)
    assert planner_command(tmp_path, "audit", "plan").returncode == 0
    assert plan.run.seconds["total"] <= 1.1 * limit_s


def test_no_time_for_any_plan_is_said_and_nothing_is_written(tmp_path):
    answer = planner_command(tmp_path, "solve", PILOT, "--out", "plan", "--time-limit", 0.01)
    assert answer.returncode == 3
    assert "time limit" in answer.stderr and "Traceback" not in answer.stderr
    assert not (tmp_path / "plan").exists()
