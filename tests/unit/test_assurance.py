"""Commitments met with a stated probability: the margin by hand, what it costs, and what chance says of the
plan.
"""

from __future__ import annotations

import dataclasses
from math import exp, log
from pathlib import Path

import numpy as np
import pytest

from comparison import sizing
from draws import draw
from models.assurance import Effective, margins
from models.case import Case
from planner.coefficients import build
from planner.errors import InstanceError, NoPlan
from planner.instance.reading import read
from planner.simulation.simulation import simulate_case
from planner.solver import solve
from planner.tables.build import build as build_tables
from small_plan import small_plan

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
KEY = "workloads.chat.met_with_probability"


def flights_of_one(success=0.9, chance=0.8, flights=8, **changes):
    """One period of one year, one satellite of 18 Tt a flight at 1 M$ and 4 M$ for the launch; 18 Tt are
    committed; only launches fail.
    """
    arrays = draw(
        np.random.RandomState(0),
        launch_periods=1,
        lives=(1,),
        attrition=False,
        period_years=1.0,
        counts=[[10]],
    )
    free = dict.fromkeys(name for name in arrays if "musd" in name and name != "shortfall_musd")
    arrays |= free | {
        "name": "flights", "discount_start": np.ones(1), "discount_mid": np.ones(1),
        "duty": np.full((1, 1, 1), 0.9), "share": np.ones((1, 1, 1)), "rate": np.full((1, 1), 2.0),
        "design_cost_musd": np.ones((1, 1)), "price_musd": np.full((1, 1), 4.0),
        "cadence": np.full((1, 1), flights), "satellites_max": np.ones(1, int),
        "success": np.array([success]), "committed": np.full((1, 1, 1), 18.0),
        "optional": np.zeros((1, 1, 1)), "reach": np.ones((1, 1, 1)), "gateway_gbps": np.full((1, 1), 1e3),
        "assured": np.array([chance]),
    }  # fmt: skip
    case = Case(**{**arrays, **changes})
    case.check()
    return case


def test_chernoff_by_hand():
    """At theta = 0.1 per Tt a satellite of 18 Tt holds -ln(0.1 + 0.9 e^-1.8) = 1.391 of 0.9 * 1.8 = 1.62, or
    13.91 Tt; asked are 18 + ln(5) / 0.1 = 34.09 Tt: three flights of which two must arrive, at 5 M$ each.
    """
    case = flights_of_one(assured_exponent=np.full((1, 1), 0.1))
    per_year = 0.1 * 2  # theta * rate
    holds = -log(0.1 + 0.9 * exp(-per_year * 9)) / per_year  # accelerators for full time, of 9
    assert (
        Effective.of(case).launched(0, 0, 0)[0][0, 0]
        == pytest.approx(holds)
        == pytest.approx(6.956, abs=1e-3)
    )
    assert margins(case)[0, 0] == pytest.approx(log(5) / 0.1 / 18)
    outcome = solve(case, gap=1e-6)
    assert outcome.cost_musd == pytest.approx(15.0)
    assert sum(outcome.solution.satellites.values()) == 3


def test_cantelli_by_hand():
    """At 0.9 a flight, the mean of n satellites is 16.2 n Tt and the variance 0.09 * 18^2 n = 29.16 n Tt2;
    for 80 %, k = 2. With theta = 2 / 10 the tangent at a deviation of 10 Tt: 16.2 n - 0.1 * 29.16 n >= 18 +
    10, so that three flights hold 39.9 Tt and two 26.6.
    """
    case = flights_of_one(assured_exponent=np.full((1, 1), 0.2), by_variance=True)
    holds = 16.2 - 0.1 * 29.16  # Tt
    assert Effective.of(case).launched(0, 0, 0)[0][0, 0] * 2 == pytest.approx(holds)
    assert margins(case)[0, 0] * 18 == pytest.approx(10)
    assert sum(solve(case, gap=1e-6).solution.satellites.values()) == 3


def test_without_a_probability_the_mean_is_enough():
    case = flights_of_one(chance=0.0)
    assert (
        sum(solve(case, gap=1e-6).solution.satellites.values()) == 2
    )  # 32.4 Tt expected of two, 16.2 of one


def test_satellites_on_one_flight_fail_together():
    """Of two satellites on a flight each holds less than alone: half of -ln(0.1 + 0.9 e^-3.6)."""
    alone = flights_of_one(assured_exponent=np.full((1, 1), 0.1))
    paired = flights_of_one(assured_exponent=np.full((1, 1), 0.1)).replaced(
        satellites_max=np.full(1, 2), payload_t=np.full((1, 1), 100.0), fairing_m3=np.full(1, 1000.0)
    )
    one, half = (Effective.of(case).launched(0, 0, 0)[0][0, 0] for case in (alone, paired))
    assert half == pytest.approx(-log(0.1 + 0.9 * exp(-3.6)) / 2 / 0.2)
    assert half < one


@pytest.mark.parametrize("by_variance", [False, True])
@pytest.mark.parametrize("chance", [0.8, 0.95])
def test_chance_confirms_the_probability(chance, by_variance):
    """The plan for the mean breaks the promise, the one with a reserve keeps it: 4,000 runs, 95 %
    intervals.
    """
    exponent = np.full((1, 1), 0.2 if chance == 0.95 and by_variance else 0.1)
    for asked, keeps in ((0.0, False), (chance, True)):
        case = flights_of_one(
            success=0.7, chance=asked, flights=20, assured_exponent=exponent, by_variance=by_variance
        )
        tables = build_tables(case, solve(case, gap=1e-3).solution, sizing(case)).tables()
        found = simulate_case(case, dataclasses.replace(small_plan(), **tables), runs=4000, seed=3)
        (row,) = found.workloads.itertuples()
        assert (row.met_low >= chance) if keeps else (row.met_high < chance or chance == 0.8)


def test_the_probability_stands_in_the_case():
    assert build(INSTANCE).case.assured.tolist() == [0, 0]
    case = build(INSTANCE.with_value(KEY, 0.9)).case
    assert case.assured.tolist() == [0.9, 0]
    asked = case.committed[0].sum(axis=0) > 0
    assert ((margins(case)[0] > 0) == asked).all() and not margins(case)[1].any()


@pytest.mark.parametrize("chance", [0.4, 1.0])
def test_probabilities_out_of_range(chance):
    with pytest.raises(InstanceError, match="met_with_probability"):
        INSTANCE.with_value(KEY, chance)


def test_racks_alone_need_no_margin():
    case = build(INSTANCE.with_value(KEY, 0.9), case="ground").case
    assert not case.assured.any() and not margins(case).any()


def test_a_probability_that_cannot_be_kept_is_named():
    """Two flights, of which both are lost in a hundredth of all cases: 99.9 % is beyond them."""
    with pytest.raises(NoPlan, match="probability"):
        solve(flights_of_one(chance=0.999, flights=2, assured_exponent=np.full((1, 1), 0.3)), gap=1e-6)
