"""How an outcome is held against the enumeration and the audit, and how one constraint family is taken out of
the formulation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest import mock

import pandas as pd

from brute_force import Best, brute_force
from generator import instances
from models import rollout
from models.case import Case
from planner.auditing import audit
from planner.solver import priced, ratio
from planner.solver.solution import Outcome
from planner.tables.build import build
from planner.tables.columns import COLUMNS

GAP = 1e-6  # asked of the solver
EDGE = 1e-7  # relative: rounding of either side, far below the gap


@cache
def enumerated(kind: str, seed: int) -> Best | None:
    """The optimum of an instance by enumeration, once for all tests."""
    return brute_force(instances(kind, seed))


def compare(objective: str, value: float, bound: float, optimum: float) -> list[str]:
    """What is wrong with a plan's value and bound, given the optimum: nothing, if bound <= optimum <= value
    within the gap.

    npv is maximised, so that its inequalities turn round.
    """
    sign = -1 if objective == "npv" else 1
    edge = EDGE * abs(optimum)
    wrong = []
    if sign * bound > sign * optimum + edge:
        wrong.append(f"bound {bound!r} cuts off the optimum {optimum!r}")
    if sign * value < sign * optimum - edge:
        wrong.append(f"value {value!r} is better than the optimum {optimum!r}")
    for name, found in (("value", value), ("bound", bound)):
        if abs(found - optimum) > 2 * GAP * abs(optimum):
            wrong.append(f"{name} {found!r} is not the optimum {optimum!r}")
    return wrong


def check_plan(case: Case, outcome: Outcome) -> None:
    """Write the outcome's plan as tables and let the audit derive everything again."""
    tables = build(case, outcome.solution, sizing(case)).tables()
    claimed = {
        "ratio_usd_per_mtoken": outcome.cost_musd / outcome.tokens_tt if outcome.tokens_tt else float("nan"),
        "cost_musd": outcome.cost_musd,
        "tokens_tt": outcome.tokens_tt,
    }
    report = audit(case, tables, claimed)
    assert report.ok, f"{case.name}: {report}"


def sizing(case: Case) -> pd.DataFrame:
    """A sizing table for designs that were never sized: what the Case knows of them, 0 for the rest."""
    known = {
        "design": case.designs,
        "bus": [case.buses[h] for h in case.design_bus],
        "home_shell": case.shells[:1] * len(case.designs),
        "eclipse_operation": [case.operations[e] for e in case.design_operation],
        "wet_t": case.design_mass_t,
        "volume_m3": case.design_volume_m3,
        "unit_cost_musd": case.design_cost_musd[:, 0],
    }
    return pd.DataFrame(
        {column: known.get(column, 0.0) for column in COLUMNS["designs"]}, index=range(len(case.designs))
    )


def as_outcome(best: Best) -> Outcome:
    """The enumerated optimum in the form of a solver's answer."""
    return Outcome(
        "optimal", best.solution, best.value, best.value, 0.0, best.cost_musd, best.tokens_tt, {}, {}, ()
    )


@contextmanager
def without_family(name: str) -> Iterator[None]:
    """The formulation as if one constraint family had been forgotten."""
    remaining = {key: family for key, family in rollout.FAMILIES.items() if key != name}
    with mock.patch.object(rollout, "FAMILIES", remaining):
        yield


@contextmanager
def as_if_large() -> Iterator[None]:
    """Every question takes the way of the large ones: columns are priced, and what reduced costs leave is
    enumerated.
    """
    with mock.patch.object(ratio, "every_member", lambda *_: None):
        yield


@contextmanager
def as_if_never_few() -> Iterator[None]:
    """The way of those large questions of which nothing can be enumerated: bounds come from priced columns
    alone.
    """
    with as_if_large(), mock.patch.object(priced, "solve_remaining", lambda generation: False):
        yield
