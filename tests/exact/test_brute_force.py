"""The enumeration itself: its pruning loses nothing, its plans pass the audit, its survival is right."""

from math import comb, exp

import numpy as np
import pytest
from scipy.integrate import quad

from brute_force import Search
from comparison import as_outcome, check_plan, enumerated
from generator import instances
from hazards import mean_decay, slots_held, usable
from retiring import as_chosen, ways
from seeds import FEASIBLE, INFEASIBLE, SEEDS, early, in_turn

ALONE = 150  # plans of one instance that are also solved on their own


@pytest.mark.parametrize("kind", in_turn(SEEDS, 5))
def test_pruning_loses_nothing(kind):
    """No plan solved on its own (all of a small instance, a sample of a large one) is better than the best,
    which is one of them.
    """
    seed = SEEDS[kind][0]
    best, case = enumerated(kind, seed), instances(kind, seed)
    searches = [Search(as_chosen(case, *way)) for way in ways(case)]
    every = [(search, plan) for search in searches for plan in range(len(search.fixed))]
    many = len(every)
    alone = [every[i] for i in np.random.RandomState(0).permutation(many)[:ALONE]]
    values = np.array([search.alone(plan) for search, plan in alone])
    if best is None:
        assert not np.isfinite(values).any()
        return
    sign = -1 if case.objective == "npv" else 1
    assert (sign * values).min(initial=np.inf) >= sign * best.value - 1e-9 * abs(best.value)
    if many <= ALONE:
        assert (sign * values).min() == pytest.approx(sign * best.value, rel=1e-9)


def test_every_way_to_retire_is_looked_at():
    """Two satellites over periods 0, 1, 2 and the planned end: six ways in which they leave apart, four in
    which they leave together.
    """
    case = instances("early-retirement", SEEDS["early-retirement"][0])
    assert case.periods == 3 and case.flown_satellites.tolist() == [2]
    found = list(ways(case))
    assert len(found) == 10 and all(sum(leave.values()) == 2 for leave, _ in found)
    with pytest.raises(ValueError, match="when to leave"):
        Search(case)


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=7))
def test_enumerated_optimum_passes_the_audit(kind, seed):
    """A third derivation: what the enumeration decided, cost and token totals included, against the audit's
    own arithmetic.
    """
    check_plan(instances(kind, seed), as_outcome(enumerated(kind, seed)))


@pytest.mark.parametrize("kind, seed", INFEASIBLE)
def test_no_plan_is_found_where_there_is_none(kind, seed):
    assert enumerated(kind, seed) is None


@pytest.mark.parametrize("count, group", [(1, 1), (3, 2), (4, 4), (5, 2), (6, 4), (8, 8)])
@pytest.mark.parametrize(
    "loss, accelerator_loss, age", [(0.0, 0.0, 0), (0.1, 0.3, 0), (0.02, 0.5, 3), (0.4, 0.0, 2)]
)
def test_usable_is_the_mean_of_the_expectation(count, group, loss, accelerator_loss, age):
    """The closed form against the definition: the expectation over all outcomes, integrated over the
    period.
    """
    years = 0.25

    def at(a):
        q = exp(-accelerator_loss * a)
        chances = [comb(count, j) * q**j * (1 - q) ** (count - j) for j in range(count + 1)]
        return exp(-loss * a) * sum(chance * (j // group) * group for j, chance in enumerate(chances))

    mean = quad(at, age * years, (age + 1) * years, epsabs=1e-13)[0] / years
    assert usable(loss, accelerator_loss, years, age, count, group) == pytest.approx(mean, rel=1e-9)


def test_slots_are_held_by_the_living_and_by_the_dead_for_a_while():
    """Per satellite delivered with hazard ln 2 per year, yearly periods, life 3, decay 1: half of the rest
    dies every year.

    age 0: 1
    age 1: 1 (the half that died in year 0 still decays)
    age 2: 1/2 + 1/4 dead in year 1 - or e^(-L (2-1)) = 1/2
    age 3: life over; the survivors (1/8) leave, the dead of year 2 stay: 1/4 - 1/8
    age 4: nothing
    """
    half = 0.6931471805599453
    held = [slots_held(1.0, half, 1.0, age, life=3, decay=1) for age in range(-1, 5)]
    assert held == pytest.approx([0, 1, 1, 1 / 2, 1 / 4 - 1 / 8, 0], abs=1e-12)


def test_mean_decay_without_hazard_is_one():
    assert mean_decay(0.0, 0.5, 7) == 1.0
    assert mean_decay(1e-9, 0.5, 7) == pytest.approx(1.0, abs=1e-8)
