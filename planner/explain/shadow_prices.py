"""Shadow prices in a planner's words: what one more, or one fewer, of a limit is worth.

The program is the linear relaxation with every decision free, over the flights of the plan and those that the
relaxation flies or is nearest to (planner/solver/relaxation.py), at the ratio q of the plan:

    F(limit)  =  min  N - q D        worth of one more  =  F(limit) - F(limit + 1)        [discounted M$]

(N for a cost, N - R for npv). In $/Mtoken of the ratio it is that over D: exact for small changes. It is
worth before whole numbers: a plan needs whole flights, and may be unable to use a part of one. Over more
flights the program could do more with what it is given: as far as it has the relaxation's optimum to begin
with, the worth of one more is a lower estimate, and what one fewer costs an upper one.

Duals at a degenerate vertex hold for one direction at most, so each direction is solved: the limit moved by
one in the program, which goes on from its last basis. Where the rows of a limit have no dual, one more of it
is worth nothing: the duals prove that, and nothing is solved; one fewer is solved where less than one unit is
left. How far a worth holds is found by doubling the step until the worth per unit differs by more than SAME,
at most MOST_STEP units.

A larger limit also loosens rows that spread the price of a shell's or a bus's first use over what may fly; a
limit counts as binding by its own rows alone.

Tt committed: worth is negative where a token more costs more than q, as the last ones do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from models.case import Case
from models.members import Members
from models.rollout import build
from models.units import Scale
from planner.explain.limits import SIDES, Limit, coefficients, limits_of
from planner.solver.evaluation import objective_cost
from planner.solver.highs import Compiled, Run, Solver, compile_model
from planner.solver.relaxation import relaxed_members
from planner.solver.solution import Solution

SAME = 0.01
"""Relative: a worth per unit that differs by no more is the same."""

MOST_STEP = 8
"""Units up to which a worth is followed."""

NOTHING = 1e-7
"""Of the program's money: a smaller change is rounding."""

NO_DUAL = 1e-9
"""A dual of the scaled program that is smaller is none."""

COLUMNS = {
    "what": str, "where": str, "when": str, "limit": float, "unit": str, "direction": str,
    "worth_musd": float, "worth_usd_per_mtoken": float, "holds_for": float, "binding": bool, "from": str,
}  # fmt: skip


@dataclass
class Program:
    """The linear program at a ratio, solved; in the units of a scaled question.

    held: families of binaries that are decided -> the indices of those that are 1
    """

    case: Case
    scale: Scale
    members: Members
    q: float
    model: Compiled
    solver: Solver
    run: Run
    held: Mapping[str, set] = field(default_factory=dict)

    @staticmethod
    def of(
        case: Case,
        scale: Scale,
        members: Members,
        q: float,
        held: Mapping[str, set] | None = None,
    ) -> Program:
        """The program over some members."""
        held = held or {}
        model = holding(compile_model(build(case, members, integer=False)), held)
        solver = Solver()
        solver.load(model, objective_cost(model, case, q), integer=False)
        return Program(case, scale, members, q, model, solver, solver.run(), held)

    def value(self, limit: Limit, units: float) -> float | None:
        """F with so many units more of a limit; None where nothing can be done with so few."""
        run = self.moved(limit, units)
        return run.objective if run.status == "optimal" else None

    def moved(self, limit: Limit, units: float) -> Run:
        """The program solved with so many units more of a limit."""
        moved = limit.moved(self.case, units, self.scale.unit(limit.name))
        return self.again(moved) if limit.has_structure else self.in_place(limit, moved)

    def in_place(self, limit: Limit, moved: Case) -> Run:
        """Solve with the sides, bounds and coefficients of a limit moved, and move them back."""
        with np.errstate(invalid="ignore"):  # what has no limit keeps none
            change = getattr(moved, limit.name) - getattr(self.case, limit.name)
        model, solver = self.model, self.solver
        keys = [key for key in limit.rows if key in model.row and key[0] in SIDES]
        at = np.array([model.row[key] for key in keys], dtype=int)
        by = np.array([change[key[1]] for key in keys], dtype=float)
        lower, upper = model.row_lower[at], model.row_upper[at]
        down = np.where([key[0] == "power" for key in keys], 0.0, by)  # what is drawn is 0 at least
        own = np.array([model.column[key] for key in limit.columns if key in model.column], dtype=int)
        more = np.array([change[key[1]] for key in limit.columns if key in model.column], dtype=float)
        solver.row_bounds(at, lower + down, upper + by)
        solver.bounds(own, model.col_lower[own], model.col_upper[own] + more)
        solver.coefficients(self.entries(limit, moved))
        run = solver.run()
        solver.row_bounds(at, lower, upper)
        solver.bounds(own, model.col_lower[own], model.col_upper[own])
        solver.coefficients(self.entries(limit, self.case))
        return run

    def entries(self, limit: Limit, case: Case) -> list[tuple[int, int, float]]:
        """(row, column, value) of a limit's coefficients in the program."""
        model = self.model
        return [
            (model.row[row], model.column[column], value)
            for row, column, value in coefficients(case, limit)
            if row in model.row and column in model.column
        ]

    def again(self, moved: Case) -> Run:
        """Solve the question with the limit moved, compiled anew; from the basis of this one if it fits."""
        model = holding(compile_model(build(moved, self.members, integer=False)), self.held)
        solver = Solver()
        solver.load(model, objective_cost(model, moved, self.q), integer=False)
        if (model.row, model.column) == (self.model.row, self.model.column):
            solver.basis_of(self.solver)
        return solver.run()

    def is_binding(self, limit: Limit) -> bool:
        """Whether a row of a limit has a dual, or a bound of it a reduced cost."""
        model, duals = self.model, self.run.row_duals
        if duals is None:
            return True
        if any(abs(duals[model.row[key]]) > NO_DUAL for key in limit.rows if key in model.row):
            return True
        own = [model.column[key] for key in limit.columns if key in model.column]
        cost = objective_cost(model, self.case, self.q)
        return any(cost[i] - float(model.matrix[:, [i]].toarray()[:, 0] @ duals) < -NO_DUAL for i in own)

    def amount(self, form: str) -> float:
        """N, D or R at the point that was found."""
        assert self.run.values is not None
        return float(self.model.objectives[form] @ self.run.values)

    def slack(self, limit: Limit) -> float:
        """By how many units the program stays below a limit, as far as its rows and bounds say."""
        model, values = self.model, self.run.values
        assert values is not None
        at = [model.row[key] for key in limit.rows if key in model.row and key[0] != "visits"]
        own = [model.column[key] for key in limit.columns if key in model.column]
        left = model.row_upper[at] - (model.matrix @ values)[at]
        return float(min([*left, *(model.col_upper[own] - values[own])], default=np.inf))


