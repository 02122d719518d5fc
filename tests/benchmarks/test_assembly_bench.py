"""What Pyomo costs: build and compile against the same formulation written straight into arrays (make bench).

`assemble` runs models/rollout.py as it is, with the functions through which every block speaks to Pyomo
(`variables`, `add_rows`) and the objectives exchanged for ones that append row, column and coefficient to
lists, which NumPy and SciPy make a matrix of. What is left out is Pyomo alone; what comes out is the same
matrix, coefficient for coefficient.
"""

from __future__ import annotations

import gc
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pyomo.environ as pyo
import pytest
from scipy import sparse

import models
import planner
from models import finance, rollout
from models.case import Case
from models.members import Members, cohorts_of, offered
from planner import coefficients
from planner.solver.highs import INF, Compiled, compile_model

REFERENCE = Path(__file__).parents[2] / "instances" / "reference.toml"
EVERY = [import_module(f"models.{found.name}") for found in iter_modules(models.__path__)]
BLOCKS = [module for module in EVERY if hasattr(module, "add_rows") or hasattr(module, "variables")]
NONZEROS = 500_000
ROUNDS = 3


class Triplets:
    """Stands where the blocks expect a Pyomo model; a variable is the number of its column."""

    def __init__(self) -> None:
        self.column: dict[tuple[str, object], int] = {("open_to", None): 0}
        self.row: dict[tuple[str, object], int] = {}
        self.col_lower, self.col_upper, self.whole = [0.0], [0.0], [False]
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.coefficients: list[float] = []

    def variables(self, name, index, domain=pyo.NonNegativeReals, upper=None) -> None:
        """models.rows.variables."""
        members = list(index)
        first = len(self.col_lower)
        family = dict(zip(members, range(first, first + len(members)), strict=True))
        setattr(self, name, family)
        self.column.update(((name, i), column) for i, column in family.items())
        self.col_lower += [-INF if domain is pyo.Reals else 0.0] * len(members)
        self.col_upper += [1.0 if domain is pyo.Binary else INF] * len(members)
        self.whole += [domain is pyo.Binary or domain is pyo.NonNegativeIntegers] * len(members)
        for i, value in (upper or {}).items():
            self.col_upper[family[i]] = float(value)

    def component(self, name):
        """Pyomo's way to a family of variables by its name."""
        return getattr(self, name)

    def add_rows(self, name, rows, open_to=None) -> None:
        """models.rows.add_rows; a row with two different sides becomes two, as in the compiled model."""
        for index, terms, lower, upper in rows:
            if open_to is not None:
                terms = [*terms, (1.0, open_to)]
            pairs = [(float(c), v) for c, v in terms if c]
            ranged = lower is not None and upper is not None and lower != upper
            sides = [(None, upper), (lower, None)] if ranged else [(lower, upper)]
            for low, high in sides if pairs else ():
                row = self.row[name, index] = len(self.row_lower)
                self.rows += [row] * len(pairs)
                self.columns += [v for _, v in pairs]
                self.coefficients += [c for c, _ in pairs]
                self.row_lower.append(-INF if low is None else low)
                self.row_upper.append(INF if high is None else high)

    def vector(self, terms) -> np.ndarray:
        """models.rows.linear: a cost vector."""
        cost = np.zeros(len(self.col_lower))
        for coefficient, column in terms:
            cost[column] += coefficient
        return cost

    def compiled(self) -> Compiled:
        """The arrays."""
        place = np.array(self.rows, dtype=np.int32), np.array(self.columns, dtype=np.int32)
        shape = len(self.row_lower), len(self.col_lower)
        return Compiled(
            matrix=sparse.csc_array(sparse.coo_array((np.array(self.coefficients), place), shape=shape)),
            row_lower=np.array(self.row_lower),
            row_upper=np.array(self.row_upper),
            col_lower=np.array(self.col_lower),
            col_upper=np.array(self.col_upper),
            integer=np.array(self.whole),
            objectives={name: getattr(self, name) for name in ("cost", "tokens_served", "revenue")},
            column=self.column,
            row=self.row,
        )


