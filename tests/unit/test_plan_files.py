"""Plan folders: what is written is read back equal, nothing is overwritten or left half-written, damage is
named.
"""

import dataclasses
import json

import pandas as pd
import pytest

import planner
from planner.errors import InstanceError
from planner.plan.plan import Plan
from planner.plan.typed import read_object, typed, untyped
from planner.tables.columns import COLUMNS, table
from planner.tables.plain import to_json
from small_plan import small_plan


@pytest.fixture(scope="module")
def plan():
    return small_plan()


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_read_back_equal(plan, tmp_path):
    plan.write(tmp_path / "plan")
    again = planner.read_plan(tmp_path / "plan")
    assert again == plan
    for name, frame in plan.tables().items():
        pd.testing.assert_frame_equal(frame, again.tables()[name], obj=name)


def test_a_record_is_what_its_file_says(plan):
    """Typed and back, and the reader asks for no more and no less."""
    for record in (plan.record, plan.run):
        said = json.loads(to_json(untyped(record)))
        assert typed(type(record), said) == record and list(said) == list(vars(record))
        assert read_object(type(record), json.dumps(said).encode(), pytest.fail) == record


def test_any_change_makes_another_plan(plan):
    cash = plan.cash.assign(musd=plan.cash.musd + 1e-6)
    assert dataclasses.replace(plan, cash=cash) != plan
    assert dataclasses.replace(plan, record=dataclasses.replace(plan.record, status="time limit")) != plan
    assert plan != "plan"


def test_same_bytes_twice(plan, tmp_path):
    assert contents(plan.write(tmp_path / "a")) == contents(small_plan().write(tmp_path / "b"))


def test_files_are_the_interface(plan, tmp_path):
    plan.write(tmp_path / "deep" / "plan")
    files = contents(tmp_path / "deep" / "plan")
    unused = {
        "balance",
        "reserve",
        "retirements",
        "removals",
    }  # without a limit on cash, a probability, or anybody who may retire early
    tables = {f"{name}.csv" for name in COLUMNS if name not in unused}
    assert set(files) == {
        "plan.json",
        "run.json",
        "datapackage.json",
        "instance/small.toml",
        "instance/resolved.toml",
        *tables,
    }
    assert (
        files["gateways.csv"] == b"period,date,last_date,gateway,gbps_bought,gbps_used\n"
        b"0,2030-01-01,2030-12-31,dish,4,3.2\n1,2031-01-01,2031-12-31,dish,1.6,1.6\n"
    )
    assert json.loads(files["plan.json"])["bound"] == 60.0


def test_a_balance_is_written_where_there_is_one(plan, tmp_path):
    balance = pd.DataFrame(
        [(0, "2030-01-01", "2030-12-31", 50.0, 0.0, 40.0, 0.0, 0.0, 0.0, 10.0)],
        columns=list(COLUMNS["balance"]),
    )
    limited = dataclasses.replace(plan, balance=table("balance", balance))
    again = planner.read_plan(limited.write(tmp_path / "limited"))
    assert again == limited and again != plan and again.balance.cash_musd.tolist() == [10.0]


def test_levelized_cost_by_item_adds_up(plan):
    assert plan.levelized_by_item == {"launch": 145.0 / 9.6, "satellites": 112.0 / 9.6}


def test_a_plan_without_satellites_is_read_back_equal(plan, tmp_path):
    tables = {name: frame.iloc[:0][list(COLUMNS[name])] for name, frame in plan.tables().items()}
    empty = Plan(**tables, record=plan.record, run=plan.run, instance=plan.instance)
    again = planner.read_plan(empty.write(tmp_path / "empty"))
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, again.tables()[name], obj=name)
    assert again == empty


@pytest.mark.parametrize("name", ["gates.csv", "existing.csv", "datapackage.json"])
def test_a_file_less_is_noticed_though_it_holds_no_row(plan, tmp_path, name):
    folder = plan.write(tmp_path / "plan")
    (folder / name).unlink()
    with pytest.raises(InstanceError, match=f"{name} +is missing"):
        planner.read_plan(folder)


