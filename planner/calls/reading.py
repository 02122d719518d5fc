"""What is read: instances, plans, studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.calls.paths import StrPath
from planner.system.guard import check_models

if TYPE_CHECKING:
    from planner.instance.reading import Instance
    from planner.plan.plan import Plan
    from planner.studies.study import Study


def read(path: StrPath) -> Instance:
    """The instance in a TOML file. Raises InstanceError with every problem at once."""
    from planner.instance import arguments, reading

    return reading.read(arguments.a_path("path", path, "an instance file"))


def read_plan(folder: StrPath) -> Plan:
    """The plan in a folder, equal to the one that was written. Raises InstanceError for anything that is not
    one.
    """
    check_models()
    from planner.instance import arguments
    from planner.plan import plan

    return plan.read_plan(arguments.a_path("folder", folder, "a plan folder"))


def read_study(folder: StrPath) -> Study:
    """The study in a folder: `study.frame` has a row for each run that is done, `study.plan(row)` its plan.
    Raises InstanceError for a folder that holds none.
    """
    check_models()
    from planner.instance import arguments
    from planner.studies import study

    return study.read_study(arguments.a_path("folder", folder, "the folder of a study"))
