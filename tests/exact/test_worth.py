"""What pricing takes a satellite to be worth is its column of the master times the duals, row by row: no row
may be forgotten in either.
"""

import numpy as np
import pytest

from generator import instances
from models.payments import flights_worth
from planner.solver.column_generation.master import Master
from planner.solver.pricing.reduced_costs import ReducedCosts

KINDS = (
    "gate", "gate-of-two", "gate-lag", "gate-ramp", "gate-beside", "factory", "supply", "bus-nre", "bulk", "learning",
    "prepaid-annuity", "cash-prepaid", "learning-prepaid", "by-the-kilogram-prepaid", "bulk-cash", "learning-cash",
    "contracts-prepaid", "existing-milestone",
    "assured", "assured-replicas", "assured-reach",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_worth_of_a_satellite_is_its_column_times_the_duals(kind):
    case = instances(kind, 0)
    master = Master(case)
    worth = ReducedCosts(case, master)
    duals = np.random.RandomState(0).uniform(-1, 1, len(master.model.row_lower))
    values, lives = worth.satellites(duals, 0.0)
    for v, i, b in np.argwhere(worth.can).tolist():
        d, s, life = worth.offers[i][0], worth.offers[i][1], int(lives[v, i, b])
        part = master.cohort_part((d, v, s, b, life))
        gain = sum(duals[row] * amount for row, amount in part.items())
        assert values[v, i, b] == pytest.approx(gain - worth.cost[v, i, b, life], abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_the_worth_of_a_flight_is_its_column_times_the_duals(kind):
    case = instances(kind, 0)
    master = Master(case)
    worth = ReducedCosts(case, master)
    duals = np.random.RandomState(0).uniform(-1, 1, len(master.model.row_lower))
    paid = flights_worth(case, master.money(duals))
    for v, b in np.argwhere(case.cadence > 0).tolist():
        cost, rows, amounts = master.column((v, 0, b, ()))
        assert worth.flights(duals, v, b) + paid[v, b] == pytest.approx(duals[rows] @ amounts, abs=1e-12)
        assert worth.flight[v, b] == pytest.approx(cost, abs=1e-12)
