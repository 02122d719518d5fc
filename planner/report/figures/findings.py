"""What a figure shows, in one sentence, by rules: its title. Pure functions of the data behind the figure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from planner.report.figures.intervals import (
    GROUND,
    ORBIT,
    UNDECIDED,
    Crossing,
    Stretch,
    cases_of,
    covers_between,
    crossings,
    stretches,
)
from planner.report.figures.words import (
    A_MILLION_TOKENS,
    Quantity,
    a_token_price,
    counted,
    measure,
    ordinal,
    sentence,
    span,
    times,
)

NAMES = {"orbit": "Orbit", "ground": "The ground", "both": "Orbit and ground together"}


def no_plans(runs: int) -> str:
    """Nothing to show."""
    if not runs:
        return "There are no runs to show"
    return "The run gave no plan" if runs == 1 else f"None of the {counted(runs, 'run')} gave a plan"


def break_even(
    table: pd.DataFrame, axis: Quantity, *, is_log: bool = False, is_monotone: bool = False
) -> str:
    """What a table by value (`intervals.by_value`) says of orbit against ground."""
    found = stretches(table)
    if not found:
        return one_side(table, axis)
    verdicts = {stretch.verdict for stretch in found}
    if len(verdicts) == 1 and UNDECIDED not in verdicts:
        return throughout(table, axis, found[0].verdict, is_monotone)
    if verdicts == {UNDECIDED}:
        return open_question(table, axis)
    changes = crossings(table, is_log)
    if len(changes) == 1:
        return one_change(changes[0], axis)
    if changes:
        return (
            f"Orbit and ground change places {len(changes)} times between "
            f"{axis.span(found[0].low, found[-1].high)}: proven"
        )
    return in_part(table, found, axis)


def one_side(table: pd.DataFrame, axis: Quantity) -> str:
    """Where nothing can be compared: what one case costs."""
    shown = [case for case in cases_of(table) if table[case].notna().any()]
    if not shown:
        return no_plans(len(table) * max(1, len(cases_of(table))))
    if {ORBIT, GROUND} <= set(shown):
        return f"Orbit and ground have no {axis.noun} at which both have a plan"
    case = shown[-1] if "both" in shown else shown[0]
    kept = table[table[case].notna()]
    least, most = kept[case].min(), kept[case].max()
    name = NAMES[case]
    cost = "cost" if case == "both" else "costs"
    if len(kept) == 1 or measure(least, "$") == measure(most, "$"):
        where = axis.value(kept.x.iloc[0]) if len(kept) == 1 else axis.span(kept.x.min(), kept.x.max(), "to")
        return f"{name} {cost} {a_token_price(most)} at {where}"
    return f"{name} {cost} between {span(least, most, '$')} {A_MILLION_TOKENS}"


def at_all(table: pd.DataFrame, axis: Quantity) -> str:
    """ "at $50/kg", "at $50 and $100/kg", "at all 12 prices from $50 to $3,600/kg"; where not all
    can be compared: "at the 6 prices compared from ...".
    """
    kept = table[table.verdict.notna()]
    low, high = kept.x.min(), kept.x.max()
    word = "in" if axis.unit == "year" else "at"
    if len(kept) == 1:
        return f"{word} {axis.value(low)}"
    if len(kept) == 2:
        return f"{word} {axis.span(low, high)}"
    if len(kept) < len(table):
        return f"{word} the {len(kept)} {axis.noun}s compared from {axis.span(low, high, 'to')}"
    return f"{word} all {len(kept)} {axis.noun}s from {axis.span(low, high, 'to')}"


def all_of(count: int, noun: str) -> str:
    """ "both scenarios", "all 3 scenarios"."""
    return f"both {noun}s" if count == 2 else f"all {count:,} {noun}s"


def throughout(table: pd.DataFrame, axis: Quantity, said: str, is_monotone: bool) -> str:
    """One verdict all along."""
    does = "Orbit is cheaper" if said == ORBIT else "Orbit stays dearer"
    kept = table[table.verdict.notna()]
    if is_monotone and len(kept) > 1 and covers_between(table, said):
        return f"{does} at every {axis.noun} between {axis.span(kept.x.min(), kept.x.max())}: proven"
    return f"{does} {at_all(table, axis)}: proven"


def open_question(table: pd.DataFrame, axis: Quantity) -> str:
    """Nothing decided: what the best plans say."""
    kept = table[table.verdict.notna()]
    if (kept.orbit < kept.ground).all():
        return f"Orbit looks cheaper {at_all(table, axis)}, but it is not proven"
    if (kept.orbit > kept.ground).all():
        return f"Orbit looks dearer {at_all(table, axis)}, but it is not proven"
    return f"Orbit and ground are too close to call {at_all(table, axis)}"


def one_change(change: Crossing, axis: Quantity) -> str:
    """One break-even."""
    low, high = change.low, change.high
    if axis.unit == "year":
        if change.orbit_below:
            return f"Orbit beats the ground until {low:.0f} and is dearer from {high:.0f} on: proven"
        return f"Orbit beats the ground from {high:.0f} on and is dearer until {low:.0f}: proven"
    where = "below" if change.orbit_below else "above"
    if not change.is_narrow:
        return f"Orbit beats the ground {where} some {axis.noun} between {axis.span(low, high)}: proven"
    return (
        f"Orbit beats the ground {where} about {axis.value(change.estimate)} "
        f"(between {axis.span(low, high)}: proven)"
    )


def in_part(table: pd.DataFrame, found: Sequence[Stretch], axis: Quantity) -> str:
    """One verdict in places, nothing decided in the others."""
    said = next(stretch.verdict for stretch in found if stretch.verdict != UNDECIDED)
    does = "Orbit is cheaper" if said == ORBIT else "Orbit is dearer"
    if len(found) == 2:
        first, last = found
        year = axis.unit == "year"
        if first.verdict == said:
            upto, beyond = ("until", "later") if year else ("up to", "above that")
            return f"{does} {upto} {axis.value(first.high)}: proven; {beyond} it is not decided"
        since, before = ("from", "earlier") if year else ("from", "below that")
        return f"{does} {since} {axis.value(last.low)} on: proven; {before} it is not decided"
    kept = table.verdict.dropna()
    count = int((kept == said).sum())
    return f"{does} at {count} of {counted(len(kept), axis.noun)}: proven; the others are not decided"


def panels(
    tables: Sequence[tuple[str, pd.DataFrame]], axis: Quantity, is_log: bool = False, noun: str = "panel"
) -> str:
    """What small multiples say together; `tables` by the name of their panel."""
    if len(tables) == 1:
        return break_even(tables[0][1], axis, is_log=is_log)
    compared = [(name, table) for name, table in tables if table.verdict.notna().any()]
    if not compared:
        planned = [t for _, t in tables if any(t[case].notna().any() for case in cases_of(t))]
        if not planned:
            return no_plans(sum(len(table) * max(1, len(cases_of(table))) for _, table in tables))
        return f"What tokens cost in {len(tables)} cases side by side"
    wins = [name for name, table in compared if (table.verdict == ORBIT).any()]
    losses = [name for name, table in compared if (table.verdict.dropna() == GROUND).all()]
    if len(losses) == len(compared):
        return f"Orbit stays dearer in {all_of(len(compared), noun)}: proven"
    changes = [change for _, table in compared for change in crossings(table, is_log)]
    if len(changes) == len(compared) > 1 and len({change.orbit_below for change in changes}) == 1:
        return breaks_even_in_all(changes, axis, noun)
    if wins:
        return f"Orbit is proven cheaper somewhere in {len(wins)} of {counted(len(compared), noun)}"
    return f"Orbit is proven cheaper in none of the {counted(len(compared), noun)}"


def breaks_even_in_all(changes: Sequence[Crossing], axis: Quantity, noun: str) -> str:
    """One break-even in each panel."""
    low, high = min(change.low for change in changes), max(change.high for change in changes)
    return f"Orbit breaks even in {all_of(len(changes), noun)}, between {axis.span(low, high)}: proven"


def tornado(frame: pd.DataFrame) -> str:
    """What moves the ratio most; `frame` as behind the figure: sorted, with name, ratio_low, ratio_high."""
    shown = frame[frame[["ratio_low", "ratio_high"]].notna().any(axis=1)]
    if not len(shown):
        return "No assumption has a plan at either end" if len(frame) else no_plans(0)
    first = shown.iloc[0]
    values = [value for value in (first.base, first.ratio_low, first.ratio_high) if not math.isnan(value)]
    least, most = min(values), max(values)
    if least == most:
        return f"No assumption moves the ratio of {a_token_price(least)}"
    guessed = "" if first.is_solved else " (guessed)"
    return (
        f"{sentence(first['name'])} moves the ratio most: from {span(least, most, '$', 'to')} "
        f"{A_MILLION_TOKENS}{guessed}"
    )


def ladder(frame: pd.DataFrame) -> str:
    """Whether the levers bring parity; `frame` as behind the figure: with multiple, multiple_low, verdict."""
    told = frame[frame.multiple.notna()]
    if not len(told):
        return "No rung has a plan for both orbit and ground" if len(frame) else no_plans(0)
    parity = told[told.multiple <= 1]
    levers = counted(max(len(frame) - 1, 0), "lever")
    last = told.iloc[-1]
    if not len(parity):
        is_proven = (frame.verdict == GROUND).all()
        if len(frame) == 1:
            return (
                f"Orbit costs {times(last.multiple)} times the ground{', proven dearer' if is_proven else ''}"
            )
        rest = f"{times(last.multiple)} times the ground remains"
        if last.name != frame.index[-1]:
            return f"No lever with a plan moves orbit to parity: {rest}"
        return (
            f"Proven: no lever moves orbit to parity; {rest}"
            if is_proven
            else (f"No lever moves orbit to parity: {rest}")
        )
    first = parity.iloc[0]
    proven = ": proven" if first.verdict == ORBIT else ", but it is not proven"
    if first.name == frame.index[0]:
        return f"Orbit is cheaper than the ground before any lever moves{proven}"
    which = f"the {ordinal(int(first.step))} of {levers}"
    return f"{sentence(str(first.lever))} brings orbit to parity, {which}{proven}"


def heat_map(cells: pd.DataFrame) -> str:
    """Where orbit beats the ground; `cells` with multiple, low, high."""
    told = cells[cells.multiple.notna()]
    if not len(told):
        return "No combination has a plan for both orbit and ground" if len(cells) else no_plans(0)
    wins = int((told.high < 1).sum())
    open_ones = int((~(told.high < 1) & ~(told.low > 1)).sum())
    combinations = counted(len(told), "combination")
    rest = f"; {open_ones:,} not decided" if open_ones else ""
    if wins == len(told):
        return (
            f"Orbit beats the ground in all {combinations}: proven"
            if wins > 1
            else "Orbit beats the ground: proven"
        )
    if wins:
        return f"Orbit beats the ground in {wins:,} of {combinations}: proven{rest}"
    if open_ones == len(told):
        return f"In none of the {combinations} is it proven which is cheaper"
    best = f"at best it costs {times(told.multiple.min())} times as much"
    return f"Orbit is proven cheaper in none of the {combinations}: {best}{rest}"
