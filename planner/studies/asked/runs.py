"""The runs of a study: questions that differ in a few values, and what distinguishes each in its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.choices import Side
from planner.instance.reading import Instance
from planner.studies.asked.edits import Recipe, made


@dataclass(frozen=True)
class Run:
    """One question of a study, complete: the instance with its changes, gap and time limit in it.

    labels     column -> value, what distinguishes this run from others: varied paths, scenario, case, rung
    instance   the instance; with a recipe, the base that it is put on
    case       which side may serve
    recipe     edits that make the instance of this run from `instance`, when it is needed
    reference  another run: this one must serve the tokens that the other's plan serves, by workload, region
               and period
    """

    labels: Mapping[str, Any]
    instance: Instance
    case: Side = "both"
    recipe: Recipe = ()
    reference: Run | None = None

    def question(self) -> Instance:
        """The instance to solve (without the tokens of a reference)."""
        return made(self.instance, self.recipe)


def a_mapping(values: Any) -> Mapping[str, Any]:
    """Values by key path, as they are given."""
    if not isinstance(values, Mapping) or not all(isinstance(path, str) for path in values):
        raise TypeError(
            "values must be a mapping of key paths such as vehicles.starship.price_musd to lists of values"
        )
    if not values:
        raise ValueError("values must name one key path at least: there is nothing to vary")
    return values


def listed(path: str, given: Any) -> Sequence[Any]:
    """The values of one path."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"values of {path} must be a list of values, not {type(given).__name__}")
    found = list(given)
    if not found:
        raise ValueError(f"values of {path} must not be empty")
    return found
