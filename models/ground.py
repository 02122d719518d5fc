r"""Ground sites: racks in whole blocks, how much of them runs, power, tokens.

racks           K[j,k,t]  =  K[j,k,t-1] + z[j,k,t-lead] - z[j,k,t-lead-life]
                             + installed[j,k,t] - installed[j,k,t-1]
ground_usable   H[j,k,th,t]  =  sum_b usable[block_j, th][t-b-lead] z[j,k,b] + what stood before
                where rack_loss[j,k] > 0
ground_compute  sum_{c: need >= th} w[k,c,j,t]       <=  D availability_j U[j,k,th,t]
ground_peaks    the same with peak[c] w over the workloads that cannot wait
running         sum_c w[k,c,j,t]                     <=  D availability_j block_j R[j,k,t]
                the same with peak[c] w over the workloads that cannot wait
                the same of reserves (models/assurance.py)
                where idle_j < 1
ground_tokens   sum_r fg[c,r,j,t]                    =  sum_k rate[k,c] w[k,c,j,t]
power           0  <=  sum_k rack_mw[j,k,t] (R + idle_j (K - R))[j,k,t] - own[j,t]  <=  grid_mw[j,t]
                own[j,t]  <=  onsite_mw

U     accelerators usable in groups of th: th floor(block_j / th) K[j,k,t] where failed ones are replaced, H
      where they are lost
H     accelerators of the standing blocks that are usable in groups of th, mean over the period, without
      availability
z     blocks bought [integer]      K   blocks standing      R     blocks running [integer]
w     accelerator-years            fg  tokens [Tt]          idle  idle_power_share
own   on-site generation used [MW]

A block that runs draws its full power, one that stands and does not run idle power, for a whole period each.
What runs follows the work: R blocks are as many as the work of the period takes, at its peak and with what is
held in reserve, if that is more. R <= K follows, because U is at most block K. Where idle = 1 every block
that stands draws full power, and there is no R. The limit on power holds for what is drawn: an operator may
let racks rest that the connection cannot feed. Accelerators that are lost draw idle power until their rack
leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from models import installed
from models.algebra import pyo
from models.case import Case
from models.departing import INSTALLED
from models.families import Family, named
from models.rows import Row, Term, add_rows, variables
from models.service import nested, peak_weights, token_balance
from models.survival import rack_profile

ROUNDING = 1e-6
"""By so much, relative, and of a block, work may exceed what whole blocks do."""


def sites(m) -> None:
    """Variables z, K, H, R, w, fg, own of all sites."""
    case, T = m.case, m.case.periods
    bought = [
        (int(j), int(k), int(b)) for j, k, b in np.argwhere(case.rack_offered) if b + case.site_lead[j] < T
    ]
    variables(m, "z", bought, domain=pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals)
    first = installed.first(case)
    for j, k, b in bought:
        first[j, k] = min(first.get((j, k), T), b + int(case.site_lead[j]))
    m.rack_first = first
    variables(m, "K", [(j, k, t) for j, k in sorted(first) for t in range(first[j, k], T)])
    lost = [(j, k, t) for j, k, t in m.K if case.rack_loss_per_year[j, k] > 0]
    variables(m, "H", [(j, k, theta, t) for j, k, t in lost for theta in case.groups(k)])
    whole = pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals
    variables(m, "R", [(j, k, t) for j, k, t in m.K if case.idle_power_share[j] < 1], domain=whole)
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
    case, rows, own = m.case, [], INSTALLED.constants(m.case, installed.steps)
    leaving = INSTALLED.terms(m, installed.steps)
    for j, k, t in m.K:
        terms = [(1.0, m.K[j, k, t]), *((-amount, variable) for amount, variable in leaving[j, k, t])]
        if (j, k, t - 1) in m.K:
            terms.append((-1.0, m.K[j, k, t - 1]))
        start = t - int(case.site_lead[j])
        if (j, k, start) in m.z:
            terms.append((-1.0, m.z[j, k, start]))
        if (j, k, start - int(case.rack_life[j])) in m.z:
            terms.append((1.0, m.z[j, k, start - int(case.rack_life[j])]))
        rows.append(((j, k, t), terms, own.get((j, k, t), 0.0), own.get((j, k, t), 0.0)))
    add_rows(m, "racks", rows)


def ground_usable(m) -> None:
    """`H = sum_b usable[block, theta][t - b - lead] z` + what stood before."""
    case = m.case
    own = INSTALLED.constants(case, installed.usable)
    terms: dict[tuple, list[Term]] = defaultdict(list)
    for index, leaving in INSTALLED.terms(m, installed.usable).items():
        terms[index] += [(-amount, variable) for amount, variable in leaving]
    profile = {
        (j, k, theta): rack_profile(case, j, k, theta, int(case.rack_life[j]))
        for j, k, theta in {index[:3] for index in m.H}
    }
    for j, k, b in m.z:
        start = b + int(case.site_lead[j])
        for theta in case.groups(k) if case.rack_loss_per_year[j, k] > 0 else ():
            for t in range(start, min(case.periods, start + int(case.rack_life[j]))):
                terms[j, k, theta, t].append((-float(profile[j, k, theta][t - start]), m.z[j, k, b]))
    rows = ((i, [(1.0, m.H[i]), *terms[i]], own.get(i, 0.0), own.get(i, 0.0)) for i in m.H)
    add_rows(m, "ground_usable", rows)


def ground_capacity(m):
    """The right-hand side of the nested rows on the ground, moved to the left."""
    case = m.case

    def usable(k, theta, j, t):
        years = case.period_years * case.availability[j]
        if (j, k, theta, t) in m.H:
            return [(-years, m.H[j, k, theta, t])]
        return [(-years * theta * (int(case.rack_block[j]) // theta), m.K[j, k, t])]

    return usable


def ground_compute(m) -> None:
    """sum_{c: need >= theta} w <= D availability theta floor(block / theta) K."""
    nested(m, m.w, ground_capacity(m), "ground_compute", np.ones(len(m.case.workloads)), peak_weights(m.case))


def ground_peaks(m) -> None:
    """The same with peak[c] over the workloads that cannot wait."""
    nested(m, m.w, ground_capacity(m), "ground_peaks", peak_weights(m.case))


def running(m) -> None:
    """sum_c w <= D availability block R, also at the peak, and likewise what is held in reserve."""
    case, peak = m.case, peak_weights(m.case)
    rows: list[Row] = []
    used: dict[tuple, list[tuple[int, object]]] = defaultdict(list)
    for k, c, j, t in m.w:
        used["work", k, j, t].append((c, m.w[k, c, j, t]))
    for k, c, r, j, t in m.ag:
        used["reserve", k, j, t].append((c, m.ag[k, c, r, j, t]))
    for (what, k, j, t), shares in used.items():
        if (j, k, t) not in m.R:
            continue
        room = (-float(case.period_years * case.availability[j] * case.rack_block[j]), m.R[j, k, t])
        for when, weight in (("mean", np.ones(len(peak))), ("peak", peak)):
            terms: list[Term] = [(float(weight[c]), years) for c, years in shares if weight[c] > 0]
            if terms:
                rows.append(((what, when, k, j, t), [*terms, room], None, 0.0))
    add_rows(m, "running", rows)


def blocks_at_work(
    case: Case, years: Mapping[tuple, float], reserved: Mapping[tuple, float]
) -> dict[tuple[int, int, int], int]:
    """(j, k, t) -> whole blocks that run for accelerator-years (k, c, j, t) of work, their peak, or those set
    aside (k, c, r, j, t).
    """
    peak = np.where(case.can_wait, 0.0, case.peak)
    sums: dict[tuple, float] = defaultdict(float)
    for i, amounts in enumerate((years, reserved)):
        for key, amount in amounts.items():
            at = (key[-2], key[0], key[-1])
            sums[(*at, i, "mean")] += amount
            sums[(*at, i, "peak")] += amount * float(peak[key[1]])
    most: dict[tuple[int, int, int], float] = defaultdict(float)
    for (j, k, t, _, _), amount in sums.items():
        each = case.period_years * float(case.availability[j]) * int(case.rack_block[j])
        most[j, k, t] = max(most[j, k, t], amount / each)
    return {at: whole_blocks(blocks) for at, blocks in most.items()}


def whole_blocks(blocks: float) -> int:
    """The next whole number; a solver's rounding is forgiven."""
    return int(np.ceil(blocks - ROUNDING * max(1.0, blocks)))


