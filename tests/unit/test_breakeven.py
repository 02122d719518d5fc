"""Break-evens on known curves: a runner that solves nothing and answers from functions of the figure."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import planner
from planner.errors import InstanceError
from planner.studies.break_even.compared import Proven, multiple, verdict
from planner.studies.break_even.monotone import is_monotone
from planner.studies.break_even.search import breakeven

TEMPLATE = planner.read(Path(__file__).parents[2] / "instances" / "orbit_vs_ground.toml")
PRICE = "vehicles.starship.price_usd_per_kg"
RATE = "study.discount_rate"
CHIP = "accelerators.gb300.price_usd"


class Known:
    """Answers with a plan above the true ratio and a bound below it, the gap asked for apart.

    orbit, ground  true ratio as a function of the figure
    finest         no run proves a smaller gap than this: it ends at its time limit
    none           values at which there is no plan
    """

    def __init__(self, parameter, orbit, ground=lambda p: 1.0, *, finest=0.0, none=(), stop_after=math.inf):
        self.parameter, self.curves = parameter, {"orbit": orbit, "both": orbit, "ground": ground}
        self.finest, self.none, self.stop_after = finest, none, stop_after
        self.asked, self.rounds, self.is_interrupted = [], [], False

    def rows(self, runs):
        self.rounds.append(len(runs))
        return [row for run in runs if (row := self.row(run)) is not None]

    def row(self, run):
        if len(self.asked) >= self.stop_after:
            self.is_interrupted = True
            return None
        value, gap = run.labels[self.parameter], run.instance.data.solve.gap
        self.asked.append((run.case, value, gap))
        if value in self.none:
            return {"status": "no plan", "reason": "no plan: demand", "bound_from": ""}
        true, reached = self.curves[run.case](value), max(gap, self.finest)
        return {
            "status": "gap reached" if gap >= self.finest else "time limit",
            "audit": "passed",
            "reason": "",
            "ratio_usd_per_mtoken": true * (1 + reached / 2),
            "bound": true * (1 + reached / 2) * (1 - reached),
            "gap": reached,
        }


def search(parameter, low, high, *curves, case="orbit", tolerance=0.01, gap=0.02, **how):
    """What is found between two values, and the runner that was asked."""
    runner = Known(parameter, *curves, **how)
    asked = TEMPLATE.with_value("solve.gap", gap)
    found = breakeven(asked, parameter, (low, high), runner=runner, case=case, tolerance=tolerance)
    return found, runner


def test_two_intervals_compared():
    assert verdict(Proven(1, 2), Proven(3, 4)) == "cheaper"
    assert verdict(Proven(3, 4), Proven(1, 2)) == "dearer"
    assert verdict(Proven(1, 3), Proven(3, 4)) == verdict(Proven(), Proven(3, 4)) == "undecided"
    assert multiple(Proven(2, 3), Proven(0.5, 1)) == (2, 6)
    assert all(math.isnan(end) for end in multiple(Proven(), Proven(0.5, 1)))


def test_one_break_even_is_bracketed_as_near_as_was_asked():
    found, runner = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800)
    assert found.low < 400 < found.high and found.is_proven and found.is_settled
    assert (found.turns[0].below, found.turns[0].above) == ("cheaper", "dearer")
    assert "between" in found.verdict and "proven cheaper up to" in found.verdict
    assert len({value for _, value, _ in runner.asked}) < 25
    curve = found.curve[found.curve.case == "orbit"]
    assert set(curve[curve[PRICE] <= found.low].verdict) == {"cheaper"}
    assert set(curve[curve[PRICE] >= found.high].verdict) == {"dearer"}
    assert set(curve[(curve[PRICE] > found.low) & (curve[PRICE] < found.high)].verdict) <= {"undecided"}


def test_the_interval_is_one_that_the_gaps_justify():
    """Runs that prove no more than 4 % leave an interval of that width about the true value."""
    found, _ = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800, finest=0.04)
    assert found.low < 400 < found.high and found.is_proven
    assert 0.5 + found.low / 800 < 0.98 and 0.5 + found.high / 800 > 1.02
    assert found.high - found.low < 0.09 * 800


def test_undecided_values_are_solved_again_at_finer_gaps():
    _, runner = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800)
    gaps = {gap for case, _, gap in runner.asked if case == "orbit"}
    assert {0.02, 0.01} <= gaps and min(gaps) >= 0.02 / 16
    assert max(runner.rounds[1:]) >= 2  # so that two cores have work


def test_a_ratio_that_the_figure_does_not_touch_is_solved_once_for_each_gap():
    _, runner = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800)
    ground = [gap for case, _, gap in runner.asked if case == "ground"]
    assert len(ground) == len(set(ground))


def test_no_break_even_is_proven_by_the_cheap_end():
    found, _ = search(PRICE, 50, 3600, lambda p: 1.5 + p / 800)
    assert found.verdict.startswith(
        "no break-even between 50 and 3600: proven; orbit is dearer than the ground"
    )
    assert found.is_proven and found.is_settled and (found.low, found.high, found.turns) == (None, None, ())


def test_where_the_direction_is_unknown_nothing_is_said_of_values_not_tried():
    found, _ = search(RATE, 0.02, 0.1, lambda p: 2 + p)
    assert not found.is_proven and found.is_settled
    assert (
        "no break-even found between 0.02 and 0.1" in found.verdict and "all 5 values tried" in found.verdict
    )
    found, _ = search(RATE, 0.02, 0.1, lambda p: 0.4 + 10 * p)
    assert found.low < 0.06 < found.high and not found.is_proven
    assert "of values between them nothing is proven" in found.verdict


def test_several_break_evens_are_each_given():
    found, _ = search(RATE, 0.0, 0.4, lambda p: 1 + 0.5 * math.sin(10 * math.pi * p + 0.3))
    crossings = [(k * math.pi - 0.3) / (10 * math.pi) for k in (1, 2, 3, 4)]
    assert len(found.turns) >= 2 and found.low is found.high is None
    for turn in found.turns:
        assert any(turn.low < crossing < turn.high for crossing in crossings)
    assert f"{len(found.turns)} break-evens" in found.verdict


def test_ratios_that_both_rise_are_told_apart_between_the_values_too():
    """Orbit's bound at 20,000 lies below the ground's plan at 100,000: that proves nothing. Narrower steps
    do.
    """
    found, runner = search(CHIP, 20_000, 100_000, lambda p: 1.2 + p / 50_000, lambda p: 1 + p / 50_000)
    assert found.is_proven and found.verdict.startswith("no break-even between 20000 and 100000: proven")
    assert len(set(found.curve[CHIP])) > 5


def test_what_no_gap_decides_is_neither_proven_nor_excluded():
    found, runner = search(PRICE, 50, 3600, lambda p: 1.0)
    assert not found.is_proven and not found.is_settled and not found.turns
    assert "neither proven nor excluded" in found.verdict
    assert min(gap for _, _, gap in runner.asked) == 0.02 / 16


def test_a_side_that_may_stay_on_the_ground_is_never_dearer():
    found, _ = search(PRICE, 50, 3600, lambda p: min(1, 0.5 + p / 800), case="both")
    assert not found.turns and found.doubts
    assert "proven cheaper" in found.verdict and "no dearer it is" in found.verdict


def test_a_value_without_a_plan_proves_nothing_and_stands_in_the_curve():
    found, _ = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800, none=(50, 3600))
    assert not found.is_settled and "between 50 and" in found.verdict
    assert set(found.curve[found.curve.status == "no plan"].reason) == {"no plan: demand"}
    nothing, _ = search(PRICE, 50, 3600, lambda p: math.nan)
    assert "neither proven nor excluded" in nothing.verdict


def test_a_stop_keeps_what_is_known():
    found, _ = search(PRICE, 50, 3600, lambda p: 0.5 + p / 800, stop_after=4)
    assert found.verdict.startswith("stopped early, so far: ") and not found.is_settled
    assert 0 < len(found.curve) <= 8
    nothing, _ = search(PRICE, 50, 3600, lambda p: 1.0, stop_after=0)
    assert nothing.curve.empty and not nothing.is_proven


def test_whole_numbers_are_bisected_to_neighbours():
    found, runner = search("vehicles.starship.satellites_max", 4, 40, lambda p: 2 - p / 20.5, gap=0.001)
    assert (found.low, found.high) == (20, 21)
    assert all(isinstance(value, int) for _, value, _ in runner.asked)


@pytest.mark.parametrize(
    ("path", "low", "high", "says"),
    [
        ("vehicles.starshp.price_musd", 1, 2, "did you mean starship?"),
        ("vehicles.starship.price", 1, 2, "unknown key 'price'"),
        ("relays.*.gbps", 1, 2, "matches nothing"),
        ("study.start", 1, 2, "is no number but date"),
        ("vehicles", 1, 2, "is no number but a table"),
        (PRICE, 3600, 50, "the range is empty"),
        (PRICE, 50, 50, "the range is empty"),
        (PRICE, 50, math.nan, "must be numbers"),
        (PRICE, -1, 50, "0..1000000"),
        (RATE, 0.1, 7, "was it given in per cent?"),
        ("study.launch_periods", 1.5, 4, "must be whole numbers"),
    ],
)
def test_bad_input_is_told_before_anything_is_solved(path, low, high, says):
    with pytest.raises(InstanceError, match=says.replace("?", r"\?").replace(".", r"\.")):
        breakeven(TEMPLATE, path, (low, high), runner=None)


def test_only_ratios_are_compared():
    with pytest.raises(InstanceError, match="levelized_cost"):
        breakeven(TEMPLATE.with_value("objective", "cost"), PRICE, (1, 2), runner=None)


def test_a_wildcard_sets_every_match():
    found, runner = search("buses.*.usd_per_kg", 100, 1000, lambda p: 0.5 + p / 1000)
    assert found.low < 500 < found.high and found.is_proven


def test_directions():
    assert is_monotone(TEMPLATE, PRICE, "orbit") == is_monotone(TEMPLATE, PRICE, "both") == 1
    assert is_monotone(TEMPLATE, PRICE, "ground") == 0
    assert is_monotone(TEMPLATE, "sites.texas.grid_usd_per_kwh", "orbit") == 0
    assert is_monotone(TEMPLATE, "sites.texas.grid_mw", "ground") == -1
    assert is_monotone(TEMPLATE, CHIP, "ground") == 1
    assert is_monotone(TEMPLATE, RATE, "orbit") is None
    assured = TEMPLATE.with_value("workloads.batch.met_with_probability", 0.9)
    assert is_monotone(assured, PRICE, "orbit") is None and is_monotone(assured, PRICE, "ground") == 0


def test_a_series_is_held_constant_and_that_is_said():
    told = []
    demand = "workloads.batch.demand.north-america.committed_tt_per_year"
    breakeven(TEMPLATE, demand, (1, 5), runner=Known(demand, lambda p: 2.0), note=told.append, tolerance=0.5)
    assert len(told) == 1 and "changes with time" in told[0] and "0 to 500000" in told[0]
