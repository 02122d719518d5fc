"""What a row of verdicts says of break-evens, as ranges and as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.instance.words import short
from planner.studies.break_even.bracketing import Tried
from planner.studies.break_even.compared import Verdict

SUBJECTS = {"orbit": "orbit", "both": "orbit beside the ground"}


@dataclass(frozen=True)
class Turn:
    """A range of values in which the verdict changes: proven `below` up to `low`, proven `above` from `high`
    on.
    """

    low: float
    high: float
    below: Verdict
    above: Verdict

    def __str__(self) -> str:
        return f"between {short(self.low)} and {short(self.high)}"


def turns_of(tried: Sequence[Tried]) -> tuple[tuple[Turn, ...], tuple[Turn, ...]]:
    """The changes of the verdict; and the ranges in which a change is neither proven nor excluded: undecided
    ones at an end of the row, or between values with the same verdict.
    """
    changes, doubts = [], []
    ends = [Tried(tried[0].value, "undecided", True)] if tried else []
    last = [*ends, *(one for one in tried if one.verdict != "undecided")]
    last += [Tried(tried[-1].value, "undecided", True)] if tried else []
    for a, b in zip(last, last[1:]):
        turn = Turn(a.value, b.value, a.verdict, b.verdict)
        is_undecided = any(one.verdict == "undecided" and a.value <= one.value <= b.value for one in tried)
        if "undecided" not in (a.verdict, b.verdict) and a.verdict != b.verdict:
            changes.append(turn)
        elif is_undecided:
            doubts.append(turn)
    return tuple(changes), tuple(doubts)


@dataclass(frozen=True)
class Found:
    """What a sentence needs: who is compared with whom over which range, and what came of it.

    multiples  how many times the other ratio the first is, least and most over the range; NaN: not known
    at_most    by which share the first may be cheaper where that is not proven
    finest     gap at which undecided values stayed so
    """

    parameter: str
    case: str
    against: str
    low: float
    high: float
    values: int
    verdict: Verdict
    changes: tuple[Turn, ...]
    doubts: tuple[Turn, ...]
    is_proven: bool
    multiples: tuple[float, float]
    at_most: float
    finest: float
    is_cut: bool

    def sentence(self) -> str:
        """The verdict in words."""
        said = "; ".join([self.on_changes(), *([self.on_doubts()] if self.doubts else [])])
        return f"stopped early, so far: {said}" if self.is_cut else said

    @property
    def range(self) -> str:
        """The range in words."""
        return f"between {short(self.low)} and {short(self.high)}"

    @property
    def subject(self) -> str:
        """The first case in words."""
        return SUBJECTS[self.case]

    def on_changes(self) -> str:
        """What is said of the changes found."""
        if not self.changes:
            return self.on_none()
        if len(self.changes) > 1:
            each = ", ".join(f"{turn} ({turn.below} below)" for turn in self.changes)
            return (
                f"{len(self.changes)} break-evens of {self.subject} with {self.against} at the {self.values} "
                f"values of {self.parameter} tried: {each}"
            )
        (turn,) = self.changes
        said = (
            f"{self.subject} breaks even with {self.against} at {self.parameter} {turn}: proven {turn.below} "
            f"up to {short(turn.low)}, {turn.above} from {short(turn.high)} on"
        )
        if self.is_proven:
            return said
        return f"{said}, at the {self.values} values tried; of values between them nothing is proven"

    def on_none(self) -> str:
        """What is said where no change was found."""
        if self.verdict == "undecided":
            who = f"{self.subject} with {self.against}"
            return f"a break-even of {who} {self.range} is neither proven nor excluded"
        least, most = self.multiples
        times = f", {short_multiple(least)} to {short_multiple(most)} times its ratio" if most == most else ""
        if self.is_proven:
            return (
                f"no break-even {self.range}: proven; {self.subject} is {self.verdict} than {self.against} "
                f"throughout{times}"
            )
        where = "some of the" if self.doubts else "all"
        return (
            f"no break-even found {self.range}: {self.subject} is proven {self.verdict} than {self.against} "
            f"at {where} {self.values} values tried{times}"
        )

    def on_doubts(self) -> str:
        """What is said of ranges without proof."""
        where = " and ".join(str(turn) for turn in self.doubts)
        if self.case == "both":
            return (
                f"{where} it is not proven cheaper, and can be by {100 * self.at_most:.2g} % at most: "
                "no dearer it is at any value"
            )
        return f"{where} neither is proven, at gaps down to {short(self.finest)} or the time limit of a run"


def short_multiple(value: float) -> str:
    """A multiple with three digits."""
    return f"{value:.3g}"
