"""The package in scripts: errors cross processes, values of numpy, pandas and datetime, paths for objects,
wrong arguments, tidy results.
"""

from __future__ import annotations

import copy
import os
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path

import highspy
import numpy as np
import pandas as pd
import pytest

import planner
from planner import errors
from planner.app.folder import Exists
from planner.errors.no_plan import Limit, MissingMinimum, MissingTokens, Since
from planner.instance import arguments
from planner.instance.files import Unreadable
from planner.instance.paths import UnknownPath
from planner.instance.pythonic import as_toml
from planner.physics.limits import PhysicsRange
from planner.plan.dated import dated, filed
from planner.solver.highs import Solver
from planner.studies.asked.figures import NoFigure
from planner.studies.running.workers import Died
from planner.system import streams
from planner.text.printing import cell

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "tests" / "cases" / "short-starter.toml"
DEMAND = "workloads.batch.demand.north-america.committed_tt_per_year"


@pytest.fixture(scope="module")
def starter():
    return planner.read(STARTER)


@pytest.fixture(scope="module")
def plan(starter):
    return planner.solve(starter, gap=0.05, case="ground")


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory):
    return plan.write(tmp_path_factory.mktemp("plans") / "plan")


# --- errors


def every_error() -> list[Exception]:
    """One of each class of planner/errors/."""
    made = []
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, Exception):
            made.append(one_of(kind.__name__))
    return made


def one_of(kind: str) -> Exception:
    """One error of a class, with all that it may say."""
    if kind == "InstanceError":
        return planner.InstanceError("file.toml", [("a.b", "is wrong"), ("", "too")])
    return NO_PLAN if kind == "NoPlan" else getattr(planner, kind)("no way")


NO_PLAN = planner.NoPlan(
    "demand",
    True,
    missing=(MissingTokens("chat", "europe", "2028-01-01", 2.0, 5.0), MissingMinimum(1.0)),
    limits=(Limit("stage gates", ("proof",)), Limit("slots")),
    since=Since(("site",), (("satellite", None),)),
    free_from="2027-07-01",
)


def test_every_error_of_the_package_is_tried():
    assert {type(error).__name__ for error in every_error()} == {"InstanceError", "NoPlan", "PlannerBug"}


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))])
def test_errors_are_copied_whole(error, again):
    error.add_note("point 3 of the sweep")
    found = again(error)
    assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))


def test_so_are_all_other_exceptions_of_the_package():
    made = [
        PhysicsRange("altitude_km", 100.0, 400.0, 2000.0, "km", "choose one inside"),
        arguments.WrongWord("case must be"),
        streams.Left("gone"),
        streams.Lost(28, "full"),
        Unreadable("no such file"),
        UnknownPath("unknown key"),
        NoFigure("leads nowhere"),
        Died("killed by signal 9"),
        Exists("mine.toml"),
    ]
    sources = "\n".join(path.read_text() for path in (ROOT / "planner").rglob("*.py"))
    classes = set(re.findall(r"^class (\w+)\((?:\w*Error|Exception)\b.*\):", sources, re.MULTILINE))
    assert {type(error).__name__ for error in (*every_error(), *made)} == classes
    for error in made:
        found = pickle.loads(pickle.dumps(error))
        assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))


def fail(kind: str):
    if kind == "InstanceError":
        planner.read(STARTER).with_value("vehicles.falcon-9.price_musd", -1)
    raise one_of(kind)


def test_one_bad_point_does_not_break_a_pool():
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        for kind in ("InstanceError", "NoPlan", "PlannerBug"):
            with pytest.raises(getattr(planner, kind)) as caught:
                pool.submit(fail, kind).result(timeout=60)
            if kind == "InstanceError":
                assert caught.value.problems[0][0] == "vehicles.falcon-9.price_musd"
            if kind == "NoPlan":
                assert (str(caught.value), vars(caught.value)) == (str(NO_PLAN), vars(NO_PLAN))
        assert pool.submit(abs, -3).result(timeout=60) == 3


def test_what_calls_give_crosses_processes(starter, plan):
    assert starter.sha256 == pickle.loads(pickle.dumps(starter)).sha256
    assert pickle.loads(pickle.dumps(plan)) == plan == copy.deepcopy(plan)
    assert pickle.loads(pickle.dumps(planner.audit(plan))).ok


# --- values


