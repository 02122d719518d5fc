"""The questions between two plans, solved, each from the plans and from what was solved before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planner import coefficients
from planner.comparing.attributing import Proven
from planner.comparing.between import Between
from planner.comparing.question import Question
from planner.continuing.earlier import Earlier
from planner.continuing.start import loss_of, start_from
from planner.studies.asked.runs import Run
from planner.studies.results.row import Row, row_of_plan
from planner.studies.running.runner import INTERRUPTED, Runner
from planner.studies.running.solving import SOLVE
from planner.studies.running.tasks import Done

STEP = "step"
NOT_SOLVED = "not solved: interrupted"


@dataclass(frozen=True)
class Search:
    """How the questions in between are searched.

    gap           none: the smaller one of the plans'
    time_limit_s  of each, none: the longer one of the plans'
    progress      called with (questions solved, questions)
    solving       as `Runner` takes it
    """

    gap: float | None = None
    time_limit_s: float | None = None
    workers: int | None = None
    progress: Callable[[int, int], None] | None = None
    solving: str = SOLVE

    def limit_s(self, ends: Sequence[Question]) -> float:
        """The time limit of each, in seconds."""
        if self.time_limit_s is not None:
            return self.time_limit_s
        return max(question.plan.record.options.time_limit_s for question in ends)


@dataclass(frozen=True)
class Found:
    """What came of a question in between: what is proven, or why nothing is."""

    proven: Proven | None
    reason: str = ""


def solved(
    ends: tuple[Question, Question], between: Sequence[Between], search: Search
) -> tuple[list[Found], bool]:
    """What is proven of each question in between, and whether Ctrl-C ended it before all were solved.

    The two plans stand at the ends of the row of runs with what their searches left, so that the runs between
    start from them as those of a study start from their neighbours.
    """
    gap = min(question.plan.record.options.gap for question in ends) if search.gap is None else search.gap
    values = {"solve.gap": gap, "solve.time_limit_s": search.limit_s(ends)}
    runs = [
        Run({STEP: number}, one.instance.with_values(values), one.case)
        for number, one in enumerate(between, 1)
    ]
    first, last = (
        Run({STEP: number}, question.instance(), question.plan.record.options.case)
        for number, question in zip((0, len(between) + 1), ends, strict=True)
    )
    with Runner(
        workers=search.workers, keep="row", progress=told(search.progress), solving=search.solving
    ) as runner:
        for run, question in zip((first, last), ends, strict=True):
            (address,) = runner.addresses.of([run])
            runner.store.put(address, run, kept(question, run))
        rows = runner.rows([first, *runs, last])[1:-1]
        return [found_in(row, ends[0].plan.objective) for row in rows], runner.is_interrupted


def told(progress: Callable[[int, int], None] | None) -> Callable[[int, int], None] | None:
    """Progress without the two plans, which are solved already."""
    return None if progress is None else lambda done, runs: progress(max(0, done - 2), runs - 2)


def kept(question: Question, run: Run) -> Done:
    """A plan as a run that is done, with what its search leaves for others to start from."""
    plan = question.plan
    case = coefficients.build(run.instance, case=run.case).case
    decided, _ = start_from(plan, case)
    bound = None if plan.violations else question.bound()
    return Done(row_of_plan(plan), memory=Earlier(case, decided, bound, loss_of(plan)).to_bytes())


def found_in(row: Row, objective: Any) -> Found:
    """What the row of a run proves."""
    value = row.get("value")
    if value is None or value != value:
        status, reason = str(row.get("status") or ""), str(row.get("reason") or "").partition("\n")[0]
        return Found(None, NOT_SOLVED if status == INTERRUPTED else f"{status}: {reason}".strip(": "))
    bound = row.get("bound")
    return Found(
        Proven.of(float(value), None if bound is None or bound != bound else float(bound), objective)
    )
