r"""How much of the difference between two plans each changed input explains.

The inputs that differ are changed one after another, in the order of the instance format (study, physics,
regions, accelerators, buses, ...), what may serve (`case`) last. That makes questions

    S_0 = the first plan's,  S_1,  ...,  S_n = the second plan's

each of which differs from the one before in one step. Let v_k be the best value that any plan of S_k has. No
search finds it to the last digit: what a search proves is an interval that holds it,

    low_k <= v_k <= high_k      low_k = bound, high_k = value found      (net present value: the reverse)

Those of S_0 and S_n are the two plans' own, the others are solved. So

    v_k - v_(k-1)  lies in  [ low_k - high_(k-1),  high_k - low_(k-1) ]        what step k explains, proven

    sum over k of ( v_k - v_(k-1) )  =  v_n - v_0                              exactly, whatever was proven
    sum over k of ( value_k - value_(k-1) )  =  value_n - value_0              exactly, of what was found

The interval of the whole difference, [low_n - high_0, high_n - low_0], is narrower than the sum of those of
the steps: each question in between counts once for the step before it and once for the one after.

What stays true whatever the order: both sums, and every interval for the step as it was taken. What does not:
the size of a step. Two inputs that work on each other (a cheaper flight and a heavier payload) share what
they do together, and the one that is changed later gets it.

Where every input of a step is a price or a limit of which it is known which way the best ratio moves
(planner/studies/break_even/monotone.py), the interval ends at zero on the other side: a dearer flight makes
no best plan cheaper, whatever was found.

A question in between that has no plan, that the format or physics refuses, or that was not solved in time,
proves nothing: the steps on either side of it become one, with the inputs of both, and the sums stay true.
Inputs that no search could tell apart are one step from the start: a record that is there or not, the rows of
a list, keys that take their defaults from others. More than MOST of them are put together by record, and if
these are still more by section; what comes after the last but one is the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planner.choices import Objective
from planner.comparing.inputs import Difference
from planner.studies.break_even.monotone import Direction

MOST = 8
"""Steps, before inputs are put together."""

FOLLOWS_FROM = "study"
"""The section from which a key takes its default that follows from others: the first day of the study."""


@dataclass(frozen=True)
class Proven:
    """What is known of the best value of a question: it lies between low and high; `value` was found."""

    low: float
    high: float
    value: float

    @classmethod
    def of(cls, value: float, bound: float | None, objective: Objective) -> Proven:
        """From a plan's value and bound; None: nothing was proven."""
        if objective == "npv":
            return cls(value, math.inf if bound is None else max(bound, value), value)
        return cls(-math.inf if bound is None else min(bound, value), value, value)

    @property
    def is_known(self) -> bool:
        """Whether there is a plan, and so a value."""
        return math.isfinite(self.value)

    def change_to(self, other: Proven) -> Change:
        """By how much the best value of another question is more than that of this one."""
        return Change(other.low - self.high, other.high - self.low, other.value - self.value)


@dataclass(frozen=True)
class Change:
    """A change of the best value, between low and high; `found` is that of the values found."""

    low: float
    high: float
    found: float

    @property
    def sign(self) -> int:
        """1 or -1 where it is proven to be a rise or a fall, else 0."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


@dataclass(frozen=True)
class Group:
    """Inputs that are changed at once."""

    name: str
    inputs: tuple[Difference, ...]


def merged(groups: Sequence[Group]) -> Group:
    """Several groups as one."""
    inputs = tuple(one for group in groups for one in group.inputs)
    return Group(", ".join(group.name for group in groups), inputs)


@dataclass(frozen=True)
class Step:
    """One step from the first plan's question to the second's.

    change       of the best value, in the unit of the objective
    before, after  what is proven on either side of it
    reason       why it holds more inputs than it could: what the questions between them came to
    sure         which way the best value moves for certain: 1 no fall, -1 no rise, 0 neither; None: not known
    """

    group: Group
    before: Proven
    after: Proven
    reason: str = ""
    sure: Direction | None = None

    @property
    def change(self) -> Change:
        """What it explains."""
        proven = self.before.change_to(self.after)
        if self.sure is None:
            return proven
        low = max(proven.low, 0.0) if self.sure >= 0 else proven.low
        high = min(proven.high, 0.0) if self.sure <= 0 else proven.high
        return Change(min(low, max(high, 0.0)), max(high, min(low, 0.0)), proven.found)


def grouped(found: Iterable[Difference], most: int = MOST) -> list[Group]:
    """The inputs that change the question, in steps, in the order in which they are changed."""
    asked = [one for one in found if one.bearing == "question"]
    groups = together(asked, lambda one: FOLLOWS_FROM if one.follows else one.place)
    if len(groups) > most:
        groups = together(asked, lambda one: FOLLOWS_FROM if one.follows else one.record)
    if len(groups) > most:
        groups = together(asked, lambda one: FOLLOWS_FROM if one.follows else one.section)
    if len(groups) > most:
        rest = groups[most - 1 :]
        last = merged(rest)
        groups = [*groups[: most - 1], Group(f"the rest: {last.name}", last.inputs)]
    return groups


def together(found: Sequence[Difference], key: Callable[[Difference], str]) -> list[Group]:
    """Inputs of one key as one group each, in the order of the first of them; those of a group that holds
    all that follows from the study's first day come first.
    """
    held: dict[str, list[Difference]] = {}
    if any(one.follows for one in found):
        held[FOLLOWS_FROM] = [one for one in found if one.section == FOLLOWS_FROM]
    for one in found:
        if one not in held.get(FOLLOWS_FROM, []):
            held.setdefault(key(one), []).append(one)
    return [Group(name, tuple(inputs)) for name, inputs in held.items()]


def steps_of(
    groups: Sequence[Group], proven: Sequence[Proven | None], reasons: Sequence[str] = ()
) -> list[Step]:
    """The steps between what is proven of S_0 ... S_n; None, or no value, for a question that proves nothing:
    the steps on either side of it are one.

    groups   n of them, group k leads from S_k to S_(k+1)
    reasons  what each of the n - 1 questions in between came to
    """
    found: list[Step] = []
    before, held, why = proven[0], groups[0], ""
    for number, after in enumerate(proven[1:], 1):
        if after is not None and after.is_known and before is not None:
            found.append(Step(held, before, after, why))
            before, why = after, ""
            held = groups[number] if number < len(groups) else held
        elif number < len(groups):
            held = merged([held, groups[number]])
            told = reasons[number - 1] if number - 1 < len(reasons) else ""
            why = "; ".join(part for part in (why, told) if part)
    return found
