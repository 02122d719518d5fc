"""A plan's page written to a file, with the audit of today, the reasons of the plan and, where tokens are
committed, a simulation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from planner import planning
from planner.auditing import AuditReport
from planner.errors import InstanceError
from planner.explain.reasons import Reasons
from planner.instance.writing import require_new, unwritable, write_new
from planner.plan.plan import Plan
from planner.report.page.material import Material
from planner.report.page.pictures import WIDE
from planner.simulation import simulation
from planner.simulation.simulation import Simulation

RUNS = 500
"""Simulated runs unless another number is asked for."""

MOST_SATELLITES = 50_000
"""Of a plan that is simulated unasked: a few seconds for all runs."""

Progress = Callable[[str, int, int], None]
"""what is done, how many are done, of how many"""


def material_of(
    plan: Plan, against: Plan | None = None, runs: int | None = None, progress: Progress | None = None
) -> Material:
    """What the page is made from. runs: of the simulation, 0 none; none given: RUNS, of a plan so large that
    they take longer than seconds none.

    Raises InstanceError for a plan whose instance cannot be read.
    """
    audit = planning.audit(plan)
    return Material(plan, audit, against, simulated(plan, runs, progress), reasons_of(plan, audit, progress))


def reasons_of(plan: Plan, audit: AuditReport, progress: Progress | None) -> Reasons | None:
    """Why the plan is as it is; none of a plan that contradicts itself, or its instance."""
    if not audit.ok:
        return None
    try:
        return planning.reasons(plan, telling("limits looked at", progress))
    except InstanceError:
        return None


def telling(what: str, progress: Progress | None) -> Callable[[int, int], None] | None:
    """A function that tells how many of one thing are done."""
    return None if progress is None else partial(progress, what)


def simulated(plan: Plan, runs: int | None, progress: Progress | None) -> Simulation | None:
    """The simulation of a plan that promises something; none where its tables do not fit together, which the
    audit says.
    """
    if not (plan.demand.committed_tt > 0).any() or runs == 0 or (runs is None and is_large(plan)):
        return None
    try:
        tell = telling("runs simulated", progress)
        return simulation.simulate(plan, runs=RUNS if runs is None else runs, progress=tell)
    except InstanceError:
        if runs is None:
            return None
        raise


def is_large(plan: Plan) -> bool:
    """Whether a simulation takes longer than seconds."""
    return int(plan.cohorts.satellites.sum()) > MOST_SATELLITES


def default_name(plan: Plan) -> str:
    """The file name of a plan's page: that of its folder, else the study's, with what a file name should not
    have as dashes.
    """
    name = plan.folder.resolve().name if plan.folder is not None else plan.name
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('.-') or 'plan'}.html"


def write_page(material: Material, path: str | os.PathLike[str], force: bool = False) -> Path:
    """Write the page and return its path. An existing file is replaced only with `force`."""
    target = Path(path)
    require_new([target], force)
    write_all(page_files(material, target), force)
    return target


def page_files(material: Material, path: Path) -> dict[Path, bytes]:
    """The page: its path, and what it holds."""
    from planner.report.page.render import page_of

    with planning.sound_tables(material.plan):
        return {path: page_of(material).encode()}


def picture_files(material: Material, folder: Path) -> dict[Path, bytes]:
    """Every picture as NAME.svg, NAME.png and NAME.csv in a folder: path -> what it holds."""
    from planner.report.page.sections import drawings

    drawn = ((name, draw(width=WIDE)) for _, name, draw in drawings(material))
    kept = ((name, figure) for name, figure in drawn if figure is not None)
    with planning.sound_tables(material.plan):
        return {folder / file: content for name, one in kept for file, content in one.files(name).items()}


def write_all(files: Mapping[Path, bytes], force: bool = False) -> None:
    """Write files, and their folders where they are missing; existing files are replaced only with
    `force`.
    """
    require_new(files, force)
    for folder in dict.fromkeys(path.parent for path in files):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(folder, error) from None
    write_new(files, force)
