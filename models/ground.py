r"""Ground sites: racks in whole blocks, power, tokens.

racks           K[j,k,t]  =  K[j,k,t-1] + z[j,k,t-lead] - z[j,k,t-lead-life] + installed[j,k,t] - installed[j,k,t-1]    running blocks
ground_compute  sum_{c: need >= th} w[k,c,j,t]      <=  D availability_j th floor(block_j / th) K[j,k,t]
ground_peaks    the same with peak[c] w over the workloads that cannot wait
ground_tokens   sum_r fg[c,r,j,t]                    =  sum_k rate[k,c] w[k,c,j,t]
power           0 <=  sum_k rack_mw[j,k,t] K[j,k,t] - own[j,t]  <=  grid_mw[j,t]           own <= onsite_mw

z  blocks bought [integer]   K  blocks running   w  accelerator-years   fg  tokens [Tt]   own  on-site generation used [MW]
"""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo

from models import existing
from models.rows import add_rows, variables
from models.service import nested, peak_weights, token_balance


def sites(m) -> None:
    """Variables z, K, w, fg, own of all sites."""
    case, T = m.case, m.case.periods
    bought = [
        (int(j), int(k), int(b)) for j, k, b in np.argwhere(case.rack_offered) if b + case.site_lead[j] < T
    ]
    variables(m, "z", bought, domain=pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals)
    first = existing.first_racks(case)
    for j, k, b in bought:
        first[j, k] = min(first.get((j, k), T), b + int(case.site_lead[j]))
    m.rack_first = first
    variables(m, "K", [(j, k, t) for j, k in sorted(first) for t in range(first[j, k], T)])
    can = case.rate > 0
    fitting = [
        (k, int(c), j, t)
        for j, k, t in m.K
        for c in np.flatnonzero(can[k])
        if 0 < case.need[k, c] <= case.rack_block[j]
    ]
    variables(m, "w", fitting)
    wanted = case.committed + case.optional
    served = sorted({(c, j, t) for _, c, j, t in fitting})
    paths = [
        (c, r, j, t)
        for c, j, t in served
        for r in range(len(case.regions))
        if case.site_allowed[c, r, j] and wanted[c, r, t] > 0
    ]
    variables(m, "fg", paths)
    running = sorted({(j, t) for j, _, t in m.K})
    own = [jt for jt in running if case.onsite_mw[jt] > 0]
    variables(m, "own", own, upper={jt: case.onsite_mw[jt] for jt in own})


def racks(m) -> None:
    """K[j,k,t] = K[j,k,t-1] + z[j,k,t-lead] - z[j,k,t-lead-life] + installed[j,k,t] - installed[j,k,t-1]."""
    case, rows, own = m.case, [], existing.racks(m.case)
    for j, k, t in m.K:
        terms = [(1.0, m.K[j, k, t])]
        if (j, k, t - 1) in m.K:
            terms.append((-1.0, m.K[j, k, t - 1]))
        start = t - int(case.site_lead[j])
        if (j, k, start) in m.z:
            terms.append((-1.0, m.z[j, k, start]))
        if (j, k, start - int(case.rack_life[j])) in m.z:
            terms.append((1.0, m.z[j, k, start - int(case.rack_life[j])]))
        rows.append(((j, k, t), terms, own.get((j, k, t), 0.0), own.get((j, k, t), 0.0)))
    add_rows(m, "racks", rows)


def ground_capacity(m):
    """The right-hand side of the nested rows on the ground, moved to the left."""
    case = m.case

    def usable(k, theta, j, t):
        block = int(case.rack_block[j])
        return [(-case.period_years * case.availability[j] * theta * (block // theta), m.K[j, k, t])]

    return usable


def ground_compute(m) -> None:
    """sum_{c: need >= theta} w <= D availability theta floor(block / theta) K."""
    nested(m, m.w, ground_capacity(m), "ground_compute", np.ones(len(m.case.workloads)), peak_weights(m.case))


def ground_peaks(m) -> None:
    """The same with peak[c] over the workloads that cannot wait."""
    nested(m, m.w, ground_capacity(m), "ground_peaks", peak_weights(m.case))


def ground_tokens(m) -> None:
    """sum_r fg = sum_k rate w."""
    token_balance(m, "ground_tokens", (((c, j, t), m.fg[c, r, j, t]) for c, r, j, t in m.fg), m.w)


def power_terms(m) -> dict[tuple[int, int], list]:
    """(j, t) -> terms of the grid power drawn: racks less own generation [MW]."""
    drawn: dict[tuple[int, int], list] = {}
    for j, k, t in m.K:
        drawn.setdefault((j, t), []).append((float(m.case.rack_mw[j, k, t]), m.K[j, k, t]))
    for j, t in m.own:
        drawn[j, t].append((-1.0, m.own[j, t]))
    return drawn


def power(m) -> None:
    """0 <= sum_k rack_mw K - own <= grid_mw."""
    drawn = power_terms(m)
    add_rows(
        m,
        "power",
        ((jt, drawn[jt], 0.0 if jt in m.own else None, float(m.case.grid_mw[jt])) for jt in sorted(drawn)),
    )


FAMILIES = {f.__name__: f for f in (racks, ground_compute, ground_peaks, ground_tokens, power)}
