"""The tasks of a study's runs, done by a worker: instances made and checked, a run solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner import planning
from planner.continuing.earlier import Earlier
from planner.errors import InstanceError, NoPlan
from planner.plan.plan import Plan
from planner.studies.asked.edits import Recipe, made
from planner.studies.results.row import row_of_plan, row_without_plan
from planner.studies.running.serving import served_of
from planner.studies.running.tasks import Ask, Done, unpacked

CHECK = "planner.studies.running.solving:checked"
SOLVE = "planner.studies.running.solving:solved"
Problems = list[tuple[str, str]]


def checked(body: tuple[bytes, Sequence[Recipe]]) -> list[str | Problems]:
    """The SHA-256 of the instance that each recipe makes of a base, or what the format refuses in it."""
    content, recipes = body
    base = unpacked(content)
    return [sha256_of(base, recipe) for recipe in recipes]


def sha256_of(base: Any, recipe: Recipe) -> str | Problems:
    """The same of one recipe."""
    try:
        return made(base, recipe).sha256
    except InstanceError as error:
        return list(error.problems)


def solved(ask: Ask) -> Done:
    """One run, solved."""
    left: list[Earlier] = []
    earlier = [one for one in map(Earlier.from_bytes, ask.memories) if one is not None]
    try:
        instance = made(unpacked(ask.base), ask.recipe)
        plan = planning.solve(instance, case=ask.case, earlier=earlier, remember=left.append)
    except (NoPlan, InstanceError) as error:
        return Done(row_without_plan(error))
    return Done(
        row_of_plan(plan), kept_of(plan, ask.keep), served_of(plan, instance.data), left[0].to_bytes()
    )


def kept_of(plan: Plan, keep: str | Sequence[str]) -> dict[str, bytes]:
    """The files of a plan that a study keeps."""
    if keep == "row":
        return {}
    files = plan.files()
    if keep == "plan":
        return {f"plan/{name}": content for name, content in files.items()}
    return {f"{name}.csv": files[f"{name}.csv"] for name in keep if f"{name}.csv" in files}
