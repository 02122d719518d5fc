"""One row for each run of a study: what was found and proven, or why there is nothing.

Columns after the labels of the run: those of `Plan.summary()`, then

    cost_*_musd    discounted cost by item, 0 for an item that the plan does not pay
    tokens_*_tt    output tokens over all periods by source (shell or site), neither discounted nor weighted
    flights_*      flights by vehicle
    reason         why there is no plan; empty where there is one
    bound_from     "" for a bound that the run proved itself, "neighbours" for one that follows from those of
                   the runs it started from (models/carrying.py)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.errors import InstanceError, NoPlan
from planner.plan.plan import Plan

NO_PLAN = "no plan"
"""The status of a run for which no plan was found; `reason` says why."""

REFUSED = "refused"
"""The status of a run that physics or sizing refuses; `reason` says why."""

NEIGHBOURS = "neighbours"
"""Where a bound is from that follows from those of the runs that a run started from."""

Row = Mapping[str, Any]
"""Column -> value: text, number, or None where there is no figure."""


def row_of_plan(plan: Plan) -> Row:
    """The row of a run that gave a plan."""
    told = plan.summary().to_dict("records")[0]
    tokens = plan.tokens.groupby("source").tokens_tt.sum()
    flights = plan.launches.groupby("vehicle").flights.sum()
    return {
        **told,
        **{f"cost_{item}_musd": musd for item, musd in plan.cost_by_item.items()},
        **{f"tokens_{source}_tt": float(tt) for source, tt in tokens.items()},
        **{f"flights_{vehicle}": int(count) for vehicle, count in flights.items()},
        "reason": "",
        "bound_from": NEIGHBOURS if has_carried_bound(plan) else "",
    }


def has_carried_bound(plan: Plan) -> bool:
    """Whether a plan's bound is what its start brought with it: the search did not better it."""
    steps = plan.run.history
    brought = [step.bound for step in steps if step.phase == "start" and step.bound is not None]
    return bool(brought) and steps[-1].bound == brought[-1]


def row_without_plan(error: NoPlan | InstanceError) -> Row:
    """The row of a run that gave none."""
    if isinstance(error, NoPlan):
        status = "interrupted" if error.reason == "Ctrl-C" else NO_PLAN
    else:
        status = REFUSED
    return {"status": status, "reason": str(error), "bound_from": ""}
