"""What a simulation found, for people and for scripts, and how it is going."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pandas as pd

from planner.auditing.limits import RELATIVE
from planner.simulation.simulation import Simulation
from planner.text.meanings import CHANCES
from planner.text.printing import print_tables

EXPLAINED = (
    "{found.runs} runs, seed {found.seed}: the probability that committed tokens are met, with launches, "
    "satellites and accelerators failing by chance"
)
NOTHING = "{found.runs} runs, seed {found.seed}; nothing is committed"
PATIENCE_S = 2.0  # silence on stderr before, and between, reports


def ticking() -> Callable[[int, int], None]:
    """A function to call with (runs done, runs): a line on stderr every two seconds, none for what takes
    less.
    """
    began = last = time.monotonic()

    def tick(done: int, runs: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > PATIENCE_S and done < runs:
            last = now
            print(f"{now - began:6.0f} s  {done} of {runs} runs", file=sys.stderr, flush=True)

    return tick


def print_chances(found: Simulation, *, as_json: bool, as_csv: bool) -> None:
    """Print a simulation to stdout: compact for people, the table of commitments as CSV, everything as
    JSON.
    """
    if as_csv:
        frames = {"commitments": found.commitments}
    elif as_json:
        frames = {
            "simulation": pd.DataFrame({"runs": [found.runs], "seed": [found.seed]}),
            "commitments": found.commitments,
            "workloads": found.workloads,
            "satellites": found.satellites,
        }
    else:
        said = EXPLAINED if len(found.commitments) else NOTHING
        print(said.format(found=found))
        short = int((found.commitments.planned_share < 1 - RELATIVE).sum())
        if short:
            print(
                f"{short} of {len(found.commitments)} commitments are short in the plan itself and never met"
            )
        print()
        every = {
            "Met, by year": by_year(found),
            "All met": found.workloads,
            "Satellites working": fullest(found),
        }
        frames = {title: frame for title, frame in every.items() if len(frame)}
    print_tables(frames, as_json=as_json, as_csv=as_csv, says=CHANCES)


def by_year(found: Simulation) -> pd.DataFrame:
    """Per year and workload the least probability that a region's commitment of a period is met."""
    year = found.commitments.date.dt.strftime("%Y").rename("year")
    least = found.commitments.groupby([year, "workload"], sort=False).met.min().unstack("workload")
    return least.sort_index().reset_index().rename_axis(columns=None)


def fullest(found: Simulation) -> pd.DataFrame:
    """Per shell the row of the period in which most satellites are expected to work."""
    rows = found.satellites.groupby("shell", sort=False).expected_working.idxmax()
    return found.satellites.loc[rows].drop(columns="period")
