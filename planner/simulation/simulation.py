r"""What chance does to a plan: many runs of its launches, losses and failures, and how often the committed
tokens are met.

The fates of satellites and accelerators come from planner/simulation/fates.py; here they are counted against
what the plan asks of them.

How what is there in a run is divided among the workloads is the subject of planner/simulation/service.py. A
period's commitment counts as met where all that is served reaches it: optional tokens of a workload are
dropped before its committed ones.

Letters and units are those of models/case.py; n counts runs. The same plan, runs and seed give the same
figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case, Floats
from models.departing import FLOWN
from planner.auditing.ledger import Ledger
from planner.auditing.limits import counting, exceeds
from planner.auditing.question import case_of, readable
from planner.errors import InstanceError
from planner.plan.dated import dated
from planner.plan.plan import Plan
from planner.simulation.fates import Cohorts, Standing, draw
from planner.simulation.service import Division
from planner.tables.aboard import Waiting, aboard
from planner.tables.days import days_of

BATCH = 250
"""Runs drawn together; a longer simulation begins with the runs of a shorter one of as many full batches."""
MOST_FLIGHTS = 1_000_000  # of a plan that is simulated
Z95 = 1.959963984540054  # standard normal quantile of 97.5 %


@dataclass(frozen=True, eq=False)
class Simulation:
    """What the runs gave. Shares are served / committed, days are datetime64.

    commitments  per workload, region and period with committed tokens: share that the plan serves,
                 probability that they are met with its 95 % interval (Wilson), mean and 5 % quantile of the
                 share served
    workloads    per workload: probability that every region's commitment is met in every period
    satellites   per shell and period: working by the plan's expectation; mean with its standard error, 5 %
                 and 95 % quantile of the runs
    """

    runs: int
    seed: int
    commitments: pd.DataFrame
    workloads: pd.DataFrame
    satellites: pd.DataFrame

    def __post_init__(self) -> None:
        for name in ("commitments", "satellites"):
            object.__setattr__(self, name, dated(getattr(self, name)))


def simulate(
    plan: Plan, *, runs: int = 2000, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> Simulation:
    """Simulate a plan; `progress` is told (runs done, runs). Ctrl-C ends it with the runs done so far.

    Raises InstanceError for a plan whose tables contradict each other or its instance, ValueError for runs <
    1 or seed < 0.
    """
    if runs < 1 or seed < 0:
        raise ValueError(f"runs {runs}, seed {seed}: at least one run, and no negative seed")
    return simulate_case(case_of(plan), plan, runs=runs, seed=seed, progress=progress)


def simulate_case(
    case: Case, plan: Plan, *, runs: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> Simulation:
    """The same for a plan of a given Case."""
    frames = readable(case, plan)
    ledger = Ledger(case, frames)
    cohorts, division = cohorts_of(case, ledger, plan.place), Division(case, ledger)
    before = standing_of(case, frames["retirements"])
    asked = np.argwhere(case.committed > 0).T  # c, r, t of each commitment
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn: list[tuple[Floats, Floats]] = []  # tokens [n,asked] and satellites [n,s,t] of each batch
    try:
        for done in range(0, runs, BATCH):
            fates = draw(case, cohorts, generator, min(BATCH, runs - done), before)
            drawn.append((division.served(fates)[:, *asked], fates.working))
            if progress is not None:
                progress(min(done + BATCH, runs), runs)
    except KeyboardInterrupt:
        if not drawn:
            raise
    served, working = (np.concatenate(part) for part in zip(*drawn, strict=True))
    committed = case.committed[*asked]
    with counting(case):
        met, share = ~exceeds(committed, served, "Tt"), served / committed
    return Simulation(
        runs=len(met),
        seed=seed,
        commitments=commitments(case, asked, ledger.served, met, share),
        workloads=workloads(case, asked, met),
        satellites=satellites(case, ledger, working),
    )


def cohorts_of(case: Case, ledger: Ledger, name: str) -> Cohorts:
    """The cohorts of a plan and the flights that carry them: cohorts of several lives fill the manifests in
    their order.
    """
    d, v, s, b, x = ledger.cohorts
    waiting: Waiting = defaultdict(list)  # (b, v, s, d) -> [cohort, satellites left]
    for i, key in enumerate(zip(b.tolist(), v.tolist(), s.tolist(), d.tolist(), strict=True)):
        waiting[key].append([i, int(x[i])])
    cargo = defaultdict(list)
    for row in ledger.frames["manifests"].itertuples():
        cargo[row.manifest].append((row.shell, row.design, row.satellites_per_flight))
    rows = ledger.frames["launches"]
    most = int(rows.flights.sum())
    if most > MOST_FLIGHTS:
        say = f"{most:,} flights; each is drawn by itself, {MOST_FLIGHTS:,} of them at most"
        raise InstanceError(name, [("launches.csv", say)])
    success: list[float] = []
    pieces: list[tuple[int, int, int]] = []  # flight, cohort, satellites
    fits = True
    for row in rows.itertuples():
        wanted = [
            ((row.period, row.vehicle, shell, design), count) for shell, design, count in cargo[row.manifest]
        ]
        for alike, carried_each, is_full in aboard(waiting, wanted, int(row.flights)):
            first = len(success)
            pieces += [(first + n, i, count) for n in range(alike) for _, i, count in carried_each]
            success += [float(case.success[row.vehicle])] * alike
            fits &= is_full
    if not fits or any(left for queue in waiting.values() for _, left in queue):
        raise InstanceError(name, [("", "cohorts.csv and launches.csv do not carry the same satellites")])
    carried = np.zeros((len(success), len(x)), dtype=np.int64)
    for flight, i, count in pieces:
        carried[flight, i] += count
    return Cohorts(
        design=d.astype(np.int64), shell=s.astype(np.int64), start=ledger.start,
        periods=np.minimum(ledger.life, case.periods - ledger.start),
        success=np.array(success), carried=carried,
    )  # fmt: skip


def standing_of(case: Case, retirements: pd.DataFrame) -> Standing:
    """What flew before, those apart that retire early; a cohort whose satellites and known dead add up has
    been counted.
    """
    columns = (retirements[c].tolist() for c in ("existing", "period", "satellites"))
    early = {(f, q): n for f, q, n in zip(*columns, strict=True)}
    case = FLOWN.settled(case, FLOWN.with_the_rest(case, early))
    start = np.maximum(case.flown_arrives, 0)
    return Standing(
        design=case.flown_design, shell=case.flown_shell, start=start,
        periods=np.minimum(case.flown_leaves, case.periods) - start,
        satellites=case.flown_satellites, working=case.flown_working,
        is_counted=np.isclose(case.flown_working + case.flown_dead, case.flown_satellites),
        age_years=case.flown_age_years,
    )  # fmt: skip


def wilson(hits: Floats, runs: int) -> tuple[Floats, Floats]:
    """The 95 % interval of a probability of which `hits` of `runs` were seen (Wilson's score interval)."""
    p, z2 = hits / runs, Z95**2 / runs
    centre = (p + z2 / 2) / (1 + z2)
    half = np.sqrt(z2 * (p * (1 - p) + z2 / 4)) / (1 + z2)
    return np.where(hits == 0, 0.0, centre - half), np.where(hits == runs, 1.0, centre + half)


def chances(met) -> dict[str, Floats]:
    """Columns of a probability: met[n, .] -> met, met_low, met_high."""
    hits = met.sum(axis=0)
    low, high = wilson(hits, len(met))
    return {"met": hits / len(met), "met_low": low, "met_high": high}


def quantile(values: Floats, q: float) -> Floats:
    """The q quantile over the runs: the least value seen that at least so many do not exceed."""
    return (
        np.quantile(values, q, axis=0, method="inverted_cdf") if values.size else np.zeros(values.shape[1:])
    )


def commitments(case: Case, asked, planned: Floats, met, share: Floats) -> pd.DataFrame:
    """One row a workload, region and period with committed tokens."""
    c, r, t = asked
    days = np.array([days_of(case, period) for period in range(case.periods)], dtype=object)
    return pd.DataFrame(
        {
            "workload": np.array(case.workloads, dtype=object)[c],
            "region": np.array(case.regions, dtype=object)[r],
            "period": t,
            "date": days[t, 0],
            "last_date": days[t, 1],
            "committed_tt": case.committed[c, r, t],
            "planned_share": planned[c, r, t] / case.committed[c, r, t],
            **chances(met),
            "mean_share": share.mean(axis=0),
            "q05_share": quantile(share, 0.05),
        }
    )


def workloads(case: Case, asked, met) -> pd.DataFrame:
    """One row a workload with commitments: all regions and periods together."""
    found = sorted(set(asked[0].tolist()))
    every = np.array([met[:, asked[0] == c].all(axis=1) for c in found]).reshape(len(found), len(met)).T
    return pd.DataFrame({"workload": [case.workloads[c] for c in found], **chances(every)})


def satellites(case: Case, ledger: Ledger, working: Floats) -> pd.DataFrame:
    """One row a shell and period with a cohort in service; the expectation is that of fleet.csv."""
    s, t = np.nonzero(ledger.used)
    expected = ledger.table("fleet", [("s", "shell"), ("t", "period")], "expected_working")
    seen = working[:, s, t]
    days = np.array([days_of(case, period) for period in range(case.periods)], dtype=object)
    spread = seen.std(axis=0, ddof=1) if len(seen) > 1 else np.full(len(s), np.nan)
    return pd.DataFrame(
        {
            "shell": np.array(case.shells, dtype=object)[s],
            "period": t,
            "date": days[t, 0],
            "last_date": days[t, 1],
            "expected_working": expected[s, t],
            "mean": seen.mean(axis=0),
            "mean_error": spread / np.sqrt(len(seen)),
            "q05": quantile(seen, 0.05),
            "q95": quantile(seen, 0.95),
        }
    )
