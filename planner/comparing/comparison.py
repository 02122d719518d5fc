"""The comparison of plans: questions read, what differs found, steps solved, tables made."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from planner.comparing import moved
from planner.comparing.attributing import Group, Proven, Step, grouped, steps_of
from planner.comparing.between import questions_between
from planner.comparing.compared import Compared
from planner.comparing.directions import with_directions
from planner.comparing.inputs import CASE, Difference, differences, frame_of, sources_apart
from planner.comparing.page import write
from planner.comparing.question import Question, question_of
from planner.comparing.saying import sentences
from planner.comparing.solving import NOT_SOLVED, Found, Search, solved
from planner.errors import InstanceError
from planner.instance.words import short
from planner.plan.plan import Plan
from planner.report.figures.words import counted, name_of_key
from planner.studies.asked.listing import duration

MOST_PLANS = 8
STEP_COLUMNS = (
    "step",
    "inputs",
    "changes",
    "said",
    "low",
    "high",
    "found",
    "unit",
    "value_before",
    "value_after",
    "reason",
)


class Comparison(Compared):
    """The comparison of plans: its tables as `Compared` has them, what they say, and a page of it."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the comparison says, the most important first."""
        return tuple(sentences(self))

    def write(self, path: str | os.PathLike[str], force: bool = False) -> Path:
        """Write the comparison as a page, one HTML file that needs nothing else, and return its path. An
        existing file is replaced only with `force` (InstanceError otherwise).
        """
        return write(self, path, force)


def compare(
    plans: Sequence[Plan],
    *,
    steps: bool = True,
    search: Search | None = None,
    note: Callable[[str], None] | None = None,
) -> Comparison:
    """Compare plans: two with steps, more side by side alone. Raises InstanceError for plans whose instance
    cannot be read.

    search  how the questions in between are searched
    note    is told before they are solved
    """
    first = question_of(plans[0])
    questions = [first, *(question_of(plan, first.year) for plan in plans[1:])]
    found = differences(questions)
    notes = list(notes_on(questions, found))
    done: tuple[list[Step], bool] = ([], False)
    why_not = no_steps(questions, found)
    if len(questions) == 2 and steps:
        if why_not:
            notes.append(why_not)
        else:
            done = attributed((questions[0], questions[1]), found, search or Search(), note)
    if done[1]:
        notes.append("interrupted: questions that were not solved stand in one step with the next")
    return Comparison(
        names_of(plans),
        tuple(plans),
        first.plan.objective,
        first.plan.record.unit,
        first.year,
        inputs=frame_of(found, len(plans)),
        totals=moved.totals(questions),
        **{name: moved.side_by_side(questions, measure) for name, measure in moved.TABLES.items()},
        steps=frame_of_steps(done[0], first.plan.record.unit),
        proven=tuple(proven_of(question) for question in questions),
        notes=tuple(notes),
        is_interrupted=done[1],
    )


def proven_of(question: Question) -> Proven:
    """What is proven of a plan's objective."""
    return Proven.of(question.value(), question.bound(), question.plan.objective)


def names_of(plans: Sequence[Plan]) -> tuple[str, ...]:
    """What the plans are called: by their study; where that is the same by their folders, if all have one;
    else by letters too.
    """
    folders = [plan.folder for plan in plans if plan.folder is not None]
    by_study, by_folder = [plan.name for plan in plans], [one.name for one in folders]
    for names in (by_study, by_folder, [str(one) for one in folders]):
        if len(set(names)) == len(plans):
            return tuple(names)
    return tuple(f"{plan.name} ({'ABCDEFGH'[number]})" for number, plan in enumerate(plans))


