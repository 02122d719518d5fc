"""Engineering charged to groups of designs: the bound stays below the optimum whatever the partition is, and
the caps that link a group to its launches hold in every plan.
"""

import numpy as np
import pytest

from comparison import as_if_never_few, check_plan, compare, enumerated
from generator import instances
from models.members import offered
from planner.solver import solve
from planner.solver.branching.tree import Tree
from planner.solver.column_generation import design_groups
from planner.solver.column_generation.generation import Generation
from planner.solver.column_generation.launch_caps import launch_caps
from planner.solver.column_generation.master import Master
from planner.solver.evaluation import decided_by, implied
from planner.solver.params import SearchParams
from planner.solver.pricing.reduced_costs import ReducedCosts
from planner.solver.search import Search
from seeds import FEASIBLE, SEEDS, early
from test_priced import holds, watched

ONE_IS_MANY = SearchParams(few_designs=1)
PARTITIONS = {
    "alike": design_groups.likeness,
    "all": lambda case, d: (),
    "single": lambda case, d: (d,),
}
MANY = [
    (kind, seed)
    for kind, seed in FEASIBLE
    if len({d for d, _ in offered(instances(kind, seed))}) > 1 and instances(kind, seed).design_nre_musd.any()
]


def grown(case, nodes=40):
    """The search whose tree has grown by so many nodes, engineering charged to groups."""
    search = Search(case, gap=1e-4, time_limit_s=60, seed=0, progress=None, params=ONE_IS_MANY)
    generation = Generation.of(search)
    generation.solve_root(enough=1e-5)
    if generation.root.point is not None:
        tree = Tree(generation)
        for _ in tree.leaves(nodes):
            pass
    return search, generation


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("kind, seed", early(MANY, 1, 1, every=5))
def test_no_partition_cuts_off_the_optimum(kind, seed, partition, monkeypatch):
    monkeypatch.setattr(design_groups, "likeness", PARTITIONS[partition])
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    search, generation = grown(case)
    assert any(family == "usedgroup" for family, _ in generation.master.model.column)
    found = compare(case.objective, optimum, search.sign * search.bound, optimum)
    assert [line for line in found if "cuts off" in line] == []


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("kind, seed", early(MANY, 1, 1, every=9))
def test_no_node_with_the_optimum_in_it_is_bounded_above_it(kind, seed, partition, monkeypatch):
    monkeypatch.setattr(design_groups, "likeness", PARTITIONS[partition])
    case, best = instances(kind, seed), enumerated(kind, seed)
    optimum = -best.value if case.objective == "npv" else best.value
    decided, nodes = implied(case, decided_by(best.solution)), []
    monkeypatch.setattr(Tree, "node", watched(nodes))
    _, generation = grown(case)
    group = generation.master.group
    flown = [(int(group[d]), b) for d, _, _, b, _ in best.solution.satellites]
    decided["usedgroup"] = {(g, later) for g, b in flown for later in range(b, case.launch_periods)}
    with_it = [node for node in nodes if all(holds(s, decided, best.solution, case) for s in node.splits)]
    assert max(node.bound for node in with_it) <= optimum + 1e-7 * abs(optimum)


def root_bound(case):
    search, generation = grown(case, nodes=0)
    return search.bound


@pytest.mark.parametrize("seed", SEEDS["design-nre"][:2])
def test_groups_raise_the_bound(seed, monkeypatch):
    case = instances("design-nre", seed)
    bounds = [root_bound(case)]
    for likeness in (lambda case, d: (), lambda case, d: (d,)):
        monkeypatch.setattr(design_groups, "likeness", likeness)
        bounds.append(root_bound(case))
    without = root_bound(case.replaced(design_nre_musd=np.zeros_like(case.design_nre_musd)))
    assert without < min(bounds)
    assert bounds[2] >= bounds[1] * (1 - 1e-6)


@pytest.mark.parametrize("kind, seed", early(MANY, 1, 1, every=7))
def test_a_plan_with_groups_is_a_plan(kind, seed):
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    with as_if_never_few():
        outcome = solve(case, gap=0.01, time_limit_s=20, params=ONE_IS_MANY)
    wrong = compare(case.objective, outcome.value, outcome.bound, optimum)
    assert [line for line in wrong if "is not the optimum" not in line] == []
    check_plan(case, outcome)


def launched(case, chosen, decided):
    """[b] satellites of some designs that a plan launches."""
    total = np.zeros(case.launch_periods)
    for (d, _, _, b, _), x in decided.satellites.items():
        total[b] += x * (d in chosen)
    return total


@pytest.mark.parametrize("kind, seed", early(MANY, 1, 1, every=3))
def test_caps_hold_in_the_best_plan(kind, seed):
    case = instances(kind, seed)
    decided = enumerated(kind, seed).solution
    designs = range(len(case.designs))
    sets = [list(designs), *([d] for d in designs)]
    for chosen, most in zip(sets, launch_caps(case, [np.array(one) for one in sets])):
        assert (launched(case, chosen, decided) <= most).all()


@pytest.mark.parametrize("kind, seed", early(MANY, 1, 1, every=7))
def test_pricing_knows_the_row_of_the_group(kind, seed):
    case = instances(kind, seed)
    master = Master(case, few_designs=1)
    worth = ReducedCosts(case, master)
    mine = [at for (family, _), at in master.row.items() if family == "group_nre"]
    duals = np.zeros(len(master.model.row_lower))
    duals[mine] = np.random.RandomState(0).uniform(-1, 0, len(mine))
    values, lives = worth.satellites(duals, 0.0)
    for v, i, b in np.argwhere(worth.can).tolist():
        (d, s), life = worth.offers[i], int(lives[v, i, b])
        part = master.cohort_part((d, v, s, b, life))
        owed = sum(duals[at] * amount for at, amount in part.items())
        assert values[v, i, b] + worth.cost[v, i, b, life] == pytest.approx(owed, abs=1e-12)
        assert bool(set(part) & set(mine)) == (case.design_nre_musd[d] > 0)
