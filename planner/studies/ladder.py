"""What would have to be true: a ladder of named levers, each moved to its target in turn.

Rung 0 is the base; rung n has the first n levers moved, those before stay moved. At each rung orbit and
ground are planned again, each with its proven interval [bound, ratio of the plan], so that the multiple of
orbit over ground lies between bound_orbit / ratio_ground and ratio_orbit / bound_ground. The ladder ends at
the first rung at which orbit is proven no dearer: ratio_orbit <= bound_ground. Rungs after it are not solved.

Rungs are solved two at a time, so that two cores have work. A side that a lever does not touch is the same
question as on the rung below, and solved once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from planner.choices import Side
from planner.coefficients import side_of
from planner.errors import InstanceError, require_none
from planner.instance.reading import Instance
from planner.instance.series import Series
from planner.instance.words import short, shown
from planner.studies.asked.file import Lever
from planner.studies.asked.parameter import matches, value_at
from planner.studies.asked.runs import Run
from planner.studies.break_even.compared import Proven, is_missing, multiple, proven_by
from planner.studies.running.runner import Runner

BASE = "as it is"
AT_ONCE = 2  # rungs
TOLD = ("rung", "lever", "change", "source")

Verdict = Literal["dearer", "undecided", "parity", "no plan", "not solved"]


@dataclass(frozen=True)
class Rung:
    """The base with the levers so far moved, and in words what the last one changed."""

    number: int
    lever: str
    change: str
    source: str
    instance: Instance
    changes: Mapping[str, Any]


def rungs_of(base: Instance, levers: Sequence[Lever]) -> list[Rung]:
    """All rungs, the base first. Raises InstanceError with every lever that cannot be moved."""
    found = [Rung(0, BASE, "", "", base, {})]
    problems: list[tuple[str, str]] = []
    for number, lever in enumerate(levers, 1):
        below = found[-1].instance
        try:
            targets = targets_of(below, lever)
            above = below.with_values(targets)
        except InstanceError as error:
            problems += [(f"lever {number} ({lever.name}): {place}", say) for place, say in error.problems]
            continue
        words = "; ".join(changed(below, above, path) for path in targets)
        found.append(Rung(number, lever.name, words, lever.source, above, targets))
    require_none(f"{base.path}, levers", problems)
    return found


def targets_of(instance: Instance, lever: Lever) -> dict[str, Any]:
    """Key path -> value for every match of a lever's paths."""
    found: dict[str, Any] = {}
    for path, given in lever.set.items():
        for one in matches(instance, path):
            is_factor = isinstance(given, Mapping) and set(given) == {"times"}
            found[one] = times(instance, one, given["times"]) if is_factor else given
    return found


def times(instance: Instance, path: str, factor: Any) -> Any:
    """What an instance has at a path, multiplied."""
    current = value_at(instance.data, path)
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not math.isfinite(factor):
        raise InstanceError(str(instance.path), [(path, f"times must be a number, not {shown(factor)}")])
    if isinstance(current, Series):
        values = [value * factor for value in current.values]
        return values[0] if len(values) == 1 else {"dates": list(current.dates), "value": values}
    if isinstance(current, bool) or not isinstance(current, int | float):
        say = f"is {shown(current)}, which cannot be multiplied"
        raise InstanceError(str(instance.path), [(path, say)])
    return current * factor


def changed(before: Instance, after: Instance, path: str) -> str:
    """A change in words: `vehicles.starship.price_musd 90 -> 18`."""
    old, new = (in_words(value_at(instance.data, path)) for instance in (before, after))
    return f"{path} {old} -> {new}"


def in_words(value: Any) -> str:
    """A value: a number with four digits; a series by its ends; anything else as a message shows it."""
    if isinstance(value, Series):
        first, last = (in_words(end) for end in (value.values[0], value.values[-1]))
        return first if first == last else f"{first}..{last}"
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value))
    return short(float(f"{value:.4g}")) if isinstance(value, float) else short(value)


def runs_of(rungs: Sequence[Rung], cases: tuple[Side, Side]) -> list[tuple[Run, Run]]:
    """The two runs of each rung; where a lever leaves a side as it is, the run of the rung below."""
    found: list[tuple[Run, Run]] = []
    for rung in rungs:
        pair = []
        for which, case in enumerate(cases):
            below = found[-1][which] if found else None
            if below is not None and side_of(below.instance.data, case) == side_of(rung.instance.data, case):
                pair.append(below)
            else:
                labels = {"rung": rung.number, "lever": rung.lever, "case": case}
                pair.append(Run(labels, rung.instance, case))
        found.append((pair[0], pair[1]))
    return found


