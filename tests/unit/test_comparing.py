"""Plans side by side: what differs is found exactly, what moved sums to the totals, steps telescope."""

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.comparing.attributing import Group, Proven, grouped, steps_of
from planner.comparing.between import questions_between
from planner.comparing.comparison import compare, names_of
from planner.comparing.directions import direction_of
from planner.comparing.inputs import Difference, differences, put
from planner.comparing.question import Question, question_of
from planner.comparing.saying import bounds, for_people
from planner.comparing.solving import Search
from planner.comparing.telling import side_by_side
from planner.errors import InstanceError

ROOT = Path(__file__).parents[2]
PRICE = "vehicles.falcon-9.price_musd"


@cache
def plan_of(name):
    return planner.read_plan(ROOT / "solutions" / name)


def changed(name, values, **record):
    """A shipped plan as if it answered a changed instance."""
    plan = plan_of(name)
    instance = plan.resolved.with_values(values)
    files = {**plan.instance, "resolved.toml": instance.resolved_toml().encode()}
    return replace(plan, instance=files, record=replace(plan.record, **record))


def found_between(a, b):
    first = question_of(a)
    return differences([first, question_of(b, first.year)])


def test_a_plan_differs_in_nothing_from_itself():
    assert found_between(plan_of("starter"), plan_of("starter")) == []


def test_each_changed_input_is_found_with_both_values_and_its_unit():
    values = {PRICE: 40.0, "shells.sso-600.yearly_musd": 2.0, "solve.seed": 7, "study.name": "other"}
    found = {one.key: one for one in found_between(plan_of("starter"), changed("starter", values))}
    assert set(found) == set(values)
    assert (found[PRICE].values, found[PRICE].unit) == ((74.0, 40.0), "M$")
    assert {key: one.bearing for key, one in found.items()} == {
        PRICE: "question",
        "shells.sso-600.yearly_musd": "question",
        "solve.seed": "search",
        "study.name": "name",
    }


def test_a_row_of_a_list_is_named_and_the_list_exchanged():
    plan = plan_of("starter")
    anchors = plan.resolved.data.vehicles["falcon-9"].anchors
    key = "vehicles.falcon-9.anchors.0.payload_t"
    (one,) = found_between(plan, changed("starter", {key: anchors[0].payload_t * 1.1}))
    assert (one.key, one.place) == (key, "vehicles.falcon-9.anchors")


def test_a_record_that_only_one_has_is_one_difference():
    found = {one.key: one for one in found_between(plan_of("starter"), plan_of("pilot"))}
    assert found["buses.pilot-bus"].is_record
    assert not any(key.startswith("buses.pilot-bus.") for key in found)
    assert found["designs.small"].values[1] is None


def test_the_side_that_may_serve_and_the_version_are_inputs_too():
    plan = plan_of("starter")
    options = replace(plan.record.options, case="ground")
    other = replace(
        plan,
        record=replace(plan.record, options=options),
        run=replace(plan.run, versions={**plan.run.versions, "highspy": "0"}),
    )
    found = {one.key: one.bearing for one in found_between(plan, other)}
    assert found == {"case": "question", "version of highspy": "search"}


def test_the_differences_put_into_one_tree_make_the_other():
    a, b = (question_of(plan_of(name)) for name in ("starter", "pilot"))
    tree = question_of(plan_of("starter")).tree
    for one in differences([a, b]):
        if one.place and one.place in one.key:
            put(tree, one.place, b.tree)
    left = differences([Question(a.plan, tree, 1.0, a.year), b])
    assert not [one for one in left if one.bearing == "question"]


@pytest.mark.parametrize(("first", "second"), [("starter", "pilot"), ("pilot", "suncatcher")])
def test_what_moved_sums_to_the_totals_of_both_plans(first, second):
    plans = [plan_of(first), plan_of(second)]
    found = compare(plans, steps=False)
    for letter, plan in zip("ab", plans):
        assert found.costs[f"{letter}_musd"].sum() == pytest.approx(plan.cost_musd)
        assert found.costs[f"{letter}_usd_per_mtoken"].sum() == pytest.approx(plan.ratio)
        assert found.flights[f"{letter}_flights"].sum() == plan.launches.flights.sum()
        assert found.satellites[f"{letter}_satellites"].sum() == plan.cohorts.satellites.sum()
        assert found.fleet[f"{letter}_accelerators"].sum() == sum(plan.record.accelerators.orbit.values())
        assert found.sites[f"{letter}_accelerators"].sum() == sum(plan.record.accelerators.ground.values())
        assert found.service[f"{letter}_tt"].sum() == pytest.approx(plan.tokens.tokens_tt.sum())
        assert found.shortfall[f"{letter}_tt"].sum() == pytest.approx(plan.demand.shortfall_tt.sum())
    for frame, unit in ((found.costs, "musd"), (found.service, "tt"), (found.flights, "flights")):
        assert frame[f"change_{unit}"].sum() == pytest.approx((frame[f"b_{unit}"] - frame[f"a_{unit}"]).sum())


