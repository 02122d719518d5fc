"""The state of one search for remedies: what was tried, what was found, the clock.

A search moves levers by numbers (planner/remedy/amounts.py). `works` is the quick trial, `take` the last one:
an alternative is kept once a plan with it was found and audited, and called least where the next smaller
amount of every part is proven to have no plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

import numpy as np

from models.case import Case
from planner.errors import InstanceError, PlannerBug
from planner.instance.reading import Instance
from planner.remedy.elastic import least_shares, whole_share
from planner.remedy.lever import Lever, Question
from planner.remedy.remedy import Change, Remedy
from planner.remedy.trying import Program, Watch, case_of, has_plan, is_confirmed, is_refuted

TRIAL_SHARE = 0.2
"""Of the time left: so much may go to one trial."""

TRIAL_AT_MOST = 1 / 15
"""Of all the time: no more may go to one trial."""

MOST = 8
"""Alternatives that are looked for."""

BELOW = 1e-6
"""Relative: by so much below the relaxation's own amount a search begins, for the solver's tolerances."""

Moves = Sequence[tuple[Lever, int]]
Told = Callable[[int, int], None]


@dataclass
class Looking:
    """The search for alternatives of a question: what has been found stays when it is interrupted.

    case       its arrays; None for an instance that contradicts itself
    program    the question as one program; None for a large one
    is_proven  it is proven that the question has no plan as it is
    """

    question: Question
    case: Case | None
    program: Program | None
    levers: list[Lever]
    clock: Watch
    is_proven: bool
    progress: Told | None = None
    found: list[Remedy] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seconds = self.clock.seconds

    @contextmanager
    def within(self, share: float) -> Iterator[None]:
        """Give what is done inside no more than a share of the time that is left."""
        clock, self.clock = self.clock, self.clock.part(share)
        try:
            yield
        finally:
            self.clock = clock

    @property
    def is_over(self) -> bool:
        """Whether to look no further."""
        return self.clock.left() <= 0 or len(self.found) >= MOST

    def moved(self, moves: Moves) -> Question:
        """The question with levers moved one after another."""
        question = self.question
        for lever, number in moves:
            if number:
                question = lever.moved(question, lever.amounts.amount(number))
        return question

    def works(self, moves: Moves) -> bool:
        """Whether there is a plan with these moves, as far as it is known in time. A trial in which the
        solver fails tells nothing.
        """
        try:
            clock = self.clock.part(TRIAL_SHARE, at_most=self.seconds * TRIAL_AT_MOST)
            return has_plan(self.moved(moves), clock) is True
        except (InstanceError, PlannerBug):
            return False

    def needs(self, levers: Sequence[Lever], clock: Watch | None = None) -> list[int] | None:
        """The numbers from which levers together may help, by the elastic program; zeros where that is not
        known; None where they help by no amount.
        """
        unknown, question, cases = [0] * len(levers), self.question, []
        if self.program is None or (clock or self.clock).left() <= 0:
            return unknown
        try:
            for lever in levers:
                question = lever.moved(question, top(lever))
                cases.append(case_of(question))
        except InstanceError:
            return unknown
        if any(are_same(one, two) for one, two in zip([self.case, *cases], cases)):
            return None
        weights = [min(lever.share(top(lever)), 1e6) for lever in levers]
        shares = least_shares(self.program, cases, weights, clock or self.clock)
        if shares is None:
            return None
        return [
            lever.amounts.number(share * top(lever) * (1 - BELOW)) if share > 0 else 0
            for lever, share in zip(levers, shares.tolist(), strict=True)
        ]

    def whole_needs(self, lever: Lever, beside: Moves) -> tuple[int, int | None]:
        """The numbers of a lever beside other moves below which none works, and the least that likely does,
        by the elastic program in whole numbers; 0 and None: not known.
        """
        if self.program is None or self.clock.left() <= 0:
            return 0, None
        try:
            with_none, with_all = (self.moved([*beside, (lever, n)]) for n in (0, lever.amounts.last))
            base = Program.of(case_of(with_none), self.program.scale)
            after = case_of(with_all)
        except InstanceError:
            return 0, None
        found = whole_share(base, after, self.clock.part(2 * TRIAL_SHARE)) if base else None
        if found is None:
            return 0, None
        low, high = (lever.amounts.number(share * top(lever) * (1 + BELOW)) for share in found)
        return low, high

    def take(self, moves: Moves) -> None:
        """Confirm an alternative and keep it."""
        question = self.moved(moves)
        if is_confirmed(question, self.clock.part(2 * TRIAL_SHARE)):
            parts = tuple(Change.of(lever, number) for lever, number in moves)
            self.found.append(Remedy(parts, self.changes(question), self.is_least(moves)))

    def changes(self, question: Question) -> dict[str, object]:
        """What was put into a changed instance, by key path."""
        if not (isinstance(question, Instance) and isinstance(self.question, Instance)):
            return {}
        before = self.question.changes
        return {
            path: value
            for path, value in question.changes.items()
            if path not in before or before[path] is not value
        }

    def is_least(self, moves: Moves) -> bool:
        """Whether no amount can be the next smaller one while the others stay, by proof."""
        for i, (lever, number) in enumerate(moves):
            smaller = [*moves[:i], (lever, number - 1), *moves[i + 1 :]]
            if not any(number for _, number in smaller):
                if not self.is_proven:
                    return False
                continue
            try:
                question = self.moved(smaller)
            except InstanceError:
                continue
            if not is_refuted(question, self.clock.part(TRIAL_SHARE)):
                return False
        return True

    def tell(self, done: int, of: int) -> None:
        """Tell how many levers of how many have been looked at."""
        if self.progress is not None:
            self.progress(done, of)


def top(lever: Lever) -> float:
    """The largest amount of a lever."""
    return lever.amounts.amount(lever.amounts.last)


def are_same(one: Case | None, two: Case) -> bool:
    """Whether two questions have the same arrays: what was moved between them means nothing."""
    return one is not None and all(
        np.array_equal(getattr(one, f.name), getattr(two, f.name))
        if isinstance(getattr(one, f.name), np.ndarray)
        else getattr(one, f.name) == getattr(two, f.name)
        for f in fields(Case)
    )