def holding(model: Compiled, held: Mapping[str, set]) -> Compiled:
    """The program with the binaries of some families held at 1 where they are decided so, else at 0."""
    lower, upper = model.col_lower.copy(), model.col_upper.copy()
    for (family, index), i in model.column.items():
        if family in held:
            lower[i] = upper[i] = float(index in held[family])
    return replace(model, col_lower=lower, col_upper=upper)


def shadow_prices(
    case: Case, plan: Solution, ratio: float | None, *, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """The shadow prices of a question at a plan of it, one row for each limit and direction; the columns are
    COLUMNS, the limits in the order of planner/explain/limits.py.

    ratio: the plan's [$/Mtoken]; None where the objective is no ratio. progress: called with (limits done,
    limits).
    """
    scale = Scale.of(case)
    scaled = scale.scaled(case)
    found = relaxed_members(scaled)
    members = Members.of(
        {*found.cohorts, *plan.satellites},
        {*found.flights, *((f.v, f.o, f.b, f.cargo) for f in plan.flights)},
    )
    q = 0.0 if ratio is None else ratio / scale.value(case.objective)
    program = Program.of(scaled, scale, members, q)
    rows: list[dict] = []
    limits = list(limits_of(case))
    for number, limit in enumerate(limits):
        if progress is not None:
            progress(number, len(limits))
        rows += rows_of(program, limit, ratio is not None)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def rows_of(program: Program, limit: Limit, has_ratio: bool) -> list[dict]:
    """The rows of one limit: one more of it, and where it binds one fewer."""
    row = {
        "what": limit.what,
        "where": limit.where,
        "when": limit.when,
        "limit": limit.amount,
        "unit": limit.unit,
        "binding": program.is_binding(limit),
        "from": "relaxation",
    }
    if program.run.values is None or program.run.status != "optimal":
        return [row | {"direction": "one more: not known, the relaxation was not solved"}]
    found: list[dict] = []
    if not row["binding"]:
        told = {"direction": "one more: worth nothing", "worth_musd": 0.0}
        found.append(told | (per_token(program, 0.0) if has_ratio else {}))
    for sign, words in ((1, "one more"), (-1, "one fewer")):
        if not (row["binding"] or (sign < 0 and program.slack(limit) < 1)) or (sign < 0 and limit.amount < 1):
            continue
        worth, holds = followed(program, limit, sign)
        if worth is None:
            found.append({"direction": f"{words}: what is committed cannot be met"})
        elif worth or row["binding"]:
            said = f"{words}: each worth the same up to {sign * holds:+g} {limit.unit}"
            told = {"direction": said, "worth_musd": worth, "holds_for": holds}
            found.append(told | (per_token(program, worth) if has_ratio else {}))
    binds = row["binding"] or len(found) > 1
    return [row | {"binding": binds} | told for told in found]


def followed(program: Program, limit: Limit, sign: int, step: float = 1.0) -> tuple[float | None, float]:
    """(worth of the first unit in a direction [M$], for how many units it holds), None where the program has
    no point there. step: what counts as a unit.
    """
    least = NOTHING * max(1.0, abs(program.amount("cost")))
    first: float | None = None
    units = holds = 1
    while units <= MOST_STEP and (sign > 0 or units <= limit.amount):
        value = program.value(limit, sign * units * step)
        if value is None:
            break
        gain = program.run.objective - value
        each = 0.0 if abs(gain) < least else gain / units
        if first is None:
            first = each
        elif abs(each - first) > SAME * abs(first):
            break
        holds, units = units, 2 * units
    return (None if first is None else first * program.scale.musd), holds


def per_token(program: Program, worth: float) -> dict[str, float]:
    """What a worth [M$] is in $/Mtoken of the ratio."""
    tokens = program.amount("tokens_served") * program.scale.weighted_tt
    return {"worth_usd_per_mtoken": worth / tokens if tokens > 0 else np.nan}
