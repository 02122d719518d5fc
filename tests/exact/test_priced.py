"""The way of the large questions, on tiny ones: its bound never cuts off the optimum, its plan is a plan.

Of tiny questions what reduced costs leave is few, so that the gap asked for is reached. Where nothing is
enumerated no gap is promised here: where a few flights carry everything, the bound of priced columns stays
well below the optimum.
"""

from unittest import mock

import numpy as np
import pytest

from comparison import as_if_large, as_if_never_few, check_plan, compare, enumerated
from generator import instances
from models.members import offered
from models.units import Scale
from planner.errors import NoPlan
from planner.solver import priced, solve
from planner.solver.branching.decisions import Split
from planner.solver.branching.tree import Tree
from planner.solver.column_generation.generation import Generation
from planner.solver.enumeration import reach, within_reach
from planner.solver.evaluation import decided_by, implied, trimmed
from planner.solver.priced import PlanHeuristics
from planner.solver.search import Search
from planner.solver.solution import COMPLETE, PRICED, Flights
from seeds import FEASIBLE, SEEDS, early

NO_PLAN = {("manifests", 14)}
"""Questions whose flights of the relaxation make no plan: without enumeration none is found, and that is
said.
"""


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=9))
def test_priced_bound_and_plan_hold(kind, seed):
    case = instances(kind, seed)
    with as_if_never_few():
        if (kind, seed) in NO_PLAN:
            with pytest.raises(NoPlan, match="has not been proven"):
                solve(case, gap=0.01, time_limit_s=20)
            return
        outcome = solve(case, gap=0.01, time_limit_s=20)
    wrong = compare(case.objective, outcome.value, outcome.bound, enumerated(kind, seed).value)
    assert [line for line in wrong if "is not the optimum" not in line] == []
    check_plan(case, outcome)


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=13))
def test_tiny_questions_are_solved_the_large_way_too(kind, seed):
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    with as_if_large():
        outcome = solve(case, gap=1e-3, time_limit_s=60)
    assert outcome.status == "gap reached"
    assert outcome.path == (
        PRICED if offered(case) else COMPLETE
    )  # without satellites there is nothing to price
    wrong = compare(case.objective, outcome.value, outcome.bound, optimum)
    assert [line for line in wrong if "is not the optimum" not in line] == []
    assert outcome.value == pytest.approx(optimum, rel=1.001e-3)
    check_plan(case, outcome)


@pytest.mark.parametrize("kind, seed", early(FEASIBLE, 1, 1, every=25))
def test_where_rounding_finds_no_plan_enumeration_does(kind, seed):
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    nothing = {name: mock.DEFAULT for name in ("any_plan", "first_plan")}
    with as_if_large(), mock.patch.multiple(priced, **nothing), mock.patch.object(PlanHeuristics, "improve"):
        outcome = solve(case, gap=1e-3, time_limit_s=60)
    assert outcome.value == pytest.approx(optimum, rel=1.001e-3)
    wrong = compare(case.objective, outcome.value, outcome.bound, optimum)
    assert [line for line in wrong if "is not the optimum" not in line] == []


def carried(case, flight, flights) -> bool:
    """Whether one of the flights can carry what a flight of a plan does."""
    wanted = {(d, s): n for d, s, n in flight.cargo}
    return any(
        (v, o, b) == (flight.v, flight.o, flight.b)
        and all({(d, s): n for d, s, n in cargo}.get(item, 0) >= n for item, n in wanted.items())
        for v, o, b, cargo in flights
    )


FLYING = [pair for pair in FEASIBLE if pair[0] != "ground-alone"]  # which has no vehicles


@pytest.mark.parametrize("kind, seed", early(FLYING, 1, 1, every=9))
def test_what_the_optimum_flies_is_within_reach_of_its_value(kind, seed):
    """Nothing that a plan of this value needs is left out."""
    case, best = instances(kind, seed), enumerated(kind, seed)
    generation, duals, values = relaxed(case)
    pricing = generation.pricer.price(duals, 0.0, settle=True)
    theta = generation.master.pool_violation(duals, pricing.worst)
    value = -best.value if case.objective == "npv" else best.value
    members = within_reach(generation, duals, values, reach(generation, duals, value, theta, pricing.loss))
    assert all(carried(case, flight, members.flights) for flight in trimmed_flights(case, best.solution))
    assert set(best.solution.satellites) <= set(members.cohorts)


def trimmed_flights(case, solution):
    """The flights of a plan with just what they carry."""
    decided = trimmed(case, decided_by(solution))
    return [Flights(v, o, b, cargo, n) for (v, o, b, cargo), n in decided.flights.items()]


