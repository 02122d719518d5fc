"""What a plan claims to have proven: derived where it follows from other figures, held to sense where only
the search knows.

value = ratio | cost | revenue - cost        by the objective
gap   = (value - bound) / |value|            or (bound - value) / |value| where more is better
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import nan
from typing import get_args

from planner.auditing.limits import RELATIVE
from planner.auditing.statement import CHECKS, Finding, Statement, another
from planner.choices import Status, Way

FORMAT = "1.0.0"  # of plan folders
UNITS = {"levelized_cost": "$/Mtoken", "cost": "M$", "npv": "M$"}
LEAST = 1e-9
"""M$ or $/Mtoken by which a bound may miss a value of 0, and the share by which it may miss the parts of a
difference."""


@CHECKS.derived("format", glance=True)
def format_of_plans(s: Statement) -> Iterator[Finding]:
    """The one whose columns and keys these are."""
    yield from another("format", s.record.format, FORMAT)


@CHECKS.derived("objective", "unit", glance=True)
def unit(s: Statement) -> Iterator[Finding]:
    """The unit of the objective."""
    yield from another("unit", s.record.unit, UNITS.get(s.record.objective))


@CHECKS.derived("value", glance=True)
def value(s: Statement) -> Iterator[Finding]:
    """The objective by the totals beside it."""
    record = s.record
    derived = {
        "levelized_cost": record.ratio_usd_per_mtoken,
        "cost": record.cost_musd,
        "npv": record.revenue_musd - record.cost_musd,
    }
    parts = abs(record.revenue_musd) + abs(record.cost_musd) if record.objective == "npv" else 0.0
    yield from another("value", record.value, derived.get(record.objective), parts)


@CHECKS.derived("gap", glance=True)
def gap(s: Statement) -> Iterator[Finding]:
    """The distance of value and bound; none where one of them is."""
    said, best, bound = s.record.gap, s.record.value, s.record.bound
    if best is None or bound is None:
        yield from another("gap", said, None)
    elif not best:
        yield from another("gap", said, 0.0 if bound == best else None)
    elif said is None:
        yield "gap", "none, although there are a value and a bound"
    else:
        derived = s.sign * (best - bound) / abs(best)
        yield from another("gap", said, derived)


@CHECKS.claim("bound", why="that no plan is better is known to the search alone")
def bound(s: Statement) -> Iterator[Finding]:
    """No better than the plan."""
    best, limit = s.record.value, s.record.bound
    if best is not None and limit is not None:
        if s.sign * (limit - best) > slack(s, best, limit):
            yield "bound", f"{limit:.10g} is better than the value {best:.10g} that a plan has"


def slack(s: Statement, best: float, limit: float) -> float:
    """By how much a bound may be better than a value through rounding; of a difference also the rounding of
    its parts.
    """
    parts = abs(s.record.cost_musd) + abs(s.record.revenue_musd) if s.record.objective == "npv" else 0.0
    return RELATIVE * max(abs(best), abs(limit)) + LEAST * (parts or best == 0)


@CHECKS.claim("status", why="how the search ended is known to the search alone")
def status(s: Statement) -> Iterator[Finding]:
    """One of the ways in which a search ends; the gap that was asked for is reached exactly where the status
    says so.
    """
    said, reached, asked = s.record.status, s.record.gap, s.record.options.gap
    if said not in get_args(Status):
        yield "status", f"{said} is none of {', '.join(get_args(Status))}"
    reached = nan if reached is None else reached
    best, limit = s.record.value or 0.0, s.record.bound or 0.0
    room = RELATIVE * (1 + asked) + slack(s, best, limit) / max(abs(best), LEAST)
    if said == "gap reached" and not reached <= asked + room:
        yield "status", f"gap reached, but the gap is {s.record.gap} and {asked} was asked for"
    if said != "gap reached" and reached < asked - room:
        yield "status", f"{said}, but the gap is {s.record.gap} and {asked} was asked for"


@CHECKS.claim("path", why="which way the search went is known to the search alone")
def path(s: Statement) -> Iterator[Finding]:
    """One of the ways that there are."""
    if s.record.path not in get_args(Way):
        yield "path", f"{s.record.path} is none of {', '.join(get_args(Way))}"


@CHECKS.claim("audit", "violations", why="they tell of the audit when the plan was made")
def audit(s: Statement) -> Iterator[Finding]:
    """Failed where there are violations."""
    derived = "failed" if s.record.violations else "passed"
    yield from another("audit", s.record.audit, derived)


@CHECKS.claim("sizes", why="the sizes of the search's programs are known to the search alone")
def sizes(s: Statement) -> Iterator[Finding]:
    """Whole numbers from 0 on."""
    for name, count in s.record.sizes.items():
        if count != int(count) or count < 0:
            yield f"sizes.{name}", f"{count} is no whole number from 0 on"


@CHECKS.claim(
    "run.json", why="day, versions, machine, seconds and the course of the search are known to that run alone"
)
def run(s: Statement) -> Iterator[Finding]:
    """Time passes, and what was proven is never better than what was found."""
    if s.run.solved is not None and not is_day(s.run.solved):
        yield "run.json", f"solved is {s.run.solved!r}, no day such as 2026-11-29"
    before = 0.0
    for row in s.run.history:
        if row.seconds < before:
            yield "run.json", f"history goes back from {before:.6g} to {row.seconds:.6g} s"
        before = row.seconds
        best, limit = row.best, row.bound
        if best is not None and limit is not None and s.sign * (limit - best) > slack(s, best, limit):
            yield (
                "run.json",
                f"history after {before:.6g} s: the bound {limit:.10g} is better than the best plan "
                f"{best:.10g}",
            )
    for stage, seconds in s.run.seconds.items():
        if not seconds >= 0:
            yield "run.json", f"seconds.{stage} is {seconds}"


def is_day(text: str) -> bool:
    """Whether a text is an ISO date."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
