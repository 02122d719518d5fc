r"""Service from orbit: accelerator-years by workload, tokens by region and gateway.

    compute   sum_{c: need[k,c] >= th} u[k,c,s,t]  <=  D G[k,th,s,t]            all k, s, t, th of k's chain
    peaks     sum_{...} peak[c] u[k,c,s,t]         <=  D G[k,th,s,t]            workloads that cannot wait
              (a compute row whose workloads all cannot wait is implied by its peaks row and left out)
    tokens    sum_r f[c,r,s,t]                     =   sum_k rate[k,c] u[k,c,s,t]   all c, s, t
    reach     f[c,r,s,t]  <=  reach[s,r,c] D sum_k rate[k,c] G[k,need[k,c],s,t]     where reach < 1
    routes    sum_s f[c,r,s,t]                     =   sum_g p[c,r,g,t]             all c, r, t
    uplink    sum_{c,r} up[c] p[c,r,g,t]           <=  available[g] y[g,t]
    downlink  sum_{c,r} down[c] p[c,r,g,t]         <=  available[g] y[g,t],  y[g,t]  <=  gateway_gbps[g,t]

    u          accelerator-years of k given to workload c in shell s
    f, p       tokens by shell, by gateway [Tt]
    y          gateway capacity bought [Gbit/s]
    G          accelerators usable in groups of th (models/fleet.py)
    D          period [year]
    rate       [Tt per accelerator-year]
    available  share of time that a way down works (clouds): what is bought is paid for all the time and
               carries tokens for that share

Which gateway a region may use does not depend on the shell, so any split of f over shells and of p over
gateways with equal sums is a transport of tokens from shells to gateways: two short families say exactly what
f[c,r,s,g,t] would.

Because the needs of one accelerator form a chain in which each divides the next, the nested compute rows are
exact: whatever satisfies them can be scheduled on whole groups, largest replicas first.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.families import Family, named
from models.rows import Term, add_rows, variables


def serving(m) -> None:
    """Variables u, f, p, y."""
    case = m.case
    pairs = sorted({(k, s) for k, _, s in m.usable_groups})
    can = case.need * (case.rate > 0) > 0
    u = [
        (k, c, s, t)
        for k, s in pairs
        for c in map(int, np.flatnonzero(can[k]))
        for t in range(m.first[s], case.periods)
    ]
    variables(m, "u", u)
    wanted = case.committed + case.optional
    routes = [
        (c, r, int(g), t)
        for c, r, g in np.argwhere(case.gateway_allowed).tolist()
        for t in range(case.periods)
        if wanted[c, r, t] > 0 and case.gateway_gbps[g, t] > 0
    ]
    down = {(c, r, t) for c, r, _, t in routes}
    served = sorted({(c, s) for _, c, s, _ in u})
    paths = [
        (c, r, s, t)
        for c, s in served
        for r in range(len(case.regions))
        if case.reach[s, r, c] > 0
        for t in range(m.first[s], case.periods)
        if (c, r, t) in down
    ]
    up = {(c, r, t) for c, r, _, t in paths}
    routes = [(c, r, g, t) for c, r, g, t in routes if (c, r, t) in up]
    variables(m, "f", paths)
    variables(m, "p", routes)
    bought = sorted({(g, t) for _, _, g, t in routes})
    variables(m, "y", bought, upper={gt: case.gateway_gbps[gt] for gt in bought})


def nested(m, usage, usable, name, weight, implied_by=None) -> None:
    """Rows  sum_{c: need >= theta} weight[c] usage[k,c,place,t] <= capacity  for every theta of k's chain.

    A row whose workloads all have at least the same weight in `implied_by` is left out: that family's row
    says more.
    """
    case = m.case
    rows = []
    for k, place, t in sorted({(k, place, t) for k, _, place, t in usage}):
        served = [c for c in range(len(case.workloads)) if (k, c, place, t) in usage]
        for theta in case.groups(k):
            inside = [c for c in served if case.need[k, c] >= theta and weight[c] > 0]
            if inside and (implied_by is None or any(weight[c] > implied_by[c] for c in inside)):
                terms: list[Term] = [(float(weight[c]), usage[k, c, place, t]) for c in inside]
                rows.append(((k, theta, place, t), [*terms, *usable(k, theta, place, t)], None, 0.0))
    add_rows(m, name, rows)


def peak_weights(case) -> np.ndarray:
    """[c] peak / mean demand of the workloads that cannot wait, 0 of the others; all 0 where no peak exceeds
    the mean.
    """
    weight = np.where(case.can_wait, 0.0, case.peak)
    return weight if (weight > 1).any() else np.zeros_like(weight)


def orbit_capacity(m):
    """The right-hand side of the nested rows in orbit: D G[k,theta,s,t], moved to the left."""
    return lambda k, theta, s, t: [(-m.case.period_years, m.G[k, theta, s, t])]


def compute(m) -> None:
    """sum_{c: need >= theta} u <= D G."""
    nested(m, m.u, orbit_capacity(m), "compute", np.ones(len(m.case.workloads)), peak_weights(m.case))


def peaks(m) -> None:
    """sum_{c cannot wait, need >= theta} peak u <= D G."""
    nested(m, m.u, orbit_capacity(m), "peaks", peak_weights(m.case))


def token_balance(m, name, flows, usage) -> None:
    """Rows  sum of flows of (c, place, t) = sum_k rate[k,c] usage[k,c,place,t].

    `flows` yields ((c, place, t), variable).
    """
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for head, flow in flows:
        terms[head].append((1.0, flow))
    for k, c, place, t in usage:
        terms[c, place, t].append((-float(m.case.rate[k, c]), usage[k, c, place, t]))
    add_rows(m, name, ((i, terms[i], 0.0, 0.0) for i in sorted(terms)))


def tokens(m) -> None:
    """sum_r f = sum_k rate u."""
    token_balance(m, "tokens", (((c, s, t), m.f[c, r, s, t]) for c, r, s, t in m.f), m.u)


def reach(m) -> None:
    """f <= reach D sum_k rate G: a satellite serves a region while it is within the workload's latency
    limit.
    """
    case = m.case

    def could_serve(c, r, s, t):
        for k in np.flatnonzero(case.rate[:, c]):
            if case.need[k, c] > 0 and (int(k), int(case.need[k, c]), s, t) in m.G:
                yield (
                    -case.reach[s, r, c] * case.period_years * case.rate[k, c],
                    m.G[int(k), int(case.need[k, c]), s, t],
                )

    limited = [i for i in m.f if case.reach[i[2], i[1], i[0]] < 1]
    add_rows(m, "reach", ((i, [(1.0, m.f[i]), *could_serve(*i)], None, 0.0) for i in limited))


def routes(m) -> None:
    """sum_s f = sum_g p."""
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for c, r, s, t in m.f:
        terms[c, r, t].append((1.0, m.f[c, r, s, t]))
    for c, r, g, t in m.p:
        terms[c, r, t].append((-1.0, m.p[c, r, g, t]))
    add_rows(m, "routes", ((i, terms[i], 0.0, 0.0) for i in sorted(terms)))


def gateway_rows(m, name, gbps) -> None:
    """sum gbps[c] p <= available y."""
    available = m.case.gateway_availability
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for c, r, g, t in m.p:
        terms[g, t].append((float(gbps[c]), m.p[c, r, g, t]))
    rows = ((i, [*terms[i], (-float(available[i[0]]), m.y[i])], None, 0.0) for i in sorted(terms))
    add_rows(m, name, rows)


def uplink(m) -> None:
    """sum up[c] p <= available y."""
    gateway_rows(m, "uplink", m.case.up_gbps)


def downlink(m) -> None:
    """sum down[c] p <= available y."""
    gateway_rows(m, "downlink", m.case.down_gbps)


FAMILIES = named(
    Family(compute),
    Family(peaks, limit="peaks"),
    Family(tokens),
    Family(reach),
    Family(routes),
    Family(uplink, limit="links"),
    Family(downlink, limit="links"),
)
SIZES = {
    "u": lambda sizes, i: sizes.busy[i[0], i[1], i[3]],
    "f": lambda sizes, i: sizes.wanted[i[0], i[1], i[3]],
    "p": lambda sizes, i: sizes.wanted[i[0], i[1], i[3]],
}
