"""The mixed-integer program of a question in free-format MPS, as it is solved.

Small questions (every cohort and every maximal manifest are few enough to be columns) are written whole: the
optimum of the file is that of the question at the ratio q. Of larger ones the file has the columns that the
linear relaxation flies or is nearest to (planner/solver/relaxation.py), and those of the plan: its optimum is
that over these columns, its plans are plans of the question, and it proves no bound on it.

The program is scaled as the solver gets it (models/units.py): money, tokens and weights of order one. The
comments at the top say what counts as one, what the columns are, and at which q the objective N - q D stands;
the rows `cost`, `tokens_served` and `revenue` hold N, D and R by themselves (free rows, which solvers leave
out).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.members import Members
from models.objective import FORMS
from models.rollout import build
from models.units import Scale
from planner import coefficients
from planner.auditing.question import built_of
from planner.continuing.start import start_from
from planner.errors import InstanceError
from planner.exporting.names import Names
from planner.instance.reading import Instance
from planner.instance.words import printable
from planner.plan.plan import Plan
from planner.solver.complete import every_member
from planner.solver.evaluation import best_use, objective_cost
from planner.solver.highs import INF, Array, Compiled, Solver, compile_model
from planner.solver.params import WHOLE
from planner.solver.relaxation import relaxed_members
from planner.solver.solution import Solution

OBJECTIVES = {
    "levelized_cost": "N - q D: discounted cost less q times discounted, weighted tokens",
    "cost": "N: discounted cost",
    "npv": "N - R: discounted cost less discounted revenue",
}
COMPLETE = "every cohort and every maximal manifest: the whole question"
PARTIAL = (
    "the flights of the linear relaxation, those nearest to paying{plan}: a part of the question, "
    "whose other columns are priced while it is solved; no bound on the question follows"
)
NO_RATIO = "no plan is possible, or none serves a token: there is no ratio q at which to write N - q D"


@dataclass(frozen=True)
class Program:
    """A program with what its comments say.

    case, scale   the scaled question, and what counts as one in it
    q             the ratio at which the objective stands, scaled; 0 where the objective is none
    q_from        where q is from
    """

    name: str
    case: Case
    scale: Scale
    members: Members
    model: Compiled
    is_complete: bool
    q: float
    q_from: str

    @property
    def cost(self) -> Array:
        """What is minimised, by column."""
        return objective_cost(self.model, self.case, self.q)

    def comments(self) -> list[str]:
        """What a reader must know."""
        lines = [
            f"orbital-planner: {self.name}",
            f"minimise {OBJECTIVES[self.case.objective]} (objective {self.case.objective})",
        ]
        if self.case.is_ratio:
            asked = self.q * self.scale.value(self.case.objective)
            lines.append(f"q = {self.q!r} scaled = {asked:.10g} $/Mtoken, {self.q_from}")
        plan = " and those of the plan" if self.q_from.endswith("plan") else ""
        lines += [
            f"columns: {COMPLETE if self.is_complete else PARTIAL.format(plan=plan)}",
            f"scaled: one of money is {self.scale.musd:.10g} M$, one of tokens {self.scale.tt:.10g} Tt, one "
            f"of weights {self.scale.weight:.10g}",
            "the rows cost, tokens_served and revenue are N, D and R; indices are ids, first days of "
            "periods, service lives in years",
        ]
        return lines


def program_of(question: Plan | Instance) -> Program:
    """The program of a plan, at its ratio; or of an instance, at the least ratio of the relaxation."""
    if isinstance(question, Plan):
        case = built_of(question).case
        decided, _ = start_from(question, case)
        ratio = question.ratio if case.is_ratio else 0.0
        if ratio != ratio:
            raise InstanceError(
                question.place,
                [("plan.json", "serves nothing: there is no ratio q at which to write N - q D")],
            )
        return _program(question.name, case, decided, ratio, "the ratio of the plan", 300.0)
    case = coefficients.build(question).case
    name = question.data.study.name
    return _program(
        name, case, None, None, "the least ratio of the linear relaxation", question.data.solve.time_limit_s
    )


def _program(
    name: str, case: Case, plan: Solution | None, ratio: float | None, q_from: str, time_limit_s: float
) -> Program:
    scale = Scale.of(case)
    scaled = scale.scaled(case)
    members = every_member(scaled, WHOLE)
    is_complete = members is not None
    if members is None:
        members = relaxed_members(scaled, time_limit_s)
        if plan is not None:
            members = Members.of(
                {*members.cohorts, *plan.satellites},
                {*members.flights, *((f.v, f.o, f.b, f.cargo) for f in plan.flights)},
            )
    model = compile_model(build(scaled, members))
    if ratio is not None:
        q = ratio / scale.value(case.objective)
    else:
        q = _least_ratio(name, scaled, model)
    return Program(name, scaled, scale, members, model, is_complete, q, q_from)


def _least_ratio(name: str, case: Case, model: Compiled) -> float:
    """The least ratio of the linear relaxation over the columns; 0 where the objective is no ratio."""
    if not case.is_ratio:
        return 0.0
    solver = Solver()
    solver.load(model, model.objectives["cost"], integer=False)
    found = best_use(case, model, solver, None)
    if found is None:
        raise InstanceError(
            name,
            [
                (
                    "",
                    NO_RATIO,
                )
            ],
        )
    return found.value


def mps(program: Program) -> bytes:
    """The file."""
    return ("\n".join(_lines(program)) + "\n").encode()


def _lines(program: Program) -> Iterator[str]:
    """Its lines: sections ROWS, COLUMNS, RHS, RANGES, BOUNDS. Numbers are written in full."""
    model = program.model
    names = Names(program.case, program.members)
    columns = names.of(_ordered(model.column, len(model.col_lower)))
    rows = names.of(_ordered(model.row, len(model.row_lower)))
    yield from (f"* {printable(line)}" for line in program.comments())
    yield f"NAME {'_'.join(printable(program.name).split()) or 'plan'} FREE"
    yield "ROWS"
    yield " N objective"
    senses = [_sense(low, high) for low, high in zip(model.row_lower, model.row_upper)]
    yield from (f" {sense} {name}" for sense, name in zip(senses, rows))
    yield from (f" N {form}" for form in FORMS)
    yield "COLUMNS"
    yield from _columns(program, columns, rows)
    yield "RHS"
    for name, sense, low, high in zip(rows, senses, model.row_lower, model.row_upper):
        side = high if sense == "L" else low
        if side and sense != "N":
            yield f" RHS {name} {float(side)!r}"
    yield "RANGES"
    for name, sense, low, high in zip(rows, senses, model.row_lower, model.row_upper):
        if sense == "G" and np.isfinite(high) and abs(high) < INF:
            yield f" RANGES {name} {float(high - low)!r}"
    yield "BOUNDS"
    for i, name in enumerate(columns):
        yield from _bounds(name, float(model.col_lower[i]), float(model.col_upper[i]), bool(model.integer[i]))
    yield "ENDATA"


def _columns(program: Program, columns: list[str], rows: list[str]) -> Iterator[str]:
    """The entries of each column, whole-number columns between markers."""
    model, cost = program.model, program.cost
    start, index, data = model.matrix.indptr, model.matrix.indices, model.matrix.data
    forms = [(form, model.objectives[form]) for form in FORMS if form in model.objectives]
    is_open, marker = False, 0
    for i, name in enumerate(columns):
        if bool(model.integer[i]) != is_open:
            is_open = not is_open
            yield f" MARKER{marker} 'MARKER' '{'INTORG' if is_open else 'INTEND'}'"
            marker += 1
        entries = [("objective", cost[i]), *((form, held[i]) for form, held in forms)]
        entries += [(rows[index[at]], data[at]) for at in range(start[i], start[i + 1])]
        kept = [(row, float(value)) for row, value in entries if value]
        yield from (f" {name} {row} {value!r}" for row, value in kept or [("objective", 0.0)])
    if is_open:
        yield f" MARKER{marker} 'MARKER' 'INTEND'"


def _ordered(where: dict, count: int) -> list:
    """Keys by position. A row of two sides stands twice, under the key of the second."""
    keys: list = [None] * count
    for key, position in where.items():
        keys[position] = key
    for position in reversed(range(count - 1)):
        keys[position] = keys[position] or keys[position + 1]
    return keys


def _sense(low: float, high: float) -> str:
    """E, G, L, or N for a row without sides."""
    if low == high:
        return "E"
    if low > -INF:
        return "G"
    return "L" if high < INF else "N"


def _bounds(name: str, low: float, high: float, is_integer: bool) -> Iterator[str]:
    """The bounds of a column, said in full wherever readers differ in what they assume."""
    if low == high:
        yield f" FX BOUND {name} {low!r}"
        return
    if low <= -INF and high >= INF:
        yield f" FR BOUND {name}"
        return
    if low <= -INF:
        yield f" MI BOUND {name}"
    elif low != 0 or high < 0:
        yield f" LO BOUND {name} {low!r}"
    if high < INF:
        yield f" UP BOUND {name} {high!r}"
    elif is_integer:
        yield f" PL BOUND {name}"
