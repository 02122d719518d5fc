"""Edges of the shell: streams that are closed, full or left, full disks, killed runs, Ctrl-C, long names, and
the small commands.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.errors import InstanceError
from planner.instance import shipped
from planner.plan import keeping, row
from planner.plan.plan import Plan
from planner.solver.solution import STOPPING, Progress
from planner.system import faults, scratch, streams, versions
from planner.text import interrupts
from planner.text.progress import AGAIN, warning

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "instances" / "starter.toml"
TINY, LONG = ROOT / "tests" / "cases" / "tiny.toml", "a" * 300
QUICK = ("--case", "ground", "--gap", "0.05")


def run(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def shell(line: str, folder: Path):
    """A line of bash in which $P is the command; PIPESTATUS is for the line to use."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "P": f"{sys.executable} -m planner",
        "S": str(STARTER),
    }
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, env=environment)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def plan():
    return planner.solve(STARTER, case="ground", gap=0.05)


# --- standard output and error

LOST = "standard output: cannot be written: "


@pytest.mark.parametrize(
    "line, code, said",
    [
        ("$P catalog > /dev/full", 2, LOST + "No space left on device\n"),
        ("$P catalog >&-", 2, LOST + "it is closed\n"),
        pytest.param("$P --help > /dev/full", 2, LOST + "No space left on device\n", marks=pytest.mark.slow),
        ("$P catalog | head -1 > /dev/null; exit ${PIPESTATUS[0]}", 0, ""),
        pytest.param("$P --help | true; exit ${PIPESTATUS[0]}", 0, "", marks=pytest.mark.slow),
        pytest.param("$P catalog nothing 2> /dev/full", 2, "", marks=pytest.mark.slow),
        ("$P catalog nothing >&- 2>&- <&-", 2, ""),
    ],
)
def test_streams(folder, line, code, said):
    answer = shell(line, folder)
    assert (answer.returncode, answer.stderr) == (code, said)


def test_a_plan_outlives_the_streams(folder):
    """The exit code tells of the plan; a summary that is lost is said, errors are never in the way."""
    line = f"""
        $P solve $S {" ".join(QUICK)} > /dev/full 2> full; echo $?
        $P audit plans/starter 2>&- | true; echo ${{PIPESTATUS[0]}}
    """
    assert shell(line, folder).stdout.split() == ["0", "0"]
    assert LOST + "No space left on device" in (folder / "full").read_text()


@pytest.mark.parametrize(
    "error, code, else_lost, ended",
    [
        (None, 4, True, 4),
        (streams.Left("gone"), 4, True, 4),  # the reader left, the gap is open all the same
        (streams.Left("gone"), 0, True, 0),
        (streams.Lost(errno.ENOSPC, "full"), 0, True, 2),
        (streams.Lost(errno.ENOSPC, "full"), 0, False, 0),
        (streams.Lost(errno.ENOSPC, "full"), 4, True, 4),
        (streams.Lost(errno.ENOSPC, "full"), 1, True, 1),
    ],
)
def test_a_command_ends_with_what_came_of_it(error, code, else_lost, ended):
    with pytest.raises(typer.Exit) as caught, faults.telling(code, else_lost=else_lost):
        if error is not None:
            raise error
    assert caught.value.exit_code == ended


@pytest.mark.slow  # two more solves in processes of their own
def test_json_and_the_streams(folder):
    """JSON that is lost is an error; what standard error cannot take is none."""
    line = f"""
        $P solve $S {" ".join(QUICK)} --json 2>&- > out.json; echo $?
        $P solve $S {" ".join(QUICK)} --force --json > /dev/full 2> json; echo $?
    """
    assert shell(line, folder).stdout.split() == ["0", "2"]
    assert LOST + "No space left on device" in (folder / "json").read_text()
    assert json.loads((folder / "out.json").read_text())["audit"] == "passed"


def test_tables_are_whole_where_there_is_no_terminal(folder):
    figure = max(plan_figures(), key=lambda figure: len(figure.source or ""))
    assert len(figure.source) > 200
    answer = shell(f"COLUMNS=40 $P catalog {figure.id}; COLUMNS=40 $P solve --nothing 2>&1", folder)
    assert figure.source in answer.stdout
    assert "╭" not in answer.stdout and "Error: No such option: --nothing" in answer.stdout


