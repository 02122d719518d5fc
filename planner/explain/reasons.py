"""Why a plan is as it is: which limits bind and what more of each is worth, where tokens fall short, which
designs do not fly; as tables and in sentences.

The worths are of the linear program at the plan's decisions (planner/explain/at_plan.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from planner.coefficients import Built
from planner.explain import binding, left_out, sentences, unmet
from planner.explain.at_plan import program_at
from planner.explain.binding import COMMITTED
from planner.explain.saying import some_of
from planner.explain.use import use_of
from planner.instance.numbers import figures, percent
from planner.plan.plan import Plan
from planner.solver.solution import Solution

HOW = (
    "Worth is in discounted M$ at the plan's price of a token, with its shells, engineering and orders as "
    "they are and flights, satellites and racks in parts. In whole ones a small step may be worth less: it "
    "is a guide to what to ask for; solve with --set before you quote it."
)
"""What the worths are, for those who read them."""

MOST_IN_SECTION = 12
"""Limits in the table of a report."""


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why a plan is as it is.

    limits      what binds, worth most first: planner/explain/binding.py
    left_out    designs that do not fly and what they lack: planner/explain/left_out.py
    refused     designs that can fly in no plan, by reason
    unmet       where committed tokens fall short, and why: planner/explain/unmet.py
    sentences   the same in words, what matters most first
    """

    limits: pd.DataFrame
    left_out: pd.DataFrame
    refused: pd.DataFrame
    unmet: pd.DataFrame
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {
            "limits": self.limits, "unmet": self.unmet, "left_out": self.left_out, "refused": self.refused,
        }  # fmt: skip


def reasons(
    plan: Plan, built: Built, decided: Solution, *, progress: Callable[[int, int], None] | None = None
) -> Reasons:
    """The reasons of a plan, with its question and its decisions in that question's indices.

    progress: called with (limits done, limits).
    """
    case = built.case
    program = program_at(case, decided, plan.ratio if case.is_ratio else None)
    is_solved = program.run.status == "optimal" and program.run.values is not None
    found = binding.worths(program, progress) if is_solved else []
    used = use_of(plan, case)
    limits = binding.table(case, program, found, used)
    short = unmet.table(plan, case, program, found)
    out, refused = left_out.table(plan, built), left_out.refused(built)
    said = sentences.of(plan, case, sentences.Found(limits, out, refused, short, used, is_solved))
    return Reasons(limits, out, refused, short, said)


def why(found: Reasons) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """The section "why" of a report: sentences, and two small tables in words, of limits and of designs left
    out.
    """
    named = found.limits[(found.limits.what != COMMITTED) & (found.limits.worth_musd > 0)]
    limits = named.head(MOST_IN_SECTION)
    small = pd.DataFrame(
        {
            "what more": [some_of(row.what, row.where, row.more) for row in limits.itertuples()],
            "when": limits.when.to_numpy(),
            "is worth (M$)": limits.worth_musd.to_numpy(),
            "the same for up to": limits.holds_for.to_numpy(),
            "used": [f"{figures(row.used)} of {figures(row.limit)}" for row in limits.itertuples()],
        }
    )
    out = found.left_out
    designs = pd.DataFrame(
        {
            "design": out.design,
            "too dear by (M$ a satellite)": out.lacks_musd,
            "of its cost": [percent(share) if share == share else "" for share in out.share_of_cost],
            "why it does not fly": [f"{why[:1].upper()}{why[1:]}." for why in out.why],
        }
    )
    return list(found.sentences), small, designs
