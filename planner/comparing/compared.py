"""Plans side by side, as data: tables of what moved, the inputs that differ, the steps between two plans."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from planner.choices import Objective
from planner.comparing import moved
from planner.comparing.attributing import Change, Proven
from planner.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Compared:
    """Plans side by side. Plan a is the first, b the second: `a_musd`, `b_musd`, `change_musd`.

    inputs     a row for each input that differs: its value in each plan, unit, bearing
               (planner/comparing/inputs.py)
    totals     what each plan comes to
    costs, fleet, satellites, flights, sites, power, service, shortfall
               what moved (planner/comparing/moved.py); money discounted, in dollars of `price_year`
    proven     what is proven of each plan's objective: low, high, value
    steps      of two plans: what each changed input explains of the difference in the objective, a row each
               with its inputs, the proven `low` and `high` of it, and `found`, which sum to the difference
               (planner/comparing/attributing.py); empty where there are none, `notes` say why
    notes      what a reader must know of the comparison
    """

    names: tuple[str, ...]
    plans: tuple[Plan, ...] = field(repr=False)
    objective: Objective
    unit: str
    price_year: int
    inputs: pd.DataFrame = field(repr=False)
    totals: pd.DataFrame = field(repr=False)
    costs: pd.DataFrame = field(repr=False)
    fleet: pd.DataFrame = field(repr=False)
    satellites: pd.DataFrame = field(repr=False)
    flights: pd.DataFrame = field(repr=False)
    sites: pd.DataFrame = field(repr=False)
    power: pd.DataFrame = field(repr=False)
    service: pd.DataFrame = field(repr=False)
    shortfall: pd.DataFrame = field(repr=False)
    steps: pd.DataFrame = field(repr=False)
    proven: tuple[Proven, ...] = field(repr=False)
    notes: tuple[str, ...]
    is_interrupted: bool = False

    @property
    def whole(self) -> Change | None:
        """Of two plans with one objective: the difference, proven and found; None where there is none."""
        if len(self.plans) != 2 or len({plan.objective for plan in self.plans}) > 1:
            return None
        first, second = self.proven
        return first.change_to(second) if first.is_known and second.is_known else None

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        names = ("totals", "inputs", "steps", *moved.TABLES)
        return {name: getattr(self, name) for name in names}
