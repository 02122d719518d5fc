"""Bad input to the commands that write for a user: a sentence, exit code 2, nothing lost or half-written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.errors import InstanceError
from planner.instance import writing
from planner.studies.running.claim import earlier_study

SOLUTIONS = Path("solutions").absolute()
DEMAND = "date,agentic europe (Tt/year)\n2028-01-01,5\n2029-01-01,6\n"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder with a plan, a file, links and a device, in which commands run."""
    shutil.copytree(SOLUTIONS / "starter", tmp_path / "plan")
    (tmp_path / "taken.txt").write_text("mine")
    (tmp_path / "demand.csv").write_text(DEMAND)
    for name, target in (("device", os.devnull), ("loop", "loop"), ("link", "taken.txt"), ("into", "plan")):
        (tmp_path / name).symlink_to(target)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    """Exit code, and what was said."""
    ended = CliRunner().invoke(app, [str(word) for word in words])
    assert "fault of ours" not in ended.output and "Traceback" not in ended.output
    return ended.exit_code, ended.output


def held(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


WRITERS = [
    ("report", "plan", "--out"),
    ("compare", "plan", "plan", "--no-steps", "--html"),
    ("export", "plan", "--mps"),
    ("import", "demand", "demand.csv", "--out"),
    ("new", "--from", "pilot"),
    ("continue", "plan", "--from", "2030-01-01", "--out"),
]


@pytest.mark.parametrize("command", WRITERS, ids=[words[0] for words in WRITERS])
@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("plan/page{end}", "lies in the plan folder"),
        ("into/page{end}", "lies in the plan folder"),
        ("plan/deep/page{end}", "lies in the plan folder"),
        ("taken.txt/page{end}", "is no folder"),
        ("device{end}", "is a device or a pipe"),
        ("loop{end}", "is no name of a file"),
        ("a" * 300 + "{end}", "is no name of a file"),
        ("folder{end}", "is a directory"),
    ],
)
def test_places_that_nothing_is_written_to(room, command, place, says):
    end = ".mps" if "--mps" in command else ""
    for name in ("device", "loop"):
        if end:
            (room / name).rename(room / f"{name}{end}")
            if name == "loop":
                (room / "loop.mps").unlink()
                (room / "loop.mps").symlink_to("loop.mps")
    (room / f"folder{end}").mkdir()
    before = held(room)
    forced = [] if command[0] == "new" else ["--force"]
    code, said = run(*command, place.format(end=end), *forced)
    assert code == 2
    assert says in said.replace("\n", " ") or "is no folder" in said  # export asks for the folder first
    assert held(room) == before
    assert (room / f"device{end}").is_symlink() and not Path(os.devnull).is_file()


def test_two_outputs_with_one_place(room):
    before = held(room)
    for words in (
        ("report", "plan", "--out", "a", "--figures", "a"),
        ("report", "plan", "--out", "a", "--figures", "a/b"),
        ("export", "plan", "--omm", "a.json", "--parquet", "a.json"),
        ("import", "demand", "demand.csv", "--out", "a.csv"),
        ("new", "pilot-demand.csv", "--from", "pilot"),
        ("new", "plan/../pilot-demand.csv", "--from", "pilot"),
    ):
        code, said = run(*words)
        assert (code, "two outputs have the same place" in said) == (2, True) or "plan folder" in said, words
        assert held(room) == before


def test_an_output_that_is_the_input(room):
    (room / "mine.mps").write_bytes((SOLUTIONS.parent / "instances" / "starter.toml").read_bytes())
    before = held(room)
    code, said = run("export", "mine.mps", "--mps", "mine.mps", "--force")
    assert (code, "is the instance that was read" in said) == (2, True)
    code, said = run("import", "demand", "demand.csv", "--out", "demand.csv", "--force")
    assert (code, "is the file that was read" in said) == (2, True)
    assert held(room) == before


def test_a_link_is_followed_and_stays(room):
    assert run("new", "link", "--force")[0] == 0
    assert (room / "link").is_symlink() and "[study]" in (room / "taken.txt").read_text()


@pytest.mark.parametrize("name", ["🚀" * 60 + ".toml", "new\nline.toml", "<b>.toml", "a b.toml", "é" * 120])
def test_odd_names_that_a_system_takes(room, name):
    assert run("new", name)[0] == 0 and (room / name).is_file()
    assert run("import", "demand", "demand.csv", "--out", f"i{name}"[:60])[0] == 0


@pytest.mark.parametrize("out", ["", ".", ".."])
def test_a_part_without_a_name(room, out):
    code, said = run("import", "demand", "demand.csv", "--out", out)
    assert code == 2 and "is a directory" in said


def test_all_files_or_none(tmp_path, monkeypatch):
    """The disk fills while the second of three is written."""
    (tmp_path / "b").write_bytes(b"old")
    written = Path.write_bytes

    def full(path, content):
        if content == b"2":
            written(path, b"")
            raise OSError(28, "No space left on device")
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    files = {tmp_path / name: content for name, content in (("a", b"1"), ("b", b"2"), ("c", b"3"))}
    with pytest.raises(InstanceError, match="b: 1 problem\n  cannot be written: No space left"):
        writing.write_new(files, force=True)
    assert held(tmp_path) == {"b": b"old"}


