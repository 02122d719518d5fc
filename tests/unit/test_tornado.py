"""Figures at their ends: which there are, what may be asked for, what is guessed, what flips."""

import math
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.coefficients import build
from planner.planning import solve
from planner.solver.relaxation import Small, relaxed_members
from planner.studies.sensitivity.ends import at_ends, changes_at, chosen_figures, figures_of, value_of
from planner.studies.sensitivity.guess import Base, filled, found_again
from planner.studies.sensitivity.tornado import free, tornado
from planner.studies.sensitivity.tornado_rows import Interval, elasticity, flips
from small_plan import small_case

ROOT = Path(__file__).parents[2]
PRICE = "accelerators.acc.price_usd"


@pytest.fixture(scope="module")
def tiny():
    """One site; all that costs is the accelerators, so that the ratio is proportional to their price."""
    return planner.read(ROOT / "tests/cases/tiny.toml").with_value(PRICE, 1000)


@pytest.fixture(scope="module")
def starter():
    return planner.read(ROOT / "instances/starter.toml")


def test_figures_of_the_catalog_have_their_ends(starter):
    found = {figure.path: figure for figure in figures_of(starter)}
    price = found["accelerators.gb300.price_usd"]
    assert price.low < price.base < price.high and price.quality and price.source
    assert set(found) == {
        path for path, noted in starter.provenance.items() if noted.low is not None and noted.low < noted.high
    }


@pytest.mark.parametrize(
    "text, said",
    [
        ("accelerators.acc.prize_usd", "did you mean price_usd"),
        ("study.start", "is no number"),
        ("study.discount_rate", "study.discount_rate=LOW..HIGH"),
        ("study.discount_rate=0.2..0.1", "the lower one first"),
        ("study.discount_rate=0.1", "must be PATH or PATH=LOW..HIGH"),
        ("study.discount_rate=a..b", "must be two numbers"),
        ("sites.*.pue", "matches no figure"),
        ("nothing.here=1..2", "unknown key"),
    ],
)
def test_what_is_no_figure_is_told(tiny, text, said):
    with pytest.raises(planner.InstanceError, match="1 problem") as told:
        chosen_figures(tiny, [text])
    assert said in str(told.value)


def test_patterns_stand_for_what_they_match(starter):
    found = chosen_figures(starter, ["accelerators.*.mass_kg", "study.discount_rate=0.05..0.1"])
    assert [figure.path for figure in found] == [
        "accelerators.h200.mass_kg", "accelerators.gb300.mass_kg", "study.discount_rate",
    ]  # fmt: skip


def test_an_end_that_the_format_refuses_is_told_before_anything_is_solved(tiny):
    with pytest.raises(planner.InstanceError) as told:
        tornado(tiny, ["study.discount_rate=-3..0.1", "sites.tx.availability=0.5..7"])
    assert len(told.value.problems) == 2


def test_a_series_keeps_its_shape(tiny):
    growing = tiny.with_value(PRICE, {"start": 1000, "growth_per_year": -0.5})
    (figure,) = chosen_figures(growing, [f"{PRICE}=500..3000"])
    changed = growing.with_values(changes_at(growing, figure, figure.high))
    assert value_of(changed, PRICE).values == (3000.0, 1500.0)


def test_the_ratio_follows_a_price_that_is_all_it_is_made_of(tiny):
    found = tornado(tiny, [f"{PRICE}=500..3000"], gap=1e-3, workers=1)
    (row,) = found.frame.itertuples()
    assert row.is_solved and row.reason == ""
    assert row.elasticity == pytest.approx(1, rel=1e-3)
    assert row.elasticity_least <= row.elasticity_solved <= row.elasticity_most
    assert row.elasticity_solved == pytest.approx(1, rel=5e-3)
    assert row.guess_high == pytest.approx(3 * found.base.ratio, rel=1e-3)
    assert row.bound_low <= row.ratio_low < row.bound_high <= row.ratio_high
    alone = solve(tiny.with_value(PRICE, 3000), gap=1e-3)
    assert row.ratio_high == pytest.approx(alone.ratio) and row.bound_high == pytest.approx(alone.bound)


def test_the_largest_are_solved_and_come_first(tiny):
    asked = ["workloads.batch.bytes_up=1..5", "sites.tx.upkeep_share_per_year=0..0.1", f"{PRICE}=500..3000"]
    found = tornado(tiny, asked, top=1, gap=0.05, workers=1)
    assert list(found.frame.figure) == [PRICE, "sites.tx.upkeep_share_per_year", "workloads.batch.bytes_up"]
    assert list(found.frame.is_solved) == [True, False, False]
    assert found.frame.ratio_low.isna().tolist() == [False, True, True]
    assert found.frame.guess_high.notna().all()
    drawn = found.drawn()
    assert drawn.ratio_high.notna().all() and drawn.flips.dtype == bool


def test_what_changes_nothing_takes_the_base_and_is_not_solved(tiny):
    solved = []
    found = tornado(
        tiny, ["accelerators.acc.dose_limit_krad=50..200"], gap=0.05, workers=1,
        progress=lambda what, done, of: solved.append((what, of)),
    )  # fmt: skip
    (row,) = found.frame.itertuples()
    assert row.ratio_low == row.ratio_high == found.base.ratio and row.elasticity_solved == 0
    assert {of for what, of in solved if what == "runs solved"} == {1}