@pytest.mark.parametrize(
    "path, value, same",
    [
        ("vehicles.falcon-9.price_musd", np.float64(60), 60.0),
        ("vehicles.falcon-9.price_musd", np.array(60), 60),
        ("vehicles.falcon-9.price_musd", np.float32(60), 60.0),
        ("study.launch_periods", np.int64(6), 6),
        ("study.launch_periods", pd.Series([6])[0], 6),
        (DEMAND, np.array([100.0, 1500.0]), [100.0, 1500.0]),
        (DEMAND, pd.Series([100.0, 1500.0]), [100.0, 1500.0]),
        (
            DEMAND,
            pd.Series([100, 1500], pd.to_datetime(["2027-01-01", "2028-01-01"])),
            {"dates": [date(2027, 1, 1), date(2028, 1, 1)], "value": [100, 1500]},
        ),
        (
            DEMAND,
            pd.Series([100, 1500], pd.PeriodIndex(["2027Q1", "2027Q3"], freq="Q")),
            {"dates": [date(2027, 1, 1), date(2027, 7, 1)], "value": [100, 1500]},
        ),
        (
            DEMAND,
            {
                "dates": np.array(["2027-01-01", "2028-01-01"], "datetime64[ns]"),
                "value": np.array([100, 1500]),
            },
            {"dates": [date(2027, 1, 1), date(2028, 1, 1)], "value": [100, 1500]},
        ),
        ("designs.small.accelerators", pd.Series({"gb300": 12}), {"gb300": 12}),
        ("study.start", datetime(2028, 1, 1), date(2028, 1, 1)),
        ("study.start", pd.Timestamp("2028-01-01"), date(2028, 1, 1)),
        ("study.start", np.datetime64("2028-01-01"), date(2028, 1, 1)),
        ("study.start", np.datetime64("2028-01-01", "ns"), date(2028, 1, 1)),
        ("study.name", np.str_("other"), "other"),
        ("workloads.batch.can_wait", np.bool_(True), True),
        ("buses.starlink-v3-like.service_lives_years", np.array([3, 5]), [3, 5]),
        ("buses.starlink-v3-like.service_lives_years", range(3, 6), [3, 4, 5]),
    ],
)
def test_values_of_scripts(starter, path, value, same):
    assert starter.with_value(path, value).resolved_toml() == starter.with_value(path, same).resolved_toml()


def test_a_series_of_an_instance_goes_back(starter):
    price = starter.data.workloads["batch"].demand["north-america"].committed_tt_per_year
    assert starter.with_value(DEMAND, price).data == starter.data
    half = starter.with_value(DEMAND, price.times(0.5))
    assert half.data == starter.with_value(DEMAND, [50, 750]).data


@pytest.mark.parametrize(
    "path, value, words",
    [
        ("vehicles.falcon-9.price_musd", np.float64("nan"), "not nan"),
        ("vehicles.falcon-9.price_musd", np.bool_(True), "not true"),
        ("vehicles.falcon-9.price_musd", object(), "a Python object"),
        ("study.start", datetime(2028, 1, 1, 12), "must be a date"),
        ("study.start", pd.NaT, "must be a date"),
        ("study.start", np.datetime64("NaT"), "must be a date"),
        (DEMAND, pd.Series([100, None]), "value 2 must be a number"),
        (DEMAND, np.ones((2, 2)), "value 1 must be a number, not a list"),
    ],
)
def test_values_that_the_format_refuses(starter, path, value, words):
    with pytest.raises(planner.InstanceError, match=words) as caught:
        starter.with_value(path, value)
    assert "np." not in str(caught.value)


def test_plain_values_stay():
    value = {"a": [1, 2.5, True, "x", date(2028, 1, 1)]}
    assert as_toml(value) == value


# --- paths, dates, wrong arguments


def test_paths_for_objects(plan, folder):
    again = planner.solve(str(STARTER), gap=0.05, case="ground", start=folder)
    assert again.value <= plan.value * (1 + 1e-9)
    assert planner.audit(str(folder)).ok
    assert len(planner.simulate(folder, runs=3).commitments) == len(
        planner.simulate(plan, runs=3).commitments
    )


