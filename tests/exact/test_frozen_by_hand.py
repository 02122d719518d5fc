"""Frozen decisions small enough to be gone through by hand, and what is noticed when they are not held."""

from unittest import mock

import numpy as np
import pytest

from comparison import GAP, as_if_never_few, compare, enumerated
from generator import instances
from models import frozen
from planner.solver import solve
from planner.solver.aggregated.completion import Completion
from planner.solver.column_generation.master import Master
from seeds import SEEDS
from test_stages_by_hand import dear_at_first, launched, six_quarters


def frozen_to(*flights, periods: int) -> dict:
    """`flights`: (quarter, satellites) of the one flight that leaves then."""
    return {
        "frozen_periods": periods, "frozen_cargo": tuple(((0, 0, 0, n),) for _, n in flights),
        "frozen_vehicle": np.zeros(len(flights), int), "frozen_drop": np.zeros(len(flights), int),
        "frozen_period": np.array([b for b, _ in flights], int), "frozen_flights": np.ones(len(flights), int),
    }  # fmt: skip


def test_what_is_frozen_flies_and_nothing_else():
    """Nine slots, three satellites a flight: free quarters fill what the frozen ones leave, a quarter at a
    time.
    """
    assert launched(six_quarters()) == [3, 3, 3, 0, 0, 0]
    assert launched(six_quarters(**frozen_to(periods=2))) == [0, 0, 3, 3, 3, 0]
    assert launched(six_quarters(**frozen_to((0, 1), (1, 2), periods=2))) == [1, 2, 3, 3, 0, 0]
    assert launched(six_quarters(**frozen_to((1, 1), periods=6))) == [0, 1, 0, 0, 0, 0]


def test_a_frozen_flight_that_loses_money_is_paid():
    """410 M$ for a flight whose one satellite earns 6 * 12.5 = 75 M$ and costs 5 M$: a loss of 340 M$, taken
    out of what the rest earns.

    Each free satellite earns 12.5 M$ for each quarter from its launch to the last (5) and costs 5 M$, its
    flight of three 10 M$.

    Frozen   one in quarter 0: 75 - 5 - 400 = -330 M$
    Free     eight slots are left: three in quarter 3, 3 * (37.5 - 5) - 10 = 87.5 M$;
             three in quarter 4, 3 * (25 - 5) - 10 = 50 M$; two in quarter 5, 2 * (12.5 - 5) - 10 = 5 M$
    In all   -187.5 M$
    """
    case = dear_at_first(**frozen_to((0, 1), periods=1))
    assert launched(case) == [1, 0, 0, 3, 3, 2]
    base = dear_at_first()
    fixed = float(base.bus_nre_musd.sum() + base.design_nre_musd.sum() + base.shell_opening_musd.sum())
    outcome = solve(case, gap=GAP)
    yearly = 1.5 * float(base.shell_yearly_musd[0])  # six quarters
    running = 0.25 * float(base.bus_operations_musd[0]) * (1 * 6 + 3 * 3 + 3 * 2 + 2 * 1)
    assert outcome.value == pytest.approx(-187.5 - fixed - yearly - running, abs=1e-6)


@pytest.mark.parametrize("kind", ["frozen-flights", "frozen-mixed", "frozen-racks", "frozen-order"])
def test_decisions_that_are_not_held_are_noticed(kind):
    """Without the bounds of models/frozen.py the question is another one: its bound lies below the
    optimum.
    """

    def is_wrong(seed: int) -> bool:
        case, best = instances(kind, seed), enumerated(kind, seed)
        outcome = solve(case, gap=GAP, time_limit_s=10)
        return bool(compare(case.objective, outcome.value, outcome.bound, best.value))

    with mock.patch.object(frozen, "fixed", lambda m: None):
        assert any(is_wrong(seed) for seed in SEEDS[kind])


def test_where_all_is_frozen_the_priced_way_proves_it():
    """Nothing is left to price: the master's held columns alone give value and bound. Left out of the bound
    they would be missed.
    """
    free = ("bus_nre_musd", "design_nre_musd", "shell_opening_musd", "shell_yearly_musd")
    case = six_quarters(
        **frozen_to((0, 1), (2, 3), periods=6),
        **{name: np.zeros(1) for name in free},
    ).replaced(objective="cost", committed=np.full((1, 1, 6), 0.2))
    with as_if_never_few(), mock.patch.object(Completion, "fits", lambda _: False):
        outcome = solve(case, gap=GAP)
        assert outcome.value == pytest.approx(outcome.bound, rel=1e-3)  # prices are taken to that
        assert outcome.value == pytest.approx(solve(case, gap=GAP).value, rel=1e-6)
        with mock.patch.object(Master, "add_frozen", without_counts):
            other = solve(case, gap=GAP, time_limit_s=5)
    assert abs(other.bound - outcome.bound) > 0.1 * abs(outcome.bound)


def without_counts(master) -> np.ndarray:
    """Frozen flights held, but forgotten in the arithmetic of the bound."""
    held = list(frozen.composites(master.case))
    master.add(held)
    counts = np.array([frozen.composites(master.case)[flight] for flight in held], dtype=float)
    master.solver.bounds(master.static + np.arange(len(counts)), counts, counts)
    return np.zeros(0)