def test_more_than_two_plans_stand_side_by_side_without_change_or_steps():
    found = compare([plan_of(name) for name in ("starter", "pilot", "suncatcher")])
    assert list(found.costs) == ["item", *(f"{a}_{u}" for u in ("musd", "usd_per_mtoken") for a in "abc")]
    assert found.steps.empty and found.whole is None
    assert found.sentences[0].startswith("suncatcher costs least, ")


values = st.floats(0.01, 100)
gaps = st.none() | st.floats(0, 0.5)


@given(st.lists(st.tuples(values, gaps), min_size=2, max_size=9), st.data())
def test_steps_telescope_whatever_was_solved(pairs, data):
    proven = [
        Proven.of(value, None if gap is None else value * (1 - gap), "levelized_cost") for value, gap in pairs
    ]
    middle = [data.draw(st.sampled_from([one, None])) for one in proven[1:-1]]
    known = [proven[0], *middle, proven[-1]]
    groups = [Group(f"g{n}", (Difference(f"k{n}", (0, 1)),)) for n in range(len(known) - 1)]
    steps = steps_of(groups, known, ["why"] * len(middle))
    assert sum(step.change.found for step in steps) == pytest.approx(proven[-1].value - proven[0].value)
    assert [one.key for step in steps for one in step.group.inputs] == [f"k{n}" for n in range(len(groups))]
    whole = proven[0].change_to(proven[-1])
    assert sum(step.change.low for step in steps) <= whole.low + 1e-9
    assert sum(step.change.high for step in steps) >= whole.high - 1e-9
    for step in steps:
        assert step.change.low <= step.change.found <= step.change.high
        assert bool(step.reason) == (len(step.group.inputs) > 1)


@given(values, gaps, values)
def test_the_best_value_lies_in_the_interval_of_each_objective(value, gap, other):
    least = Proven.of(value, None if gap is None else value - gap * other, "levelized_cost")
    most = Proven.of(value, None if gap is None else value + gap * other, "npv")
    assert least.low <= value == least.high
    assert most.low == value <= most.high


def test_very_many_inputs_are_put_together_and_the_last_group_says_what_it_holds():
    keys = [f"{section}.x{n}.price" for section in "abcdefghijk" for n in range(2)]
    found = [Difference(key, (1, 2), place=key) for key in keys]
    groups = grouped(found, most=8)
    assert len(groups) == 8
    assert groups[-1].name.startswith("the rest: ") and "k" in groups[-1].name
    assert sum(len(group.inputs) for group in groups) == len(keys)
    assert len(grouped(found[:6], most=8)) == 6


def test_what_follows_from_the_first_day_goes_with_it():
    found = [
        Difference("study.start", ("2027-01-01", "2028-01-01"), place="study.start"),
        Difference("vehicles.x.available_from", (1, 2), place="vehicles.x.available_from", follows=True),
    ]
    (group,) = grouped(found)
    assert len(group.inputs) == 2


def test_a_design_is_not_changed_before_its_bus():
    """Every question in between is one that the format takes, and each group is changed once."""
    a, b = (question_of(plan_of(name)) for name in ("starter", "pilot"))
    groups = grouped(differences([a, b]))
    order, between = questions_between(a.tree, b.tree, ("both", "both"), groups)
    assert len(between) == len(order) - 1 >= 1
    assert sum(len(one.inputs) for one in order) == sum(len(one.inputs) for one in groups)


def test_a_dearer_flight_is_known_to_make_nothing_cheaper():
    instance = plan_of("starter").resolved
    dearer = Group("x", (Difference(PRICE, (74.0, 90.0), place=PRICE),))
    cheaper = Group("x", (Difference(PRICE, (74.0, 40.0), place=PRICE),))
    both = Group("x", (*dearer.inputs, Difference("sites.texas.grid_mw", (2.0, 3.0))))
    assert [direction_of(one, instance, "both") for one in (dearer, cheaper, both)] == [1, -1, None]
    assert direction_of(dearer, instance, "ground") == 0
    steps = steps_of([dearer], [Proven(1.0, 2.0, 2.0), Proven(1.5, 2.1, 2.1)])
    assert steps[0].change.low == -0.5
    assert replace(steps[0], sure=1).change.low == 0.0


def test_only_the_search_differs():
    plan = plan_of("starter")
    other = changed("starter", {"solve.gap": 0.05}, value=plan.value * 1.004)
    inside = compare([plan, other])
    assert inside.steps.empty and "no steps: the plans answer one question" in inside.notes
    assert "the difference lies within the proven gaps" in inside.sentences[1]
    outside = compare([plan, changed("starter", {"solve.gap": 0.05}, value=0.2, bound=0.19)])
    assert "lies outside the proven gaps" in outside.sentences[1]


def test_dollars_of_another_year_are_put_into_those_of_the_first():
    plan = plan_of("starter")
    later = question_of(plan, 2030)
    assert later.dollars > 1
    tree = later.tree
    other = replace(
        plan, instance={**plan.instance, "resolved.toml": later.instance().resolved_toml().encode()}
    )
    assert tree["vehicles"]["falcon-9"]["price_musd"] != 74
    found = compare([plan, other], steps=False)
    assert not (found.inputs.bearing == "question").any()
    assert any("dollars of 2026, 2030" in note for note in found.notes)
    ratio = found.totals.set_index("figure").loc["levelized cost"]
    assert ratio.b == pytest.approx(ratio.a / later.dollars)


