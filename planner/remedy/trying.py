"""Trying a question: is there a plan, yes or no, or not known in the time it was given.

`has_plan` is the quick answer that a search for the least amount asks again and again: of a small question
the formulation over every member, first its linear relaxation, then whole numbers up to the first point; of a
large one the search itself, which is told to stop at its first plan. `confirmed` and `refuted` are what a
remedy is told by: a plan that was found, tabled and audited as `planner solve` does, and a proof that none
exists.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from models.case import Case
from models.members import Members, offered
from models.rollout import build
from models.units import Scale
from planner import coefficients, planning, solver
from planner.errors import InstanceError, NoPlan
from planner.remedy.lever import Question
from planner.solver.complete import every_member
from planner.solver.evaluation import decisions, evaluate
from planner.solver.highs import INF, Compiled, Solver, compile_model
from planner.solver.params import WHOLE
from planner.solver.solution import Progress

LEAST_TOKENS = 1e-6
"""Tt of the scaled question that a plan must serve where its value is a ratio."""


class Watch:
    """The clock of all that is tried: no run goes on beyond it."""

    def __init__(self, seconds: float) -> None:
        self.began = time.perf_counter()
        self.seconds = seconds

    def left(self) -> float:
        """Seconds until the time limit."""
        return self.seconds - (time.perf_counter() - self.began)

    def halted(self) -> bool:
        """Ctrl-C comes as an exception here."""
        return False

    def part(self, share: float, at_most: float = INF) -> Watch:
        """A clock for a share of the time that is left."""
        return Watch(min(share * max(self.left(), 0.0), at_most))


@dataclass
class FirstPlan:
    """Stops a search at its first plan."""

    is_there: bool = field(default=False)

    def hear(self, news: Progress) -> None:
        """Take a report of the search."""
        self.is_there = self.is_there or news.best is not None

    def __call__(self) -> bool:
        return self.is_there


def case_of(question: Question) -> Case:
    """The arrays of a question. Raises InstanceError for an instance that contradicts itself."""
    return question if isinstance(question, Case) else coefficients.build(question).case


@dataclass(frozen=True)
class Program:
    """A small question as a program over every member, in its own scale."""

    case: Case
    scale: Scale
    members: Members
    model: Compiled

    @staticmethod
    def of(case: Case, scale: Scale | None = None) -> Program | None:
        """None for a question that is too large for it."""
        scale = scale or Scale.of(case)
        case = scale.scaled(case)
        members = every_member(case, WHOLE)
        if members is None and offered(case):
            return None
        members = members or Members.of([], [])
        return Program(case, scale, members, compile_model(build(case, members)))

    def solver(self, clock: Watch, *, integer: bool) -> Solver:
        """Its feasible points, with a token served where the value is a ratio."""
        found = Solver(clock=clock)
        found.load(self.model, np.zeros(len(self.model.col_lower)), integer=integer)
        tokens = self.model.objectives["tokens_served"]
        used = np.flatnonzero(tokens)
        if self.case.is_ratio and len(used):
            add = found.highs.addRow
            found.expect(add(LEAST_TOKENS, INF, len(used), used.astype(np.int32), tokens[used]), "addRow")
        return found


def has_plan(question: Question, clock: Watch) -> bool | None:
    """Whether a question has a plan; None if that is not known in time. An instance that contradicts itself
    has none.
    """
    if clock.left() <= 0:
        return None
    try:
        case = case_of(question)
    except InstanceError:
        return False
    program = Program.of(case)
    if program is None:
        return by_search(case, clock)
    relaxed = program.solver(clock, integer=False).run()
    if relaxed.status == "infeasible":
        return False
    run = program.solver(clock, integer=True).run()
    if run.values is not None:
        decided = decisions(program.members, program.model, run.values)
        return evaluate(program.case, decided) is not None or by_search(case, clock)
    return False if run.status == "infeasible" else None


def by_search(case: Case, clock: Watch) -> bool | None:
    """The same by the search, which ends at its first plan."""
    if clock.left() <= 0:
        return None
    try:
        search(case, clock)
    except NoPlan as error:
        interrupted(error)
        return False if error.proven else None
    return True


def search(case: Case, clock: Watch) -> None:
    """Search for a first plan. Raises NoPlan."""
    first = FirstPlan()
    outcome = solver.solve(case, time_limit_s=max(clock.left(), 1e-3), progress=first.hear, stop=first)
    if outcome.status == "interrupted" and not first():
        raise KeyboardInterrupt


def confirmed(question: Question, clock: Watch) -> bool:
    """Whether a plan of the question was found and passes its audit. Raises NoPlan as the search does."""
    if isinstance(question, Case):
        search(question, clock)
        return True
    first = FirstPlan()
    seconds = max(clock.left(), 1e-3)
    plan = planning.solve(question, time_limit_s=seconds, progress=first.hear, stop=first)
    return not plan.violations


def is_confirmed(question: Question, clock: Watch) -> bool:
    """The same; False where there is no plan or the instance contradicts itself."""
    try:
        return clock.left() > 0 and confirmed(question, clock)
    except NoPlan as error:
        interrupted(error)
        return False
    except InstanceError:
        return False


def is_refuted(question: Question, clock: Watch) -> bool:
    """Whether it is proven that the question has no plan."""
    if clock.left() <= 0:
        return False
    try:
        return by_search(case_of(question), clock) is False
    except InstanceError:
        return True


def interrupted(error: NoPlan) -> None:
    """Ctrl-C that the search took for itself goes on to whoever asked."""
    if error.reason == "Ctrl-C":
        raise KeyboardInterrupt
