"""The four large families of kinds: manifests that bind, orbit with ground, replicas that do not divide, two
service lives.
"""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind


def seasoned(rng, case: Arrays) -> Arrays:
    """Now and then one more thing that a plan must mind, so that the large families also test how the limits
    meet.
    """
    S, B, V = len(case["shells"]), case["launch_periods"], len(case["vehicles"])
    for mind in rng.choice(12, size=int(rng.randint(0, 4)), replace=False):
        if mind == 0:
            case["insurance_rate"] = decimals(1 - case["success"] + rng.uniform(0.02, 0.1, V))
        elif mind == 1:
            case["bus_rate"] = decimals(rng.uniform(1.0, 2.5, (len(case["buses"]), B)), 1)
        elif mind == 2:
            case["supply"] = 1.0 * rng.randint(4, 9, case["supply"].shape)
        elif mind == 3:
            case["reach"] = decimals(rng.uniform(0.4, 0.8, case["reach"].shape), 2)
        elif mind == 4:
            case["gateway_gbps"] = decimals(rng.uniform(0.5, 1.5, case["gateway_gbps"].shape), 2)
        elif mind == 5:
            case["shortfall_musd"] = decimals(rng.uniform(10, 40, case["shortfall_musd"].shape), 1)
        elif mind == 6:
            case["price_musd"] = decimals(case["price_musd"] * rng.uniform(0.5, 0.8) ** np.arange(B))
        elif mind == 7:
            case["shell_opening_musd"] = decimals(rng.uniform(4, 12, S), 1)
        elif mind == 8:
            case["bus_nre_musd"] = decimals(rng.uniform(5, 15, len(case["buses"])), 1)
        elif mind == 9:
            case["slots"] = decimals(np.minimum(case["slots"], rng.uniform(1.8, 4.0)), 1)
        elif mind == 10:
            case["cadence"][:, int(rng.randint(0, B))] = 2 if len(case["designs"]) == 1 else 0
        elif mind == 11:
            case["token_price_musd"] = decimals(rng.uniform(5, 30) * np.ones_like(case["committed"]))
            case["objective"] = str(rng.choice(["npv", "cost"]))
    return case


@kind
def manifests(rng) -> Arrays:
    """Two designs share flights: mass, volume or count cut the combinations; sometimes one drop serves two
    shells.
    """
    S, V = (int(n) for n in rng.randint(1, 3, 2))
    is_wide = S == 2 or V == 2
    case = draw(
        rng,
        designs=2,
        buses=int(rng.randint(1, 3)),
        shells=S,
        vehicles=V,
        counts=[[int(rng.randint(3, 5))], [int(rng.randint(1, 3))]],
        lives=(int(rng.randint(1, 4)),),
        launch_periods=2 if is_wide else 3,
    )
    case["design_mass_t"] = decimals([rng.uniform(1.6, 2.4), rng.uniform(0.6, 1.1)], 2)
    case["design_volume_m3"] = decimals([rng.uniform(5, 7), rng.uniform(2.0, 4.5)], 1)
    heavy, light = case["design_mass_t"]
    case["payload_t"] = decimals(
        rng.choice([heavy + light, 2 * heavy, heavy + 0.5 * light, 1.5 * heavy + light], (V, S)), 2
    )
    case["fairing_m3"] = decimals(rng.uniform(1.1, 2.2, V) * case["design_volume_m3"].sum(), 1)
    case["satellites_max"] = rng.randint(2, 4, V)
    case["cadence"] = np.ones((V, 2), int) if is_wide else rng.randint(1, 3, (V, 3))
    if S == 2 and rng.random_sample() < 0.6:
        case["drops"], case["drop_shells"] = ("drop-1",), ((0, 1),)
        case["payload_t"] = case["payload_t"][:, :1]
    case["slots"] = decimals(rng.uniform(1.8, 5.0, (S, 1)) * np.ones_like(case["slots"]), 1)
    case["committed"] = decimals(rng.uniform(0.8, 1.6) * case["committed"])
    return seasoned(rng, case)


