"""The satellite of test_by_hand.py on other terms, to the cent."""

import numpy as np

from test_by_hand import check, one_of_each


def test_a_way_down_that_clouds_close_a_fifth_of_the_time():
    """Everything as in test_one_satellite_on_one_launch, 23 405 081.07 $ for 1.7829440687 Tt, but for the gateway:

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
