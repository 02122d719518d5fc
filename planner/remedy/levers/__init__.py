"""What may be changed in a question: all levers of an instance, and of a Case."""

from __future__ import annotations

from planner.instance.reading import Instance
from planner.remedy.lever import Lever
from planner.remedy.levers.dates import dates
from planner.remedy.levers.demand import demand
from planner.remedy.levers.limits import limits
from planner.remedy.levers.machines import machines
from planner.remedy.levers.money import money


def levers_of(instance: Instance, periods: int) -> list[Lever]:
    """Every lever of an instance, of whose plan there are so many periods."""
    data = instance.data
    return [*limits(data), *demand(data), *money(data, periods), *dates(data), *machines(data)]
