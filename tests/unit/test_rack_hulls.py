"""Rows of the hull of what a site's connection feeds: no whole number of blocks that it feeds breaks one, and
what lies outside of the hull breaks one.
"""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.solver.aggregated.rack_hulls import maximal_mixes, most_broken, violated_hulls

BLOCKS = st.lists(st.floats(0.1, 1.0), min_size=1, max_size=3)


def fed(blocks, limit):
    """All whole numbers of blocks that keep the limit."""
    most = [int(limit / mw + 1e-6) for mw in blocks]
    numbers = np.array(list(product(*(range(n + 1) for n in most))), dtype=float)
    return numbers[numbers @ np.array(blocks) <= limit * (1 + 1e-9)]


@given(BLOCKS, st.floats(0.5, 3.0), st.lists(st.floats(0, 30), min_size=3, max_size=3))
def test_no_whole_number_that_is_fed_breaks_a_row(blocks, limit, running):
    mixes = maximal_mixes(tuple(blocks), limit)
    weights = most_broken(mixes, np.array(running[: len(blocks)]))
    if weights is not None:
        assert (fed(blocks, limit) @ weights).max() <= 1 + 1e-9
        assert weights @ running[: len(blocks)] > 1


@given(BLOCKS, st.floats(0.5, 3.0))
def test_a_mean_of_what_is_fed_breaks_none(blocks, limit):
    numbers = fed(blocks, limit)
    assert most_broken(maximal_mixes(tuple(blocks), limit), numbers.mean(axis=0)) is None


def test_a_connection_for_24_blocks_and_some_feeds_24():
    weights = most_broken(maximal_mixes((0.168,), 4.099), np.array([24.4]))
    assert weights == pytest.approx([1 / 24])


def test_two_kinds_fill_a_connection_only_in_whole_blocks():
    """By hand: 4.563 MW feed 27 blocks of 0.168 MW, or 24 and 2 of 0.2592, and nothing beyond the line
    through both; 25.27 and 1.23 draw all of it.
    """
    weights = most_broken(maximal_mixes((0.168, 0.2592), 4.563), np.array([25.27, 1.23]))
    assert weights == pytest.approx([1 / 27, 1.5 / 27])


def test_blocks_that_are_small_beside_a_connection_have_no_list():
    assert maximal_mixes((0.1, 0.11, 0.12, 0.13), 1000.0) is None
    assert maximal_mixes((0.1, 0.0), 1.0) is None


def test_a_row_holds_in_every_period_with_the_same_limit():
    case = SimpleNamespace(
        rack_block=np.array([72]),
        idle_power_share=np.array([0.3]),
        rack_mw=np.full((1, 1, 3), 0.168),
        grid_mw=np.array([[4.099, 4.099, 5.0]]),
        onsite_mw=np.zeros((1, 3)),
    )
    model = SimpleNamespace(column={("R", (0, 0, t)): t for t in range(3)})
    rows = violated_hulls(case, model, np.array([24.4, 3.0, 29.0]), known := set())
    assert rows.columns == [0, 1] and rows.upper == [1.0, 1.0]
    assert rows.amounts == pytest.approx([1 / 24, 1 / 24])
    assert not violated_hulls(case, model, np.array([24.4, 3.0, 29.0]), known).upper
