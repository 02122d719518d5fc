"""One thing of a question that may be changed: more of a limit, less of a demand, an earlier day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from models.case import Case
from planner.instance.reading import Instance
from planner.remedy.amounts import Amounts

Question = Instance | Case
"""What is asked: an instance, or its arrays."""

Say = Callable[[float], str]


@dataclass(frozen=True)
class Lever:
    """What may be changed, by how much, and how it is said.

    kind      what it is: "flights", "grid", "demand" ..., or the key of the file, such as "lead_months"
    where     ids of the instance; when: a year, a day, or "always"
    unit      of an amount; now: what there is of it, so that a change has a share
    amounts   those that are tried
    moved     a question and an amount -> the question with that much changed
    says      an amount -> the change in words
    is_wide   it reaches over every year
    """

    kind: str
    where: str
    when: str
    unit: str
    now: float
    amounts: Amounts
    moved: Callable[[Any, float], Any] = field(repr=False)
    says: Say = field(repr=False)
    is_wide: bool = False

    def share(self, amount: float) -> float:
        """The change relative to what there is."""
        return amount / self.now if self.now > 0 else float("inf")

    @property
    def place(self) -> tuple[str, str]:
        """What it is and of what: levers of one place differ by when."""
        return self.kind, self.where
