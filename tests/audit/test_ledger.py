"""The arithmetic of the audit against closed forms and plain enumeration."""

from __future__ import annotations

from math import exp, expm1

import numpy as np
import pytest

from audit_case import small_case
from audit_plan import group_mean
from planner.auditing.ledger import group_profile
from planner.auditing.limits import differs, exceeds, texts
from planner.auditing.tables import month_of


@pytest.mark.parametrize(
    "m, thetas", [(1, (1,)), (3, (1, 2)), (5, (1, 2, 4)), (8, (2, 8)), (11, (4,)), (4, (8,))]
)
@pytest.mark.parametrize(
    "bus_loss, loss", [(0.0, 0.0), (0.1, 0.0), (0.0, 0.3), (0.07, 0.4), (1e-9, 1e-9), (0.5, 3.0)]
)
def test_profile_equals_the_expanded_polynomial(m, thetas, bus_loss, loss):
    profile = group_profile(m, thetas, bus_loss, loss, 0.5, 4)
    exact = [
        [group_mean(m, theta, bus_loss, loss, 0.5 * n, 0.5 * n + 0.5) for theta in thetas] for n in range(4)
    ]
    if loss == 1e-9:  # the expansion cancels there
        exact = [[m // theta * theta for theta in thetas]] * 4
    np.testing.assert_allclose(profile, exact, rtol=1e-7 if loss == 1e-9 else 1e-9, atol=1e-12)


def test_single_accelerators_follow_the_closed_form():
    """E[Bin(m, q)] = m q: at theta = 1 the mean is m exp(-(L+Lk) a) averaged, for many accelerators and fast
    decay too.
    """
    for m, loss, years in ((72, 0.1, 0.25), (400, 1.0, 0.25), (1000, 5.0, 1.0)):
        z = (0.05 + loss) * years
        exact = [m * exp(-z * n) * -expm1(-z) / z for n in range(3)]
        np.testing.assert_allclose(group_profile(m, (1,), 0.05, loss, years, 3)[:, 0], exact, rtol=1e-10)


@pytest.mark.parametrize(
    "m, theta, loss, years", [(72, 64, 0.3, 1.0), (400, 256, 2.0, 1.0), (16, 16, 5.0, 1.0)]
)
def test_steep_steps_are_resolved(m, theta, loss, years):
    """Against a midpoint sum of a hundred thousand ages over P(Bin >= theta), all groups there are."""
    from scipy.stats import binom

    ages = (np.arange(100_000) + 0.5) / 100_000 * years
    exact = theta * np.mean(np.exp(-0.05 * ages) * binom.sf(theta - 1, m, np.exp(-loss * ages)))
    assert group_profile(m, (theta,), 0.05, loss, years, 1)[0, 0] == pytest.approx(exact, rel=1e-7)


def test_dates_go_on_beyond_the_last_period():
    case = small_case()
    assert [month_of(case, t) for t in range(case.periods)] == list(case.dates)
    assert month_of(case, 9) == "2035-01-01"
    late = case.replaced(dates=("2031-08-31", *case.dates[1:]))
    assert [month_of(late, t) for t in (0, 1, 2)] == ["2031-08-31", "2032-02-29", "2032-08-31"]


def test_tolerance_holds_for_infinities_and_not_numbers():
    assert not exceeds(1.0, np.inf) and exceeds(np.nan, 1.0) and differs(np.nan, 1.0)
    assert (
        not exceeds(1.0 + 1e-7, 1.0)
        and exceeds(1.0 + 1e-5, 1.0)
        and exceeds(2e-7, 0.0)
        and not exceeds(5e-8, 0.0)
    )


def test_numbers_are_written_as_a_planner_reads_them():
    assert texts(np.int64(12), np.int64(10)) == ("12", "10")
    assert texts(104.0, 100.0) == ("104.0", "100.0")
    assert texts(1.0000012, 1.0) == ("1.0000012", "1.0")
