"""The satellite of test_by_hand.py on other terms, to the cent."""

import numpy as np
import pytest

from brute_force import brute_force
from comparison import GAP, as_outcome, check_plan
from planner.solver import solve
from test_by_hand import CENT, check, one_of_each


def test_a_way_down_that_clouds_close_a_fifth_of_the_time():
    """Everything as in test_one_satellite_on_one_launch, 23 405 081.07 $ for 1.7829440687 Tt, but for the
    gateway:

    to be paid without clouds   half of 0.6 M$ * 0.7 Gbit/s a Tt * 1.7829440687 Tt      374 418.25
    to be paid with them        374 418.25 / 0.8                                        468 022.82
    Levelized cost              23.49868563 M$ / 1.7829440687 Tt
    """
    check(one_of_each(gateway_availability=np.array([0.8])), cost_musd=23.49868563, tokens_tt=1.7829440687)


def test_a_launch_that_is_paid_by_mass_too():
    """The same satellite, 2 t of it, at 500 $/kg beside the price of the flight:

    ticket      2 t * 0.5 M$                                            1 000 000.00
    insurance   15 % premium less 10 % expected payout on it               50 000.00
    together    23 405 081.07 + 1 050 000.00                           24 455 081.07
    """
    check(one_of_each(price_musd_per_t=np.array([[0.5]])), cost_musd=24.45508107, tokens_tt=1.7829440687)


def test_tokens_paid_for_though_they_are_not_served():
    """The same satellite under npv: 3 Tt committed in period 0, of which 1.0029025697 Tt are served; 4 M$
    penalty a Tt, price 6 M$ a Tt.

    short       3 - 1.0029025697                                              1.9970974303 Tt
    penalty     4 M$ * 1.9970974303 * 0.9764540897                            7 800 295.81
    cost        23 405 081.07 + 7 800 295.81                                 31 205 376.88
    served      6 M$ * (1.0029025697 * 0.9764540897 + 0.8632062414 * 0.9310124446)      10 697 664.41
    not served  half of 6 M$ * 1.9970974303 * 0.9764540897                    5 850 221.86
    net         10 697 664.41 + 5 850 221.86 - 31 205 376.88                -14 657 490.61
    Not to launch would cost 2.93 M$ alone, (3 - 4) M$ * 3 Tt * 0.9764540897: a least output of 0.3 Tt makes
    the launch necessary.
    """
    committed = np.array([[[3.0, 0.0]]])
    case = one_of_each(
        objective="npv", committed=committed, shortfall_musd=np.array([[4.0]]),
        token_price_musd=np.full((1, 1, 2), 6.0), take_or_pay=np.array([[0.5]]), min_tokens_tt=0.3,
    )  # fmt: skip
    best, outcome = brute_force(case), solve(case, gap=GAP)
    assert best.cost_musd == pytest.approx(31.20537688, abs=CENT)
    assert best.value == pytest.approx(-14.65749061, abs=CENT)
    assert outcome.value == pytest.approx(best.value, abs=CENT)
    assert outcome.solution.shortfall[0, 0, 0] == pytest.approx(1.9970974303, abs=1e-9)
    check_plan(case, as_outcome(best))
    check_plan(case, outcome)
