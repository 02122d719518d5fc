"""The least changes that make an impossible question possible: what a caller asks for and gets.

    pre-checks      the search says that there is no plan, and what stands in its way (planner/errors/no_plan.py)
    conflict        limits that cannot be kept together (planner/remedy/irreducible.py)
    elastic         of every lever, how little of it the relaxation needs, if it helps at all
                    (planner/remedy/elastic.py); of a large question it is not known, and each lever is tried
    singles         of every lever that may help, the least amount, by trying (planner/remedy/searching.py)
    together        where no lever helps alone, two of them; where no two do, as few as it takes: levers are
                    left out one by one as long as the rest helps; then none of the amounts can be smaller
                    while the others stay
    confirmed       an alternative is told once a plan with it was found and audited; it is called least where
                    the next smaller amount is proven to have none

It ends: levers are finitely many, each search for an amount halves, and every run has a clock. Ctrl-C and the
time limit keep what was found so far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from models.case import Case
from planner.errors import InstanceError, NoPlan
from planner.instance.reading import Instance
from planner.remedy import trying
from planner.remedy.capital import by_period
from planner.remedy.elastic import RIDGE, least_shares
from planner.remedy.irreducible import conflict
from planner.remedy.lever import Lever, Question
from planner.remedy.levers import levers_of
from planner.remedy.levers.arrays import levers_of_case
from planner.remedy.searching import least_number
from planner.remedy.trying import Watch, case_of, has_plan, is_confirmed, is_refuted

VERDICT_SHARE = 0.4
CONFLICT_SHARE = 0.15
"""Of the time left: so much may go to whether there is a plan at all, and to the conflict."""

TRIAL_SHARE = 0.2
"""Of the time left: so much may go to one trial."""

MOST = 8
"""Alternatives that are looked for."""

MOST_OF_A_PLACE = 2
"""Alternatives that differ only by when."""

MOST_PAIRED = 8
"""Levers of which pairs are tried."""


@dataclass(frozen=True)
class Change:
    """One thing changed: how much of what, where, when; its share of what there is; in words."""

    what: str
    where: str
    when: str
    amount: float
    unit: str
    share: float
    says: str


@dataclass(frozen=True)
class Remedy:
    """Changes that together make the question possible: mostly one.

    changes   key path -> value, as `--set` takes them
    is_least  the next smaller amount of any of them is proven not to do
    """

    parts: tuple[Change, ...]
    changes: dict[str, Any]
    is_least: bool

    @property
    def says(self) -> str:
        """All of it in words."""
        return ", and ".join(part.says for part in self.parts)

    @property
    def share(self) -> float:
        """The sum of what it changes relative to what there is."""
        return sum(part.share for part in self.parts)


@dataclass(frozen=True)
class Remedies:
    """What was found: whether there is a plan as it is; why not; alternatives, the least change first; limits
    that cannot be kept together. is_interrupted: there may be more alternatives.
    """

    possible: bool
    why: str = ""
    alternatives: tuple[Remedy, ...] = ()
    conflict: tuple[str, ...] = ()
    is_interrupted: bool = False


Told = Callable[[int, int], None]


def remedies(
    instance: Instance, *, time_limit_s: float = 60.0, progress: Told | None = None
) -> Remedies:
    """The least changes that make an instance possible. `progress` is told how many levers of how many have
    been tried. Raises InstanceError where the instance contradicts itself and no change was found to help.
    """
    return found_for(instance, time_limit_s, progress)


def found_for(question: Question, time_limit_s: float, progress: Told | None = None) -> Remedies:
    """The same for an instance or its arrays."""
    clock = Watch(time_limit_s)
    refused: InstanceError | None = None
    is_proven = True
    try:
        if trying.confirmed(question, clock.part(VERDICT_SHARE)):
            return Remedies(True)
        why, is_proven = "", False
    except NoPlan as error:
        trying.interrupted(error)
        why, is_proven = str(error), error.proven
    except InstanceError as error:
        why, refused = str(error), error
    case = None if refused else case_of(question)
    levers = levers_in(question, case)
    looking = Looking(question, case, levers, clock, is_proven, progress)
    together: tuple[str, ...] = ()
    is_interrupted = False
    try:
        if case is not None and is_proven:
            together = conflict(case, clock.part(CONFLICT_SHARE))
        looking.look()
    except KeyboardInterrupt:
        is_interrupted = True
    if refused and not looking.found:
        raise refused
    alternatives = tuple(sorted(looking.found, key=lambda remedy: remedy.share))
    return Remedies(False, why, alternatives, together, is_interrupted or clock.left() <= 0)


def levers_in(question: Question, case: Case | None) -> list[Lever]:
    """The levers of a question; of one without arrays those of its file."""
    if isinstance(question, Case):
        return levers_of_case(question)
    return levers_of(question, case.periods if case is not None else question.data.study.launch_periods)


@dataclass
class Looking:
    """The search for alternatives: what has been found stays when it is interrupted."""

    question: Question
    case: Case | None
    levers: list[Lever]
    clock: Watch
    is_proven: bool
    progress: Told | None = None
    found: list[Remedy] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)  # lever -> the number at which its search begins

    def look(self) -> None:
        """Levers alone, then together."""
        self.singles()
        if not self.found:
            self.several()

    # --- one lever
    def singles(self) -> None:
        """Every lever that may help alone, the likely least change first."""
        money = [lever for lever in self.levers if lever.kind == "capital"]
        others = [lever for lever in self.levers if lever.kind != "capital"]
        if money:
            self.capital(money)
        promising = self.promising(others)
        for done, lever in enumerate(promising):
            self.tell(done, len(promising))
            if self.clock.left() <= 0 or len(self.found) >= MOST:
                return
            if sum(one.parts[0].what == lever.kind and one.parts[0].where == lever.where
                   for one in self.found) < MOST_OF_A_PLACE:  # fmt: skip
                self.single(lever)
        self.tell(len(promising), len(promising))

    def capital(self, levers: list[Lever]) -> None:
        """Capital in the periods in which it is missing."""
        for schedule in by_period(levers, self.question, self.works):
            self.take(schedule)

    def promising(self, levers: list[Lever]) -> list[Lever]:
        """The levers that may help, by what the relaxation needs of each: the least change first; those of
        which that is not known come last.
        """
        needs: list[tuple[float, Lever]] = []
        clock = self.clock.part(0.5)
        for lever in levers:
            share = self.elastic([lever], clock)
            if share is None:
                continue
            amount = share[0] * lever.amounts.amount(lever.amounts.last)
            self.first[id(lever)] = lever.amounts.number(amount * (1 - RIDGE)) if amount > 0 else 0
            needs.append((lever.share(amount) if amount > 0 else float("inf"), lever))
        return [lever for _, lever in sorted(needs, key=lambda entry: entry[0])]

    def elastic(self, levers: Sequence[Lever], clock: Watch) -> list[float] | None:
        """The shares of the largest amounts of levers that the relaxation needs; zeros: not known."""
        unknown = [0.0] * len(levers)
        if self.case is None or clock.left() <= 0:
            return unknown
        moved, cases = self.question, []
        try:
            for lever in levers:
                moved = lever.moved(moved, lever.amounts.amount(lever.amounts.last))
                cases.append(case_of(moved))
        except InstanceError:
            return unknown
        weights = [min(lever.share(lever.amounts.amount(lever.amounts.last)), 1e6) for lever in levers]
        shares = least_shares(self.case, cases, weights, clock)
        return None if shares is None else shares.tolist()

    def single(self, lever: Lever) -> None:
        """The least amount of one lever, if there is one."""
        first, last = self.first.get(id(lever), 0), lever.amounts.last
        if not first and not self.works([(lever, last)]):
            return
        number = least_number(lambda number: self.works([(lever, number)]), first, last)
        if number is not None:
            self.take([(lever, number)])

    # --- trying
    def moved(self, moves: Sequence[tuple[Lever, int]]) -> Question:
        """The question with levers moved one after another."""
        question = self.question
        for lever, number in moves:
            if number:
                question = lever.moved(question, lever.amounts.amount(number))
        return question

    def works(self, moves: Sequence[tuple[Lever, int]]) -> bool:
        """Whether there is a plan with these moves, as far as it is known in time."""
        try:
            return has_plan(self.moved(moves), self.clock.part(TRIAL_SHARE)) is True
        except InstanceError:
            return False

    def take(self, moves: Sequence[tuple[Lever, int]]) -> None:
        """Confirm an alternative and keep it."""
        question = self.moved(moves)
        if not is_confirmed(question, self.clock.part(TRIAL_SHARE * 2)):
            return
        parts = tuple(change_of(lever, lever.amounts.amount(number)) for lever, number in moves)
        changes = {}
        if isinstance(question, Instance):
            assert isinstance(self.question, Instance)
            before = self.question.changes
            changes = {
                path: value for path, value in question.changes.items()
                if path not in before or before[path] is not value
            }  # fmt: skip
        self.found.append(Remedy(parts, changes, self.is_least(moves)))

    def is_least(self, moves: Sequence[tuple[Lever, int]]) -> bool:
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

    # --- several levers
    def several(self) -> None:
        """Two levers that help together; where there are none, as few as it takes."""
        wide = [lever for lever in self.levers if lever.is_wide or lever.kind == "capital"]
        firsts = {lever.place: lever for lever in reversed(wide)}
        places = list(reversed(firsts.values()))
        pairs = []
        clock = self.clock.part(0.5)
        for pair in combinations(places[: 2 * MOST_PAIRED], 2):
            shares = self.elastic(pair, clock)
            if shares is not None and all(share > 0 for share in shares):
                amounts = [share * top(lever) for share, lever in zip(shares, pair, strict=True)]
                need = sum(lever.share(amount) for lever, amount in zip(pair, amounts, strict=True))
                pairs.append((need, pair))
        for _, pair in sorted(pairs, key=lambda entry: entry[0]):
            if self.clock.left() <= 0 or len(self.found) >= MOST:
                return
            self.balanced(list(pair))
        if not self.found:
            self.fewest(places)

    def fewest(self, levers: list[Lever]) -> None:
        """All levers at their largest amounts, then without one after another as long as that helps."""
        needed = list(levers)
        if not self.works([(lever, lever.amounts.last) for lever in needed]):
            return
        for lever in levers:
            others = [one for one in needed if one is not lever]
            if others and self.works([(one, one.amounts.last) for one in others]):
                needed = others
        self.balanced(needed)

    def balanced(self, levers: list[Lever]) -> None:
        """Amounts of several levers none of which can be smaller while the others stay: begun from the
        relaxation's, all larger until they help, then each in turn as small as it can be.
        """
        shares = self.elastic(levers, self.clock)
        if shares is None:
            return
        numbers = [
            lever.amounts.number(share * top(lever)) if share > 0 else 1
            for lever, share in zip(levers, shares, strict=True)
        ]
        step = 0
        while not self.works(list(zip(levers, numbers, strict=True))):
            if all(n >= lever.amounts.last for lever, n in zip(levers, numbers, strict=True)):
                return
            if self.clock.left() <= 0:
                return
            step = 2 * step + 1
            numbers = [min(lever.amounts.last, n + step) for lever, n in zip(levers, numbers, strict=True)]
        for i, lever in enumerate(levers):

            def works(number: int, i: int = i, lever: Lever = lever) -> bool:
                return self.works([
                    (one, number if j == i else numbers[j]) for j, one in enumerate(levers)
                ])  # fmt: skip

            numbers[i] = 0 if works(0) else least_below(works, numbers[i])
        moves = [(lever, n) for lever, n in zip(levers, numbers, strict=True) if n]
        if moves:
            self.take(moves)

    def tell(self, done: int, of: int) -> None:
        """Tell how far it is."""
        if self.progress is not None:
            self.progress(done, of)


def least_below(works: Callable[[int], bool], number: int) -> int:
    """The least number that works, of those up to one that does; 0 does not."""
    below = 0
    while number - below > 1:
        middle = (below + number) // 2
        if works(middle):
            number = middle
        else:
            below = middle
    return number


def top(lever: Lever) -> float:
    """The largest amount of a lever."""
    return lever.amounts.amount(lever.amounts.last)


def change_of(lever: Lever, amount: float) -> Change:
    """A move as it is told."""
    return Change(
        lever.kind, lever.where, lever.when, amount, lever.unit, lever.share(amount), lever.says(amount)
    )
