"""Kinds about commitments that are to be met with a stated probability."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


def by_variance(rng, case: Arrays) -> Arrays:
    """Half of the cases go by Cantelli's bound, with a margin of the same size."""
    case["by_variance"] = bool(rng.randint(0, 2))
    if case["by_variance"]:
        chance = case["assured"].max()
        case["assured_exponent"] = decimals(
            case["assured_exponent"] * chance / (1 - chance) / 2 / -np.log(1 - chance)
        )
    return case


def exponents(rng, case: Arrays, low: float = 0.8, high: float = 2.5) -> np.ndarray:
    """Margins of a tenth to a third of what one satellite serves in a period, at 60 to 95 %."""
    one = case["period_years"] * float((case["design_counts"] @ case["rate"]).max())
    return decimals(rng.uniform(low, high, case["committed"].shape[::2]) * 6 / one)


@kind
def assured(rng) -> Arrays:
    """What one satellite would serve on average is to be served nearly always."""
    case = draw(rng, launch_periods=2, designs=2)
    case["assured"] = decimals([rng.uniform(0.6, 0.95)], 2)
    case["assured_exponent"] = exponents(rng, case)
    case["cadence"][:] = 2
    return by_variance(rng, case)


@kind
def assured_replicas(rng) -> Arrays:
    """Two accelerators hold a replica of the assured workload, one of the other; two kinds in a satellite."""
    case = draw(rng, launch_periods=2, workloads=2, accelerators=2, counts=[[3, 2]], need=[[2, 1], [1, 1]])
    case["assured"] = decimals([rng.uniform(0.6, 0.9), 0.0], 2)
    case["assured_exponent"] = exponents(rng, case)
    case["committed"] = decimals(0.7 * case["committed"])
    case["cadence"][:] = 2
    return by_variance(rng, case)


@kind
def assured_peaks(rng) -> Arrays:
    """Two assured workloads of two regions, with peaks, one of which a satellite sees for part of the
    time.
    """
    case = draw(rng, launch_periods=2, workloads=2, regions=2)
    case["assured"] = decimals(rng.uniform(0.5, 0.8, 2), 2)
    case["assured_exponent"] = exponents(rng, case, 2.0, 4.0)
    case["peak"], case["can_wait"] = decimals(rng.uniform(1.5, 2.0, 2), 1), np.array([True, False])
    case["reach"] = decimals(rng.uniform(0.3, 0.6, case["reach"].shape), 2)
    case["committed"] = decimals(0.4 * case["committed"])
    case["cadence"][:] = 2
    return by_variance(rng, case)


@kind
def assured_reach(rng) -> Arrays:
    """Two shells, from which the region is seen for a small part of the time."""
    case = draw(rng, launch_periods=1, shells=2, lives=(2,))
    case["assured"] = decimals([rng.uniform(0.5, 0.8)], 2)
    case["assured_exponent"] = exponents(rng, case, 2.0, 4.0)
    case["reach"] = decimals(rng.uniform(0.2, 0.5, case["reach"].shape), 2)
    case["committed"] = decimals(0.35 * case["committed"])
    case["cadence"][:] = 3
    return by_variance(rng, case)


@kind
def assured_ground(rng) -> Arrays:
    """A site serves the assured workload without a margin; beside a fleet with it."""
    case = draw(rng, launch_periods=2, sites=1, rack_life=2)
    case["assured"] = decimals([rng.uniform(0.6, 0.95)], 2)
    case["assured_exponent"] = exponents(rng, case)
    case["rack_cost_musd"] = decimals(case["rack_cost_musd"] * rng.uniform(2.0, 5.0))
    case["cadence"][:] = 2
    return by_variance(rng, case)


@kind
def assured_flown(rng) -> Arrays:
    """Satellites that fly already are part of the reserve."""
    case = draw(rng, launch_periods=2)
    case["assured"] = decimals([rng.uniform(0.6, 0.95)], 2)
    case["assured_exponent"] = exponents(rng, case)
    case["cadence"][:] = 2
    case["committed"] = decimals(0.7 * case["committed"])
    case["shell_opening_musd"][:] = 0.0
    case |= {
        "flown": ("flown-1",), "flown_design": np.array([0]), "flown_shell": np.array([0]),
        "flown_satellites": np.array([2]), "flown_working": decimals([rng.uniform(0.8, 1.8)], 2),
        "flown_dead": np.zeros(1), "flown_age_years": decimals([rng.uniform(0.5, 2)], 2),
        "flown_history_years": np.zeros(1), "flown_arrives": np.array([-1]), "flown_leaves": np.array([2]),
        "flown_may_retire": np.array([bool(rng.randint(0, 2))]),
    }  # fmt: skip
    return by_variance(rng, case)


@kind
def assured_or_paid(rng) -> Arrays:
    """A penalty at which it may pay to promise less."""
    case = draw(rng, launch_periods=2, sites=int(rng.randint(0, 2)))
    case["assured"] = decimals([rng.uniform(0.6, 0.95)], 2)
    case["assured_exponent"] = exponents(rng, case)
    case["shortfall_musd"][:] = decimals(rng.uniform(2, 15))
    case["token_price_musd"] = decimals(rng.uniform(4, 10) * np.ones_like(case["committed"]))
    case["take_or_pay"] = decimals(np.minimum(rng.uniform(0.0, 0.5), case["shortfall_musd"] / 10.1), 2)
    case["objective"] = str(rng.choice(["levelized_cost", "npv"]))
    case["cadence"][:] = 2
    return by_variance(rng, case)
