"""The ladder on known ratios: a runner that solves nothing."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.errors import InstanceError
from planner.studies.ladder import Lever, climb, finding, rungs_of, table_of

TEMPLATE = planner.read(Path(__file__).parents[2] / "instances" / "orbit_vs_ground.toml")
LEVERS = [
    Lever("launch price", {"vehicles.*.price_usd_per_kg": {"times": 0.2}}, "assumed: a test"),
    Lever("array", {"buses.*.array_usd_per_w": 1, "buses.ai1-like.array_w_per_kg": 506}, "assumed: a test"),
    Lever("grid", {"sites.texas.grid_usd_per_kwh": 0.25}, "assumed: a test"),
    Lever("premium", {"accelerators.gb300.flight_price_factor": 1.05}, "assumed: a test"),
]


class Known:
    """Orbit's ratio by rung; the ground's is 1, with grid power at 0.25 $/kWh 1.2."""

    def __init__(self, orbit, gap=0.01, stop_after=math.inf):
        self.orbit, self.gap, self.stop_after = orbit, gap, stop_after
        self.asked, self.is_interrupted = [], False

    def rows(self, runs):
        found = []
        for run in runs:
            if len(self.asked) >= self.stop_after:
                self.is_interrupted = True
                break
            self.asked.append((run.labels["rung"], run.case))
            grid = run.instance.data.sites["texas"].grid_usd_per_kwh.values[0]
            true = self.orbit[run.labels["rung"]] if run.case == "orbit" else 1.2 if grid == 0.25 else 1.0
            found.append(
                {"status": "no plan", "reason": "no plan: demand"}
                if math.isnan(true)
                else {
                    "status": "gap reached", "audit": "passed", "reason": "",
                    "ratio_usd_per_mtoken": true, "bound": true * (1 - self.gap), "gap": self.gap,
                }
            )  # fmt: skip
        return found


def test_levers_stay_moved_and_say_what_they_change():
    rungs = rungs_of(TEMPLATE, LEVERS)
    assert [rung.lever for rung in rungs] == ["as it is", "launch price", "array", "grid", "premium"]
    assert rungs[1].change == "vehicles.starship.price_usd_per_kg 949 -> 189.8"
    assert rungs[2].change == (
        "buses.starlink-v3-like.array_usd_per_w 5 -> 1; buses.ai1-like.array_usd_per_w 5 -> 1; "
        "buses.ai1-like.array_w_per_kg 200 -> 506"
    )
    top = rungs[-1].instance.data
    assert top.vehicles["starship"].price_usd_per_kg.values == (pytest.approx(189.8),)
    assert top.buses["ai1-like"].array_w_per_kg == 506
    assert top.accelerators["gb300"].flight_price_factor == 1.05


def test_a_series_is_multiplied_throughout():
    demand = "workloads.batch.demand.north-america.committed_tt_per_year"
    rung = rungs_of(TEMPLATE, [Lever("demand", {demand: {"times": 2}}, "assumed: a test")])[1]
    asked = rung.instance.data.workloads["batch"].demand["north-america"].committed_tt_per_year
    assert asked.values[:3] == (0, 500_000, 1_000_000)
    assert rung.change == f"{demand} 0..500000 -> 0..1000000"


def test_the_ladder_ends_at_parity():
    table = climb(TEMPLATE, LEVERS, Known([3.0, 2.0, 1.15, None, 0.5]))
    assert list(table.verdict) == ["dearer", "dearer", "dearer", "parity", "not solved"]
    assert table.multiple_low[0] == pytest.approx(2.97) and table.multiple_high[0] == pytest.approx(3 / 0.99)
    assert table.ratio_ground[3] == 1.2 and table.isna().ratio_orbit[4]
    assert finding(table) == (
        "orbit costs 2.97 to 3.03 times the ground as it is, and no more than the ground with 3 levers "
        "moved, the last grid; 1 more not solved"
    )


def test_a_side_that_a_lever_leaves_as_it_is_is_solved_once():
    runner = Known([3.0, 2.0, 1.5, 1.4, 1.3])
    table = climb(TEMPLATE, LEVERS, runner)
    assert [rung for rung, case in runner.asked if case == "orbit"] == [0, 1, 2, 4]  # the grid is not orbit's
    assert [rung for rung, case in runner.asked if case == "ground"][:2] == [0, 3]
    assert finding(table).endswith("times with all 4 levers moved: parity is not reached")


def test_overlapping_intervals_prove_nothing():
    table = climb(TEMPLATE, LEVERS[:1], Known([3.0, 1.0]))
    assert list(table.verdict) == ["dearer", "undecided"]
    assert finding(table).endswith("parity is not proven")


def test_parity_without_a_lever():
    table = climb(TEMPLATE, LEVERS, Known([0.5] * 5))
    assert table.verdict[0] == "parity" and set(table.verdict[1:]) == {"not solved"}
    assert "no lever is needed" in finding(table)


def test_a_rung_without_a_plan_says_why_and_the_next_is_climbed():
    table = climb(TEMPLATE, LEVERS[:2], Known([3.0, math.nan, 0.9]))
    assert list(table.verdict) == ["dearer", "no plan", "parity"]
    assert table.reason[1] == "no plan: demand"


def test_a_stop_keeps_the_rungs_so_far():
    table = climb(TEMPLATE, LEVERS, Known([3.0, 2.0, 1.5, 1.4, 1.3], stop_after=4))
    assert list(table.verdict)[:2] == ["dearer", "dearer"] and set(table.verdict[3:]) == {"not solved"}
    assert finding(climb(TEMPLATE, LEVERS, Known([3.0], stop_after=0))) == "no rung was solved"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"vehicles.starshp.price_musd": 1}, "did you mean starship"),
        ({"vehicles.*.price_musd": {"times": "x"}}, "times must be a number"),
        ({"study.start": {"times": 2}}, "cannot be multiplied"),
        ({"study.discount_rate": 7}, "was it given in per cent"),
    ],
)
def test_a_lever_that_cannot_be_moved_is_told_before_anything_is_solved(change, says):
    with pytest.raises(InstanceError, match=says) as told:
        climb(TEMPLATE, [*LEVERS[:1], Lever("wrong", change, "assumed: a test")], runner=None)
    assert told.value.problems[0][0].startswith("lever 2 (wrong): ")


def test_the_same_table_from_the_rows_of_a_study():
    rows = [
        {
            "rung": rung, "lever": lever, "change": "", "source": "", "case": case, "audit": "passed",
            "ratio_usd_per_mtoken": ratio, "bound": ratio, "status": "gap reached", "reason": "",
        }
        for rung, lever, orbit in ((0, "as it is", 3.0), (1, "launch price", 0.9))
        for case, ratio in (("orbit", orbit), ("ground", 1.0))
    ]  # fmt: skip
    table = table_of(pd.DataFrame(rows))
    assert list(table.verdict) == ["dearer", "parity"] and list(table.multiple_low) == [3.0, 0.9]
