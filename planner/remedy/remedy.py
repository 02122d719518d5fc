"""What is found, as data: changes, alternatives made of them, all of what an impossible question needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from planner.remedy.lever import Lever


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

    @staticmethod
    def of(lever: Lever, number: int) -> Change:
        """The change that a lever makes at a number."""
        amount = lever.amounts.amount(number)
        return Change(
            lever.kind, lever.where, lever.when, amount, lever.unit, lever.share(amount), lever.says(amount)
        )


@dataclass(frozen=True)
class Remedy:
    """One alternative: a change, or several that help together.

    parts     a Change for each: amount in `unit` (flights, MW, M$, % of a commitment, ...), `share` of what
              there is
    changes   key path -> value, for `instance.with_values(...)` and `--set`; empty for a question that is no
              file
    is_least  of none of its changes the next smaller amount does, by proof
    """

    parts: tuple[Change, ...]
    changes: dict[str, Any] = field(default_factory=dict)
    is_least: bool = False

    @property
    def says(self) -> str:
        """All of it in words."""
        return ", and ".join(part.says for part in self.parts)

    @property
    def share(self) -> float:
        """The sum of its changes, each relative to what there is."""
        return sum(part.share for part in self.parts)


@dataclass(frozen=True)
class Remedies:
    """What an impossible question needs.

    possible        it has a plan as it is: nothing needs to change
    why             why not, in a sentence
    alternatives    each makes it possible; the least change relative to what there is comes first
    conflict        limits that cannot be kept together; empty where they were not found
    is_interrupted  the time limit or Ctrl-C ended the search: there may be more alternatives
    """

    possible: bool
    why: str = ""
    alternatives: tuple[Remedy, ...] = ()
    conflict: tuple[str, ...] = ()
    is_interrupted: bool = False

    def __str__(self) -> str:
        said = "a plan exists as it is: nothing needs to change" if self.possible else self.why
        return "\n".join([said, *(f"- {one.says}" for one in self.alternatives)])
