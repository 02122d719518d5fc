"""Limits of compute, tokens, gateways, sites and demand. Letters and units as in models/case.py; u
accelerator-years given to a workload, f tokens, U(theta) accelerators usable in groups of theta (duty and
availability included), D the period in years.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.auditing.ledger import Ledger
from planner.auditing.limits import Finding, Limits, above, unequal

LIMITS = Limits()
SOURCES = {"orbit": "s", "ground": "j"}  # source_kind -> letter of the source
GATEWAY, SITE, DEMAND = ("{g}, {t}", "gt"), ("{j}, {t}", "jt"), ("{c}, {r}, {t}", "crt")


def nested(p: Ledger, kind: str, weight: np.ndarray) -> Iterator[Finding]:
    """sum_{c: need[k,c] >= theta} weight[c] * u[k,c,place,t]  <=  D * U(theta)[k,place,t]

    For every theta among the needs of k.
    """
    used = p.compute(kind, "accelerator_years")
    for (k, theta), capacity in p.capacity(kind).items():
        load = np.einsum("cit,c->it", used[k], weight * (p.case.need[k] >= theta))
        letter = SOURCES[kind]
        where = p.place(f"{p.case.accelerators[k]} in groups of {theta}, {{{letter}}}, {{t}}", f"{letter}t")
        yield from above(load, capacity, where, "accelerator-years")


@LIMITS("compute")
def compute(p: Ledger) -> Iterator[Finding]:
    """sum_{c: need[k,c] >= theta} u[k,c,s,t]  <=  D * U(theta)[k,s,t]"""
    return nested(p, "orbit", np.ones(p.size["c"]))


@LIMITS("peak compute")
def peak_compute(p: Ledger) -> Iterator[Finding]:
    """sum_{c: need[k,c] >= theta, c cannot wait} peak[c] * u[k,c,s,t]  <=  D * U(theta)[k,s,t]"""
    return nested(p, "orbit", np.where(p.case.can_wait, 0.0, p.case.peak))


@LIMITS("ground compute")
def ground_compute(p: Ledger) -> Iterator[Finding]:
    """sum_{c: need[k,c] >= theta} u[k,c,j,t]  <=  D * availability[j] * U(theta)[k,j,t]

    U(theta): accelerators of the standing blocks usable in groups of theta.
    """
    return nested(p, "ground", np.ones(p.size["c"]))


@LIMITS("ground peak compute")
def ground_peak_compute(p: Ledger) -> Iterator[Finding]:
    """The same with peak[c] * u[k,c,j,t] over the workloads that cannot wait."""
    return nested(p, "ground", np.where(p.case.can_wait, 0.0, p.case.peak))


@LIMITS("replica fits")
def replica_fits(p: Ledger) -> Iterator[Finding]:
    """u[k,c,place,t] = 0 where need[k,c] = 0 or rate[k,c] = 0"""
    holds = ((p.case.need > 0) & (p.case.rate > 0))[:, :, None, None]
    for kind, i in SOURCES.items():
        used = np.where(holds, 0.0, p.compute(kind, "accelerator_years"))
        where = p.place(f"{{c}} on {{k}}, {{{i}}}, {{t}}", f"kc{i}t")
        yield from above(used, 0.0, where, "accelerator-years")


@LIMITS("rate")
def rate(p: Ledger) -> Iterator[Finding]:
    """tokens[k,c,place,t]  =  rate[k,c] * u[k,c,place,t]                   in every row of compute.csv"""
    for kind, i in SOURCES.items():
        made = p.compute(kind, "accelerator_years") * p.case.rate[:, :, None, None]
        where = p.place(f"{{c}} on {{k}}, {{{i}}}, {{t}}", f"kc{i}t")
        yield from unequal(p.compute(kind, "tokens_tt"), made, where, "tokens_tt")


@LIMITS("tokens of source")
def tokens_of_source(p: Ledger) -> Iterator[Finding]:
    """sum_{r,g} f[c,r,s,g,t]  =  sum_k rate[k,c] * u[k,c,s,t]

    On the ground  sum_r f[c,r,j,t]  =  sum_k rate[k,c] * u[k,c,j,t].
    """
    sent = {"orbit": p.tokens_orbit.sum(axis=(1, 3)), "ground": p.tokens_ground.sum(axis=1)}
    for kind, i in SOURCES.items():
        made = np.einsum("kcit,kc->cit", p.compute(kind, "accelerator_years"), p.case.rate)
        where = p.place(f"{{c}}, {{{i}}}, {{t}}", f"c{i}t")
        yield from unequal(sent[kind], made, where, "tokens sent")


@LIMITS("reach")
def reach(p: Ledger) -> Iterator[Finding]:
    """sum_g f[c,r,s,g,t]  <=  reach[s,r,c] * D * sum_k rate[k,c] * U(need[k,c])[k,s,t]"""
    could_serve = np.zeros((p.size["c"], p.size["s"], p.case.periods))
    for (k, theta), capacity in p.capacity("orbit").items():
        for c in np.flatnonzero(p.case.need[k] == theta):
            could_serve[c] += p.case.rate[k, c] * capacity
    most = np.einsum("src,cst->crst", p.case.reach, could_serve)
    where = p.place("{c} for {r} from {s}, {t}", "crst")
    return above(p.tokens_orbit.sum(axis=3), most, where, "Tt")


@LIMITS("uplink")
def uplink(p: Ledger) -> Iterator[Finding]:
    """sum_crs up[c] * f[c,r,s,g,t]  <=  availability[g] * bought[g,t]"""
    return above(p.gateway_traffic(p.case.up_gbps), p.usable_gbps, p.place(*GATEWAY), "Gbit/s")


@LIMITS("downlink")
def downlink(p: Ledger) -> Iterator[Finding]:
    """sum_crs down[c] * f[c,r,s,g,t]  <=  availability[g] * bought[g,t]"""
    return above(p.gateway_traffic(p.case.down_gbps), p.usable_gbps, p.place(*GATEWAY), "Gbit/s")


@LIMITS("gateway limit")
def gateway_limit(p: Ledger) -> Iterator[Finding]:
    """bought[g,t]  <=  gateway_gbps[g,t]"""
    return above(p.bought, p.case.gateway_gbps, p.place(*GATEWAY), "Gbit/s")


@LIMITS("gateway allowed")
def gateway_allowed(p: Ledger) -> Iterator[Finding]:
    """f[c,r,s,g,t] = 0 where not gateway_allowed[c,r,g]"""
    barred = np.where(p.case.gateway_allowed[:, :, :, None], 0.0, p.tokens_orbit.sum(axis=2))
    where = p.place("{c} for {r} down {g}, {t}", "crgt")
    return above(barred, 0.0, where, "Tt")


@LIMITS("site allowed")
def site_allowed(p: Ledger) -> Iterator[Finding]:
    """f[c,r,j,t] = 0 where not site_allowed[c,r,j]"""
    barred = np.where(p.case.site_allowed[:, :, :, None], 0.0, p.tokens_ground)
    where = p.place("{c} for {r} from {j}, {t}", "crjt")
    return above(barred, 0.0, where, "Tt")


@LIMITS("rack offered")
def rack_offered(p: Ledger) -> Iterator[Finding]:
    """z[j,k,b] = 0 where not rack_offered[j,k,b]"""
    bought = p.built[:, :, : p.size["b"]]
    return above(np.where(p.case.rack_offered, 0, bought), 0, p.place("{k} at {j}, {b}", "jkb"), "blocks")


@LIMITS("launch horizon")
def rack_horizon(p: Ledger) -> Iterator[Finding]:
    """z[j,k,t] = 0 for t >= B (launches and cohorts beyond B are refused when they are read)"""
    late = p.built.copy()
    late[:, :, : p.size["b"]] = 0
    return above(late, 0, p.place("{k} at {j}, {t}", "jkt"), "blocks")


@LIMITS("rack removal")
def rack_removal(p: Ledger) -> Iterator[Finding]:
    """Blocks leave early only where they may, while they stand, and no more of them than there are."""
    case, left = p.case, np.zeros(len(p.case.installed), dtype=np.int64)
    for x, j, k, q, blocks in zip(
        *(p.column("removals", c) for c in ("existing", "site", "accelerator", "period", "blocks"))
    ):
        begins, leaves = max(0, case.installed_arrives[x]), case.installed_leaves[x]
        if (j, k) != (case.installed_site[x], case.installed_accelerator[x]):
            yield case.installed[x], f"removed as {case.accelerators[k]} at {case.sites[j]}"
        if not case.installed_may_retire[x]:
            yield case.installed[x], f"{blocks} blocks leave early, which is not allowed"
        elif not begins <= q < leaves:
            yield case.installed[x], f"leave in period {q}, outside {begins}..{leaves - 1}"
        left[x] += blocks
    yield from above(left, case.installed_blocks, lambda x: case.installed[x], "blocks")


@LIMITS("site power")
def site_power(p: Ledger) -> Iterator[Finding]:
    """sum_k rack_mw[j,k,t] (running + idle[j] (standing - running))[j,k,t] - onsite[j,t]  <=  grid_mw[j,t]"""
    drawn = p.rack_power.sum(axis=1) - p.onsite
    return above(drawn, p.case.grid_mw, p.place(*SITE), "MW")


@LIMITS("on-site generation")
def onsite_generation(p: Ledger) -> Iterator[Finding]:
    """onsite[j,t]  <=  onsite_mw[j,t]"""
    return above(p.onsite, p.case.onsite_mw, p.place(*SITE), "MW")


@LIMITS("power balance")
def power_balance(p: Ledger) -> Iterator[Finding]:
    """grid[j,t] + onsite[j,t]  =  sum_k rack_mw[j,k,t] * (running + idle[j] * (standing - running))[j,k,t]"""
    power = p.rack_power.sum(axis=1)
    return unequal(p.grid + p.onsite, power, p.place(*SITE), "grid and on-site MW")


@LIMITS("committed demand")
def committed_demand(p: Ledger) -> Iterator[Finding]:
    """committed[c,r,t]  <=  served[c,r,t] + shortfall[c,r,t]"""
    reported = p.served + p.shortfall
    return above(p.case.committed, reported, p.place(*DEMAND), "Tt")


@LIMITS("hard commitment")
def hard_commitment(p: Ledger) -> Iterator[Finding]:
    """shortfall[c,r,t] = 0 where shortfall_musd[c,r] is infinite"""
    barred = np.where(np.isinf(p.case.shortfall_musd)[:, :, None], p.shortfall, 0.0)
    return above(barred, 0.0, p.place(*DEMAND), "Tt")


@LIMITS("paid shortfall")
def paid_shortfall(p: Ledger) -> Iterator[Finding]:
    """shortfall[c,r,t]  <=  max(0, committed[c,r,t] - served[c,r,t])

    Where take_or_pay[c,r] > 0 and nothing is assured beyond the mean.
    """
    missing = np.maximum(p.case.committed - p.served, 0.0)
    mean = (p.case.take_or_pay > 0) & (p.case.assured == 0)[:, None]
    paid = np.where(mean[:, :, None], p.shortfall, 0.0)
    return above(paid, missing, p.place(*DEMAND), "Tt")


@LIMITS("demand limit")
def demand_limit(p: Ledger) -> Iterator[Finding]:
    """served[c,r,t]  <=  committed[c,r,t] + optional[c,r,t]"""
    wanted = p.case.committed + p.case.optional
    return above(p.served, wanted, p.place(*DEMAND), "Tt")


@LIMITS("least tokens")
def least_tokens(p: Ledger) -> Iterator[Finding]:
    """min_tokens  <=  sum_crt weight[c,t] * served[c,r,t]                    not discounted"""
    served = np.einsum("crt,ct->", p.served, p.case.token_weight)
    return above(p.case.min_tokens_tt, served, p.place("all periods", ""), "Tt")
