"""The sliders of the app: which figures, how far, and what a browser may put there."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.app import drawing, figures
from planner.app.folder import Folder
from planner.app.state import Desk, State
from planner.errors import InstanceError

INSTANCES = Path(__file__).parents[2] / "instances"
GRID = "sites.texas.grid_mw"
DEMAND = "workloads.batch.demand.north-america.committed_tt_per_year"


@pytest.fixture(scope="module")
def starter():
    return planner.read(INSTANCES / "starter.toml")


@pytest.fixture
def state():
    state = State(Desk(Folder(INSTANCES)))
    state.open("starter.toml")
    return state


def test_the_main_figures_of_the_starter(starter):
    found = {one.path: one for one in figures.main_figures(starter)}
    assert list(found) == [
        "vehicles.falcon-9.price_musd", "vehicles.falcon-9.flights_per_year", DEMAND, GRID,
        "sites.texas.grid_usd_per_kwh", "accelerators.h200.price_usd", "accelerators.gb300.price_usd",
        "study.discount_rate",
    ]  # fmt: skip
    grid, power, demand = found[GRID], found["sites.texas.grid_usd_per_kwh"], found[DEMAND]
    assert (grid.low, grid.base, grid.high, grid.said(grid.base)) == (0, 1.5, 4.5, "1.5 MW")
    assert "0 to 3 times its value" in grid.says and "small connection" in grid.source
    noted = starter.provenance[power.path]
    assert (power.low, power.high) == (noted.low, noted.high) and "as the instance states" in power.says
    assert demand.base == 1500 and demand.at == 3 and "peak" in demand.says


SHIPPED = ["starter", "pilot", "reference", "small_operator", "suncatcher", "ground_only"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_slider_holds_its_figure_and_every_place_is_allowed(name):
    instance = planner.read(INSTANCES / f"{name}.toml")
    mains, others = figures.main_figures(instance), figures.other_figures(instance)
    assert mains and not {one.path for one in mains} & {one.path for one in others}
    for one in [*mains, *others]:
        assert one.low <= one.base <= one.high and one.low < one.high
        assert one.value(one.place(one.base)) == one.base
        for place in (0, 1, 100, figures.STEPS):
            value = one.value(place)
            assert one.low <= value <= one.high and abs(one.place(value) - place) <= figures.STEPS
            assert figures.taken(one, value) == value
    for place in (0, figures.STEPS):
        ends = {one.path: (one, one.value(place)) for one in mains}
        assert instance.with_values(figures.changes(instance, ends))


def test_places_rise():
    one = figures.Slider("x.y", "", "", "", 10, 1, 100, "")
    assert one.is_by_ratio
    values = [one.value(place) for place in range(figures.STEPS + 1)]
    assert values == sorted(values) and values[0] == 1 and values[-1] == 100


def test_a_series_keeps_its_shape(starter):
    one = {slider.path: slider for slider in figures.main_figures(starter)}[DEMAND]
    moved = starter.with_values(figures.changes(starter, {DEMAND: (one, 750.0)}))
    found = moved.data.workloads["batch"].demand["north-america"].committed_tt_per_year
    assert found.values == (0, 250, 500, 750, 750, 750, 0)


NONSENSE = [
    "", "abc", "NaN", "inf", "-inf", "1e999", "-1", "1e9", "9" * 400, "1.5 MW", None, True, [], {}, math.nan,
]  # fmt: skip


@pytest.mark.parametrize("sent", NONSENSE, ids=lambda sent: repr(sent)[:20])
def test_nonsense_is_refused_and_nothing_is_lost(state, sent):
    state.type_in(GRID, "2")
    with pytest.raises(InstanceError) as refused:
        state.type_in(GRID, sent)
    assert GRID in str(refused.value) and "stays as it is" in str(refused.value)
    assert state.moved == {GRID: 2.0}


NOWHERE = ["", "-1", "201", "1.5", "99999", "NaN", None, True, 201, 10**30, 1.5, [], "٣"]


@pytest.mark.parametrize("place", NOWHERE)
def test_a_place_that_is_none_is_refused(state, place):
    with pytest.raises(InstanceError, match="no place of its slider"):
        state.slide(GRID, place)
    assert state.moved == {}


@pytest.mark.parametrize("path", ["", "solve.gap", "sites.texas", None, 3, [], {}, "../x", "__class__"])
def test_an_unknown_figure_is_refused(state, path):
    for ask in (state.add, lambda path: state.slide(path, 3), lambda path: state.type_in(path, "3")):
        with pytest.raises(InstanceError, match="no figure of this instance"):
            ask(path)


@pytest.mark.parametrize("sent", [*NONSENSE, "0", "51"])
def test_an_effort_that_is_none_is_refused(state, sent):
    with pytest.raises(InstanceError, match="must be a number"):
        state.set_effort("gap", sent)
    assert state.gap_percent == 1.0


@pytest.mark.parametrize("case", ["", "moon", None, 3, [], {}])
def test_a_side_that_is_none_is_refused(state, case):
    with pytest.raises(InstanceError, match="who may serve"):
        state.set_case(case)


@given(sent=st.one_of(st.text(max_size=50), st.floats(), st.integers(), st.none(), st.booleans()))
@settings(max_examples=200, deadline=None)
def test_what_is_taken_is_a_number_that_the_format_allows(sent):
    one = figures.Slider("sites.a.grid_mw", "", "a", "MW", 1, 0, 3, "", least=0, most=50_000)
    try:
        value = figures.taken(one, sent)
    except InstanceError:
        return
    assert math.isfinite(value) and 0 <= value <= 50_000


def test_the_question_is_the_instance_until_something_moves(state):
    assert state.question() is state.instance
    state.slide(GRID, 0)
    state.set_effort("gap", "5")
    question = state.question()
    assert question.data.sites["texas"].grid_mw.values[0] == 0 and question.data.solve.gap == 0.05
    assert state.moves() == ["texas: grid connection 0 MW (was 1.5 MW)"]
    state.type_in(GRID, "1.5")
    assert state.moved == {}


def test_a_shipped_example_replaces_nothing(tmp_path):
    state = State(Desk(Folder(tmp_path)))
    assert state.copy_in("pilot") == "pilot.toml"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pilot-demand.csv", "pilot.toml"]
    (tmp_path / "pilot.toml").write_text("mine")
    with pytest.raises(InstanceError, match="is there already"):
        state.copy_in("pilot")
    for name in ("../pilot", "nothing", None, [], 3):
        with pytest.raises(InstanceError, match="none of the shipped examples"):
            state.copy_in(name)
    assert (tmp_path / "pilot.toml").read_text() == "mine"


def test_no_more_searches_than_cores():
    desk = Desk(Folder(INSTANCES), most=1)
    started = []
    desk.start = lambda job: started.append(job) or Busy()
    one, other = desk.tab("one"), desk.tab("other")
    for state in (one, other):
        state.open("starter.toml")
    one.solve()
    with pytest.raises(InstanceError, match="under way"):
        one.solve()
    with pytest.raises(InstanceError, match="in other tabs"):
        other.solve()
    with pytest.raises(InstanceError, match="stop it first"):
        one.open("pilot.toml")
    assert len(started) == 1


class Busy:
    """A search that never ends."""

    plan = None
    is_over, is_searching = False, True


# --- the answer in words


@pytest.fixture(scope="module")
def answers():
    from planner.app.state import Answer

    solutions = INSTANCES.parent / "solutions"
    names = ("starter", "ground_only", "ipo")
    return {name: Answer(planner.read_plan(solutions / name), name) for name in names}


def test_the_comparison_has_both_plans_and_the_change(answers):
    frame = drawing.comparison(answers["ground_only"], answers["starter"]).set_index("what")
    assert frame.loc["flights"].tolist() == ["0", "6", "+6"]
    assert set(drawing.comparison(answers["starter"], answers["starter"]).change) <= {"same", ""}


def test_what_is_drawn_is_well_formed_and_escaped(answers):
    from xml.etree import ElementTree

    for last in (None, answers["starter"]):
        for answer in answers.values():
            drawn = drawing.interval(answer, last)
            assert ElementTree.fromstring(drawn).tag.endswith("svg") and "nan" not in drawn
    frame = drawing.comparison(answers["starter"], answers["starter"])
    assert "&lt;script&gt;" in drawing.table(frame, ("<script>", "", "", ""), "")


def test_next_to_nothing_has_no_digits():
    assert drawing.written(1.2e-9, "share") == "under 0.01 %"
    assert drawing.written(0.034, "share") == "3.4 %"
    assert drawing.change(6000.0, 6000.0000001, "Tt") == "same"
    assert drawing.change(6000.0, 6060.0, "Tt").endswith("1 %")


def test_a_slider_says_which_value_of_a_series_it_is_and_others_their_unit(starter):
    mains = {one.path: one.when for one in figures.main_figures(starter)}
    assert (mains[DEMAND], mains[GRID]) == (" at the peak", "")
    growing = starter.with_value(GRID, [1, 2, 3, 3, 3, 3])
    assert {one.path: one.when for one in figures.main_figures(growing)}[GRID] == " in the first year"
    named = [one.named for one in figures.other_figures(starter)]
    assert len(set(named)) == len(named)  # an array's mass and its price bear one name, and different units
