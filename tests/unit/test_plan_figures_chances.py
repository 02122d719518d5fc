"""Chances by year: the least likely commitment of each, its interval, what is said."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner.report.plan.chances import MOST, chance_by_year, chance_table
from planner.report.plan.findings.chances import chance_finding
from planner.simulation.simulation import Simulation, chances, simulate
from shipped_plans import NARROW, WIDE, says_all, shipped

RUNS = 100


def simulated(rows) -> Simulation:
    """Runs that met (workload, region, year, month) so many times."""
    kept = []
    for place, (workload, region, year, month, hits) in enumerate(rows):
        met = chances(np.arange(RUNS)[:, None] < hits)
        kept.append(
            {
                "workload": workload, "region": region, "period": place,
                "date": date(year, month, 1).isoformat(),
                "last_date": date(year, month, 28).isoformat(), "committed_tt": 1.0, "planned_share": 1.0,
                **{name: float(value[0]) for name, value in met.items()}, "mean_share": 1.0, "q05_share": 1.0,
            }
        )  # fmt: skip
    columns = ["workload", "region", "period", "date", "last_date", "committed_tt", "planned_share", "met",
               "met_low", "met_high", "mean_share", "q05_share"]  # fmt: skip
    commitments = pd.DataFrame(kept, columns=columns)
    every = commitments.groupby("workload", as_index=False, sort=False)[["met", "met_low", "met_high"]].min()
    satellites = pd.DataFrame(columns=["shell", "period", "date", "last_date"])
    return Simulation(RUNS, 7, commitments, every, satellites)


TWO = [("chat", "here", 2030, 1, 90), ("chat", "here", 2030, 7, 60), ("chat", "there", 2031, 1, 100),
       ("batch", "here", 2030, 1, 95)]  # fmt: skip


def test_of_each_year_and_workload_the_least_likely_commitment():
    data = chance_table(simulated(TWO))
    assert data[["workload", "year", "met"]].values.tolist() == [
        ["batch", 2030, 0.95], ["chat", 2030, 0.6], ["chat", 2031, 1.0],
    ]  # fmt: skip
    row = data.iloc[1]
    assert (row.met_low, row.met_high) == pytest.approx((0.5020026, 0.6905987))  # Wilson, 60 of 100
    assert row.date.month == 7


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (TWO, "Commitments of chat are at risk: the least sure, in 2030, is met in 60 % of the runs"),
        ([("chat", "here", 2030, 1, 100)], "Every commitment is met in all 100 runs"),
        (
            [("chat", "here", 2030, 1, 0), ("batch", "here", 2030, 1, 0)],
            "In each year and workload a commitment is met in none of the 100 runs",
        ),
        (
            [("chat", "here", 2030, 1, 95), ("chat", "here", 2031, 1, 92)],
            "Every commitment is met with at least 92 % chance; chat in 2031 is the least sure",
        ),
        (
            [(name, "here", 2030, 1, 10 + n) for n, name in enumerate("abc")],
            "No workload is sure to be served: the least sure, a in 2030, is met in 10 % of the runs",
        ),
        (
            [("chat", "here", 2030, 1, 0), ("batch", "here", 2030, 1, 50)],
            "Commitments of batch and chat are at risk: the least sure, chat in 2030, is met in none of the "
            "100 runs",
        ),
        ([("chat", "here", 2030, 1, 92)], "Every commitment is met with at least 92 % chance"),
    ],
)
def test_the_finding(rows, finding):
    assert chance_finding(chance_table(simulated(rows)), RUNS) == finding


def test_nothing_committed_nothing_shown():
    assert chance_by_year(shipped("starter"), simulated([])) is None


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_many_workloads_draw(width):
    rows = [(f"w{n}", "here", 2030 + y, 1, 10 * n + y) for n in range(9) for y in range(3)]
    figure = chance_by_year(shipped("starter"), simulated(rows), width)
    assert says_all(figure)
    assert f"Not shown: {9 - MOST} workloads, none less likely met than 70 %." in figure.alt
    assert figure.chart.to_dict()


def test_a_real_simulation_draws():
    plan = shipped("starter")
    figure = chance_by_year(plan, simulate(plan, runs=20, seed=1))
    assert says_all(figure)
    assert "20 runs, seed 1." in figure.alt
    assert len(figure.svg()) < 60_000
