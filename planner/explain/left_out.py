"""The designs that do not fly: what each lacks, why one that lacks nothing stays down, and how it compares
with the design that flies in its place; and those that no plan can fly, by reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.case import Case
from planner.coefficients import Built
from planner.instance.numbers import figures, joined, percent, sums
from planner.plan.plan import Plan

COLUMNS = {
    "design": str, "lacks_musd": float, "unit_cost_musd": float, "share_of_cost": float, "instead": str,
    "why": str,
}  # fmt: skip
REFUSED = {"reason": str, "designs": int, "example": str, "detail": str}

ALIKE = 0.02
"""Relative: two designs that differ by less are alike in a figure."""

LONG_YEARS = 15.0
"""A dose limit that is reached later than that limits no satellite's life."""

MEANING = {
    "load limit": "more electric load than its bus can carry",
    "no heat shed": "its radiator sheds no heat in its home shell",
    "mass limit": "heavier than its bus may be",
    "dose": "its electronics reach their dose limit before the shortest service life ends",
    "disposal": "a dead satellite would stay up longer than the rule on disposal allows",
    "available too late": "one of its parts can be had only after the last launches",
    "payload": "heavier than any vehicle lifts to its shells",
    "fairing": "larger than any fairing",
    "payload and fairing": "no vehicle both lifts it and holds it",
    "no workload": "too few accelerators to hold a replica of any workload",
    "dominated": "another design is never worse than it",
}
"""Reasons of planner/coefficients/selection.py in words."""


