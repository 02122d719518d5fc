"""Plans the rollout of orbital AI data centers at the least cost per token, with a proven bound.

    import planner
    instance = planner.read("instances/pilot.toml")
    plan = planner.solve(instance.with_value("vehicles.falcon-9.price_musd", 60), gap=0.02)
    plan.ratio, plan.bound, plan.launches          # $/Mtoken, $/Mtoken, DataFrame
    plan.write("plans/cheaper-falcon")

Importing this package is light; each call loads what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from planner.calls import pages
from planner.errors import InstanceError, NoPlan, PlannerBug
from planner.plan import page
from planner.system.guard import check_models

if TYPE_CHECKING:
    from planner.auditing import AuditReport as AuditReport
    from planner.calls.exchanging import export as export
    from planner.calls.exchanging import import_demand as import_demand
    from planner.calls.exchanging import import_satellites as import_satellites
    from planner.calls.explaining import compare as compare
    from planner.calls.explaining import reasons as reasons
    from planner.calls.explaining import remedies as remedies
    from planner.calls.explaining import shadow_prices as shadow_prices
    from planner.calls.generating import generate as generate
    from planner.calls.many import breakeven as breakeven
    from planner.calls.many import ladder as ladder
    from planner.calls.many import screen as screen
    from planner.calls.many import sweep as sweep
    from planner.calls.many import tornado as tornado
    from planner.calls.reading import read as read
    from planner.calls.reading import read_plan as read_plan
    from planner.calls.reading import read_study as read_study
    from planner.calls.solving import audit as audit
    from planner.calls.solving import continued as continued
    from planner.calls.solving import simulate as simulate
    from planner.calls.solving import solve as solve
    from planner.comparing.comparison import Comparison as Comparison
    from planner.explain.reasons import Reasons as Reasons
    from planner.generating.generated import Generated as Generated
    from planner.importing.part import ImportedPart as ImportedPart
    from planner.instance.reading import Instance as Instance
    from planner.plan.plan import Plan as Plan
    from planner.remedy.remedy import Remedies as Remedies
    from planner.simulation.simulation import Simulation as Simulation
    from planner.solver.params import SearchParams as SearchParams
    from planner.solver.solution import Progress as Progress
    from planner.studies.asked.file import Lever as Lever
    from planner.studies.break_even.search import BreakEven as BreakEven
    from planner.studies.sensitivity.screening import Screening as Screening
    from planner.studies.sensitivity.tornado import Tornado as Tornado
    from planner.studies.study import Study as Study

__version__ = "1.0.0"

OWNER = "orbital-planner"  # by this orbital_planner.py knows that the package is ours

__all__ = [
    "AuditReport",
    "BreakEven",
    "Comparison",
    "Generated",
    "ImportedPart",
    "Instance",
    "InstanceError",
    "Lever",
    "NoPlan",
    "Plan",
    "PlannerBug",
    "Progress",
    "Reasons",
    "Remedies",
    "Screening",
    "SearchParams",
    "Simulation",
    "Study",
    "Tornado",
    "audit",
    "breakeven",
    "compare",
    "continued",
    "export",
    "generate",
    "import_demand",
    "import_satellites",
    "ladder",
    "read",
    "read_plan",
    "read_study",
    "reasons",
    "remedies",
    "screen",
    "shadow_prices",
    "simulate",
    "solve",
    "sweep",
    "tornado",
]

HOMES = {
    "AuditReport": "planner.auditing",
    "BreakEven": "planner.studies.break_even.search",
    "Comparison": "planner.comparing.comparison",
    "Generated": "planner.generating.generated",
    "ImportedPart": "planner.importing.part",
    "Instance": "planner.instance.reading",
    "Lever": "planner.studies.asked.file",
    "Plan": "planner.plan.plan",
    "Progress": "planner.solver.solution",
    "Reasons": "planner.explain.reasons",
    "Remedies": "planner.remedy.remedy",
    "Screening": "planner.studies.sensitivity.screening",
    "SearchParams": "planner.solver.params",
    "Simulation": "planner.simulation.simulation",
    "Study": "planner.studies.study",
    "Tornado": "planner.studies.sensitivity.tornado",
    "audit": "planner.calls.solving",
    "breakeven": "planner.calls.many",
    "compare": "planner.calls.explaining",
    "continued": "planner.calls.solving",
    "export": "planner.calls.exchanging",
    "generate": "planner.calls.generating",
    "import_demand": "planner.calls.exchanging",
    "import_satellites": "planner.calls.exchanging",
    "ladder": "planner.calls.many",
    "read": "planner.calls.reading",
    "read_plan": "planner.calls.reading",
    "read_study": "planner.calls.reading",
    "reasons": "planner.calls.explaining",
    "remedies": "planner.calls.explaining",
    "screen": "planner.calls.many",
    "shadow_prices": "planner.calls.explaining",
    "simulate": "planner.calls.solving",
    "solve": "planner.calls.solving",
    "sweep": "planner.calls.many",
    "tornado": "planner.calls.many",
}
"""Calls, and classes that they take and give: the module from which each is loaded when first asked for."""

page.as_html, page.report = pages.as_html, pages.report


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    check_models()
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})
