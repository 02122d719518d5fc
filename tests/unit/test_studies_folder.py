"""A study in its folder: what changed is named and done again, the table is read by all, nothing is lost."""

import json
import shutil
import time

import pandas as pd
import pytest

import planner
import studies_stub
from planner.studies.asked.edits import Put
from planner.studies.asked.listing import listing
from planner.studies.asked.runs import Run
from planner.studies.results.table import SUMMARY
from planner.studies.running import address, claim
from planner.studies.running.conducting import conduct
from planner.studies.study import read_study


@pytest.fixture(scope="module")
def base(request):
    return planner.read(request.config.rootpath / "instances/starter.toml")


def runs_of(base, count=4):
    return [
        Run(
            {studies_stub.PRICE: 50.0 + seed, "case": "both"},
            base,
            recipe=(Put({studies_stub.PRICE: 50 + seed, "solve.seed": seed}),),
        )
        for seed in range(count)
    ]


def done(folder, base, runs=None, name="s", function="solved", said=None, **more):
    return conduct(
        folder, name, base, runs or runs_of(base), solving=f"studies_stub:{function}", workers=1,
        say=(said if said is not None else []).append, **more,
    )  # fmt: skip


def test_the_folder_of_a_study(base, tmp_path):
    found = done(tmp_path / "s", base, text=b"# as read\n")
    names = {path.name for path in (tmp_path / "s").iterdir()}
    assert names >= {"study.json", "study.toml", "instance", "results.csv", "results.parquet", "runs"}
    assert (tmp_path / "s/instance/starter.toml").read_bytes() == base.path.read_bytes()
    study = planner.read_study(tmp_path / "s")
    assert (study.name, len(study.frame)) == ("s", 4)
    pd.testing.assert_frame_equal(study.frame, found.frame)
    assert list(study.frame.columns[:4]) == ["run", studies_stub.PRICE, "case", "name"]
    assert set(SUMMARY) <= set(study.frame.columns)
    for wrong in (9, "x"):
        with pytest.raises(KeyError):
            study.plan(wrong)


