"""The same tokens: what one plan serves, by workload, region and period, as what another must serve.

A commitment is a rate in Tt a year, and a period takes the mean of its days; so a step on the first day of
each period with

    rate of the period = tokens served in it / years of the period

asks for these tokens again. Nothing optional is asked beside them; what a missed token costs stays the
base's. After the launch periods commitments do not bind (planner/coefficients/demand.py): what a plan serves
there until its last asset leaves is asked again, but may go unserved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.instance.schema import InstanceFile
from planner.instance.series import months_after
from planner.plan.plan import Plan

Served = Mapping[str, Mapping[str, Mapping[str, list[Any]]]]


def served_of(plan: Plan, data: InstanceFile) -> dict[str, dict[str, dict[str, list[Any]]]]:
    """What a plan of an instance serves: workload -> region -> first days of periods, Tt a year."""
    months, start = data.study.period_months, data.study.start
    table = plan.filed.demand
    periods = range(int(table.period.max()) + 1 if len(table) else 0)
    tt = table.groupby(["workload", "region", "period"]).served_tt.sum().to_dict()
    days = [months_after(start, months * t).isoformat() for t in range(len(periods) + 1)]
    return {
        workload: {
            region: {
                "dates": days,
                "value": [tt.get((workload, region, t), 0.0) * 12 / months for t in periods] + [0.0],
            }
            for region in asked.demand
        }
        for workload, asked in data.workloads.items()
    }


def demand_of(served: Served) -> dict[str, Any]:
    """The same as changes of an instance: key path -> value."""
    changes: dict[str, Any] = {}
    for workload, regions in served.items():
        for region, series in regions.items():
            path = f"workloads.{workload}.demand.{region}"
            days = [date.fromisoformat(day) for day in series["dates"]]
            changes[f"{path}.committed_tt_per_year"] = {"dates": days, "value": list(series["value"])}
            changes[f"{path}.optional_tt_per_year"] = 0
    return changes
