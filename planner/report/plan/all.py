"""The pictures of a plan in the order of the page: in which section each stands, and the name of its files.

`FIGURES` are drawn from the plan alone, `CHANCES` from the plan and a simulation of it. A picture is added
by a line here.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.simulation.simulation import Simulation

Draw = Callable[[Plan, int], Figure | None]
DrawChances = Callable[[Plan, Simulation, int], Figure | None]

FIGURES: tuple[tuple[str, str, Draw], ...] = ()
CHANCES: tuple[tuple[str, str, DrawChances], ...] = ()
