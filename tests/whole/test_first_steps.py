"""First steps of someone who has never seen the project: a file to begin with, an error that says where to
begin, a first line that is the answer, and tables that say what they show.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.explain.answer import answer
from planner.instance import records
from planner.text import meanings, showing
from planner.text.summary import headline, sections
from planner.text.views import VIEWS

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "instances" / "starter.toml"
OWN = "[buses.starlink-v3-like]\nuse = "


def run(*arguments):
    """The command line in this process."""
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- a file


@pytest.mark.parametrize("option", ["--from", "--example"])
def test_new_from_a_shipped_instance(folder, option):
    made = run("new", "mine.toml", option, "pilot")
    assert made.exit_code == 0 and "next: planner solve mine.toml" in made.stdout
    assert planner.read("mine.toml").data == planner.read(ROOT / "instances" / "pilot.toml").data


def test_new_from_a_name_that_none_has(folder):
    made = run("new", "mine.toml", "--from", "pilt")
    assert made.exit_code == 2 and made.stderr.startswith("--from: 1 problem")
    assert "did you mean pilot?" in made.stderr and not Path("mine.toml").exists()


def test_an_own_bus_is_told_where_to_begin(folder):
    text = STARTER.read_text()
    assert OWN in text
    Path("mine.toml").write_text(text.replace(OWN, "[buses.starlink-v3-like]\n# use = "))
    made = run("check", "mine.toml")
    assert made.exit_code == 2
    (advice,) = [line for line in made.stderr.splitlines() if "begin with one of the catalog" in line]
    assert 'use = "catalog:starlink-v3-like"' in advice and "buses.starlink-v3-like.specific" in advice
    assert all(bus in advice for bus in records.load("buses"))


def test_what_the_advice_says_works(folder):
    """A base with a printed mass budget on top."""
    own = "[buses.starlink-v3-like]\nspecific.array_w_per_kg = 90\nspecific.radiator_w_per_kg = 250\nuse = "
    Path("mine.toml").write_text(STARTER.read_text().replace(OWN, own))
    assert run("check", "mine.toml").exit_code == 0


def test_one_figure_too_few_is_no_own_record(folder):
    text = STARTER.read_text() + '\n[vehicles.mine]\nuse = "catalog:falcon-9"\nprice_musd = "much"\n'
    Path("mine.toml").write_text(text)
    made = run("check", "mine.toml")
    assert made.exit_code == 2 and "begin with one of the catalog" not in made.stderr


# --- the first line


@pytest.fixture(scope="module")
def pilot():
    return planner.read_plan(ROOT / "solutions" / "pilot")


def test_the_first_line_of_a_summary_is_the_answer(pilot):
    shown = run("show", ROOT / "solutions" / "pilot")
    assert shown.stdout.splitlines()[0] == answer(pilot) == headline(pilot)[0]
    assert answer(pilot) == (
        "86 % of the tokens come from orbit, the rest from the ground; together they cost $0.494 a million, "
        "proven within 2 %."
    )


def test_the_first_line_of_a_solve_is_the_answer(folder):
    solved = run("solve", ROOT / "tests" / "cases" / "tiny.toml", "--out", "mine")
    assert solved.exit_code == 0
    assert solved.stdout.splitlines()[0] == answer(planner.read_plan("mine"))


@pytest.mark.parametrize(
    "objective, value, says",
    [
        ("npv", 6146.0, "the plan earns 6,150 M$ in present value, proven within 1 %."),
        ("npv", -11.0, "the plan loses 11 M$ in present value, proven within 1 %."),
        ("cost", 2015.0, "the plan costs 2,020 M$, proven within 1 %."),
    ],
)
def test_the_answer_to_other_questions(pilot, objective, value, says):
    record = replace(pilot.record, objective=objective, unit="M$", value=value, gap=0.01)
    said = answer(replace(pilot, record=record))
    assert said == f"86 % of the tokens come from orbit, the rest from the ground; {says}"


def test_the_answer_without_a_proof_and_without_tokens(pilot):
    unproven = replace(pilot, record=replace(pilot.record, bound=None, gap=None))
    assert answer(unproven).endswith("with nothing proven about how much better a plan could be.")
    record = replace(pilot.record, value=None, tokens_tt=0.0, gap=None)
    nothing = replace(pilot, record=record, tokens=pilot.tokens.head(0))
    assert answer(nothing).startswith("This plan serves no tokens; it costs 2,020 M$, and without tokens")
    assert ", none from orbit; " in answer(planner.read_plan(ROOT / "solutions" / "ground_only"))


# --- tables


def test_every_view_says_what_it_shows():
    assert set(VIEWS) | set(showing.TABLES) <= set(meanings.VIEWS)
    assert all(says.endswith(".") and says[0].isupper() for says in meanings.VIEWS.values())


@pytest.mark.parametrize("view", ["shells", "designs", "sites"])
def test_a_view_has_its_line_under_its_title(view):
    shown = run("show", STARTER, f"--{view}")
    assert shown.exit_code == 0 and f"\n{meanings.VIEWS[view]}\n" in f"\n{shown.stdout}"


def test_scripts_see_no_such_lines():
    for option in ("--json", "--csv"):
        shown = run("show", STARTER, "--designs", option)
        assert shown.exit_code == 0 and meanings.VIEWS["designs"] not in shown.stdout


def test_every_table_of_a_summary_says_what_it_shows(pilot):
    assert set(sections(pilot)) == set(meanings.SUMMARY)
    printed = run("show", ROOT / "solutions" / "pilot").stdout
    assert all(meanings.SUMMARY[title] in printed for title, frame in sections(pilot).items() if len(frame))
    assert "entered the search" not in printed and "dominated" not in printed


def test_a_simulation_says_what_its_tables_show():
    printed = run("simulate", ROOT / "solutions" / "starter", "--runs", "20").stdout
    assert all(says in printed for says in meanings.CHANCES.values())


def test_shadow_prices_say_what_they_are():
    printed = run("shadow-prices", ROOT / "solutions" / "starter").stdout
    assert meanings.SHADOW_PRICES["Limits that bind"] in printed
