"""A run of a study without what its neighbours left: the measure of what a start saves."""

from __future__ import annotations

from dataclasses import replace

from planner.studies.running.solving import solved as started
from planner.studies.running.tasks import Ask, Done


def solved(ask: Ask) -> Done:
    """One run, solved from nothing."""
    return started(replace(ask, memories=()))