def test_an_existing_folder_is_kept(plan, tmp_path):
    folder = plan.write(tmp_path / "plan")
    before = contents(folder)
    with pytest.raises(InstanceError, match="this folder exists"):
        dataclasses.replace(plan, run={}).write(folder)
    assert contents(folder) == before


def test_force_replaces_a_plan_whole(plan, tmp_path):
    folder = plan.write(tmp_path / "plan")
    other = dataclasses.replace(plan, instance={"resolved.toml": b"# another\n"})
    other.write(folder, force=True)
    assert planner.read_plan(folder) == other
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_force_spares_what_no_plan_wrote(plan, tmp_path):
    folder = plan.write(tmp_path / "plan")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InstanceError, match=r"holds notes\.txt, which no plan writes"):
        plan.write(folder, force=True)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InstanceError, match="a file of this name exists"):
        plan.write(tmp_path / "file", force=True)
    with pytest.raises(InstanceError, match="is not a folder that you may write to"):
        plan.write(tmp_path / "file" / "plan")
    assert (folder / "notes.txt").read_text() == (tmp_path / "file").read_text() == "mine"


def test_a_crash_leaves_nothing(plan, tmp_path, monkeypatch):
    folder = plan.write(tmp_path / "plan")
    before = contents(folder)

    def crash(*args):
        raise OSError("disk full")

    monkeypatch.setattr("planner.plan.plan.to_json", crash)
    with pytest.raises(OSError, match="disk full"):
        plan.write(folder, force=True)
    assert contents(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


@pytest.mark.parametrize(
    "version, says", [({"planner": "0.1.0"}, "planner 0.1.0"), (None, "planner of an unknown version")]
)
def test_a_folder_of_another_format_is_refused(plan, tmp_path, version, says):
    """Before formats were counted, columns of the same name meant other things."""
    run = plan.run if version is None else dataclasses.replace(plan.run, versions=version)
    folder = dataclasses.replace(plan, run=run).write(tmp_path / "plan")
    record = json.loads((folder / "plan.json").read_text())
    del record["format"]
    (folder / "plan.json").write_text(json.dumps(record))
    message = f"written in format 1 by {says}; this one reads format 2 and 1.0.0: solve"
    with pytest.raises(InstanceError, match=message):
        planner.read_plan(folder)


def test_damage_is_named(plan, tmp_path):
    folder = plan.write(tmp_path / "plan")
    (folder / "cash.csv").unlink()
    (folder / "run.json").write_text("{")
    (folder / "fleet.csv").write_text("period,date\n0,2030-01-01\n")
    (folder / "sites.csv").write_text(
        (folder / "sites.csv").read_text().replace("2030-12-31,hall,chip,2", "2030-12-31,hall,chip,many")
    )
    (folder / "instance" / "resolved.toml").unlink()
    with pytest.raises(InstanceError) as caught:
        planner.read_plan(folder)
    text = str(caught.value)
    assert text.startswith(f"{folder}: 5 problems")
    for part in (
        "cash.csv",
        "run.json",
        "row 1: last_date, shell, design, satellites, expected_working, slots_held are missing "
        "among the columns",
        'blocks_built: is the text "many"; allowed: a whole number from 0 on',
        "instance/resolved.toml",
    ):
        assert part in text


def test_no_folder_no_plan(tmp_path):
    with pytest.raises(InstanceError, match="no such plan folder"):
        planner.read_plan(tmp_path / "nowhere")


def test_figures_by_name(plan):
    assert (plan.ratio, plan.bound, plan.status, plan.objective) == (
        61.25,
        60.0,
        "gap reached",
        "levelized_cost",
    )
    assert plan.cost_by_item == {"launch": 145.0, "satellites": 112.0}
    assert repr(plan) == "Plan('small', levelized_cost 61.25 $/Mtoken, bound 60, gap reached)"