def plan_figures():
    from planner.instance.records import SECTIONS, figures

    return [figure for section in SECTIONS for figure in figures(section)]


# --- a full disk after the search


def full(monkeypatch, *, but_in: Path | None = None):
    """No plan can be written, but below one folder."""
    write = Plan.write

    def refuse(self, folder, force=False):
        if but_in is None or but_in not in Path(folder).parents:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, folder, force)

    monkeypatch.setattr(Plan, "write", refuse)


def test_a_full_disk_after_the_search(folder, monkeypatch):
    room = folder / "room"
    room.mkdir()
    monkeypatch.setattr(keeping.tempfile, "tempdir", str(room))
    full(monkeypatch, but_in=room)
    answer = run("solve", STARTER, *QUICK)
    assert answer.exit_code == 2
    assert "plans/starter: cannot be written: No space left on device\n" in answer.stderr
    (kept,) = room.glob("plan-*/starter")
    assert f"run.json and instance/ in {kept}/" in answer.stdout
    assert planner.read_plan(kept).violations == ()


def test_no_room_anywhere(folder, monkeypatch):
    full(monkeypatch)
    answer = run("solve", STARTER, *QUICK)
    assert answer.exit_code == 2
    assert "no place has room" in answer.stderr
    for name, text in json.loads(answer.stdout).items():
        path = folder / "saved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert planner.read_plan(folder / "saved").violations == ()


def test_a_folder_that_appears_during_the_search(plan, folder, monkeypatch):
    monkeypatch.setattr(keeping.tempfile, "tempdir", str(folder))
    Path("mine").mkdir()
    Path("mine/note.txt").write_text("mine")
    kept = keeping.keep(plan, Path("mine"), force=False)
    assert "this folder exists" in kept.problem
    assert kept.folder is not None and planner.read_plan(kept.folder) == plan
    assert Path("mine/note.txt").read_text() == "mine"


