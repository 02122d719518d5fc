"""A sweep as an analyst runs it: one row for each combination, bad input before anything is solved."""

import signal
import threading

import pandas as pd
import pytest

import planner
from planner.studies.sweep import every_combination

STARTER = "instances/starter.toml"
PRICE = "vehicles.falcon-9.price_musd"


@pytest.fixture
def starter(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    return planner.read(STARTER)


def vehicle_price(instance):
    """The key path of the first vehicle's price."""
    return f"vehicles.{next(iter(instance.tree['vehicles']))}.price_musd"


def test_one_row_for_each_combination(starter):
    price, done = vehicle_price(starter), []
    found = planner.sweep(
        starter,
        {price: [60, 90], "study.discount_rate": [0.05, 0.1]},
        gap=0.3,
        progress=lambda *so_far: done.append(so_far),
    )
    assert list(found.run) == [0, 1, 2, 3]
    assert list(zip(found[price], found["study.discount_rate"])) == [
        (60, 0.05),
        (60, 0.1),
        (90, 0.05),
        (90, 0.1),
    ]
    assert set(found.audit) == {"passed"} and (found.reason == "").all()
    assert (found.value >= found.bound).all()
    assert done == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    alone = planner.solve(starter.with_values({price: 60, "study.discount_rate": 0.05}), gap=0.3).summary()
    same = ["value", "bound", "gap", "cost_musd", "served_tt", "status"]
    pd.testing.assert_frame_equal(found.loc[[0], same], alone[same])


def test_a_run_without_a_plan_is_a_row_with_its_reason(starter):
    found = planner.sweep(starter, {"solve.time_limit_s": [1e-3, 60]}, gap=0.3)
    assert list(found.status) == ["no plan", "gap reached"]
    assert "time limit" in found.reason[0] and found.reason[1] == ""


def test_bad_input_is_told_before_anything_is_solved(starter):
    price = vehicle_price(starter)
    with pytest.raises(planner.InstanceError) as told:
        planner.sweep(starter, {price: [60, -1], "solve.gap": [0.1, 7]})
    runs = [place.split(":")[0] for place, _ in told.value.problems]
    assert runs == ["run 1", "run 2", "run 3", "run 3"]
    with pytest.raises(planner.InstanceError, match="did you mean"):
        planner.sweep(starter, {price.replace("price", "prize"): [60]})


@pytest.mark.parametrize(
    "values, error, said",
    [
        ({}, ValueError, "nothing to vary"),
        ({PRICE: []}, ValueError, "must not be empty"),
        ({PRICE: 60}, TypeError, "must be a list of values"),
        ({PRICE: "60"}, TypeError, "must be a list of values"),
        ([60], TypeError, "mapping of key paths"),
        ({1: [60]}, TypeError, "mapping of key paths"),
    ],
)
def test_values_that_are_none(starter, values, error, said):
    with pytest.raises(error, match=said):
        planner.sweep(starter, values)


def test_runs_are_made_in_order_the_last_path_fastest(starter):
    runs = every_combination(starter, {"solve.gap": [0.1, 0.2], "solve.seed": range(3)})
    assert [tuple(run.labels.values()) for run in runs] == [(g, s) for g in (0.1, 0.2) for s in range(3)]
    assert [run.question().data.solve.seed for run in runs] == [0, 1, 2, 0, 1, 2]


def test_ctrl_c_keeps_the_rows_so_far(starter, capsys):
    def stop(done, runs):
        if done == 1:
            threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()

    found = planner.sweep(
        starter, {"solve.gap": [0.5, 1e-6, 1e-7]}, time_limit_s=60, workers=1, progress=stop
    )
    assert list(found.run) == [0] and found.status[0] == "gap reached"
    assert "stopped after 1 of 3 runs" in capsys.readouterr().err


def test_a_run_that_physics_refuses_is_a_row(starter):
    """Whatever of it is refused after the file was read well: the other runs are not lost."""
    path = "designs.small.accelerators.gb300"
    found = planner.sweep(starter, {path: [100_000, 16]}, gap=0.5, workers=1)
    assert list(found.status) == ["refused", "gap reached"]
    assert "designs.small" in found.reason[0]