@pytest.mark.parametrize("kind, seed", [("manifests", 46), ("assured", 3), ("existing-replicas", 0)])
def test_reduced_costs_leave_something_out(kind, seed):
    """Where the relaxation is near the optimum some manifests are beyond its reach."""
    generation, duals, values = relaxed(instances(kind, seed))
    few = within_reach(
        generation, duals, values, reach(generation, duals, enumerated(kind, seed).value, 0, 0)
    )
    every = within_reach(generation, duals, values, np.inf)
    assert len(few.flights) < len(every.flights)


def relaxed(case):
    """The solved relaxation of a question, its duals, and what a satellite is worth at them."""
    generation = Generation.of(Search(case, gap=0.01, time_limit_s=60, seed=0, progress=None))
    generation.solve_root()
    duals = generation.master.solve(generation.root.q).duals
    return generation, duals, generation.flights.reduced_costs.satellites(duals, 0.0)[0]


DECISIONS = ("met", "passed", "ordered", "tier")
OPEN = [
    (kind, seed)
    for kind in (
        "milestone", "milestones", "milestone-beside", "milestone-in-doubt", "existing-milestone", "gate",
        "gate-of-two", "gate-lag", "gate-never", "gate-beside", "minimum", "minimum-alone", "bulk",
        "bulk-cash", "learning-annuity", "learning-cash",
    )
    for seed in SEEDS[kind]
]  # fmt: skip


def taken(case, solution, column):
    """The decisions of a plan, among the columns of a master."""
    wanted = implied(case, decided_by(solution))
    return {key for key in column if key[0] in DECISIONS and key[1] in wanted[key[0]]}


@pytest.mark.parametrize("kind, seed", early(OPEN, every=3))
def test_the_decisions_of_the_optimum_are_found(kind, seed):
    """Whatever the relaxation rounds them to: in all but a few of these it rounds them the other way."""
    case, best = instances(kind, seed), enumerated(kind, seed)
    with as_if_never_few():
        outcome = solve(case, gap=1e-3, time_limit_s=20)
    column = Generation.of(Search(case, gap=0.01, time_limit_s=20, seed=0, progress=None)).master.model.column
    assert taken(case, outcome.solution, column) == taken(case, best.solution, column)
    assert outcome.value == pytest.approx(best.value, rel=0.01)


def test_the_relaxation_rounds_them_the_other_way():
    turned = 0
    for kind, seed in OPEN:
        case, best = instances(kind, seed), enumerated(kind, seed)
        generation = Generation.of(Search(case, gap=0.01, time_limit_s=20, seed=0, progress=None))
        generation.solve_root()
        column = generation.master.model.column
        rounded = {
            key for key, i in column.items() if key[0] in DECISIONS and generation.root.point.values[i] > 0.5
        }
        turned += rounded != taken(case, best.solution, column)
    assert turned > 0.7 * len(OPEN)


def holds(split: Split, decided, solution, case) -> bool:
    """Whether a plan agrees with a decision of the branching tree."""
    if split.family == "tier":
        v, tier = split.head
        reached = max(i for u, i, q in decided["tier"] if u == v and q == split.at)
        return (reached >= tier) == split.up
    if split.family == "fleet":
        v, until = split.head
        flown = sum(f.flights for f in solution.flights if f.v == v and f.b <= until)
        return (flown > split.at) == split.up
    if split.family == "z":
        return (solution.racks.get(split.head, 0) > split.at) == split.up
    index = split.head if split.family in ("met", "ordered") else (split.head, split.at)
    return (index in decided[split.family]) == split.up


@pytest.mark.parametrize("kind, seed", early(OPEN, every=4))
def test_no_node_with_the_optimum_in_it_is_bounded_above_it(kind, seed):
    case, best = instances(kind, seed), enumerated(kind, seed)
    optimum = -best.value if case.objective == "npv" else best.value
    decided = implied(case, decided_by(best.solution))
    nodes = []
    with as_if_never_few(), mock.patch.object(Tree, "node", watched(nodes)):
        solve(case, gap=1e-3, time_limit_s=20)
    with_it = [node for node in nodes if all(holds(s, decided, best.solution, case) for s in node.splits)]
    assert with_it
    unit = Scale.of(case).value(case.objective)  # nodes are bounded in the scaled question
    assert unit * max(node.bound for node in with_it) <= optimum + 1e-7 * abs(optimum)


def watched(nodes, node=Tree.node):
    """Tree.node that keeps what it makes."""

    def kept(self, *given):
        nodes.append(node(self, *given))
        return nodes[-1]

    return kept
