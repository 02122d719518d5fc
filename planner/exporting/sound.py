"""What every export relies on: tables that hold together. `planner audit` asks for far more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.errors import require_none
from planner.plan.plan import Plan
from planner.tables.schema import SCHEMA

MOST_NAMED = 5


def require_sound(plan: Plan) -> None:
    """Raise InstanceError with what of a plan's tables (edited by hand, or damaged) cannot be exported."""
    problems: list[tuple[str, str]] = []
    for name, frame in plan.written_tables().items():
        for column in SCHEMA[name].columns:
            days = column.type == "date"
            if (
                days
                and len(frame)
                and not pd.api.types.is_datetime64_any_dtype(getattr(plan, name)[column.name])
            ):
                problems.append(
                    (f"{name}.csv", f"{column.name} holds a cell that is no date such as 2028-01-01")
                )
            if column.type == "number" and not np.isfinite(frame[column.name]).all():
                problems.append((f"{name}.csv", f"{column.name} holds a cell that is no finite number"))
    if (plan.launches.flights < 1).any():
        problems.append(("launches.csv", "flights holds a count below 1"))
    for name, key, target in (("launches", "manifest", "manifests"), ("cohorts", "design", "designs")):
        unknown = sorted(set(getattr(plan, name)[key]) - set(getattr(plan, target)[key]))
        problems += [(f"{name}.csv", f"{key} {one} is not in {target}.csv") for one in unknown[:MOST_NAMED]]
    if problems:
        problems.append(
            ("", f"edited after it was written, or damaged: planner audit {plan.place} names it all")
        )
    require_none(plan.place, problems)
