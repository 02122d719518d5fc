"""The same formulation by other ways: Pyomo's own HiGHS interface, and the columns of the master and their
prices against the model's.
"""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.contrib.appsi.solvers import Highs

from generator import instances
from models.case import Case
from models.finance import flight_cost, satellite_cost
from models.members import Cohort
from models.rollout import FAMILIES, build
from planner.solver import solve
from planner.solver.column_generation.generation import Generation
from planner.solver.column_generation.master import Master
from planner.solver.complete import every_member
from planner.solver.evaluation import least_ratio_lp, most_tokens
from planner.solver.highs import Compiled, Solver, compile_model
from planner.solver.params import DEFAULT
from planner.solver.pricing.reduced_costs import ReducedCosts
from planner.solver.search import Search

AGREEMENT = 1e-6  # relative, between two answers that each are optimal to 1e-7

COST = [("least-cost", 0), ("least-cost", 1), ("idle", 0)]
RATIO = [
    ("manifests", 3),
    ("orbit-ground", 0),
    ("nested", 1),
    ("lives", 1),
    ("annuity", 3),
    ("ground-alone", 0),
]
NET = [("net-value", 0), ("net-value", 1)]
RELAXED = [
    *COST,
    *RATIO,
    *NET,
    ("decay", 1),
    ("supply", 8),
    ("peaks", 1),
    ("shared-drop", 1),
    ("shortfall", 0),
]

COLUMNS = [
    ("lives", 1), ("decay", 1), ("slots-falling", 0), ("nested", 1), ("replicas", 3), ("duty", 0),
    ("supply", 8), ("factory", 0), ("bus-nre", 0), ("design-nre", 0), ("shared-drop", 1), ("manifests", 3),
    ("specialists", 0), ("shell-from", 0), ("design-from", 0), ("lag", 0), ("annuity", 3),
    ("annuity-insured", 0), ("insurance", 6), ("vehicle-choice", 0), ("share", 0), ("lossless", 0),
    ("gate", 0), ("gate-of-two", 0), ("gate-ramp", 0), ("bulk", 0), ("learning", 0), ("prepaid-annuity", 0),
    ("learning-prepaid", 0), ("minimum", 0), ("pads", 0), ("contracted-flights", 0), ("cash", 0),
    ("bulk-cash", 0), ("assured", 0), ("assured-replicas", 0),
]  # fmt: skip  # between them every family that a column joins: test_every_family_is_compared
LATE = [
    ("nested", 1),
    ("replicas", 3),
    ("decay", 1),
    ("manifests", 3),
]  # the same with a period to raise the satellites


# ----------------------------------------------------------------------------------- Pyomo's own way to HiGHS


def pyomo_model(case: Case, *, of: str = "cost", q: float = 0.0):
    """The whole formulation with one objective: cost, cost less q times the tokens, or cost less revenue."""
    model = build(case, every_member(case))
    for objective in model.component_data_objects(pyo.Objective, active=True):
        objective.deactivate()
    extra = {"cost": 0.0, "ratio": q * model.tokens_served.expr, "net": model.revenue.expr}[of]
    model.least = pyo.Objective(expr=model.cost.expr - extra)
    return model


def least(model) -> float:
    """Its optimum by Pyomo's interface, to a gap of 1e-9."""
    solver = Highs()
    solver.config.mip_gap = 1e-9
    solver.highs_options = {"mip_abs_gap": 1e-9}
    solver.solve(model)
    return pyo.value(model.least)


@pytest.mark.parametrize("kind, seed", COST)
def test_least_cost_is_that_of_pyomos_interface(kind, seed):
    case = instances(kind, seed).replaced(objective="cost")
    assert solve(case, gap=1e-7).value == pytest.approx(least(pyomo_model(case)), rel=AGREEMENT, abs=1e-9)


@pytest.mark.parametrize("kind, seed", NET)
def test_greatest_net_value_is_that_of_pyomos_interface(kind, seed):
    case = instances(kind, seed)
    assert case.objective == "npv"
    assert solve(case, gap=1e-7).value == pytest.approx(-least(pyomo_model(case, of="net")), rel=AGREEMENT)