def test_days_of_a_continuation(plan, folder):
    day = date(2027, 10, 1)
    text = planner.continued(plan, day).resolved_toml()
    for same in ("2027-10-01", datetime(2027, 10, 1), pd.Timestamp(day), np.datetime64(day)):
        assert planner.continued(folder, same).resolved_toml() == text
    frozen = [
        planner.continued(plan, day, until).resolved_toml() for until in ("2028-04-01", date(2028, 4, 1))
    ]
    assert frozen[0] == frozen[1] != text
    with pytest.raises(ValueError, match="day must be a date or ISO text such as 2028-01-01, not str 'soon'"):
        planner.continued(plan, "soon")
    with pytest.raises(ValueError, match="without a time of day"):
        planner.continued(plan, datetime(2027, 10, 1, 6))
    with pytest.raises(TypeError, match="day must be a date or ISO text"):
        planner.continued(plan, 20271001)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda i, p: planner.read(3),
         "path must be the path of an instance file (str or PathLike), not int 3"),
        (lambda i, p: planner.read(b"a.toml"), "not bytes b'a.toml'"),
        (lambda i, p: planner.read(i), "not Instance"),
        (lambda i, p: planner.solve(3),
         "instance must be an Instance (planner.read) or the path of its file, not int 3"),
        (lambda i, p: planner.solve(None), "not NoneType"),
        (lambda i, p: planner.solve(i, gap="x"), "gap must be a number or None, not str 'x'"),
        (lambda i, p: planner.solve(i, gap=True), "gap must be a number or None, not bool True"),
        (lambda i, p: planner.solve(i, time_limit_s=[1]), "time_limit_s must be a number or None, not list"),
        (lambda i, p: planner.solve(i, case="orbitt"),
         "case must be 'both', 'orbit' or 'ground', not str 'orbitt'"),
        (lambda i, p: planner.solve(i, case=None), "case must be 'both', 'orbit' or 'ground', not NoneType"),
        (lambda i, p: planner.solve(i, case=["both"]), "case must be"),
        (lambda i, p: planner.solve(i, case=np.array(["both", "orbit"])), "case must be"),
        (lambda i, p: planner.solve(i, case=pd.NA), "case must be"),
        (lambda i, p: planner.read(10**5000), "not int of absurd size"),
        (lambda i, p: planner.continued(p, np.datetime64(10**15, "Y")), "day must be a date"),
        (lambda i, p: planner.solve(i, start=i),
         "start must be a Plan (planner.solve, planner.read_plan) or the path of its folder, not Instance"),
        (lambda i, p: planner.solve(i, progress=1), "progress must be a function or None, not int 1"),
        (lambda i, p: planner.audit(i), "plan must be a Plan"),
        (lambda i, p: planner.read_plan(p), "folder must be the path of a plan folder"),
        (lambda i, p: planner.simulate(p, runs="x"), "runs must be a whole number, not str 'x'"),
        (lambda i, p: planner.simulate(p, runs=2.5), "runs must be a whole number, not float 2.5"),
        (lambda i, p: i.with_value(3, 4), "key paths"),
        (lambda i, p: i.with_values([("study.name", "x")]), "mapping of key paths"),
    ],
)  # fmt: skip
def test_a_wrong_argument_says_what_is_taken(starter, plan, call, words):
    with pytest.raises(TypeError) as caught:
        call(starter, plan)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "call, kind",
    [
        (lambda i, p: planner.solve(i, gap=-1), planner.InstanceError),
        (lambda i, p: planner.solve(i, gap=float("nan")), planner.InstanceError),
        (lambda i, p: planner.solve(i, case="orbitt"), ValueError),
        (lambda i, p: planner.simulate(p, runs=0), ValueError),
        (lambda i, p: planner.solve(i, gap=10**5000), ValueError),
        (lambda i, p: planner.read_plan("x" * 300), planner.InstanceError),
        (lambda i, p: planner.read_plan("a\0b"), planner.InstanceError),
        (lambda i, p: i.with_value("vehicles.starship.price_musd", 10**5000), planner.InstanceError),
        (lambda i, p: i.with_value("study.name", os), planner.InstanceError),
        (lambda i, p: p.write("a" * 300), planner.InstanceError),
        (lambda i, p: p.write("\0"), planner.InstanceError),
        (lambda i, p: p.write("\ud800"), planner.InstanceError),
        (lambda i, p: p.write(None), TypeError),
        (lambda i, p: p.write(b"x"), TypeError),
        (lambda i, p: p.write("x", force=np.array([True, False])), TypeError),
    ],
)
def test_a_value_out_of_range(starter, plan, call, kind):
    with pytest.raises(kind):
        call(starter, plan)