def test_names_that_begin_alike_are_kept_apart(tmp_path):
    """What is written beside them first has the first characters of their names."""
    files = {tmp_path / ("x" * 60 + end): end.encode() for end in "abc"}
    writing.write_new(files)
    assert held(tmp_path) == {path.name: content for path, content in files.items()}


# --- studies


@pytest.fixture
def study(tmp_path):
    """A folder as a study of two runs leaves it, but for the runs themselves."""
    frame = pd.DataFrame(
        {"run": [0, 1], "price": [1, 2], "name": "s", "case": "both", "status": "gap reached",
         "ratio_usd_per_mtoken": [0.1, 0.2], "bound": [0.1, 0.2], "reason": "", "address": ["0", "1"]}
    )  # fmt: skip
    frame.to_csv(tmp_path / "results.csv", index=False)
    frame.to_parquet(tmp_path / "results.parquet", index=False)
    (tmp_path / "runs").mkdir()
    (tmp_path / "instance").mkdir()  # as a plan folder has one
    runs = [{"labels": {"price": price}, "address": f"{price}" * 40} for price in (1, 2)]
    (tmp_path / "study.json").write_text(json.dumps({"name": "s", "runs": runs}))
    return tmp_path


@pytest.mark.parametrize("command", [("report",), ("explain",), ("export", "--xlsx", "a.xlsx"), ("audit",)])
def test_a_study_instead_of_a_plan(study, command):
    code, said = run(*command, study)
    assert code == 2 and "is the folder of a study, not a plan" in said


@pytest.mark.parametrize("runs", [3, [3], [{}], [{"labels": 3, "address": 4}], None,
                                  [{"labels": {"a": [1]}, "address": "0"}],
                                  [{"labels": {}, "address": "../../elsewhere"}]])  # fmt: skip
def test_a_study_that_does_not_know_its_runs(study, runs):
    (study / "study.json").write_text(json.dumps({"name": "s", "runs": runs, "packages": 3, "solve": []}))
    assert earlier_study(study) == {"name": "s"}
    assert run("compare", study)[0] == 0  # the table is whole
    (study / "results.parquet").unlink()
    code, said = run("compare", study)
    assert code == 2 and "study.json   is damaged" in said


def test_a_damaged_study_json_loses_no_table(study):
    for content in (b"", b"\xff", b"[]", b"[" * 100_000):
        (study / "study.json").write_bytes(content)
        assert len(planner.read_study(study).frame) == 2
    (study / "study.json").unlink()
    with pytest.raises(InstanceError, match="holds no study: it has no study.json"):
        planner.read_study(study)


@pytest.mark.parametrize("edit", [
    lambda frame: frame.drop(columns="name"),
    lambda frame: frame.drop(columns="case"),
    lambda frame: frame[["name", *frame.columns.drop("name")]],
    lambda frame: frame.assign(bound="text"),
])  # fmt: skip
def test_a_table_that_is_no_study(study, edit):
    frame = edit(pd.read_csv(study / "results.csv"))
    frame.to_parquet(study / "results.parquet", index=False)
    assert planner.read_study(study).frame.empty  # made from the runs, of which there are none
    (study / "study.json").unlink()
    (study / "runs").rmdir()
    frame.to_csv(study / "results.csv", index=False)
    code, said = run("compare", study)
    assert code == 2 and "is no table of a study" in said


def test_no_name_of_a_study():
    code, said = run("compare", "a" * 300)
    assert code == 2 and "is no name of a file or folder" in said


# --- the rest


def test_tables_that_do_not_hold_together_are_to_blame(room):
    demand = room / "plan" / "demand.csv"
    demand.write_text(demand.read_text().splitlines()[0] + "\n")
    code, said = run("explain", "plan")
    assert code == 2 and "planner audit plan names what is wrong" in said.replace("\n", " ")


def test_ctrl_c_while_the_command_is_loaded(tmp_path):
    words = [sys.executable, "-X", "importtime", "-m", "planner", "--version"]
    started = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env=os.environ | {"PYTHONPATH": str(SOLUTIONS.parent)})  # fmt: skip
    for line in started.stderr:
        if "planner.commands.breakeven" in line:
            started.send_signal(signal.SIGINT)
            break
    _, said = started.communicate(timeout=60)
    assert (started.returncode, "Traceback" in said) == (130, False)
    assert "interrupted; nothing was written" in said


@pytest.mark.parametrize("command", ["show", "explain", "compare", "export"])
def test_an_edited_plan_is_told_by_every_command_that_reads_it(command, tmp_path):
    """A sum that its own items contradict."""
    shutil.copytree(SOLUTIONS / "starter", tmp_path / "edited")
    path = tmp_path / "edited" / "plan.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | {"revenue_musd": record["revenue_musd"] + 1}))
    more = {"compare": [SOLUTIONS / "starter", "--no-steps"], "export": ["--xlsx", tmp_path / "x.xlsx"]}
    answer = CliRunner().invoke(app, [command, str(tmp_path / "edited"), *map(str, more.get(command, []))])
    assert "was edited after the plan was written, or damaged" in answer.stderr
    assert "Traceback" not in answer.output
