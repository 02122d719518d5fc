"""Samples between each figure's own low and high: Latin hypercube and Sobol points (scipy.stats.qmc).

A point of the unit cube is a value of each figure,

    value = low + share * (high - low),

uniform in between. Of a series, low and high are those of its first value: the whole series is multiplied by
value / first value. Whole numbers are rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from planner.instance.reading import Instance
from planner.instance.series import Series
from planner.studies.asked.axes import Point
from planner.studies.asked.figures import NoFigure, first_of, times, value_of, with_range

Method = Literal["latin hypercube", "sobol"]
METHODS: tuple[Method, ...] = ("latin hypercube", "sobol")
MOST_RUNS = 100_000


@dataclass(frozen=True)
class Sample:
    """How many points, by which method, of which figures (none: every one with low and high)."""

    method: Method
    runs: int
    seed: int = 0
    figures: tuple[str, ...] = ()


def sampled(instance: Instance, sample: Sample, refuse: Any) -> list[Point]:
    """The points of a sample on a base."""
    paths: dict[str, None] = {}
    for pattern in sample.figures or ("",):
        try:
            paths |= dict.fromkeys(with_range(instance, pattern))
        except NoFigure as error:
            refuse(f"sample.figures.{pattern}".rstrip("."), str(error))
    if not paths:
        return []
    shares = unit_points(sample, len(paths))
    return [
        Point(
            {"sample": number, **drawn(instance, list(paths), row)[0]}, drawn(instance, list(paths), row)[1]
        )
        for number, row in enumerate(shares)
    ]


def unit_points(sample: Sample, dimensions: int) -> np.ndarray:
    """Points of the unit cube, the same for the same seed: [runs, dimensions]."""
    from scipy.stats import qmc

    if sample.method == "sobol":
        engine = qmc.Sobol(dimensions, seed=sample.seed)
        return engine.random_base2(sample.runs.bit_length() - 1)
    return qmc.LatinHypercube(dimensions, seed=sample.seed).random(sample.runs)


def drawn(
    instance: Instance, paths: Sequence[str], shares: np.ndarray
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Labels and values of one point."""
    labels, values = {}, {}
    for path, share in zip(paths, shares):
        noted, held = instance.provenance[path], value_of(instance, path)
        assert noted.low is not None and noted.high is not None
        value: Any = float(f"{noted.low + float(share) * (noted.high - noted.low):.12g}")
        first = first_of(held)
        if isinstance(held, Series) and len(held.values) > 1 and first:
            values[path] = times(instance, path, value / first)
        else:
            value = round(value) if isinstance(held, int) else value
            values[path] = value
        labels[path] = value
    return labels, values
