"""`planner explain` of an impossible instance: what is printed, as text and JSON, with which exit code; and
that what it prints solves it.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from unittest import mock

import pytest
import typer
from typer.testing import CliRunner

from planner.cli import app
from planner.commands.explain_instance import explain_instance
from planner.errors import InstanceError
from planner.remedy import trying
from planner.solver import ratio

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
SMALL_GRID = "sites.tx.grid_mw=0.01"


def explained(capsys, path: Path, changes: list[str], as_json: bool = False) -> tuple[int, str]:
    """Exit code and standard output."""
    with pytest.raises(typer.Exit) as end:
        explain_instance(path, changes, as_json)
    return end.value.exit_code, capsys.readouterr().out


def test_every_command_that_is_printed_finds_a_plan(capsys, tmp_path):
    code, out = explained(capsys, BASE, [SMALL_GRID, "solve.gap=0.1"])
    assert code == 0
    assert out.startswith("No plan meets the inputs: of the committed batch for na")
    assert "These cannot be kept together: the committed batch for na in 2028; the power at tx." in out
    commands = [line.strip() for line in out.splitlines() if line.strip().startswith("planner solve")]
    assert len(commands) == 2 and "--set sites.tx.grid_mw=0.032" in commands[1]
    assert SMALL_GRID in commands[0] and SMALL_GRID not in commands[1].split()
    for number, line in enumerate(commands):
        _, *words = shlex.split(line)
        answer = CliRunner().invoke(app, [*words, "--out", str(tmp_path / str(number))])
        assert answer.exit_code == 0, answer.output


def test_json(capsys):
    code, out = explained(capsys, BASE, [SMALL_GRID], as_json=True)
    told = json.loads(out)
    assert code == 0 and told["possible"] is False and told["is_interrupted"] is False
    assert [one["says"] for one in told["alternatives"]] == [
        "committed batch for na in every year: 69 % less", "0.022 MW more grid at tx",
    ]  # fmt: skip
    assert told["alternatives"][1]["parts"][0]["amount"] == 0.022
    assert told["alternatives"][1]["set"] == ["sites.tx.grid_mw=0.032"]


def test_an_instance_with_a_plan_says_so(capsys):
    assert explained(capsys, BASE, []) == (0, f"{BASE}: has a plan; nothing needs to change\n")


def test_nothing_found_ends_with_the_code_of_no_plan(capsys):
    """No accelerator of the site runs the workload's service, whatever there is of anything."""
    with mock.patch("planner.remedy.remedies.levers_of", return_value=[]):
        code, out = explained(capsys, BASE, [SMALL_GRID])
    assert code == 3 and "was found that makes it possible" in out


def test_bad_input_stays_bad_input():
    with pytest.raises(InstanceError, match="unknown key"):
        explain_instance(BASE, ["sites.ty.grid_mw=1"], False)


def test_a_large_question_is_tried_by_the_search(capsys):
    """Without the program over every member nothing is known from the relaxation, and no conflict is told."""
    with (
        mock.patch.object(ratio, "every_member", lambda *_: None),
        mock.patch.object(trying, "every_member", lambda *_: None),
        mock.patch.object(trying, "offered", lambda *_: True),
    ):
        code, out = explained(capsys, BASE, [SMALL_GRID])
    assert code == 0
    assert "0.022 MW more grid at tx" in out and "69 % less" in out
    assert "cannot be kept" not in out and "not proven" not in out


def test_solve_points_to_it(tmp_path):
    answer = CliRunner().invoke(
        app, ["solve", str(BASE), "--set", SMALL_GRID, "--out", str(tmp_path / "plan")]
    )
    assert answer.exit_code == 3
    assert answer.stderr.splitlines()[-1] == (
        f"planner explain {BASE} --set {SMALL_GRID} looks for the least changes that make it possible"
    )


@pytest.mark.parametrize("options", [["--time-limit", "1e-9"], ["--set", SMALL_GRID, "--case", "ground"]])
def test_solve_does_not_where_it_would_not_help(tmp_path, options):
    answer = CliRunner().invoke(app, ["solve", str(BASE), *options, "--out", str(tmp_path / "plan")])
    assert answer.exit_code == 3 and "planner explain" not in answer.stderr