def climb(
    instance: Instance,
    levers: Sequence[Lever],
    runner: Runner,
    *,
    cases: tuple[Side, Side] = ("orbit", "ground"),
) -> pd.DataFrame:
    """Solve the rungs in turn until the first case is proven no dearer than the second; one row for each.

    Columns: rung, lever, change, source; ratio and bound of both cases, named by them; how many times dearer
    the first is, at least and at most (`multiple_low`, `multiple_high`); verdict; reason, where a case has no
    plan. Rungs after parity, or after Ctrl-C, are "not solved". Raises InstanceError, before anything is
    solved, with every lever that cannot be moved.
    """
    rungs = rungs_of(instance, levers)
    runs = runs_of(rungs, cases)
    known: dict[int, Mapping[str, Any]] = {}  # by identity of the run
    rows: list[dict[str, Any]] = []
    while len(rows) < len(rungs) and not runner.is_interrupted:
        batch = range(len(rows), min(len(rows) + AT_ONCE, len(rungs)))
        wanted = {id(run): run for number in batch for run in runs[number] if id(run) not in known}
        fresh = zip(wanted, runner.rows(list(wanted.values())))
        known |= {key: row for key, row in fresh if not is_missing(row)}
        for number in batch:
            pair = [known[id(run)] for run in runs[number] if id(run) in known]
            if len(pair) == len(cases) and not is_over(rows):
                rows.append(row_of(told_of(rungs[number]), cases, pair))
        if is_over(rows):
            break
    rows += [row_of(told_of(rung), cases, None) for rung in rungs[len(rows) :]]
    return pd.DataFrame(rows)


def table_of(frame: pd.DataFrame, *, cases: tuple[Side, Side] = ("orbit", "ground")) -> pd.DataFrame:
    """The same table from the rows of a study with levers, one for each rung and case; a rung that lacks a
    case is left out. All its rungs are solved, those after parity too.
    """
    rows = []
    for _, group in frame.groupby("rung", sort=True):
        by_case = {row["case"]: row for row in group.to_dict("records")}
        if set(cases) <= set(by_case):
            pair = [by_case[case] for case in cases]
            rows.append(row_of({key: pair[0][key] for key in TOLD}, cases, pair))
    return pd.DataFrame(rows)


def told_of(rung: Rung) -> dict[str, Any]:
    """What a row says of a rung before anything is solved."""
    return dict(zip(TOLD, (rung.number, rung.lever, rung.change, rung.source)))


def is_over(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether parity is proven."""
    return bool(rows) and rows[-1]["verdict"] == "parity"


def row_of(
    told: Mapping[str, Any], cases: tuple[Side, Side], pair: Sequence[Mapping[str, Any]] | None
) -> dict[str, Any]:
    """The row of a rung from those of its two runs; None: they were not solved."""
    a, b = (proven_by(row) for row in pair) if pair else (Proven(), Proven())
    low, high = multiple(a, b)
    verdict: Verdict = "undecided"
    if pair is None:
        verdict = "not solved"
    elif not (math.isfinite(a.high) and math.isfinite(b.high)):
        verdict = "no plan"
    elif a.high <= b.low:
        verdict = "parity"
    elif a.low > b.high:
        verdict = "dearer"
    return {
        **told,
        f"ratio_{cases[0]}": finite(a.high),
        f"bound_{cases[0]}": finite(a.low),
        f"ratio_{cases[1]}": finite(b.high),
        f"bound_{cases[1]}": finite(b.low),
        "multiple_low": low,
        "multiple_high": high,
        "verdict": verdict,
        "reason": "; ".join(str(row.get("reason") or "") for row in pair or ()).strip("; "),
    }


def finite(value: float) -> float:
    """A figure of a table: NaN where nothing is known."""
    return value if math.isfinite(value) else math.nan


def finding(table: pd.DataFrame) -> str:
    """The sentence on a ladder, computed from its table."""
    solved = table[table.verdict != "not solved"]
    if solved.empty:
        return "no rung was solved"
    first, last = solved.iloc[0], solved.iloc[-1]
    left = len(table) - len(solved)
    begins = f"orbit costs {between(first)} times the ground as it is"
    if last.verdict == "parity":
        if last.rung == 0:
            return (
                f"orbit is proven no dearer than the ground as it is: no lever is needed ({left} not solved)"
            )
        rest = f"; {left} more not solved" if left else ""
        moved = f"{last.rung} levers moved, the last {last.lever}"
        return f"{begins}, and no more than the ground with {moved}{rest}"
    moved = f"all {last.rung} levers" if not left else f"{last.rung} of {len(table) - 1} levers"
    ends = f"{begins}, and {between(last)} times with {moved} moved: parity is not "
    return ends + ("proven" if last.verdict == "undecided" else "reached")


def between(row: Any) -> str:
    """The proven multiple of a rung in words."""
    low, high = row.multiple_low, row.multiple_high
    if math.isnan(low) or math.isnan(high):
        return "an unknown number of"
    return f"{low:.3g}" if f"{low:.3g}" == f"{high:.3g}" else f"{low:.3g} to {high:.3g}"