def test_a_real_full_disk(plan, tmp_path):
    """A file system of 64 kB, where that can be mounted."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True
    ).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(OSError):
            plan.write(small / "plan")
        assert list(small.iterdir()) == []
        kept = keeping.keep(plan, small / "plan", force=False)
        assert kept.folder is not None and small not in kept.folder.parents
        assert planner.read_plan(kept.folder) == plan
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_fault_of_ours_on_a_full_disk(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(faults.tempfile, "NamedTemporaryFile", refuse)
    said = faults.fault(KeyError("x"))
    assert said.startswith("This is a fault of ours (KeyError: 'x'); please send us these details")
    assert said.rstrip().endswith("KeyError: 'x'")


@pytest.mark.parametrize("maker", ["mkdtemp", "mkstemp", "NamedTemporaryFile", "TemporaryDirectory"])
def test_an_audit_needs_no_room_on_any_disk(plan, folder, monkeypatch, maker):
    plan.write("plan")

    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/x")

    monkeypatch.setattr(tempfile, maker, refuse)
    answer = run("audit", "plan")
    assert answer.exit_code == 0, answer.output


# --- killed runs

KILLED = """
import os, signal, sys, pathlib
from planner.system import scratch
target = pathlib.Path(sys.argv[1])
with scratch.beside(target) as room:
    for name in sys.argv[2:]:
        (room / name).mkdir()
        (room / name / "plan.json").write_text(name)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(target: Path, *held: str) -> Path:
    """What a run leaves that is killed while it writes; the scratch folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = set(target.parent.iterdir())
    subprocess.run([sys.executable, "-c", KILLED, str(target), *held], env=environment)
    (left,) = set(target.parent.iterdir()) - before
    return left


def test_scratch_folders_of_killed_runs_are_removed(plan, folder):
    left = [killed(folder / "one", "new"), killed(folder / "two")]
    foreign = folder / ".one-abcd"
    foreign.mkdir()
    other = folder / ".note"
    other.mkdir()
    (other / scratch.OWNER).write_text("somebody")
    with scratch.beside(folder / "one") as running:
        plan.write("three")
        assert running.is_dir()
    assert not any(path.exists() for path in (*left, running))
    assert foreign.is_dir() and other.is_dir()
    assert sorted(path.name for path in folder.iterdir()) == [".note", ".one-abcd", "three"]


def test_a_run_that_was_killed_while_plans_change_places(folder):
    killed(folder / "plans", "new", "old")
    answer = run("solve", STARTER, "--out", "plans")
    assert "plans: put back; the run that wrote it was killed at its end" in answer.stderr
    assert Path("plans/plan.json").read_text() == "new"
    assert answer.exit_code == 2 and "this folder exists" in answer.stderr
    assert [path.name for path in folder.iterdir()] == ["plans"]


# --- Ctrl-C


def test_interrupts_are_told_truly(folder):
    standing = interrupts.Standing("M$")
    assert str(standing) == "interrupted before there was a plan; nothing was written"
    standing.hear(Progress("pricing", 12.5, None, None, 1.0))
    standing.hear(Progress("tables", None, None, None, 1.0))
    assert str(standing) == "interrupted again: the best plan found, 12.5 M$, is lost; nothing was written"
    standing.written(Path("plans/x"))
    assert str(standing) == "interrupted; the plan is in plans/x/"


def test_after_the_search_the_first_interrupt_lets_the_plan_be_written(capsys):
    standing = interrupts.Standing("M$")
    with pytest.raises(KeyboardInterrupt, match="before there was a plan"), interrupts.told(standing):
        signal.raise_signal(signal.SIGINT)
    standing.hear(Progress("pricing", 12.5, None, None, 1.0))
    with interrupts.told(standing):
        signal.raise_signal(signal.SIGINT)
    assert capsys.readouterr().err == interrupts.HELD + "\n"
    with pytest.raises(KeyboardInterrupt, match="12.5 M"), interrupts.told(standing):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)


def test_what_another_interrupt_would_do_is_said_once():
    said, seen = [], []
    tell = warning(seen.append, said.append)
    for phase, best in (("pricing", 3.0), (STOPPING, 3.0), (STOPPING, 3.0)):
        tell(Progress(phase, best, None, None, 0.0))
    assert said == [AGAIN.format(lost=", and its best plan is lost")]
    assert len(seen) == 3


def started(folder: Path):
    """A search that goes on for a while, after its first plan."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = ["solve", str(ROOT / "instances" / "pilot.toml"), "--gap", "1e-7", "--out", "plan"]
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", *words], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert any("best" in process.stderr.readline() for _ in range(10))
    return process


@pytest.mark.slow  # half a minute of a search that has to be there to be stopped
def test_one_and_two_interrupts_of_a_search(folder):
    once = started(folder)
    once.send_signal(signal.SIGINT)
    out, err = once.communicate(timeout=120)
    assert once.returncode == 4 and "interrupted" in out and planner.read_plan("plan").status == "interrupted"
    (folder / "again").mkdir()
    process = started(folder / "again")
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    if process.returncode == 130:
        assert "is lost; nothing was written" in err and not (folder / "again" / "plan").exists()
    else:  # the search was over before the second one
        assert process.returncode == 4


# --- small commands


def test_versions():
    answer = run("--version")
    found = dict(line.split(" ", 1) for line in answer.stdout.splitlines())
    assert answer.exit_code == 0 and found == versions.versions()
    assert {"planner", "python", "highspy", "pyomo", "numpy"} <= set(found)
    assert versions.version_of("no-such-package-at-all") == "missing"


def test_completion_is_offered(folder):
    environment = {
        "_PLANNER_COMPLETE": "complete_bash",
        "COMP_WORDS": "planner new --example ref",
        "COMP_CWORD": "3",
    }
    code = "import sys; sys.argv = ['planner']; from planner.cli import app; app(prog_name='planner')"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
    )
    assert answer.stdout.split() == ["reference"]
    assert "--install-completion" in run("--help").stdout


@pytest.mark.parametrize("name", shipped.names())
def test_every_example_is_written_with_its_tables(name):
    answer = run("new", "mine.toml", "--example", name)
    assert answer.exit_code == 0, answer.output
    assert planner.read("mine.toml").data == planner.read(ROOT / "instances" / f"{name}.toml").data


