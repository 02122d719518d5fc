"""Why a plan is as it is, for people: sentences, then three tables, each with a line that says what it
shows.
"""

from __future__ import annotations

import textwrap

import pandas as pd
from rich.console import Console

from planner.explain.reasons import HOW, Reasons
from planner.instance.numbers import figures
from planner.plan.plan import Plan
from planner.text.printing import console_for, print_table

MOST_ROWS = 20
"""Of one table; the rest is in --csv and --json."""

TITLES = {
    "limits": (
        "What binds",
        "what more of each limit is worth in a year, how much of it the plan uses, and up to how many more "
        "each is worth the same",
    ),
    "unmet": ("Committed tokens that are not served", "where, how much of them, and what would help"),
    "left_out": (
        "Designs that do not fly",
        "by how much one satellite would have to be cheaper, or worth more, before it could better the plan; "
        "0: in parts of a satellite it would",
    ),
    "refused": ("Designs that can fly in no plan", "how many, why, and one of them"),
}


def print_reasons(found: Reasons, plan: Plan, console: Console | None = None) -> None:
    """Print the reasons of a plan to stdout, or to another console."""
    console = console or console_for()
    console.print(f"\nWhy {plan.place} is as it is\n")
    width = console.width if console.is_terminal else 120
    console.print(f"{textwrap.fill(HOW, width)}\n")
    for line in found.sentences:
        console.print(textwrap.fill(line, width - 2, initial_indent="- ", subsequent_indent="  "))
    console.print()
    for name, frame in for_people(found).items():
        title, says = TITLES[name]
        if len(frame):
            print_table(frame.head(MOST_ROWS), title=title, says=says, console=console)
        if len(frame) > MOST_ROWS:
            console.print(f"{len(frame) - MOST_ROWS:,} more rows: --csv, --json\n")


def amount(more: float, unit: str) -> str:
    """ "1 flight", "0.1 MW"."""
    is_counted = more == 1 and unit in ("flights", "slots", "satellites", "accelerators")
    return f"{figures(more)} {unit.removesuffix('s') if is_counted else unit}"


def for_people(found: Reasons) -> dict[str, pd.DataFrame]:
    """The tables as a screen has room for; reasons in words stand in the sentences above."""
    limits = found.limits
    shown = pd.DataFrame(
        {
            "what": limits.what,
            "where": limits["where"],
            "when": limits.when,
            "more": [amount(row.more, row.unit) for row in limits.itertuples()],
            "is_worth_musd": limits.worth_musd,
            "same_up_to": limits.holds_for.where(limits.worth_musd != 0),
            "used": limits.used,
            "limit": limits.limit,
        }
    )
    return {
        "limits": shown,
        "unmet": found.unmet.drop(columns="why"),
        "left_out": found.left_out.drop(columns="why"),
        "refused": found.refused,
    }
