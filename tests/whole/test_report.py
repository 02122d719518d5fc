"""`planner report` from the outside: what it writes and prints, what it refuses."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.report.page import sections
from planner.report.plan.progress import bound_and_plan

SOLUTIONS = Path(__file__).parents[2] / "solutions"
STARTER = SOLUTIONS / "starter"


@pytest.fixture(autouse=True)
def one_picture(monkeypatch, tmp_path):
    monkeypatch.setattr(sections, "FIGURES", (("How it was proven", "progress", bound_and_plan),))
    monkeypatch.setattr(sections, "CHANCES", ())
    monkeypatch.chdir(tmp_path)


def report(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_a_page_with_pictures_beside_it(tmp_path):
    found = report(STARTER, "--runs", 20, "--figures", "pictures")
    assert found.exit_code == 0, found.output
    assert "starter.html is written" in found.stdout
    assert "3 files of pictures in pictures/" in found.stdout
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == [
        "progress.csv", "progress.png", "progress.svg",
    ]  # fmt: skip
    page = (tmp_path / "starter.html").read_text(encoding="utf-8")
    assert "Audit passed" in page
    assert "Each of 20 runs" in page
    again = report(STARTER, "--runs", 20)
    assert again.exit_code == 2
    assert "starter.html" in again.stderr
    assert "exists; it is not overwritten without --force" in again.stderr
    forced = report(STARTER, "--runs", 20, "--force")
    assert forced.exit_code == 0
    assert (tmp_path / "starter.html").read_text(encoding="utf-8") == page


def test_pictures_that_exist_stay(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "progress.csv").write_text("mine")
    found = report(STARTER, "--runs", 0, "--figures", "pictures")
    assert found.exit_code == 2
    assert (tmp_path / "pictures" / "progress.csv").read_text() == "mine"
    assert not (tmp_path / "starter.html").exists()


@pytest.mark.parametrize(
    "folder, says",
    [
        (SOLUTIONS / "studies" / "launch-price", "is the folder of a study, not a plan"),
        (SOLUTIONS / "nowhere", "no such plan folder"),
        (SOLUTIONS.parent / "instances" / "starter.toml", "is a file, no plan folder"),
    ],
)
def test_what_is_no_plan(folder, says):
    found = report(folder)
    assert found.exit_code == 2
    assert says in found.stderr
    assert "Traceback" not in found.output


def test_a_broken_plan(tmp_path):
    shutil.copytree(STARTER, tmp_path / "broken")
    (tmp_path / "broken" / "launches.csv").write_text("period,flights\n1,many\n")
    found = report("broken")
    assert found.exit_code == 2
    assert "launches.csv" in found.stderr


def test_an_edited_plan_gets_its_page_and_fails(tmp_path):
    """One satellite more in a cohort than flies: the page is written, and says that the audit failed."""
    shutil.copytree(STARTER, tmp_path / "edited")
    path = tmp_path / "edited" / "cohorts.csv"
    path.write_text(path.read_text().replace(",24,2029-01-01,2034", ",25,2029-01-01,2034"))
    found = report("edited")
    assert found.exit_code == 0, found.output
    assert "the audit of the plan fails" in found.stderr
    assert "Audit failed" in (tmp_path / "edited.html").read_text(encoding="utf-8")
