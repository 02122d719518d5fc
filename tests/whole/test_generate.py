"""`planner generate` from the outside: a file that checks and solves, what is printed, what is refused."""

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app

SIZES = ["--periods", 4, "--shells", 2, "--vehicles", 2, "--designs", 3, "--flights", 4]


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_file_that_checks_and_has_a_plan(tmp_path):
    file = tmp_path / "mine.toml"
    done = run("generate", file, *SIZES, "--seed", 2)
    assert done.exit_code == 0, done.stderr
    assert f"{file} is written: 4 quarters, 3 designs on offer (asked for 3), about" in done.stdout
    assert f"next: planner solve {file}" in done.stdout
    assert run("check", file).exit_code == 0
    plan = planner.solve(planner.read(file), gap=0.3, time_limit_s=60)
    assert planner.audit(plan).ok and plan.launches.flights.sum() >= 1


def test_the_call_writes_the_same(tmp_path):
    file = tmp_path / "mine.toml"
    assert run("generate", file, *SIZES, "--seed", 2).exit_code == 0
    made = planner.generate(periods=4, shells=2, vehicles=2, designs=3, flights=4, seed=2)
    assert file.read_text(encoding="utf-8") == made.toml


def test_nothing_is_overwritten_without_force(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("mine")
    done = run("generate", file, *SIZES)
    assert done.exit_code == 2 and "not overwritten without --force" in done.stderr
    assert file.read_text() == "mine"
    assert run("generate", file, *SIZES, "--force").exit_code == 0


@pytest.mark.parametrize(
    "option, value, allowed",
    [
        ("--periods", 0, "1 to 200"), ("--shells", 61, "1 to 60"), ("--vehicles", 13, "1 to 12"),
        ("--designs", 10_001, "1 to 10,000"), ("--flights", -1, "1 to 50,000"), ("--seed", -1, "0 to"),
    ],
)  # fmt: skip
def test_a_size_outside_its_range_is_named(tmp_path, option, value, allowed):
    done = run("generate", tmp_path / "mine.toml", option, value)
    assert done.exit_code == 2
    assert option in done.stderr and str(value) in done.stderr and allowed in done.stderr
    assert not (tmp_path / "mine.toml").exists()


def test_what_is_no_number_is_refused(tmp_path):
    done = run("generate", tmp_path / "mine.toml", "--periods", "many")
    assert done.exit_code == 2 and not (tmp_path / "mine.toml").exists()