@kind
def orbit_ground(rng) -> Arrays:
    """More committed than the site's power serves, which is cheaper as far as it goes."""
    C, R, K = (int(n) for n in rng.randint(1, 3, 3))
    case = draw(
        rng,
        sites=1,
        workloads=C,
        regions=R,
        accelerators=K,
        lead=int(rng.randint(0, 2)),
        rack_life=int(rng.randint(1, 4)),
        lives=(int(rng.randint(1, 4)),),
    )
    B, T, start = case["launch_periods"], len(case["dates"]), int(case["site_lead"][0])
    if K == 2:
        case["rack_offered"][0, int(rng.randint(0, 2))] = False
    if C == 2:
        case["peak"] = decimals(rng.uniform(1, 1.6, 2), 1)
        case["can_wait"] = np.array([False, bool(rng.randint(0, 2))])
    if R == 2:
        case["site_allowed"][:, 1, :] = rng.random_sample((C, 1)) < 0.5
    case["grid_mw"] = decimals(case["rack_mw"].max() * rng.uniform(1.1, 1.8) * np.ones((1, T)))
    if rng.random_sample() < 0.5:
        case["onsite_mw"] = decimals(rng.uniform(0.1, 0.4) * np.ones((1, T)))
        case["onsite_musd"] = decimals(2.0 * case["grid_musd"])
    case["rack_cost_musd"] = decimals(0.7 * case["rack_cost_musd"])
    block = case["rack_block"][0] * case["rate"].min(axis=0) * case["period_years"] / (C * R)
    case["committed"][:, :, start:B] += decimals(rng.uniform(0.3, 0.7) * block[:, None, None])
    case["committed"][:, :, :start] = decimals(0.5 * case["committed"][:, :, :start])
    return seasoned(rng, case)


@kind
def replicas(rng) -> Arrays:
    """Replicas that do not divide the accelerators of a satellite: attrition breaks them age by age."""
    need, m = [(2, 3), (2, 5), (3, 4), (3, 5), (4, 6)][int(rng.randint(0, 5))]
    two = bool(rng.randint(0, 2))
    designs = 1 + int(rng.randint(0, 2))
    case = draw(
        rng,
        workloads=1 + two,
        designs=designs,
        need=[[1, need] if two else [need]],
        counts=[[m], [m + 1]][:designs],
        lives=(int(rng.randint(2, 4)),),
        sites=int(rng.random_sample() < 0.25),
        rack_life=1,
    )
    case["accelerator_loss_per_year"] = decimals(rng.uniform(0.1, 0.5, 1), 2)
    case["rack_block"] = np.full(len(case["sites"]), m)
    if two and rng.random_sample() < 0.5:
        case["peak"] = decimals(rng.uniform(1, 1.8, 2), 1)
    return seasoned(rng, case)


@kind
def lives(rng) -> Arrays:
    """Two service lives: the long one serves longer, the short one frees its slots for what comes later."""
    short = int(rng.randint(1, 3))
    case = draw(
        rng, lives=(short, short + int(rng.randint(1, 3))), launch_periods=int(rng.randint(2, 4)), designs=1
    )
    B, T = case["launch_periods"], len(case["dates"])
    case["slots"] = decimals(rng.uniform(1.5, 3.2) * np.ones((1, T)), 1)
    case["decay_periods"] = rng.randint(0, 2, (1, 1))
    falling = rng.uniform(0.4, 0.8) ** np.arange(B)
    case["design_cost_musd"] = decimals(case["design_cost_musd"][:, :1] * falling)
    case["price_musd"] = decimals(case["price_musd"][:, :1] * falling)
    case["bus_operations_musd"] = decimals(rng.uniform(0.2, 3.0, 1), 2)
    case["optional"][:, :, B:] *= rng.uniform(0.1, 1.0)
    case["committed"] = decimals(0.8 * case["committed"])
    return seasoned(rng, case)