def test_new_forces_files_only(folder):
    Path("mine.toml").write_text("mine")
    assert run("new", "mine.toml").exit_code == 2
    assert run("new", "mine.toml", "--force").exit_code == 0
    assert Path("mine.toml").read_bytes() == STARTER.read_bytes()
    Path("reference-demand.csv").write_text("mine")
    refused = run("new", "other.toml", "--example", "reference")
    assert refused.exit_code == 2 and refused.stderr.startswith(
        "reference-demand.csv: 1 problem\n  this file exists"
    )
    assert not Path("other.toml").exists() and Path("reference-demand.csv").read_text() == "mine"
    Path("a-folder").mkdir()
    assert "is a directory" in run("new", "a-folder", "--force").stderr
    wrong = run("new", "x.toml", "--example", "referenc")
    assert wrong.exit_code == 2 and "did you mean reference?" in wrong.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["a-folder", "mine.toml", "reference-demand.csv"]


def test_one_record_of_the_catalog():
    answer = run("catalog", "falcon-9", "h200", "--json")
    found = json.loads(answer.stdout)["catalog"]
    assert {figure["id"] for figure in found} == {"falcon-9", "h200"}
    people = run("catalog", "falcon-9").stdout
    assert "price_musd" in people and "quoted" in people and "h200" not in people
    wrong = run("catalog", "falcon9")
    assert (wrong.exit_code, wrong.stdout) == (2, "") and "did you mean falcon-9?" in wrong.stderr
    assert run("catalog", "falcon-9", "--sites").exit_code == 2


# --- long and many

LONG = "a" * 100_000


@pytest.mark.parametrize(
    "old, new",
    [
        ('name = "starter"', f'name = "{LONG}"'),
        ("small", LONG),
        ("altitude_km", LONG),
        ('bus = "starlink-v3-like"', f'bus = "{LONG}"'),
        ('use = "catalog:falcon-9"', f'use = "catalog:{LONG}"'),
        ('use = "catalog:falcon-9"', f'use = "{LONG}"'),
        ("altitude_km = 600", f'altitude_km = "{LONG}"'),
        ("[vehicles.falcon-9]", f"[vehicles.{LONG}.x]"),
    ],
)
def test_a_name_of_100_000_characters(folder, old, new):
    (folder / "long.toml").write_text(STARTER.read_text().replace(old, new))
    began = time.process_time()
    try:
        planner.read("long.toml")
    except InstanceError as error:
        assert len(str(error)) < 10_000
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "record", ['use = "catalog:falcon-9"\nflights_per_year = 8', 'use = "catalog:falcon-7"\npads = ["x"]']
)
def test_3000_vehicles(folder, record):
    many = "".join(f"\n[vehicles.v{i}]\n{record}\n" for i in range(3000))
    (folder / "many.toml").write_text(STARTER.read_text() + many)
    began = time.process_time()
    try:
        assert len(planner.read("many.toml").data.vehicles) == 3001
    except InstanceError as error:
        assert "did you mean falcon-9?" in str(error)
    assert time.process_time() - began < 8


def test_a_row_needs_no_figure():
    assert row.figure(None) != row.figure(None)


# --- names that are no text, or too long


def test_a_plan_folder_may_have_any_name_that_the_system_takes(folder):
    line = f"$P solve {TINY} --out $'plan-\\xe9' && $P audit $'plan-\\xe9'"
    answer = shell(line, folder)
    assert answer.returncode == 0, answer.stderr
    assert [path.name for path in folder.iterdir()] == [os.fsdecode(b"plan-\xe9")]


@pytest.mark.parametrize(
    "words",
    [
        ("show", LONG),
        ("new", LONG),
        ("audit", LONG),
        ("solve", TINY, "--out", LONG),
        ("solve", TINY, "--start", LONG),
        ("continue", ROOT / "solutions" / "starter", "--from", "2029-01-01", "--out", LONG),
    ],
)
def test_a_name_that_is_too_long(words):
    answer = run(*words)
    assert answer.exit_code == 2 and "File name too long" in answer.stderr


def test_an_instance_whose_name_is_no_text(folder):
    name = os.fsdecode(b"n\xe9.toml")
    (folder / name).write_bytes(TINY.read_bytes())
    answer = run("solve", name)
    assert answer.exit_code == 2 and "rename it" in answer.stderr
