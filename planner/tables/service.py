"""What serves, as tables: racks and power on the ground, compute and tokens by source, demand, gateways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.case import Case, Floats
from models.units import Scale
from planner.solution import Solution
from planner.tables.columns import NEGLIGIBLE

Blocks = dict[tuple[int, int, int], int]  # (t, j, k)


def running_blocks(case: Case, solution: Solution) -> Blocks:
    """Rack blocks running by (t, j, k): those that stood before, and b + lead <= t < b + lead + life."""
    stood = np.argwhere(case.rack_installed > 0).tolist()
    running: Counter = Counter({(t, j, k): int(case.rack_installed[j, k, t]) for j, k, t in stood})
    for (j, k, b), blocks in solution.racks.items():
        start = b + int(case.site_lead[j])
        for t in range(start, min(case.periods, start + int(case.rack_life[j]))):
            running[t, j, k] += int(blocks)
    return {key: n for key, n in sorted(running.items()) if n}


def facility_mw(case: Case, running: Blocks) -> dict[tuple[int, int], float]:
    """Facility power by (t, j) [MW]."""
    power: dict[tuple[int, int], float] = defaultdict(float)
    for (t, j, k), blocks in running.items():
        power[t, j] += blocks * case.rack_mw[j, k, t]
    return dict(power)


def own_mw(solution: Solution, j: int, t: int) -> float:
    """Own generation used at a site [MW]."""
    megawatts = solution.onsite_mw.get((j, t), 0.0)
    return megawatts if megawatts > NEGLIGIBLE else 0.0


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


def site_rows(case: Case, solution: Solution, running: Blocks) -> Iterator[tuple]:
    """sites: where a block is bought or runs."""
    built = {(b, j, k): int(n) for (j, k, b), n in solution.racks.items() if n}
    for t, j, k in sorted({*built, *running}):
        blocks = running.get((t, j, k), 0)
        yield (
            t,
            case.dates[t],
            case.sites[j],
            case.accelerators[k],
            built.get((t, j, k), 0),
            blocks,
            blocks * case.rack_mw[j, k, t],
        )


def power_rows(case: Case, solution: Solution, running: Blocks) -> Iterator[tuple]:
    """power: grid and own generation of every site that runs."""
    for (t, j), megawatts in sorted(facility_mw(case, running).items()):
        onsite = own_mw(solution, j, t)
        yield t, case.dates[t], case.sites[j], max(0.0, megawatts - onsite), onsite


def compute_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """compute: orbit first, then ground."""
    for kind, sources, used in (
        ("orbit", case.shells, solution.compute_orbit),
        ("ground", case.sites, solution.compute_ground),
    ):
        for t, source, k, c in sorted(
            (t, source, k, c) for (k, c, source, t), years in used.items() if years > NEGLIGIBLE
        ):
            years = used[k, c, source, t]
            yield (
                t, case.dates[t], kind, sources[source], case.accelerators[k], case.workloads[c], years, years * case.rate[k, c],
            )  # fmt: skip


def reserve_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """reserve: orbit first, then ground."""
    for kind, sources, held in (
        ("orbit", case.shells, solution.reserve_orbit),
        ("ground", case.sites, solution.reserve_ground),
    ):
        for t, source, k, c, r in sorted(
            (t, source, k, c, r) for (k, c, r, source, t), years in held.items() if years > NEGLIGIBLE
        ):
            years = held[k, c, r, source, t]
            yield (
                t, case.dates[t], kind, sources[source], case.accelerators[k], case.workloads[c], case.regions[r], years,
                years * case.rate[k, c],
            )  # fmt: skip


def token_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """tokens: orbit first, then ground (whose gateway is empty)."""
    least = NEGLIGIBLE * Scale.of(case).tt
    for t, c, r, s, g in sorted(
        (t, c, r, s, g) for (c, r, s, g, t), tokens in solution.tokens_orbit.items() if tokens > least
    ):
        tokens = solution.tokens_orbit[c, r, s, g, t]
        yield (
            t,
            case.dates[t],
            case.workloads[c],
            case.regions[r],
            "orbit",
            case.shells[s],
            case.gateways[g],
            tokens,
        )
    for t, c, r, j in sorted(
        (t, c, r, j) for (c, r, j, t), tokens in solution.tokens_ground.items() if tokens > least
    ):
        tokens = solution.tokens_ground[c, r, j, t]
        yield t, case.dates[t], case.workloads[c], case.regions[r], "ground", case.sites[j], "", tokens


def demand_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """demand: every workload, region and period with demand."""
    total, least = served(solution), NEGLIGIBLE * Scale.of(case).tt
    for t, day in enumerate(case.dates):
        for c, r in np.argwhere((case.committed[:, :, t] > 0) | (case.optional[:, :, t] > 0)):
            key = int(c), int(r), t
            short = solution.shortfall.get(key, 0.0)
            yield (
                t, day, case.workloads[c], case.regions[r], case.committed[key], case.optional[key], total.get(key, 0.0),
                short if short > least else 0.0,
            )  # fmt: skip


def gateway_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """gateways: capacity bought and the busier direction's use, in Gbit/s."""
    up: dict[tuple[int, int], float] = defaultdict(float)
    down: dict[tuple[int, int], float] = defaultdict(float)
    for (c, _, _, g, t), tokens in solution.tokens_orbit.items():
        up[t, g] += tokens * case.up_gbps[c]
        down[t, g] += tokens * case.down_gbps[c]
    bought = {(t, g): gbps for (g, t), gbps in solution.gateway_gbps.items()}
    for t, g in sorted({*bought, *up}):
        used = max(up[t, g], down[t, g])
        if max(bought.get((t, g), 0.0), used) > NEGLIGIBLE:
            yield t, case.dates[t], case.gateways[g], bought.get((t, g), 0.0), used