def ground_tokens(m) -> None:
    """sum_r fg = sum_k rate w."""
    token_balance(m, "ground_tokens", (((c, j, t), m.fg[c, r, j, t]) for c, r, j, t in m.fg), m.w)


def power_terms(m) -> dict[tuple[int, int], list[Term]]:
    """(j, t) -> terms of the grid power drawn: what runs, what rests, less own generation [MW]."""
    drawn: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for j, k, t in m.K:
        full, idle = float(m.case.rack_mw[j, k, t]), float(m.case.idle_power_share[j])
        drawn[j, t].append((full * idle, m.K[j, k, t]))
        if (j, k, t) in m.R:
            drawn[j, t].append((full * (1 - idle), m.R[j, k, t]))
    for j, t in m.own:
        drawn[j, t].append((-1.0, m.own[j, t]))
    return drawn


def power(m) -> None:
    """0 <= sum_k rack_mw (R + idle (K - R)) - own <= grid_mw."""
    drawn = power_terms(m)
    add_rows(
        m,
        "power",
        ((jt, drawn[jt], 0.0 if jt in m.own else None, float(m.case.grid_mw[jt])) for jt in sorted(drawn)),
    )


FAMILIES = named(
    Family(racks),
    Family(ground_usable),
    Family(ground_compute),
    Family(ground_peaks, limit="peaks"),
    Family(running),
    Family(ground_tokens),
    Family(power, limit="power"),
)
SIZES = {
    "w": lambda sizes, i: sizes.busy[i[0], i[1], i[3]],
    "fg": lambda sizes, i: sizes.wanted[i[0], i[1], i[3]],
    "K": lambda sizes, i: sizes.standing_blocks,
    "R": lambda sizes, i: sizes.running_blocks,
    "H": lambda sizes, i: sizes.standing_blocks * float(sizes.case.rack_block[i[0]]),
    "z": lambda sizes, i: sizes.standing_blocks,
}