def test_pandas_duckdb_and_a_spreadsheet_read_the_table(base, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    done(tmp_path / "s", base)
    csv = pd.read_csv(tmp_path / "s/results.csv")
    parquet = pd.read_parquet(tmp_path / "s/results.parquet")
    assert list(csv.columns) == list(parquet.columns) and list(csv.value) == list(parquet.value)
    ask = f"select run, value from '{tmp_path}/s/results.parquet' where run > 1 order by run"
    assert duckdb.sql(ask).fetchall() == [(2, 156.0), (3, 212.0)]
    fields = json.loads((tmp_path / "s/datapackage.json").read_text())["resources"][0]["schema"]["fields"]
    assert [one["name"] for one in fields] == list(csv.columns)
    meaning = {one["name"]: one["description"] for one in fields}
    assert "M$" in meaning[studies_stub.PRICE] and all(meaning.values())


def test_failed_runs_are_rows_of_the_same_columns_and_are_tried_again(base, tmp_path):
    first = done(tmp_path / "s", base, runs_of(base, 8), function="dying").frame
    assert list(first.status) == ["gap reached"] * 7 + ["failed"] and "signal 9" in first.reason[7]
    assert pd.isna(first.value[7]) and pd.api.types.is_float_dtype(first.value)
    again = done(tmp_path / "s", base, runs_of(base, 8)).frame
    assert list(again.status) == ["gap reached"] * 8
    assert list(again.dtypes) == list(first.dtypes)


def test_what_changed_is_named_and_done_again(base, tmp_path, monkeypatch):
    folder, said = tmp_path / "s", []
    done(folder, base, said=said)
    done(folder, base, said=said, function="nothing")
    assert said == []
    tighter = base.with_value("solve.gap", 0.02)
    done(folder, tighter, said=said)
    assert said.pop() == "4 runs are done again: gap changed (0.01 -> 0.02): 0-3"
    done(folder, base, said=said, function="nothing")
    assert said == [], "the earlier runs are still there"
    other = base.with_value("study.discount_rate", 0.05)
    done(folder, other, [*runs_of(other, 2), *runs_of(base, 4)[2:]], said=said)
    assert said.pop() == "2 runs are done again: the base changed: 0-1"
    monkeypatch.setattr(address, "planner_sha256", lambda: "another")
    for module in ("planner.studies.running.claim", "planner.studies.running.index"):
        monkeypatch.setattr(f"{module}.planner_sha256", lambda: "another")
    done(folder, other, runs_of(other, 2), said=said)
    assert said.pop() == "2 runs are done again: the planner changed: 0-1"


def test_damage_is_named(base, tmp_path):
    said = []
    first = done(tmp_path / "s", base).frame
    hurt = tmp_path / "s/runs" / first.address[2] / "row.json"
    hurt.write_text("{")
    (tmp_path / "s/study.json").write_text("")
    (tmp_path / "s/results.parquet").write_text("no")
    found = done(tmp_path / "s", base, said=said).frame
    assert said == ["1 run is damaged on disk, and done again: 2"]
    pd.testing.assert_frame_equal(found, first)


def test_a_table_that_is_lost_is_made_of_the_runs(base, tmp_path):
    first = done(tmp_path / "s", base).frame
    (tmp_path / "s/results.parquet").unlink()
    pd.testing.assert_frame_equal(read_study(tmp_path / "s").frame, first)


def test_folders_that_are_not_this_studys(base, tmp_path):
    done(tmp_path / "s", base)
    with pytest.raises(planner.InstanceError, match="holds the study 's', not 'other'"):
        done(tmp_path / "s", base, name="other")
    done(tmp_path / "s", base, name="other", force=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    for force in (False, True):
        with pytest.raises(planner.InstanceError, match="holds thesis.txt and is no study"):
            done(tmp_path / "mine", base, force=force)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    with pytest.raises(planner.InstanceError, match="a file of this name exists"):
        done(tmp_path / "mine/thesis.txt", base)
    with pytest.raises(planner.InstanceError, match="holds no study|is no study"):
        read_study(tmp_path / "mine")
    with pytest.raises(planner.InstanceError, match="no such folder"):
        read_study(tmp_path / "none")


def test_what_is_refused_leaves_no_folder(base, tmp_path):
    with pytest.raises(planner.InstanceError):
        done(tmp_path / "s", base, [Run({}, base, recipe=(Put({studies_stub.PRICE: -1}),))])
    assert not (tmp_path / "s").exists()


def test_one_process_at_a_time(base, tmp_path):
    with claim.held(tmp_path / "s"):
        with pytest.raises(planner.InstanceError, match="another process is at work on this study"):
            done(tmp_path / "s", base)


def test_the_list_says_how_many_are_done_and_what_the_others_take(base, tmp_path):
    folder = tmp_path / "s"
    assert (
        str(listing(folder, runs_of(base), 2))
        == "4 runs, 0 done; what they take is known once one of them is done"
    )
    assert not folder.exists()
    done(folder, base, runs_of(base, 2))
    found = listing(folder, runs_of(base, 5), 2)
    assert list(found.frame.state) == ["done", "done", "to do", "to do", "to do"]
    assert found.seconds_left == pytest.approx(0.02) and str(found).startswith(
        "5 runs, 2 done; the others may take"
    )
    assert listing(tmp_path / "beside", runs_of(base), 2).done == 2, "a study beside it has them"


def test_a_thousand_rows_open_and_go_on_in_seconds(base, tmp_path):
    """Made without workers: what is measured is the opening."""
    from planner.studies.running.preparing import Addresses
    from planner.studies.running.store import Store

    runs = [
        Run({"price": float(n)}, base, recipe=(Put({studies_stub.PRICE: 50 + n / 1000}),))
        for n in range(1_000)
    ]
    folder, store = tmp_path / "s", Store(tmp_path / "s")
    addresses = Addresses(folder, lambda: None, lambda *_: None)
    for number, run in enumerate(runs):
        addresses.index.note(run, f"{number:064}")
    addresses.save()
    (folder / "study.json").write_text('{"name": "s"}')
    for number, own in enumerate(addresses.of(runs)):
        if number < 998:
            row = {"status": "gap reached", "audit": "passed", "value": float(number), "reason": ""}
            path = store.runs / own
            path.mkdir(parents=True)
            content = {"question": {"case": "both"}, "row": row}
            (path / "row.json").write_text(json.dumps(content | {"sha256": address.digest(content)}))
    began = time.process_time(), time.monotonic()
    found = done(folder, base, runs, function="quick", keep="row")
    assert time.process_time() - began[0] < 3 and len(found.frame) == 1_000
    assert list(found.frame.value[:3]) == [0, 1, 2]
    began = time.process_time(), time.monotonic()
    assert len(read_study(folder).frame) == 1_000
    assert time.process_time() - began[0] < 2
    shutil.rmtree(folder)
