"""One of the two cases of a break-even: the runs made for it, and what they prove at a value and between two.

Where it is known that the ratio never falls as the figure rises, what is proven at one value holds at others:
the bound at p at every larger value, the plan's ratio at p at every smaller one; the other way round where it
never rises. Between p < q the ratio then lies between the bound at p and the plan at q.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.choices import Side as Case
from planner.studies.break_even.compared import Proven, number, proven_by
from planner.studies.break_even.monotone import Direction

FINEST = 4
"""Halvings of the gap after which a value stays undecided: a sixteenth of what was asked for."""


@dataclass
class Side:
    """A case and what is known of its ratio.

    direction  which way the ratio moves as the figure rises: 0 not at all, None unknown
    given      the interval of a plan that is there already; nothing is solved then
    rows       by value, the rows of its runs, each at a finer gap than the one before; by None where no value
               moves the ratio
    """

    name: str
    case: Case
    direction: Direction | None
    given: Proven | None = None
    rows: dict[float | None, list[Mapping[str, Any]]] = field(default_factory=dict)
    levels: dict[float | None, int] = field(default_factory=dict)

    def key(self, value: float) -> float | None:
        """Under which the runs at a value stand."""
        return None if self.direction == 0 else value

    def is_known(self, value: float) -> bool:
        """Whether something was solved at a value, or need not be."""
        return self.given is not None or self.key(value) in self.rows

    def keep(self, value: float, level: int, row: Mapping[str, Any]) -> None:
        """Note the row of a run at a gap halved `level` times."""
        self.rows.setdefault(self.key(value), []).append(row)
        self.levels[self.key(value)] = level

    def last(self, value: float) -> Mapping[str, Any] | None:
        """The row of the last run at a value."""
        return self.rows.get(self.key(value), [None])[-1]

    def own(self, value: float) -> Proven:
        """What the runs at a value prove themselves."""
        found = self.given or Proven()
        for row in self.rows.get(self.key(value), ()):
            found = found.meet(proven_by(row))
        return found

    def at(self, value: float, values: Sequence[float]) -> Proven:
        """What is proven at a value by its own runs and, where the direction is known, by those at the other
        values.
        """
        found = self.own(value)
        for other in values:
            rises = other > value if self.direction == 1 else other < value
            if self.direction and other != value:
                known = self.own(other)
                found = found.meet(Proven(high=known.high) if rises else Proven(low=known.low))
        return found

    def between(self, low: float, high: float, values: Sequence[float]) -> Proven:
        """What is proven of every value from low to high; nothing where the direction is not known."""
        if self.direction is None:
            return Proven()
        cheap, dear = (high, low) if self.direction == -1 else (low, high)
        return Proven(self.at(cheap, values).low, self.at(dear, values).high)

    def finer(self, value: float, gap: float) -> int | None:
        """How often the gap is to be halved for a run at a value to prove more than the last one; None where
        none would: the last ended otherwise than by its gap, or at the finest.
        """
        last = self.last(value)
        if self.given is not None or last is None or last["status"] != "gap reached":
            return None
        level = self.levels[self.key(value)] + 1
        while level <= FINEST and number(last["gap"]) <= gap / 2**level:
            level += 1
        return level if level <= FINEST else None

    def row_at(self, value: float, values: Sequence[float]) -> dict[str, Any]:
        """What a table says of it at a value."""
        own, known, last = self.own(value), self.at(value, values), self.last(value) or {}
        ratio = own.high if math.isfinite(own.high) else math.nan
        bound = known.low if math.isfinite(known.low) else math.nan
        return {
            "case": self.name,
            "ratio_usd_per_mtoken": ratio,
            "bound": bound,
            "gap": (ratio - bound) / ratio if ratio else math.nan,
            "status": last.get("status", "given"),
            "bound_from": "another value" if known.low > own.low else "",
            "reason": last.get("reason", ""),
        }
