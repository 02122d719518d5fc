"""Tokens that weigh more later: a satellite for one of two years at 10 %, to the cent."""

import numpy as np
import pytest

from models.case import Case
from planner.errors import NoPlan
from planner.solver import solve
from test_by_hand import FREE, LASTING, check, one_of_each


def one_of_two_years(weights: list[float]) -> Case:
    """The satellite of test_by_hand.py for a year, in year 0 or 1; the flight costs 8 M$ in year 0 and 10 M$
    in year 1. At least 1 Tt is asked.
    """
    two = np.arange(2)
    return one_of_each(
        **FREE, **LASTING, committed=None, duty=None, period_years=1.0, launch_periods=2,
        dates=("2030-01-01", "2031-01-01"), discount_start=1.1**-two, discount_mid=1.1 ** -(two + 0.5),
        lives=(1,), design_cost_musd=np.full((1, 2), 5.0), price_musd=np.array([[8.0, 10.0]]),
        cadence=np.ones((1, 2), int), min_tokens_tt=1.0,
        token_weight=np.array([weights]),
    )  # fmt: skip


def test_it_pays_to_wait_where_tokens_weigh_more_later():
    """Year 0: 2.7 Tt of weight 1. Year 1: 2.7 Tt of weight 1.5.

    Tokens, either year    2 accelerators * 0.9 * rate 1.5                                = 2.7 Tt
    In year 0              (8 + 5) M$ * 1.05 (15 % premium less 10 % expected payout)     = 13 650 000.00
                           2.7 Tt * 1 * 1.1^-0.5 = 2.5743490 Tt              5.3023112 $/Mtoken
    In year 1              (10 + 5) M$ * 1.05 / 1.1                                       = 14 318 181.82
                           2.7 Tt * 1.5 * 1.1^-1.5 = 3.5104759 Tt            4.0786999 $/Mtoken: the best
    In both                27 968 181.82 / 6.0848249 Tt                      4.5963821 $/Mtoken
    """
    case = one_of_two_years([1.0, 1.5])
    check(case, cost_musd=14.31818182, tokens_tt=3.5104758648)
    assert {b for *_, b, _ in solve(case).solution.satellites} == {1}


def test_the_same_satellite_flies_at_once_where_they_do_not():
    case = one_of_two_years([1.0, 1.0])
    check(case, cost_musd=13.65, tokens_tt=2.5743489675)
    assert {b for *_, b, _ in solve(case).solution.satellites} == {0}


def test_a_least_output_counts_every_token_by_its_year():
    """At least 6.7 Tt weighted: neither year is enough, 2.7 + 4.05 = 6.75 is. With weight 1.4 in year 1,
    6.48, there is no plan.
    """
    case = one_of_two_years([1.0, 1.5]).replaced(min_tokens_tt=6.7)
    check(case, cost_musd=27.96818182, tokens_tt=6.0848248323)
    with pytest.raises(NoPlan):
        solve(one_of_two_years([1.0, 1.4]).replaced(min_tokens_tt=6.7))