def notes_on(questions: Sequence[Question], found: Sequence[Difference]) -> list[str]:
    """What a reader must know before believing the comparison."""
    told = []
    objectives = [question.plan.objective for question in questions]
    if len(set(objectives)) > 1:
        told.append(
            f"the plans optimise different things ({', '.join(objectives)}): what they cost, fly and serve "
            "is compared, their objectives are not"
        )
    years = [question.plan.resolved.data.study.price_year for question in questions]
    if len(set(years)) > 1:
        told.append(
            f"money is in dollars of {', '.join(map(str, years))}: all of it is put into dollars of "
            f"{questions[0].year} by the catalog's price index"
        )
    for name, question in zip(names_of([one.plan for one in questions]), questions, strict=True):
        if question.plan.violations:
            told.append(f"{name} failed its audit: its figures are not to be believed")
    if len(questions) == 2 and (count := sources_apart(questions)):
        told.append(
            f"{counted(count, 'figure')} with equal values but another source, quality or range: "
            "that decides nothing"
        )
    return told


def no_steps(questions: Sequence[Question], found: Sequence[Difference]) -> str:
    """Why the difference is not divided into steps; empty where it can be."""
    plans = [question.plan for question in questions]
    if len({plan.objective for plan in plans}) > 1:
        return "no steps: the plans have different objectives"
    if any(not proven_of(question).is_known for question in questions):
        return "no steps: a plan that serves nothing has no levelized cost"
    return (
        "" if any(one.bearing == "question" for one in found) else "no steps: the plans answer one question"
    )


def attributed(
    questions: tuple[Question, Question],
    found: Sequence[Difference],
    search: Search,
    note: Callable[[str], None] | None,
) -> tuple[list[Step], bool]:
    """The steps from one plan to the other, and whether Ctrl-C ended their solving."""
    first, second = questions
    cases = first.plan.record.options.case, second.plan.record.options.case
    groups, between = questions_between(first.tree, second.tree, cases, grouped(found))
    results: list[Found] = []
    stopped = False
    if between:
        if note is not None:
            limit = duration(search.limit_s(questions))
            note(
                f"{counted(len(between), 'question')} between the plans to solve, at most {limit} each; "
                "Ctrl-C keeps what is solved, --no-steps leaves them out"
            )
        try:
            results, stopped = solved(questions, between, search)
        except KeyboardInterrupt:  # before the first of them began
            results, stopped = [Found(None, NOT_SOLVED)] * len(between), True
    middle = [result.proven for result in results]
    proven = [proven_of(first), *middle, proven_of(second)]
    steps = steps_of(groups, proven, [result.reason for result in results])
    instances = (first.instance(), second.instance())
    return with_directions(steps, instances, cases, first.plan.objective), stopped


def frame_of_steps(steps: Sequence[Step], unit: str) -> pd.DataFrame:
    """The steps as a table."""
    rows = [
        {
            "step": number,
            "inputs": step.group.name,
            "changes": "; ".join(changed(one) for one in step.group.inputs),
            "said": said(step.group),
            "low": step.change.low,
            "high": step.change.high,
            "found": step.change.found,
            "unit": unit,
            "value_before": step.before.value,
            "value_after": step.after.value,
            "reason": step.reason,
        }
        for number, step in enumerate(steps, 1)
    ]
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def changed(one: Difference) -> str:
    """`vehicles.falcon-9.price_musd 74 -> 40`."""
    old, new = (short(told) if told != "" else "none" for told in one.told()[:2])
    return f"{one.key} {old} -> {new}{' ' + one.unit if one.unit else ''}"


def said(group: Group) -> str:
    """What a step changes, as people say it: `falcon-9 price, 74 to 40 M$`; of many inputs their places."""
    if len(group.inputs) > 1:
        return f"{group.name} ({len(group.inputs)} inputs)"
    (one,) = group.inputs
    old, new = (short(told) if told != "" else "none" for told in one.told()[:2])
    name = "the side that may serve" if one.key == CASE else name_of_key(one.key)
    if one.is_record and "none" in (old, new):
        return f"{one.key} {'added' if old == 'none' else 'taken away'}"
    return f"{name}, {old} to {new}{' ' + one.unit if one.unit else ''}"


def require_few(plans: Sequence[object]) -> None:
    """Raise InstanceError unless there are plans to compare, and not too many to look at."""
    if not 2 <= len(plans) <= MOST_PLANS:
        raise InstanceError("compare", [("", f"{len(plans)} plans; it takes 2 to {MOST_PLANS}")])
