"""What plan.json and run.json say, judged: every key is derived again, or is a claim that no file can prove
and is held to sense.

`@CHECKS.derived("value", ...)` adds the check that derives keys of plan.json, `@CHECKS.claim("bound",
why=...)` one that holds a claim to sense; nested keys are written `options.gap`. A check is told a Statement
and yields (key, message). Those with `glance=True` need no Case: they are what `planner show` runs. A key of
plan.json without a check fails tests/audit/test_every_word.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planner.auditing.ledger import Ledger
from planner.auditing.limits import RELATIVE, Violation, texts
from planner.auditing.money import Totals
from planner.plan.record import PlanRecord, RunRecord

Finding = tuple[str, str]  # key, message
ROUNDING = 1e-9  # what ten digits leave of the parts of a sum, relative to them


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the instance of a plan says without the plan; the defaults are those that its file leaves out."""

    name: str
    objective: str
    horizon: str
    options: Mapping[str, Any]
    """boundary, gap, time_limit_s, seed, threads"""
    notes: tuple[str, ...]
    candidates: Mapping[str, int]
    """enumerated, refused, dominated, offered"""
    sizing: pd.DataFrame
    """every design that is offered, the columns of designs.csv"""
    defaults: Mapping[str, Any]
    origin: tuple[tuple[str, str], ...] = ()
    """(place, message) where resolved.toml is not what the files as read come to"""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A plan as its files state it: plan.json, run.json, tables by name with ids as text, files of instance/
    by name.

    ledger, totals and asked are there in a full audit only. described: (place, message) where
    datapackage.json is not what describes these files.
    """

    record: PlanRecord
    run: RunRecord
    tables: Mapping[str, pd.DataFrame]
    instance: Mapping[str, bytes]
    ledger: Ledger | None = None
    totals: Totals | None = None
    asked: Asked | None = None
    described: tuple[Finding, ...] = ()

    @property
    def sign(self) -> int:
        """1 where less is better, -1 where more is."""
        return -1 if self.record.objective == "npv" else 1


Check = Callable[[Statement], Iterator[Finding]]


@dataclass
class Checks:
    """Checks by the keys of plan.json that they cover; `why` says of a claim why no file can prove it."""

    by_key: dict[str, Check] = field(default_factory=dict)
    at_a_glance: dict[str, Check] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)

    def derived(self, *keys: str, glance: bool = False) -> Callable[[Check], Check]:
        """Add the check that derives these keys; `glance`: from the files alone, without a Case."""

        def add(function: Check) -> Check:
            for key in keys:
                self.by_key[key] = function
                if glance:
                    self.at_a_glance[key] = function
            return function

        return add

    def claim(self, *keys: str, why: str) -> Callable[[Check], Check]:
        """Add the check that holds claims to sense."""
        self.why.update(dict.fromkeys(keys, why))
        return self.derived(*keys, glance=True)


CHECKS = Checks()


def judge(statement: Statement, glance: bool = False) -> list[Violation]:
    """What is wrong in a statement; `glance`: only what the files alone can tell."""
    checks = CHECKS.at_a_glance if glance else CHECKS.by_key
    return [
        Violation(key, "plan.json" if hasattr(statement.record, key.partition(".")[0]) else "files", message)
        for check in dict.fromkeys(checks.values())
        for key, message in check(statement)
    ]


def another(key: str, said: Any, derived: Any, parts: float = 0.0) -> Iterator[Finding]:
    """The finding that a value is not the derived one: counts exactly, other numbers within RELATIVE.

    parts: sizes of what a sum adds up, all together; its terms may cancel, so that their rounding is more
    than RELATIVE of it.
    """
    if _is_number(said) and _is_number(derived) and not (isinstance(said, int) and isinstance(derived, int)):
        if not abs(said - derived) <= RELATIVE * max(abs(said), abs(derived)) + ROUNDING * parts:
            first, second = texts(float(said), float(derived))
            yield key, f"{first}, derived {second}"
    elif said != derived or isinstance(said, bool) != isinstance(derived, bool):
        yield key, f"{_shown(said)}, derived {_shown(derived)}"


def others(key: str, said: Mapping[str, Any], derived: Mapping[str, Any]) -> Iterator[Finding]:
    """The same of a table of values by name."""
    for name in dict.fromkeys((*said, *derived)):
        if name not in derived:
            yield f"{key}.{name}", f"{_shown(said[name])}, but nothing of it is derived"
        elif name not in said:
            yield f"{key}.{name}", f"is missing, derived {_shown(derived[name])}"
        else:
            yield from another(f"{key}.{name}", said[name], derived[name])


def sums(
    key: str, said: Mapping[str, float], derived: Mapping[str, float], parts: Mapping[str, float]
) -> Iterator[Finding]:
    """The same of sums by name, where one that is missing is zero: its parts, if it has any, cancel."""
    for name in dict.fromkeys((*said, *derived)):
        if name not in derived and name not in parts:
            yield f"{key}.{name}", f"{_shown(said[name])}, but nothing of it is derived"
        else:
            values = said.get(name, 0.0), derived.get(name, 0.0)
            yield from another(f"{key}.{name}", *values, parts.get(name, 0.0))


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float)


def _shown(value: Any) -> str:
    """A value in a message."""
    if value is None:
        return "none"
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."
