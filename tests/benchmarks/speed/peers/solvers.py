"""The peers: HiGHS alone, SCIP, and CBC and SCIP of OR-Tools, each with one thread and its own defaults.

Each function hands over the arrays, solves one program and reads the answer (speed/peers/dinkelbach.py).
OR-Tools brings a HiGHS of its own, which does not load beside highspy: every peer is imported only where it
runs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from speed.peers.arrays import REALLY_LARGE, Question
from speed.peers.dinkelbach import Answer, Solve


def highs(
    question: Question, cost: np.ndarray, offset: float, gap: float, seconds: float, point: np.ndarray | None
) -> Answer:
    """HiGHS through highspy."""
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 0.0)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = question.matrix.shape
    lp.col_cost_, lp.offset_ = cost, offset
    lp.col_lower_, lp.col_upper_ = question.col_lower, question.col_upper
    lp.row_lower_, lp.row_upper_ = question.row_lower, question.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = question.matrix.indptr, question.matrix.indices
    lp.a_matrix_.value_ = question.matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in question.integer]
    solver.passModel(lp)
    if point is not None:
        start = highspy.HighsSolution()
        start.col_value = list(point)
        start.value_valid = True
        solver.setSolution(start)
    began = time.perf_counter()
    solver.run()
    taken = time.perf_counter() - began
    info = solver.getInfo()
    is_there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if is_there else None
    bound = info.mip_dual_bound if abs(info.mip_dual_bound) < REALLY_LARGE else -math.inf
    return Answer(values, bound, taken, solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def scip(
    question: Question, cost: np.ndarray, offset: float, gap: float, seconds: float, point: np.ndarray | None
) -> Answer:
    """SCIP through pyscipopt."""
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/time", float(seconds))
    model.setParam("limits/gap", gap)
    model.setParam("lp/threads", 1)
    columns = [
        model.addVar(lb=_side(low), ub=_side(high), obj=float(c), vtype="I" if whole else "C")
        for low, high, c, whole in zip(question.col_lower, question.col_upper, cost, question.integer)
    ]
    model.addObjoffset(offset)
    rows = question.matrix.tocsr()
    for i, (low, high) in enumerate(zip(question.row_lower, question.row_upper)):
        at = slice(rows.indptr[i], rows.indptr[i + 1])
        terms = zip(rows.data[at], rows.indices[at])
        row = pyscipopt.quicksum(float(a) * columns[j] for a, j in terms)
        if low == high:
            model.addCons(row == float(low))
        elif _side(high) is not None:
            model.addCons(row <= float(high))
        elif _side(low) is not None:
            model.addCons(row >= float(low))
    if point is not None:
        start = model.createSol()
        for column, value in zip(columns, point):
            model.setSolVal(start, column, float(value))
        model.addSol(start)
    began = time.perf_counter()
    model.optimize()
    taken = time.perf_counter() - began
    values = None
    if model.getNSols():
        best = model.getBestSol()
        values = np.array([model.getSolVal(best, column) for column in columns])
    bound = model.getDualbound()
    is_done = model.getStatus() in ("optimal", "gaplimit")
    return Answer(values, bound if abs(bound) < REALLY_LARGE else -math.inf, taken, is_done)


def _side(value: float) -> float | None:
    """A bound; None where there is none."""
    return float(value) if abs(value) < REALLY_LARGE else None


def ortools(backend: str) -> Solve:
    """A solver of OR-Tools by the name that it has there."""

    def solve(
        question: Question,
        cost: np.ndarray,
        offset: float,
        gap: float,
        seconds: float,
        point: np.ndarray | None,
    ) -> Answer:
        from ortools.linear_solver import pywraplp

        solver = pywraplp.Solver.CreateSolver(backend)
        none = solver.infinity()

        def side(value: float) -> float:
            return float(value) if abs(value) < REALLY_LARGE else math.copysign(none, value)

        columns = [
            solver.Var(side(low), side(high), bool(whole), f"x{j}")
            for j, (low, high, whole) in enumerate(
                zip(question.col_lower, question.col_upper, question.integer)
            )
        ]
        rows = [
            solver.Constraint(side(low), side(high))
            for low, high in zip(question.row_lower, question.row_upper)
        ]
        entries = question.matrix.tocoo()
        for i, j, value in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist()):
            rows[i].SetCoefficient(columns[j], value)
        objective = solver.Objective()
        for column, c in zip(columns, cost.tolist()):
            objective.SetCoefficient(column, c)
        objective.SetOffset(offset)
        objective.SetMinimization()
        if point is not None:
            solver.SetHint(columns, point.tolist())
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        parameters = pywraplp.MPSolverParameters()
        parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, gap)
        began = time.perf_counter()
        status = solver.Solve(parameters)
        taken = time.perf_counter() - began
        is_there = status in (solver.OPTIMAL, solver.FEASIBLE)
        values = np.array([column.solution_value() for column in columns]) if is_there else None
        bound = objective.BestBound() if is_there else -math.inf
        is_done = status == solver.OPTIMAL and taken < seconds
        return Answer(values, bound if abs(bound) < REALLY_LARGE else -math.inf, taken, is_done)

    return solve


PEERS: dict[str, tuple[str, Callable[[], Solve]]] = {
    "HiGHS": ("highspy", lambda: highs),
    "SCIP": ("pyscipopt", lambda: scip),
    "CBC (OR-Tools)": ("ortools", lambda: ortools("CBC")),
    "SCIP (OR-Tools)": ("ortools", lambda: ortools("SCIP")),
}
"""Name -> (the package that it needs, its way to solve a program)."""


def is_installed(peer: str) -> bool:
    """Whether a peer's package is there."""
    return find_spec(PEERS[peer][0]) is not None
