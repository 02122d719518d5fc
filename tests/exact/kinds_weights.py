"""Kinds about what a token counts for when that changes with time."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


def drifting(case: Arrays, factors) -> np.ndarray:
    """The weights, each multiplied from period to period by its factor: [c,t]."""
    steps = np.asarray(factors, float)[:, None] ** np.arange(len(case["dates"]))
    return decimals(case["token_weight"] * steps)


@kind
def weights(rng) -> Arrays:
    """Tokens of one workload gain weight every period, those of the other lose it: when to launch, and for
    whom.
    """
    case = draw(rng, workloads=2, lives=(1, 2))
    case["token_weight"] = drifting(case, [rng.uniform(1.4, 2.0), rng.uniform(0.5, 0.8)])
    case["optional"] *= 2
    case["committed"] = decimals(0.4 * case["committed"])
    return case


@kind
def weights_later(rng) -> Arrays:
    """Tokens weigh little in the first period, but some are committed there: a small satellite then, or a
    large one at once.
    """
    case = draw(rng, designs=2, counts=[[1], [4]], lives=(1, 3))
    case["token_weight"][:, 0] = decimals(rng.uniform(0.05, 0.3))
    case["committed"] = decimals(0.15 * case["committed"])
    case["optional"] *= 2
    return case


@kind
def weights_least(rng) -> Arrays:
    """Nothing is committed but a least output, to which a token of a late period gives twice as much: flights
    get dearer meanwhile.
    """
    case = draw(rng, lives=(1,))
    case["optional"] = decimals(3 * (case["optional"] + case["committed"]))
    case["committed"][:] = 0.0
    case["price_musd"] = decimals(case["price_musd"] * np.array([[1.0, 1.5, 2.2]]))
    case["token_weight"] = drifting(case, [rng.uniform(1.6, 2.0)])
    one = 0.6 * case["period_years"] * case["rate"].max() * case["design_counts"].max()
    case["min_tokens_tt"] = round(float(one * (1 + case["token_weight"][0, 1])), 3)
    return case


@kind
def weights_short(rng) -> Arrays:
    """More committed than flights can serve, at a penalty that is low where tokens weigh most."""
    case = draw(rng, workloads=2)
    case["token_weight"] = drifting(case, [rng.uniform(0.4, 0.7), rng.uniform(1.3, 1.8)])
    case["shortfall_musd"][:] = decimals(rng.uniform(1, 8, (2, 1)))
    case["committed"] = decimals(np.array([3.0, 2.0]).reshape(2, 1, 1) * case["committed"])
    return case
