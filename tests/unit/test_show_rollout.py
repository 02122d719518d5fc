"""What `planner show` says of terms and of the rollout: demand, sites, ways down, prices, pads, stages,
money, what exists.
"""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import planner
from planner import coefficients
from planner.text import showing
from planner.text.printing import Paper, print_table

ROOT = Path(__file__).parents[2] / "instances"
CASES = Path(__file__).parents[1] / "cases"
NAMES = ["demand", "sites", "routes", "prices", "pads", "stages", "money", "existing"]


@cache
def ipo():
    question = planner.read(ROOT / "ipo.toml").with_value("workloads.agentic.met_with_probability", 0.9)
    return coefficients.build(question), question


def table(name):
    return showing.tables(*ipo(), [name], None)[name]


def test_demand_by_year():
    """An anchor customer's 60 Tt a year in the first half of 2029 and 150 in the second."""
    frame = table("demand").set_index(["workload", "region", "year"])
    row = frame.loc["agentic", "north-america", "2029"]
    assert row.committed_tt == pytest.approx((60 + 150) / 2)
    assert (row.penalty_usd_per_mtoken, row.take_or_pay_share, row.met_with_probability) == (5, 0.2, 0.9)
    assert row.margin_share > 0
    batch = frame.loc["batch", "north-america", "2032"]
    assert (
        np.isnan([batch.penalty_usd_per_mtoken, batch.met_with_probability]).all() and batch.margin_share == 0
    )
    case = ipo()[0].case
    assert frame.committed_tt.sum() == pytest.approx(case.committed.sum())


def test_every_year_is_printed_where_there_are_few():
    """Seven rows of ten columns: on its side a table would have a column a workload, and one workload has
    seven rows.
    """
    question = planner.read(ROOT / "starter.toml")
    frame = showing.tables(coefficients.build(question), question, ["demand"], None)["demand"]
    assert len(frame) < len(frame.columns) and frame.workload.nunique() == 1
    paper = Paper(file=io.StringIO(), width=1000)
    print_table(frame, console=paper)
    assert all(year in paper.file.getvalue() for year in frame.year)


def test_sites_and_their_connection():
    frame = table("sites").set_index("site")
    assert frame.loc["campus", ["grid_mw_first", "connected_from"]].tolist() == [0, "2031-01-01"]
    assert frame.loc["campus", "onsite_mw_most"] == 20 and np.isnan(
        frame.loc["london", "onsite_usd_per_mwh_last"]
    )
    case = ipo()[0].case
    assert frame["grid_usd_per_mwh_first"].to_numpy() == pytest.approx(case.grid_musd[:, 0] * 1e6 / 8766)


def test_ways_down_with_relays():
    frame = table("routes").set_index("way_down")
    assert sorted(frame.kind) == ["gateway", "relay"]
    assert set("+".join(frame.regions).split("+")) == {"north-america", "europe"}


def test_prices_by_tonnes_before():
    question = planner.read(ROOT / "million.toml")
    built = coefficients.build(question)
    frame = showing.tables(built, question, ["prices"], None)["prices"]
    learning = frame[frame.vehicle == "starship-200"]
    assert len(learning) > 5 and set(learning.of) == {"t delivered before"}
    assert learning["from"].is_monotonic_increasing and learning.price_share.is_monotonic_decreasing
    assert learning.price_musd_first.to_numpy() == pytest.approx(learning.price_share.to_numpy() * 102)
    (fixed,) = frame[frame.vehicle == "starship-goal"].itertuples()
    assert (fixed.price_share, fixed.of) == (1, "")


def test_pads_are_shared():
    (row,) = table("pads").itertuples()
    assert row.vehicles == "starship-block-3+starship-goal"
    assert row.flights_total == ipo()[0].case.pad_cadence.sum()


def test_gates_and_milestones():
    frame = table("stages")
    (gate,) = frame[frame.what == "gate"].itertuples()
    given = ipo()[1].data.gates["ai1-pilot"]
    assert (gate.id, gate.of, gate.months) == ("ai1-pilot", "ai1-like", given.months)
    assert (gate.satellites_min, gate.satellites_max) == (given.satellites_min, given.satellites_max)
    assert gate.ramp_per_year == pytest.approx(given.ramp_per_year)
    later = frame[frame.what == "milestone"]
    assert later.satellites_min.to_numpy() == pytest.approx(
        later.share.to_numpy() * later.satellites_max.to_numpy()
    )


def test_money_by_period():
    frame = table("money")
    assert frame.capital_musd[0] == 4250 and frame["debt_most_musd.bond-2029"].sum() == 5000
    due = frame["instalment_share.bond-2029"]
    assert (due[: int(np.flatnonzero(frame["debt_most_musd.bond-2029"])[0]) + 1] == 0).all() and due.iloc[
        -1
    ] > 0
    plain = planner.read(ROOT / "starter.toml")
    assert list(showing.tables(coefficients.build(plain), plain, ["money"], None)["money"]) == [
        "date",
        "discount_factor",
    ]


def test_what_exists():
    (racks,) = table("existing").itertuples()
    assert (racks.what, racks.id) == ("rack blocks", "existing-racks-1 (gb300)")
    assert (racks.place, racks.count) == ("ground-pilot", 60)
    assert racks.until == "2032-01-01"


def test_racks_of_two_purchases_stand_apart():
    """Each counts its own blocks until its own end: together they never stood until the later one."""
    question = planner.read(CASES / "exold.toml")
    racks = question.data.existing.racks[0].model_dump()
    bought = [
        {**racks, "blocks": 10, "bought": date(2026, 1, 1)},
        {**racks, "blocks": 5, "bought": date(2026, 12, 1)},
    ]
    question = question.with_value("existing.racks", bought)
    frame = showing.tables(coefficients.build(question), question, ["existing"], None)["existing"]
    assert frame["count"].tolist() == [10, 5]
    assert frame["until"].tolist() == ["2028-01-01", "2029-01-01"]


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_are_there_without_rows(name):
    question = planner.read(ROOT / "ground_only.toml")
    empty = showing.tables(coefficients.build(question), question, [name], None)[name]
    columns = list(table(name).columns)
    shared = [column for column in empty.columns if "." not in column]
    assert shared == [column for column in columns if "." not in column][: len(shared)]
