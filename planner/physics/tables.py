"""Reading the shipped tables, and interpolating between their nodes."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from planner.physics.limits import Array


def read_text(name: str) -> str:
    """Text of one file of the data folder beside this module."""
    return (files("planner.physics") / "data" / name).read_text(encoding="utf-8")


def bracket(nodes: Array, x: Array) -> tuple[np.ndarray, Array]:
    """Index i of the node at or below x, and weight w of the next: x = (1 - w) nodes[i] + w nodes[i + 1].

    nodes ascend along the last axis: either one list for all x, or one list per x (shape x.shape + (nodes,)).
    Callers refuse x outside the nodes beforehand.
    """
    count = nodes.shape[-1]
    below = np.clip((nodes <= x[..., None]).sum(axis=-1) - 1, 0, count - 2)
    grid = np.broadcast_to(nodes, x.shape + (count,))
    low = np.take_along_axis(grid, below[..., None], axis=-1)[..., 0]
    high = np.take_along_axis(grid, below[..., None] + 1, axis=-1)[..., 0]
    return below, (x - low) / (high - low)


def blend(low: Array, high: Array, weight: Array, floor: float) -> Array:
    """Value between two nodes, logarithmic in value + floor: exp((1 - w) ln(low + floor) + w ln(high +
    floor)) - floor.

    floor: a value that is as good as nothing. It lets values fall to zero, and it keeps the result continuous
    along every axis of a table where some nodes are zero; values far above it are interpolated in their
    logarithm.
    """
    return np.exp((1 - weight) * np.log(low + floor) + weight * np.log(high + floor)) - floor
