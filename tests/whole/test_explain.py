"""`planner explain` and `planner.reasons`: the shipped plans say why they are as they are, a plan that is
mostly penalties says which limit would help, and bad input is refused in a sentence.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.explain import binding, left_out, unmet
from planner.explain.reasons import HOW

ROOT = Path(__file__).parents[2]
PILOT = ROOT / "solutions" / "pilot"
STARTER = ROOT / "instances" / "starter.toml"


def run(*arguments):
    """The command line in this process."""
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def told():
    """What `planner explain` says of the pilot's plan, for people, and its lines joined to one."""
    answer = run("explain", PILOT)
    assert answer.exit_code == 0, answer.output
    return answer.stdout, " ".join(answer.stdout.split())


def test_the_pilot_says_what_binds_when_and_what_more_is_worth(told):
    printed, said = told
    assert printed.lstrip().startswith(f"Why {PILOT} is as it is\n")
    assert "MW at texas: used up in every quarter from" in said and "0.1 MW more is worth" in said
    assert "Slots in sso-600: used up in every quarter from 2029-10 to" in said
    assert "each is worth the same for up to" in said and "a million tokens)" in said
    assert " ".join(HOW.split()) in said


def test_the_pilot_says_what_its_designs_lack(told):
    _, said = told
    assert "v3-light does not fly: a satellite would have to be 2.15 M$ cheaper, or worth more" in said
    assert "Beside ai1-full, which flies, it makes" in said
    assert "v3-mixed does not fly: in parts it would pay for itself" in said
    assert "to open i53-550 would be due in full" in said


def test_the_pilot_says_why_tokens_are_short(told):
    _, said = told
    assert (
        "1.76 Tt of 2,990 Tt committed are not served: 26.8 M$ of penalties, 1.3 % of the plan's cost" in said
    )
    assert "interactive for north-america in 2029, 1.76 Tt short: within all limits, in parts of" in said


def test_every_table_says_what_it_shows(told):
    printed, _ = told
    lines = printed.splitlines()
    for title in ("What binds", "Committed tokens that are not served", "Designs that do not fly"):
        below = lines[lines.index(title) + 1]
        assert below.strip() and "─" not in below


def test_json_and_csv_hold_the_tables():
    found = json.loads(run("explain", PILOT, "--json").stdout)
    assert set(found) == {"sentences", "limits", "unmet", "left_out", "refused"}
    assert set(found["limits"][0]) == set(binding.COLUMNS)
    assert set(found["left_out"][0]) == set(left_out.COLUMNS)
    assert set(found["unmet"][0]) == set(unmet.COLUMNS)
    answer = run("explain", ROOT / "solutions" / "starter", "--csv")
    header, first, *_ = answer.stdout.splitlines()
    assert header.split(",") == list(binding.COLUMNS) and first.startswith("MW,texas,always,")


def test_the_worths_are_positive_but_of_commitments_and_largest_first():
    heard = []
    found = planner.reasons(PILOT, progress=lambda done, of: heard.append((done, of)))
    assert heard[0][0] == 0 and heard[-1][0] == heard[-1][1] - 1
    assert isinstance(found, planner.Reasons)
    supply = found.limits[found.limits.what != "Tt committed"]
    assert (supply.worth_musd >= 0).all() and (supply.share_used <= 1 + 1e-6).all()
    assert found.limits.worth_musd.is_monotonic_decreasing
    per_token = supply[supply.worth_musd > 0].worth_musd / supply[supply.worth_musd > 0].worth_usd_per_mtoken
    assert per_token.std() < 1e-6 * per_token.mean()  # all by the same tokens
    assert list(found.left_out.lacks_musd) == sorted(found.left_out.lacks_musd)


def test_a_plan_of_penalties_names_the_limit(tmp_path):
    """One flight a year and a tenth of a megawatt: nearly all of the cost is penalties, and flights would
    help.
    """
    short = planner.read(STARTER).with_values(
        {
            "vehicles.falcon-9.flights_per_year": 1,
            "sites.texas.grid_mw": 0.1,
            "study.launch_periods": 8,
        }
    )
    plan = planner.solve(short, gap=0.05)
    found = planner.reasons(plan)
    assert plan.cost_by_item["shortfall"] > 0.5 * plan.cost_musd
    assert "of penalties" in found.sentences[0] and "% of the plan's cost" in found.sentences[0]
    assert found.unmet.why.str.contains("one more flight of falcon-9 in").any()
    best = found.limits.iloc[0]
    assert (best.what, best["where"]) == ("flight", "falcon-9") and best.worth_musd > 10


@pytest.mark.parametrize("name", ["orbit_vs_ground", "small_operator"])
def test_other_plans_have_reasons(name):
    """One that flies nothing, one with limited cash."""
    found = planner.reasons(ROOT / "solutions" / name)
    assert found.sentences and all(one[0] != " " and one.endswith(".") for one in found.sentences)
    assert "nan" not in " ".join(found.sentences).lower().split()


def test_an_instance_that_has_a_plan_needs_no_change():
    answer = run("explain", STARTER)
    assert answer.exit_code == 0 and "has a plan; nothing needs to change" in answer.stdout


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["no-such-folder"], "no such file"),
        ([PILOT, "--set", "study.discount_rate=0.1"], "is for an instance; this is a plan folder"),
        ([ROOT / "instances"], "is no plan folder"),
        ([STARTER, "--csv"], "is for a plan folder"),
    ],
)
def test_bad_input(arguments, says):
    answer = run("explain", *arguments)
    assert answer.exit_code == 2 and says in answer.stderr and "Traceback" not in answer.output


def test_the_call_checks_its_arguments():
    with pytest.raises(TypeError, match="plan"):
        planner.reasons(3)
    with pytest.raises(TypeError, match="progress"):
        planner.reasons(PILOT, progress=1)


def test_a_plan_that_names_what_its_instance_does_not_have(tmp_path):
    import shutil

    shutil.copytree(PILOT, tmp_path / "edited")
    path = tmp_path / "edited" / "launches.csv"
    path.write_text(path.read_text().replace("falcon-9", "falcon-8"))
    answer = run("explain", tmp_path / "edited")
    assert answer.exit_code == 2 and "falcon-8" in answer.stderr
