"""Chances of a plan: the drawing against closed forms and hand-made cases, the counting, the command."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from models.survival import groups_working
from planner.auditing.question import case_of
from planner.cli import app
from planner.errors import InstanceError
from planner.plan.plan import Plan
from planner.simulation.fates import Cohorts, Standing, draw
from planner.simulation.simulation import Z95, simulate_case, wilson
from planner.solver.solution import Flights, Solution
from planner.tables.build import build
from planner.text.chances import by_year, print_chances
from small_plan import small_case, small_designs, small_plan, small_solution


def plan_of(case, solution):
    """A plan of a hand-made case."""
    kept = small_plan()
    return Plan(
        **build(case, solution, small_designs()).tables(),
        record=kept.record,
        run=kept.run,
        instance=kept.instance,
    )


def lasting_case(**changes):
    """The small case in which nothing dies and commitments are what the changes say."""
    return small_case().replaced(bus_loss_per_year=np.zeros(1), **changes)


def one_flight(used=9.0):
    """Two big satellites on one flight for two periods; in the first they serve `used` accelerator-years of 2
    Tt each.
    """
    return Solution(
        flights=(Flights(v=0, o=0, b=0, cargo=((0, 0, 2),), flights=1),),
        satellites={(0, 0, 0, 0, 1): 2},
        racks={}, compute_orbit={(0, 0, 0, 0): used}, compute_ground={},
        tokens_orbit={(0, 0, 0, 0, 0): 2 * used}, tokens_ground={}, shortfall={}, gateway_gbps={(0, 0): 8.0},
        onsite_mw={},
    )  # fmt: skip


def committed(*tt):
    return np.array([[tt]], dtype=float)


def test_a_single_flight_decides():
    case = lasting_case(success=np.array([0.9]), committed=committed(18.0, 0.0, 0.0))
    found = simulate_case(case, plan_of(case, one_flight()), runs=4000, seed=5)
    (row,) = found.commitments.itertuples()
    assert row.met_low <= 0.9 <= row.met_high
    assert row.met_high - row.met_low == pytest.approx(2 * Z95 * math.sqrt(0.09 / 4000), rel=0.1)
    assert row.mean_share == pytest.approx(row.met) and row.planned_share == 1 and row.q05_share == 0
    assert found.workloads.met.tolist() == [row.met]
    assert found.satellites["mean"].to_numpy() == pytest.approx(
        2 * row.met
    )  # the flight's satellites share its fate
    assert found.satellites.q95.tolist() == [2, 2]


def test_two_flights_fail_apart():
    """One of two satellites suffices for the commitment; 0.75 a flight: 15/16 that one arrives, 9/16 both."""
    case = lasting_case(committed=committed(18.0, 0.0, 0.0))
    solution = dataclasses.replace(
        one_flight(), flights=(Flights(v=0, o=0, b=0, cargo=((0, 0, 1),), flights=2),)
    )
    for tokens, chance in ((18.0, 15 / 16), (36.0, 9 / 16)):
        case = case.replaced(committed=committed(tokens, 0.0, 0.0))
        found = simulate_case(case, plan_of(case, _using(solution, tokens)), runs=4000, seed=1).commitments
        assert found.met_low[0] <= chance <= found.met_high[0]


def _using(solution, tokens):
    return dataclasses.replace(
        solution, compute_orbit={(0, 0, 0, 0): tokens / 2}, tokens_orbit={(0, 0, 0, 0, 0): tokens}
    )


def test_where_less_is_there_tokens_shrink_and_optional_ones_first():
    """20 accelerators or none, 10 of them with one of two flights: 30 Tt planned, 20 Tt served, whatever of
    it is committed.
    """
    case = lasting_case(committed=committed(20.0, 0.0, 0.0), optional=committed(10.0, 0.0, 0.0))
    two = dataclasses.replace(one_flight(), flights=(Flights(v=0, o=0, b=0, cargo=((0, 0, 1),), flights=2),))
    row = simulate_case(case, plan_of(case, _using(two, 30.0)), runs=4000, seed=2).commitments.iloc[0]
    assert row.planned_share == 1.5
    assert row.met_low <= 15 / 16 <= row.met_high  # 20 of 20 with one flight
    assert row.mean_share == pytest.approx(9 / 16 * 1.5 + 6 / 16 * 1.0, abs=0.03)


def test_reach_lets_fewer_tokens_through_where_less_is_there():
    """Both satellites could serve 40 Tt, half of it in reach: 20; one serves 10 of the 20 asked though
    compute for 20 is there.
    """
    two = dataclasses.replace(one_flight(), flights=(Flights(v=0, o=0, b=0, cargo=((0, 0, 1),), flights=2),))
    case = lasting_case(committed=committed(20.0, 0.0, 0.0), reach=np.full((1, 1, 1), 0.5))
    row = simulate_case(case, plan_of(case, _using(two, 20.0)), runs=4000, seed=2).commitments.iloc[0]
    assert row.met_low <= 9 / 16 <= row.met_high
    assert row.mean_share == pytest.approx(9 / 16 + 6 / 16 / 2, abs=0.03)


def test_without_satellites_racks_run_as_planned(capsys):
    grounded = dataclasses.replace(
        small_solution(), flights=(), satellites={}, compute_orbit={}, tokens_orbit={},
        shortfall={(0, 0, 0): 8.0, (0, 0, 2): 8.0},
    )  # fmt: skip
    case = small_case().replaced(committed=committed(8.0, 4.0, 8.0))
    found = simulate_case(case, plan_of(case, grounded), runs=10, seed=0)
    assert found.commitments.met.tolist() == [0.0, 1.0, 0.0]
    assert found.commitments.planned_share.tolist() == [0.0, 1.0, 0.0]
    assert found.workloads.met.tolist() == [0.0] and len(found.satellites) == 0
    print_chances(found, as_json=False, as_csv=False)
    assert "2 of 3 commitments are short in the plan itself" in capsys.readouterr().out


def test_nothing_committed():
    case = small_case().replaced(committed=np.zeros((1, 1, 3)))
    found = simulate_case(case, plan_of(case, small_solution()), runs=10, seed=0)
    assert len(found.commitments) == len(found.workloads) == 0 and len(found.satellites) == 2
    assert len(by_year(found)) == 0


def test_satellites_that_no_flight_carries_are_refused():
    plan = small_plan()
    launches = plan.launches.assign(flights=plan.launches.flights + 1)
    with pytest.raises(InstanceError, match="do not carry the same satellites"):
        simulate_case(small_case(), dataclasses.replace(plan, launches=launches), runs=1, seed=0)


def hazardous(need, share=1.0):
    """A case of twelve half-years with one cohort of 6 satellites, 8 chips each, that all arrive; it serves
    ten of them.
    """
    case = small_case()
    periods = {
        "dates": tuple(f"{2030 + n // 2}-0{1 + 6 * (n % 2)}-01" for n in range(12)), "period_years": 0.5,
        "slots": np.full((1, 12), 20.0),
        "duty": np.full((1, 1, 12), 0.5),
    }  # fmt: skip
    return case.replaced(
        **periods, design_counts=np.array([[8], [2]]), need=np.array([need]), share=np.full((2, 1, 1), share),
        accelerator_loss_per_year=np.array([0.1]), bus_loss_per_year=np.array([0.2]),
    )  # fmt: skip


@pytest.mark.parametrize("need", [[1], [1, 4], [3], [8]])
def test_draws_agree_with_the_closed_form_in_the_middle_of_periods(need):
    """Means of satellites and of usable accelerators, within five standard errors at every age; both ways of
    drawing.
    """
    case = hazardous(need, share=0.9)
    cohorts = Cohorts(
        design=np.zeros(1, int), shell=np.zeros(1, int), start=np.ones(1, int), periods=np.array([10]),
        success=np.ones(2),
        carried=np.array([[4], [2]]),
    )  # fmt: skip
    fates = draw(case, cohorts, np.random.default_rng(3), 4000)
    ages = (np.arange(10) + 0.5) * 0.5
    works = np.exp(-0.1 * ages)
    expected = {theta: theta * groups_working(8, theta, works) for theta in set(need)}
    seen = {theta: fates.usable[0, theta] for theta in set(need)}
    pairs = [(fates.working, 6 * np.exp(-0.2 * ages))]
    pairs += [(seen[n], 6 * np.exp(-0.2 * ages) * 0.9 * 0.5 * expected[n]) for n in expected]
    for drawn, mean in pairs:
        assert not drawn[:, 0, 0].any() and not drawn[:, 0, 11].any()
        inside = drawn[:, 0, 1:11]
        assert (np.abs(inside.mean(axis=0) - mean) < 5 * inside.std(axis=0) / np.sqrt(4000)).all()
        assert (np.diff(inside, axis=1) <= 1e-12).all()  # what has failed stays failed


NOBODY = Cohorts(
    design=np.zeros(0, int), shell=np.zeros(0, int), start=np.zeros(0, int), periods=np.zeros(0, int),
    success=np.zeros(0),
    carried=np.zeros((0, 0), int),
)  # fmt: skip


@pytest.mark.parametrize("need", [[1], [1, 4], [3]])
@pytest.mark.parametrize("is_counted, spread", [(True, 0.5 * 0.5), (False, 6 * 0.75 * 0.25)])
def test_what_flew_before_is_drawn_as_the_case_expects_it(need, is_counted, spread):
    """4.5 of six satellites work: by count four or five of them, else each with a chance of three in four.
    Their chips are three years old.
    """
    case = hazardous(need, share=0.9)
    before = Standing(
        design=np.zeros(1, int), shell=np.zeros(1, int), start=np.array([2]), periods=np.array([7]),
        satellites=np.array([6]), working=np.array([4.5]), is_counted=np.array([is_counted]),
        age_years=np.array([3.0]),
    )  # fmt: skip
    fates = draw(case, NOBODY, np.random.default_rng(5), 6000, before)
    ages = (np.arange(7) + 0.5) * 0.5
    alive = 4.5 * np.exp(-0.2 * ages)
    pairs = [(fates.working, alive)]
    for theta in set(need):
        usable = theta * groups_working(8, theta, np.exp(-0.1 * (3.0 + ages)))
        pairs.append((fates.usable[0, theta], alive * 0.9 * 0.5 * usable))
    for drawn, mean in pairs:
        assert not drawn[:, 0, :2].any() and not drawn[:, 0, 9:].any()
        inside = drawn[:, 0, 2:9]
        assert (np.abs(inside.mean(axis=0) - mean) < 5 * inside.std(axis=0) / np.sqrt(6000)).all()
        assert (np.diff(inside, axis=1) <= 1e-12).all()
    at_first = draw(
        case.replaced(bus_loss_per_year=np.zeros(1)), NOBODY, np.random.default_rng(6), 6000, before
    )
    assert at_first.working[:, 0, 2].var() == pytest.approx(spread, rel=0.1)


def test_a_plan_counts_on_what_flew_before():
    """One satellite of ten chips flies and never fails: it serves what is asked in every run, but not after
    it has retired early.
    """
    flown = {
        "flown": ("old",), "flown_design": np.zeros(1, int), "flown_shell": np.zeros(1, int),
        "flown_satellites": np.ones(1, int), "flown_working": np.ones(1), "flown_dead": np.zeros(1),
        "flown_age_years": np.ones(1), "flown_history_years": np.ones(1), "flown_arrives": np.array([-1]),
        "flown_leaves": np.array([9]), "shell_opening_musd": np.zeros(1),
        "flown_may_retire": np.array([True]),
    }  # fmt: skip
    case = lasting_case(committed=committed(18.0, 18.0, 0.0), **flown)
    use = {(0, 0, 0, t): 9.0 for t in range(2)}
    served = {(0, 0, 0, 0, t): 18.0 for t in range(2)}
    plan = Solution(
        flights=(),
        satellites={},
        compute_orbit=use,
        tokens_orbit=served,
        gateway_gbps={(0, t): 8.0 for t in range(2)},
    )
    found = simulate_case(case, plan_of(case, plan), runs=50, seed=1)
    assert found.commitments.met.tolist() == [1.0, 1.0]
    assert found.satellites["mean"].tolist() == found.satellites.expected_working.tolist() == [1.0] * 3
    gone = simulate_case(case, plan_of(case, dataclasses.replace(plan, leave={(0, 1): 1})), runs=50, seed=1)
    assert gone.commitments.met.tolist() == [1.0, 0.0]


def test_both_ways_of_drawing_agree_in_spread():
    """Accelerators one by one, by counts and by satellite: the same variance, which the death of whole
    satellites widens.
    """
    cohorts = Cohorts(
        design=np.zeros(1, int), shell=np.zeros(1, int), start=np.zeros(1, int), periods=np.array([12]),
        success=np.array([0.8]),
        carried=np.array([[6]]),
    )  # fmt: skip
    counted = draw(hazardous([1]), cohorts, np.random.default_rng(3), 20000).usable[0, 1][:, 0]
    timed = draw(hazardous([1, 8]), cohorts, np.random.default_rng(4), 20000).usable[0, 1][:, 0]
    assert counted.mean(axis=0) == pytest.approx(timed.mean(axis=0), rel=0.03)
    assert counted.var(axis=0) == pytest.approx(timed.var(axis=0), rel=0.06)
    assert np.cov(counted[:, 2], counted[:, 9])[0, 1] == pytest.approx(
        np.cov(timed[:, 2], timed[:, 9])[0, 1], rel=0.1
    )


def test_wilson():
    low, high = wilson(np.array([0, 5, 10]), 10)  # Wilson 1927; the middle one as textbooks print it
    assert low == pytest.approx([0, 0.2366, 0.7225], abs=1e-4) and high == pytest.approx(
        [0.2775, 0.7634, 1], abs=1e-4
    )


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    runner = CliRunner()
    assert runner.invoke(app, ["new", str(folder / "starter.toml")]).exit_code == 0
    answer = runner.invoke(
        app, ["solve", str(folder / "starter.toml"), "--out", str(folder / "plan"), "--gap", "0.05"]
    )
    assert answer.exit_code == 0, answer.output
    return folder / "plan"


def test_the_mean_fleet_is_the_expected_one(solved):
    """expected_working of a solved plan, with losses raised so that the arithmetic shows, against runs of its
    launches.
    """
    plan = planner.read_plan(solved)
    case = case_of(plan).replaced(
        success=np.full(len(case_of(plan).vehicles), 0.8),
        bus_loss_per_year=np.full(len(case_of(plan).buses), 0.15),
    )
    survivors = simulate_case(case, plan, runs=8000, seed=0).satellites
    assert (survivors.expected_working > survivors["mean"] + 10 * survivors.mean_error).all()  # it can tell
    found = planner.simulate(plan, runs=8000, seed=1).satellites
    assert len(found) > 10
    assert (np.abs(found["mean"] - found.expected_working) < 3.5 * found.mean_error).all()


def test_the_command(solved):
    def run(*options):
        answer = CliRunner().invoke(app, ["simulate", str(solved), "--runs", "300", *options])
        assert answer.exit_code == 0, answer.output
        return answer.stdout

    text = run("--json")
    assert text == run("--json", "--seed", "0") != run("--json", "--seed", "1")
    content = json.loads(text)
    assert content["simulation"] == [{"runs": 300, "seed": 0}]
    table = run("--csv").splitlines()
    assert table[0].startswith("workload,region,period,date,last_date,committed_tt,planned_share,met,")
    assert len(table) == len(content["commitments"]) + 1
    assert "300 runs, seed 0" in run() and "Satellites working" in run()


def test_ctrl_c_reports_the_runs_done(solved):
    def interrupt(done, runs):
        raise KeyboardInterrupt

    plan = planner.read_plan(solved)
    found = planner.simulate(plan, runs=5000, seed=3, progress=interrupt)
    assert found.runs == 250
    pd.testing.assert_frame_equal(found.commitments, planner.simulate(plan, runs=250, seed=3).commitments)


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"seed": -1}])
def test_no_runs_or_a_negative_seed(wrong):
    with pytest.raises(ValueError, match="at least one run"):
        planner.simulate(small_plan(), **wrong)
