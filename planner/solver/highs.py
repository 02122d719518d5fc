"""The only place that knows HiGHS: compile a Pyomo model once, run it strictly, read the result honestly.

Facts this module is built on (highspy 1.15.1 and 1.16.0): a solver that is made announces itself on standard
output, unless it is silenced before its callbacks are enabled; a return code that is not kOk is an error to
look at, never to pass over; the interrupt flag of a callback stays set between runs, so it is written both
ways at every call; bounds are infinite before the root is solved; "optimal" means within the gap that was
asked for; presolve has called feasible models infeasible; the option `time_limit`
counts, for linear programs, the seconds of all runs of one object so far, for mixed-integer ones those of
the run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.algebra import LinearStandardFormCompiler
from models.rows import collector_paused
from planner.errors import PlannerBug

Array = NDArray[np.float64]
Watch = Callable[[float, float], bool]
RunStatus = Literal[
    "optimal", "infeasible", "infeasible or unbounded", "unbounded", "time limit",
    "interrupted", "target", "unknown",
]  # fmt: skip
"""How a run ended; "target": `watch` stopped it, or it had as many nodes or iterations as it may."""

INF = highspy.kHighsInf
INTEGER = highspy.HighsVarType.kInteger


@dataclass(frozen=True)
class Compiled:
    """A Pyomo model as arrays. Rows are `lower <= A x <= upper`; `column` and `row` find them by (family,
    index).
    """

    matrix: sparse.csc_array
    row_lower: Array
    row_upper: Array
    col_lower: Array
    col_upper: Array
    integer: NDArray[np.bool_]
    objectives: dict[str, Array]  # objective name -> cost of each column
    column: dict[tuple[str, Any], int]
    row: dict[tuple[str, Any], int]

    @property
    def sizes(self) -> dict[str, int]:
        """How large it is, as a plan tells it."""
        rows, columns = self.matrix.shape
        return {"rows": rows, "columns": columns, "nonzeros": int(self.matrix.nnz)}


def compile_model(model) -> Compiled:
    """Pyomo model -> arrays. Every constraint has one finite side or two equal ones, or becomes two rows."""
    with collector_paused():
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    rhs = np.asarray(form.rhs, dtype=float)
    kinds = np.array([entry.bound_type for entry in form.rows], dtype=int)  # -1: >=, 0: =, 1: <=
    lower, upper = zip(*(v.bounds for v in form.columns), strict=True) if form.columns else ((), ())
    return Compiled(
        matrix=sparse.csc_array(form.A),
        row_lower=np.where(kinds <= 0, rhs, -INF),
        row_upper=np.where(kinds >= 0, rhs, INF),
        col_lower=np.array([-INF if v is None else v for v in lower], dtype=float),
        col_upper=np.array([INF if v is None else v for v in upper], dtype=float),
        integer=np.array([not v.is_continuous() for v in form.columns], dtype=bool),
        objectives={o.name: form.c[[i], :].toarray()[0] for i, o in enumerate(form.objectives)},
        column={(v.parent_component().name, v.index()): i for i, v in enumerate(form.columns)},
        row={
            (e.constraint.parent_component().name, e.constraint.index()): i for i, e in enumerate(form.rows)
        },
    )


@dataclass(frozen=True)
class Run:
    """One finished run. `values` is None without a feasible point; `bound` is -inf where none was proven."""

    status: RunStatus
    objective: float
    bound: float
    values: Array | None
    row_duals: Array | None
    nodes: int
    seconds: float


STATUSES: dict[highspy.HighsModelStatus, RunStatus] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kObjectiveBound: "infeasible",  # nothing is better than the option of that name
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible or unbounded",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "time limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
    highspy.HighsModelStatus.kSolutionLimit: "target",  # nodes too
    highspy.HighsModelStatus.kIterationLimit: "target",
    highspy.HighsModelStatus.kUnknown: "unknown",
}


class Clock(Protocol):
    """What ends every run of a solver: the time limit of a search, or the wish to stop."""

    def left(self) -> float:
        """Seconds until the time limit."""

    def halted(self) -> bool:
        """Whether the search is asked to stop."""


class Threads(threading.local):
    """Threads of the solvers that run in this thread of the process: HiGHS keeps a scheduler for each thread
    that calls it, and a solver that disagrees with it fails.
    """

    count = 1


_threads = Threads()


def use_threads(count: int) -> None:
    """So many threads for every solver of this thread from now on; searches in other threads keep theirs."""
    if _threads.count != count:
        highspy.Highs.resetGlobalScheduler(True)
        _threads.count = count


class Silent(highspy.Highs):
    """HiGHS that never writes to standard output, where a command prints JSON: its banner comes when
    callbacks are enabled.
    """

    def enableCallbacks(self):
        self.silent()
        super().enableCallbacks()


class Solver:
    """One HiGHS model with strict options. Costs and bounds change in place; columns can join. `clock` ends
    every run.
    """

    def __init__(self, *, seed: int = 0, clock: Clock | None = None):
        self.highs = Silent()
        self.clock = clock
        self.set(output_flag=False, threads=_threads.count, random_seed=seed)

    def set(self, **options) -> None:
        """Set options; an unknown name or a refused value is a fault of ours."""
        for name, value in options.items():
            if self.highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise PlannerBug(f"HiGHS refused the option {name} = {value!r}")

    def load(self, model: Compiled, cost: Array, integer: bool = True) -> None:
        """Pass the arrays with one cost vector."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), len(model.row_lower)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, model.col_lower, model.col_upper
        lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = (
            model.matrix.indptr,
            model.matrix.indices,
            model.matrix.data,
        )
        if integer and model.integer.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(i)] for i in model.integer]
        self.expect(self.highs.passModel(lp), "passModel")

    def expect(self, status, what: str) -> None:
        """A return code other than kOk is an error."""
        if status != highspy.HighsStatus.kOk:
            raise PlannerBug(f"HiGHS answered {status} to {what}")

    def costs(self, cost: Array) -> None:
        """Exchange the cost vector."""
        self.expect(
            self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost), "changeColsCost"
        )

    def bounds(self, columns, lower, upper) -> None:
        """Exchange the bounds of some columns."""
        columns = np.asarray(columns, dtype=np.int32)
        if len(columns):
            lower, upper = (
                np.broadcast_to(np.asarray(a, dtype=float), columns.shape).copy() for a in (lower, upper)
            )
            self.expect(self.highs.changeColsBounds(len(columns), columns, lower, upper), "changeColsBounds")

    def row_bounds(self, rows, lower, upper) -> None:
        """Exchange the sides of some rows."""
        rows = np.asarray(rows, dtype=np.int32)
        if len(rows):
            change = self.highs.changeRowsBounds  # type: ignore[attr-defined]  # highspy's stubs lack it
            self.expect(change(len(rows), rows, np.array(lower), np.array(upper)), "changeRowsBounds")

    def coefficients(self, entries: Iterable[tuple[int, int, float]]) -> None:
        """Exchange some coefficients, given as (row, column, value)."""
        for row, column, value in entries:
            self.expect(self.highs.changeCoeff(row, column, value), "changeCoeff")

    def free_rows(self, rows) -> None:
        """Rows that no longer limit anything."""
        self.row_bounds(rows, np.full(len(rows), -INF), np.full(len(rows), INF))

    def integrality(self, columns, integer: bool) -> None:
        """Make columns integer or continuous."""
        columns = np.asarray(columns, dtype=np.int32)
        if len(columns):
            kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
            kinds = np.full(len(columns), int(kind), dtype=np.uint8)
            self.expect(
                self.highs.changeColsIntegrality(len(columns), columns, kinds), "changeColsIntegrality"
            )

    def add_columns(self, cost: Array, starts: Array, rows: Array, values: Array) -> None:
        """Add non-negative continuous columns given column-wise."""
        n = len(cost)
        if n:
            self.expect(
                self.highs.addCols(
                    n,
                    cost,
                    np.zeros(n),
                    np.full(n, INF),
                    len(values),
                    starts.astype(np.int32),
                    rows.astype(np.int32),
                    values,
                ),
                "addCols",
            )

    def start_from(self, values: Array) -> None:
        """Offer a point to start the next MIP from (HiGHS does not check it; nor do we trust it)."""
        solution = highspy.HighsSolution()
        solution.col_value = list(values)
        solution.value_valid = True
        self.highs.setSolution(solution)

    def basis_of(self, other: Solver) -> None:
        """Begin the next run where the last one of a program with the same rows and columns ended."""
        self.expect(self.highs.setBasis(other.highs.getBasis()), "setBasis")

    def basis(self) -> highspy.HighsBasis:
        """The last basis, for `begin_from`."""
        return self.highs.getBasis()

    def begin_from(self, basis: highspy.HighsBasis) -> None:
        """Begin the next run at an earlier basis; columns that joined since are at their lower bound."""
        joined = self.highs.getNumCol() - len(basis.col_status)
        if joined:
            basis.col_status = [*basis.col_status, *[highspy.HighsBasisStatus.kLower] * joined]
        self.expect(self.highs.setBasis(basis), "setBasis")

    def run(
        self,
        *,
        time_limit: float = INF,
        watch: Watch | None = None,
        found: Callable[[Array], None] | None = None,
    ) -> Run:
        """Solve. During a MIP `watch(best, bound)` sees every change of the two and stops the run by
        returning True.

        `found(values)` sees every better point of a MIP. The clock stops a run of either kind, `time_limit`
        [s] even before it. A stopped run keeps what it found; its status is "target", "time limit" or
        "interrupted".
        """
        clock = self.clock
        seconds = time_limit if clock is None else min(time_limit, clock.left())
        if seconds <= 0:
            return Run("time limit", INF, -INF, None, None, 0, 0.0)
        began = time.perf_counter()
        is_whole = any(kind == INTEGER for kind in self.highs.getLp().integrality_)
        before = 0.0 if is_whole else self.highs.getRunTime()
        self.set(time_limit=float(min(before + seconds, 1e10)))
        seen: tuple[float, float] | None = None
        stopped_by: RunStatus | None = None
        errors: list[BaseException] = []

        def check(event) -> None:
            nonlocal seen, stopped_by
            out = event.data_out
            news = (out.mip_primal_bound, out.mip_dual_bound)
            if not (stopped_by or errors):
                try:
                    if clock is not None and clock.halted():
                        stopped_by = "interrupted"
                    elif time.perf_counter() - began > seconds:
                        stopped_by = "time limit"
                    elif watch is not None and news != seen:
                        seen = news
                        if watch(*news):
                            stopped_by = "target"
                except (
                    BaseException
                ) as error:  # HiGHS would swallow it: carried out of the callback and raised below
                    errors.append(error)
            event.data_in.user_interrupt = bool(stopped_by or errors)

        def improved(event) -> None:
            try:
                if found is not None:
                    found(np.array(event.data_out.mip_solution))
            except BaseException as error:
                errors.append(error)

        hooks = [
            (self.highs.cbMipInterrupt, check),
            (self.highs.cbSimplexInterrupt, check),
            (self.highs.cbIpmInterrupt, check),
        ]
        if found is not None:
            hooks.append((self.highs.cbMipImprovingSolution, improved))
        for hook, callback in hooks:
            hook.subscribe(callback)
        try:
            self.highs.run()
            if self.is_lost(is_whole):
                self.highs.clearSolver()
                self.highs.run()
        finally:
            for hook, callback in hooks:
                hook.unsubscribe(callback)
        if errors:
            raise errors[0]
        return self.outcome(stopped_by, time.perf_counter() - began)

    def is_lost(self, is_whole: bool) -> bool:
        """Whether it could not go on from its last basis: it ended with no status, or a linear program
        "optimal" at a point that does not keep its rows.
        """
        status, point = self.highs.getModelStatus(), self.highs.getInfo().primal_solution_status
        return status == highspy.HighsModelStatus.kNotset or (
            not is_whole
            and status == highspy.HighsModelStatus.kOptimal
            and point != highspy.SolutionStatus.kSolutionStatusFeasible
        )

    def outcome(self, stopped_by: RunStatus | None, seconds: float) -> Run:
        """Read status, bound, point and duals; an unknown status is a fault of ours."""
        model_status = self.highs.getModelStatus()
        status = STATUSES.get(model_status)
        if status is None:
            raise PlannerBug(f"HiGHS ended with {self.highs.modelStatusToString(model_status)}")
        if status == "interrupted" and stopped_by:
            status = stopped_by
        info, solution = self.highs.getInfo(), self.highs.getSolution()
        mip = bool(len(self.highs.getLp().integrality_))
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Run(
            status=status,
            objective=info.objective_function_value if feasible else INF,
            bound=(
                info.mip_dual_bound
                if mip
                else (info.objective_function_value if status == "optimal" else -INF)
            ),
            values=np.array(solution.col_value) if feasible or (not mip and status == "unknown") else None,
            row_duals=np.array(solution.row_dual) if solution.dual_valid else None,
            nodes=int(max(info.mip_node_count, 0)) if mip else 0,
            seconds=seconds,
        )
