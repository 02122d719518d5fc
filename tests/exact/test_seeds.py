"""The instances are what they are said to be: enough of each kind, and each decided by what it is made
for.
"""

import pytest

from brute_force import brute_force
from comparison import enumerated
from generator import instances
from kinds import KINDS
from relaxations import RELAXED
from seeds import FEASIBLE, INFEASIBLE, SEEDS, early

LEAST = {"manifests": 50, "orbit-ground": 50, "replicas": 50, "lives": 30}


def test_there_are_enough_instances():
    assert len(FEASIBLE) >= 200
    assert len(INFEASIBLE) >= 20
    assert {kind: len(SEEDS[kind]) for kind in LEAST} == LEAST
    assert set(SEEDS) == set(KINDS)
    assert len(set(FEASIBLE)) == len(FEASIBLE)


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=3))
def test_the_kind_decides_the_optimum(kind, seed):
    """Without the limit or cost that the kind is about, the optimum is another one (or no plan is left)."""
    best = enumerated(kind, seed)
    assert best is not None
    if kind in RELAXED:
        other = brute_force(RELAXED[kind](instances(kind, seed)))
        assert other is None or abs(other.value - best.value) > 1e-5 * abs(best.value)


@pytest.mark.parametrize("seed", SEEDS["orbit-ground"])
def test_orbit_and_ground_are_mixed(seed):
    solution = enumerated("orbit-ground", seed).solution
    assert solution.satellites and solution.racks


@pytest.mark.parametrize("seed", SEEDS["replicas"])
def test_replicas_do_not_divide_the_accelerators(seed):
    case = instances("replicas", seed)
    assert any(m % need for m in case.design_counts.flat for need in case.need.flat if m and need)


def test_both_lives_are_flown():
    """In most plans of the kind the long life is used; in several both are."""
    flown = [{life for *_, life in enumerated("lives", seed).solution.satellites} for seed in SEEDS["lives"]]
    assert sum(lives == {0, 1} for lives in flown) >= 3
    assert sum(1 in lives for lives in flown) >= 15


def test_the_same_seed_gives_the_same_case():
    """A digest of one Case: if it changes, the seeds must be drawn again."""
    case = instances("manifests", 3)
    total = sum(
        float(abs(value).sum())
        for name, value in vars(case).items()
        if name in ("committed", "price_musd", "reach")
    )
    assert total == pytest.approx(28.875, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS["shared-drop"])
def test_the_flights_of_a_shared_drop_leave_one_shell_out(seed):
    assert {s for _, _, s, _, _ in enumerated("shared-drop", seed).solution.satellites} == {0}


@pytest.mark.parametrize("seed", SEEDS["idle"])
def test_doing_nothing_is_best_where_nothing_pays(seed):
    best = enumerated("idle", seed)
    assert best.value == 0.0 and not best.solution.satellites and not best.solution.racks


@pytest.mark.parametrize("kind", ["weights", "weights-later", "weights-least", "weights-short"])
def test_weights_that_change_with_time_change_the_plan(kind):
    """Not its value alone: other satellites fly than with the weights of the first period for good."""
    for seed in SEEDS[kind]:
        best, other = enumerated(kind, seed), brute_force(RELAXED[kind](instances(kind, seed)))
        assert best.solution.satellites != other.solution.satellites
