"""What pricing takes a satellite to be worth is its column of the master times the duals, row by row: no row may be forgotten in either."""

import numpy as np
import pytest

from generator import instances
from planner.solver.master import Master
from planner.solver.pricing import Worth


@pytest.mark.parametrize(
    "kind", ["gate", "gate-of-two", "gate-lag", "gate-ramp", "gate-beside", "factory", "supply", "bus-nre"]
)
def test_the_worth_of_a_satellite_is_its_column_times_the_duals(kind):
    case = instances(kind, 0)
    master = Master(case)
    worth = Worth(case, master)
    duals = np.random.RandomState(0).uniform(-1, 1, len(master.model.row_lower))
    values, lives = worth.satellites(duals, 0.0)
    for v, i, b in np.argwhere(worth.can).tolist():
        d, s, life = worth.offers[i][0], worth.offers[i][1], int(lives[v, i, b])
        part = master.cohort_part((d, v, s, b, life))
        gain = sum(duals[row] * amount for row, amount in part.items())
        assert values[v, i, b] == pytest.approx(gain - worth.cost[v, i, b, life], abs=1e-12)
