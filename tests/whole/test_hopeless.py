"""Questions without any plan, through the command line: what is missing is said in the planner's words, with
exit code 3, or 2 where the file contradicts itself; by both methods alike.
"""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.solver import ratio

STARTER = (Path(__file__).parents[1] / "cases" / "short-starter.toml").read_text()
HARD = STARTER.replace("shortfall_usd_per_mtoken = 5", "")
DEMAND = "workloads.batch.demand.north-america"
GATE = '[gates.proof]\nbus = "starlink-v3-like"\nsatellites_min = 1\nsatellites_max = 1\nmonths = 36\n'
EUROPE = HARD.replace(
    f"[{DEMAND}]", '[regions.europe]\nuse = "catalog:europe"\n\n[workloads.batch.demand.europe]'
)
ARRIVAL = (
    HARD.replace(
        "satellites = 200",
        "raising_days = 200\nmilestones = [{ date = 2027-04-01, share = 0.5 }]\nsatellites = 200",
        1,
    )
    + '[[existing.satellites]]\ndesign = "small"\nshell = "sso-600"\nlaunched = 2026-12-01\n'
    "service_life_years = 5\ncount = 12\n"
)
CANNOT = "cannot be served even with every launch and rack allowed"

NO_PLAN = {  # what is hopeless -> (file, --set, what is said)
    "no capital": (STARTER, ["capital.initial_musd=0"], [
        "No plan meets the inputs: money is what is missing.", "capital, debt and revenue",
    ]),
    "no vehicle in time": (HARD, ["vehicles.falcon-9.available_from=2030-01-01"], [
        "No plan meets the inputs: of the committed batch for north-america in the period from 2028-", CANNOT,
        "No satellite that could serve it can be in service in any period.",
    ]),
    "no vehicle in time, nothing on the ground": (
        HARD, ["vehicles.falcon-9.available_from=2028-04-01", "--case=orbit"], [
        "of the committed batch for north-america in the period from 2028-01-01, 375 of 375 Tt", CANNOT,
        "No satellite that could serve it can be in service before the period from 2028-04-01.",
    ]),
    "a gate later than the contract": (HARD + GATE, [], [
        "of the committed batch for north-america in the period from 202", CANNOT,
        "This would be enough: no stage gate proof.",
    ]),
    "tokens that stay on their soil": (HARD, ["workloads.batch.residency=soil"], [
        "of the committed batch for north-america", CANNOT, "By its residency no gateway may carry it down.",
    ]),
    "five times the demand": (HARD, [f"{DEMAND}.committed_tt_per_year=500"], [
        "of the committed batch for north-america in the period from 2027-01-01, 31.8 of 125 Tt", CANNOT,
        "No rack that could serve it can be in service before the period from 2027-07-01.",
        "This would be enough: more flights of the same vehicles.",
    ]),
}  # fmt: skip

CONTRADICTIONS = {
    "no gateway in the region": (EUROPE, "gateways", [
        "workloads.batch.residency",
        "no gateway or site of europe exists, where tokens are committed without a shortfall price",
    ]),
    "no site in the region": (EUROPE, "soil", [
        "workloads.batch.residency",
        "no site of europe exists, where tokens are committed without a shortfall price",
    ]),
    "satellites that arrive after a milestone": (ARRIVAL, "none", [
        "shells.sso-600.milestones",
        "due in the period from 2027-04-01 asks for 100 slots, and at most 0 can be held by then",
        "12 are in the period from 2027-07-01, once existing.satellites.0 has arrived",
    ]),
}  # fmt: skip


def solve(folder: Path, text: str, changes: list[str]):
    """The answer of `planner solve` to a file with changes."""
    file = folder / "question.toml"
    file.write_text(text, encoding="utf-8")
    words = [word for one in changes for word in ([one] if one.startswith("--") else ["--set", one])]
    return CliRunner().invoke(app, ["solve", str(file), *words, "--out", str(folder / "plan")])


@pytest.mark.parametrize("method", ["complete", "priced"])
@pytest.mark.parametrize("name", NO_PLAN)
def test_no_plan_says_what_is_missing(name, method, tmp_path):
    text, changes, said = NO_PLAN[name]
    every = ratio.every_member if method == "complete" else lambda *_: None
    with mock.patch.object(ratio, "every_member", every):
        answer = solve(tmp_path, text, changes)
    assert answer.exit_code == 3, answer.output
    for words in said:
        assert words in answer.stderr
    assert not (tmp_path / "plan").exists()


def test_several_limits_are_named_together(tmp_path):
    answer = solve(tmp_path, HARD, [f"{DEMAND}.committed_tt_per_year=7500"])
    assert answer.exit_code == 3
    assert answer.stderr.splitlines()[0].endswith(
        "These together would be enough: more flights of the same vehicles; "
        "more satellites allowed in the shells."
    )


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_in_the_file_is_named_by_its_key(name, tmp_path):
    text, residency, said = CONTRADICTIONS[name]
    answer = solve(tmp_path, text, [f"workloads.batch.residency={residency}"])
    assert answer.exit_code == 2, answer.output
    for words in said:
        assert words in answer.stderr