@pytest.mark.parametrize("kind, seed", RATIO)
def test_at_the_least_ratio_nothing_is_left_to_gain(kind, seed):
    """r is the least ratio just if min N - r D = 0 (and D > 0 there): Pyomo's interface finds that
    minimum.
    """
    case = instances(kind, seed).replaced(objective="levelized_cost")
    outcome = solve(case, gap=1e-7)
    left = least(pyomo_model(case, of="ratio", q=outcome.value))
    assert left == pytest.approx(0.0, abs=AGREEMENT * outcome.cost_musd)


@pytest.mark.parametrize("kind, seed", RELAXED)
def test_linear_relaxations_agree(kind, seed):
    """Every integer and binary continuous: Pyomo's transformation and interface against our compiled arrays
    and solver.
    """
    case = instances(kind, seed)
    of = {"levelized_cost": "ratio", "cost": "cost", "npv": "net"}[case.objective]
    compiled = compile_model(build(case, every_member(case)))
    N, D, R = (compiled.objectives[name] for name in ("cost", "tokens_served", "revenue"))
    solver = Solver()
    solver.load(compiled, N - 2.0 * D if of == "ratio" else N - R if of == "net" else N, integer=False)
    run = solver.run()
    model = pyomo_model(case, of=of, q=2.0)
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(model)
    assert run.status == "optimal"
    assert run.objective == pytest.approx(least(model), rel=AGREEMENT, abs=1e-7)


# ---------------------------------------------------------------------- the master's columns and their prices


class Whole:
    """The compiled formulation over every member of a Case, read column by column."""

    def __init__(self, case: Case):
        self.members = every_member(case)
        self.model: Compiled = compile_model(build(case, self.members))
        self.names = {i: name for name, i in self.model.row.items()}

    def column(self, family: str, index) -> dict[tuple, float]:
        """Row name -> coefficient."""
        i = self.model.column[family, index]
        start, end = self.model.matrix.indptr[i : i + 2]
        rows, amounts = self.model.matrix.indices[start:end], self.model.matrix.data[start:end]
        return {self.names[r]: float(a) for r, a in zip(rows, amounts)}

    def cost(self, family: str, index) -> float:
        return float(self.model.objectives["cost"][self.model.column[family, index]])


def named(master: Master, part: dict[int, float]) -> dict[tuple, float]:
    """A part of a master's column by row names."""
    names = {i: name for name, i in master.row.items()}
    return {names[r]: a for r, a in part.items()}


@pytest.fixture(
    scope="module",
    params=[*((*pair, 0) for pair in COLUMNS), *((*pair, 1) for pair in LATE)],
    ids=lambda drawn: "-".join(map(str, drawn)),
)
def both(request):
    kind, seed, late = request.param
    case = instances(kind, seed)
    case = case.replaced(shell_lag=case.shell_lag + late)
    return case, Whole(case), Master(case)


def test_a_cohort_in_the_master_is_its_column_in_the_formulation(both):
    """Row by row, but for cover (a flight carries its own cargo); the NRE of few designs is in the master."""
    case, whole, master = both
    assert whole.members.cohorts
    for cohort in whole.members.cohorts:
        expected = {row: a for row, a in whole.column("x", cohort).items() if not FAMILIES[row[0]].is_loading}
        assert named(master, master.cohort_part(cohort)) == pytest.approx(expected, rel=1e-12), cohort
        assert satellite_cost(case, *cohort) == pytest.approx(whole.cost("x", cohort), rel=1e-12), cohort


def test_every_family_is_compared():
    """Each family that a cohort or a flight joins, by its declaration, has a coefficient in some column."""
    seen = set()
    for kind, seed in COLUMNS:
        whole = Whole(instances(kind, seed))
        for cohort in whole.members.cohorts:
            seen |= {(row[0], "cohort") for row, amount in whole.column("x", cohort).items() if amount}
        for i in range(len(whole.members.flights)):
            seen |= {(row[0], "flight") for row, amount in whole.column("n", i).items() if amount}
    declared = {(name, "cohort") for name, family in FAMILIES.items() if family.cohort}
    declared |= {(name, "flight") for name, family in FAMILIES.items() if family.flight or family.visit}
    loading = {(name, kind) for name, f in FAMILIES.items() if f.is_loading for kind in ("cohort", "flight")}
    assert declared <= seen
    assert seen <= declared | loading