def test_a_guess_is_the_relaxation_solved_at_the_end(tiny):
    base = Base.of(tiny, "both")
    changed = tiny.with_value("sites.tx.grid_usd_per_kwh", 0.5)
    case = base.scale.scaled(build(changed).case)
    expected = Small.of(case, relaxed_members(case)).least.value / base.ratio
    assert base.guess(changed, "both").factor == pytest.approx(expected, rel=1e-9)
    assert base.guess(tiny, "both").is_same


def test_ends_that_sizing_refuses_are_marked(starter):
    base = Base.of(starter, "both")
    figures = chosen_figures(starter, ["buses.starlink-v3-like.array_w_per_kg"])
    low, high = (base.guess(one, "both") for pair in at_ends(starter, figures) for one in pair)
    assert low.factor is None and "does not close" in low.refused
    assert high.factor is not None and 0.5 < high.factor < 1 and not high.refused


def test_members_are_found_again_by_id_and_filled():
    case = small_case()
    members = relaxed_members(case)
    assert members.flights
    heavier = case.replaced(design_mass_t=case.design_mass_t * 2)
    again = found_again(case, members, heavier)
    for v, o, _, cargo in again.flights:
        mass = sum(n * heavier.design_mass_t[d] for d, _, n in cargo)
        assert mass <= heavier.payload_t[v, o] * (1 + 1e-9)
    assert {flight[:3] for flight in again.flights} == {flight[:3] for flight in members.flights}
    other = case.replaced(designs=("other", "little"))
    assert {d for d, *_ in found_again(case, members, other).cohorts} <= {1}


def test_a_cargo_is_as_full_as_it_can_be():
    case = small_case()  # 10 t, 100 m3, 5 satellites; big: 4 t, 20 m3, little: 1 t, 5 m3
    assert filled(case, 0, 0, ((0, 0, 1),)) == ((0, 0, 2),)
    assert filled(case, 0, 0, ((0, 0, 1), (1, 0, 1))) == ((0, 0, 2), (1, 0, 2))
    assert filled(case.replaced(payload_t=np.array([[0.5]])), 0, 0, ((1, 0, 3),)) == ()
    assert filled(case, 0, 0, ()) == ()


BASE = {"orbit": Interval(0.5, 0.49), "ground": Interval(0.1, 0.09)}


@pytest.mark.parametrize(
    "ends, said",
    [
        ([(0.05, 0.04, 0.1, 0.09), (0.6, 0.5, 0.1, 0.09)], "proven"),
        ([(0.3, 0.2, 0.1, 0.09), (0.6, 0.5, 0.1, 0.09)], "no"),
        ([(0.12, 0.08, 0.1, 0.09), (0.6, 0.5, 0.1, 0.09)], "undecided"),
        ([(math.nan, math.nan, 0.1, 0.09), (0.6, 0.5, 0.1, 0.09)], "undecided"),
    ],
)
def test_what_flips_is_proven_by_intervals(ends, said):
    pairs = [(Interval(a, b), Interval(c, d)) for a, b, c, d in ends]
    assert flips(BASE, pairs) == said


def test_the_elasticity_of_one_end_is_from_the_base(tiny):
    (figure,) = chosen_figures(tiny, [f"{PRICE}=500..3000"])
    assert elasticity(figure, 2.0, math.nan, 6.0) == pytest.approx(1)
    assert elasticity(figure, 2.0, 1.0, 6.0) == pytest.approx(1)
    assert math.isnan(elasticity(figure, 2.0, math.nan, math.nan))


def test_only_a_ratio_and_only_orbit_against_ground(tiny):
    with pytest.raises(planner.InstanceError, match="a tornado is one of the ratio"):
        tornado(tiny.with_value("objective", "npv"), [f"{PRICE}=500..3000"])
    with pytest.raises(planner.InstanceError, match="it is orbit that is compared"):
        planner.tornado(tiny, [f"{PRICE}=500..3000"], against="ground", case="both")
    with pytest.raises(TypeError, match="against"):
        planner.tornado(tiny, against="orbit")
    with pytest.raises(planner.InstanceError, match="no figure states low and high"):
        planner.tornado(tiny)


def test_a_base_without_a_plan_is_no_plan(tiny):
    with pytest.raises(planner.NoPlan, match="the base, both, has no plan"):
        tornado(tiny.with_value("sites.tx.grid_mw", 0), [f"{PRICE}=500..3000"], workers=1)


def test_an_existing_folder_is_kept(tmp_path):
    assert free(tmp_path / "new", False) == tmp_path / "new"
    (tmp_path / "mine").write_text("x")
    with pytest.raises(planner.InstanceError, match="this folder exists"):
        free(tmp_path, False)
    with pytest.raises(planner.InstanceError, match="a file of this name"):
        free(tmp_path / "mine", True)
    assert free(tmp_path, True) == tmp_path
