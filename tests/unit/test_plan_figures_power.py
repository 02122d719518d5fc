"""Megawatts by site and source: the plan's power, the model's limit, what is said."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner import coefficients
from planner.report.plan.findings.power import power_finding
from planner.report.plan.power import MANY, by_year, grid_limits, megawatts, power_table
from shipped_plans import DRAWN, NAMES, says_all, shipped, without

POWERED = [name for name in NAMES if len(shipped(name).power)]


def drawn(**sites):
    """A table of (MW from the grid, own, limit) a period by site."""
    rows = [
        (t, pd.Timestamp(date(2030 + t, 1, 1)), site.replace("_", " "), *three)
        for site, periods in sites.items()
        for t, three in enumerate(periods)
    ]
    return pd.DataFrame(rows, columns=["period", "date", "site", "grid_mw", "onsite_mw", "limit_mw"])


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (drawn(a=[(5, 0, 10), (7, 0, 10)]), "a never fills its grid: it draws at most 70 % of it, in 2031"),
        (drawn(a=[(5, 0, 10)], b=[(6, 0, 10)]), "No site fills its grid: b comes closest, with 60 % in 2030"),
        (drawn(a=[(10, 0, 10), (7, 0, 10)]), "The grid at a is full in 1 of 2 periods, first in 2030"),
        (drawn(a=[(10, 0, 10)]), "The grid at a is full in every period"),
        (
            drawn(a=[(10, 10, 10)], b=[(1, 0, 1)]),
            "The grid is full at both sites, first in 2030; own generation gives 48 % of the energy",
        ),
        (
            drawn(a=[(10, 0, 10)], b=[(1, 0, 1)], c=[(0.1, 0, 1)]),
            "The grid is full at a and b, first in 2030",
        ),
        (
            drawn(a=[(0, 3, 0)]),
            "No site is on the grid; own generation gives 100 % of the energy",
        ),
    ],
)
def test_the_finding(table, finding):
    assert power_finding(table) == finding


@pytest.mark.parametrize("name", POWERED)
def test_the_data_are_the_plans_power(name):
    plan = shipped(name)
    data = megawatts(plan).data
    for column in ("grid_mw", "onsite_mw"):
        assert data[column].sum() == pytest.approx(plan.power[column].sum())
    assert (data.grid_mw <= data.limit_mw * (1 + 1e-6)).all()


@pytest.mark.parametrize("name", ["starter"])
def test_the_limit_is_the_models(name):
    plan = shipped(name)
    instance = plan.resolved
    case = coefficients.build(instance, case="both").case
    limit = grid_limits(instance.data, case.periods)
    np.testing.assert_allclose([limit[site] for site in case.sites], case.grid_mw)


@pytest.mark.parametrize(("name", "width"), [one for one in DRAWN if one[0] in POWERED])
def test_every_shipped_plan_draws(name, width):
    figure = megawatts(shipped(name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(POWERED)))
def test_no_site_nothing_shown(name):
    assert megawatts(shipped(name)) is None


def test_no_power_nothing_shown():
    assert megawatts(without(shipped("starter"), "power")) is None


def test_many_periods_become_years():
    data = power_table(shipped("ground_only"))
    years = by_year(data)
    assert len(years) == 3 * 7 < len(data)
    texas = data[(data.site == "texas") & (data.date.dt.year == 2031)]
    row = years[(years.site == "texas") & (years.date.dt.year == 2031)].iloc[0]
    assert row.onsite_mw == pytest.approx(texas.onsite_mw.mean())
    assert (row.first_year, row.end_year) == pytest.approx((2031, 2032))
    assert data.period.nunique() < MANY
