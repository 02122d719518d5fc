"""What serves, as tables: racks and power on the ground, compute and tokens by source, demand, gateways.

Blocks stand by what is bought and what stood before; how much of them runs follows from the work
(models/case.py, power on the ground).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models.case import Case, Floats
from models.ground import blocks_at_work
from planner.solver.solution import Solution
from planner.tables.columns import negligible
from planner.tables.days import days_of

Blocks = dict[tuple[int, int, int], int]  # (t, j, k)


@dataclass(frozen=True)
class Ground:
    """What a plan has on the ground, by (t, j, k): blocks that stand, how many of them run, and MW drawn."""

    standing: Blocks
    running: Blocks
    mw: dict[tuple[int, int, int], float]

    @cached_property
    def site_mw(self) -> dict[tuple[int, int], float]:
        """MW drawn by (t, j)."""
        power: dict[tuple[int, int], float] = defaultdict(float)
        for (t, j, _), megawatts in self.mw.items():
            power[t, j] += megawatts
        return dict(power)


def ground_of(case: Case, solution: Solution) -> Ground:
    """The racks of a plan; where a block draws full power at rest too, all that stand count as running."""
    standing = standing_blocks(case, solution)
    work = blocks_at_work(case, solution.compute_ground, solution.reserve_ground)
    running, power = {}, {}
    for (t, j, k), blocks in standing.items():
        idle = float(case.idle_power_share[j])
        run = min(blocks, work.get((j, k, t), 0)) if idle < 1 else blocks
        running[t, j, k] = run
        power[t, j, k] = float(case.rack_mw[j, k, t]) * (run + idle * (blocks - run))
    return Ground(standing, running, power)


def standing_blocks(case: Case, solution: Solution) -> Blocks:
    """Rack blocks standing by (t, j, k): those that stood before, and b + lead <= t < b + lead + life."""
    stood = np.argwhere(case.rack_installed > 0).tolist()
    standing: Counter = Counter({(t, j, k): int(case.rack_installed[j, k, t]) for j, k, t in stood})
    for (j, k, b), blocks in solution.racks.items():
        start = b + int(case.site_lead[j])
        for t in range(start, min(case.periods, start + int(case.rack_life[j]))):
            standing[t, j, k] += int(blocks)
    return {key: n for key, n in sorted(standing.items()) if n}


def own_mw(solution: Solution, ground: Ground, j: int, t: int) -> float:
    """Own generation used at a site [MW]: no more than is drawn."""
    megawatts = min(solution.onsite_mw.get((j, t), 0.0), ground.site_mw.get((t, j), 0.0))
    return megawatts if megawatts > negligible(solution.onsite_mw.values()) else 0.0


def served(solution: Solution) -> dict[tuple[int, int, int], float]:
    """Tokens served by (c, r, t) [Tt], orbit and ground together."""
    total: dict[tuple[int, int, int], float] = defaultdict(float)
    for (c, r, _, _, t), tokens in solution.tokens_orbit.items():
        total[c, r, t] += tokens
    for (c, r, _, t), tokens in solution.tokens_ground.items():
        total[c, r, t] += tokens
    return dict(total)


def weights(case: Case, tokens: pd.DataFrame) -> Floats:
    """token_weight of each row of a table with the columns workload and period."""
    number = {workload: c for c, workload in enumerate(case.workloads)}
    return case.token_weight[tokens.workload.map(number).to_numpy(dtype=int), tokens.period.to_numpy()]


def site_rows(case: Case, solution: Solution, ground: Ground) -> Iterator[tuple]:
    """sites: where a block is bought or stands."""
    built = {(b, j, k): int(n) for (j, k, b), n in solution.racks.items() if n}
    for t, j, k in sorted({*built, *ground.standing}):
        at = t, j, k
        blocks = built.get(at, 0), ground.standing.get(at, 0), ground.running.get(at, 0)
        accelerators = (n * int(case.rack_block[j]) for n in blocks)
        yield (
            t, *days_of(case, t), case.sites[j], case.accelerators[k], *blocks, *accelerators,
            ground.mw.get(at, 0.0),
        )  # fmt: skip


def removal_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """removals: blocks that leave before the planned end of their life. `case` has them as they were."""
    for x, q in sorted(solution.removed, key=lambda xq: (xq[1], xq[0])):
        if q < case.installed_leaves[x] and solution.removed[x, q]:
            j, k = case.installed_site[x], case.installed_accelerator[x]
            yield (
                q, *days_of(case, q), case.installed[x], case.sites[j], case.accelerators[k],
                solution.removed[x, q],
            )  # fmt: skip


def power_rows(case: Case, solution: Solution, ground: Ground) -> Iterator[tuple]:
    """power: grid and own generation of every site where a block stands."""
    for (t, j), megawatts in sorted(ground.site_mw.items()):
        onsite = own_mw(solution, ground, j, t)
        yield t, *days_of(case, t), case.sites[j], max(0.0, megawatts - onsite), onsite


def work_rows(case: Case, orbit: Mapping[Any, float], ground: Mapping[Any, float]) -> Iterator[tuple]:
    """compute and reserve, from accelerator-years by (k, c, source, t), or by (k, c, r, source, t): orbit
    first, then ground.
    """
    for kind, sources, used in (("orbit", case.shells, orbit), ("ground", case.sites, ground)):
        least = negligible(used.values())
        for t, source, k, c, r in sorted(
            (t, source, k, c, r) for (k, c, *r, source, t), years in used.items() if years > least
        ):
            years = used[(k, c, *r, source, t)]
            yield (
                t, *days_of(case, t), kind, sources[source], case.accelerators[k], case.workloads[c],
                *(case.regions[one] for one in r), years, years * case.rate[k, c],
            )  # fmt: skip


def token_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """tokens: orbit first, then ground (whose gateway is empty)."""
    least = negligible([*solution.tokens_orbit.values(), *solution.tokens_ground.values()])
    for t, c, r, s, g in sorted(
        (t, c, r, s, g) for (c, r, s, g, t), tokens in solution.tokens_orbit.items() if tokens > least
    ):
        asked, source = (case.workloads[c], case.regions[r]), ("orbit", case.shells[s], case.gateways[g])
        yield t, *days_of(case, t), *asked, *source, solution.tokens_orbit[c, r, s, g, t]
    for t, c, r, j in sorted(
        (t, c, r, j) for (c, r, j, t), tokens in solution.tokens_ground.items() if tokens > least
    ):
        asked, source = (case.workloads[c], case.regions[r]), ("ground", case.sites[j], "")
        yield t, *days_of(case, t), *asked, *source, solution.tokens_ground[c, r, j, t]


def demand_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """demand: every workload, region and period with demand."""
    total = served(solution)
    least = negligible(solution.shortfall.values())
    for t in range(case.periods):
        days = days_of(case, t)
        for c, r in np.argwhere((case.committed[:, :, t] > 0) | (case.optional[:, :, t] > 0)):
            key = int(c), int(r), t
            short = solution.shortfall.get(key, 0.0)
            yield (
                t, *days, case.workloads[c], case.regions[r], case.committed[key], case.optional[key],
                total.get(key, 0.0), short if short > least else 0.0,
            )  # fmt: skip


def gateway_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """gateways: capacity bought and the busier direction's use, in Gbit/s."""
    up: dict[tuple[int, int], float] = defaultdict(float)
    down: dict[tuple[int, int], float] = defaultdict(float)
    for (c, _, _, g, t), tokens in solution.tokens_orbit.items():
        up[t, g] += tokens * case.up_gbps[c]
        down[t, g] += tokens * case.down_gbps[c]
    bought = {(t, g): gbps for (g, t), gbps in solution.gateway_gbps.items()}
    least = negligible([*bought.values(), *up.values(), *down.values()])
    for t, g in sorted({*bought, *up}):
        used = max(up[t, g], down[t, g])
        if max(bought.get((t, g), 0.0), used) > least:
            yield t, *days_of(case, t), case.gateways[g], bought.get((t, g), 0.0), used