def assemble(case: Case, members: Members) -> Compiled:
    """The arrays of `compile_model(build(case, members))`, made without Pyomo; columns that no row uses stay
    in.
    """
    model = Triplets()
    no_pyomo = SimpleNamespace(ConcreteModel=lambda: model, Var=lambda bounds: 0, Objective=lambda expr: expr)
    with ExitStack() as exchanged:
        for block in BLOCKS:
            for name in {"add_rows", "variables"} & set(vars(block)):
                exchanged.enter_context(patch.object(block, name, getattr(Triplets, name)))
        for module in (rollout, finance):
            exchanged.enter_context(patch.object(module, "pyo", no_pyomo))
        exchanged.enter_context(patch.object(finance, "linear", model.vector))
        rollout.build(case, members)
    return model.compiled()


def members_of(case: Case, pairs: list[tuple[int, int]]) -> Members:
    """All cohorts of some (design, shell), and for each of them a flight full of that design."""
    cohorts, flights = [], []
    for d, s in pairs:
        o = next(o for o, shells in enumerate(case.drop_shells) if s in shells)
        for v, b in np.argwhere(case.cadence > 0).tolist():
            cohorts += cohorts_of(case, d, v, s, b)
            room = case.payload_t[v, o] / case.design_mass_t[d], case.fairing_m3[v] / case.design_volume_m3[d]
            full = int(min(*room, case.satellites_max[v]))
            if full:
                flights.append((v, o, b, ((d, s, full),)))
    return Members.of(cohorts, flights)


def about(case: Case, nonzeros: int) -> Members:
    """Members of evenly chosen (design, shell) pairs, as many as the matrix needs to have about so many
    coefficients.
    """
    pairs = offered(case)
    few, some = (len(pairs) // 16, len(pairs) // 8)
    small, large = (assemble(case, members_of(case, chosen(pairs, n))).matrix.nnz for n in (few, some))
    return members_of(case, chosen(pairs, few + round((nonzeros - small) * (some - few) / (large - small))))


def chosen(pairs: list, n: int) -> list:
    """n of the pairs, evenly."""
    return [pairs[i] for i in np.linspace(0, len(pairs) - 1, n).round().astype(int)]


def seconds(*steps) -> list[float]:
    """Times of steps that each take what the one before gave, of the fastest of a few rounds, each from a
    clean heap.
    """
    rounds = []
    for _ in range(ROUNDS):
        gc.collect()
        times, given = [], ()
        for step in steps:
            began = time.perf_counter()
            given = (step(*given),)
            times.append(time.perf_counter() - began)
        rounds.append(times)
    return min(rounds, key=sum)


def activities(model: Compiled, weights: dict) -> np.ndarray:
    """Row values at a point given by column names, sorted: equal for two matrices that differ in the order of
    rows or columns alone.
    """
    point = np.zeros(len(model.col_lower))
    for name, i in model.column.items():
        point[i] = weights.setdefault(name, 1 + len(weights) % 9973 / 9973)
    return np.sort(model.matrix @ point)


@pytest.mark.bench
def test_pyomo_against_arrays():
    """At half a million nonzeros, Pyomo takes at most four times what writing the arrays takes."""
    case = coefficients.build(planner.read(REFERENCE)).case
    members = about(case, NONZEROS)
    compiled, arrays = compile_model(rollout.build(case, members)), assemble(case, members)
    weights: dict = {}
    assert compiled.matrix.nnz == arrays.matrix.nnz
    assert np.allclose(activities(compiled, weights), activities(arrays, weights), rtol=1e-9, atol=1e-9)
    assert 0.9 * NONZEROS < compiled.matrix.nnz < 1.1 * NONZEROS

    build_s, compile_s = seconds(lambda: rollout.build(case, members), compile_model)
    (arrays_s,) = seconds(lambda: assemble(case, members))
    ready = sparse.csr_array(arrays.matrix).tocoo()
    (ready_s,) = seconds(
        lambda: sparse.csc_array(sparse.coo_array((ready.data, ready.coords), shape=ready.shape))
    )
    ratio = (build_s + compile_s) / arrays_s
    rows, columns = compiled.matrix.shape
    print(
        f"\n{compiled.matrix.nnz:,} nonzeros, {rows:,} rows, {columns:,} columns\n"
        f"  Pyomo build                                       {build_s:8.3f} s\n"
        f"  Pyomo compile                                     {compile_s:8.3f} s\n"
        f"  the same loops into arrays                        {arrays_s:8.3f} s"
        f"     ratio {ratio:.2f} (at most 4)\n"
        f"  a matrix of ready triplets, nothing computed      {ready_s:8.3f} s"
    )
    assert ratio <= 4
