"""Nothing worth building, nothing paid, nothing served: every command works on such a plan, and its sums are
what they are.

The inputs stand in tests/cases/. By hand: racks for a Tt cost 0.32 M$ and earn nothing (npv0), or cost
nothing (zeroprice).
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.plan.record import RunOut
from planner.text.summary import headline, sections

CASES = Path(__file__).parents[1] / "cases"
NPV0, ZEROPRICE = planner.read(CASES / "npv0.toml"), planner.read(CASES / "zeroprice.toml")
STARTER = planner.read(Path(__file__).parents[2] / "instances" / "starter.toml")
COMMITTED = "workloads.batch.demand.na.committed_tt_per_year"
PENALTY = "workloads.batch.demand.na.shortfall_usd_per_mtoken"
FLAGS = (
    "shells vehicles payloads designs elsewhere refused accelerators gateways reach demand sites routes "
    "prices pads stages money existing defaults"
).split()
EMPTY = {
    "no revenue": NPV0,
    "annuity": NPV0.with_value("study.horizon", "annuity"),
    "no capital": NPV0.with_value("capital", {"initial_musd": 0}),
    "penalty of nothing": ZEROPRICE.with_values(
        {"objective": "cost", "accelerators.acc.price_usd": 10_000, PENALTY: 0}
    ),
    "no power": ZEROPRICE.with_values({"objective": "cost", "sites.tx.grid_mw": 0, PENALTY: 5}),
    "no demand at first": ZEROPRICE.with_values(
        {"objective": "npv", "accelerators.acc.price_usd": 10_000, COMMITTED: [0, 1], PENALTY: 0}
    ),
}


def run(*words):
    answer = CliRunner().invoke(app, list(map(str, words)))
    assert answer.exit_code == 0, answer.output
    return answer


@pytest.fixture(scope="module", params=["npv0", "zeroprice"])
def solved(request, tmp_path_factory):
    """(instance file, plan folder, what the command said)"""
    folder = tmp_path_factory.mktemp(request.param) / "plan"
    file = CASES / f"{request.param}.toml"
    return file, folder, run("solve", file, "--out", folder)


def test_the_plans_are_the_right_ones():
    nothing, free = planner.solve(NPV0), planner.solve(ZEROPRICE)
    assert (nothing.value, nothing.bound, nothing.gap, nothing.status) == (0.0, 0.0, 0.0, "gap reached")
    assert len(nothing.sites) == len(nothing.tokens) == len(nothing.cash) == 0
    assert (free.value, free.bound, free.cost_musd) == (0.0, 0.0, 0.0)
    assert free.sites.accelerators_built.tolist() == [32, 32] and len(free.cash) == 0
    assert free.demand.served_tt.tolist() == [1.0, 1.0]


def test_every_command_works(solved, tmp_path):
    file, folder, said = solved
    text = said.output.replace(str(folder), "PLAN")  # its name is the machine's
    assert "fault" not in text and "nan" not in text and "-0" not in text
    record = json.loads(run("show", folder, "--json").stdout)
    assert record["audit"] == "passed" and run("show", folder).stdout.splitlines()[1] in said.stdout
    run("audit", folder)
    for form in ([], ["--json"], ["--csv"]):
        run("simulate", folder, "--runs", 3, *form)
        run("show", file, *form[:1], *(["--demand"] if form == ["--csv"] else []))
    later = tmp_path / "later.toml"
    run("continue", folder, "--from", "2028-01-01", "--out", later)
    assert tomllib.loads(later.read_text())["study"]["launch_periods"] == 1
    run("solve", later, "--start", folder, "--out", tmp_path / "later")
    again = run("solve", file, "--start", folder, "--out", tmp_path / "again", "--json")
    assert json.loads(again.stdout)["value"] == record["value"]


@pytest.mark.parametrize("flag", FLAGS)
def test_every_table_of_the_instance_is_shown(flag):
    for form in ([], ["--json"], ["--csv"]):
        run("show", CASES / "npv0.toml", f"--{flag}", *form)


@pytest.mark.parametrize("name", EMPTY)
def test_a_plan_that_builds_nothing(name, tmp_path):
    plan = planner.solve(EMPTY[name])
    assert not plan.violations
    assert len(plan.tokens) == len(plan.sites) == len(plan.launches) == 0
    assert plan.ratio != plan.ratio and plan.record.ratio_usd_per_mtoken is None
    again = planner.read_plan(plan.write(tmp_path / "plan"))
    assert again == plan and planner.audit(again).ok
    assert len(planner.simulate(again, runs=3).satellites) == 0
    text = "\n".join([*headline(again), *(frame.to_string() for frame in sections(again).values())])
    assert "nothing is worth building" in text and "nothing is served, so there is no ratio" in text
    assert "nan" not in "\n".join(headline(again)) and "-0" not in text


def test_nothing_is_a_plan_for_satellites_too():
    """The starter's tokens sold for nothing: no flight, no rack, and everything that prints copes."""
    asked = {"north-america": {"optional_tt_per_year": 1500}}
    free = {"objective": "npv", "workloads.batch.usd_per_mtoken": 0, "workloads.batch.demand": asked}
    plan = planner.solve(STARTER.with_values(free))
    assert (plan.value, plan.cost_musd, plan.violations) == (0.0, 0.0, ())
    assert plan.record.horizon == RunOut(tokens_after_launches=None, cost_after_launches=None)
    assert any("nothing is served and nothing is paid" in line for line in headline(plan))
    assert all(
        len(frame) == 0
        for title, frame in sections(plan).items()
        if "Demand" not in title and "left" not in title
    )
