"""The question of a plan, found again from its own files: its coefficients, its tables in their indices, and
what its instance says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from models.case import Case
from planner import coefficients
from planner.auditing import Asked
from planner.auditing.tables import read
from planner.coefficients import Built
from planner.errors import InstanceError
from planner.explain.findings import counted
from planner.instance.reading import Instance
from planner.plan.origin import compared, original
from planner.plan.plan import Plan
from planner.tables.plain import plain

MOST_FAULTS = 20  # of the tables of one plan that are told


def built_of(plan: Plan) -> Built:
    """The coefficients of a plan, from its own resolved instance. Raises InstanceError if that cannot be
    read.
    """
    return coefficients.build(plan.resolved, case=plan.record.options.case)


def case_of(plan: Plan) -> Case:
    """The Case of a plan, as `built_of` finds it."""
    return built_of(plan).case


def readable(case: Case, plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of a plan in the indices of its Case. Raises InstanceError where they contradict it: unknown
    ids, periods, dates.
    """
    frames, faults = read(case, plan.tables())
    if faults:
        raise InstanceError(plan.place, [(fault.where, fault.message) for fault in faults[:MOST_FAULTS]])
    return frames


def asked_again(plan: Plan, built: Built) -> Asked:
    """What the instance of a plan says, from its files alone, with what is wrong between them."""
    try:
        first = original(plan)
        defaults, origin = first.defaults, list(compared(plan, first))
    except InstanceError as error:
        defaults, origin = {}, [(place or error.source, say) for place, say in error.problems]
    return asked_of(plan.resolved, built, defaults, origin)


def asked_of(
    instance: Instance, built: Built, defaults: Mapping[str, Any], origin: Sequence[tuple[str, str]] = ()
) -> Asked:
    """What an instance says of its plans.

    defaults: those of the keys that its file leaves out. origin: (place, message) where resolved.toml is not
    what the file comes to.
    """
    study, options = instance.data.study, instance.data.solve
    stated = ("gap", "time_limit_s", "seed", "threads")
    return Asked(
        name=study.name,
        objective=instance.data.objective,
        horizon=study.horizon,
        options={"boundary": study.boundary, **{name: getattr(options, name) for name in stated}},
        notes=tuple(built.notes),
        candidates=counted(built),
        sizing=built.designs,
        defaults=plain(defaults),
        origin=tuple(origin),
    )
