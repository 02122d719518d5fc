"""The pictures of a plan in the order of the page: in which section each stands, and the name of its files.

`FIGURES` are drawn from the plan alone, `CHANCES` from the plan and a simulation of it. A picture is added
by a line here.
"""

from __future__ import annotations

from typing import Protocol

from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.plan.cash import cash_by_year
from planner.report.plan.chances import chance_by_year
from planner.report.plan.cohorts import gantt
from planner.report.plan.costs import cost_per_token
from planner.report.plan.fleet import fleet_by_quarter
from planner.report.plan.flights import flights_by_quarter
from planner.report.plan.manifests import fills
from planner.report.plan.power import megawatts
from planner.report.plan.progress import bound_and_plan
from planner.report.plan.quality import cost_by_quality
from planner.report.plan.satellite import one_satellite
from planner.report.plan.service import tokens_by_year
from planner.report.plan.shells import shells_to_scale
from planner.simulation.simulation import Simulation


class Draw(Protocol):
    """A picture of a plan, laid out for so many pixels; None: there is nothing to show."""

    def __call__(self, plan: Plan, *, width: int) -> Figure | None: ...


class DrawChances(Protocol):
    """The same of a plan and its simulation."""

    def __call__(self, plan: Plan, simulation: Simulation, *, width: int) -> Figure | None: ...


FIGURES: tuple[tuple[str, str, Draw], ...] = (
    ("When", "flights", flights_by_quarter),
    ("When", "fleet", fleet_by_quarter),
    ("When", "cohorts", gantt),
    ("What flies", "shells", shells_to_scale),
    ("What flies", "satellite", one_satellite),
    ("What flies", "manifests", fills),
    ("What it costs", "cost-of-a-token", cost_per_token),
    ("What it costs", "cash", cash_by_year),
    ("Who is served", "tokens", tokens_by_year),
    ("Who is served", "power", megawatts),
    ("How sure", "quality", cost_by_quality),
    ("How it was proven", "progress", bound_and_plan),
)
CHANCES: tuple[tuple[str, str, DrawChances], ...] = (("How sure", "chances", chance_by_year),)
