"""How a plan shows itself: in a notebook, and as a page in a file (planner/plan/page.py)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.calls.paths import StrPath
from planner.system.guard import check_models

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def as_html(plan: Plan) -> str:
    """A plan in a notebook."""
    from planner.report.notebook import as_html

    return as_html(plan)


def report(plan: Plan, path: StrPath, force: bool, against: Plan | StrPath | None) -> Path:
    """A plan as a page in a file."""
    check_models()
    from planner.instance.writing import require_new
    from planner.plan.plan import a_plan
    from planner.report.page import writing

    other = None if against is None else a_plan("against", against)
    require_new([Path(path)], force)
    return writing.write_page(writing.material_of(plan, other), path, force)
