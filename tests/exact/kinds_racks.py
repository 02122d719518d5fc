"""Kinds about racks that stand: at rest, with accelerators that fail, and gone before their time."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_assured import assured_ground
from kinds_existing import stand
from kinds_ground import on_the_ground


def may_rest(rng, case: Arrays) -> Arrays:
    """Racks at rest draw less; energy is dear."""
    case["idle_power_share"] = decimals(rng.uniform(0.2, 0.6, len(case["sites"])), 2)
    case["grid_musd"] = decimals(case["grid_musd"] * 6)
    return case


@kind
def idle_racks(rng) -> Arrays:
    """Two blocks stand and one is wanted, or less: what rests draws idle power."""
    case = draw(rng, sites=1, accelerators=2, rack_life=2, launch_periods=2)
    case["cadence"][:] = 0
    case = may_rest(rng, on_the_ground(rng, stand(case, blocks=2, leaves=2)))
    case["optional"] *= 0.1
    return case


@kind
def idle_power(rng) -> Arrays:
    """The connection feeds one block at work and another at rest; replicas that a block does not divide into,
    and own power.
    """
    case = draw(rng, sites=1, workloads=2, need=[[1, 2]], launch_periods=2)
    case["cadence"][:] = 0
    case["rack_block"] = np.array([3])
    case = may_rest(rng, on_the_ground(rng, stand(case, blocks=2, leaves=2)))
    most = case["rack_mw"].max()
    case["grid_mw"] = decimals(np.full_like(case["grid_mw"], most * (1.05 + case["idle_power_share"][0])))
    case["onsite_mw"] = decimals(np.full_like(case["grid_mw"], 0.3 * most))
    case["onsite_musd"] = decimals(case["grid_musd"] * rng.uniform(1.2, 2.0))
    return case


@kind
def idle_peaks(rng) -> Arrays:
    """What runs is what the peak takes, and batch fills the valleys."""
    case = draw(rng, sites=1, workloads=2, rack_life=2, launch_periods=2)
    case["cadence"][:] = 0
    case["peak"] = decimals(rng.uniform(1.5, 2.2, 2), 1)
    case["can_wait"] = np.array([False, True])
    case = may_rest(rng, on_the_ground(rng, stand(case, blocks=3, leaves=2)))
    case["optional"] *= 0.2
    case["grid_mw"] *= 2
    return case


@kind
def idle_assured(rng) -> Arrays:
    """Racks set aside for a promise run."""
    return may_rest(rng, stand(assured_ground(rng), blocks=2, leaves=2))


@kind
def idle_cash(rng) -> Arrays:
    """Energy for what runs is paid from what was earned."""
    case = draw(rng, sites=1, rack_life=2, launch_periods=2)
    case["cadence"][:] = 0
    case = may_rest(rng, on_the_ground(rng, stand(case, blocks=2, leaves=2)))
    case["cash_limited"], case["interest_factor"] = True, 1.02
    case["capital_musd"] = np.zeros(len(case["dates"]))
    case["capital_musd"][0] = decimals(rng.uniform(1.1, 1.9) * case["rack_cost_musd"].max(), 2)
    case["objective"] = "npv"
    case["token_price_musd"] = decimals(rng.uniform(3.0, 9.0) * np.ones_like(case["committed"]))
    case["optional"] *= 0.3
    case["committed"] *= 0.1
    return case


@kind
def lost_accelerators(rng) -> Arrays:
    """Failed accelerators are missed: alone, and by replicas of two in blocks of three; racks of before have
    lost some already.
    """
    case = draw(rng, sites=1, workloads=2, need=[[1, 2]], rack_life=3, launch_periods=2)
    case["cadence"][:] = 0
    case["rack_block"] = np.array([3])
    case["rack_loss_per_year"] = decimals(rng.uniform(0.2, 0.7, (1, 1)), 2)
    case = on_the_ground(rng, stand(case, blocks=1, leaves=2))
    case["installed_age_years"] = decimals(rng.uniform(0.5, 2.0, 1), 2)
    return case


@kind
def replaced_accelerators(rng) -> Arrays:
    """Failed accelerators are bought again: racks cost more the longer they stand."""
    case = draw(rng, sites=2, rack_life=2, launch_periods=2)
    case["cadence"][:] = 0
    case["rack_replacement_musd"] = decimals(rng.uniform(0.5, 3.0, (2, 1, 1)) * np.ones_like(case["rack_mw"]))
    return on_the_ground(rng, case)


@kind
def racks_that_leave(rng) -> Arrays:
    """Blocks of before that cost more than they earn may leave; more stand than are wanted, and what they had
    has failed in part.
    """
    case = draw(rng, sites=1, workloads=2, need=[[1, 2]], rack_life=2, launch_periods=2)
    case["cadence"][:] = 0
    case["rack_block"] = np.array([4])
    case = may_rest(rng, on_the_ground(rng, stand(case, blocks=2, leaves=5)))
    case["rack_loss_per_year"] = decimals(rng.uniform(0.1, 0.4, (1, 1)), 2)
    case["installed_may_retire"] = np.array([True])
    case["rack_upkeep_musd"] = decimals(case["rack_upkeep_musd"] + rng.uniform(1.0, 4.0))
    return case
