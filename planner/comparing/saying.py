"""What a comparison says, in sentences made from its tables by rules."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planner.comparing.attributing import Change, Proven
from planner.comparing.compared import Compared
from planner.comparing.inputs import letters
from planner.report.figures.words import (
    A_MILLION_TOKENS,
    a_token_price,
    dollars,
    figures,
    measure,
    sentence,
    span,
)
from planner.text.items import in_words

TOKEN_PRICE = "$/Mtoken"
FEW_STEPS = 3
FEW_INPUTS = 3
SMALL = 5e-4  # of the whole: a change that three digits do not show
NOUNS = {"levelized_cost": "costs", "cost": "costs", "npv": "is worth"}


def sentences(found: Compared) -> Iterator[str]:
    """All of them, the most important first."""
    if len(found.plans) > 2:
        yield from of_many(found)
        return
    yield headline(found)
    if not (found.inputs.bearing == "question").any():
        yield one_question(found)
    yield from of_steps(found)
    yield from costs_moved(found)
    yield from service_moved(found)


def amount(value: float, unit: str) -> str:
    """ "$0.137 a million tokens", "412 M$"."""
    return a_token_price(value) if unit == TOKEN_PRICE else measure(value, unit)


def bounds(low: float, high: float, unit: str) -> str:
    """An interval: "between $0.0348 and $0.038 a million tokens"; an end that is unknown is left out."""
    if math.isinf(low) and math.isinf(high):
        return "an unknown amount"
    if math.isinf(low) or math.isinf(high):
        return f"at most {amount(high, unit)}" if math.isinf(low) else f"at least {amount(low, unit)}"
    if low == high:
        return amount(low, unit)
    if unit == TOKEN_PRICE:
        return f"between {span(low, high, '$')} {A_MILLION_TOKENS}"
    return f"between {span(low, high, unit)}"


def percent(part: float, whole: float) -> str:
    """ "26 %", of a change; nothing where there is no whole."""
    return f" ({figures(100 * abs(part / whole), 2)} %)" if whole else ""


def headline(found: Compared) -> str:
    """Which plan is better, by how much, and what of that is proven."""
    (first, second), (a, b) = found.names, found.proven
    verb = NOUNS[found.objective]
    change = found.whole
    if change is None:
        costs = " and ".join(f"{name} {musd(plan.cost_musd)}" for name, plan in zip(found.names, found.plans))
        return f"{first} and {second} have no objective in common: they cost {costs} as each counts it."
    if change.found == 0:
        return f"{second} {verb} the same as {first}: {amount(b.value, found.unit)}."
    told = (
        f"{second} {verb} {amount(b.value, found.unit)}, {by(change.found, found.unit)}"
        f"{percent(change.found, a.value)} {direction(change.found)} than {first}"
    )
    return f"{told}; {proof(change, found)}."


def by(change: float, unit: str) -> str:
    """The size of a change, without repeating what it is of."""
    return dollars(abs(change)) if unit == TOKEN_PRICE else measure(abs(change), unit)


def proof(change: Change, found: Compared) -> str:
    """What is proven of a change of the best value."""
    if not change.sign:
        return f"what is proven leaves open which is {'better' if found.objective == 'npv' else 'cheaper'}"
    low, high = sorted((abs(change.low), abs(change.high)))
    verb = "is worth" if found.objective == "npv" else "costs"
    return f"proven: its best plan {verb} {bounds(low, high, found.unit)} {direction(change.sign)}"


def direction(sign: float) -> str:
    """ "more" or "less"."""
    return "more" if sign > 0 else "less"


def one_question(found: Compared) -> str:
    """Of two plans of one question: whether their difference lies within the proven gaps."""
    searched = list(found.inputs[found.inputs.bearing == "search"].input)
    why = (
        f"nothing but the search differs ({', '.join(searched[:FEW_INPUTS])})"
        if searched
        else "no input differs"
    )
    if found.whole is None:
        return f"{sentence(why)}: both plans answer one question."
    a, b = found.proven
    if overlap(a, b):
        inside = bounds(max(a.low, b.low), min(a.high, b.high), found.unit)
        return f"{sentence(why)}: the difference lies within the proven gaps. The best plan is {inside}."
    return (
        f"{sentence(why)}, and yet the difference lies outside the proven gaps: one of the two proofs cannot "
        "hold, or the versions count differently. Audit both plans."
    )


def overlap(a: Proven, b: Proven) -> bool:
    """Whether one value can be the best of both."""
    room = 1e-9 * max(abs(a.value), abs(b.value))
    return a.low <= b.high + room and b.low <= a.high + room


def of_steps(found: Compared) -> Iterator[str]:
    """What the largest steps explain, largest first."""
    steps = found.steps.sort_values("found", key=abs, ascending=False, kind="stable")
    for row in steps.head(FEW_STEPS).itertuples():
        yield step_said(row, found.unit)
    left = len(steps) - FEW_STEPS
    if left > 0:
        rest = float(steps.found.iloc[FEW_STEPS:].sum())
        yield f"The other {left} steps come to {by(rest, found.unit)} {direction(rest)} by the plans found."


def step_said(row: Any, unit: str) -> str:
    """What one step explains."""
    inputs = row.said
    change = Change(row.low, row.high, row.found)
    if change.sign:
        low, high = sorted((abs(change.low), abs(change.high)))
        return f"{inputs}: explains {bounds(low, high, unit)} {direction(change.sign)}."
    if change.low == change.high == 0:
        return f"{inputs}: explains nothing."
    if change.low == 0 or change.high == 0:
        most = change.low + change.high
        return f"{inputs}: explains at most {amount(abs(most), unit)} {direction(most)}."
    ends = f"{signed(change.low, unit)} and {signed(change.high, unit)}"
    return f"{inputs}: between {ends}, so it is not proven to matter."


def signed(value: float, unit: str) -> str:
    """A change with its direction; infinite: unknown."""
    return "an unknown amount" if math.isinf(value) else f"{by(value, unit)} {direction(value)}"


def costs_moved(found: Compared) -> Iterator[str]:
    """The items of cost that move most."""
    told = [
        f"{in_words(row.item)} {measure(row.a_musd, '')} to {musd(row.b_musd)}"
        for row in most_moved(found.costs).head(FEW_INPUTS).itertuples()
        if row.moves
    ]
    yield f"Cost moves most in {'; '.join(told)}." if told else "No item of cost moves."


def most_moved(costs: pd.DataFrame) -> pd.DataFrame:
    """Items by how much they move; those whose move is too small to be seen (not `moves`) by size."""
    sizes = costs[["a_musd", "b_musd"]].abs().max(axis=1)
    change = costs.change_musd.abs()
    moves = change > SMALL * sizes.sum()
    told = costs.assign(moves=moves, seen=change.where(moves, 0), size=sizes)
    return told.sort_values(["seen", "size"], ascending=False, kind="stable").drop(columns=["seen", "size"])


def service_moved(found: Compared) -> Iterator[str]:
    """The share from orbit, flights, and what is not served."""
    rows = found.totals.set_index("figure")
    told = []
    for name, say in (
        ("share from orbit", lambda value: f"{value:.0f} %"),
        ("flights", lambda value: f"{value:,.0f}"),
        ("committed tokens not served", lambda value: measure(value, "Tt")),
    ):
        if name in rows.index and say(rows.a[name]) != say(rows.b[name]):
            told.append(f"{name} {say(rows.a[name])} to {say(rows.b[name])}")
    if told:
        yield f"{sentence('; '.join(told))}."


def of_many(found: Compared) -> Iterator[str]:
    """Of more than two plans: the best and the worst by their objective."""
    if len({plan.objective for plan in found.plans}) > 1:
        yield "The plans optimise different things; what they cost, fly and serve stands side by side."
        return
    known = [(one.value, name) for one, name in zip(found.proven, found.names, strict=True) if one.is_known]
    if not known:
        return
    least, most = min(known), max(known)
    verb = NOUNS[found.objective]
    yield (
        f"{least[1]} {verb} least, {amount(least[0], found.unit)}; {most[1]} most, "
        f"{amount(most[0], found.unit)}."
    )


def musd(value: float) -> str:
    """Money of a table."""
    return measure(value, "M$")


def for_people(frame: pd.DataFrame, plans: int) -> pd.DataFrame:
    """A table of amounts with headings as people read them: `A (M$)`, `change (M$)`; what is counted stands
    in the title.
    """
    heads = {"musd": " (M$)", "usd_per_mtoken": " ($/Mtoken)", "tt": " (Tt)", "peak_mw": " (MW)"}
    names = {}
    for column in frame.columns:
        first, _, unit = str(column).partition("_")
        if first in letters(plans) or first == "change":
            name = first.upper() if first in letters(plans) else first
            names[column] = f"{name}{heads.get(unit, '')}"
        else:
            names[column] = str(column).replace("_", " ")
    told = frame.rename(columns=names)
    if "item" in told:
        told["item"] = [in_words(item) for item in told["item"]]
    return told
