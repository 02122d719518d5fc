"""Kinds about terms: how long a way down works."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


@kind
def clouds(rng) -> Arrays:
    """The cheap way down is small and works half of the time; the other one is dear."""
    case = draw(rng, gateways=2)
    ceiling = (case["committed"] + case["optional"]).max() * case["down_gbps"][0]
    case["gateway_gbps"][0] = decimals(0.8 * ceiling)
    case["gateway_musd"] = decimals(np.vstack([case["gateway_musd"][0], case["gateway_musd"][1] * 4]))
    case["gateway_availability"] = decimals([rng.uniform(0.3, 0.6), rng.uniform(0.9, 1.0)], 2)
    return case
