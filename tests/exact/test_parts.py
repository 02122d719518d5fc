"""The parts of the search behind small protocols: another pricer, branching rule or heuristic takes the place
of ours, and what is proven holds as before.
"""

from dataclasses import replace

import pytest

from comparison import enumerated
from generator import instances
from models.existing import prepaid_musd
from planner.solver.branching.rule import Undercharged, undercharged
from planner.solver.branching.tree import Tree
from planner.solver.column_generation.generation import Generation
from planner.solver.heuristics.schedule import PlanHeuristics
from planner.solver.heuristics.whole_numbers import RestrictedMasterHeuristic
from planner.solver.params import SearchParams
from planner.solver.priced import Parts, solve_priced
from planner.solver.pricing.manifests import bay_of, maximal
from planner.solver.pricing.pricer import Pricing
from planner.solver.search import Search

QUESTIONS = [("manifests", 3), ("bus-nre", 0), ("milestone", 0), ("gate", 0), ("vehicle-choice", 0)]


class EveryManifest:
    """Prices every maximal manifest one by one; it shares nothing with the bounds and guesses of ours."""

    def __init__(self, generation: Generation):
        self.case, self.worth = generation.case, generation.flights.reduced_costs
        self.flight_duals, self.rounds = generation.flights.flight_duals, 0

    def price(self, duals, eps, settle, allowed=0.0):
        self.rounds += 1
        case, worth = self.case, self.worth
        values, lives = worth.satellites(duals, eps)
        number = {offer: i for i, offer in enumerate(worth.offers)}
        found, worst = [], 0.0
        for v in range(len(case.vehicles)):
            for o, shells in enumerate(case.drop_shells):
                for b in range(case.launch_periods):
                    if case.cadence[v, b] <= 0:
                        continue
                    for cargo in all_cargoes(case, v, o, b, shells):
                        visited = tuple(sorted({s for _, s, _ in cargo}))
                        target = worth.flight[v, b] + eps * worth.stake[v, b]
                        target -= self.flight_duals(duals, v, visited)[b]
                        items = [(number[d, s], n) for d, s, n in cargo]
                        over = sum(n * values[v, i, b] for i, n in items) - target
                        if over > 1e-9:
                            loaded = tuple((d, s, int(lives[v, number[d, s], b]), n) for d, s, n in cargo)
                            found.append((v, o, b, tuple(sorted(loaded))))
                            worst = max(worst, over / max(float(worth.stake[v, b]), 1e-9))
        return Pricing(tuple(found), worst, 0.0)


def all_cargoes(case, v, o, b, shells):
    """Every manifest and every part of one, by leaving items out."""
    whole = maximal(bay_of(case, v, o, b, shells), 10_000) or []
    found, new = set(whole), set(whole)
    while new:
        fewer = set()
        for cargo in new:
            for i, (d, s, n) in enumerate(cargo):
                rest = (*cargo[:i], *(((d, s, n - 1),) if n > 1 else ()), *cargo[i + 1 :])
                fewer |= {rest} - found if rest else set()
        found |= fewer
        new = fewer
    return sorted(found)


class FirstFound(Undercharged):
    """Splits the first switch that is fractional, whatever it costs."""

    def choose(self, node, dust, gain):
        for key, steps in self.switches.items():
            if key[0] == "tier" or node.values is None:
                continue
            on = [sum(node.values[i] for i in step.on) for step in steps]
            for step, level in zip(steps, on):
                if dust < level < 1 - dust and not node.fixed(key, step.at):
                    return key, step.at
        return super().choose(node, dust, gain)


class NoHeuristic:
    """Finds nothing."""

    def __init__(self, generation, money):
        self.asked = 0

    def improve(self, start, q, gap, effort=1):
        self.asked += 1
        return None


def first_found(generation):
    rule = undercharged(generation)
    return FirstFound(rule.case, rule.column, rule.cost)


PARTS = {
    "pricer": Parts(pricer=EveryManifest),
    "rule": Parts(rule=first_found),
    "heuristic": Parts(heuristic=NoHeuristic),
    "ours": Parts(),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind, seed", QUESTIONS)
def test_a_part_can_be_replaced(part, kind, seed):
    best = enumerated(kind, seed)
    search = Search(instances(kind, seed), gap=1e-3, time_limit_s=60, seed=0, progress=None)
    solve_priced(search, PARTS[part])
    sign = -1 if search.case.objective == "npv" else 1
    optimum = sign * best.value
    assert search.bound <= optimum + 1e-6 * abs(optimum)
    assert search.best is not None and search.value >= optimum - 1e-6 * abs(optimum)
    assert search.gap_now() <= 1e-3


def test_parts_are_asked():
    """A replaced pricer and heuristic are the ones in use."""
    seen = []

    def pricer(generation):
        seen.append(EveryManifest(generation))
        return seen[-1]

    def heuristic(generation, money):
        seen.append(NoHeuristic(generation, money))
        return seen[-1]

    search = Search(instances("manifests", 3), gap=1e-3, time_limit_s=60, seed=0, progress=None)
    solve_priced(search, replace(Parts(), pricer=pricer, heuristic=heuristic))
    assert seen[0].rounds > 0 and seen[1].asked > 0
    assert Parts().heuristic is RestrictedMasterHeuristic


def test_what_time_ends_between_two_rounds_is_not_solved_and_goes_on():
    search = Search(instances("manifests", 3), gap=1e-3, time_limit_s=60, seed=0, progress=None)
    generation, deadline = Generation.of(search), search.deadline

    def end(_now):
        search.deadline = 0.0

    assert not generation.solve_root(each_round=end)
    first, search.deadline = generation.root, deadline
    assert generation.solve_root()
    assert len(generation.root.proofs) > len(first.proofs)
    assert generation.bound(generation.root) >= generation.bound(first)


def test_flights_bought_before_lower_what_a_round_proves():
    """They may make the flights' cost exceed N: theta times that is taken off, never added."""
    search = Search(instances("contracted-flights", 0), gap=1e-3, time_limit_s=60, seed=0, progress=None)
    generation = Generation.of(search)
    generation.solve_root()
    q, master = generation.root.q, generation.master
    point, bought = master.solve(q), prepaid_musd(search.case)
    assert bought > 0
    for eps in (0.01, 0.5):
        proof = generation.round(point, q, eps, True, 0.0).proof
        assert proof.theta >= eps
        assert proof.value <= master.dual_value(q, point.duals) - eps * bought * (1 - 1e-9)


@pytest.mark.parametrize("few_flights", [1, 60])
def test_few_flights_are_counted_from_the_start_of_the_tree(few_flights):
    """Also where there is a plan already, which else puts it off until nothing else is left."""
    params = SearchParams(few_flights=few_flights, counted_flights=few_flights)
    search = Search(
        instances("vehicle-choice", 0), gap=1e-3, time_limit_s=60, seed=0, progress=None, params=params
    )
    generation = Generation.of(search)
    generation.solve_root()
    search.own = 1e9
    tree = Tree(generation)
    PlanHeuristics(generation, NoHeuristic(generation, 0.0)).go_on(tree)
    assert generation.root.point.flights.sum() > 1
    assert tree.counts_flights is (few_flights == 60)
