"""Kinds whose relaxation leaves a decision open that a whole plan takes one way or the other."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_stages import licensed


@kind
def milestone_in_doubt(rng) -> Arrays:
    """A milestone that a part of a second satellite meets, by a period in which flights are dear: in the
    seeds the best plan misses it on purpose.
    """
    case = draw(rng, lives=(3,), launch_periods=3)
    case["decay_periods"][:] = 0
    dear = case["price_musd"] * np.array([1.0, rng.uniform(1.0, 4.0), 1.0])
    case = licensed(case, (0, 1, 0.5), slots=2.2)
    case["optional"] = decimals(rng.uniform(0.3, 1.0) * case["optional"])
    case["price_musd"] = decimals(dear)
    return case
