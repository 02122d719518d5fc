"""Bound and best plan over time: the history, what is in the frame, what is said."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.report.plan.findings.progress import lasting, progress_finding, proven
from planner.report.plan.progress import bound_and_plan, is_cut, last_told, progress_table, window
from shipped_plans import DRAWN, NAMES, says_all, shipped

NAN = np.nan


def history(*steps):
    """A table of (seconds, best, bound)."""
    return pd.DataFrame(steps, columns=["seconds", "best", "bound"]).astype(float)


@pytest.mark.parametrize(
    ("table", "status", "finding"),
    [
        (
            history((1, NAN, 8), (5, 10, 8), (20, 10, 9.9)), "gap reached",
            "The plan was found after 5 s and proven within 1 % after 20 s",
        ),
        (
            history((1, 12, 8), (19.5, 10, 8), (20, 10, 9)), "time limit",
            "After 20 s the plan is found and proven within 10 % when time was up",
        ),
        (
            history((0.1, 10, 8), (20, 10, 10)), "interrupted",
            "The plan was there at once; after 20 s it is proven to be the best when it was stopped",
        ),
        (history((1, NAN, 8)), "time limit", "No plan was found in 1 s"),
        (history((1, 9, NAN), (3, 9, NAN)), "time limit", "The plan was found after 1 s; nothing is proven"),
    ],
)  # fmt: skip
def test_the_finding(table, status, finding):
    assert progress_finding(table, "levelized_cost", "$/Mtoken", status) == finding


def test_what_is_proven_depends_on_what_is_sought():
    table = history((1, 10, 9))
    assert proven(table, "levelized_cost", "$/Mtoken") == "No plan costs less than $9 a million tokens."
    assert proven(table, "npv", "M$") == "No plan is worth more than 9 M$."
    assert proven(history((1, 10, NAN)), "npv", "M$") == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_data_end_with_the_plan_and_its_bound(name):
    plan = shipped(name)
    row = progress_table(plan).iloc[-1]
    assert row.best == pytest.approx(plan.value, rel=1e-6)
    assert row.bound == pytest.approx(plan.bound, rel=1e-6)


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    figure = bound_and_plan(shipped("ipo" if name == "starcloud" else name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


def test_no_history_nothing_shown():
    plan = shipped("starter")
    assert bound_and_plan(replace(plan, run=replace(plan.run, history=()))) is None


def test_nothing_moved_nothing_shown():
    plan = shipped("starter")
    assert bound_and_plan(replace(plan, run=replace(plan.run, history=plan.run.history[-1:]))) is None
    assert bound_and_plan(shipped("starcloud")) is None


def test_the_frame_ends_at_the_farthest_value_in_it():
    up = window(history((1, NAN, 0.1), (2, 10, 9.5), (3, 10, 9.9)), 100)
    assert 9.4 < up.low < 9.5


def test_plan_and_bound_in_digits_that_tell_them_apart():
    assert last_told(history((1, 0.02183, 0.02181)), "$") == ["best plan $0.02183", "bound $0.02181"]
    assert last_told(history((1, 8.2, 8.2)), "M$") == ["best plan 8.2 M$", "bound 8.2 M$"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0381, "0.1 s"), (2.09, "2.1 s"), (51.7, "52 s"), (1234.5, "1,230 s")]
)
def test_seconds_of_a_search(seconds, said):
    assert lasting(seconds) == said


def test_far_values_leave_the_frame_and_near_ones_do_not():
    far, near = history((1, 700, 1), (2, 10, 9.9)), history((1, 11, 9), (2, 10, 9.9))
    assert is_cut(far, window(far, 100))
    assert not is_cut(near, window(near, 100))


def test_a_frame_is_never_without_height():
    same = history((1, 10, 10))
    up = window(same, 100)
    assert up.high - up.low >= 0.02 * 10 * 0.99
    zero = window(history((1, 0, 0)), 100)
    assert zero.high > zero.low
