"""Kinds about what exists when the study starts: satellites that fly or are on their way, racks that stand,
flights under contract.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_hopeless import hopeless


def fly(rng, case: Arrays, count: int = 2) -> Arrays:
    """Some existing cohorts of the Case's designs, in service by now or a period later, of shells that are
    open.
    """
    designs, shells, T = len(case["designs"]), len(case["shells"]), len(case["dates"])
    case["flown"] = tuple(f"existing-{i + 1}" for i in range(count))
    case["flown_design"] = rng.randint(0, designs, count)
    case["flown_shell"] = rng.randint(0, shells, count)
    case["flown_arrives"] = np.array([*rng.randint(-4, 1, count - 1), int(rng.randint(-1, 2))])
    case["flown_leaves"] = rng.randint(2, T + 2, count)
    case["flown_satellites"] = rng.randint(2, 4, count)
    case["flown_working"] = decimals(rng.uniform(0.4, 0.9, count) * case["flown_satellites"])
    case["flown_age_years"] = decimals(
        np.maximum(0, -case["flown_arrives"]) * case["period_years"] + rng.uniform(0, 0.2, count), 2
    )
    case["flown_dead"] = decimals(np.array([1.0, 0.0])[:count] * rng.uniform(0.3, 1.0, count))
    case["flown_history_years"] = np.where(case["flown_dead"] > 0, 0.0, case["flown_age_years"])
    case["shell_opening_musd"][case["flown_shell"]] = 0.0
    return case


@kind
def existing_satellites(rng) -> Arrays:
    """Satellites of two designs fly already and serve a part of what is asked."""
    case = draw(rng, designs=2, lives=(2, 3), launch_periods=2, shells=int(rng.randint(1, 3)))
    case["committed"] = decimals(2.2 * case["committed"])
    return fly(rng, case)


@kind
def existing_replicas(rng) -> Arrays:
    """Replicas of several accelerators on satellites that have lost some of theirs."""
    case = draw(rng, workloads=2, need=[[1, 2]], counts=[[5]], lives=(2,), launch_periods=2)
    case["accelerator_loss_per_year"] = decimals(rng.uniform(0.2, 0.5, 1), 2)
    case["optional"] *= 2
    case["committed"] = decimals(1.8 * case["committed"])
    return fly(rng, case)


@kind
def existing_slots(rng) -> Arrays:
    """The living and the dead of before hold slots that new satellites want."""
    case = fly(rng, draw(rng, lives=(2,), launch_periods=3))
    case["bus_loss_per_year"] = np.array([0.4])
    case["flown_leaves"] = rng.randint(-1, 3, 2)
    case["flown_working"] = decimals(rng.uniform(0.8, 1.4, 2))
    case["flown_history_years"] = decimals(rng.uniform(0.3, 1.0, 2), 2)
    case["flown_dead"] = decimals(rng.uniform(0.5, 1.0, 2), 2)
    case["decay_periods"][:] = rng.randint(1, 3)
    case["slots"][:] = decimals(rng.uniform(4.0, 5.0), 1)
    case["committed"] = decimals(0.1 * case["committed"])
    case["optional"] *= 3
    case["price_musd"] = decimals(case["price_musd"] * np.array([[0.3, 1.0, 2.0]]))
    return case


def may_retire(case: Arrays, count: int) -> Arrays:
    """One cohort of so many satellites that works from the start and stays for long, unless the plan retires
    it.
    """
    case["flown_arrives"][:] = -1
    case["flown_leaves"][:] = len(case["dates"]) + 1
    case["flown_satellites"][:] = count
    case["flown_working"] = decimals(0.9 * case["flown_satellites"])
    case["flown_may_retire"] = np.array([True])
    return case


@kind
def early_retirement(rng) -> Arrays:
    """Old satellites hold slots of a small licence that a newer generation, available a period later, would
    earn more with.
    """
    case = fly(rng, draw(rng, designs=2, lives=(2,), launch_periods=2), count=1)
    case = may_retire(case, 2)
    case["flown_design"][:] = 0
    case["design_counts"] = np.array([[1], [4]])
    case["design_from"] = np.array([0, 1])
    case["slots"][:] = 2.0
    case["decay_periods"][:] = 0
    case["committed"] = decimals(0.1 * case["committed"])
    case["optional"] = decimals(4 * case["optional"])
    return case


@kind
def early_retirement_idle(rng) -> Arrays:
    """Satellites that cost more to run than their tokens are worth, in a shell of their own with a yearly
    cost.
    """
    case = fly(rng, draw(rng, designs=2, shells=2, lives=(2,), launch_periods=2), count=1)
    case = may_retire(case, 1)
    case["flown_shell"][:] = 1
    case["flown_design"][:] = 0
    case["shell_opening_musd"][1] = 0.0
    case["design_counts"] = np.array([[1], [3]])
    case["bus_operations_musd"] = decimals(case["bus_operations_musd"] + 3.0)
    case["shell_yearly_musd"] = decimals(case["shell_yearly_musd"] + np.array([0.0, 2.0]))
    case["decay_periods"][:] = rng.randint(0, 3)
    return case


@kind
def early_retirement_replicas(rng) -> Arrays:
    """Groups of accelerators of satellites on their way, the known dead of another cohort beside them, and a
    milestone.
    """
    case = draw(rng, workloads=2, need=[[1, 2]], counts=[[5]], lives=(2,), launch_periods=2)
    case["accelerator_loss_per_year"] = decimals(rng.uniform(0.2, 0.5, 1), 2)
    case = fly(rng, case)
    case["flown_satellites"] = np.array([2, 1])
    case["flown_working"] = np.array([1.4, 0.9])
    case["flown_arrives"] = np.array([-1, 1])
    case["flown_leaves"] = np.array([5, 3])
    case["flown_may_retire"] = np.array([True, True])
    case["bus_operations_musd"] = decimals(case["bus_operations_musd"] + 1.5)
    case["slots"][:] = 3.0
    case["milestone_shell"], case["milestone_period"] = np.array([0]), np.array([1])
    case["milestone_share"] = np.array([0.5])
    return case


def stand(case: Arrays, blocks: int, leaves: int) -> Arrays:
    """Blocks of the first kind at the first site since a period before the study."""
    case["installed"] = ("existing-racks-1",)
    case["installed_site"] = case["installed_accelerator"] = np.zeros(1, int)
    case["installed_blocks"], case["installed_leaves"] = np.array([blocks]), np.array([leaves])
    case["installed_arrives"], case["installed_age_years"] = np.array([-1]), np.array([case["period_years"]])
    case["installed_may_retire"] = np.array([False])
    return case


@kind
def existing_racks(rng) -> Arrays:
    """Racks stand, and leave before the study ends; power for one more block."""
    case = draw(rng, sites=1, rack_life=2, launch_periods=3)
    case = stand(case, blocks=1, leaves=int(rng.randint(1, 4)))
    case["grid_mw"] = decimals(case["rack_mw"].max() * 2.2 * np.ones_like(case["grid_mw"]))
    case["committed"] = decimals(1.3 * case["committed"])
    return case


@kind
def contracted_flights(rng) -> Arrays:
    """A flight is bought for a period in which launching is dear; what is not paid of it is owed."""
    case = draw(rng, lives=(3,), vehicles=2, launch_periods=2)
    case["contracted"] = np.array([[0, int(rng.randint(1, 3))], [int(rng.randint(0, 2)), 0]])
    case["price_musd"] = decimals(case["price_musd"] * np.array([[1.0, 2.0], [1.5, 1.0]]))
    owed = rng.uniform(0.1, 0.8, case["contracted"].shape) * case["contracted"] * case["price_musd"]
    case["contract_owed_musd"] = decimals(owed)
    case["optional"] *= 3
    return case


@hopeless
def arrives_after_its_milestone(case):
    """Eight satellites on their way to a shell whose milestone asks for half of 50 slots a period earlier:
    one flight of two cannot meet it.
    """
    case["flown"], case["flown_design"], case["flown_shell"] = ("existing-1",), np.array([0]), np.array([0])
    case["flown_arrives"], case["flown_leaves"] = np.array([1]), np.array([3])
    case["flown_satellites"], case["flown_working"] = np.array([8]), np.array([8.0])
    case["flown_dead"] = case["flown_age_years"] = case["flown_history_years"] = np.zeros(1)
    case["shell_opening_musd"][:] = 0.0
    case["milestone_shell"], case["milestone_period"] = np.array([0]), np.array([0])
    case["milestone_share"] = np.array([0.5])
