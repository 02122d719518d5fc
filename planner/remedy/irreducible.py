"""An irreducible set of limits: they cannot be kept together, and without any one of them the others could.

By deletion: group after group of rows is left out; where the rest still has no plan it stays out, else it is
needed and comes back. What is left is irreducible. It takes as many runs as there are groups, of the linear
relaxation where that has no point already, else of whole numbers, where a run that does not end in time keeps
its group.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from models.case import Case
from models.rollout import FAMILIES
from planner.remedy.trying import Program, Watch

SECONDS = 3.0
"""For one run in whole numbers."""

REPEATED = {"visits": "cadence", "in_use": "slots"}
"""Families that repeat a limit before a binary: they stand in a group with it."""

ENGINEERING = ("bus_nre", "design_nre")
CARRIED = ("flights", "supply", "factory")
"""Families that repeat, before a binary, how many satellites may be launched in a period; and the groups that
limit that.
"""

WORDS = {
    "stage gates": "the stage gates",
    "probability": "the probabilities with which commitments are met",
    "milestones": "the milestones of licences",
    "least orders": "the least orders of flights",
    "links": "the capacity of gateways",
    "peaks": "the peaks in demand",
}


def conflict(program: Program, clock: Watch) -> tuple[str, ...]:
    """The set in words; empty where it is not found in time, or the question has no plan without limits
    either.
    """
    groups = grouped(program)
    solver = program.solver(clock, integer=False)
    is_whole = solver.run().status != "infeasible"
    if is_whole:
        solver = program.solver(clock, integer=True)
        if solver.run(time_limit=SECONDS).status != "infeasible":
            return ()
    model, kept, free = program.model, dict(groups), set[int]()
    for name, rows in sorted(groups.items(), key=lambda entry: is_promise(entry[0])):
        if clock.left() <= 0:
            return ()
        own = sorted(set(rows) - free)
        solver.free_rows(own)
        if solver.run(time_limit=SECONDS if is_whole else clock.left()).status == "infeasible":
            del kept[name]
            free |= set(own)
        else:
            solver.row_bounds(own, model.row_lower[own], model.row_upper[own])
    return tuple(said(kept))


def is_promise(name: tuple[str, str, str]) -> bool:
    """Whether a group is what is asked for: it is left out last."""
    return name[0] == "promise"


def grouped(program: Program) -> dict[tuple[str, str, str], list[int]]:
    """(what, where, year) -> rows of the program."""
    case = program.case
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    engineering: dict[str, list[int]] = defaultdict(list)
    for (family, index), at in program.model.row.items():
        if family in ENGINEERING and index[0] == "link":
            engineering[year(case, index[2])].append(at)
            continue
        name = group_of(case, REPEATED.get(family, family), index)
        if name is not None:  # a range is two rows under one key: the limit is the one with an upper side
            groups[name].append(
                at if np.isfinite(program.model.row_upper[at]) or family != "power" else at - 1
            )
    for name in groups:
        if name[0] in CARRIED:
            groups[name] += engineering[name[2]]
    return dict(groups)


def group_of(case: Case, family: str, index: Any) -> tuple[str, str, str] | None:
    """What a row is a part of; None for what always holds: physics, cargo, where tokens can go."""
    if family == "cadence":  # and visits, whose index has a shell in between
        return "flights", case.vehicles[index[0]], year(case, index[-1])
    if family == "pads":
        return "flights from", case.pads[index[0]], year(case, index[1])
    if family == "supply":
        return "supply", case.accelerators[index[0]], year(case, index[1])
    if family == "factory":
        return "factory", case.buses[index[0]], year(case, index[1])
    if family == "slots":
        return "slots", case.shells[index[0]], ""
    if family == "power":
        return "power", case.sites[index[0]], ""
    if family == "cash":
        return "money", "", ""
    if family == "least":
        return "promise", "min_tokens_tt", ""
    if family == "committed":
        c, r, t = index
        return "promise", f"{case.workloads[c]} for {case.regions[r]}", year(case, t)
    limit = FAMILIES[family].limit if family in FAMILIES else ""
    return (limit, "", "") if limit in WORDS else None


def year(case: Case, t: int) -> str:
    """The year in which a period starts."""
    return str(case.dates[t])[:4]


def said(groups: dict[tuple[str, str, str], list[int]]) -> list[str]:
    """The groups in words, what is asked for first, the years of one thing together."""
    years: dict[tuple[str, str], list[str]] = defaultdict(list)
    for what, where, when in groups:
        years[what, where].append(when)
    return [words(*place, spans(sorted(found))) for place, found in sorted(years.items(), key=in_order)]


def in_order(entry: tuple[tuple[str, str], list[str]]) -> tuple[bool, tuple[str, str]]:
    """What is asked for stands first."""
    return entry[0][0] != "promise", entry[0]


def words(what: str, where: str, when: str) -> str:
    """One limit with its years."""
    during = f" in {when}" if when else ""
    sentences = {
        "promise": where if where == "min_tokens_tt" else f"the committed {where}{during}",
        "flights": f"the flights of {where}{during}",
        "flights from": f"the flights from {where}{during}",
        "supply": f"the {where} that can be bought{during}",
        "factory": f"the factory of {where}{during}",
        "slots": f"the satellites allowed in {where}",
        "power": f"the power at {where}",
        "money": "the money that is there",
    }
    return sentences.get(what) or WORDS[what]


def spans(years: list[str]) -> str:
    """Years in words, those in a row as a span: "2028 to 2030 and 2032"."""
    numbers = [int(one) for one in years if one]
    if not numbers:
        return ""
    breaks = [0, *np.flatnonzero(np.diff(numbers) > 1) + 1, len(numbers)]
    parts = []
    for low, high in zip(breaks, breaks[1:], strict=False):
        first, last = numbers[low], numbers[high - 1]
        parts.append(str(first) if first == last else f"{first} to {last}")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
