"""The same runs on a Dask cluster: a real scheduler and workers in processes of their own."""

import signal
import time

import pytest

import dask_here
import planner
import studies_stub
from planner.studies.asked.edits import Put
from planner.studies.asked.runs import Run
from planner.studies.running import cluster
from planner.studies.running.cluster import Cluster, client_of
from planner.studies.running.runner import FAILED, Runner

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def base(request):
    return planner.read(request.config.rootpath / "instances/starter.toml")


def runs_of(base, count):
    return [
        Run({"seed": seed}, base, recipe=(Put({studies_stub.PRICE: 50 + seed, "solve.seed": seed}),))
        for seed in range(count)
    ]


def patient_client(address):
    """A client, once the scheduler that was just started answers."""
    for _ in range(5):
        try:
            return client_of(address)
        except planner.InstanceError:
            time.sleep(0.5)
    return client_of(address)


def test_runs_on_a_cluster_and_a_worker_killed_in_the_middle(base, tmp_path, request):
    runs = runs_of(base, 40)
    with dask_here.cluster(request.config.rootpath) as (address, workers):
        client = patient_client(address)
        client.wait_for_workers(2, timeout=60)

        def kill_one(done, _runs):
            if done == 5:
                workers[0].send_signal(signal.SIGKILL)

        try:
            with Runner(
                folder=tmp_path / "s", client=client, progress=kill_one, solving="studies_stub:slow"
            ) as runner:
                rows = runner.rows(runs)
            assert [row["status"] for row in rows] == ["gap reached"] * 40
            assert workers[0].wait(10) == -signal.SIGKILL and workers[1].poll() is None
            with Runner(client=client, solving="studies_stub:faulty") as runner:
                faulty = runner.rows(runs[:9])
            assert faulty[7]["status"] == FAILED and "ZeroDivisionError" in faulty[7]["reason"]
        finally:
            client.close()
    with Runner(folder=tmp_path / "here", workers=1, solving="studies_stub:solved") as runner:
        assert runner.rows(runs) == rows, "the machine does not matter"


def test_a_scheduler_that_is_lost_ends_it_and_keeps_what_is_done(base, tmp_path, request, monkeypatch):
    with dask_here.cluster(request.config.rootpath, workers=1) as (address, workers):
        import dask

        with dask.config.set({"distributed.comm.timeouts.connect": "2s"}):
            client = patient_client(address)
            client.wait_for_workers(1, timeout=60)
            scheduler = client.scheduler_info()["id"]
            assert scheduler

            def end(done, _runs):
                if done == 3:
                    client.shutdown()

            with pytest.raises(planner.InstanceError, match="no longer answers; what is done is kept"):
                with Runner(
                    folder=tmp_path / "s", client=client, progress=end, solving="studies_stub:slow"
                ) as runner:
                    runner.rows(runs_of(base, 20))
            client.close()
    assert len(list((tmp_path / "s/runs").iterdir())) == 3


def test_a_scheduler_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_S", 0.5)
    with pytest.raises(planner.InstanceError, match="no scheduler answers there within 0.5 s"):
        client_of(f"tcp://127.0.0.1:{dask_here.free_port()}")
    with pytest.raises(planner.InstanceError, match="is no address such as"):
        client_of("carrier-pigeon://loft")


def test_what_is_no_client_is_refused():
    with pytest.raises(TypeError, match="must be a dask.distributed.Client, not dict"):
        Cluster({})


@pytest.mark.slow
def test_ten_thousand_runs_on_a_cluster(base, tmp_path, request):
    runs = [
        Run({"price": n}, base, recipe=(Put({studies_stub.PRICE: 50 + n / 1000}),)) for n in range(10_000)
    ]
    with dask_here.cluster(request.config.rootpath) as (address, _workers):
        client = patient_client(address)
        client.wait_for_workers(2, timeout=60)
        try:
            with Runner(folder=tmp_path / "s", client=client, solving="studies_stub:quick") as runner:
                rows = runner.rows(runs)
        finally:
            client.close()
    assert [row["value"] for row in rows] == [50 + n / 1000 for n in range(10_000)]
