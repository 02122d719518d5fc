"""Kinds about what is served: compute, tokens, gateways; demand and objective."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind

# --- compute, tokens, gateways ------------------------------------------------------------------------------


@kind
def nested(rng) -> Arrays:
    """Three workloads in a chain of needs 1, 2, 4 on one accelerator."""
    case = draw(rng, workloads=3, need=[[1, 2, 4]], counts=[[5]])
    case["token_weight"] = np.array([[1.0], [2.0], [4.0]]) * np.ones(len(case["dates"]))
    case["optional"] *= 2
    return case


@kind
def attrition(rng) -> Arrays:
    """Two accelerators on one satellite, with heavy losses of satellites and of accelerators."""
    case = draw(rng, accelerators=2, counts=[[3, 2]], lives=(3,))
    case["bus_loss_per_year"] = decimals(rng.uniform(0.2, 0.4, 1), 2)
    case["accelerator_loss_per_year"] = decimals(rng.uniform(0.2, 0.6, 2), 2)
    return case


@kind
def specialists(rng) -> Arrays:
    """Two accelerators on one satellite: one cannot hold the second workload, the other needs two for it."""
    case = draw(rng, accelerators=2, workloads=2, counts=[[2, 3]], need=[[1, 0], [1, 2]])
    case["optional"] *= 2
    return case


@kind
def peaks(rng) -> Arrays:
    """Interactive work needs its peak, batch fills the valleys."""
    case = draw(rng, workloads=2, need=[[int(rng.randint(1, 3)), 1]], counts=[[4]])
    case["peak"] = decimals(rng.uniform(1.5, 2.5, 2), 1)
    case["can_wait"] = np.array([False, True])
    case["optional"] *= 2
    case["committed"] = decimals(0.6 * case["committed"])
    return case


@kind
def wait(rng) -> Arrays:
    """Both workloads peak; one of them may wait."""
    case = draw(rng, workloads=2)
    case["peak"] = decimals(rng.uniform(1.8, 2.5, 2), 1)
    case["can_wait"] = np.array([True, False])
    case["optional"] *= 3
    case["committed"] = decimals(0.4 * case["committed"])
    return case


@kind
def reach(rng) -> Arrays:
    """A satellite serves the region for a third of the time."""
    case = draw(rng, regions=2)
    case["reach"] = decimals(rng.uniform(0.2, 0.4, case["reach"].shape), 2)
    case["committed"] = decimals(0.3 * case["committed"])
    case["optional"] *= 2
    return case


@kind
def up(rng) -> Arrays:
    """Long prompts: the way up decides."""
    case = draw(rng)
    case["up_gbps"] = decimals([rng.uniform(1.5, 2.5)], 2)
    return case


@kind
def down(rng) -> Arrays:
    """Long answers: the way down decides."""
    case = draw(rng)
    case["down_gbps"] = decimals([rng.uniform(1.5, 2.5)], 2)
    return case


@kind
def gateways(rng) -> Arrays:
    """The cheap gateway is small."""
    case = draw(rng, gateways=2)
    ceiling = (case["committed"] + case["optional"]).max() * case["down_gbps"][0]
    case["gateway_gbps"][0] = decimals(0.3 * ceiling)
    case["gateway_musd"] = decimals(np.vstack([case["gateway_musd"][0] * 0.3, case["gateway_musd"][1] * 4]))
    return case


@kind
def routes(rng) -> Arrays:
    """Two shells, two gateways, two regions: one region may use both gateways, the other only the dear one;
    capacity is short.
    """
    case = draw(rng, regions=2, gateways=2, shells=2, launch_periods=2)
    case["gateway_allowed"] = np.array([[[True, True], [False, True]]])
    case["gateway_gbps"] = decimals(rng.uniform(0.2, 0.7, case["gateway_gbps"].shape), 2)
    case["gateway_musd"] = decimals(np.vstack([case["gateway_musd"][0] * 0.3, case["gateway_musd"][1] * 4]))
    case["reach"] = decimals(rng.uniform(0.3, 0.9, case["reach"].shape), 2)
    case["committed"] = decimals(0.3 * case["committed"])
    return case


@kind
def residency(rng) -> Arrays:
    """Tokens of a region come down its own gateway, or from its own site."""
    case = draw(rng, regions=2, gateways=2, sites=1)
    case["gateway_allowed"] = np.eye(2, dtype=bool)[None]
    case["site_allowed"][:, 1] = False
    case["gateway_musd"] = decimals(np.vstack([case["gateway_musd"][0] * 0.3, case["gateway_musd"][1] * 4]))
    return case


# --- demand and objective -----------------------------------------------------------------------------------


@kind
def committed(rng) -> Arrays:
    """A dear first period that the commitment enforces."""
    case = draw(rng)
    case["price_musd"] = decimals([[rng.uniform(15, 25), rng.uniform(3, 5), rng.uniform(3, 5)]])
    return case


@kind
def shortfall(rng) -> Arrays:
    """More of one workload committed than flights can serve, at a penalty; the other commitment is hard."""
    case = draw(rng, workloads=2)
    case["shortfall_musd"][0] = decimals(rng.uniform(2, 12))
    case["committed"] = decimals(np.array([4.0, 0.7]).reshape(2, 1, 1) * case["committed"])
    return case


@kind
def hesitant(rng) -> Arrays:
    """A penalty so low that doing nothing costs less than any plan: but without tokens there is no levelized
    cost.
    """
    case = draw(rng, launch_periods=2, designs=2)
    case["shortfall_musd"][:] = 0.05
    return case


@kind
def optional(rng) -> Arrays:
    """Room for more than anyone wants."""
    case = draw(rng)
    case["optional"] = decimals(0.15 * case["optional"])
    return case


@kind
def min_tokens(rng) -> Arrays:
    """No commitment, but a least output that costs."""
    case = draw(rng, launch_periods=3)
    case["optional"] = decimals(case["optional"] + case["committed"])
    case["committed"][:] = 0.0
    case["price_musd"] = decimals(case["price_musd"] * np.array([[1.0, 1.6, 2.4]]))
    usable_tokens = (
        0.75 * case["period_years"] * case["rate"].max() * case["design_counts"].max() * case["lives"][0]
    )
    case["min_tokens_tt"] = round(float(usable_tokens * case["success"].max() * 2.3), 3)
    case["optional"] *= 3
    case["bus_nre_musd"][:] = case["design_nre_musd"][:] = case["shell_opening_musd"][:] = 0.0
    return case


@kind
def annuity(rng) -> Arrays:
    """The plan ends with the launches: assets are charged for the part of their life inside."""
    return draw(rng, annuity=True, launch_periods=3, lives=(2, 3), sites=int(rng.randint(0, 2)), rack_life=3)


@kind
def annuity_insured(rng) -> Arrays:
    """Premiums are on the whole value of launch and cargo, whatever part of their cost is charged."""
    case = draw(rng, annuity=True, launch_periods=3, lives=(4,))
    case["insurance_rate"] = decimals(1 - case["success"] + rng.uniform(0.05, 0.2, 1), 2)
    return case


@kind
def least_cost(rng) -> Arrays:
    case = draw(rng, designs=2, sites=1)
    case["objective"] = "cost"
    return case


@kind
def net_value(rng) -> Arrays:
    """Revenue less cost, with prices around the cost."""
    case = draw(rng, workloads=2)
    case["objective"] = "npv"
    case["token_price_musd"] = decimals(rng.uniform(4, 30, (2, 1, 1)) * np.ones_like(case["committed"]))
    return case


@kind
def one_period(rng) -> Arrays:
    """One launch period, one period of service, no interest to speak of."""
    return draw(rng, launch_periods=1, lives=(1,), rack_life=1, sites=1, designs=2)


@kind
def twins(rng) -> Arrays:
    """Two vehicles and two designs alike in everything."""
    case = draw(rng, designs=2, vehicles=2, launch_periods=2)
    for name in (n for n in case if n.startswith("design_") and n != "design_bus"):
        case[name][1] = case[name][0]
    case["share"][1] = case["share"][0]
    for name in ("payload_t", "fairing_m3", "price_musd", "success"):
        case[name][1] = case[name][0]
    return case


@kind
def lossless(rng) -> Arrays:
    """Nothing fails, and no money is dear."""
    return draw(rng, attrition=False, designs=2, lives=(1, 2))


@kind
def idle(rng) -> Arrays:
    """Nothing is committed and nothing pays: the best plan is to do nothing, worth exactly nothing."""
    case = draw(rng, sites=1)
    case["objective"] = str(rng.choice(["npv", "cost"]))
    case["token_price_musd"] = decimals(0.1 * np.ones_like(case["committed"]))
    case["committed"][:] = 0.0
    return case
