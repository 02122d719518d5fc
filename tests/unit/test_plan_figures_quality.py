"""Cost by quality of its prices: everything is counted once, each price exists, what is said."""

import pandas as pd
import pytest

from models.spending import COSTS
from planner.report.plan.findings.quality import quality_finding
from planner.report.plan.quality import cost_by_quality, most_rests_on, quality_table
from planner.report.plan.tracing import NOT_TRACED, figures_of, name_of, traced
from shipped_plans import DRAWN, NAMES, says_all, shipped, without


def shares(**by_quality):
    """A table of shares of all costs."""
    rows = [("all", quality.replace("_", " "), share, share) for quality, share in by_quality.items()]
    return pd.DataFrame(rows, columns=["side", "quality", "cost_musd", "share"])


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (
            shares(quoted=0.3, assumed=0.5, estimated=0.2),
            "70 % of the cost rests on estimated or assumed prices, 30 % on measured or quoted ones",
        ),
        (shares(assumed=1.0), "100 % of the cost rests on assumed prices"),
        (
            shares(measured=0.9, not_said=0.1),
            "No price is estimated or assumed; 90 % of the cost rests on measured or quoted ones",
        ),
        (shares(not_said=0.8, assumed=0.2), "80 % of the cost rests on prices whose quality is not said"),
    ],
)
def test_the_finding(table, finding):
    assert quality_finding(table) == finding


@pytest.mark.parametrize("name", NAMES)
def test_every_dollar_is_counted_once(name):
    plan = shipped(name)
    rests = traced(plan)
    assert rests.cost_musd.sum() == pytest.approx(plan.cost_musd, rel=1e-6)
    for side in ("orbit", "ground", "neither"):
        own = rests[rests.side == side].cost_musd.sum()
        assert own == pytest.approx(getattr(plan.record.sides, side).cost_musd, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_every_price_is_one_of_the_instance_and_has_a_name(name):
    plan = shipped(name)
    tree = plan.resolved.tree
    for path in set(traced(plan).figure) - {""}:
        held = tree
        for part in path.split("."):
            assert part in held, path
            held = held[part]
        assert name_of(path)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_shipped_plans_is_untraced(name):
    assert NOT_TRACED not in set(traced(shipped(name)).quality)


def test_every_item_of_cost_is_looked_for():
    plan = shipped("reference")
    ids = {
        "satellites": plan.designs.design[0], "launch": "starship-goal", "contracts": "new-glenn",
        "launch_credit": "starship-goal", "insurance": "new-glenn", "nre": plan.designs.design[0],
        "shell_opening": "sso-600", "shell_yearly": "sso-600", "operations": "sso-600",
        "gateways": "texas-gw", "shortfall": plan.demand[plan.demand.shortfall_tt > 0].workload.iloc[0],
    }  # fmt: skip
    data = plan.resolved.data
    for item in COSTS:
        assert figures_of(plan, data, item, ids.get(item, "texas")), item
        assert figures_of(plan, data, item, "nobody") == {}, item


def test_what_is_not_known_is_not_traced():
    plan = without(shipped("starter"), "designs")
    rests = traced(plan)
    assert set(rests[rests["item"] == "satellites"].quality) == {NOT_TRACED}
    assert rests.cost_musd.sum() == pytest.approx(plan.cost_musd, rel=1e-6)


def test_a_satellite_is_split_as_it_is_sized():
    plan = shipped("pilot")
    row = plan.designs.iloc[0]
    weights = figures_of(plan, plan.resolved.data, "satellites", row.design)
    assert sum(weights.values()) == pytest.approx(row.unit_cost_musd)
    assert weights[f"buses.{row.bus}.array_usd_per_w"] == pytest.approx(row.array_musd)


def test_credits_are_taken_off_their_price():
    rests = pd.DataFrame(
        [
            ("orbit", "launch", "vehicles.v.price_musd", "quoted", 10.0),
            ("orbit", "launch_credit", "vehicles.v.price_musd", "quoted", -4.0),
            ("orbit", "launch_credit", "vehicles.w.price_musd", "assumed", -1.0),
            ("ground", "racks", "accelerators.k.price_usd", "assumed", 4.0),
        ],
        columns=["side", "item", "figure", "quality", "cost_musd"],
    )
    data = quality_table(rests)
    assert data[data.side == "all"].set_index("quality").share.to_dict() == pytest.approx(
        {"quoted": 0.6, "assumed": 0.4}
    )
    assert set(data.side) == {"all", "orbit", "ground"}
    assert most_rests_on(rests).startswith(
        "Most rests on V price of a flight (quoted) 67 %, K price (assumed)"
    )


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    figure = cost_by_quality(shipped(name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


def test_nothing_costs_nothing_shown():
    assert cost_by_quality(without(shipped("starter"), "cash")) is None
