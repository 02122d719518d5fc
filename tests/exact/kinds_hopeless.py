"""Kinds without any plan, one for each reason: a hard commitment or a least output that nothing serves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from draws import Arrays, draw
from kinds import KINDS, decimals


def hopeless(spoil: Callable[[Arrays], None]) -> None:
    """Register a kind without any plan: a plain Case, spoilt so that its hard demand cannot be met."""

    def infeasible(rng) -> Arrays:
        case = draw(rng, sites=int(rng.randint(0, 2)))
        spoil(case)
        return case

    KINDS["infeasible-" + spoil.__name__.replace("_", "-")] = infeasible


@hopeless
def too_much(case):
    """More tokens than all flights and racks can make."""
    case["committed"] = 8 * case["committed"]


@hopeless
def beyond_latency(case):
    case["reach"][:] = 0.0
    case["site_allowed"][:] = False


@hopeless
def no_way_down(case):
    case["gateway_allowed"][:] = False
    case["site_allowed"][:] = False


@hopeless
def before_the_first_flight(case):
    case["cadence"][:, 0] = 0
    case["rack_offered"][:] = False


@hopeless
def too_many_tokens(case):
    """A least output beyond all demand."""
    ceiling = (case["token_weight"][:, None] * (case["committed"] + case["optional"])).sum()
    case["min_tokens_tt"] = float(ceiling) + 1.0


@hopeless
def replica_too_large(case):
    case["need"][:] = 16


@hopeless
def half_a_slot(case):
    """Half a satellite would serve the demand, but there is none."""
    case["slots"][:] = 0.5 * case["success"][0]
    case["grid_mw"][:] = 0.01
    case["committed"] = decimals(0.1 * case["committed"])


@hopeless
def half_a_satellite_of_accelerators(case):
    case["supply"][:] = 1.0
    case["committed"] = decimals(0.1 * case["committed"])


@hopeless
def factory_of_halves(case):
    case["bus_rate"][:] = 0.5
    case["rack_offered"][:] = False
    case["committed"] = decimals(0.1 * case["committed"])


@hopeless
def peak_beyond(case):
    """The mean could be served, the peak cannot."""
    case["peak"][:] = 9.0


@hopeless
def no_capital(case):
    """Everything could be built, and nothing paid."""
    case["cash_limited"] = True
    case["capital_musd"] = np.full(len(case["dates"]), 0.01)
