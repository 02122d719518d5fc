"""Stage gates and milestones small enough to be gone through by hand."""

import numpy as np
import pytest

from brute_force import brute_force
from comparison import GAP, as_outcome, check_plan, enumerated
from generator import instances
from models.case import Case
from planner.solver import solve
from test_by_hand import NO_INTEREST, SURE, one_of_each

QUARTERS = 6


def six_quarters(**changes) -> Case:
    """Quarters with a launch each, of up to three satellites; one alone serves 0.25 Tt a quarter, for good,
    and 0.9 Tt a quarter are wanted.
    """
    T = QUARTERS
    arrays = {
        "objective": "npv", "period_years": 0.25, "launch_periods": T,
        "dates": tuple(f"{2030 + t // 4}-{3 * (t % 4) + 1:02d}-01" for t in range(T)), "lives": (T,),
        "slots": np.full((1, T), 9.0), "duty": None, "design_counts": np.array([[1]]),
        "rate": np.array([[1.0]]), "design_cost_musd": np.full((1, T), 5.0),
        "price_musd": np.full((1, T), 10.0), "payload_t": np.array([[9.0]]), "fairing_m3": np.array([99.0]),
        "satellites_max": np.array([3]), "cadence": np.ones((1, T), int), "committed": None,
        "optional": np.full((1, 1, T), 9.0), "token_price_musd": np.full((1, 1, T), 50.0),
        "gateway_gbps": np.full((1, T), 9.0),
        "gateway_musd": None,
    }  # fmt: skip
    return one_of_each(**SURE | NO_INTEREST | arrays | changes)


def launched(case: Case) -> list[int]:
    """Satellites launched in each quarter of the best plan, which the audit has passed."""
    outcome = solve(case, gap=GAP)
    check_plan(case, outcome)
    counts = [0] * case.launch_periods
    for (_, _, _, b, _), n in outcome.solution.satellites.items():
        counts[b] += n
    return counts


def gate(*, fewest: int, most: int, periods: int, ramp: float = np.inf) -> dict:
    return {
        "gates": ("first",), "gate_min": np.array([fewest]), "gate_max": np.array([float(most)]),
        "gate_periods": np.array([periods]), "gate_ramp": np.array([ramp]),
    }  # fmt: skip


def test_without_a_gate_every_quarter_launches_all_it_can():
    """A token is worth 50 $/Mtoken: even in the last quarter three satellites earn 37.5 M$ for 25 M$."""
    assert launched(six_quarters()) == [3, 3, 3, 0, 0, 0]  # nine slots


def test_a_pilot_of_twelve_months_delays_the_volume_by_exactly_that():
    """One satellite flies at once and runs in quarters 0 to 3; the first volume launch is at the start of
    quarter 4, twelve months later.
    """
    assert launched(six_quarters(**gate(fewest=1, most=1, periods=4))) == [1, 0, 0, 0, 3, 3]


def test_a_pilot_of_two_that_needs_both():
    """Both must run a year: the second in orbit at once, so that the gate opens in quarter 4 for the seven
    slots left.
    """
    assert launched(six_quarters(**gate(fewest=2, most=2, periods=4))) == [2, 0, 0, 0, 3, 3]


def test_the_line_delivers_one_more_each_quarter():
    """Passed after one quarter: 1, 2, 3, ... satellites a quarter from the line, and the second of the pilots
    beside the first.
    """
    assert launched(six_quarters(**gate(fewest=1, most=2, periods=1, ramp=1.0))) == [2, 1, 2, 3, 1, 0]


def test_what_is_left_of_the_pilot_flies_beyond_the_line():
    """Only one pilot fits the first flight; the second flies with the line's first satellite, in the quarter
    of the passing.
    """
    only_one = six_quarters(
        **gate(fewest=1, most=2, periods=1, ramp=1.0), bus_rate=np.array([[1.0] + [np.inf] * 5])
    )
    assert launched(only_one) == [1, 2, 2, 3, 1, 0]


def test_a_gate_that_is_never_passed_leaves_the_pilot():
    assert launched(six_quarters(**gate(fewest=1, most=2, periods=7))) == [2, 0, 0, 0, 0, 0]