def test_different_objectives_have_no_steps_and_it_is_said():
    found = compare([plan_of("suncatcher"), plan_of("starcloud")])
    assert found.whole is None and found.steps.empty
    assert any("optimise different things (levelized_cost, cost)" in note for note in found.notes)
    assert "have no objective in common" in found.sentences[0]
    assert len(found.costs)


def test_a_plan_that_serves_nothing_has_no_steps():
    nothing = changed("starter", {PRICE: 40.0}, value=None, ratio_usd_per_mtoken=None)
    found = compare([plan_of("starter"), nothing])
    assert "no steps: a plan that serves nothing has no levelized cost" in found.notes
    assert math.isnan(found.proven[1].value)


def test_intervals_in_words():
    assert bounds(0.0348, 0.038, "$/Mtoken") == "between $0.0348 and $0.038 a million tokens"
    assert bounds(-math.inf, 5.0, "M$") == "at most 5 M$"
    assert bounds(1.0, math.inf, "M$") == "at least 1 M$"


def test_wrong_arguments():
    with pytest.raises(TypeError, match="a must be a Plan"):
        planner.compare(3, plan_of("starter"))
    with pytest.raises(TypeError, match="steps must be True or False"):
        planner.compare(plan_of("starter"), plan_of("starter"), steps="no")
    with pytest.raises(InstanceError, match="takes 2 to 8"):
        planner.compare(*[plan_of("starter")] * 9)


def test_ctrl_c_keeps_what_is_solved_and_the_rest_is_one_step():
    def stop(done, of):
        raise KeyboardInterrupt

    plan = plan_of("starter")
    other = changed("starter", {PRICE: 40.0, "shells.sso-600.yearly_musd": 2.0}, value=0.1, bound=0.099)
    found = compare([plan, other], search=Search(progress=stop))
    assert found.is_interrupted and any("interrupted" in note for note in found.notes)
    (step,) = found.steps.itertuples()
    assert step.found == pytest.approx(0.1 - plan.value)
    assert step.changes == "shells.sso-600.yearly_musd 1 -> 2 M$; vehicles.falcon-9.price_musd 74 -> 40 M$"


def test_one_changed_input_needs_no_solve():
    other = changed("starter", {PRICE: 40.0}, value=0.1, bound=0.099)
    found = compare([plan_of("starter"), other], note=lambda line: pytest.fail(line))
    (step,) = found.steps.itertuples()
    assert (step.low, step.high) == pytest.approx((0.099 - 0.1367358405, 0.1 - 0.1354864465))
    assert found.sentences[1].startswith("falcon-9 price, 74 to 40 M$: explains between $0.0355 and $0.0377")


def test_the_runs_of_a_study_stand_side_by_side():
    frame = pd.read_csv(ROOT / "solutions/studies/launch-price/results.csv")
    shown = side_by_side(frame)
    assert len(shown) == len(frame)
    assert list(shown)[0] == "run" and {
        "status",
        "$/Mtoken",
        "bound",
        "% from orbit",
        "flights",
        "M$",
    } <= set(shown)
    varied = list(shown)[1 : list(shown).index("status")]
    assert varied and all(frame[name].nunique() > 1 for name in varied)


def test_an_existing_page_is_kept(tmp_path):
    page = tmp_path / "a.html"
    page.write_text("mine")
    found = compare([plan_of("starter"), changed("starter", {PRICE: 40.0})], steps=False)
    with pytest.raises(InstanceError, match="not overwritten without --force"):
        found.write(page)
    assert page.read_text() == "mine"
    assert found.write(page, force=True) == page
    assert "<title>starter (A) and starter (B)</title>" in page.read_text()


def test_plans_of_one_study_are_named_by_folders_only_where_all_have_one():
    first, second = plan_of("starter"), plan_of("pilot")
    second = replace(second, record=replace(second.record, name=first.name))
    assert names_of([first, second]) == ("starter", "pilot")
    assert names_of([first, replace(second, folder=None)]) == ("starter (A)", "starter (B)")


def test_years_stand_in_order_and_nothing_is_left_of_equal_sums():
    first = plan_of("starter")
    early = first.launches.assign(date=first.launches["date"] - pd.DateOffset(years=1))
    found = compare([first, replace(first, launches=early)], steps=False)
    assert found.flights.year.tolist() == sorted(found.flights.year)
    hair = first.tokens.assign(tokens_tt=first.tokens.tokens_tt * (1 + 1e-13))
    told = compare([first, replace(first, tokens=hair)], steps=False).totals.set_index("figure")
    assert told.change["tokens served"] == 0


def test_items_of_cost_have_the_words_of_the_page():
    found = compare([plan_of("starter"), changed("starter", {PRICE: 40.0})], steps=False)
    assert {"nre", "launch"} <= set(found.costs["item"])
    assert {"development", "launches"} <= set(for_people(found.costs, 2)["item"])
