"""From a study file to its runs: scenarios, levers as rungs, varied paths, zipped lists, a sample, cases; the
last goes fastest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from planner.errors import InstanceError
from planner.instance.problems import Problems
from planner.instance.reading import Instance
from planner.instance.words import did_you_mean
from planner.studies.asked.axes import FACTORS, Axis, Point, Refuse, Times, all_points, points_on
from planner.studies.asked.edits import Put, Recipe, Tables, made, new_tables
from planner.studies.asked.file import Lever, Scenario, StudyFile
from planner.studies.asked.runs import Run
from planner.studies.asked.samples import MOST_RUNS, sampled
from planner.studies.results.table import SUMMARY

AS_IT_IS = "as it is"
"""The first rung of a ladder: no lever is moved."""


def runs_of(study: StudyFile) -> list[Run]:
    """The runs of a study, in their order. Raises InstanceError for paths that lead nowhere, empty or unequal
    axes, too many runs.
    """
    problems = Problems(str(study.path))
    found: list[Run] = []
    for labels, recipe, ground, place in grounds(study, problems.add):
        axes = all_points(ground, study.axes, problems.add)
        if study.sample is not None:
            axes.append(sampled(ground, study.sample, problems.add))
        if problems:
            continue
        count = math.prod(map(len, axes)) * len(study.cases)
        if len(found) + count > MOST_RUNS:
            problems.add(place, f"comes to {len(found) + count:,} runs; at most {MOST_RUNS:,} are taken")
            break
        for points in product(*axes):
            found += with_cases(study, labels, recipe, points)
    for number, picture in enumerate(study.pictures):
        for axis, name in (("x", picture.x), ("y", picture.y)):
            columns = {column for run in found[:1] for column in run.labels} | {*SUMMARY}
            if name is not None and not {name, name + FACTORS} & columns:
                hint = did_you_mean(name, columns)
                problems.add(f"pictures.{number}.{axis}", f"the table has no column {name!r}{hint}")
    problems.raise_if_any([])
    return found


def with_cases(
    study: StudyFile, labels: Mapping[str, Any], recipe: Recipe, points: tuple[Point, ...]
) -> list[Run]:
    """The runs of one point, one a case."""
    for point in points:
        labels = {**labels, **point.labels}
    values = {path: value for point in points for path, value in point.values.items()}
    whole = (*recipe, Put(values)) if values else recipe
    runs = {case: Run({**labels, "case": case}, study.base, case, whole) for case in study.cases}
    if study.same_tokens_as is not None:
        reference = runs[study.same_tokens_as]
        runs = {
            case: run if run is reference else replace(run, reference=reference) for case, run in runs.items()
        }
    return list(runs.values())


def grounds(study: StudyFile, refuse: Refuse) -> Iterator[tuple[dict[str, Any], Recipe, Instance, str]]:
    """Labels, recipe, instance and place of each scenario and rung: what the axes are put on."""
    scenarios: list[Scenario | None] = [*study.scenarios] or [None]
    for number, scenario in enumerate(scenarios):
        labels: dict[str, Any] = {} if scenario is None else {"scenario": scenario.name}
        place = "" if scenario is None else f"scenarios.{number}"
        try:
            recipe: Recipe = ()
            ground = study.base
            if scenario is not None:
                recipe, ground = of_scenario(study.base, scenario, place, refuse)
            if not study.levers:
                yield labels, recipe, ground, place
                continue
            for rung, lever in enumerate([None, *study.levers]):
                change = ""
                if lever is not None:
                    change = worded(lever.set)
                    recipe, ground = moved(recipe, ground, lever.set, f"levers.{rung - 1}.set", refuse)
                yield labels | rung_labels(rung, lever, change), recipe, ground, place
        except InstanceError as error:
            for key, message in error.problems:
                refuse(f"{place}: {key}".lstrip(": "), message)


def rung_labels(rung: int, lever: Lever | None, change: str) -> dict[str, Any]:
    """What the table says of a rung."""
    return {
        "rung": rung,
        "lever": AS_IT_IS if lever is None else lever.name,
        "change": change,
        "source": "" if lever is None else lever.source,
    }


def of_scenario(base: Instance, scenario: Scenario, place: str, refuse: Refuse) -> tuple[Recipe, Instance]:
    """The recipe of a scenario and what it makes."""
    recipe: Recipe = ()
    if scenario.add or scenario.remove:
        tables = Tables(new_tables(base, scenario.add, scenario.remove), scenario.remove)
        recipe, base = (tables,), tables.on(base)
    return moved(recipe, base, scenario.set, f"{place}.set", refuse)


def moved(
    recipe: Recipe, ground: Instance, changes: Mapping[str, Any], place: str, refuse: Refuse
) -> tuple[Recipe, Instance]:
    """A recipe with further changes, and what they make of its instance."""
    if not changes:
        return recipe, ground
    points = points_on(ground, Axis(place, [changes]), refuse)
    if not points:
        return recipe, ground
    edit = Put(points[0].values)
    return (*recipe, edit), made(ground, (edit,))


def worded(changes: Mapping[str, Any]) -> str:
    """Changes for people: `vehicles.*.price_musd x 0.2, study.discount_rate = 0.05`."""
    return ", ".join(
        f"{path} x {value.factor:g}" if isinstance(value, Times) else f"{path} = {value}"
        for path, value in changes.items()
    )