def flying(count: int, *, since: int) -> dict:
    """Satellites of the one bus that serve since so many quarters before the study, to its end; each holds a
    slot of the nine.
    """
    return {
        "flown": ("pilot",), "flown_design": np.zeros(1, int), "flown_shell": np.zeros(1, int),
        "flown_satellites": np.array([count]), "flown_working": np.array([float(count)]),
        "flown_dead": np.zeros(1), "flown_age_years": np.array([0.25 * since]),
        "flown_history_years": np.array([0.25 * since]), "flown_arrives": np.array([-since]),
        "flown_leaves": np.array([QUARTERS]),
        "shell_opening_musd": np.zeros(1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "count, since, asked, expected",
    [
        # half of its year is over
        (1, 2, {"fewest": 1, "most": 1, "periods": 4}, [0, 0, 3, 3, 2, 0]),
        # all of it: passed at the start
        (1, 4, {"fewest": 1, "most": 1, "periods": 4}, [3, 3, 2, 0, 0, 0]),
        # the second pilot may fly beside it
        (1, 2, {"fewest": 1, "most": 2, "periods": 4}, [1, 0, 3, 3, 1, 0]),
        # and must, where two have to run
        (1, 2, {"fewest": 2, "most": 2, "periods": 1}, [1, 3, 3, 1, 0, 0]),
        # more fly than would be allowed: none more may
        (3, 1, {"fewest": 1, "most": 1, "periods": 4}, [0, 0, 0, 3, 3, 0]),
        # the line has grown since two quarters
        (1, 3, {"fewest": 1, "most": 2, "periods": 1, "ramp": 1.0}, [3, 3, 2, 0, 0, 0]),
        # it begins, and one pilot is left
        (1, 1, {"fewest": 1, "most": 2, "periods": 1, "ramp": 1.0}, [2, 2, 3, 1, 0, 0]),
    ],
)
def test_a_pilot_that_flies_already(count, since, asked, expected):
    assert launched(six_quarters(**gate(**asked), **flying(count, since=since))) == expected


def test_a_pilot_that_retires_early_does_not_pass_its_gate():
    """Where it costs nothing to run it stays and passes. Where flights are too dear, and 15 M$ a quarter are
    more than it earns, it goes at once.
    """
    case = six_quarters(
        **gate(fewest=1, most=1, periods=4), **flying(1, since=2), bus_operations_musd=np.zeros(1)
    ).replaced(flown_may_retire=np.array([True]))
    assert launched(case) == [0, 0, 3, 3, 2, 0]
    dear = case.replaced(price_musd=np.full((1, QUARTERS), 400.0), bus_operations_musd=np.array([60.0]))
    outcome = solve(dear, gap=GAP)
    check_plan(dear, outcome)
    assert outcome.solution.leave == {(0, 0): 1} and not outcome.solution.satellites


@pytest.mark.parametrize("seed", [0, 1])
def test_enumeration_knows_a_gate_that_is_none(seed):
    """The gate of a kind, opened wide, is the question without it."""
    case = instances("gate", seed)
    wide = brute_force(case.replaced(gate_max=np.array([99.0])))
    none = brute_force(case.replaced(gate_max=np.array([np.inf])))
    assert wide.value == none.value < enumerated("gate", seed).value
    check_plan(case.replaced(gate_max=np.array([99.0])), as_outcome(wide))


def milestone(*, period: int, share: float) -> dict:
    return {
        "milestone_shell": np.array([0]), "milestone_period": np.array([period]),
        "milestone_share": np.array([share]),
    }  # fmt: skip


def dear_at_first(**changes) -> Case:
    """The first three quarters' flights cost 400 M$ more than a satellite can ever earn (6 * 0.25 Tt * 50 M$
    = 75 M$), the rest 10 M$.
    """
    return six_quarters(price_musd=np.array([[400.0] * 3 + [10.0] * 3]), **changes)


def test_without_milestones_the_cheap_flights_fill_the_licence():
    assert launched(dear_at_first()) == [0, 0, 0, 3, 3, 3]


def test_a_missed_milestone_leaves_what_is_held_on_its_day():
    """A third of nine slots at the start of quarter 3: the first cheap flight meets it. Four ninths: it does
    not, and three slots are all.
    """
    assert launched(dear_at_first(**milestone(period=3, share=1 / 3))) == [0, 0, 0, 3, 3, 3]
    assert launched(dear_at_first(**milestone(period=3, share=4 / 9))) == [0, 0, 0, 3, 0, 0]


def test_a_milestone_before_the_cheap_flights_closes_the_shell_or_is_paid_for():
    """Nothing is held at the start of quarter 2, so that nothing may be held later: the shell is lost at 400
    M$ a flight.

    At 60 M$, one satellite a flight: the one in quarter 2 loses 60 + 5 - 4 * 12.5 = 15 M$, those in quarters
    3 and 4, which it makes possible, earn 37.5 - 15 = 22.5 and 25 - 15 = 10 M$; one in quarter 5 would lose
    2.5 M$.
    """
    assert launched(dear_at_first(**milestone(period=2, share=1 / 9))) == [0, 0, 0, 0, 0, 0]
    cheaper = six_quarters(
        price_musd=np.array([[99.0, 99.0, 60.0, 10.0, 10.0, 10.0]]), satellites_max=np.array([1])
    )
    assert launched(cheaper) == [0, 0, 0, 1, 1, 0]
    assert launched(cheaper.replaced(**milestone(period=2, share=1 / 9))) == [0, 0, 1, 1, 1, 0]


def test_a_milestone_due_after_the_last_period_asks_nothing():
    assert launched(dear_at_first(**milestone(period=99, share=1.0))) == [0, 0, 0, 3, 3, 3]
