"""Cargoes of one flight, against all there are: none that fits is worth more than the bounds say, the lists
miss no maximal one, and a guess is a cargo that fits.
"""

from itertools import product

import numpy as np
import pytest

from planner.solver.params import DEFAULT
from planner.solver.pricing.knapsack import (
    Room,
    bounds,
    exact,
    grid_bound,
    maximal_cargoes,
    pairs_filled,
    searched,
    undominated,
    weight_grid,
)
from planner.solver.pricing.pricer import FlightPricer

SEEDS = range(40)


def drawn(seed, kinds=4):
    """A small room and what its items are worth, some of them nothing, some not to be had."""
    random = np.random.RandomState(seed)
    n = random.randint(1, kinds + 1)
    mass, volume = random.uniform(1, 6, n).round(1), random.uniform(2, 9, n).round(1)
    payload, fairing, count = random.uniform(6, 14), random.uniform(9, 20), int(random.randint(1, 8))
    if seed % 3 == 0:  # whole multiples: cargoes that fit to the last kilogram
        payload, fairing = 3 * mass[0], 3 * volume[0]
    worth = random.uniform(-1, 3, n) * mass
    worth[random.uniform(size=n) < 0.1] = -np.inf
    grid = weight_grid(DEFAULT.weight_steps)
    return Room(0, 0, (0,), np.arange(n), mass, volume, float(payload), float(fairing), count, grid), worth


def every_cargo(room):
    """All counts that fit, by trying them."""
    most = range(room.count + 1)
    every = np.array(list(product(most, repeat=len(room.items))))
    sizes = np.array([room.mass, room.volume, np.ones(len(room.items))])
    return every[
        (every @ sizes.T <= np.array([room.payload, room.fairing, room.count]) * (1 + 1e-9)).all(axis=1)
    ]


def best_of(cargoes, worth):
    """The most that a cargo of what is worth something is worth."""
    return float((cargoes @ np.maximum(worth, 0.0)).max())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_holds_every_maximal_cargo(seed):
    room, _ = drawn(seed)
    cargoes = {tuple(cargo) for cargo in every_cargo(room).tolist()}
    one_more = np.eye(len(room.items), dtype=int)
    maximal = {c for c in cargoes if not any(tuple(np.array(c) + more) in cargoes for more in one_more)}
    listed = maximal_cargoes(room, room.items, DEFAULT.listed_cargoes).tolist()
    assert sorted(map(tuple, listed)) == sorted(maximal)


def test_a_long_list_is_not_made():
    room, _ = drawn(1)
    assert maximal_cargoes(room, room.items, 1) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_and_guesses_hold_the_best_between_them(seed):
    room, worth = drawn(seed)
    best = best_of(every_cargo(room), worth)
    (upper,), (weights,) = bounds(room, worth[:, None])
    assert upper >= best - 1e-9
    items = np.flatnonzero(worth > 0)
    if not len(items):
        return
    guess, counts = pairs_filled(room, items, worth, upper, weights)
    assert guess == pytest.approx(worth[items] @ counts)
    assert guess <= best + 1e-9
    assert guess == pytest.approx(filled_pairs(room, items, worth))
    assert grid_bound(room, items, worth, upper, weights, DEFAULT.grid_bins) >= best - 1e-9
    found, ceiling, counts = exact(room, items, worth, 0.0, 1e-9, 1000)
    assert (found, ceiling) == pytest.approx((best, best), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_finds_the_best_and_says_so(seed):
    room, worth = drawn(seed)
    best, items = best_of(every_cargo(room), worth), np.flatnonzero(worth > 0)
    if not len(items):
        return
    for target in (0.0, 0.9 * best, best + 1e-3):
        found, counts, is_best = searched(room, items, worth, target, 10_000)
        assert is_best
        assert found == pytest.approx(max(best, target))
        assert (counts is None) == (best <= target)
        if counts is not None:
            assert worth[items] @ counts == pytest.approx(best)
            assert tuple(counts) in {tuple(cargo) for cargo in every_cargo(room)[:, items].tolist()}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_that_is_cut_short_finds_a_cargo_that_fits(seed):
    room, worth = drawn(seed)
    best, items = best_of(every_cargo(room), worth), np.flatnonzero(worth > 0)
    if best == 0.0:
        return
    found, counts, is_best = searched(room, items, worth, 0.0, 1)
    assert worth[items] @ counts == pytest.approx(found)
    assert found == pytest.approx(best) if is_best else found <= best + 1e-9
    assert tuple(counts) in {tuple(cargo) for cargo in every_cargo(room)[:, items].tolist()}


@pytest.mark.parametrize("at_most", [0, 64])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_another_item_stands_for_is_not_needed(seed, at_most, monkeypatch):
    """Compared each with each or one by one: every item has one in its place, and none has two."""
    monkeypatch.setattr("planner.solver.pricing.knapsack.AT_MOST", at_most)
    room, worth = drawn(seed, kinds=12)
    room.mass[:] = room.mass.round(0)  # so that some are alike
    room.volume[:] = room.volume.round(0)
    items = np.flatnonzero(worth > 0)[::-1]
    worth = worth.round(0)
    kept = undominated(room, items, worth)
    assert [i for i in items if i in kept] == list(kept)

    def stands_for(i, j):
        return room.mass[i] <= room.mass[j] and room.volume[i] <= room.volume[j] and worth[i] >= worth[j]

    for j in items:
        assert any(stands_for(i, j) for i in kept)
    assert not any(stands_for(i, j) for i in kept for j in kept if i != j)


def filled_pairs(room, items, worth):
    """The best of all pairs in all numbers with a third as filling, one by one."""
    best, size = 0.0, np.array([room.mass, room.volume, np.ones(len(worth))])
    for i, j, third in product(items, repeat=3):
        for n in range(room.most[i] + 1):
            left, total = room.limits - n * size[:, i], n * worth[i]
            for kind in (j, third):
                more = max(0.0, np.floor((left / size[:, kind]).min()))
                left, total = left - more * size[:, kind], total + more * worth[kind]
            best = max(best, total)
    return best


@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_settled_cell_is_exact(seed, is_listed):
    """Whether all cargoes of the items near the bound are listed or not."""
    room, worth = drawn(seed)
    best = best_of(every_cargo(room), worth)
    (upper,), (weights,) = bounds(room, worth[:, None])
    pricer = FlightPricer.__new__(FlightPricer)
    pricer.params = DEFAULT
    pricer.listed = pricer.list_of if is_listed else lambda *_: None
    for target in (0.9 * best, best + 1e-3, 0.5 * (best + upper) + 1e-3):
        ceiling, cargo = pricer.cell(room, worth, float(upper), weights, target, target, True)
        if best > target + 1e-6:
            assert worth[cargo > 0] @ cargo[cargo > 0] > target
            assert ceiling >= best - 1e-9
        else:
            assert cargo is None
            assert ceiling <= target + 1e-3 * abs(target)
        if is_listed and (worth > 0).any() and best > target:
            assert ceiling == pytest.approx(best)
