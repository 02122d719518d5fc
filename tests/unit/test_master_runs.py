"""How the master is run: by the simplex method that suits, and with the options of before given back."""

import numpy as np
import pytest

from generator import instances
from planner.solver.column_generation import master as module
from planner.solver.column_generation.master import DUAL_SIMPLEX, PRIMAL_SIMPLEX, Master


def options(master: Master) -> tuple:
    """What a run may leave changed."""
    names = ("simplex_strategy", "simplex_iteration_limit")
    return tuple(master.solver.highs.getOptionValue(name)[1] for name in names)


@pytest.mark.parametrize("rows_an_iteration", [1, 10**9])
def test_dual_simplex_that_is_stopped_early_goes_on(monkeypatch, rows_an_iteration):
    """With no iteration at all for rough weights the answer is the same as with plenty, and so are the
    options after it.
    """
    monkeypatch.setattr(module, "SOON", rows_an_iteration)
    master = Master(instances("design-nre", 0))
    before = master.solve(0.0).objective
    at = master.model.column["artificial", 0]
    master.set_bounds([at], [0.5], [0.5])
    assert master.strategy == DUAL_SIMPLEX
    held = master.solve(0.0)
    assert held.values[at] == pytest.approx(0.5) and held.objective >= before - 1e-9
    assert master.strategy == PRIMAL_SIMPLEX and options(master) == (PRIMAL_SIMPLEX, module.NO_LIMIT)
    master.set_bounds([at], [0.0], [np.inf])
    assert master.solve(0.0).objective == pytest.approx(before)
