"""Which limits bind, in which years, how much of them a plan uses, and what one more unit is worth.

A limit of a launch period (a flight, an accelerator, M$ of capital) has a row a year: the worth is that of
one more in the period of that year in which it is worth most. A limit of every period (a slot, an MW) has one
row. The worth is that of the linear program at the plan's decisions (planner/explain/at_plan.py), solved
again with one more (of small amounts of power, links and money with a tenth, a hundredth, ...); `holds_for`
says up to how many more it is worth the same for each, within 1 % and up to 8 steps.

A limit is in the table where one more is worth something, or where the plan uses it up. Of committed tokens
the worth is negative where one more costs more than the plan's ratio.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case
from planner.explain.limits import Limit, limits_of
from planner.explain.shadow_prices import Program, followed, per_token
from planner.explain.use import Use, full_periods

COLUMNS = {
    "what": str, "where": str, "when": str, "at": str, "more": float, "unit": str, "worth_musd": float,
    "worth_usd_per_mtoken": float, "holds_for": float, "used": float, "limit": float, "share_used": float,
    "periods_full": int, "periods": int,
}  # fmt: skip
"""`at`: first day of the period of the worth, or always; worth: of so many `more`; periods_full: periods in
which it is used up, of `periods` with any of it."""

COMMITTED = "Tt committed"
DIVISIBLE = ("MW", "Gbit/s", "M$", "Tt")


@dataclass(frozen=True)
class Worth:
    """What a step more of a limit is worth [M$], and up to how many more it is so."""

    limit: Limit
    step: float
    musd: float
    holds: float


def step_of(limit: Limit) -> float:
    """One, or of small amounts of what need not be whole the power of ten that is at most half of them."""
    if limit.unit not in DIVISIBLE or limit.amount <= 0:
        return 1.0
    return float(min(1.0, 10.0 ** np.floor(np.log10(limit.amount / 2))))


def worths(program: Program, progress: Callable[[int, int], None] | None = None) -> list[Worth]:
    """The worth of every limit; those whose duals say that it is nothing are not solved."""
    every, found = list(limits_of(program.case)), []
    for number, limit in enumerate(every):
        if progress is not None:
            progress(number, len(every))
        step = step_of(limit)
        musd, steps = followed(program, limit, 1, step) if program.is_binding(limit) else (0.0, 0)
        found.append(Worth(limit, step, musd or 0.0, step * steps if musd else 0.0))
    return found


def table(case: Case, program: Program, found: list[Worth], used: dict[tuple[str, str], Use]) -> pd.DataFrame:
    """The limits that bind, those worth most first."""
    groups: dict[tuple[str, str, str], list[Worth]] = defaultdict(list)
    for one in found:
        when = one.limit.when
        groups[one.limit.what, one.limit.where, when if when == "always" else when[:4]].append(one)
    rows = [row_of(case, program, key, members, used) for key, members in groups.items()]
    kept = [row for row in rows if row["worth_musd"] or (row["periods_full"] and row["what"] != COMMITTED)]
    frame = pd.DataFrame(kept, columns=list(COLUMNS)).astype(COLUMNS)
    order = np.lexsort((frame.when, frame["where"], -frame.worth_musd))
    return frame.iloc[order].reset_index(drop=True)


def row_of(
    case: Case,
    program: Program,
    key: tuple[str, str, str],
    members: list[Worth],
    used: dict[tuple[str, str], Use],
) -> dict:
    """One row: the limit of a year, or of all periods."""
    what, where, when = key
    best = max(members, key=lambda one: one.musd) if what != COMMITTED else members[0]
    amount, allowed = used[what, where]
    dates = np.array([day[:4] for day in case.dates[: len(amount)]])
    inside = np.flatnonzero((dates == when) if when != "always" else (allowed > 0))
    full = full_periods(what, (amount, allowed))
    if when == "always":
        share = np.divide(amount, allowed, out=np.zeros(len(amount)), where=allowed > 0)
        fullest = int(np.argmax(share))
        taken, limit = float(amount[fullest]), float(allowed[fullest])
    else:
        taken, limit = float(amount[inside].sum()), float(allowed[inside].sum())
    tokens = per_token(program, best.musd) if case.is_ratio else {"worth_usd_per_mtoken": np.nan}
    return {
        "what": what, "where": where, "when": when, "at": best.limit.when, "more": best.step,
        "unit": best.limit.unit, "worth_musd": best.musd, **tokens, "holds_for": best.holds, "used": taken,
        "limit": limit, "share_used": taken / limit if limit > 0 else np.nan,
        "periods_full": int(full[inside].sum()), "periods": len(inside),
    }  # fmt: skip
