"""Shadow prices: the worth of one more and one fewer of a limit, against the question solved with it."""

import numpy as np
import pytest

from models.units import Scale
from planner.explain.limits import limits_of
from planner.explain.shadow_prices import COLUMNS, Program, shadow_prices
from planner.solver.complete import every_member
from planner.solver.relaxation import Small
from planner.solver.solution import Solution
from small_plan import small_case, small_solution

NOTHING_FLIES = Solution(flights=(), satellites={})
TIGHT = {"objective": "cost", "cadence": np.array([[1, 1]])}


def least(case):
    """The linear relaxation over every cohort and manifest."""
    return Small.of(case, every_member(case)).least.value


def row_of(frame, what, when, word):
    """The one row of a limit in a direction."""
    (row,) = frame[
        (frame.what == what) & (frame.when == when) & frame.direction.str.startswith(word)
    ].itertuples()
    return row


@pytest.fixture(scope="module")
def priced():
    case = small_case().replaced(**TIGHT)
    return case, shadow_prices(case, small_solution(), None)


def test_a_row_for_each_limit_and_direction(priced):
    case, frame = priced
    assert list(frame.columns) == list(COLUMNS)
    assert set(frame.what) == {"flight", "slot", "MW", "Gbit/s", "Tt committed"}
    assert {(limit.what, limit.when) for limit in limits_of(case)} == set(zip(frame.what, frame.when))
    assert set(frame["from"]) == {"relaxation"}
    assert frame.worth_usd_per_mtoken.isna().all()  # the objective is no ratio


@pytest.mark.parametrize("word, units", [("one more", 1), ("one fewer", -1)])
def test_a_flight_is_worth_what_the_question_with_it_costs_less(priced, word, units):
    case, frame = priced
    (limit,) = [one for one in limits_of(case) if (one.what, one.when) == ("flight", "2030-01-01")]
    expected = least(case) - least(limit.moved(case, units))
    row = row_of(frame, "flight", "2030-01-01", word)
    assert row.binding and abs(expected) > 1
    assert row.worth_musd == pytest.approx(expected, rel=1e-6)


def test_a_committed_token_costs_what_the_question_with_it_costs_more(priced):
    """Each by the question solved again with one Tt more; it costs something, and one fewer saves it."""
    case, frame = priced
    for limit in limits_of(case):
        if limit.what == "Tt committed":
            more = row_of(frame, limit.what, limit.when, "one more")
            fewer = row_of(frame, limit.what, limit.when, "one fewer")
            assert more.worth_musd == pytest.approx(least(case) - least(limit.moved(case, 1)), rel=1e-6)
            assert more.worth_musd < 0 < fewer.worth_musd
            assert more.holds_for >= 1


def test_what_does_not_bind_is_worth_nothing_and_has_one_row(priced):
    case, frame = priced
    idle = frame[~frame.binding]
    assert {"MW", "Gbit/s", "slot"} <= set(idle.what)
    assert (idle.worth_musd == 0).all() and not idle.duplicated(["what", "where", "when"]).any()
    for name in ("MW", "Gbit/s"):
        (limit,) = [one for one in limits_of(case) if one.what == name]
        assert least(limit.moved(case, 1)) == pytest.approx(least(case), rel=1e-9)


def test_a_megawatt_by_hand():
    """Only the ground serves, in the second year alone: 0.4 MW of grid and no own generation run 1.6 blocks
    of 8 chips, 2 Tt a year each, 25.6 of 40 Tt; a missing Tt costs 100 M$. One MW more runs 0.9 blocks for
    the 14.4 Tt that are missing, each at 4 M$ bought a year ahead, 0.4 upkeep, 0.25 MW at 1 M$ and 0.25 MW of
    building at 8 M$.
    """
    committed = np.zeros((1, 1, 3))
    committed[0, 0, 1] = 40.0
    case = small_case().replaced(
        objective="cost", committed=committed, onsite_mw=np.zeros((1, 3)), cadence=np.zeros((1, 2), int)
    )
    frame = shadow_prices(case, NOTHING_FLIES, None)
    row = row_of(frame, "MW", "always", "one more")
    blocks = 14.4 / 16
    spent = blocks * (4 + (0.4 + 0.25 * 1 + 0.25 * 8) * 0.4)
    assert row.worth_musd == pytest.approx(0.4 * 100 * 14.4 - spent, rel=1e-6)
    assert row.holds_for == 1  # beyond 0.225 MW more there is nothing left to serve


def test_with_fewer_than_the_commitment_takes_nothing_can_be_done():
    case = small_case().replaced(
        objective="cost",
        shortfall_musd=np.array([[np.inf]]),
        onsite_mw=np.zeros((1, 3)),
        grid_mw=np.full((1, 3), 1.0),
        committed=np.array([[[0.0, 64.0, 64.0]]]),
        cadence=np.zeros((1, 2), int),
        rack_life=np.array([3]),
    )
    frame = shadow_prices(case, NOTHING_FLIES, None)
    rows = frame[frame.what == "MW"]
    assert list(rows.binding) == [True, True]
    assert "cannot be met" in rows.direction.iloc[1] and np.isnan(rows.worth_musd.iloc[1])


def test_of_a_ratio_the_worth_is_at_the_ratio_of_the_plan():
    case = small_case().replaced(cadence=np.array([[1, 1]]))
    ratio = 61.25
    frame = shadow_prices(case, small_solution(), ratio)
    (limit,) = [one for one in limits_of(case) if (one.what, one.when) == ("flight", "2030-01-01")]

    def at(question):
        """min N - q D over everything."""
        return Program.of(question, Scale(1, 1, 1), every_member(question), ratio).run

    base, moved = at(case), at(limit.moved(case, 1))
    row = row_of(frame, "flight", "2030-01-01", "one more")
    assert row.worth_musd == pytest.approx(base.objective - moved.objective, rel=1e-6)
    tokens = row.worth_musd / row.worth_usd_per_mtoken
    assert 0 < tokens <= float((case.discount_mid * case.committed).sum()) * (1 + 1e-9)


def test_what_is_moved_in_place_is_the_question_compiled_anew():
    case = small_case().replaced(
        cash_limited=True, capital_musd=np.array([400.0, 200.0, 10.0]), supply=np.full((1, 2), 60.0)
    )
    scale = Scale.of(case)
    scaled = scale.scaled(case)
    program = Program.of(scaled, scale, every_member(scaled), 61.25 / scale.value(case.objective))
    limits = list(limits_of(case))
    assert {limit.what for limit in limits} == {
        "flight", "slot", "accelerator", "MW", "Gbit/s", "M$ of capital", "Tt committed",
    }  # fmt: skip
    for limit in limits:
        for units in (1, -1) if limit.amount >= 1 else (1,):
            assert not limit.has_structure
            again = program.again(limit.moved(scaled, units, scale.unit(limit.name)))
            value = program.value(limit, units)
            if value is None:
                assert again.status != "optimal"
            else:
                assert value == pytest.approx(again.objective, rel=1e-7, abs=1e-7), (limit.what, limit.when)


def test_one_more_is_worth_no_more_than_one_fewer_costs(priced):
    _, frame = priced
    for _, pair in frame[frame.binding & frame.worth_musd.notna()].groupby(["what", "where", "when"]):
        if len(pair) == 2:
            assert pair.worth_musd.iloc[0] <= -pair.worth_musd.iloc[1] + 1e-6