def test_a_composite_flight_is_the_sum_of_its_columns(both):
    """Every maximal manifest with the first life of each of its satellites, and the master's own row of the
    flights of the vehicle in the period.
    """
    case, whole, master = both
    assert whole.members.flights
    for i, (v, o, b, cargo) in enumerate(whole.members.flights):
        loaded = [(d, s, first_life(whole, d, v, s, b), count) for d, s, count in cargo]
        expected = {row: a for row, a in whole.column("n", i).items() if not FAMILIES[row[0]].is_loading}
        expected["flights", (v, b)] = 1.0
        cost = whole.cost("n", i)
        assert cost == pytest.approx(flight_cost(case, v, b), rel=1e-12)
        for d, s, life, count in loaded:
            column = whole.column("x", (d, v, s, b, life))
            for row, amount in column.items():
                if not FAMILIES[row[0]].is_loading:
                    expected[row] = expected.get(row, 0.0) + count * amount
            cost += count * whole.cost("x", (d, v, s, b, life))
        price, rows, amounts = master.column((v, o, b, tuple(loaded)))
        found = named(master, dict(zip(rows.tolist(), amounts.tolist())))
        assert price == pytest.approx(cost, rel=1e-12)
        assert found == pytest.approx({row: a for row, a in expected.items() if a}, rel=1e-12)


def first_life(whole: Whole, d: int, v: int, s: int, b: int) -> int:
    return min(cohort[4] for cohort in whole.members.cohorts if cohort[:4] == (d, v, s, b))


@pytest.mark.parametrize("seed", range(2))
def test_pricing_gives_every_cohort_the_value_of_its_column(both, seed):
    """Against random duals of either sign, with costs times (1 + eps): each life alone, and the best life of
    all.
    """
    case, whole, master = both
    duals, eps = np.random.default_rng(seed).normal(size=len(master.row)), 0.01
    worth = ReducedCosts(case, master)
    expected: dict[Cohort, float] = {}
    for cohort in whole.members.cohorts:
        value = sum(duals[r] * a for r, a in master.cohort_part(cohort).items())
        expected[cohort] = value - (1 + eps) * satellite_cost(case, *cohort)

    priced: dict[tuple, float] = {}
    for life in range(len(case.lives)):
        single = ReducedCosts(case, master)
        single.asked[np.arange(len(case.lives)) != life] = np.inf  # one life to choose from
        value, _ = single.satellites(duals, eps)
        for v, i, b in np.argwhere(np.isfinite(value)).tolist():
            priced[int(worth.d[i]), v, int(worth.s[i]), b, life] = float(value[v, i, b])
    assert priced == pytest.approx(expected, rel=1e-9, abs=1e-9)

    best, lives = worth.satellites(duals, eps)
    for i, (d, s) in enumerate(worth.offers):
        for v in range(len(case.vehicles)):
            for b in range(case.launch_periods):
                offered = {c: value for c, value in expected.items() if c[:4] == (d, v, s, b)}
                if offered:
                    assert best[v, i, b] == pytest.approx(max(offered.values()), rel=1e-9, abs=1e-9)
                    assert offered[d, v, s, b, int(lives[v, i, b])] == pytest.approx(
                        best[v, i, b], rel=1e-9, abs=1e-9
                    )
                else:
                    assert best[v, i, b] == -np.inf


RATIOS = [
    (kind, seed) for kind, seed in COLUMNS if (kind, seed) != ("shared-drop", 1)
]  # whose maximal manifests visit both shells


@pytest.mark.parametrize("kind, seed", RATIOS)
def test_pricing_reaches_the_linear_relaxation(kind, seed):
    """The master's bound is below, its last value above by no more than its last eps; the NRE of few designs
    is in both.
    """
    case = instances(kind, seed).replaced(objective="levelized_cost")
    model = compile_model(build(case, every_member(case)))
    solver = Solver()
    solver.load(model, model.objectives["cost"], integer=False)
    least = least_ratio_lp(case, model, solver, most_tokens(model, solver))
    assert least.is_proven
    relaxed = least.value
    generation = Generation.of(Search(case, gap=1e-4, time_limit_s=60, seed=0, progress=None))
    generation.solve_root()
    assert generation.bound(generation.root) <= relaxed * (1 + 1e-9)
    assert generation.value(generation.root.point) >= relaxed * (1 - 1e-9)
    assert generation.value(generation.root.point) <= relaxed * (1 + 2 * DEFAULT.price_steps[-1])
