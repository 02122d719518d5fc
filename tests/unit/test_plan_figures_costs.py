"""$/Mtoken by item of each side: the plan's numbers, what is said, the bars of the waterfall."""

import pandas as pd
import pytest

from planner.report.plan.costs import cost_per_token, cost_table, lumped, waterfall
from planner.report.plan.findings.costs import ITEMS, cost_finding
from planner.tables.earning import NEITHER, SIDES
from shipped_plans import DRAWN, NAMES, says_all, shipped, without


def costs(**sides):
    """A table of $/Mtoken by side and item."""
    rows = [(side, item, 10 * usd, usd) for side, items in sides.items() for item, usd in items.items()]
    return pd.DataFrame(rows, columns=["side", "item", "cost_musd", "cost_usd_per_mtoken"])


@pytest.mark.parametrize("name", NAMES)
def test_sums_are_the_plans_numbers(name):
    plan = shipped(name)
    data = cost_table(plan)
    for side in ("orbit", "ground"):
        totals, own = getattr(plan.record.sides, side), data[data.side == side]
        if totals.tokens_tt > 0:
            assert own.cost_musd.sum() == pytest.approx(totals.cost_musd, rel=1e-6)
            assert own.cost_usd_per_mtoken.sum() == pytest.approx(totals.ratio_usd_per_mtoken, rel=1e-6)
    by_item = data.groupby("item").cost_musd.sum()
    for item, musd in by_item.items():
        assert musd == pytest.approx(plan.cost_by_item[item], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    figure = cost_per_token(shipped(name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


def test_nothing_served_nothing_shown():
    assert cost_per_token(without(shipped("starter"), "cash")) is None


def test_every_item_has_a_name():
    assert {*NEITHER, *(item for items in SIDES.values() for item in items)} <= set(ITEMS)


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (
            costs(orbit={"satellites": 0.2, "launch": 0.1}, ground={"racks": 0.1}),
            "A token from orbit costs 3.0 times one from the ground; satellites weigh most in orbit, racks "
            "on the ground",
        ),
        (
            costs(orbit={"launch": 0.098}, ground={"energy": 0.1}),
            "A token from orbit costs 2 % less than one from the ground; launches weigh most in orbit, grid "
            "energy on the ground",
        ),
        (
            costs(orbit={"nre": 0.105}, ground={"energy": 0.1}),
            "A token from orbit costs 5 % more than one from the ground; development weighs most in orbit, "
            "grid energy on the ground",
        ),
        (
            costs(orbit={"launch": 0.1}, ground={"racks": 0.1}),
            "A token costs the same from orbit and from the ground; launches weigh most in orbit, racks "
            "on the ground",
        ),
        (
            costs(ground={"racks": 0.05, "energy": 0.03}),
            "Racks are the largest part of the ground's cost: $0.05 of $0.08 a million tokens",
        ),
        (
            costs(orbit={"launch": 0.1, "launch_credit": -0.2}, ground={"racks": 0.1}),
            "A token costs -$0.10 from orbit and $0.10 from the ground, credits taken off",
        ),
    ],
)  # fmt: skip
def test_the_finding(table, finding):
    assert cost_finding(table) == finding


def test_small_items_are_one_and_credits_go_back():
    table = costs(orbit={"launch": 1.0, "nre": 0.001, "insurance": 0.002, "launch_credit": -0.4})
    items = lumped(table)
    assert items["item"].tolist() == ["launch", "launch_credit", "other"]
    assert items.held.iloc[-1] == ("insurance", "nre")
    assert items.usd.sum() == pytest.approx(0.603)
    bars = waterfall(items)
    assert [(bar["from_usd"], round(bar["to_usd"], 6)) for bar in bars] == [
        (0.0, 1.0), (1.0, 0.6), (0.6, 0.603), (0.0, 0.603),
    ]  # fmt: skip
    assert "take off" in bars[1]["says"]


def test_a_single_small_item_keeps_its_name():
    assert lumped(costs(ground={"racks": 1.0, "energy": 0.001}))["item"].tolist() == ["racks", "energy"]


def test_no_item_is_written_in_more_decimals_than_the_smaller_sum():
    rows = [("orbit", "launch", 0.1660, ("launch",)), ("orbit", "nre", 0.00818, ("nre",))]
    rows += [("ground", "racks", 0.0219, ("racks",)), ("ground", "energy", 0.000557, ("energy",))]
    items = pd.DataFrame(rows, columns=["side", "item", "usd", "held"])
    prices = [row["price"] for row in waterfall(items)]
    assert prices == ["$0.166", "$0.0082", "$0.174", "$0.0219", "$0.0006", "$0.0225"]
