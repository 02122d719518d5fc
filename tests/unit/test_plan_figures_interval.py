"""The answer as a dot on a line: values, bounds, another plan beside it."""

from dataclasses import replace

import pytest

from planner.report.figures.grammar import COLOURS
from planner.report.plan.interval import Answer, answer_line, fitted, placed, scale_for
from shipped_plans import DRAWN, NARROW, WIDE, shipped, without


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    plan = shipped(name)
    figure = answer_line(plan, None, width)
    assert figure.data.iloc[0, 2:].tolist() == pytest.approx([plan.value, plan.bound])
    assert figure.chart.to_dict()["width"] < width


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_two_plans(width):
    figure = answer_line(shipped("reference"), shipped("ground_only"), width)
    assert figure.data["plan"].tolist() == ["reference", "ground-only"]
    assert figure.data.served_by.tolist() == ["both", "ground"]
    assert figure.title == "reference: $0.139/Mtoken, proven $0.137 to $0.139/Mtoken"
    assert "ground-only: $0.0809 a million tokens; proven within 0.03 %." in figure.alt


def test_another_plan_with_another_question_has_no_bound_or_is_left_out():
    beside = answer_line(shipped("reference"), shipped("small_operator"))
    assert beside.data.iloc[1, 2] == pytest.approx(shipped("small_operator").ratio)
    assert beside.data.iloc[1].isna().iloc[3]
    assert len(answer_line(shipped("small_operator"), shipped("reference")).data) == 1


def test_a_plan_without_a_ratio_is_not_drawn():
    plan = shipped("starter")
    empty = replace(plan, record=replace(plan.record, value=None, ratio_usd_per_mtoken=None, bound=None))
    assert answer_line(empty) is None
    assert len(answer_line(plan, empty).data) == 1


def test_without_a_bound_nothing_is_proven():
    plan = shipped("starter")
    figure = answer_line(replace(without(plan), record=replace(plan.record, bound=None, gap=None)))
    assert figure.title.endswith("nothing proven")


def test_the_scale_begins_at_zero_unless_values_lie_far_apart_or_below_it():
    assert scale_for([0.1, 0.2], 100).low == 0
    assert scale_for([0.01, 0.2], 100).is_log
    below = scale_for([-5.0, -4.0], 100)
    assert below.low < -5
    assert below.high == 0
    assert scale_for([0.0, 0.0], 100).high > 0


def test_a_second_plan_of_the_same_side_is_grey():
    answers = [Answer("a", 1.0, 0.9, "both"), Answer("b", 2.0, 1.8, "both"), Answer("c", 2.0, 1.8, "orbit")]
    rows = placed(answers, scale_for([2.0], 500), "$")
    assert [row["colour"] for row in rows] == [COLOURS["both"], COLOURS["rest"], COLOURS["orbit"]]


def test_a_long_name_is_cut():
    assert fitted("n" * 200, "$0.139", 200).endswith("…: $0.139")