def table(plan: Plan, built: Built) -> pd.DataFrame:
    """The best designs left out, as the plan's record names them, those that lack least first."""
    case, rows = built.case, []
    for one in plan.record.candidates.left_out:
        if one.design not in case.designs:
            continue
        d = case.designs.index(one.design)
        cost = first_cost(case, d)
        instead = flies_instead(plan, built, one.design)
        words = lacking(one.lacks_musd, cost) if one.lacks_musd else kept_out(plan, case, d)
        beside = compared(built, d, case.designs.index(instead)) if instead else ""
        why = f"{words}. {beside}" if beside else words
        rows.append(
            (one.design, one.lacks_musd, cost, one.lacks_musd / cost if cost else np.nan, instead, why)
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def first_cost(case: Case, d: int) -> float:
    """What one satellite costs when it can fly first [M$], its launch not counted."""
    return float(case.design_cost_musd[d, min(int(case.design_from[d]), case.launch_periods - 1)])


def lacking(lacks: float, cost: float) -> str:
    """What a design lacks, beside what it costs."""
    less, price = sums(lacks, cost)
    if 0 < cost <= lacks:
        return (
            f"even given for nothing it would not pay for its place on a flight: it lacks {less} a "
            f"satellite, and costs {price}"
        )
    share = f", {percent(lacks / cost)} of the {price} that it costs" if cost else ""
    return f"a satellite would have to be {less} cheaper, or worth more{share}"


def kept_out(plan: Plan, case: Case, d: int) -> str:
    """Why a design that lacks nothing does not fly."""
    h, s = int(case.design_bus[d]), home_of(case, plan, d)
    flown = plan.designs[plan.designs.design.isin(plan.cohorts.design)]
    due: dict[str, float] = {}
    if case.bus_nre_musd[h] > 0 and case.buses[h] not in set(flown.bus):
        due["of engineering for its bus"] = float(case.bus_nre_musd[h])
    if case.design_nre_musd[d] > 0:
        due["of engineering for the design"] = float(case.design_nre_musd[d])
    if s is not None and case.shell_opening_musd[s] > 0 and case.shells[s] not in set(plan.cohorts.shell):
        due[f"to open {case.shells[s]}"] = float(case.shell_opening_musd[s])
    if due:
        told = [f"{musd} {what}" for what, musd in zip(due, sums(*due.values()), strict=True)]
        return (
            "in parts it would pay for itself; it does not fly because "
            f"{joined(told)} would be due in full, however few fly"
        )
    return "in parts it would pay for itself; whole satellites on whole flights leave no place for it"


def home_of(case: Case, plan: Plan, d: int) -> int | None:
    """The shell that a design is sized for, by the end of its id or the only one in which it may fly."""
    named = [s for s, shell in enumerate(case.shells) if case.designs[d].endswith(shell)]
    open_to = np.flatnonzero((case.share[d] > 0).any(axis=1) & case.life_offered[d].any(axis=1)).tolist()
    return named[0] if named else open_to[0] if len(open_to) == 1 else None


def flies_instead(plan: Plan, built: Built, design: str) -> str:
    """The design that flies in the place of one: of the same home shell, else any, whichever has the most
    accelerators up; "" where none flies.
    """
    if plan.cohorts.empty or built.designs.empty:
        return ""
    home = dict(zip(built.designs.design, built.designs.home_shell, strict=True))
    chips = built.case.design_counts.sum(axis=1)
    up = plan.cohorts.groupby("design", sort=False).satellites.sum()
    up = up * [float(chips[built.case.designs.index(one)]) for one in up.index]
    beside = up[[home.get(one) == home.get(design) for one in up.index]]
    return str((beside if len(beside) else up).idxmax())


def compared(built: Built, d: int, other: int) -> str:
    """One sentence: a design beside the one that flies, as far as they differ."""
    name = built.case.designs[other]
    tokens, shell = [*per_figure(built, d, other)], [*in_shell(built, d, other)]
    said = [
        f"it {joined(words)}" for words in ([f"makes {joined(tokens)}"] if tokens else [], shell) if words
    ]
    return f"Beside {name}, which flies, {'; '.join(said)}" if said else ""


def per_figure(built: Built, d: int, other: int) -> Iterator[str]:
    """Tokens a year for its price and for its mass, against the other's."""
    sized = built.designs
    mine, its = tokens_a_year(built, d), tokens_a_year(built, other)
    if not (mine > 0 and its > 0):
        return
    for column, words in (("unit_cost_musd", "for a dollar of hardware"), ("wet_t", "for a tonne launched")):
        ratio = mine / float(sized[column].iloc[d]) / (its / float(sized[column].iloc[other]))
        if abs(ratio - 1) > ALIKE:
            word = "more" if ratio > 1 else "fewer"
            yield f"{percent(abs(ratio - 1))} {word} tokens {words}"


def tokens_a_year(built: Built, d: int) -> float:
    """Tokens of a new satellite in its home shell in a year, of the workload it makes most of, while compute
    runs [Tt].
    """
    case = built.case
    s = case.shells.index(built.designs.home_shell.iloc[d])
    holds = (case.need > 0) & (case.need <= case.design_counts[d][:, None])  # [k,c]
    made = (case.design_counts[d] * case.share[d, s])[:, None] * case.rate * holds
    return float(made.sum(axis=0).max(initial=0.0)) * sunlit(case, d, s)


def sunlit(case: Case, d: int, s: int) -> float:
    """Share of time that a design computes in a shell."""
    return float(case.duty[int(case.design_operation[d]), s].mean())


def in_shell(built: Built, d: int, other: int) -> Iterator[str]:
    """Share of time that it computes and years to its dose limit, each in its home shell, against the
    other's.
    """
    case, homes = built.case, built.designs.home_shell
    mine, its = (sunlit(case, one, case.shells.index(homes.iloc[one])) for one in (d, other))
    if abs(mine - its) > ALIKE:
        yield f"computes {percent(mine)} of the time instead of {percent(its)}"
    if built.flying is None:
        return
    life = built.flying.elsewhere.set_index(["design", "shell"]).dose_life_years
    years, others = (float(life.get((case.designs[one], homes.iloc[one]), np.nan)) for one in (d, other))
    if (
        np.isfinite([years, others]).all()
        and min(years, others) < LONG_YEARS
        and abs(years / others - 1) > ALIKE
    ):
        yield f"reaches its dose limit after {figures(years, 2)} years instead of {figures(others, 2)}"


def refused(built: Built) -> pd.DataFrame:
    """How many designs each reason keeps from flying in any plan, with an example."""
    rows = [
        (str(reason), len(group), str(group.design.iloc[0]), str(group.detail.iloc[0]))
        for reason, group in built.dropped.groupby("reason", sort=False)
    ]
    rows.sort(key=lambda row: -row[1])
    return pd.DataFrame(rows, columns=list(REFUSED)).astype(REFUSED)
