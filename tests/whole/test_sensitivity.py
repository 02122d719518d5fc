"""Tornado, shadow prices and screening as the README runs them."""

import io
import json
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app

TINY = "tests/cases/tiny.toml"
PRICE = "accelerators.acc.price_usd"
SET = ["--set", f"{PRICE}=1000", "--set", "solve.gap=0.05"]


@pytest.fixture(autouse=True)
def at_root(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)


def ran(*arguments, code=0):
    """Standard output of a command that ends with a code; and its standard error."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_a_tornado_as_a_table_and_as_a_folder(tmp_path):
    told, _ = ran(
        "tornado", TINY, *SET, "--figure", f"{PRICE}=500..3000", "--figure", "sites.tx.pue=1..1.4",
        "--top", "1", "--workers", "1", "--csv", "--out", str(tmp_path / "out"),
    )  # fmt: skip
    frame = pd.read_csv(io.StringIO(told))
    assert list(frame.figure) == [PRICE, "sites.tx.pue"] and list(frame.is_solved) == [True, False]
    kept = pd.read_csv(tmp_path / "out" / "tornado.csv")
    assert list(kept.columns) == list(frame.columns)
    names = sorted(path.name for path in (tmp_path / "out" / "figures").iterdir())
    assert names == ["tornado.csv", "tornado.png", "tornado.svg"]
    _, said = ran("tornado", TINY, "--figure", f"{PRICE}=500..3000", "--out", str(tmp_path / "out"), code=2)
    assert "this folder exists" in said


@pytest.mark.slow
def test_which_figure_flips_orbit_against_ground():
    """With 4 MW the ground serves everything, at a fraction of what orbit costs; with 1.5 MW most of it is
    missed, at a penalty.
    """
    told, _ = ran(
        "tornado", "instances/starter.toml", "--figure", "sites.texas.grid_mw=1.4..4", "--against", "ground",
        "--gap", "0.1", "--json",
    )  # fmt: skip
    (row,) = json.loads(told)["tornado"]
    assert row["flips"] == "proven" and row["is_solved"]
    assert row["ratio_low"] == row["ratio_high"]  # the site is no part of orbit
    assert row["ground_high"] < row["bound_high"] and row["ratio_low"] < row["ground_bound_low"]


def test_a_figure_that_is_none_ends_with_2():
    _, said = ran("tornado", TINY, "--figure", "accelerators.acc.prize_usd", code=2)
    assert "did you mean price_usd" in said
    _, said = ran("tornado", TINY, code=2)
    assert "no figure states low and high" in said


def test_shadow_prices_of_a_plan_folder():
    told, _ = ran("shadow-prices", "solutions/starter", "--csv")
    frame = pd.read_csv(io.StringIO(told))
    assert {"flight", "slot", "MW", "Gbit/s", "Tt committed"} == set(frame.what)
    power = frame[(frame.what == "MW") & frame.direction.str.startswith("one more")]
    assert power.binding.all() and (power.worth_musd > 0).all() and (power.worth_usd_per_mtoken > 0).all()
    same = planner.shadow_prices("solutions/starter")
    assert same.worth_musd.to_list() == pytest.approx(frame.worth_musd.to_list(), rel=1e-9)


def test_shadow_prices_of_an_instance_that_is_solved_first():
    told, said = ran("shadow-prices", TINY, *SET)
    assert "is solved first" in said and "Tt committed" in told
    _, said = ran("shadow-prices", "solutions/starter", "--gap", "0.1", code=2)
    assert "this is a plan folder" in said


def test_morris_finds_the_figure_that_matters(tmp_path):
    asked = ["--figure", f"{PRICE}=500..3000", "--figure", "accelerators.acc.dose_limit_krad=50..200"]
    told, said = ran(
        "screen", TINY, *SET, *asked, "--runs", "6", "--workers", "1", "--csv", "--out", str(tmp_path)
    )
    frame = pd.read_csv(io.StringIO(told))
    assert list(frame.figure) == [PRICE, "accelerators.acc.dose_limit_krad"]
    assert frame.mu_star[0] > 0 and frame.mu_star[1] == 0
    assert len(pd.read_csv(tmp_path / "runs.csv")) == 6
    assert list(pd.read_csv(tmp_path / "morris.csv").figure) == list(frame.figure)


@pytest.mark.slow
def test_sobol_needs_every_point_to_have_a_plan():
    asked = ["--figure", "sites.tx.grid_mw=0..0.06", "--figure", f"{PRICE}=500..3000"]
    _, said = ran("screen", TINY, *SET, "--method", "sobol", *asked, "--runs", "8", "--workers", "1", code=2)
    assert "points have no plan" in said and "run " in said


@pytest.mark.slow
def test_screening_in_short():
    found = planner.screen(
        planner.read(TINY).with_values({PRICE: 1000, "solve.gap": 0.05}), "sobol", runs=8,
        figures=[f"{PRICE}=500..3000", "accelerators.acc.dose_limit_krad=50..200"],
    )  # fmt: skip
    assert len(found.runs) == 8 and found.frame.figure[0] == PRICE and found.frame.ST[0] > 0.5


def test_what_cannot_be_screened_is_told_first(monkeypatch):
    with pytest.raises(planner.InstanceError, match="needs 6 at least"):
        planner.screen(TINY, figures=[f"{PRICE}=1..2", "sites.tx.pue=1..1.4"], runs=5)
    with pytest.raises(planner.InstanceError, match="two are needed at least"):
        planner.screen(TINY)
    monkeypatch.setitem(sys.modules, "SALib", None)
    _, said = ran("screen", TINY, code=2)
    assert "orbital-planner[sensitivity]" in said