def test_long_arguments_are_cut():
    assert len(str(arguments.wrong("gap", "a number", "x" * 100_000))) < 150


# --- public names, results


def test_public_classes(starter, plan):
    assert isinstance(starter, planner.Instance)
    assert isinstance(plan, planner.Plan)
    assert isinstance(planner.audit(plan), planner.AuditReport)
    assert set(planner.__all__) <= set(dir(planner))
    with pytest.raises(AttributeError, match="no attribute 'Plann'"):
        _ = planner.Plann


def test_a_plan_is_one_tidy_row(plan):
    row = plan.summary()
    assert len(row) == 1
    assert row.loc[0, ["name", "objective", "unit", "case", "status"]].tolist() == [
        "starter", "levelized_cost", "$/Mtoken", "ground", plan.status,
    ]  # fmt: skip
    assert row.cost_musd[0] / row.tokens_tt[0] == pytest.approx(row.ratio_usd_per_mtoken[0])
    assert row.value[0] == plan.value and row.bound[0] == plan.bound
    assert (row.orbit_share[0], row.flights[0], row.satellites[0], row.accelerators_orbit[0]) == (0, 0, 0, 0)
    assert row.accelerators_ground[0] == sum(plan.record.accelerators.ground.values()) > 0
    assert row.served_tt[0] == pytest.approx(plan.tokens.tokens_tt.sum())
    assert row.seconds[0] > 0
    assert len(pd.concat([row, row])) == 2
    assert (
        row.dtypes.map(lambda kind: kind.kind)
        .loc[["value", "bound", "gap", "cost_musd", "seconds"]]
        .eq("f")
        .all()
    )


def test_a_plan_in_a_notebook(plan):
    html = plan._repr_html_()
    assert "levelized cost" in html and "<table" in html and len(html) < 50_000
    assert "http" not in html and "<script" not in html
    import dataclasses

    nasty = dataclasses.replace(
        plan, record=dataclasses.replace(plan.record, name="<b>&</b>", notes=("<script>",))
    )
    assert "<b>" not in nasty._repr_html_() and "&lt;b&gt;&amp;&lt;/b&gt;" in nasty._repr_html_()
    assert "<script>" not in nasty._repr_html_()


def test_days_are_datetimes_in_memory_and_iso_in_files(plan, folder):
    assert plan.sites.date.dtype.kind == plan.cohorts.launch_date.dtype.kind == "M"  # without rows too
    assert plan.sites.date.dt.year.min() == 2027
    first = (folder / "sites.csv").read_text().splitlines()[1]
    assert ",2027-" in f",{first}" and ":" not in first
    again = planner.read_plan(folder)
    assert again == plan
    assert again.sites.dtypes.equals(plan.sites.dtypes)
    assert plan.tables()["sites"].date.map(type).eq(str).all()
    found = planner.simulate(plan, runs=2)
    assert found.commitments.date.dtype.kind == "M"


def test_days_come_back_as_they_were():
    frame = pd.DataFrame(
        {"date": ["2027-01-01", "2027-04-01"], "up_date": ["soon", "2027-01-01"], "end": ["2027-01-01", "x"]}
    )
    there = dated(frame)
    assert there.date.dtype.kind == "M" and there.up_date.tolist() == ["soon", "2027-01-01"]
    assert filed(there).equals(frame) or filed(there).astype(object).equals(frame.astype(object))
    for wrong in ("2027-02-30", "2027-1-01", "", "2027-01-01 ", "20270101"):
        assert dated(frame.assign(date=["2027-01-01", wrong])).date.tolist() == ["2027-01-01", wrong]
    assert cell(there.date[0]) == "2027-01-01"


# --- the solver's edge


def test_the_solver_is_silent_before_it_can_speak(monkeypatch, capfd):
    """highspy 1.16 announces itself on standard output when callbacks are enabled, which breaks --json."""
    flags = []
    enable = highspy.Highs.enableCallbacks

    def watched(self):
        flags.append(self.getOptionValue("output_flag")[1])
        enable(self)

    monkeypatch.setattr(highspy.Highs, "enableCallbacks", watched)
    Solver()
    assert flags == [False]
    assert capfd.readouterr().out == ""
