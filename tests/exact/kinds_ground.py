"""Kinds about ground sites: racks in blocks, power, own generation, lead and life."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


def on_the_ground(rng, case: Arrays) -> Arrays:
    """More committed than one block serves, at a penalty; the grid connection carries two."""
    B, T = case["launch_periods"], len(case["dates"])
    C, R = len(case["workloads"]), len(case["regions"])
    case["grid_mw"] = decimals(case["rack_mw"].max() * 2.2 * np.ones((len(case["sites"]), T)))
    block = case["rack_block"][0] * case["rate"].max(axis=0) * case["period_years"] / (C * R)
    case["committed"] = decimals(rng.uniform(0.9, 1.5) * block[:, None, None] * np.ones((C, R, T)))
    case["shortfall_musd"] = decimals(rng.uniform(20, 60, (C, R)))
    case["committed"][:, :, B:] = 0.0
    case["committed"][:, :, : int(case["site_lead"][0])] = 0.0
    case["optional"] = decimals(rng.uniform(0.8, 2.0) * block[:, None, None] * np.ones((C, R, T)))
    return case


@kind
def ground_only(rng) -> Arrays:
    """No flight at all; replicas on blocks that they do not divide."""
    case = draw(rng, sites=1, accelerators=2, workloads=2, need=[[1, 2], [1, 2]])
    case["cadence"][:] = 0
    case["rack_block"] = np.array([3])
    return on_the_ground(rng, case)


@kind
def ground_peaks(rng) -> Arrays:
    case = draw(rng, sites=1, workloads=2, rack_life=2)
    case["cadence"][:] = 0
    case["peak"] = decimals(rng.uniform(1.5, 2.2, 2), 1)
    case["can_wait"] = np.array([False, True])
    return on_the_ground(rng, case)


@kind
def power(rng) -> Arrays:
    """The grid connection carries one block, the demand wants two."""
    case = draw(rng, sites=1)
    case["cadence"][:, 1] = 0
    case = on_the_ground(rng, case)
    case["grid_mw"] = decimals(case["grid_mw"] / 1.7)
    return case


@kind
def onsite(rng) -> Arrays:
    """The second block needs own power, of which there is just so much."""
    case = draw(rng, sites=1)
    case["cadence"][:] = 0
    case = on_the_ground(rng, case)
    case["grid_mw"] = decimals(case["grid_mw"] * 0.6)
    case["onsite_mw"] = decimals(
        np.full_like(case["grid_mw"], 1.0) * case["rack_mw"].max() * rng.uniform(0.8, 1.2)
    )
    case["onsite_musd"] = decimals(case["grid_musd"] * rng.uniform(1.5, 4.0))
    case["committed"] = decimals(case["committed"] * 2)
    return case


@kind
def rack_life(rng) -> Arrays:
    """Racks for one period."""
    case = draw(rng, sites=1, rack_life=1, launch_periods=3)
    case["cadence"][:] = 0
    return on_the_ground(rng, case)


@kind
def rack_lead(rng) -> Arrays:
    """Racks run a period after their order."""
    case = draw(rng, sites=1, lead=1, rack_life=2)
    case["cadence"][:] = 0
    return on_the_ground(rng, case)


@kind
def ground_alone(rng) -> Arrays:
    """A Case of sites alone: no shell, bus, design, vehicle or gateway exists."""
    case = draw(rng, sites=2, shells=0, buses=0, designs=0, vehicles=0, gateways=0, operations=0, rack_life=2)
    case = on_the_ground(rng, case)
    return case
