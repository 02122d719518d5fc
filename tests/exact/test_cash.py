"""Money that has to be there, by hand; and what pricing makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from brute_force import brute_force
from comparison import GAP, as_if_large, check_plan, sizing
from generator import instances
from models.case import Case
from planner.errors import NoPlan
from planner.solver import solve
from planner.solver.column_generation.generation import Generation
from planner.solver.search import Search
from planner.tables.build import build
from test_by_hand import FREE, NO_INTEREST, SURE, one_of_each


def three_years(**changes) -> Case:
    """Three launches a year apart and no interest, one satellite each if there is money: 15 M$ for 2 Tt in
    the year after.
    """
    arrays = {
        "period_years": 1.0, "launch_periods": 3,
        "dates": ("2030-01-01", "2031-01-01", "2032-01-01", "2033-01-01"), "shell_lag": np.array([1]),
        "lives": (1,), "slots": np.full((1, 4), 5.0), "design_cost_musd": np.full((1, 3), 5.0),
        "price_musd": np.full((1, 3), 10.0), "rate": np.ones((1, 1)), "cadence": np.array([[1, 1, 1]]),
        "optional": np.full((1, 1, 4), 2.0), "token_price_musd": np.full((1, 1, 4), 20.0), "objective": "npv",
        "gateway_gbps": np.full((1, 4), 9.0), "committed": None, "duty": None,
    }  # fmt: skip
    return one_of_each(**FREE | SURE | NO_INTEREST | arrays | changes)


def launched(case: Case) -> list[int]:
    """Launch periods of the best plan, which enumeration and solver agree on."""
    outcome, best = solve(case, gap=GAP), brute_force(case)
    check_plan(case, outcome)
    assert outcome.value == pytest.approx(best.value, rel=1e-6)
    assert best.solution.satellites == outcome.solution.satellites
    return sorted(b for _, _, _, b, _ in outcome.solution.satellites)


def test_without_a_limit_every_launch_pays():
    """Each earns 2 Tt * 20 M$ for 15 M$."""
    assert launched(three_years()) == [0, 1, 2]


def promised(capital: list[float]) -> Case:
    """Tokens are sold for nothing, but some are promised in the years after the first and the third
    launch.
    """
    return three_years(
        token_price_musd=np.zeros((1, 1, 4)), objective="levelized_cost",
        committed=np.array([[[0.0, 1.0, 0.0, 1.0]]]), cash_limited=True, capital_musd=np.array(capital),
    )  # fmt: skip


def test_capital_for_one_satellite_now_and_one_in_two_years():
    """15 M$ in period 0 and 15 M$ in period 2: each is spent on the day it comes."""
    case = promised([15.0, 0.0, 15.0, 0.0])
    assert launched(case) == [0, 2]
    balance = build(case, solve(case, gap=GAP).solution, sizing(case)).balance
    assert balance.spend_musd.tolist() == [15.0, 0.0, 15.0, 0.0]
    assert balance.cash_musd.tolist() == pytest.approx([0.0, 0.0, 0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize("capital", [[14.999, 0.0, 15.001, 0.0], [15.0, 0.0, 14.999, 1.0]])
def test_a_thousand_dollars_less_in_time_and_there_is_no_plan(capital):
    assert brute_force(promised(capital)) is None
    with pytest.raises(NoPlan, match="^No plan meets the inputs: money is what is missing"):
        solve(promised(capital), gap=GAP)


def test_what_is_earned_buys_the_next():
    """15 M$ once: 40 M$ a year later pay for the others. With 14 M$ none ever flies."""
    assert launched(three_years(cash_limited=True, capital_musd=np.array([15.0, 0.0, 0.0, 0.0]))) == [0, 1, 2]
    assert launched(three_years(cash_limited=True, capital_musd=np.array([14.0, 0.0, 0.0, 0.0]))) == []


def test_interest_makes_enough_of_too_little():
    """13.7 M$ at 10 % are 15.07 M$ a year later; at 9 % it takes two years."""
    case = three_years(cash_limited=True, capital_musd=np.array([13.7, 0.0, 0.0, 0.0]), interest_factor=1.1)
    assert launched(case) == [1, 2]
    assert launched(case.replaced(interest_factor=1.09)) == [2]


def test_a_debt_launches_what_pays_it_back():
    """10 M$ of capital and up to 6 M$ of debt in period 1, repaid by one instalment of 1.2 a dollar a year
    later.
    """
    case = three_years(
        cash_limited=True, capital_musd=np.array([10.0, 0.0, 0.0, 0.0]), debts=("bank",),
        debt_most_musd=np.array([6.0]), debt_period=np.array([1]), debt_instalment=np.array([1.2]),
        debt_periods=np.array([1]),
    )  # fmt: skip
    assert launched(case) == [1, 2]
    assert launched(case.replaced(debt_most_musd=np.array([4.0]))) == []


def test_paid_ahead_is_needed_earlier():
    """15 M$ that come in period 2 cannot pay for a flight that is due a year before it."""
    case = three_years(cash_limited=True, capital_musd=np.array([0.0, 0.0, 15.0, 0.0]))
    assert launched(case) == [2]
    assert launched(case.replaced(prepay_launch=np.array([1]))) == []


@pytest.mark.parametrize("is_large", [False, True])
def test_the_planner_says_that_money_is_missing(is_large):
    case = three_years(
        objective="levelized_cost",
        committed=np.array([[[0.0, 1.0, 1.0, 1.0]]]),
        cash_limited=True,
        capital_musd=np.array([1.0, 0.0, 0.0, 0.0]),
    )
    with pytest.raises(NoPlan, match="money is what is missing"):
        if is_large:
            with as_if_large():
                solve(case, gap=0.01)
        else:
            solve(case, gap=GAP)


@pytest.mark.parametrize(
    "kind, seed", [("cash-prepaid", 0), ("cash-annuity", 5), ("debt", 3), ("prepaid", 1)]
)
def test_pricing_sees_the_reduced_costs_of_the_master(kind, seed):
    """Worth less cost, over a flight and its cargo, is the reduced cost of the column, whatever the duals
    are.
    """
    case = instances(kind, seed)
    generation = Generation.of(Search(case, gap=0.01, time_limit_s=10, seed=0, progress=None))
    master, worth = generation.master, generation.flights.reduced_costs
    rng = np.random.RandomState(1)
    duals = rng.uniform(-3, 3, len(master.model.row_lower))
    values, lives = worth.satellites(duals, 0.0)
    seen = 0
    for room in generation.flights.rooms:
        for b in np.flatnonzero(case.cadence[room.v] > 0):
            for i in room.items:
                if np.isfinite(values[room.v, i, b]):
                    d, s = worth.offers[i]
                    flight = (room.v, room.o, int(b), ((d, s, int(lives[room.v, i, b]), 1),))
                    cost, rows, amounts = master.column(flight)
                    if room.shells != (s,):
                        continue
                    joined = generation.flights.flight_duals(duals, room.v, room.shells)[b]
                    priced = worth.flight[room.v, b] - joined - values[room.v, i, b]
                    assert cost - duals[rows] @ amounts == pytest.approx(priced, abs=1e-9)
                    seen += 1
    assert seen


def borrowing(capital: float, **changes) -> Case:
    """15 M$ are spent in period 0 on what is promised a year later; tokens earn 20 M$ a Tt then."""
    return three_years(
        objective="levelized_cost", committed=np.array([[[0.0, 1.0, 0.0, 0.0]]]),
        cadence=np.array([[1, 0, 0]]), cash_limited=True,
        **{"capital_musd": np.array([capital, 0.0, 0.0, 0.0]), "debts": ("bank",),
           "debt_most_musd": np.array([9.0]), "debt_period": np.array([0]),
           "debt_instalment": np.array([1.2]), "debt_periods": np.array([1])} | changes,
    )  # fmt: skip


@pytest.mark.parametrize("objective", ["levelized_cost", "cost", "npv"])
@pytest.mark.parametrize("capital, drawn", [(20.0, 0.0), (11.0, 4.0), (1.0, 14.0)])
def test_no_more_debt_is_drawn_than_is_needed(objective, capital, drawn):
    """15 M$ less the capital, from two banks of one rate, though interest counts in no objective; 15 M$ for 2
    Tt whatever is drawn.
    """
    twins = {
        "debts": ("bank", "other"), "debt_most_musd": np.array([9.0, 9.0]),
        "debt_period": np.zeros(2, int), "debt_instalment": np.full(2, 1.2), "debt_periods": np.ones(2, int),
    }  # fmt: skip
    case = borrowing(capital, **twins).replaced(objective=objective)
    outcome = solve(case, gap=GAP)
    check_plan(case, outcome)
    assert outcome.cost_musd == pytest.approx(15.0, rel=1e-9)
    assert outcome.value == pytest.approx(brute_force(case).value, rel=1e-9)
    assert sum(outcome.solution.drawn_musd.values()) == pytest.approx(drawn, abs=1e-6)


def test_the_cheaper_debt_is_drawn_first():
    """5 M$ are missing: 3 from the cheaper one, which lends no more, 2 from the dearer."""
    case = borrowing(
        10.0, debts=("dear", "cheap"), debt_most_musd=np.array([9.0, 3.0]), debt_period=np.zeros(2, int),
        debt_instalment=np.array([0.65, 1.1]), debt_periods=np.array([2, 1]),
    )  # fmt: skip
    outcome = solve(case, gap=GAP)
    check_plan(case, outcome)
    assert outcome.value == pytest.approx(7.5, rel=1e-9)
    assert outcome.solution.drawn_musd == pytest.approx({0: 2.0, 1: 3.0}, abs=1e-6)
